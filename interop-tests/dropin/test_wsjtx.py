# SPDX-License-Identifier: MIT
"""Sources of WSJT-X that nobody edited, built with the headers of include/qsm/qt: beside real Qt programs in the
GUI's place, without Qt in the process, and without anything left."""
import os
import subprocess

import jt9
from peer import Peer, check, equal, run

FOLDER = os.environ["QSM_WSJTX"]
# jt9 makes a Latin-1 string of the key. The GUI makes one of UTF-8: with these keys both are the same.
KEYS = ["WSJT-X", "WSJT-X - 2"]


def result_of(name, *words):
    return subprocess.run([os.path.join(FOLDER, name), *words], stdout=subprocess.PIPE, check=False).stdout.decode()


def test_jt9_and_a_gui(gui):
    jt9.meets_the_gui(gui, os.path.join(FOLDER, "jt9_calls"), KEYS)


def test_jt9_waits_for_the_lock(gui):
    jt9.waits_for_the_lock(gui, os.path.join(FOLDER, "jt9_calls"))


def test_a_latin_1_key(gui):
    """Qt's QLatin1String makes two characters of the two bytes, and so do the headers."""
    with Peer(gui) as peer:
        peer.do("set-key", "Ã¼")
        peer.do("create", 10)
        equal(result_of("jt9_calls", "ü"), "10 bytes, lock 1, unlock 1, detach 1\n")


def test_jt9_without_a_gui(_gui):
    equal(result_of("jt9_calls", "WSJT-X"), "shared memory not available\n")


def test_map65(_gui):
    equal(result_of("m65_calls"), "create 1, attach 0, size 1000, lock 1, unlock 1\nacquire 1, release 1, detach 1\n")


def test_no_qt_in_the_process(_gui):
    for name in "jt9_calls", "m65_calls":
        libraries = subprocess.run(["ldd", os.path.join(FOLDER, name)], stdout=subprocess.PIPE, check=True).stdout.decode()
        check("libc.so" in libraries and "Qt" not in libraries, libraries)


run(globals())
