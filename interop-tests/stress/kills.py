# SPDX-License-Identifier: MIT
"""Kills QSM_STRESS_KILLS processes, real Qt and qsm, amid their work on one key: create, attach, lock, write,
unlock, detach, an image in and out. After each a fresh qsm and a fresh real Qt start with whatever
was left, in turn the one or the other first, and must work again or say what is wrong.

    kills.py systemv|posix QT_KIND...        QSM_STRESS_SEED=N plays one other row of seeds

A seed decides who is killed, what it does, and after how many answers and how long a moment the blow falls;
the system's scheduler decides how far it got meanwhile, so a seed repeats the case, not the instruction.
What was under way is told at the end."""
import collections
import os
import random
import subprocess
import sys
import time

import world
from cast import built, give_key, lock_text, number, start
from peer import Peer, Skip, check, equal, fresh_key, wait_for

SIZE = 64
PATTERN = "0badcafe"
BOUND = 1000  # milliseconds within which qsm has the lock or says that it has not
READY = 2     # processes of each kind that wait to be the fresh one
WORK = ["create 64", "create 4096", "attach", "attach", "lock", "poke 0 c0ffee", "fill 5a", "unlock",
        "detach", "put", "get", "lock", "unlock", "put", "get"]
TOLD = 2000  # commands that a victim gets at once; more than it does before it is killed

figures = collections.Counter()


class Pool:
    """Fresh processes that have started already. A process is used once."""

    def __init__(self, sort, key):
        self.sort, self.key, self.waiting = sort, key, collections.defaultdict(list)

    def take(self, kind):
        waiting = self.waiting[kind]
        while len(waiting) <= READY:
            waiting.append(Peer(kind, errors=subprocess.DEVNULL))  # victims complain a lot
        peer = waiting.pop(0)
        give_key(peer, self.sort, self.key)
        return peer

    def close(self):
        for peers in self.waiting.values():
            for peer in peers:
                peer.kill()


def work_of(chance):
    return [chance.choice(WORK) for _ in range(TOLD)]


def kill_amid_work(victim, chance):
    """All commands at once, so that the victim never waits for us; killed after some answers."""
    equal(victim.ask("image-new", 4, 40, 30), "true", "image-new")
    commands = work_of(chance)
    victim.process.stdin.write(("\n".join(commands) + "\n").encode())
    victim.pending = "its work"
    answers, moment = chance.randrange(200), chance.random() * 0.0005
    wait_for(lambda: answered(victim) >= answers or victim.is_waiting(), "the victim works")
    end = time.monotonic() + moment
    while time.monotonic() < end:
        pass
    victim.process.kill()
    victim.process.wait()
    done = count_to_the_end(victim)
    figures["killed in " + (commands[done].split()[0] if done < TOLD else "nothing")] += 1
    victim.crash()


def answered(peer):
    peer.answered()
    if peer.buffer.count(b"\n") == 0:
        return 0
    # answered() reads once while there is no line: take the rest as well.
    os.set_blocking(peer.process.stdout.fileno(), False)
    peer.buffer += peer.process.stdout.read() or b""
    os.set_blocking(peer.process.stdout.fileno(), True)
    return peer.buffer.count(b"\n")


def count_to_the_end(peer):
    """How many answers the dead one gave."""
    peer.buffer += peer.process.stdout.read() or b""
    return peer.buffer.count(b"\n")


def lock_is_whole(peer, sort, key):
    """Whether qsm gets the lock within the bound; it says so either way."""
    command = ("sem-new", key) if sort == "systemv" else ("sem-new-string", lock_text(peer, sort, key))
    peer.do(*command, 1)
    whole = peer.ask("sem-acquire-for", BOUND) == "true"
    if whole:
        peer.do("sem-release")
    equal(int(peer.ask("sem-error")[0]), 0, "error of the lock")
    peer.ask("sem-free")
    return whole


