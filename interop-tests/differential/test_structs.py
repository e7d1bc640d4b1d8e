#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_structs.py QT PEER PROGRAM: structs and registered types of real Qt, both ways. The code is that of the
chapter "A struct in a stream" of examples/PORTING.md. What Qt writes, C reads, prints and writes: the same values,
the same bytes. What C makes, Qt reads and prints: the same values."""
import pathlib
import subprocess
import sys
import tempfile

VERSIONS = {"5": (12, 13, 17, 19), "6": (12, 17, 19, 20)}


def lines(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, timeout=60, check=False)
    if done.returncode != 0:
        sys.exit(f"{command}: exit status {done.returncode}")
    return done.stdout.splitlines()


def same(one, other, what):
    for number, (left, right) in enumerate(zip(one, other)):
        if left != right:
            sys.exit(f"{what}, line {number}:\n    {left}\n    {right}")
    if len(one) != len(other) or len(one) != 600:
        sys.exit(f"{what}: {len(one)} and {len(other)} lines")


def main():
    qt, peer, program = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        for version in VERSIONS[qt]:
            for flags in (0, 1):
                where = f"Qt {qt}, version {version}, flags {flags}"
                written = lines(peer, "write", version, flags, version, work / "qt")
                same(written, lines(program, "copy", qt, version, flags, work / "qt", work / "copy"), where)
                if (work / "qt").read_bytes() != (work / "copy").read_bytes():
                    sys.exit(f"{where}: other bytes")
                made = lines(program, "make", qt, version, flags, work / "c")
                same(made, lines(peer, "read", version, flags, work / "c"), where + ", made by C")
    print(f"{len(VERSIONS[qt]) * 2 * 400} structs")


main()
