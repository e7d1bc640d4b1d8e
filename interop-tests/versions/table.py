#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""table.py FOLDER [README]: what test_matrix.py found, as one table of scenarios and of Qt versions with
kinds of key: FOLDER/table.txt, table.csv and matrix.json. With README, the summary between the two marks
in that file is written anew."""
import csv
import glob
import json
import os
import re
import sys

KINDS = ("systemv-legacy", "systemv-native", "systemv-safe", "posix-legacy", "posix-native", "posix-safe")
SIGNS = {"equal": "=", "same for Qt": "o", "better": "+", "different": "!", "skipped": "-"}
LEGEND = ("=  the same in every step    o  the same for each Qt program    +  different on purpose    !  a defect    "
          "-  not played")
MARKS = ("<!-- matrix -->", "<!-- end of matrix -->")


def read_columns(folder):
    """The results of all columns, oldest Qt first."""
    columns = []
    for path in glob.glob(os.path.join(folder, "*-*.json")):
        with open(path, encoding="utf-8") as file:
            columns.append(json.load(file))
    return sorted(columns, key=lambda one: ([int(number) for number in one["qt"].split(".")],
                                            KINDS.index(one["key"])))


def names_of(columns):
    names = {}
    for column in sorted(columns, key=lambda one: -len(one["scenarios"])):
        names.update(dict.fromkeys(column["scenarios"]))
    return list(names)


def sign(column, name):
    return SIGNS[column["scenarios"][name]["verdict"]] if name in column["scenarios"] else ""


def counts(column):
    signs = [SIGNS[one["verdict"]] for one in column["scenarios"].values()]
    return {each: signs.count(each) for each in SIGNS.values()}


def text_table(columns):
    """Columns in one line of versions and two of keys."""
    heads = [[column["qt"], *column["key"].split("-")] for column in columns]
    widths = [max(map(len, head)) for head in heads]
    names = names_of(columns)
    first = max(map(len, names))
    rows = [["" if line else "scenario", *(head[line] for head in heads)] for line in range(3)]
    rows += [[name, *(sign(column, name) for column in columns)] for name in names]
    lines = [" ".join([row[0].ljust(first), *(cell.center(width) for cell, width in zip(row[1:], widths))]).rstrip()
             for row in rows]
    totals = [f"Qt {column['qt']}, {column['key']}: " + ", ".join(
        f"{count} {each}" for each, count in counts(column).items() if count) for column in columns]
    reasons = sorted({f"-  {name}: {one['reason']}" for column in columns
                      for name, one in column["scenarios"].items() if "reason" in one})
    return "\n".join([*lines, "", LEGEND, *reasons, "", *totals]) + "\n"


def words(kind):
    return kind.replace("systemv", "System V").replace("posix", "POSIX").replace("-", " ")


def grouped(pairs):
    """value -> its keys, in the order of their first appearance."""
    groups = {}
    for key, value in pairs:
        groups.setdefault(value, []).append(key)
    return groups


def summary(columns):
    """For README: a row for all Qt releases and key kinds of the same numbers."""
    by_kind = grouped((column["qt"], (column["key"], tuple(counts(column).values()))) for column in columns)
    rows = grouped((kind, (tuple(releases), numbers)) for (kind, numbers), releases in by_kind.items())
    lines = ["| Qt | Keys | Same in every step | Same for each Qt program | Different on purpose | Defects |",
             "|---|---|---|---|---|---|"]
    for (releases, numbers), kinds in rows.items():
        equal, observed, better, different, _ = numbers
        lines.append(f"| {', '.join(releases)} | {', '.join(map(words, kinds))} | {equal} | {observed} | {better} | {different} |")
    return "\n".join(lines) + "\n"


def write_readme(path, columns):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    begin, end = map(re.escape, MARKS)
    new = re.sub(f"({begin}\n).*({end})", lambda match: match[1] + summary(columns) + match[2], text, flags=re.DOTALL)
    with open(path, "w", encoding="utf-8") as file:
        file.write(new)


def main():
    folder, *readme = sys.argv[1:]
    columns = read_columns(folder)
    if not columns:
        sys.exit("no results of matrix tests")
    with open(os.path.join(folder, "table.txt"), "w", encoding="utf-8") as file:
        file.write(text_table(columns) + "\n" + summary(columns))
    with open(os.path.join(folder, "table.csv"), "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["scenario", *(f"{column['qt']} {column['key']}" for column in columns)])
        rows.writerows([name, *(column["scenarios"].get(name, {}).get("verdict", "") for column in columns)]
                       for name in names_of(columns))
    with open(os.path.join(folder, "matrix.json"), "w", encoding="utf-8") as file:
        json.dump(columns, file, indent=1)
    for path in readme:
        write_readme(path, columns)
    defects = sum(counts(column)["!"] for column in columns)
    if defects:
        sys.exit(f"{defects} cells differ otherwise than known")


if __name__ == "__main__":
    main()