def recover_with_qsm(peer, sort, key):
    """A lock that is not to be had is known for what it is, and made free when that is asked for. POSIX
    locks stay with the dead; those of System V come back, but for one whose maker died before it
    had set it."""
    if not lock_is_whole(peer, sort, key):
        equal(peer.ask("lock-state"), "abandoned", "what qsm says of the lock")
        figures["qsm reported an abandoned lock, and repaired it"] += 1
        peer.do("repair-lock")
        check(lock_is_whole(peer, sort, key), "the lock after its repair")
    done, created = peer.ask("open-or-create", SIZE)
    equal(done, "true", f"open-or-create, error {peer.error()}")
    figures["qsm met a stale segment"] += created == "false"
    peer.do("lock-for", BOUND)
    peer.do("unlock")


def recover_with_qt(peer):
    """What programs with Qt do: create, and attach if that says that there is one. With System V the
    create() of Qt 6.6 and newer takes the stale segment away as it fails: the next one succeeds."""
    if peer.ask("create", SIZE) != "true":
        equal(peer.error()[0], 4, "error of create: there is one")
        figures["Qt met a stale segment"] += 1
        if peer.ask("attach") != "true":
            equal(peer.error()[0], 5, "error of attach: there is none any more")
            figures["Qt's failing create removed it"] += 1
            peer.do("create", SIZE)
    peer.do("lock")
    peer.do("unlock")


def meet(one, other):
    """Both are well when each sees what the other wrote, and has an image from it."""
    other.do("attach")
    for writer, reader in ((one, other), (other, one)):
        writer.do("lock")
        writer.do("poke", 0, PATTERN)
        writer.do("unlock")
        reader.do("lock")
        equal(reader.ask("peek", 0, 4), PATTERN, "what the other wrote")
        reader.do("fill", "00")
        reader.do("unlock")
    other.do("detach")


def leave(one, other, sort):
    one.do("detach")
    one.exit()
    other.exit()
    if sort == "systemv":
        equal((world.segments(), world.system_v("shm")), ([], []), "segments after the last one left")


def one_round(sort, key, pool, kinds, seed):
    chance = random.Random(seed)
    victim = pool.take(chance.choice(["c", chance.choice(kinds)]))
    figures[f"killed {victim.kind}"] += 1
    kill_amid_work(victim, chance)
    qsm, qt = pool.take("c"), pool.take(chance.choice(kinds))
    if seed % 2:
        recover_with_qsm(qsm, sort, key)
        meet(qsm, qt)
        leave(qsm, qt, sort)
    else:
        recover_with_qt(qt)
        check(lock_is_whole(qsm, sort, key), "the lock after Qt recovered")
        meet(qt, qsm)
        leave(qt, qsm, sort)


def play(sort, kinds, kills, first_seed):
    key = fresh_key()
    pool = Pool(sort, key)
    begin = time.monotonic()
    try:
        for seed in range(first_seed, first_seed + kills):
            try:
                one_round(sort, key, pool, kinds, seed)
            except BaseException:
                print(f"FAILED with seed {seed} (QSM_STRESS_SEED={seed} QSM_STRESS_KILLS=1); left: "
                      f"{world.look()}")
                raise
            if (seed - first_seed + 1) % 50 == 0:
                print(f"{seed - first_seed + 1} of {kills} killed, {time.monotonic() - begin:.0f} s",
                      flush=True)
    finally:
        pool.close()
    print(f"{sort}: {kills} killed, seeds {first_seed} to {first_seed + kills - 1}, "
          f"{time.monotonic() - begin:.1f} s; each time qsm and Qt recovered")
    for what, count in sorted(figures.items()):
        print(f"    {what}: {count}")


def main():
    sort, *kinds = sys.argv[1:]
    world.need_own_world()
    kinds = built(kinds)
    if not kinds:
        raise Skip(f"no Qt that has {sort} keys was built to recover from what the dead leave")
    try:
        play(sort, kinds, number("QSM_STRESS_KILLS"), int(os.environ.get("QSM_STRESS_SEED", "1")))
    finally:
        world.clean()


try:
    main()
except Skip as skip:
    print(f"SKIP: {skip}")
    sys.exit(77)
