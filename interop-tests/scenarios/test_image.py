# SPDX-License-Identifier: MIT
"""An image through shared memory: the writer is process A, the reader process B. Every bit of the
pixels, the format, the bytes of a line, the colours, the dots per meter, the offset and the texts
must arrive as they were sent."""
import os
import random

from peer import Peer, check, equal, fresh_key, run, temp_path

MONO, INDEXED8, RGB32, ARGB32, GRAYSCALE8 = 1, 3, 4, 5, 24
DEPTH = {MONO: 1, INDEXED8: 8, RGB32: 32, ARGB32: 32, GRAYSCALE8: 8}
SIZES = ((1, 1), (7, 3), (8, 2), (9, 5), (33, 17), (257, 64))


def bytes_per_line(form, width):
    return (width * DEPTH[form] + 31) // 32 * 4


def pixels(form, width, height, seed):
    """Pseudo-random bytes in which what is no pixel (padding, the fourth byte of RGB32) is as Qt's
    reader leaves it, so that whole lines can be compared."""
    source = random.Random(f"{form} {width} {height} {seed}")
    used = width * DEPTH[form] // 8
    rest = width * DEPTH[form] % 8
    out = bytearray()
    for _ in range(height):
        line = bytearray(source.randbytes(used))
        if form == RGB32:
            line[3::4] = b"\xff" * width
        if rest:
            line.append(source.randrange(256) & (0xff00 >> rest) & 0xff)
        out += line.ljust(bytes_per_line(form, width), b"\0")
    return bytes(out)


def colours(form):
    """A full table, so that any byte is a valid index."""
    if form == MONO:
        return ["ff204060", "fffff0e0"]
    if form == INDEXED8:
        return [f"ff{i:02x}{255 - i:02x}{i * 7 % 256:02x}" for i in range(256)]
    return []


def same_pixels(form, found, wanted, width, height):
    """Bytes behind the last pixel of a line are nobody's; the rest must be equal."""
    line = bytes_per_line(form, width)
    used = (width * DEPTH[form] + 7) // 8
    rest = width * DEPTH[form] % 8
    mask = (0xff00 >> rest) & 0xff if rest else 0xff
    equal(len(found), len(wanted), "bytes of the image")
    for y in range(height):
        one, other = (bytearray(data[y * line:y * line + used]) for data in (found, wanted))
        one[-1] &= mask
        other[-1] &= mask
        check(one == other, f"line {y} of {width}x{height}, format {form}: {one.hex()} came, "
                            f"{other.hex()} was sent")


def make(peer, form, width, height, data):
    path = temp_path("sent.raw")
    with open(path, "wb") as file:
        file.write(data)
    peer.do("image-new", form, width, height)
    if colours(form):
        peer.do("image-set-colors", *colours(form))
    peer.do("image-set-bits", path)
    os.remove(path)


def bits_of(peer):
    path = temp_path("received.raw")
    peer.do("image-bits", path)
    with open(path, "rb") as file:
        data = file.read()
    os.remove(path)
    return data


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
