#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What `run --list` prints can be pasted: each command is one that a shell reads, each QSM_ variable is one of
this project, each configuration is asked for by an option that `run --help` knows."""
import re
import shlex
import subprocess
import sys

from declared import ROOT

RUN = ROOT / "interop-tests/run"
KNOWN = re.compile(r"(?:option|set)\((QSM_\w+)")


def output_of(option):
    return subprocess.run([RUN, option], check=True, stdout=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL).stdout


def variables():
    files = [ROOT / "CMakeLists.txt", *(ROOT / "interop-tests").rglob("CMakeLists.txt")]
    texts = [path.read_text(encoding="utf-8") for path in files]
    # A build for another system reads this one in its toolchain file.
    return {"QSM_FOREIGN_LIBRARIES"}.union(*map(KNOWN.findall, texts))


def problems(text, usage, known):
    names = re.findall(r"^# (\S+) \((\S+)\)$", text, re.MULTILINE)
    commands = [shlex.split(line) for line in text.splitlines() if line and not line.startswith("#")]
    if [command[0] for command in commands] != ["cmake", "cmake", "ctest"] * len(names):
        yield "a configuration is not two commands of cmake and one of ctest"
    for name, option in names:
        if option != "always" and not re.search(rf"^  {option}\b", usage, re.MULTILINE):
            yield f"{name}: run --help does not know {option}"
    for command in commands:
        for name in re.findall(r"-D(QSM_\w+)=", " ".join(command)):
            if name not in known:
                yield f"no CMakeLists.txt has {name}"


def main():
    text = output_of("--list")
    found = list(problems(text, output_of("--help"), variables()))
    print("\n".join(found) or text)
    sys.exit(1 if found or text.count("\ncmake -S") < 10 else 0)


main()
