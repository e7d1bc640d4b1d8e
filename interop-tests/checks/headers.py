#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""headers.py GENERATED-INCLUDE-FOLDER COMPILER STANDARD: every public header compiles alone, with all
warnings as errors, as the library's user sees it."""
import shutil
import subprocess
import sys

from declared import HEADERS, ROOT

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wundef", "-Wshadow", "-Wconversion"]


def compiles(compiler, standard, generated, header, definition):
    language = "c++" if "+" in standard else "c"
    command = [compiler, f"-std={standard}", "-x", language, *WARNINGS, *definition,
               "-fsyntax-only", "-I", str(ROOT / "include"), "-I", generated, "-"]
    source = f"#include <qsm/{header}>\n#include <qsm/{header}>\nextern int nothing_else;\n"
    result = subprocess.run(command, input=source, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        print(" ".join(command), result.stdout, sep="\n")
    return result.returncode == 0


def main():
    generated, compiler, standard = sys.argv[1:]
    if not shutil.which(compiler):
        print(f"SKIP: no {compiler}")
        sys.exit(77)
    names = [path.name.removesuffix(".in") for path in HEADERS]
    assert len(names) >= 9
    results = [compiles(compiler, standard, generated, name, definition)
               for name in names for definition in ([], ["-DQSM_STATIC"])]
    print(f"{sum(results)} of {len(results)} compile")
    sys.exit(0 if all(results) else 1)


main()
