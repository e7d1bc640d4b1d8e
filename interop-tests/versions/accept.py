#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""accept.py FOLDER: writes differences/ anew from what test_matrix.py found, for all versions, in FOLDER
(build-tests/gcc/matrix). Scenarios that were not played keep what is known of them. Read the diff, and give every new scenario its reason in why.py."""
import sys

import differences
from table import read_columns
from why import reasons


def with_reasons(column, name, lines):
    """The steps with the reasons that why.py has by now."""
    steps = [line for line in lines if not line.startswith("  ") or line.startswith("   >")]
    why = reasons(name, column["generation"] == differences.OLD_GENERATION, column["key"])
    return [*(f"  {one}" for one in why or ["no reason is known: a defect?"]), *steps] if steps else []


def main():
    files = {}
    for column in read_columns(sys.argv[1]):
        path = differences.file_of(column["generation"], column["key"])
        for name, one in column["scenarios"].items():
            if "differences" in one:
                found = files.setdefault(path, {}).setdefault(name, {})
                found[(column["qt"], column["key"])] = with_reasons(column, name, one["differences"])
    for path, scenarios in files.items():
        kept = {heading: lines for heading, lines in differences.read(path).items()
                if heading.split(" @ ")[0] not in scenarios}
        for name, found in scenarios.items():
            kept.update(differences.blocks_of(name, found))
        differences.write(path, dict(sorted(kept.items())))


main()
