#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""guide.py BUILD-FOLDER COMPILER PAGE.md: what a page of the guide tells a reader to do, word for word.

Installs the build into a folder of its own. Then goes through the page from top to bottom, in an empty folder:

- a block after a line that ends in "`NAME`:" becomes the file NAME;
- a block of language "console" is typed into a shell: "$ " begins a command, "> " continues it, the other lines are
  its output. "..." in a line stands for any text, a line "..." for any lines. The output has 20 seconds to appear,
  because a background job prints it later. A command has to succeed, or "$ echo $?" follows;
- a block of language "text" is a picture for people.

photo.png is examples/sample.png. A page about Qt or GTK programs is skipped where Qt 6 or GTK 4 is not installed. A block
that needs strace, ffmpeg, PyQt6 or the rights of root is left out where they are missing."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(?:^.*`([\w./-]+)`:\n\n)?^```([\w+]+)\n((?:.*\n)*?)```$", re.M)
# What a page, and what a block needs: by a word in it, and a command that has to succeed.
PAGE_NEEDS = {name: ("pkg-config", "--exists", name) for name in ("Qt6Core", "Qt6Gui", "Qt6Network", "Qt6Widgets", "gtk4")}
BLOCK_NEEDS = {"$ strings -": ("strings", "--version"), "$ strace -": ("strace", "-o", "/dev/null", "true"),
               "$ ltrace -": ("ltrace", "-o", "/dev/null", "true"), "$ unshare -": ("unshare", "-m", "-i", "true"),
               "$ ft8sim ": ("sh", "-c", "command -v jt9 ft8sim"), "$ systemd-tmpfiles ": ("systemd-tmpfiles", "--version"),
               "$ python3 qt_": ("/usr/bin/python3", "-c", "import PyQt6.QtGui"), "$ ffmpeg -": ("ffmpeg", "-version")}
# bash reports a job that a signal has ended, but not in a terminal.
ENDED = re.compile(r"^.*: line \d+: +\d+ (Terminated|Killed) .*\n", re.M)
PATIENCE = 20


def missing(needs, text):
    """The first command that the text needs and that does not work here; None."""
    for word, command in needs.items():
        try:
            if word in text and subprocess.run(command, capture_output=True, check=False).returncode != 0:
                return " ".join(command)
        except OSError:
            return " ".join(command)
    return None


def commands_of(block):
    """[(command, expected output)]"""
    found = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append([line[2:], ""])
        elif line.startswith("> ") and not found[-1][1]:
            found[-1][0] += line[2:]
        else:
            found[-1][1] += line
    return found


def pattern_of(expected):
    lines = []
    for line in expected.splitlines():
        lines.append(r"(?:.*\n)*" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + r"\n")
    return re.compile("".join(lines))


