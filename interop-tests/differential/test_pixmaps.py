# SPDX-License-Identifier: MIT
"""QPixmap and QBitmap in streams, both ways with real Qt: they are QImages there.
usage: test_pixmaps.py PEER TOOL"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

PEER, TOOL = sys.argv[1:3]
FOLDER = tempfile.mkdtemp()
SAMPLE = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "sample.png")
BEHIND = b"qsm!"


def path(name):
    return os.path.join(FOLDER, name)


def run(*words):
    subprocess.run([str(word) for word in words], check=True, timeout=60, stdout=subprocess.DEVNULL)


def decode(name):
    """What qsm makes of a stream: format and size, and the bytes of the rows."""
    told = subprocess.run([TOOL, "image", "decode", path(name), "--raw", path("raw"), "--json"], check=True,
                          timeout=60, capture_output=True).stdout
    told = json.loads(told)
    told = told.get("image", told)
    with open(path("raw"), "rb") as file:
        rows = file.read()
    return [told["format"], told["width"], told["height"], told["colorTable"]], rows


def same(one, other, what):
    (facts, rows), (other_facts, other_rows) = decode(one), decode(other)
    if facts != other_facts or rows != other_rows:
        sys.exit(f"{what}: {facts} and {other_facts}, {len(rows)} and {len(other_rows)} bytes")
    print(f"same: {what}, {facts[0]} {facts[1]}x{facts[2]}")
    return facts


def take_off_the_number(name):
    """The stream must end where the number begins that stands behind it."""
    with open(path(name), "rb") as file:
        whole = file.read()
    if not whole.endswith(BEHIND):
        sys.exit(f"{name}: the number is not behind the picture")
    with open(path(name), "wb") as file:
        file.write(whole[:-len(BEHIND)])


def main():
    for kind in "pixmap", "bitmap":
        run(PEER, "write", kind, SAMPLE, path("theirs"), path("image"))
        take_off_the_number("theirs")
        facts = same("theirs", "image", f"Q{kind.capitalize()} written by Qt, read by qsm")
        if kind == "bitmap" and not facts[0].startswith("Mono"):
            sys.exit(f"a QBitmap came as {facts[0]}")
        for compression in "stored", "fast", "exact":
            words = ["--format", "Mono"] if kind == "bitmap" else []
            picture = SAMPLE if kind == "pixmap" else path("mono.png")
            if kind == "bitmap":
                run(TOOL, "image", "decode", path("theirs"), "-o", picture)
            run(TOOL, "image", "encode", picture, "-o", path("ours"), "--compression", compression, *words)
            run(PEER, "read", kind, path("ours"), path("read"))
            same("read", "image", f"Q{kind.capitalize()} written by qsm ({compression}), read by Qt")


try:
    main()
finally:
    shutil.rmtree(FOLDER)
