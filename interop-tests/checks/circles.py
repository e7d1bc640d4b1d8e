#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No circle among the files of a folder: each can be read with only those below it in mind. Who
calls whom is told by the symbols of the object files, given in one word with ; between them."""
import pathlib
import subprocess
import sys

FOLDERS = ("image/png", "image/deflate", "stream")


def symbols(path):
    """Names that an object file defines, and names that it needs."""
    defined, needed = set(), set()
    for line in subprocess.check_output(["nm", path], text=True).splitlines():
        kind, name = line.split()[-2:]
        (needed if kind == "U" else defined if kind in "TDRB" else set()).add(name)
    return defined, needed


def calls(objects):
    """File -> files of the same folder that it needs."""
    told = {name: symbols(path) for name, path in objects.items()}
    home = {symbol: name for name, (defined, _) in told.items() for symbol in defined}
    return {name: {home[symbol] for symbol in needed if symbol in home} - {name}
            for name, (_, needed) in told.items()}


def above(name, needs):
    """All that a file reaches."""
    seen, ahead = set(), list(needs[name])
    while ahead:
        other = ahead.pop()
        if other not in seen:
            seen.add(other)
            ahead += needs[other]
    return seen


def main():
    checked = 0
    circles = []
    for folder in FOLDERS:
        objects = {pathlib.Path(path).name: path for path in sys.argv[1].split(";")
                   if str(pathlib.Path(path).parent).endswith("/" + folder)}
        needs = calls(objects)
        checked += sum(map(len, needs.values()))
        circles += [f"{folder}: {name}" for name in sorted(needs) if name in above(name, needs)]
    print("\n".join(["in a circle:"] + circles) if circles else f"{checked} arrows, no circle")
    return 1 if circles or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
