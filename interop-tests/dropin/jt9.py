# SPDX-License-Identifier: MIT
"""What each jt9 does beside a real Qt program in the GUI's place."""
import subprocess

from peer import Peer, check, equal

SIZE = 48275260  # of the struct of WSJT-X 2.6.1


def meets_the_gui(gui, program, keys):
    """It attaches, and finds and changes what the GUI has written."""
    for key in keys:
        with Peer(gui) as peer:
            peer.do("set-key", key)
            peer.do("create", SIZE)
            peer.do("poke", 0, "29")
            done = subprocess.run([program, key], stdout=subprocess.PIPE, timeout=20, check=False)
            equal(done.stdout.decode(), f"{SIZE} bytes, lock 1, unlock 1, detach 1\n")
            equal(peer.ask("peek", 0, 2), "292a")
            equal(peer.ask("attached"), "true")


def waits_for_the_lock(gui, program):
    with Peer(gui) as peer:
        peer.do("set-key", "WSJT-X")
        peer.do("create", 100)
        peer.do("lock")
        jt9 = subprocess.Popen([program, "WSJT-X"], stdout=subprocess.PIPE)
        try:
            jt9.communicate(timeout=0.3)
            check(False, "jt9 did not wait")
        except subprocess.TimeoutExpired:
            equal(peer.ask("peek", 1, 1), "00")
        peer.do("unlock")
        equal(jt9.communicate(timeout=20)[0].decode(), "100 bytes, lock 1, unlock 1, detach 1\n")
