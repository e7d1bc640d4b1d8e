# SPDX-License-Identifier: MIT
"""An image through shared memory: the writer is process A, the reader process B. Every bit of the
pixels, the format, the bytes of a line, the colours, the dots per meter, the offset and the texts
must arrive as they were sent."""
from images import (ARGB32, GRAYSCALE8, INDEXED8, MONO, RGB32, bits_of, colours, make, pixels,
                    same_pixels)
from peer import Peer, check, equal, fresh_key, run

SIZES = ((1, 1), (7, 3), (8, 2), (9, 5), (33, 17), (257, 64))


def as_list(answer):
    return [] if answer == "ok" else [answer] if isinstance(answer, str) else answer


def transfer(p, q, form, width, height, seed):
    data = pixels(form, width, height, seed)
    make(p, form, width, height, data)
    p.do("image-set-dpm", 2835, 5669)
    p.do("image-set-offset", -3, 1000)
    p.do("image-set-text", "Title", "Grüße, 世界")
    p.do("image-set-text", "Comment", "a long text " * 20)
    p.do("put")
    q.do("get")
    equal(q.ask("image-info"), p.ask("image-info"), "what image-info says")
    same_pixels(form, bits_of(q), data, width, height)
    equal(as_list(q.ask("image-colors")), colours(form), "colour table")
    equal(q.ask("image-texts"), p.ask("image-texts"), "texts")


def transfer_all(one, other, form):
    with Peer(one) as p, Peer(other) as q:
        key = fresh_key("image")
        p.do("set-key", key)
        q.do("set-key", key)
        for seed, (width, height) in enumerate(SIZES):
            transfer(p, q, form, width, height, seed)


def test_rgb32(one, other):
    transfer_all(one, other, RGB32)


def test_argb32(one, other):
    transfer_all(one, other, ARGB32)


def test_grayscale8(one, other):
    transfer_all(one, other, GRAYSCALE8)


def test_indexed8(one, other):
    transfer_all(one, other, INDEXED8)


def test_mono(one, other):
    transfer_all(one, other, MONO)


def test_null_image(one, other):
    with Peer(one) as p, Peer(other) as q:
        key = fresh_key("null")
        p.do("set-key", key)
        q.do("set-key", key)
        p.do("image-null")
        p.do("put")
        q.do("image-new", RGB32, 3, 3)
        q.do("get")
        equal(q.ask("image-info")[:3], ["0", "0", "0"], "a null image arrives as one")


def test_many_readers_and_pictures(one, other):
    """The writer publishes picture after picture; each of three readers sees each of them."""
    with Peer(one) as p, Peer(other) as q, Peer(other) as r, Peer(one) as s:
        key = fresh_key("many")
        for peer in (p, q, r, s):
            peer.do("set-key", key)
        for seed in range(6):
            width, height = 20 + 30 * (seed % 3), 10 + seed
            data = pixels(ARGB32, width, height, seed)
            make(p, ARGB32, width, height, data)
            p.do("put")
            for peer in (q, r, s):
                peer.do("get")
                check(bits_of(peer) == data, f"picture {seed} arrives at {peer.name}")


run(globals())
