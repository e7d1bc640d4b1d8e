#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes stream_vectors.txt from golden vectors of real Qt, which are not in this repository. The script shows how
the file was made.

One line a vector, columns separated by a blank:
  W TYPE VERSIONS ORDER PRECISION VALUE BYTES           what Qt writes
  R TYPE VERSION ORDER BYTES STATUS CONSUMED VALUE      what Qt makes of input, good or bad
VERSIONS is like 1-5,7; ORDER big, little or any; PRECISION double, single or any; BYTES is hex,
"-" for none. VALUE is an integer; for float and double the bits of a double in hex; for QString
its UTF-16 units and for bytes the bytes, both in hex with "=" in front; "null" for null.
"""
import json
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "vectors" / "datastream"
INTEGERS = {f"q{u}int{n}" for u in ("", "u") for n in (8, 16, 32, 64)} | {"QChar"}
NAMES = {"bytes(writeBytes)": "bytes", "rawBytes(writeRawData)": "raw"}


def ranges(numbers):
    numbers, out = sorted(numbers), []
    for n in numbers:
        if out and out[-1][1] == n - 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    return ",".join(f"{a}-{b}" if a != b else str(a) for a, b in out)


def value_text(kind, value):
    if value is None:
        return "null"
    if kind in INTEGERS:
        return str(value["u16"] if isinstance(value, dict) else value)
    if kind == "bool":
        return str(int(value))
    if kind in ("float", "double"):
        return struct.pack(">d", float(value)).hex()
    if kind == "QString":
        return "=" + value.encode("utf-16-be", "surrogatepass").hex()
    return "=" + value["hex"]


def wanted(entry):
    kinds = INTEGERS | {"bool", "float", "double", "QString", "QByteArray"} | set(NAMES)
    return entry["type"] in kinds


def lines():
    for name in ("core_primitives", "core_strings_containers"):
        for e in filter(wanted, json.load(open(SHARED / f"{name}.json"))):
            kind = NAMES.get(e["type"], e["type"])
            yield (f"W {kind} {ranges(e['stream_versions'])} {e['byte_order']} {e['precision']} "
                   f"{value_text(e['type'], e['value'])} {e['hex'] or '-'}")
    for e in filter(wanted, json.load(open(SHARED / "robustness.json"))):
        kind = NAMES.get(e["type"], e["type"])
        yield (f"R {kind} {e['stream_version']} {e['byte_order']} {e['hex'] or '-'} {e['status']} "
               f"{e['consumed']} {value_text(e['type'], e['value'])}")


def main():
    if not SHARED.is_dir():
        sys.exit(f"{SHARED} is not there; stream_vectors.txt stays as it is")
    text = "# made by make_stream_vectors.py\n" + "\n".join(dict.fromkeys(lines())) + "\n"
    (HERE / "stream_vectors.txt").write_text(text)


if __name__ == "__main__":
    main()
