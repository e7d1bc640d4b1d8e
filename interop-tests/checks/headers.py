#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""headers.py GENERATED-INCLUDE-FOLDER COMPILER STANDARD [qt]: every public header compiles alone, with all
warnings as errors, as the library's user sees it. With qt: every header of qsm/qt, with that folder as an
include folder, for Qt 5 and Qt 6, with exceptions and without."""
import shutil
import subprocess
import sys

from declared import HEADERS, ROOT

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wundef", "-Wshadow", "-Wconversion",
            "-Wformat=2"]


def compiles(compiler, standard, generated, headers, options):
    language = "c++" if "+" in standard else "c"
    command = [compiler, f"-std={standard}", "-x", language, *WARNINGS, *options,
               "-fsyntax-only", "-I", str(ROOT / "include"), "-I", generated, "-"]
    source = "".join(f"#include <{header}>\n" for header in headers * 2) + "extern int nothing_else;\n"
    result = subprocess.run(command, input=source, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        print(" ".join(command), result.stdout, sep="\n")
    return result.returncode == 0


def of_qsm():
    names = [[f"qsm/{path.name.removesuffix('.in')}"] for path in HEADERS]
    return names, [[], ["-DQSM_STATIC"]]


def of_qt():
    """Each header, and once all names that programs write: <QString>, <QtCore/QString>, <qstring.h>."""
    folder = ROOT / "include/qsm/qt"
    alone = [[path.name] for path in folder.glob("*.h")]
    names = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file()]
    include = ["-I", str(folder)]
    return [*alone, names], [include, [*include, "-fno-exceptions", "-DQT_NO_DEBUG_OUTPUT", "-DQSM_QT_VERSION=0x060b02"]]


def refused(generated, compiler):
    """A program of Qt that has our folder, too, gets told."""
    command = [compiler, "-std=c++11", "-DQT_CORE_LIB", "-fsyntax-only", "-I", str(ROOT / "include/qsm/qt"),
               "-I", generated, "-x", "c++", "-"]
    result = subprocess.run(command, input="#include <QString>\n", stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)
    return result.returncode != 0 and "Remove Qt Core from this target" in result.stdout


def main():
    generated, compiler, standard = sys.argv[1:4]
    if not shutil.which(compiler):
        print(f"SKIP: no {compiler}")
        sys.exit(77)
    names, variants = of_qt() if sys.argv[4:] == ["qt"] else of_qsm()
    assert len(names) >= 9
    results = [compiles(compiler, standard, generated, headers, options)
               for headers in names for options in variants]
    print(f"{sum(results)} of {len(results)} compile")
    if sys.argv[4:] == ["qt"]:
        results.append(refused(generated, compiler))
    sys.exit(0 if all(results) else 1)


main()
