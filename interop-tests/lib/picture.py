# SPDX-License-Identifier: MIT
"""Pictures for tests, as rows of (red, green, blue) bytes, and PNG files of them."""
import struct
import zlib


class Picture:
    def __init__(self, width, height, rgb):
        assert len(rgb) == width * height * 3
        self.width, self.height, self.rgb = width, height, bytes(rgb)

    def row(self, y):
        return self.rgb[y * self.width * 3:(y + 1) * self.width * 3]

    def save_png(self, path):
        rows = b"".join(b"\0" + self.row(y) for y in range(self.height))
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        with open(path, "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n")
            for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")):
                file.write(struct.pack(">I", len(data)) + name + data)
                file.write(struct.pack(">I", zlib.crc32(name + data)))

    def bits_rgb32(self):
        """What QImage::bits() holds of it in Format_RGB32, or Format_ARGB32 when opaque, on a little
        endian machine."""
        out = bytearray(b"\xff" * (self.width * self.height * 4))
        out[2::4], out[1::4], out[0::4] = self.rgb[0::3], self.rgb[1::3], self.rgb[2::3]
        return bytes(out)


def colourful(width, height, seed=1):
    """No two neighbours alike, so that a picture that is shifted or scaled is not found by mistake."""
    rgb = bytearray()
    state = seed
    for y in range(height):
        for x in range(width):
            state = (state * 1103515245 + 12345) % 2**31
            rgb += bytes(((x * 255) // width, (y * 255) // height, state >> 16 & 255))
    return Picture(width, height, rgb)


def find(screen, picture):
    """Where the picture stands on the screen, (x, y), or None. Every pixel must be equal."""
    first = picture.row(0)
    for y in range(screen.height - picture.height + 1):
        row = screen.row(y)
        at = row.find(first)
        while at >= 0:
            if at % 3 == 0 and all(screen.row(y + i)[at:at + len(first)] == picture.row(i)
                                   for i in range(picture.height)):
                return at // 3, y
            at = row.find(first, at + 1)
    return None
