#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The rules of the house that a compiler does not see: file lengths, which room may include which,
where platform conditions may stand, licence lines, nothing left undone, nothing extra at the top."""
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CODE = {".c", ".h", ".cpp", ".py", ".cmake", ".sh"}
LONGEST = 600

# Every folder of src, and the rooms it may include from beside its own. A single header is named with its folder.
IPC = "ipc key abi text"
BACK_END = IPC + " ipc/inspect/platform.h"
ROOMS = {
    "exchange": "ipc image value stream abi text",
    "abi": "",
    "text": "",
    "key": "abi text",
    "ipc": IPC,
    "ipc/inspect": IPC,
    "ipc/posix": BACK_END,
    "ipc/systemv": BACK_END,
    "stream": "abi text",
    "value": "value/core value/gui stream abi text",
    "value/core": "value stream abi text",
    "value/gui": "value value/core stream abi text",
    "value/json": "value value/core value/gui stream abi text",
    "value/settings": "value stream abi text",
    "image": "image/png image/bmp image/pixel stream abi text",
    "image/png": "image image/icc image/pixel image/deflate stream abi text",
    "image/icc": "",
    "image/bmp": "image image/pixel stream abi text",
    "image/pixel": "",
    "image/deflate": "",
    "tool": "tool/cli text",
    "tool/cli": "text",
    "tool/doctor": "tool tool/cli",
    "tool/isolate": "tool tool/cli",
}
# The public headers that a room may include, where not all: those it defines, and those of rooms it may
# include from.
KEY = "native_ipc_key shared_memory system_semaphore memory"  # the derivations of all three are in key/
VALUE = ("values date_time gui_values variant stream_schema stream_reader stream_struct settings_text text "
         "data_stream memory")
PUBLIC = {
    "abi": "export memory version",
    "text": "",
    "key": KEY,
    "ipc": KEY + " inspect",
    "ipc/inspect": KEY + " inspect process",
    "ipc/posix": KEY + " inspect",
    "ipc/systemv": KEY + " inspect",
    "stream": "data_stream text memory",
    "value": VALUE,
    "value/core": VALUE,
    "value/gui": VALUE,
    "value/json": VALUE,
    "value/settings": VALUE,
    "image": "image image_file data_stream memory",
    "image/png": "image data_stream memory",
    "image/bmp": "image data_stream memory",
    "image/icc": "",
    "image/pixel": "image",
    "image/deflate": "",
    "tool/cli": "version memory",
}
# What a room must not know although a header it includes has it.
UNKNOWN = {"image/pixel": re.compile(r"\bqsm_image\b")}
OWN_HEADER = {"image/png"}  # rooms where each .c has a header of its own name
TOP = {"README.md", "LICENSE", "CMakeLists.txt", "include", "src", "interop-tests", "examples"}
PLATFORM = re.compile(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b.*\b_*(?:linux|WIN32|WIN64|APPLE|FreeBSD|"
                      r"NetBSD|OpenBSD|DragonFly|unix|ANDROID|CYGWIN|MSC_VER|GLIBC)_*\b",
                      re.MULTILINE)
PLATFORM_PLACES = re.compile(r"src/ipc/(systemv|posix|windows)/|src/ipc/system\.h$|src/key/host\.c$|"
                             r"include/qsm/export\.h$|include/qsm/qt/qglobal\.h$|interop-tests/|examples/")
UNDONE = re.compile("TO" + "DO|FIX" + r"ME|(?<!X)X{3}(?!X)")


def tracked():
    """What git tracks or would; without git (a source archive) all but build folders."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        return [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()
                and not re.match(r"build|out$|\.git$", path.relative_to(ROOT).parts[0])
                and "__pycache__" not in path.parts]
    output = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout.decode()
    return [name for name in output.split("\0") if name and (ROOT / name).is_file()]


def source(name):
    path = pathlib.PurePath(name)
    return path.suffix in CODE or path.name in ("run", "CMakeLists.txt")


def top_level(names):
    for part in sorted({name.split("/")[0] for name in names}):
        if part not in TOP and not part.startswith("."):
            yield f"{part}: nothing of this name belongs to the top level"


def file_rules(name, text):
    if source(name) and text.count("\n") > LONGEST:
        yield f"{name}: {text.count(chr(10))} lines, at most {LONGEST}"
    if source(name) and "SPDX-License-Identifier: MIT" not in "".join(text.splitlines(True)[:2]):
        yield f"{name}: no licence line at the top"
    for found in UNDONE.finditer(text) if source(name) else ():
        yield f"{name}: {found.group(0)} left"
    if PLATFORM.search(text) and source(name) and not PLATFORM_PLACES.match(name):
        yield f"{name}: platform condition outside the platform folders"


def includes(text, left, right):
    return re.findall(rf"^\s*#\s*include\s*{left}([^>\"]+){right}", text, re.MULTILINE)


def code_of(text):
    """Without comments, which may speak of what the code must not know."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)


def room_rules(name, text):
    path = pathlib.PurePath(name)
    if not name.startswith("src/") or path.suffix not in (".c", ".h"):
        return
    room = "/".join(path.parts[1:-1])
    if room not in ROOMS:
        yield f"{name}: no rule says what this folder may include"
        return
    allowed = {room, *ROOMS[room].split()}
    for include in includes(text, '"', '"'):
        if include not in allowed and str(pathlib.PurePath(include).parent).removeprefix(".") not in allowed:
            yield f"{name}: must not include {include}"
    for header in includes(text, "<qsm/", r"\.h>"):
        if room in PUBLIC and header not in PUBLIC[room].split():
            yield f"{name}: must not include <qsm/{header}.h>"
    if room in UNKNOWN and (found := UNKNOWN[room].search(code_of(text))):
        yield f"{name}: must not know {found.group(0)}"
    if room in OWN_HEADER and path.suffix == ".c" and not (ROOT / path.with_suffix(".h")).exists():
        yield f"{name}: has no header of its own name"


def main():
    names = tracked()
    problems = list(top_level(names))
    seen = 0
    for name in names:
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        seen += source(name)
        problems += [*file_rules(name, text), *room_rules(name, text)]
    if seen < 20:
        problems.append(f"only {seen} source files found; is this the whole tree?")
    print("\n".join(problems) or f"{seen} source files keep the rules")
    sys.exit(1 if problems else 0)


main()
