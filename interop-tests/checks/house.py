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

# Room -> rooms it may include from. "" is src/ itself: exchange.c.
ROOMS = {
    "abi": {"abi"},
    "text": {"text"},
    "key": {"key", "text", "abi"},
    "ipc": {"ipc", "key", "abi"},
    "stream": {"stream", "text", "abi"},
    "image": {"image", "stream", "abi"},
    "": {"ipc", "key", "image", "stream", "abi"},
    "tool": {"tool", "text"},
}
TOP = {"README.md", "LICENSE", "CMakeLists.txt", "include", "src", "interop-tests", "examples"}
PLATFORM = re.compile(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b.*\b_*(?:linux|WIN32|WIN64|APPLE|FreeBSD|"
                      r"NetBSD|OpenBSD|DragonFly|unix|ANDROID|CYGWIN|MSC_VER|GLIBC)_*\b",
                      re.MULTILINE)
PLATFORM_PLACES = re.compile(r"src/ipc/(systemv|posix|windows|host)/|src/ipc/system\.h$|src/key/host\.[ch]$|"
                             r"src/tool/host\.[ch]$|include/qsm/export\.h$|interop-tests/|examples/")
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


def room_of(name):
    parts = pathlib.PurePath(name).parts
    return parts[1] if len(parts) > 2 else ""


def included_rooms(room, text):
    for include in re.findall(r'^\s*#\s*include\s*"([^"]+)"', text, re.MULTILINE):
        inside = include.removeprefix("../")
        own = "/" not in inside or (ROOT / "src" / room / inside).exists()  # also a folder in the room
        yield include, room if own else inside.split("/")[0]


def arrows(name, text):
    if not name.startswith("src/") or not name.endswith((".c", ".h")):
        return
    room = room_of(name)
    for include, other in included_rooms(room, text):
        if other not in ROOMS.get(room, set()) | {room}:
            yield f"{name}: must not include {include}"
    public = set(re.findall(r"#\s*include\s*<qsm/(\w+)\.h>", text))
    sides = {"ipc": public & {"image", "exchange", "data_stream"},
             # key/ defines the derivations that shared_memory.h and system_semaphore.h declare.
             "key": public & {"image", "exchange", "data_stream", "inspect"},
             "stream": public & {"image", "exchange", "shared_memory", "system_semaphore", "inspect"},
             "image": public & {"exchange", "shared_memory", "system_semaphore", "inspect",
                                "native_ipc_key"}}
    for header in sides.get(room, ()):
        yield f"{name}: must not include <qsm/{header}.h>"


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
        problems += [*file_rules(name, text), *arrows(name, text)]
    if seen < 20:
        problems.append(f"only {seen} source files found; is this the whole tree?")
    print("\n".join(problems) or f"{seen} source files keep the rules")
    sys.exit(1 if problems else 0)


main()
