# SPDX-License-Identifier: MIT
"""Formats whose pixels leave no room for rounding, of them CMYK8888, which this machine's own Qt may not
have: the exact stream is the real Qt's, and an image through shared memory, written by either, is for
both what Qt reads from its own stream. One argument: the kind of the Qt peer."""
import os
import random

from images import bits_of
from peer import Peer, Skip, check, equal, fresh_key, run, temp_path
from versions import version

# Format: bits of a pixel, as QImage numbers and packs them.
FORMATS = {4: 32, 5: 32, 7: 16, 9: 24, 11: 16, 13: 24, 14: 16, 16: 32, 17: 32, 19: 32, 21: 32, 23: 8,
           24: 8, 25: 64, 26: 64, 28: 16, 29: 24}
CMYK8888 = 36
# What Qt reads any of them as.
DEPTH_READ = {4: 32, 5: 32, 24: 8, 25: 64, 26: 64, 28: 16}
SIZES = ((1, 1), (7, 3), (33, 17), (120, 64))


def make(peer, form, depth, width, height, seed):
    """The same random pixels for each peer; nothing behind the last of a line."""
    source = random.Random(f"{form} {seed}")
    line = (width * depth + 31) // 32 * 4
    path = temp_path("made.raw")
    with open(path, "wb") as file:
        for _ in range(height):
            file.write(source.randbytes(width * depth // 8).ljust(line, b"\0"))
    check(peer.ask("image-new", form, width, height) == "true", f"format {form} is there")
    peer.do("image-set-bits", path)
    peer.do("image-set-dpm", 3780, 3780)
    os.remove(path)


def stream_of(peer, *form):
    path = temp_path("made.qds")
    peer.do("stream-write", path, 20, *form)
    with open(path, "rb") as file:
        data = file.read()
    os.remove(path)
    return data


def read_by(peer, data):
    """What a peer makes of a stream: what it says of the image, and its rows."""
    path = temp_path("read.qds")
    with open(path, "wb") as file:
        file.write(data)
    equal(peer.ask("stream-read", path, 20), ["0", str(len(data))], "stream-read")
    os.remove(path)
    return peer.ask("image-info"), bits_of(peer)


def same_image(reader, wanted, what):
    """The rows that came are those wanted; what is behind the last pixel is nobody's."""
    info, bits = wanted
    equal(reader.ask("image-info"), info, f"{what}: image-info")
    width, height, line = int(info[0]), int(info[1]), int(info[3])
    used = width * DEPTH_READ[int(info[2])] // 8
    found = bits_of(reader)
    for y in range(height):
        check(found[y * line:y * line + used] == bits[y * line:y * line + used],
              f"{what}: line {y} of {width}x{height}")


def compare(qt, c, form, depth):
    for seed, (width, height) in enumerate(SIZES):
        for peer in (qt, c):
            make(peer, form, depth, width, height, seed)
        theirs = stream_of(qt)
        check(stream_of(c, "exact") == theirs,
              f"format {form}, {width}x{height}: the exact stream is Qt's")
        wanted = read_by(qt, theirs)
        for writer, reader in ((qt, c), (c, qt)):
            make(writer, form, depth, width, height, seed)
            writer.do("put")
            reader.do("get")
            same_image(reader, wanted, f"format {form}, {writer.kind} to {reader.kind}")
            writer.do("detach")


def compare_all(kind, formats):
    with Peer(kind) as qt, Peer("c") as c:
        key = fresh_key("formats")
        qt.do("set-key", key)
        c.do("set-key", key)
        for form, depth in formats.items():
            compare(qt, c, form, depth)


def test_formats_of_every_qt(kind):
    compare_all(kind, FORMATS)


def test_cmyk8888(kind):
    with Peer(kind) as qt:
        if version(qt) < (6, 8):
            raise Skip(f"{kind} has no CMYK8888")
    compare_all(kind, {CMYK8888: 32})


run(globals())
