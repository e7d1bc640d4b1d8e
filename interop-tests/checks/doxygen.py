#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""doxygen.py GENERATED-INCLUDE-FOLDER: Doxygen reads every public header without a warning. Every
declaration has a comment. Names and commands in comments are right."""
import re
import shutil
import subprocess
import sys
import tempfile

from declared import HEADERS, ROOT

# The first sentence of a comment is its brief text (JAVADOC_AUTOBRIEF). Comments describe parameters in sentences:
# a missing @param is no fault, a @param of a wrong name is one (WARN_NO_PARAMDOC, WARN_IF_DOC_ERROR).
SETTINGS = """
PROJECT_NAME = qsm
OUTPUT_DIRECTORY = {folder}
INPUT = {headers}
STRIP_FROM_PATH = {root}/include {generated}
INCLUDE_PATH = {root}/include {generated}
OPTIMIZE_OUTPUT_FOR_C = YES
JAVADOC_AUTOBRIEF = YES
DISTRIBUTE_GROUP_DOC = YES
MACRO_EXPANSION = YES
EXPAND_ONLY_PREDEF = YES
PREDEFINED = QSM_API= DOXYGEN
EXTRACT_ALL = NO
WARNINGS = YES
WARN_IF_UNDOCUMENTED = YES
WARN_IF_DOC_ERROR = YES
WARN_IF_INCOMPLETE_DOC = NO
WARN_NO_PARAMDOC = NO
WARN_FORMAT = "$file:$line: $text"
QUIET = YES
GENERATE_HTML = NO
GENERATE_LATEX = NO
GENERATE_XML = YES
XML_PROGRAMLISTING = NO
"""


def warnings(generated, headers):
    """What Doxygen says on its standard error, a warning a line, and whether it went through."""
    with tempfile.TemporaryDirectory() as folder:
        settings = SETTINGS.format(folder=folder, root=ROOT, generated=generated, headers=" ".join(map(str, headers)))
        done = subprocess.run(["doxygen", "-"], input=settings, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True, check=False)
    # A continued line is indented.
    lines = re.sub(r"\n\s+", " ", done.stderr.replace(f"{ROOT}/", "")).splitlines()
    return [line for line in lines if line.strip()], done.returncode == 0


def bare_header(generated):
    """The warnings about a header that must give one."""
    with tempfile.NamedTemporaryFile("w", suffix=".h") as file:
        file.write("/** @file\n * Nothing else. */\nint qsm_bare(void);\n")
        file.flush()
        return warnings(generated, [file.name])[0]


def main():
    if not shutil.which("doxygen"):
        print("SKIP: no doxygen")
        sys.exit(77)
    generated = sys.argv[1]
    assert bare_header(generated), "Doxygen accepts a function without a comment"
    headers = [path for path in HEADERS if path.suffix == ".h"]
    found, good = warnings(generated, [*headers, f"{generated}/qsm/version.h"])
    print("\n".join(found))
    print(f"{len(HEADERS)} headers, {len(found)} warnings")
    sys.exit(0 if good and not found else 1)


main()
