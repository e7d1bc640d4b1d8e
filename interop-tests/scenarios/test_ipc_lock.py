# SPDX-License-Identifier: MIT
"""The lock between two programs: who waits for whom, shown by the order of events and by the place
in the system where a process waits; what is left when its maker or its holder goes."""
import os

from peer import Peer, check, equal, fresh_key, run, temp_path, wait_for
from system_v import Objects

HAMMERS = 4
BLOWS = 1000


def meet(p, q, size=64):
    key = fresh_key()
    p.do("set-key", key)
    q.do("set-key", key)
    p.do("create", size)
    q.do("attach")
    return key


def makes_wait(holder, waiting, *command):
    """The command of one waits while the other holds the lock, and is done once that gives it back."""
    holder.do("lock")
    waiting.send(*command)
    waiting.wait_until_waiting()
    holder.do("unlock")
    equal(waiting.answer(), "true", f"{command} after the lock was given back")


def test_lock_waits(one, other):
    with Peer(one) as p, Peer(other) as q:
        meet(p, q)
        for holder, waiting in ((p, q), (q, p)):
            makes_wait(holder, waiting, "lock")
            waiting.do("unlock")


def test_attach_and_detach_wait(one, other):
    """A third one makes the lock: a Qt 5 or 6.4 program that made it removes it when it attaches."""
    with Peer(one) as maker, Peer(one) as p, Peer(other) as q:
        key = meet(maker, p)
        q.do("set-key", key)
        q.do("attach")
        for holder, waiting in ((p, q), (q, p)):
            makes_wait(holder, waiting, "detach")
            makes_wait(holder, waiting, "attach")


def test_either_makes_it_and_either_removes_it(one, other):
    with Peer(one) as p, Peer(other) as q:
        key = meet(p, q)
        p.do("detach")
        q.do("detach")
        for maker, user in ((p, q), (q, p)):
            maker.do("create", 10)
            user.do("attach")
            maker.do("detach")
            user.do("detach")
            equal(Objects(key).segment_id(), -1, "segment after the last one detached")


def test_what_was_written_is_seen_after_the_wait(one, other):
    with Peer(one) as p, Peer(other) as q:
        meet(p, q)
        p.do("lock")
        q.send("lock")
        q.wait_until_waiting()
        p.do("poke", 0, "0badcafe")
        p.do("unlock")
        equal(q.answer(), "true")
        equal(q.ask("peek", 0, 4), "0badcafe")
        q.do("unlock")


def test_hammering_together(one, other):
    kinds = [one, other] * HAMMERS
    with Peer(one) as owner:
        key = fresh_key()
        owner.do("set-key", key)
        owner.do("create", 8)
        peers = [Peer(kind) for kind in kinds]
        try:
            for peer in peers:
                peer.do("set-key", key)
                peer.do("attach")
            for peer in peers:
                peer.send("hammer", BLOWS)
            for peer in peers:
                equal(peer.answer(60), "true", f"hammer of {peer.name}")
            total = int.from_bytes(bytes.fromhex(owner.ask("peek", 0, 8)), "little")
            equal(total, len(kinds) * BLOWS, "the counter")
            equal(Objects(key).lock_value(), 1, "the lock's value")
            for peer in peers:
                peer.exit()
        finally:
            for peer in peers:
                peer.kill()


def test_c_maker_ends_under_hammers(one, other):
    """A C program that made the lock removes it at its end, while Qt and C programs hammer: it holds
    the lock as it does so, they make a new one, and nothing is lost."""
    for _ in range(5):
        key = fresh_key()
        with Peer("c") as maker, Peer(one) as p, Peer(other) as q, Peer(other) as r:
            maker.do("set-key", key)
            maker.do("create", 8)
            for peer in (p, q, r):
                peer.do("set-key", key)
                peer.do("attach")
            lock = Objects(key).lock_id()
            for peer in (p, q, r):
                peer.send("hammer", 4 * BLOWS)
            maker.exit()
            for peer in (p, q, r):
                equal(peer.answer(60), "true", f"hammer of {peer.name}")
            check(Objects(key).lock_id() != lock, "the lock is still the first one")
            total = int.from_bytes(bytes.fromhex(p.ask("peek", 0, 8)), "little")
            equal(total, 12 * BLOWS, "the counter")
            # The maker may have been the last to touch it; whoever locks next makes a new one.
            p.do("lock")
            p.do("unlock")
            equal(Objects(key).lock_value(), 1, "the lock's value")


