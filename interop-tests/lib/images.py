# SPDX-License-Identifier: MIT
"""Images of every shape for peers: what is sent, and whether that is what came."""
import os
import random

from peer import check, equal, temp_path

MONO, INDEXED8, RGB32, ARGB32, GRAYSCALE8 = 1, 3, 4, 5, 24
DEPTH = {MONO: 1, INDEXED8: 8, RGB32: 32, ARGB32: 32, GRAYSCALE8: 8}


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
