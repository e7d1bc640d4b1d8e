# SPDX-License-Identifier: MIT
"""What a segment holds that ../qt/contents_peer.cpp filled, in the words of qsm.

FORMS: name of the form, stream version (0: the default of the Qt), the description that must come
out, and what reads it: the words of a command after `qsm`, with KEY for the key; None where there
is nothing to read.
"""
import subprocess

IMAGE = "QImage 12x10 ARGB32"
GET, READ = "get KEY", "read KEY"

FORMS = [
    ("image", 0, IMAGE, GET),
    ("null-image", 0, "QImage null", None),
    ("png", 0, "PNG file 12x10", GET),
    ("bmp", 0, "BMP file 12x10", GET),
    ("jpeg", 0, "JPEG file", READ),
    ("xpm", 0, "XPM file", READ),
    ("ppm", 0, "PPM file", READ),
    ("header-png", 0, "PNG file 12x10 at byte 12, after other data", "get KEY --offset 12"),
    ("bytearray-png", 0, "PNG file 12x10 in a QByteArray, at byte 4", GET),
    ("bytearray-bmp", 0, "BMP file 12x10 in a QByteArray, at byte 4", GET),
    ("bytearray-jpeg", 0, "JPEG file in a QByteArray, at byte 4", READ),
    ("bytearray-image", 0, f"{IMAGE} in a QByteArray, at byte 4", "get KEY --offset 4"),
    ("bytearray-compressed", 0, "data of qCompress() in a QByteArray, at byte 8", READ),
    ("bytearray-text", 0, "text in UTF-8 in a QByteArray, at byte 4", READ),
    *(("variant-image", version, f"{IMAGE} in a QVariant(QImage), at byte {start}",
       f"get KEY --offset {start}")
      for version, start in ((7, 4), (8, 5), (12, 5), (17, 5), (19, 5), (20, 5), (0, 5))),
    *(("variant-pixmap", version, f"{IMAGE} in a QVariant(QPixmap), at byte 5", "get KEY --offset 5")
      for version in (12, 0)),
    *(("variant-bytearray-png", version,
       f"PNG file 12x10 in a QVariant(QByteArray), at byte {start}", GET)
      for version, start in ((7, 8), (0, 9))),
    ("variant-string", 0, "text in UTF-16BE in a QVariant(QString), at byte 9", READ),
    ("string-image", 0, f"{IMAGE} at byte 14, after a QString", "get KEY --offset 14"),
    ("strings-image", 0, f"{IMAGE} at byte 24, after a QString", "get KEY --offset 24"),
    ("little-string-image", 0, f"{IMAGE} at byte 14, after a QString", "get KEY --offset 14"),
    ("bytearray-then-image", 0, f"{IMAGE} at byte 10, after a QByteArray", "get KEY --offset 10"),
    ("int-image", 0, f"{IMAGE} at byte 4, after a qint32 or QTime", "get KEY --offset 4"),
    ("zero-image", 0, f"{IMAGE} at byte 4, after a qint32 or QTime", "get KEY --offset 4"),
    ("longlong-image", 0, f"{IMAGE} at byte 8, after a qint64 (a time stamp)",
     "get KEY --offset 8"),
    ("size-image", 0, f"{IMAGE} at byte 8, after a qint64 or two qint32", "get KEY --offset 8"),
    ("time-image", 0, f"{IMAGE} at byte 4, after a qint32 or QTime", "get KEY --offset 4"),
    ("date-image", 0, f"{IMAGE} at byte 8, after a QDate", "get KEY --offset 8"),
    ("datetime-image", 0, f"{IMAGE} at byte 13, after a QDateTime", "get KEY --offset 13"),
    ("datetime-utc-image", 0, f"{IMAGE} at byte 13, after a QDateTime", "get KEY --offset 13"),
    ("datetime-offset-image", 0, f"{IMAGE} at byte 17, after a QDateTime", "get KEY --offset 17"),
    ("compressed", 0, "data of qCompress()", READ),
    ("compressed-1", 0, "data of qCompress()", READ),
    ("text", 0, "text in UTF-8", READ),
    ("string", 0, "text in UTF-16BE in a QString, at byte 4", READ),
    ("string-memory", 0, "text in UTF-16LE", READ),
    ("pixels", 0, "data, perhaps pixels: 160x120 with 4 bytes each", READ),
    ("int", 0, "data", READ),
    ("zeros", 0, "zeros", None),
]


class Filler:
    """A Qt program that fills the segment of a key, or with "-" tells what it would write."""

    def __init__(self, program, key):
        self.process = subprocess.Popen([program, key], stdin=subprocess.PIPE, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()

    def fill(self, form, version=0):
        """The answer: the size of the segment, or the bytes as hex digits."""
        self.process.stdin.write(f"{form} {version}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()
