# SPDX-License-Identifier: MIT
"""A window in Python without Qt: examples/python/get_picture.py --window shows what a program with PyQt shares, then the
next picture, and says that the program has ended."""
import pathlib
import subprocess
import sys

from desktop import Desktop
from peer import Skip, check, fresh_key, run, wait_for
from picture import Picture, find

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = HERE.parents[2] / "examples/python"
sys.path[:0] = [str(PROGRAMS), str(HERE.parent / "pyqt")]
import binding  # noqa: E402  pylint: disable=wrong-import-position
import qsm  # noqa: E402  pylint: disable=wrong-import-position

PYTHON = "/usr/bin/python3"


def shown(key):
    """What the segment holds, as a screen shows it."""
    image = qsm.SharedMemory(key).read_image().convert_to(qsm.Format.RGB888)
    row = image.bytes_per_line()
    rows = [bytes(image.bits()[y * row:y * row + 3 * image.width()]) for y in range(image.height())]
    return Picture(image.width(), image.height(), b"".join(rows))


def test_window():
    if subprocess.run([PYTHON, "-c", "import tkinter"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        raise Skip("tkinter is not installed (package python3-tk)")
    program = binding.python("PyQt5")
    with Desktop(400, 300) as desktop:
        key = fresh_key()
        for form in ("RGB32", "Grayscale8"):
            writer = binding.start(program, "PyQt5", "write", key, form)
            writer.stdout.readline()
            picture = shown(key)
            if form == "RGB32":
                desktop.start([PYTHON, str(PROGRAMS / "get_picture.py"), key, "--window"])
            wait_for(lambda wanted=picture: find(desktop.screenshot(), wanted), f"the window shows {form}", 20)
            writer.communicate()
            desktop.wait_for_window("doesn't exist")
        check(desktop.programs[-1].poll() is None, "the window is still there")


run(globals())
