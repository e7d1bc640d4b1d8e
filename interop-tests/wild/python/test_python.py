# SPDX-License-Identifier: MIT
"""test_python.py BINDING: examples/python/qsm.py in one process, PyQt5, PyQt6 or PySide6 in the other: pictures, bytes,
and the lock, both ways. The program with Qt is ../pyqt/program.py."""
import hashlib
import os
import pathlib
import sys

from peer import check, equal, fresh_key, run, temp_path
from picture import colourful

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[2] / "examples/python"), str(HERE.parent / "pyqt")]
import binding  # noqa: E402  pylint: disable=wrong-import-position
import qsm  # noqa: E402  pylint: disable=wrong-import-position


def described(image):
    """In the form of program.py."""
    return [str(int(image.format())), str(image.width()), str(image.height()), hashlib.sha1(image.bits()).hexdigest()]


class Other:
    """program.py that does what it is told, a line each."""

    def __init__(self, name, *words):
        self.process = binding.start(binding.python(name), name, *words)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self):
        return self.process.stdout.readline().strip()

    def ask(self, line):
        self.send(line)
        return self.answer()


def test_pictures_from_qt(name):
    for form in binding.FORMATS:
        with qsm.SharedMemory(key := fresh_key(form)) as memory:
            writer = binding.start(binding.python(name), name, "write", key, form)
            wanted = writer.stdout.readline().split()
            image = memory.read_image()
            equal(described(image), wanted, form)
            writer.communicate()
            equal(writer.returncode, 0, "exit status of the writer")


def test_pictures_into_qt(name):
    program = binding.python(name)
    path = temp_path("picture.png")
    colourful(152, 90, seed=4).save_png(path)  # no row has padding, whose bytes are not defined
    original = qsm.Image.from_file(path)
    for form in ("RGB32", "ARGB32", "RGB888", "GRAYSCALE8", "RGBA64"):
        image = original.convert_to(qsm.Format[form])
        image.save(path)  # program.py converts it to the format that came
        for compression in (qsm.Compression.STORED, qsm.Compression.FAST):
            with qsm.SharedMemory(key := fresh_key(form)) as memory:
                memory.write_image(image, compression)
                reader = binding.start(program, name, "read", key, path)
                lines = reader.communicate()[0].splitlines()
                equal((reader.returncode, len(lines)), (0, 2), "the reader's exit status and lines")
                equal(lines[0].split()[1:3], ["152", "90"], "size")
                equal(lines[0], lines[1], f"{form} in Python with Qt is that of the file")
    os.remove(path)


def test_bytes_and_lock(name):
    with qsm.SharedMemory(key := fresh_key()) as memory:
        memory.create(64)
        with Other(name, "share", key) as other:
            equal(other.ask("attach"), "True", "attach")
            memory.write("grüße".encode(), 3)
            equal(other.ask("peek 3 7"), "grüße".encode().hex(), "bytes from qsm.py")
            equal(other.ask("poke 1 cafe"), "ok", "poke")
            equal(memory.read(2, 1), b"\xca\xfe", "bytes from Qt")

            equal(other.ask("lock"), "True", "Qt locks")
            check(not memory.try_lock(), "qsm.py has to wait")
            equal(other.ask("unlock"), "True", "Qt unlocks")
            with memory.lock():
                other.send("lock")
                check(not binding.is_readable(other.process.stdout, 0.2), "Qt has to wait")
            equal(other.answer(), "True", "Qt gets the lock")
            equal(other.ask("unlock"), "True", "Qt unlocks")
            check(memory.try_lock(), "qsm.py gets the lock")
            memory.unlock()


run(globals())
