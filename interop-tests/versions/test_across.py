# SPDX-License-Identifier: MIT
"""Two different versions of Qt and qsm as the third on one key: one lock for all, the same bytes, and an
image that goes round. Arguments: the kinds of two Qt peers. Each of the three creates once. With two
Qt that have native keys everything is done with a POSIX key, too."""
import contextlib
import os

import world
from images import ARGB32, bits_of, make, pixels, same_pixels
from peer import Peer, Skip, equal, fresh_key, run
from versions import is_native_keys

ROUNDS = 1000


@contextlib.contextmanager
def three(kinds, key_kind):
    """The three peers with one key."""
    with contextlib.ExitStack() as stack:
        peers = [stack.enter_context(Peer(kind)) for kind in kinds]
        name = fresh_key("across")
        native = "posix:/" + "".join(letter for letter in name if letter.isalnum())
        for peer in peers:
            if key_kind == "posix" and not is_native_keys(peer):
                raise Skip("no POSIX keys before Qt 6.6")
            peer.do(*(("set-key", name) if key_kind == "legacy" else ("set-native-string", native)))
        yield peers


def casts(one, other):
    """Who creates and who attaches, and with which key."""
    with Peer(one) as p, Peer(other) as q:
        key_kinds = ["legacy", "posix"] if is_native_keys(p) and is_native_keys(q) else ["legacy"]
    for kinds in ((one, other, "c"), (other, "c", one), ("c", one, other)):
        for key_kind in key_kinds:
            yield kinds, key_kind


@contextlib.contextmanager
def attached(kinds, key_kind, size=64):
    with three(kinds, key_kind) as (p, q, r):
        p.do("create", size)
        q.do("attach")
        r.do("attach")
        yield p, q, r
        for peer in (p, q, r):
            peer.do("detach")
        remove_posix_segment(p, key_kind)


def remove_posix_segment(peer, key_kind):
    """Qt never does."""
    if key_kind == "posix":
        os.unlink("/dev/shm" + peer.ask("native-key"))


def test_the_lock_keeps_everybody_waiting(one, other):
    for kinds, key_kind in casts(one, other):
        with attached(kinds, key_kind) as (p, q, r):
            for holder, second, third in ((p, q, r), (q, r, p), (r, p, q)):
                holder.do("lock")
                second.send("lock")
                second.wait_until_waiting()
                third.send("lock")
                third.wait_until_waiting()
                holder.do("unlock")
                # Which of the two gets it is the system's choice.
                first = second if second.answered(10) else third
                last = third if first is second else second
                equal(first.answer(), "true")
                last.wait_until_waiting()
                first.do("unlock")
                equal(last.answer(), "true")
                last.do("unlock")


def test_nothing_is_lost_under_the_lock(one, other):
    for kinds, key_kind in casts(one, other):
        with attached(kinds, key_kind) as peers:
            for peer in peers:
                peer.send("hammer", ROUNDS)
            for peer in peers:
                equal(peer.answer(60), "true")
            count = int.from_bytes(bytes.fromhex(peers[0].ask("peek", 0, 8)), "little")
            equal(count, ROUNDS * len(peers), "additions")


def test_the_same_bytes(one, other):
    for kinds, key_kind in casts(one, other):
        with attached(kinds, key_kind, 4097) as peers:
            for number, writer in enumerate(peers):
                writer.do("poke", 4090, f"0102030405{number:02x}07")
                for reader in peers:
                    equal(reader.ask("size"), "4097")
                    equal(reader.ask("peek", 4090, 7), f"0102030405{number:02x}07")


def test_a_holder_that_dies(one, other):
    """System V gives the lock back; nothing does on POSIX."""
    world.need_own_world()
    for kinds, key_kind in casts(one, other):
        if key_kind == "legacy":
            with three(kinds, key_kind) as (p, q, r):
                p.do("create", 10)
                q.do("attach")
                r.do("attach")
                p.do("lock")
                r.send("lock")
                r.wait_until_waiting()
                p.crash()
                equal(r.answer(), "true")
                q.send("lock")
                q.wait_until_waiting()
                r.do("unlock")
                equal(q.answer(), "true")
                q.do("unlock")
                q.do("detach")
                r.do("detach")
            world.clean()  # the lock of the dead is nobody's to remove


def test_an_image_goes_round(one, other):
    """Each writes with the stream version of its own Qt, and each reads what the one before has read."""
    width, height = 61, 23
    data = pixels(ARGB32, width, height, 7)
    for kinds, key_kind in casts(one, other):
        with three(kinds, key_kind) as (p, q, r):
            make(p, ARGB32, width, height, data)
            for writer, reader in ((p, q), (q, r), (r, p)):
                writer.do("put")
                reader.do("get")
                same_pixels(ARGB32, bits_of(reader), data, width, height)
                equal(reader.ask("image-info"), writer.ask("image-info"))
                writer.do("detach")
                remove_posix_segment(writer, key_kind)


run(globals())
