#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Doxygen reads the public headers without a warning: everything has a comment, and a comment that
tells of one parameter tells of all."""
import shutil
import subprocess
import sys
import tempfile

from declared import DOCUMENTED, ROOT

OPTIONS = """PROJECT_NAME = qsm
OUTPUT_DIRECTORY = {folder}
INPUT = {files}
PREDEFINED = QSM_API=
MACRO_EXPANSION = YES
EXPAND_ONLY_PREDEF = YES
OPTIMIZE_OUTPUT_FOR_C = YES
JAVADOC_AUTOBRIEF = YES
EXTRACT_ALL = NO
WARN_IF_UNDOCUMENTED = YES
WARN_IF_DOC_ERROR = YES
WARN_NO_PARAMDOC = NO
QUIET = YES
GENERATE_HTML = NO
GENERATE_LATEX = NO
GENERATE_XML = YES
"""


def warnings(files):
    with tempfile.TemporaryDirectory() as folder:
        options = OPTIONS.format(folder=folder, files=" ".join(f'"{file}"' for file in files))
        run = subprocess.run(["doxygen", "-"], input=options, cwd=ROOT, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True)
    return [line for line in run.stderr.splitlines() if line.strip()] + ["doxygen failed"] * (run.returncode != 0)


def bare_header():
    """A header that must give a warning."""
    with tempfile.NamedTemporaryFile("w", suffix=".h") as file:
        file.write("/** @file\n * Nothing else. */\nint qsm_bare(void);\n")
        file.flush()
        return warnings([file.name])


def main():
    if not shutil.which("doxygen"):
        print("SKIP: no doxygen")
        sys.exit(77)
    assert bare_header(), "Doxygen says nothing of a function without a comment"
    found = warnings([ROOT / "include/qsm" / name for name in DOCUMENTED])
    print("\n".join(found) or f"{len(DOCUMENTED)} headers are documented")
    sys.exit(1 if found else 0)


main()
