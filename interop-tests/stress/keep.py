# SPDX-License-Identifier: MIT
"""Qt programs attach to one segment, lock, write or read it, unlock, detach and end, over and over. A Qt object
that made the lock removes it at its end, under the others: then one reads what another writes. While a
process of qsm keeps the lock, no read is torn. Both figures are printed; only the second is sure to be 0.

    keep.py systemv QT_KIND...        QSM_STRESS_KEEP_SECONDS for each of the two"""
import ctypes
import random
import sys
import time

import world
from cast import built, number, start
from peer import Peer, Skip, check, encode, equal, fresh_key

SIZE = 1 << 18
ROUNDS = 100  # that a peer is given at once
READERS = 3
PATIENCE = 10  # seconds

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
libc.shmat.restype = ctypes.c_void_p
libc.shmdt.argtypes = [ctypes.c_void_p]

READ = ["attach ro", "lock", "peek 0 8", f"peek {SIZE - 8} 8", "unlock", "detach"]


def write(value):
    return ["attach", "lock", f"fill {value:02x}", "unlock", "detach"]


def round_of(work, key):
    """A new object each time, as a program has one."""
    return ["object it", f"set-key {encode(key)}", *work, "free"]


class Hung(Exception):
    """Without a kept lock, Qt programs can also wait for each other for ever."""


class Batch:
    """Many rounds that a peer does without waiting for us."""

    def __init__(self, peer, key, works):
        self.peer, self.works = peer, works
        lines = [line for work in works for line in round_of(work, key)]
        peer.process.stdin.write(("\n".join(lines) + "\n").encode())

    def answers(self):
        """The answers of each round, but for those about the object."""
        for work in self.works:
            yield [self.line() for _ in round_of(work, "")][2:-1]

    def line(self):
        """An attach that a Qt program lost to another one's end makes the rest of its round useless."""
        self.peer.pending = "a round"
        if not self.peer.answered(PATIENCE):
            raise Hung(f"{self.peer.name} has not answered for {PATIENCE} s")
        line, self.peer.buffer = self.peer.buffer.split(b"\n", 1)
        self.peer.pending = None
        return line.decode()


def torn_reads(key, kinds, seconds):
    """The numbers of whole reads, of torn ones, and whether all answered to the end."""
    peers = [Peer(kinds[i % len(kinds)]) for i in range(1 + READERS)]
    whole = torn = 0
    hung = False
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            batches = [Batch(peers[0], key, [write(random.randrange(256)) for _ in range(ROUNDS)])]
            batches += [Batch(peer, key, [READ] * ROUNDS) for peer in peers[1:]]
            list(batches[0].answers())
            for batch in batches[1:]:
                for attached, locked, first, last, *_ in batch.answers():
                    if attached == locked == "true":
                        torn += first != last
                        whole += first == last
        for peer in peers:
            peer.exit()
    except Hung as problem:
        hung = True
        print(f"    {problem}")
    finally:
        for peer in peers:
            peer.kill()
    return whole, torn, hung


def measure(sort, kinds, seconds, keeps):
    """The segment stays, for this process is attached to it."""
    key = fresh_key()
    with start("c", sort, key) as keeper:
        keeper.do("keep-lock")
        keeper.do("create", SIZE)
        at = libc.shmat(world.system_v("shm")[-1]["shmid"], None, 0)
        try:
            if not keeps:
                keeper.exit()
            whole, torn, hung = torn_reads(key, kinds, seconds)
        finally:
            libc.shmdt(at)
    print(f"{'a process of qsm keeps the lock' if keeps else 'no process keeps the lock'}: {whole + torn} reads, "
          f"{torn} torn", flush=True)
    return whole, torn, hung


def main():
    sort, *kinds = sys.argv[1:]
    kinds = built(kinds)
    world.need_own_world()
    if not kinds:
        raise Skip("no Qt peer was built")
    seconds = number("QSM_STRESS_KEEP_SECONDS")
    try:
        measure(sort, kinds, seconds, False)
        world.clean()  # nobody could be the last one out: the lock may be taken for ever
        whole, torn, hung = measure(sort, kinds, seconds, True)
        check(not hung, "a program hung while a process kept the lock")
        check(whole > 100, f"only {whole} reads")
        equal(torn, 0, "torn reads while a process keeps the lock")
    finally:
        world.clean()


try:
    main()
except Skip as skip:
    print(f"SKIP: {skip}")
    sys.exit(77)
