#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every class for which the headers of a Qt declare operator<<(QDataStream &, ...) is a type of qsm.

usage: test_operators.py QSM FOLDER...   (the folders of QtCore, QtGui and others)
"""
import json
import pathlib
import re
import subprocess
import sys

OPERATOR = re.compile(r"operator *<< *\( *QDataStream *& *\w*, *(?:const +)?((?:\w|::)+)")
# Names in these headers that are no types of a stream.
NO_TYPES = {
    "T": "a parameter of a template: enums",
    "Affine": "a parameter of a template, within QTransform",
    "QFlags": "its name alone: QFlags<E> is an integer",
    "Reference": "a type within QRangeModelAdapter, which stands for its element",
    "DataReference": "the same",
}
WITHIN = {"Tag": "QFont::Tag"}


def known(qsm):
    """The names of `qsm stream types`, which are also those of templates."""
    rows = json.loads(subprocess.run([qsm, "stream", "types", "--json"], check=True, stdout=subprocess.PIPE).stdout)
    names = {row["name"] for row in rows} | {name for row in rows for name in (row["otherNames"] or "").split(",")}
    return {name.strip() for name in names}


def declared(folder):
    for header in pathlib.Path(folder).rglob("*.h"):
        if "private" not in header.parts:
            for name in OPERATOR.findall(header.read_text(encoding="utf-8", errors="replace")):
                yield WITHIN.get(name, name), header.name


def main():
    names = known(sys.argv[1])
    wanted = {name: header for folder in sys.argv[2:] for name, header in declared(folder) if name not in NO_TYPES}
    missing = sorted(f"{name} of {header} is no type of qsm" for name, header in wanted.items() if name not in names)
    print("\n".join(missing) or f"{len(wanted)} types, each is one of qsm")
    assert len(wanted) > 70, "the headers say too little"
    sys.exit(1 if missing else 0)


main()
