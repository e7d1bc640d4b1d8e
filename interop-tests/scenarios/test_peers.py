# SPDX-License-Identifier: MIT
"""The smallest of all scenarios, and the example for others: two programs meet on a key, see each
other's bytes, and one waits while the other has the lock."""
from peer import Peer, equal, fresh_key, run


def meet(p, q, key, size=4096):
    p.do("set-key", key)
    q.do("set-key", key)
    p.do("create", size)
    q.do("attach")


def test_the_other_sees_the_bytes(one, other):
    with Peer(one) as p, Peer(other) as q:
        meet(p, q, fresh_key("ünïcode"), size=5)
        equal(q.ask("size"), "5")
        p.do("poke", 1, "c0ffee")
        equal(q.ask("peek", 0, 5), "00c0ffee00")


def test_second_create_says_it_exists(one, other):
    with Peer(one) as p, Peer(other) as q:
        meet(p, q, fresh_key())
        with Peer(other) as third:
            third.do("set-key", p.ask("key"))
            third.refuse("create", 10, error=4)


def test_the_other_waits_for_the_lock(one, other):
    with Peer(one) as p, Peer(other) as q:
        meet(p, q, fresh_key())
        p.do("lock")
        q.send("lock")
        q.wait_until_waiting()
        p.do("unlock")
        equal(q.answer(), "true")
        q.do("unlock")


run(globals())
