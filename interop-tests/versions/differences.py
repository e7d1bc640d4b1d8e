# SPDX-License-Identifier: MIT
"""The files in differences/: what is known to be otherwise with qsm than among Qt programs.

A file belongs to a generation of Qt and a sort of keys. It has a block for each scenario in which
anything differs, "= NAME" and lines. Where not all kinds of key (or all versions) of the file show the
same, there are several, "= NAME @ KIND" (or VERSION, or VERSION KIND), of which one may be
"nothing differs"."""
import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "differences")
OLD_GENERATION = "5.9"  # of two, as the files are called: no QNativeIpcKey
NOTHING = ["  nothing differs"]


def file_of(generation, key_kind):
    """POSIX keys differ in their names only. So do System V ones, but for legacy keys: these have a file
    for their lock alone. Before Qt 6.6 native keys have no lock at all."""
    sort = key_kind if key_kind == "systemv-legacy" else key_kind.split("-")[0]
    return os.path.join(FOLDER, f"qt{generation}-{sort}.txt")


def read(path):
    """{heading: lines} of a file."""
    blocks = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file.read().splitlines():
                if line.startswith("= "):
                    lines = blocks.setdefault(line[2:], [])
                elif line:
                    lines.append(line)
    return blocks


def known(blocks, name, version, key_kind):
    """The lines that are known of a scenario."""
    for label in (f" @ {version} {key_kind}", f" @ {key_kind}", f" @ {version}", ""):
        if name + label in blocks:
            lines = blocks[name + label]
            return [] if lines == NOTHING else lines
    return []


def blocks_of(name, found):
    """The blocks, as few as possible, for found: {(version, kind): lines}."""
    labels = (lambda version, kind: "", lambda version, kind: f" @ {kind}",
              lambda version, kind: f" @ {version}", lambda version, kind: f" @ {version} {kind}")
    for label in labels:
        blocks = {}
        if all(blocks.setdefault(name + label(*column), lines) == lines for column, lines in found.items()):
            break
    if not any(blocks.values()):
        return {}
    return {heading: lines or NOTHING for heading, lines in blocks.items()}


def write(path, blocks):
    with open(path, "w", encoding="utf-8") as file:
        for heading, lines in blocks.items():
            file.writelines(line + "\n" for line in [f"= {heading}", *lines, ""])
