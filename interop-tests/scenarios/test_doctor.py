# SPDX-License-Identifier: MIT
"""What `qsm doctor` says of Qt programs: nothing of a pair that works, and the right thing of others. The
situations that need no Qt are in cli/test_doctor.sh."""
import json
import os

from command import qsm
from images import ARGB32, make, pixels
from peer import Peer, equal, fresh_key, run


def finds(key, wanted, what, **environment):
    """Just these findings; the exit status says whether there are any."""
    told = json.loads(qsm("doctor", key, "--json", "--wait", "0.2", status=(1,) if wanted else (0,),
                          environment=environment))
    equal([one["id"] for one in told["findings"]], wanted, what)


def pair(one, other, key, **environment):
    """Two programs on one key; the first may have variables of its own."""
    a, b = Peer(one, environment), Peer(other)
    for peer in a, b:
        peer.do("set-key", key)
    return a, b


def put(peer, width, height):
    make(peer, ARGB32, width, height, pixels(ARGB32, width, height, 3))
    peer.do("put")


def test_a_healthy_pair(one, other):
    key = fresh_key()
    a, b = pair(one, other, key)
    with a, b:
        put(a, 40, 30)
        finds(key, [], "beside one program")
        b.do("attach")
        finds(key, [], "beside two programs")
        b.do("detach")
        finds(key, [], "after the reader")
    finds(key, ["no-segment"], "after both")


def test_programs_that_share_no_picture(one, other):
    """A plain struct, or nothing written yet: healthy."""
    key = fresh_key()
    a, b = pair(one, other, key)
    with a, b:
        a.do("create", 4096)
        finds(key, [], "before the first byte")
        b.do("attach")
        a.do("poke", 0, "0100000002000000ff")
        finds(key, [], "with a struct in it")


def test_a_key_in_another_case(one, other):
    key = fresh_key().capitalize()
    a, b = pair(one, other, key)
    with a, b:
        put(a, 8, 8)
        finds(key.lower(), ["no-segment", "similar-key"], "in small letters")
        finds(key + " ", ["no-segment", "similar-key"], "with a space at its end")
        finds(key, [], "as it is")


def test_another_temp_directory(one, other):
    key = fresh_key()
    elsewhere = os.path.join(os.environ["TMPDIR"], "elsewhere")
    os.mkdir(elsewhere)
    a, b = pair(one, other, key, TMPDIR=elsewhere)
    with a, b:
        put(a, 8, 8)
        equal(b.ask("attach"), "false", "the reader finds it")
        finds(key, ["no-segment", "other-temp-directory"], "where the reader looks")
        finds(key, [], "where the writer looks", TMPDIR=elsewhere)
    os.rmdir(elsewhere)


def test_a_holder_that_does_not_unlock(one, other):
    key = fresh_key()
    a, b = pair(one, other, key)
    with a, b:
        put(a, 8, 8)
        b.do("attach")
        b.do("lock")
        finds(key, ["lock-held"], "while it is locked")
        b.do("unlock")
        finds(key, [], "when it is free")


def test_what_a_crash_leaves(one, other):
    key = fresh_key()
    with Peer(one) as a:
        a.do("set-key", key)
        put(a, 8, 8)
        a.crash()
    finds(key, ["stale-segment"], "after the crash")
    with Peer(other) as b:  # the last one out takes it along
        b.do("set-key", key)
        b.do("attach")
        finds(key, [], "while another uses it")
    finds(key, ["no-segment"], "after that")
    qsm("rm", key)


run(globals())
