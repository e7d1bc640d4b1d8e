# SPDX-License-Identifier: MIT
"""QSystemSemaphore between two programs: who makes it, who owns it, who waits for whom."""
from peer import Peer, equal, fresh_key, run
from system_v import Objects


def value(key):
    return Objects(key).lock_value()


def both(p, q, initial, mode=()):
    key = fresh_key("semaphore")
    p.do("sem-new", key, initial, *mode)
    q.do("sem-new", key, 100)  # finds it, and its value stays
    equal(value(key), initial, "value")
    return key


def test_one_file_and_number(one, other):
    with Peer(one) as p, Peer(other) as q:
        key = both(p, q, 1)
        for peer in (p, q):
            equal(peer.ask("sem-key"), key)
            if peer.kind == "c":  # Qt has it since 6.6
                equal(peer.ask("sem-native-key"), Objects(key).lock_file)


def test_counting(one, other):
    with Peer(one) as p, Peer(other) as q:
        key = both(p, q, 2)
        p.do("sem-acquire")
        q.do("sem-acquire")
        equal(value(key), 0)
        p.send("sem-acquire")
        p.wait_until_waiting()
        q.do("sem-release", 3)
        equal(p.answer(), "true")
        equal(value(key), 2)
        q.do("sem-release", 0)
        equal(q.ask("sem-release", -1), "false")
        equal(value(key), 2)
        equal((p.ask("sem-error"), q.ask("sem-error")), (["0", ""], ["0", ""]))


def test_signals_both_ways(one, other):
    """Two semaphores at 0, and a ball that goes to and fro."""
    with Peer(one) as p, Peer(other) as q:
        for name in ("ping", "pong"):
            p.do("sem", name)
            q.do("sem", name)
            both(p, q, 0)
        for _ in range(20):
            p.do("sem", "pong")
            q.do("sem", "ping")
            q.send("sem-acquire")
            q.wait_until_waiting()
            p.do("sem", "ping")
            p.do("sem-release")
            equal(q.answer(), "true")
            p.do("sem", "pong")
            p.send("sem-acquire")
            p.wait_until_waiting()
            q.do("sem", "pong")
            q.do("sem-release")
            equal(p.answer(), "true")


def test_create_sets_the_value(one, other):
    with Peer(one) as p, Peer(other) as q:
        key = both(p, q, 5)
        q.do("sem-set-key", key, 7, "create")
        equal(value(key), 7)
        p.do("sem-acquire")
        equal(value(key), 6)
        p.do("sem-release")


def test_owner_ends_others_make_it_anew(one, other):
    with Peer(one) as p, Peer(other) as q:
        key = fresh_key("semaphore")
        p.do("sem-new", key, 1)
        q.do("sem-new", key, 1)
        p.exit()
        equal(Objects(key).state().lock_file, False, "key file")
        equal(value(key), None)
        q.do("sem-acquire")
        equal(value(key), 0)
        q.do("sem-release")
        equal(value(key), 1)
        q.exit()
        equal((value(key), Objects(key).state().lock_file), (None, False), "what is left")


def test_one_who_only_opened_it_leaves_it(one, other):
    with Peer(one) as p, Peer(other) as q:
        key = both(p, q, 1)
        q.exit()
        equal(value(key), 1)
        p.do("sem-acquire")
        p.do("sem-release")


def test_killed_holder(one, other):
    with Peer(one) as p, Peer(other) as q:
        key = both(p, q, 1)
        q.do("sem-acquire")
        p.send("sem-acquire")
        p.wait_until_waiting()
        q.crash()
        equal(p.answer(), "true")
        p.do("sem-release")
        equal(value(key), 1)


def test_the_lock_of_a_shared_memory(one, other):
    """A QSystemSemaphore of the same key is the lock."""
    with Peer(one) as p, Peer(other) as q:
        key = fresh_key("semaphore")
        p.do("set-key", key)
        p.do("create", 10)
        q.do("sem-new", key, 1)
        q.do("sem-acquire")
        p.send("lock")
        p.wait_until_waiting()
        q.do("sem-release")
        equal(p.answer(), "true")
        p.do("unlock")
        q.do("sem-free")


def test_no_key(one, other):
    """What both say of a semaphore without a key: nothing until it is used."""
    with Peer(one) as p, Peer(other) as q:
        for peer in (p, q):
            peer.do("sem-new", "", 1)
            equal(peer.ask("sem-error"), ["0", ""])
            equal(peer.ask("sem-acquire"), "false")
            equal(peer.ask("sem-error"), ["2", "QSystemSemaphore::handle:: key is empty"])
            peer.do("sem-new", fresh_key("semaphore"), 32768)
            equal(peer.ask("sem-error"), ["5", "QSystemSemaphore::handle: out of resources"])


run(globals())
