# SPDX-License-Identifier: MIT
"""test_pyqt.py BINDING: pictures between Python programs with PyQt5, PyQt6 or PySide6 and the qsm command."""
import hashlib
import os
import signal
import subprocess

from binding import FORMATS, python, start
from command import qsm, tool
from peer import check, equal, fresh_key, run, temp_path
from picture import colourful

def received(key):
    """What the command reads, in the form of program.py."""
    path = temp_path("raw")
    text = qsm("get", key, "--raw", path)
    values = dict(line.split(maxsplit=1) for line in text.splitlines() if len(line.split(maxsplit=1)) == 2)
    with open(path, "rb") as file:
        pixels = file.read()
    os.remove(path)
    return [values["width"], values["height"], hashlib.sha1(pixels).hexdigest()]


def test_from_python(binding):
    program = python(binding)
    for name in FORMATS:
        key = fresh_key(name)
        writer = start(program, binding, "write", key, name)
        _, *wanted = writer.stdout.readline().split()
        equal(received(key), wanted, name)
        writer.communicate()
        equal(writer.returncode, 0, "exit status of the writer")


def test_into_python(binding):
    program = python(binding)
    path = temp_path("picture.png")
    colourful(150, 90, seed=3).save_png(path)
    key = fresh_key()
    for options in ([], ["--compression", "fast"]):
        holder = subprocess.Popen([tool(), "put", key, path, *options], stdout=subprocess.PIPE)
        check(holder.stdout.readline(), "qsm put says that the picture is there")
        reader = start(program, binding, "read", key, path)
        lines = reader.communicate()[0].splitlines()
        equal((reader.returncode, len(lines)), (0, 2), "the reader's exit status and lines")
        equal(lines[0], lines[1], "the picture in Python is that of the file")
        holder.send_signal(signal.SIGINT)
        equal(holder.wait(20), 0, "exit status of qsm put")
    os.remove(path)


run(globals())
