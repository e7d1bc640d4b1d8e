#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The tables of the guide name what there is, all of it, and nothing else:
- GUIDE.md links to every page; every link leads somewhere, also to a heading;
- not-meeting.md has a row for each finding of src/tool/doctor, and qsm.1 names the same;
- errors.md has the enumerators of both classes with their numbers, and texts that the library has;
- costs.md has only figures of README;
- formats.md has a row for each format of the enum, with the format that its PNG becomes in Qt;
- each qsm_ and QSM_ name is in a header, each command and option in qsm.1."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = ROOT / "examples/guide"
FIGURE = re.compile(r"\b\d[\d.]*(?: (?:ms|us|ns|s|GiB|MiB|KiB)\b|x\d+\b)")


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def without_blocks(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def anchors(path):
    """GitHub's names of the headings."""
    headings = re.findall(r"^#+ (.*)$", without_blocks(path.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


def links(pages):
    for page in pages:
        for target, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")):
            file = page.parent / target if target else page
            if re.match(r"https?:", target):
                continue
            if not file.exists():
                yield f"{page.name} links to {target}, which is not there"
            elif anchor and anchor not in anchors(file):
                yield f"{page.name} links to #{anchor} of {target}, which is not there"
    named = set(re.findall(r"\(guide/([\w-]+\.md)", read("examples/GUIDE.md")))
    for page in sorted({one.name for one in GUIDE.iterdir()} ^ named):
        yield f"GUIDE.md and examples/guide differ in {page}"


def difference(what, left, right):
    """Both are (name, set)."""
    for one in sorted(left[1] - right[1]):
        yield f"{what} {one} is in {left[0]}, not in {right[0]}"
    for one in sorted(right[1] - left[1]):
        yield f"{what} {one} is in {right[0]}, not in {left[0]}"
    if len(left[1]) < 6:
        yield f"only {len(left[1])} {what}s found in {left[0]}"


def findings():
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src/tool/doctor").glob("*.c")))
    code = re.sub(r".*TOOL_TAKES_.*", "", code)
    known = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', code))
    table = set(re.findall(r"^\| `([a-z-]+)` \|", read("examples/guide/not-meeting.md"), re.M))
    manual = re.search(r"\.Sh FINDINGS OF DOCTOR\n(.*?)\n\.Sh ", read("src/tool/qsm.1"), re.S)[1]
    named = {one for line in re.findall(r"^\.It Li (.*)", manual, re.M) for one in line.split(" , ")}
    yield from difference("finding", ("src/tool/doctor", known), ("not-meeting.md", table))
    yield from difference("finding", ("src/tool/doctor", known), ("qsm.1", named))


def literals(folder):
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).rglob("*.[ch]")))
    return "\n".join(re.findall(r'"((?:[^"\\]|\\.)*)"', re.sub(r'"\s*\n\s*"', "", text)))


def errors():
    text = read("examples/guide/errors.md")
    for header in ("shared_memory", "system_semaphore"):
        enum = re.search(r"typedef enum qsm_\w+_error_code \{(.*?)\}", read(f"include/qsm/{header}.h"), re.S)[1]
        known = set(re.findall(r"(QSM_\w+) = (\d+)", enum))
        table = {(name, number) for number, name in
                 re.findall(rf"^\| (\d+) \| `(QSM_{header.upper()}_\w+)` \|", text, re.M)}
        yield from difference("error", (header, {" ".join(one) for one in known}),
                              ("errors.md", {" ".join(one) for one in table}))
    have = literals("src/ipc")
    texts = re.findall(r"^\| \d+ \| [^|]* \| `([^`|]+)` \|", text, re.M)
    for one in texts:
        # Upper-case words stand for what differs; a function and its words are joined when they are printed.
        for part in re.split(r"FUNCTION: |\(TEXT\)|: TEXT|\b[NM]\b|QSharedMemory::(?:create|attach): ", one):
            if part.strip() and part.strip() not in have:
                yield f"errors.md has the text '{part.strip()}', the library does not"
    if len(texts) < 15:
        yield f"only {len(texts)} texts found in errors.md"


def costs():
    known = set(FIGURE.findall(read("README.md")))
    figures = FIGURE.findall(read("examples/guide/costs.md"))
    for figure in figures:
        if figure not in known:
            yield f"costs.md has the figure {figure}, README does not"
    if len(figures) < 20:
        yield f"only {len(figures)} figures found in costs.md"
    quoted = re.findall(r"README's table of speed has ([\d.]+ \w+)", read("examples/video/README.md"))
    if not quoted or not set(quoted) <= known:
        yield f"the video's page quotes {quoted}, README has other figures"


def names(pages):
    headers = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "include/qsm").glob("*.h")))
    manual = read("src/tool/qsm.1")
    modules = " ".join(path.stem for path in (ROOT / "examples/python").glob("*.py"))
    known = headers + manual + modules  # the manual has the environment variables
    commands = set(re.findall(r"^\.It Cm (\w+)", manual, re.M)) | {"image"}
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for name in sorted(set(re.findall(r"\b(?:qsm|QSM)_\w+", text))):
            if not re.search(rf"\b{name}\b", known):
                yield f"{page.name} names {name}, which no header and no manual has"
        for command, rest in re.findall(r"(?:`|^\$ |-- |; )qsm ([a-z]+)\b([^`\n|;]*)", text, re.M):
            if command not in commands:
                yield f"{page.name} names the command {command}, which is not there"
            for option in re.findall(r" --([a-z-]+)", rest.split(" -- ")[0]):
                if not re.search(rf"Fl Fl {option}\s", manual):
                    yield f"{page.name} names --{option}, which qsm.1 does not have"


def formats():
    code = read("src/image/pixel/formats.c")
    rows = re.findall(r'^    \{"(\w+)", \d+, \w+, (\d+), (\w+), ', code, re.M)
    received = {("8", "RGB"): "RGB32", ("8", "RGBA"): "ARGB32", ("8", "GRAY"): "Grayscale8", ("8", "PALETTE"): "Indexed8",
                ("1", "PALETTE"): "Mono", ("16", "RGB"): "RGBX64", ("16", "RGBA"): "RGBA64", ("16", "GRAY"): "Grayscale16"}
    known = {f"{name}, received as {received[depth, color]}," for name, depth, color in rows}
    enum = len(re.findall(r"^    QSM_IMAGE_FORMAT_\w+ = [1-9]", read("include/qsm/image.h"), re.M))
    if len(rows) != enum:
        yield f"{len(rows)} formats in formats.c, {enum} in the enum"
    table = re.findall(r"^\| `(\w+)` \| [^|]* \| (\w+) \|(?:[^|]*\|){7}$", read("examples/guide/formats.md"), re.M)
    yield from difference("format", ("formats.c", known),
                          ("formats.md", {f"{name}, received as {to}," for name, to in table}))
    if len(table) != len(rows):
        yield f"{len(table)} rows of formats in formats.md"


def main():
    pages = [ROOT / "examples/GUIDE.md", *sorted(GUIDE.glob("*.md"))]
    problems = [*links(pages), *findings(), *errors(), *costs(), *formats(), *names(pages)]
    print("\n".join(problems) or f"{len(pages)} pages: links, findings, errors, figures and names are right")
    sys.exit(1 if problems else 0)


main()
