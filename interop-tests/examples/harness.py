#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""harness.py BUILD-FOLDER COMPILER: examples/harness against an installed qsm. Its tests pass; with a writer that
leaves its segment, and with a reader that compares wrongly, they fail and say so. The guide's page has the same files."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from guide import BLOCK, ROOT, environment_of, install

EXAMPLE = ROOT / "examples/harness"
FILES = ("writer.cpp", "reader.c", "pair.sh", "CMakeLists.txt")
LICENCE = re.compile(r"^(//|/\*|#) SPDX-License-Identifier: MIT( \*/)?\n", re.M)


def check_page():
    text = (ROOT / "examples/guide/harness.md").read_text(encoding="utf-8")
    blocks = {name: block for name, _, block in BLOCK.findall(text) if name}
    for name in FILES:
        wanted = LICENCE.sub("", (EXAMPLE / name).read_text(encoding="utf-8"), count=1)
        if blocks.get(name) != wanted:
            sys.exit(f"examples/guide/harness.md has another {name} than examples/harness")


class Project:
    """A copy of the example, and what ctest says of it."""

    def __init__(self, folder, environment):
        self.folder, self.environment = folder, environment
        shutil.copytree(EXAMPLE, folder)
        self.run("cmake", "-S", ".", "-B", "build", f"-DPHOTO={ROOT}/examples/sample.png")

    def run(self, *command, status=0):
        done = subprocess.run(command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != status:
            sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stdout}")
        return done.stdout

    def change(self, name, old, new):
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            sys.exit(f"{name} has {text.count(old)} times: {old}")
        path.write_text(text.replace(old, new), encoding="utf-8")

    def test(self, status, tests, *expected):
        """Builds, runs the tests, and compares: ctest ends with 8 if a test failed."""
        self.run("cmake", "--build", "build", "--parallel", "2")
        output = self.run("ctest", "--test-dir", "build", "-j", "2", "--output-on-failure", "-R", tests, status=status)
        for text in expected:
            if not re.search(text, output):
                sys.exit(f"ctest did not say: {text}\n{output}")


def check_example(project):
    project.test(0, ".", "100% tests passed, 0 tests failed out of 5")
    project.change("pair.sh", 'kill -"$1"', "kill -KILL")
    project.test(8, "^picture$", r"picture \.*\*+Failed", "qsm isolate: left behind: System V segment: key 0x",
                 "left behind: file: tmp/qipc_sharedmemory_")
    project.change("pair.sh", "kill -KILL", 'kill -"$1"')
    project.change("reader.c", "qsm_image_equals(got, wanted)", "qsm_image_width(got) > 640")
    project.test(8, "^(picture|crash)$", r"picture \.*\*+Failed", "another picture: 640 x 480", r"crash \.* +Passed")


def main():
    build, compiler = sys.argv[1:]
    check_page()
    packages = [name for name in ("Qt6Gui", "Qt5Gui")
                if subprocess.run(["pkg-config", "--exists", name], check=False).returncode == 0]
    if not packages:
        print("SKIP: neither Qt6Gui nor Qt5Gui is installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        (work / "tmp").mkdir()
        install(build, work / "prefix")
        environment = environment_of(work / "prefix", compiler, work / "tools")
        check_example(Project(work / "harness", environment))
        left = sorted(path.name for path in (work / "tmp").iterdir())
        if left:
            sys.exit(f"left behind: {' '.join(left)}")


main()
