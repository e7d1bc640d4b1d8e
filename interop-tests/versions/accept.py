#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""accept.py FOLDER: writes differences/ anew from what test_matrix.py found, for all versions, in FOLDER
(build-tests/gcc/matrix). Read the diff, and give every new scenario its reason in why.py."""
import sys

import differences
from table import read_columns


def main():
    files = {}
    for column in read_columns(sys.argv[1]):
        path = differences.file_of(column["generation"], column["key"])
        for name, one in column["scenarios"].items():
            if "differences" in one:
                found = files.setdefault(path, {}).setdefault(name, {})
                found[(column["qt"], column["key"])] = one["differences"]
    for path, scenarios in files.items():
        blocks = {}
        for name, found in scenarios.items():
            blocks.update(differences.blocks_of(name, found))
        differences.write(path, blocks)


main()
