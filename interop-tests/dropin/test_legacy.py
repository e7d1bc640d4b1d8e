# SPDX-License-Identifier: MIT
"""examples/legacy/shmem.c, which replaces lib/shmem.cpp in WSJT-X's decoder: beside real Qt programs in the GUI's
place."""
import os
import subprocess

from peer import Peer, check, equal, run

PROGRAM = os.environ["QSM_JT9_CALLS_C"]
# The struct of WSJT-X 2.6.1.
SIZE = 48275260


def start(key):
    return subprocess.Popen([PROGRAM, key], stdout=subprocess.PIPE)


def result_of(key):
    return start(key).communicate(timeout=20)[0].decode()


def test_it_meets_the_gui(gui):
    """Also under a key with an umlaut, which is UTF-8 on both sides."""
    for key in "WSJT-X", "WSJT-X - Köln":
        with Peer(gui) as peer:
            peer.do("set-key", key)
            peer.do("create", SIZE)
            peer.do("poke", 0, "29")
            equal(result_of(key), f"{SIZE} bytes, lock 1, unlock 1, detach 1\n")
            equal(peer.ask("peek", 0, 2), "292a")
            equal(peer.ask("attached"), "true")


def test_it_waits_for_the_lock(gui):
    with Peer(gui) as peer:
        peer.do("set-key", "WSJT-X")
        peer.do("create", 100)
        peer.do("lock")
        jt9 = start("WSJT-X")
        try:
            jt9.communicate(timeout=0.3)
            check(False, "jt9 did not wait")
        except subprocess.TimeoutExpired:
            equal(peer.ask("peek", 1, 1), "00")
        peer.do("unlock")
        equal(jt9.communicate(timeout=20)[0].decode(), "100 bytes, lock 1, unlock 1, detach 1\n")


def test_it_outlives_the_gui(gui):
    """The last to detach removes the segment, also when that is done at the end of the process."""
    with Peer(gui) as peer:
        peer.do("set-key", "WSJT-X")
        peer.do("create", 100)
        jt9 = subprocess.Popen([PROGRAM, "WSJT-X", "stay"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        equal(jt9.stdout.readline().decode(), "attached\n")
        peer.do("detach")
    equal(jt9.communicate(b"\n", timeout=20)[0].decode(), "")
    equal(jt9.returncode, 0)


def test_without_a_gui(_gui):
    equal(result_of("WSJT-X"), "shared memory not available\n")


run(globals())
