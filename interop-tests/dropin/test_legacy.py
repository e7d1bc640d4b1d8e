# SPDX-License-Identifier: MIT
"""examples/legacy/shmem.c, which replaces lib/shmem.cpp in WSJT-X's decoder: beside real Qt programs in the GUI's
place."""
import os
import subprocess

import jt9
from peer import Peer, equal, run

PROGRAM = os.environ["QSM_JT9_CALLS_C"]


def test_it_meets_the_gui(gui):
    """Also under a key with an umlaut, which is UTF-8 on both sides."""
    jt9.meets_the_gui(gui, PROGRAM, ["WSJT-X", "WSJT-X - Köln"])


def test_it_waits_for_the_lock(gui):
    jt9.waits_for_the_lock(gui, PROGRAM)


def test_it_outlives_the_gui(gui):
    """The last to detach removes the segment, also when that is done at the end of the process."""
    with Peer(gui) as peer:
        peer.do("set-key", "WSJT-X")
        peer.do("create", 100)
        program = subprocess.Popen([PROGRAM, "WSJT-X", "stay"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        equal(program.stdout.readline().decode(), "attached\n")
        peer.do("detach")
    equal(program.communicate(b"\n", timeout=20)[0].decode(), "")
    equal(program.returncode, 0)


def test_without_a_gui(_gui):
    done = subprocess.run([PROGRAM, "WSJT-X"], stdout=subprocess.PIPE, timeout=20, check=False)
    equal(done.stdout, b"shared memory not available\n")


run(globals())
