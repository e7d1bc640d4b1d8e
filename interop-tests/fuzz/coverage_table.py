#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""coverage_table.py INFO REGEX: lines reached of the files of an lcov tracefile that match."""
import collections
import re
import sys


def read(path, wanted):
    """For each file: its lines and how often each ran."""
    files = collections.defaultdict(lambda: collections.defaultdict(int))
    lines = None
    for row in open(path, encoding="utf-8"):
        if row.startswith("SF:"):
            found = wanted.search(row)
            lines = files[found.group()] if found else None
        elif row.startswith("DA:") and lines is not None:
            number, count = row[3:].split(",")[:2]
            lines[int(number)] += int(count)
    return files


def main():
    files = read(sys.argv[1], re.compile("(?:" + sys.argv[2] + ")$"))
    reached = total = 0
    for name, lines in sorted(files.items()):
        missed = [number for number, count in sorted(lines.items()) if count == 0]
        reached += len(lines) - len(missed)
        total += len(lines)
        share = 100 * (len(lines) - len(missed)) / len(lines)
        print(f"{share:6.1f} %  {name}  {' '.join(map(str, missed))}")
    if total == 0:
        sys.exit("coverage_table.py: no such files in the tracefile")
    print(f"{100 * reached / total:6.1f} %  of {total} lines")


main()
