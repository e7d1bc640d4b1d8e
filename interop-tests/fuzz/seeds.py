#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""seeds.py TARGET FOLDER: writes the inputs that fuzzing of a target begins with."""
import pathlib
import struct
import sys
import zlib

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"


def png(width, height, depth, colour, row, *extra):
    def chunk(name, body):
        return (struct.pack(">I", len(body)) + name + body +
                struct.pack(">I", zlib.crc32(name + body)))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [(b"IHDR", header), *extra, (b"IDAT", zlib.compress((b"\0" + row) * height)),
              (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks)


def images():
    table = (b"PLTE", bytes(range(12)))
    streams = [b"", png(3, 2, 8, 6, b"abcdefghijkl"), png(3, 2, 8, 2, b"abcdefghi"),
               png(9, 3, 1, 0, b"\xaa\x80"), png(4, 4, 8, 0, b"abcd"), png(2, 2, 16, 6, b"x" * 16),
               png(4, 2, 8, 3, b"\0\1\2\3", table, (b"tRNS", b"\x80\xff")),
               png(2, 2, 8, 0, b"ab", (b"tEXt", b"Title\0words"), (b"oFFs", b"\0" * 9),
                   (b"pHYs", struct.pack(">IIB", 2835, 2835, 1)))]
    for stream in streams:
        for version in (20, 4):
            marker = struct.pack(">I", 1 if stream else 0) if version >= 5 else b""
            yield bytes([version]) + marker + stream
    for path in sorted(DATA.rglob("*.qds")):
        if path.stat().st_size < 20000:
            yield bytes([20]) + path.read_bytes()


def keys():
    return [b"hello", b"posix:/x?legacyKey=x", b"systemv-9:/tmp/%25%23", b"windows:Global\\x",
            b"posix:////x", b"systemv:/%2Fx?legacyKey=a%26b", "Ключ".encode(), b"Local\\x", b"//x"]


def streams():
    text = "häß".encode("utf-16-be")
    return [b"\x14\0\0\0" + struct.pack(">I", len(text)) + text, b"\x0c\1\xff\3" + bytes(range(64)),
            b"\x18\0\7\0" + b"\xff\xff\xff\xfe" + bytes(8), b"\x11\0\x2a\1" + b"\xff" * 16]


def main():
    target, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((DATA / "fuzz" / target).iterdir()):
        (folder / path.name).write_bytes(path.read_bytes())
    makers = {"image": images, "key": keys, "data_stream": streams}
    for number, seed in enumerate(makers[target]()):
        (folder / f"seed-{number:04}").write_bytes(seed)


main()
