# SPDX-License-Identifier: MIT
"""The streams that Qt stores for its tests of QVariant: Qt 4 and Qt 5.0 wrote them, one value of a type
each. `qsm stream` reads each of them to its end, and writes the same bytes.

    test_stored.py FOLDER       the sources of qt6.4 that ./fetch loads"""
import glob
import json
import os
import sys

from command import qsm
from peer import check, equal, run, temp_path

SOURCES = sys.argv.pop(1)
VERSIONS = {"qt4.9": "12", "qt5.0": "13"}
MINIMUM = 121  # files

# What does not pass, and why. What passes has to leave this table.
ADDRESS = "JSON has no address of the function"
EXCEPTIONS = {
    "qt4.9/qeasingcurve": ADDRESS,
    "qt4.9/qpolygonf": "the id is that of qquaternion",
    "qt5.0/qeasingcurve": ADDRESS,
    "qt5.0/qpen": "one byte is missing: no release of Qt wrote it",
    "qt5.0/void": "a null string follows the invalid value: Qt 5 and 6 do not read it",
}


def stored():
    return sorted(glob.glob(f"{SOURCES}/tests/auto/**/stream/qt[45].*/*.bin", recursive=True))


def name_of(file):
    release, name = file.split("/")[-2:]
    return f"{release}/{name.removesuffix('.bin')}"


def problem(file):
    """What is wrong with a file; "": nothing."""
    release, name = name_of(file).split("/")
    settings = ["--types", "QString,QVariant", "--version", VERSIONS[release]]
    found = qsm("stream", "dump", "--json", *settings, file, status=(0, 1))
    values = json.loads(found)
    if values["status"] != "Ok" or values["consumed"] != os.path.getsize(file):
        return f"status {values['status']} after {values['consumed']} bytes"
    text, variant = (it["value"] for it in values["values"])
    if text.lower() != name or (variant["metatype"] or "void") != text:
        return f"{variant['metatype']} in place of {text}"
    dump, made = temp_path("dump"), temp_path("made")
    with open(dump, "w", encoding="utf-8") as out:
        out.write(found)
    qsm("stream", "make", *settings, dump, "-o", made)
    with open(file, "rb") as one, open(made, "rb") as other:
        same = one.read() == other.read()
    os.remove(dump)
    os.remove(made)
    return "" if same else "other bytes are written"


def test_stored():
    files = stored()
    check(len(files) >= MINIMUM, f"{len(files)} files, expected are at least {MINIMUM}")
    problems = {name_of(file): problem(file) for file in files}
    for name, reason in EXCEPTIONS.items():
        check(problems.get(name), f"{name} passes, or is no file: it need not be left out ({reason})")
        problems[name] = ""
    equal({name: it for name, it in problems.items() if it}, {}, "the problems")
    print(f"{len(files) - len(EXCEPTIONS)} of {len(files)} streams pass")


run(globals())
