# SPDX-License-Identifier: MIT
"""What Qt's own tests are expected to do on qsm, in two tables."""

# (Release, suite): how many tests pass at least. QtTest counts a row of data as a test, and so does
# it initTestCase() and cleanupTestCase().
PASSED = {
    ("qt5.15", "qsharedmemory"): 54,
    ("qt5.15", "qsystemsemaphore"): 26,
    ("qt6.4", "qsharedmemory"): 54,
    ("qt6.4", "qsystemsemaphore"): 26,
    ("qt6.8", "qsharedmemory"): 203,
    ("qt6.8", "qsystemsemaphore"): 88,
    ("qt6.8", "qnativeipckey"): 243,
    ("qt6.11", "qsharedmemory"): 203,
    ("qt6.11", "qsystemsemaphore"): 88,
    ("qt6.11", "qnativeipckey"): 243,
    ("qt5.15", "qdatastream"): 1838,
    ("qt6.4", "qdatastream"): 1822,
    ("qt6.8", "qdatastream"): 1826,
    ("qt6.11", "qdatastream"): 1828,
}

# Since 6.6 the suites run each test with each type of key, which they call by these names.
KEY_TYPES = {release: ["POSIX", "SystemV-Q", "SystemV-T"] for release in ("qt6.8", "qt6.11")}

# (Release, suite): tests that are left out, as function or function:type, and why. They run by
# themselves, too. One that passes has to leave this table.
OWN_TYPE = "the test has a type of its own in a QVariant, and registers its operators"
EXCEPTIONS = {(release, "qdatastream"): {"typedefQt5Compat": OWN_TYPE}
              for release in ("qt6.4", "qt6.8", "qt6.11")}