class Shell:
    """A shell that runs one command after the other; its output goes to a file."""

    def __init__(self, folder, environment):
        self.output = open(folder.parent / "output", "w+b")
        self.process = subprocess.Popen(["bash", "--norc"], stdin=subprocess.PIPE, stdout=self.output,
                                        stderr=subprocess.STDOUT, cwd=folder, env=environment)
        self.count = 0
        self.begin = 0

    def send(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def printed(self):
        with open(self.output.name, encoding="utf-8", errors="replace") as file:
            file.seek(self.begin)
            return ENDED.sub("", file.read())

    def run(self, command, expected):
        """(status, what it printed); the status is None if the command does not end."""
        self.count += 1
        end = f"<<end of {self.count}: "
        pattern = pattern_of(expected)
        self.begin = os.fstat(self.output.fileno()).st_size
        self.send(f"{{ {command.rstrip()}\n}} </dev/null; status=$?; printf '{end}%d>>\\n' $status; (exit $status)\n")
        deadline = time.monotonic() + 10 * PATIENCE
        status = None
        while time.monotonic() < deadline and self.process.poll() is None:
            text = self.printed()
            found = re.search(re.escape(end) + r"(\d+)>>\n", text)
            if found:
                if status is None:
                    status = int(found[1])
                    deadline = time.monotonic() + PATIENCE
                text = text.replace(found[0], "")
                if pattern.fullmatch(text):
                    break
            time.sleep(0.02)
        text = re.sub(re.escape(end) + r"\d+>>\n", "", self.printed())
        return status, text, pattern.fullmatch(text) is not None

    def end(self):
        self.process.stdin.close()
        return self.process.wait(timeout=10 * PATIENCE)


def environment_of(prefix, compiler, tools):
    """The installed qsm is found; cc is the compiler of this build, with its warnings."""
    tools.mkdir()
    (tools / "cc").write_text(f'#!/bin/sh\nexec {compiler} -Wall -Wextra -Werror "$@"\n')
    (tools / "c++").write_text(f'#!/bin/sh\nexec {shutil.which("c++")} -Wall -Wextra -Werror "$@"\n')
    if pathlib.Path("/usr/bin/python3").exists():  # Debian's has Debian's PyQt
        (tools / "python3").write_text('#!/bin/sh\nexec /usr/bin/python3 "$@"\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)
    packages = next(prefix.rglob("qsm.pc")).parent
    return dict(os.environ, PATH=f"{tools}:{prefix}/bin:{os.environ['PATH']}", LC_ALL="C.UTF-8",
                PKG_CONFIG_PATH=str(packages), LD_LIBRARY_PATH=str(packages.parent), CMAKE_PREFIX_PATH=str(prefix),
                QT_QPA_PLATFORM="offscreen", TMPDIR=str(tools.parent / "tmp"))


def install(build, prefix):
    """By component: each has a manifest of its own. checks.install uses the manifest of all."""
    for component in ("library", "development", "command"):
        subprocess.run(["cmake", "--install", build, "--prefix", prefix, "--component", component], check=True,
                       stdout=subprocess.DEVNULL)


def run_block(shell, block, where):
    commands = commands_of(block)
    for i, (command, expected) in enumerate(commands):
        status, printed, good = shell.run(command, expected)
        asked = i + 1 < len(commands) and commands[i + 1][0] == "echo $?\n"
        if not good or status is None or (status != 0 and not asked):
            sys.exit(f"{where}: $ {command}status: {status}\n--- the page\n{expected}--- printed\n{printed}")
    return len(commands)


def run_page(page, text, shell, folder):
    files = commands = 0
    for found in BLOCK.finditer(text):
        name, language, block = found.groups()
        where = f"{page}:{text.count(chr(10), 0, found.start(3))}"
        lacks = missing(BLOCK_NEEDS, block)
        if lacks is not None:
            print(f"{where}: not run, because this does not work here: {lacks}")
        elif language == "console":
            commands += run_block(shell, block, where)
        elif name is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(block, encoding="utf-8")
            files += 1
        elif language != "text":
            sys.exit(f"{where}: a block of {language} without the name of a file before it")
    return files, commands


def main():
    build, compiler, page = sys.argv[1:]
    text = pathlib.Path(page).read_text(encoding="utf-8")
    lacks = missing(PAGE_NEEDS, text)
    if lacks is not None:
        print(f"SKIP: {lacks}: does not work here")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        install(build, work / "prefix")
        folder = work / "here"
        folder.mkdir()
        (work / "tmp").mkdir()  # beside the folder: a page may mount something there
        shutil.copy(ROOT / "examples/sample.png", folder / "photo.png")
        shell = Shell(folder, environment_of(work / "prefix", compiler, work / "tools"))
        try:
            files, commands = run_page(page, text, shell, folder)
        finally:
            status = shell.end()
        left = sorted(path.name for path in (work / "tmp").iterdir())
        if left:
            sys.exit(f"{page}: left behind: {' '.join(left)}")
    if commands == 0 or text.count("\n```") != 2 * len(BLOCK.findall(text)):
        sys.exit(f"{page}: blocks were not understood")
    print(f"{pathlib.Path(page).name}: {files} files, {commands} commands")
    sys.exit(status)


if __name__ == "__main__":
    main()
