#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes convert_vectors.txt: what real Qt 6 makes of image/fmtNN_NAME.src in other formats.

usage: make_convert_vectors.py qemu-x86_64 -cpu core2duo PEER, with PEER the image_peer6 of
interop-tests/differential. This processor has no SSE4.1: Qt uses its plain C, as qsm does.
A line is "FROM TO HASH PIXELS": format numbers, FNV-1a (64 bits) of all significant bytes, "-" where
sums of floats may round otherwise on another processor, and the first eight pixels of row 7, in hex.
The unused byte of RGB32 and RGBX8888 counts as ff.
"""
import pathlib
import struct
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
WIDTH, HEIGHT, ROW = 33, 17, 7
TARGETS = {17: 32, 16: 32, 5: 32, 6: 32, 4: 32, 13: 24, 29: 24, 24: 8, 26: 64, 18: 32, 7: 16, 21: 32, 22: 32, 15: 16,
           8: 24, 23: 8, 27: 64}
# RGBA16FPx4 and RGBA32FPx4 are multiplied as floats.
FLOATING, MULTIPLIED = {31, 34}, {6, 18}
# Qt 6.4 multiplies the alpha of RGBA64 with itself.
FAULTS = {(26, 21), (26, 22), (26, 27)}
TABLES = {
    1: [0xFF000000, 0xFFFFFFFF],
    2: [0xFF000000, 0xFFFFFFFF],
    3: [0xFF000000 | (37 * i & 255) << 16 | (59 * i + 20 & 255) << 8 | 255 - 11 * i & 255
        for i in range(200)],
}


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def converted(peer, number, source, target):
    stride = (WIDTH * (len(source) // HEIGHT * 8 // WIDTH) + 31) // 32 * 4
    row = len(source) // HEIGHT
    rows = b"".join(source[y * row:(y + 1) * row].ljust(stride, b"\0") for y in range(HEIGHT))
    table = TABLES.get(number, [])
    request = struct.pack("<11i", ord("C"), target, number, WIDTH, HEIGHT, stride, 3937, 3937, 0, 0,
                          len(table))
    request += struct.pack(f"<{len(table)}I", *table) + struct.pack("<2i", 0, len(rows)) + rows
    peer.stdin.write(request)
    peer.stdin.flush()
    head = struct.unpack("<9i", peer.stdout.read(36))
    assert head[:3] == (target, WIDTH, HEIGHT) and head[8] == 0, head
    _texts, size = struct.unpack("<2i", peer.stdout.read(8))
    data, used = peer.stdout.read(size), WIDTH * TARGETS[target] // 8
    out = bytearray(b"".join(data[y * head[3]:y * head[3] + used] for y in range(HEIGHT)))
    if target in (4, 16):
        out[3::4] = b"\xff" * (len(out) // 4)
    return bytes(out)


def lines(peer):
    for path in sorted((HERE / "image").glob("fmt*.src")):
        number = int(path.name[3:5])
        for target in TARGETS if number < 36 else ():
            if target == number or (number, target) in FAULTS:
                continue
            if number in FLOATING and target in (8, 15, 21, 22, 27):
                continue
            data = converted(peer, number, path.read_bytes(), target)
            used = len(data) // HEIGHT
            exact = target != 24 and not (number in FLOATING and target in MULTIPLIED)
            pixels = data[ROW * used:ROW * used + TARGETS[target]]
            yield f"{number} {target} {fnv(data) if exact else '-'} {pixels.hex()}"


def main():
    peer = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    text = "\n".join(lines(peer)) + "\n"
    (HERE / "convert_vectors.txt").write_text(text)


if __name__ == "__main__":
    main()