def test_killed_holder_gives_the_lock_back(one, other):
    for first, second in ((one, other), (other, one)):
        with Peer(first) as p, Peer(second) as q:
            key = meet(p, q)
            p.do("lock")
            q.send("lock")
            q.wait_until_waiting()
            p.crash()
            equal(q.answer(), "true", "lock after the holder was killed")
            q.do("unlock")
            q.do("detach")
            q.exit()
            Objects(key).sweep()  # the lock of the one that was killed


def test_maker_ends_under_its_users(one, other):
    for first, second in ((one, other), (other, one)):
        with Peer(first) as maker, Peer(second) as user, Peer(first) as late:
            key = meet(maker, user)
            maker.exit()
            user.do("lock")
            late.do("set-key", key)
            late.send("attach")
            late.wait_until_waiting()
            user.do("unlock")
            equal(late.answer(), "true", "attach")
            makes_wait(late, user, "lock")
            user.do("unlock")
            user.exit()
            late.exit()
            equal(tuple(Objects(key).state()), (False, 0, False, None, False), "what is left")


def test_maker_ends_while_others_wait(one, other):
    """The maker's end needs the lock to detach; who waits behind it gets a working lock."""
    for first, second in ((one, other), (other, one)):
        with Peer(first) as maker, Peer(second) as user, Peer(second) as third:
            key = meet(maker, user)
            third.do("set-key", key)
            third.do("attach")
            maker.do("lock")
            user.send("lock")
            user.wait_until_waiting()
            third.send("lock")
            third.wait_until_waiting()
            maker.do("unlock")
            wait_for(lambda: user.answered() or third.answered(), "one of them gets the lock")
            winner, loser = (user, third) if user.answered() else (third, user)
            equal(winner.answer(), "true")
            maker.send("exit")
            maker.wait_until_waiting()
            check(not loser.answered(), "both have the lock")
            winner.do("unlock")
            equal(loser.answer(), "true")
            loser.do("unlock")
            equal(maker.answer(), "ok", "exit")
            maker.process.wait(10)
            makes_wait(winner, loser, "lock")
            loser.do("unlock")
            equal(Objects(key).lock_value(), 1, "the lock's value")


def test_second_create_does_not_break_the_lock(one, other):
    """A Qt program's create() sets the lock to 1 under its holder, and two Qt programs would end with
    a lock that lets two in. With a C program as the holder it is whole again after its unlock; a C
    program's create() does nothing to the lock and waits."""
    with Peer(one) as p, Peer(other) as q:
        key = meet(p, q)
        q.do("detach")
        p.do("lock")
        q.send("create", 10)
        if q.kind == "c":
            q.wait_until_waiting()
            p.do("unlock")
        equal(q.answer(), "false", "second create")
        if q.kind != "c":
            p.do("unlock")
        equal(Objects(key).lock_value(), 1, "the lock's value")
        q.do("attach")
        makes_wait(p, q, "lock")
        q.do("unlock")


def test_other_temp_directory(one, other):
    """Programs with different TMPDIRs do not meet, and each has a world of its own."""
    folder = temp_path("other")
    os.mkdir(folder)
    with Peer(one) as p, Peer(other, environment={"TMPDIR": folder}) as q:
        key = fresh_key()
        p.do("set-key", key)
        q.do("set-key", key)
        p.do("create", 10)
        q.refuse("attach", error=5)
        q.do("create", 20)
        equal((p.ask("size"), q.ask("size")), ("10", "20"))
        q.do("lock")
        p.do("lock")
        p.do("unlock")
        q.do("unlock")
        q.do("setenv", "TMPDIR", os.environ.get("TMPDIR", "/tmp"))
        q.do("set-key", key)
        q.do("attach")
        equal(q.ask("size"), "10")
    os.rmdir(folder)


def test_temp_directory_by_another_name(one, other):
    """It is the directory that counts, not its spelling."""
    link = temp_path("link")
    os.symlink(os.environ.get("TMPDIR", "/tmp"), link)
    with Peer(one) as p, Peer(other, environment={"TMPDIR": link + "//"}) as q:
        meet(p, q)
        equal(q.ask("size"), "64")
        makes_wait(p, q, "lock")
        q.do("unlock")
    os.unlink(link)


run(globals())
