# SPDX-License-Identifier: MIT
"""Ends QSM_STRESS_INTERRUPTS runs of the command with INT, TERM or KILL at random moments, and looks after
each whether a lock stayed taken. A peer, real Qt or qsm, owns the segment with a picture; in every fourth
round it holds the lock while the command runs. `gc` gets a stale segment in each round.

    interrupts.py systemv|posix QT_KIND...        QSM_STRESS_SEED=N plays another row of seeds

list, info, doctor, key and gc --dry-run take no lock, so no signal leaves it taken. gc, rm, get and watch
take it: with INT and TERM it is free afterwards. KILL leaves a POSIX lock taken, as README says; this is
counted, and the lock is repaired. Of System V the kernel gives it back."""
import collections
import ctypes
import os
import random
import signal
import subprocess
import sys
import time

import world
from cast import built, number
from peer import Peer, Skip, check, equal, fresh_key
from system_v import Objects

LOOKING = (["list"], ["info"], ["doctor"], ["key"], ["gc", "--dry-run"])
LOCKING = (["gc", "--yes"], ["rm"], ["get"], ["watch", "--interval", "0.001"])
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
WATCHING = 0.02  # seconds, for the command that does not end by itself
IMAGE_32 = 5
STALE = "stale"

libc = ctypes.CDLL(None, use_errno=True)
libc.sem_open.restype = ctypes.c_void_p
libc.sem_open.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_uint, ctypes.c_uint]
figures = collections.Counter()
durations = {}


class SystemV:
    """A segment and its lock by a legacy key."""

    def __init__(self, key):
        self.key, self.objects = key, Objects(key)
        self.words = [key]

    def give_to(self, peer):
        peer.do("set-key", self.key)

    def value(self):
        return self.objects.lock_value()

    def make_stale(self):
        """In a child that ends at once: the creator is gone."""
        for path in (self.objects.segment_file, self.objects.lock_file):
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        child = os.fork()
        if child == 0:
            libc.shmget(libc.ftok(self.objects.segment_file.encode(), 0x51), 100, 0o1600)
            lock = libc.semget(libc.ftok(self.objects.lock_file.encode(), 0x51), 1, 0o1600)
            os._exit(libc.semctl(lock, 0, 16, 1) & 1)  # 16: SETVAL
        equal(os.waitpid(child, 0)[1], 0, "the stale segment was made")

    def repair(self):
        check(False, "the kernel gives back a System V lock")


class Posix:
    """The same by a native key; segment and lock have the same name."""

    def __init__(self, key):
        self.name = key.replace(" ", "-")
        self.words = ["--native", f"posix:/{self.name}"]

    def give_to(self, peer):
        check(peer.ask("set-native-string", self.words[1]) in ("ok", "true"), "the key")

    def value(self):
        try:
            return world.posix_semaphore_value(f"sem.{self.name}")
        except FileNotFoundError:
            return None

    def make_stale(self):
        with open(f"/dev/shm/{self.name}", "wb") as file:
            file.write(b"x" * 100)
        check(libc.sem_open(f"/{self.name}".encode(), os.O_CREAT, 0o600, 1), "sem_open")

    def repair(self):
        with open(f"/dev/shm/sem.{self.name}", "r+b") as file:
            file.write((1).to_bytes(4, "little"))


def command(words, key):
    name, *options = words
    return [os.environ["QSM_TOOL"], name, *([] if name in ("list", "gc") else key.words), *options]


def start(words, key):
    return subprocess.Popen(command(words, key), stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(key, stale):
    """How long each command takes that ends by itself."""
    for words in LOOKING + LOCKING:
        if words[0] == "watch":
            durations["watch"] = WATCHING
            continue
        stale.make_stale()
        begin = time.monotonic()
        start(words, stale if words[0] in ("gc", "rm") else key).wait(10)
        durations[words[0]] = time.monotonic() - begin


def interrupt(words, key, number_of_signal, chance):
    """Starts the command, and sends the signal after a random time."""
    process = start(words, key)
    end = time.monotonic() + chance.random() * durations[words[0]]
    while time.monotonic() < end and process.poll() is None:
        pass
    figures["ended before the signal"] += process.poll() is not None
    process.send_signal(number_of_signal)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        check(False, f"{words} did not end within 10 s of signal {number_of_signal}")


def one_round(key, stale, owner, chance):
    words = chance.choice(LOOKING + LOCKING)
    sent = chance.choice(SIGNALS)
    held = chance.random() < 0.25
    subject = stale if words[0] in ("gc", "rm") else key
    if subject is stale:
        stale.make_stale()
    if held:
        owner.do("lock")
    interrupt(words, subject, sent, chance)
    if held:
        equal(key.value(), 0, f"the lock's value after {words}, while the peer holds it")
        owner.do("unlock")
    figures[" ".join(words)] += 1
    left = [one for one in (key, stale) if one.value() not in (1, None)]
    for one in left:
        may_stay = sent == signal.SIGKILL and words in LOCKING and isinstance(one, Posix)
        check(may_stay, f"the lock's value is {one.value()} after {words} and signal {sent}")
        figures[f"POSIX lock left by KILL of {words[0]}"] += 1
        one.repair()


def play(sort, kind, rounds, seed):
    make = SystemV if sort == "systemv" else Posix
    key, stale = make(fresh_key("used")), make(fresh_key(STALE))
    begin = time.monotonic()
    with Peer(kind) as owner:
        key.give_to(owner)
        equal(owner.ask("image-new", IMAGE_32, 100, 75), "true", "image-new")
        owner.do("put")
        measure(key, stale)
        for i in range(rounds):
            one_round(key, stale, owner, random.Random(seed + i))
            if (i + 1) % 1000 == 0:
                print(f"{i + 1} of {rounds} runs, {time.monotonic() - begin:.0f} s", flush=True)
        owner.do("lock")
        owner.do("unlock")
        owner.do("detach")
    print(f"{sort}, {kind}: {rounds} runs ended by a signal, {time.monotonic() - begin:.1f} s; no lock stayed "
          "taken that could be given back")
    for what, count in sorted(figures.items()):
        print(f"    {what}: {count}")


def main():
    sort, *kinds = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for what runs behind it
    world.need_own_world()
    if not os.environ.get("QSM_TOOL"):
        raise Skip("the qsm command was not built")
    kinds = [*built(kinds), "c"]
    rounds, seed = number("QSM_STRESS_INTERRUPTS"), int(os.environ.get("QSM_STRESS_SEED", "1"))
    try:
        for at, kind in enumerate(kinds):
            share = rounds // len(kinds) + (at < rounds % len(kinds))
            play(sort, kind, share, seed + at * rounds)
            figures.clear()
            world.clean()
    finally:
        world.clean()


try:
    main()
except Skip as skip:
    print(f"SKIP: {skip}")
    sys.exit(77)
