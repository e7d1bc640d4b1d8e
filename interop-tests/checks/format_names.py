#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The names that other libraries give the formats are the same in three places, and in these libraries:
- each name that --raw takes on a little-endian machine (src/tool/raw_format.c) stands for the same format in
  examples/guide/formats.md and in qsm.1, and they name no others;
- FFmpeg, GDK, cairo and V4L2 have the names of formats.md, as far as their program or header is here. Releases that
  are older than a format may lack it."""
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = {"`GDK_MEMORY_`": ("gtk-4.0/gdk/gdkenums.h", r"\bGDK_MEMORY_(\w+)"),
           "cairo": ("cairo/cairo.h", r"\bCAIRO_FORMAT_(\w+)"),
           "V4L2": ("linux/videodev2.h", r"v4l2_fourcc\('(.)', *'(.)', *'(.)', *'(.)'\)")}

# GDK 4.12 and 4.14, cairo 1.17.2, FFmpeg after 5.1.
NEW = {"B8G8R8X8", "R8G8B8X8", "G8", "G16", "A8", "RGBA128F", "rgbaf16le", "rgbaf32le"}


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def taken():
    """{name in lower case: format}. A name without a byte order is the same as one with it. RGB16 of GStreamer is
    also QImage's."""
    code = read("src/tool/raw_format.c")
    rows = re.findall(r'^    \{"(\w+)", QSM_IMAGE_FORMAT_(\w+), (ANY|LITTLE)\}', code, re.M)
    found = {name.lower(): form.lower() for name, form, _ in rows if not re.fullmatch(r"(gray16|rgb565)", name)}
    return {**found, "rgb16": "rgb16"}


def other_names():
    inside = re.search(r"other_names\[\] = \{(.*?)\};", read("src/tool/raw_format.c"), re.S)[1]
    return {name.lower() for name in re.findall(r'"(\w+)"', inside)}


def table():
    """{column: [(format, name)]} of formats.md."""
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")]
            for line in read("examples/guide/formats.md").splitlines() if line.startswith("| ")]
    head = next(row for row in rows if row[0] == "QImage")
    found = {}
    for at, column in enumerate(head):
        cells = [(row[0].strip("`").lower(), row[at].replace("`", "")) for row in rows
                 if len(row) == len(head) and row is not head and row[at].startswith("`")]
        found[column] = [(form, name.ljust(4) if column == "V4L2" else name) for form, name in cells]
    return found


def differences(columns):
    """The command against formats.md and qsm.1."""
    names = taken()
    guide = {(name.strip().lower(), form) for column in ("FFmpeg", "GStreamer", "V4L2") for form, name in columns[column]}
    manual = re.findall(r"^\.It (\w+) Ta (\S+) Ta (.*)$", read("src/tool/qsm.1"), re.M)
    manual = {(name.lower(), form.lower()) for form, first, more in manual for name in [first, *more.split(", ")]
              if name != "-"}
    for name, form in sorted(names.items()):
        for place, pairs in (("formats.md", guide), ("qsm.1", manual)):
            if (name, form) not in pairs:
                yield f"--raw takes {name} for {form}, {place} does not say so"
    for name, form in sorted(manual - set(names.items())):
        yield f"qsm.1 says {name} for {form}, --raw does not take it so"
    for name in sorted({name for name, _ in guide} - set(names) - other_names() - {"rgb8p", "y16"}):
        yield f"--raw does not know {name} of formats.md, also not as a format without pixels of QImage"
    if len(names) < 35 or len(manual) < 30:
        yield f"only {len(names)} and {len(manual)} names found: this script reads the tables wrongly"


def known():
    """(column, names) of each library that is here."""
    for column, (header, pattern) in HEADERS.items():
        path = pathlib.Path("/usr/include", header)
        if path.exists():
            yield column, {"".join(name) for name in re.findall(pattern, path.read_text(encoding="utf-8"))}
    if shutil.which("ffmpeg"):
        text = subprocess.run(["ffmpeg", "-v", "error", "-pix_fmts"], stdout=subprocess.PIPE, text=True, check=True).stdout
        yield "FFmpeg", set(re.findall(r"^\S{5} (\w+)", text, re.M))


def main():
    columns = table()
    problems = list(differences(columns))
    for column, names in known():
        print(f"{column}: {len(columns[column])} names of formats.md, {len(names)} in the library")
        problems += [f"{column} has no {name}, which formats.md gives for {form}"
                     for form, name in columns[column] if name not in names | NEW]
    print("\n".join(problems) or "the names are the same everywhere")
    sys.exit(1 if problems else 0)


main()
