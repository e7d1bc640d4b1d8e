# SPDX-License-Identifier: MIT
"""program.py with a python that has the binding."""
import os
import select
import subprocess
import sys

from peer import Skip

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "program.py")
FORMATS = ["ARGB32", "RGB32", "Grayscale8", "Indexed8", "Mono", "RGB888", "RGBA64", "ARGB32_Premultiplied"]
DEBIAN = "/usr/bin/python3"
PACKAGES = {"PyQt5": "python3-pyqt5", "PyQt6": "python3-pyqt6",
            "PySide6": "python3-pyside6.qtgui, since Debian 13"}


def python(binding):
    """A python that has the binding: Debian's packages are for Debian's python."""
    for program in (DEBIAN, sys.executable):
        done = subprocess.run([program, "-c", f"import {binding}.QtGui"], stderr=subprocess.DEVNULL, check=False)
        if done.returncode == 0:
            return program
    raise Skip(f"{binding} is not installed (package {PACKAGES[binding]})")


def start(program, binding, *words):
    return subprocess.Popen([program, PROGRAM, binding, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            text=True)


def is_readable(stream, seconds):
    """Whether it says something in this time."""
    return bool(select.select([stream], [], [], seconds)[0])
