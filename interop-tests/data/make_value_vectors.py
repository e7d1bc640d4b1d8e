#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes value_vectors.txt from golden vectors of real Qt, which are not in this repository. The script shows how
the file was made.

One line a vector, columns separated by a tab:
  W TYPE VERSIONS ORDER PRECISION QT VALUE BYTES        what Qt writes
  R TYPE VERSION ORDER QT BYTES STATUS CONSUMED VALUE   what Qt makes of input, good or bad
VERSIONS is like 1-5,7; ORDER big, little or any; PRECISION double, single or any; QT the releases,
separated by commas; VALUE is JSON (src/value/json/json.h tells the forms); BYTES is hex, "-" for none.
Bytes that differ from run to run (`ignore` of the vectors) stand as "..".
"""
import json
import sys

from make_stream_vectors import HERE, SHARED, ranges

WRITERS = ("core_primitives", "core_strings_containers", "core_classes", "gui_classes", "qvariant")
LEFT_OUT = {"bytes(writeBytes)", "rawBytes(writeRawData)"}  # calls, not types: stream_vectors.txt has them


def solid(red, green, blue):
    """A brush of one colour."""
    return {"style": 1, "color": {"spec": "Rgb", "raw16": [65535, 257 * red, 257 * green, 257 * blue, 0]},
            "transform": [1, 0, 0, 0, 1, 0, 0, 0, 1]}


def type_and_value(entry):
    """The type by a name that qsm has: an enum is an integer of its width. Features are members of their font."""
    kind, value = entry["type"], entry["value"]
    if kind.startswith("enum:"):
        return kind.removeprefix("enum:"), value
    if kind == "QFlags<int>":
        return "int", next(iter(value.values()))
    if kind == "QPalette":
        return kind, {"groups": [[solid(60 * group, 10 * role, 3) for role in range(22)] for group in range(3)]}
    if kind == "QTextFormat":
        names = {bool: "bool", float: "double"}
        return kind, [value["type"], {"pairs": [[int(key.split("0x")[1][:-1], 16),
                                                 {"metatype": names[type(v)], "value": v}]
                                                for key, v in value["props"]]}]
    if kind == "QFont(features)":
        return "QFont", value["base"] | {name: value[name] for name in ("features", "axes")}
    return kind, value


def text(value):
    return json.dumps(value, separators=(",", ":"))


def bytes_of(entry):
    hex_digits = entry["hex"] or "-"
    for start, end in entry.get("ignore", ()):
        hex_digits = hex_digits[:2 * start] + ".." * (end - start) + hex_digits[2 * end:]
    return hex_digits


def lines():
    for name in WRITERS:
        for e in json.load(open(SHARED / f"{name}.json")):
            if e["type"] not in LEFT_OUT:
                kind, value = type_and_value(e)
                yield ("W", kind, ranges(e["stream_versions"]), e["byte_order"], e["precision"],
                       ",".join(e["qt"]), text(value), bytes_of(e))
    for e in json.load(open(SHARED / "robustness.json")):
        if e["type"] not in LEFT_OUT:
            yield ("R", e["type"], str(e["stream_version"]), e["byte_order"], ",".join(e["qt"]), e["hex"] or "-",
                   e["status"], str(e["consumed"]), text(e["value"]))


def main():
    if not SHARED.is_dir():
        sys.exit(f"{SHARED} is not there; value_vectors.txt stays as it is")
    rows = dict.fromkeys("\t".join(line) for line in lines())
    (HERE / "value_vectors.txt").write_text("# made by make_value_vectors.py\n" + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
