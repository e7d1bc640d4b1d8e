#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_value_vectors.py QSM: the golden bytes of real Qt (../data/value_vectors.txt) through the command. The JSON of
`qsm stream dump` is what the vectors have, to the letter; `qsm stream make` gives the bytes again, from both forms of
its input. Damaged bytes: status, number of bytes and value are those of Qt. Many values go through one process."""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

QSM = sys.argv[1]
DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
# A Qt, and a version that it writes. Older versions lose parts of values: unit.value_vectors has them.
STREAMS = (("5.15.8", 19), ("6.4.2", 20), ("6.11.2", 24))
DEFINE = ("--define", "DemoPair=qint32 a,QString b")
HAS_ZONES = pathlib.Path("/usr/share/zoneinfo/Europe/Paris").exists()  # the offset of a zone comes from there
failures = []
counts = {"dump": 0, "make": 0, "damage": 0}


def expect(holds, *what):
    if not holds:
        failures.append(" ".join(map(str, what)))


def rows(kind):
    for line in (DATA / "value_vectors.txt").read_text(encoding="ascii").splitlines():
        columns = line.split("\t")
        if columns[0] == kind:
            yield columns[1:]


def has(ranges, version):
    ends = [(part.split("-") * 2)[:2] for part in ranges.split(",")]
    return any(int(first) <= version <= int(last) for first, last in ends)


def letters(value):
    """JSON in which 1, 1.0 and true differ, and the order of members does not matter."""
    return json.dumps(value, sort_keys=True)


def run(words, given=b""):
    return subprocess.run([QSM, "stream", *words], input=given, capture_output=True, check=False, timeout=60)


def wanted(value, qt):
    """Of a vector: notes of its writer are no part of the value."""
    text = value.replace("a(qint32)", "a").replace("b(QString)", "b")
    if qt[0] == "6":
        text = text.replace("QVector<", "QList<")
    value = json.loads(text)
    if isinstance(value, dict):
        value.pop("how", None)
    return value


def settings(qt, version, little, single):
    return ["--version", str(version), "--qt", qt, *DEFINE, *["--little-endian"] * little, *["--single"] * single]


def is_lossy(kind, value, version, single):
    """What Qt does not read back at this version, and what the stream does not say."""
    value = letters(value)
    fraction = "double" in kind or "." in value or "e-" in value
    return ((single and fraction) or ('"zone": "' in value and not HAS_ZONES) or
            "insertedInThisOrder" in value or (kind == "QPalette" and version < 21) or
            ("focalRadius" in value and version < 20))


def both_ways(folder, qt, version, little, single):
    vectors = [(kind, wanted(value, qt), digits.replace("-", ""))
               for kind, versions, order, precision, qts, value, digits in rows("W")
               if has(versions, version) and qt in qts.split(",") and order in ("any", ("big", "little")[little])
               and precision in ("any", ("double", "single")[single])
               and "as in hex" not in value and "." not in digits]
    data = bytes.fromhex("".join(digits for _, _, digits in vectors))
    words = ["--types", ",".join(kind for kind, _, _ in vectors), *settings(qt, version, little, single)]
    done = run(["dump", "-", "--json", *words], data)
    dumped = json.loads(done.stdout)
    expect((dumped["status"], dumped["consumed"]) == ("Ok", len(data)), words[2:], dumped.get("error"))
    offset = 0
    for (kind, value, digits), found in zip(vectors, dumped["values"]):
        counts["dump"] += 1
        where = (found["offset"], found["size"])
        expect(where == (offset, len(digits) // 2) and list(found) == ["type", "offset", "size", "value"], kind, where)
        same = letters(found["value"]) == letters(value)
        expect(same or is_lossy(kind, value, version, single), kind, letters(value), letters(found["value"]))
        offset += len(digits) // 2
    expect(len(dumped["values"]) == len(vectors) > 300, len(vectors), "vectors")
    expect(list(dumped) == ["values", "status", "consumed"], list(dumped))
    told = run(["dump", "-", *words], data).stdout.decode()
    lines = [tuple(line.split()[:2]) for line in told.splitlines() if re.match(r" *\d+  \[", line)]
    expect(lines == [(str(found["offset"]), f"[{i}]") for i, found in enumerate(dumped["values"])],
           words[2:], "offsets in the text")
    for form in (done.stdout, json.dumps([value for _, value, _ in vectors]).encode()):
        made = folder / "made"
        done = run(["make", "-", "-o", str(made), *words], form)
        expect(done.returncode == 0, done.stderr.decode())
        expect(done.returncode or made.read_bytes() == data, words[2:], "other bytes are made")
        counts["make"] += len(vectors)


# A QVariant with a QSizePolicy, read by a program without QtWidgets. With them, Qt reads it as the writer's vectors
# say; so does qsm.
WITHOUT_WIDGETS = "0000004b0002031307"


def has_equal_keys(value):
    keys = [letters(pair[0]) for pair in value.get("pairs", ())] if isinstance(value, dict) else []
    return len(set(keys)) < len(keys)


def damaged(kind, version, order, qts, digits, status, consumed, value):
    if digits == WITHOUT_WIDGETS:
        status, consumed, value = "Ok", "9", '{"described":""}'
    for qt in qts.split(","):
        counts["damage"] += 1
        what = f"{kind} {digits}, version {version}, Qt {qt}"
        done = run(["dump", "-", "--json", "--lenient", "--types", kind,
                    *settings(qt, int(version), order == "little", False)], bytes.fromhex(digits.replace("-", "")))
        told = json.loads(done.stdout)
        expect(done.returncode == (status != "Ok"), what, "exit status", done.returncode)
        expect((told["status"], told["consumed"]) == (status, int(consumed)), what, status, consumed, told)
        expect(("error" in told) == (status != "Ok"), what, "error", told.get("error"))
        expect(len(told["values"]) == 1, what, told["values"])
        for found in told["values"]:
            found = found["value"]
            # These values say nothing of the flag. A tree keeps all pairs with equal keys.
            if isinstance(found, dict):
                found.pop("isNull", None)
            if "described" not in value and not has_equal_keys(found):
                expect(letters(found) == letters(wanted(value, qt)), what, value, letters(found))


def main():
    with tempfile.TemporaryDirectory() as folder:
        for qt, version in STREAMS:
            for setting in range(4):
                both_ways(pathlib.Path(folder), qt, version, setting & 1, setting & 2 > 0)
    for row in rows("R"):
        damaged(*row)
    expect(min(counts.values()) > 400, "few")
    print(*failures[:20], counts, sep="\n")
    sys.exit(bool(failures))


main()
