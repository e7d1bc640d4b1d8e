# SPDX-License-Identifier: MIT
"""Scenarios of the matrix with semaphores, as in scenarios.py."""

SEMAPHORE = {
    "open, acquire, release": """
        P sem-make 1
        look
        Q sem-make 5
        look
        P sem-acquire
        look
        Q sem-acquire
        P sem-release
        Q
        Q sem-release
        look
        Q exit
        look""",
    "value above one": """
        P sem-make 3
        Q sem-make 0
        P sem-acquire
        P sem-acquire
        look
        P sem-release 2
        look
        Q sem-release 4
        look""",
    "create resets": """
        P sem-make 1
        P sem-acquire
        Q sem-make 2 create
        look
        Q exit
        look
        P sem-release
        look""",
    "release of nothing": """
        P sem-make 1
        P sem-release 0
        look
        P sem-release -1
        look""",
    "holder crashes": """
        P sem-make 1
        Q sem-make 1
        P sem-acquire
        P crash
        look
        Q sem-acquire""",
    "holder leaves": """
        P sem-make 1
        Q sem-make 1
        Q sem-acquire
        Q exit
        look
        P sem-acquire""",
    "owner leaves": """
        P sem-make 1
        Q sem-make 1
        P exit
        look
        Q sem-acquire
        look
        Q sem-release
        look""",
    "removed from outside": """
        P sem-make 1
        remove locks
        P sem-acquire
        look
        P sem-release
        look""",
    "file removed from outside": """
        P sem-make 1
        remove files
        Q sem-make 1
        P sem-acquire
        Q sem-acquire
        look""",
    "a segment's lock": """
        P create 100
        Q sem-make 1
        look
        Q sem-acquire
        P lock
        Q sem-release
        P
        P unlock
        look""",
    "too large a value": """
        P sem-make 40000
        look
        P sem-acquire
        look""",
    "negative value": """
        P sem-make -1
        look""",
}
