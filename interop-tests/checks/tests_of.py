#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tests_of.py BUILD-FOLDER: the table "Tests of each source file" of interop-tests/README.md is complete:
each .c of src is in one row and no more, each row has a source, each test that is named is one of the build.
A row holds patterns of sources (without src/) and of tests, as a shell has them; * does not cross a /.

tests_of.py BUILD-FOLDER --draft prints rows for the sources that have none, with the tests that
have the source's name in their own or include its header: something to begin with."""
import fnmatch
import pathlib
import re
import subprocess
import sys

from declared import ROOT

TABLE = "interop-tests/README.md"
HEADING = "## Tests of each source file"


def rows():
    """Source patterns and test patterns of each row."""
    text = (ROOT / TABLE).read_text(encoding="utf-8")
    section = re.search(rf"^{HEADING}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^\|(.*)\|(.*)\|$", section.group(1) if section else "", re.MULTILINE)
    found = ((re.findall(r"`([^`]+)`", sources), re.findall(r"`([^`]+)`", tests)) for sources, tests in lines)
    return [row for row in found if row[0]]


def matches(name, pattern):
    return name.count("/") == pattern.count("/") and fnmatch.fnmatchcase(name, pattern)


def sources():
    return sorted(str(path.relative_to(ROOT / "src")) for path in (ROOT / "src").rglob("*.c"))


def tests_of(build):
    """The names of its tests. A build without the Qt peers lacks some families of tests as a whole."""
    output = subprocess.run(["ctest", "--test-dir", build, "-N"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return re.findall(r"^\s*Test\s+#\d+: (\S+)$", output, re.MULTILINE)


def problems(table, names, tests):
    for name in names:
        number = sum(any(matches(name, pattern) for pattern in patterns) for patterns, _ in table)
        if number != 1:
            yield f"src/{name} is in {number} rows of the table in {TABLE}"
    families = {test.split(".")[0] for test in tests}
    for patterns, wanted in table:
        for pattern in patterns:
            if not any(matches(name, pattern) for name in names):
                yield f"no source is called src/{pattern}"
        if not wanted:
            yield f"no test stands beside {', '.join(patterns)}"
        for pattern in wanted:
            if pattern.split(".")[0] in families and not fnmatch.filter(tests, pattern):
                yield f"no test is called {pattern}"


def draft(table, names, tests):
    """Rows for what no row names."""
    including = {}
    for path in (ROOT / "interop-tests/unit").glob("test_*.c"):
        for header in re.findall(r'#include "([^"]+)\.h"', path.read_text(encoding="utf-8")):
            including.setdefault(header, []).append("unit." + path.stem.removeprefix("test_"))
    for name in names:
        if not any(matches(name, pattern) for patterns, _ in table for pattern in patterns):
            words = re.compile(rf"(^|[._]){pathlib.PurePath(name).stem}s?($|[._])")
            found = [test for test in tests if words.search(test)] + including.get(name.removesuffix(".c"), [])
            print(f"| `{name}` | {', '.join(f'`{test}`' for test in sorted(set(found)))} |")


def main():
    table, names, tests = rows(), sources(), tests_of(sys.argv[1])
    if "--draft" in sys.argv:
        return draft(table, names, tests)
    assert len(names) > 100 and len(tests) > 100
    found = list(problems(table, names, tests))
    print("\n".join(found) or f"{len(names)} sources in {len(table)} rows")
    sys.exit(1 if found else 0)


main()
