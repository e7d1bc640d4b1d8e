# SPDX-License-Identifier: MIT
"""Files of JPEG, XPM, GIF, TIFF and WebP, which the command reads by gdk-pixbuf, against QImage::load: the
same pixels. Then the JPEG and BMP files that the command writes, which Qt reads as the command does.
usage: test_pictures.py PEER TOOL FOLDER PORT  (pixbuf or no_pixbuf)"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

PEER, TOOL, FOLDER, PORT = sys.argv[1:5]
if PORT != "pixbuf":
    print("SKIP: this build is without gdk-pixbuf")
    sys.exit(77)
WORK = pathlib.Path(tempfile.mkdtemp())
ARGB32 = 5
NEEDED = {"jpeg", "xpm", "gif"}  # formats of the base packages of Qt and of gdk-pixbuf
# Both decode JPEG by the libjpeg of the system: the pixels are equal. Pixels with alpha of a TIFF file are
# premultiplied in both; Qt divides with the processor's estimate of 1 / alpha, and may be off by 1.
TOLERANCE = {"tiff": 1}


class Qt:
    """image_peer.cpp has the requests."""

    def __init__(self):
        self.process = subprocess.Popen([PEER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, kind, rest):
        self.process.stdin.write(struct.pack("=i", ord(kind)) + rest)
        self.process.stdin.flush()

    def take(self, size):
        data = self.process.stdout.read(size)
        if len(data) != size:
            sys.exit("the Qt process ended")
        return data

    def number(self):
        return struct.unpack("=i", self.take(4))[0]

    def bytes(self):
        return self.take(self.number())

    def image(self):
        """The image as its numbers and bytes, to be sent back. Also its head and its rows."""
        sent = self.take(4)
        if sent == bytes(4):
            return sent, None, b""
        head = struct.unpack("=8i", self.take(32))
        sent += struct.pack("=8i", *head) + self.take(4 * head[7])
        texts = self.number()
        sent += struct.pack("=i", texts)
        for _ in range(2 * texts):
            text = self.bytes()
            sent += struct.pack("=i", len(text)) + text
        rows = self.bytes()
        return sent + struct.pack("=i", len(rows)) + rows, head, rows

    def load(self, path):
        """Width, height, dots per meter and ARGB32 pixels; None if this Qt does not read the file."""
        name = str(path).encode()
        self.ask("L", struct.pack("=i", len(name)) + name)
        sent, head, _ = self.image()
        if head is None:
            return None
        self.ask("C", struct.pack("=i", ARGB32) + sent)
        return [*head[:2], list(head[3:5]), pixels(self.image()[2])]


def pixels(rows):
    return struct.unpack(f"={len(rows) // 4}I", rows)


def run(*words):
    return subprocess.run([TOOL, *map(str, words)], timeout=60, capture_output=True, text=True)


def load(path):
    """The same from the command, and the format in its stream; None if it does not read the format."""
    made = run("image", "encode", path, "-o", WORK / "stream")
    if made.returncode != 0:
        if "convert " in made.stderr:
            return None
        sys.exit(f"{path}: {made.stderr}")
    told = run("image", "decode", WORK / "stream", "--raw", WORK / "raw", "--json")
    image = json.loads(told.stdout)["image"]
    if image["format"] not in ("RGB32", "ARGB32"):
        sys.exit(f"{path}: {image['format']}")
    rows = (WORK / "raw").read_bytes()
    dots = [image["dotsPerMeterX"], image["dotsPerMeterY"]]
    return [image["width"], image["height"], dots, pixels(rows)], image["format"]


def difference(one, other):
    """The greatest difference of a channel. The colour of a transparent pixel does not count."""
    most = 0
    for a, b in zip(one, other):
        if a != b and (a >> 24 or b >> 24):
            most = max(most, *(abs((a >> shift & 255) - (b >> shift & 255)) for shift in (0, 8, 16, 24)))
    return most


def compare(qt, path, kind, failures):
    ours, theirs = load(path), qt.load(path)
    if ours is None or theirs is None:
        print(f"not read by {'qsm' if ours is None else 'Qt'}: {path.name}")
        return False
    image, form = ours
    off = difference(image[3], theirs[3])
    print(f"{path.name}: {form}, differs by {off}")
    if image[:3] != theirs[:3] or off > TOLERANCE.get(kind, 0):
        failures.append(f"{path.name}: {image[:3]} and {theirs[:3]}, pixels by up to {off}")
    return True


def check_written(qt, failures):
    """What the command writes Qt reads: BMP without a loss, JPEG as the command reads it."""
    run("image", "encode", pathlib.Path(FOLDER) / "444.jpg", "-o", WORK / "source")
    for name in "written.jpg", "written.bmp":
        made = run("image", "decode", WORK / "source", "-o", WORK / name)
        if made.returncode != 0:
            failures.append(f"{name}: {made.stderr}")
        else:
            compare(qt, WORK / name, "jpeg", failures)
    if difference(load(WORK / "written.bmp")[0][3], load(pathlib.Path(FOLDER) / "444.jpg")[0][3]):
        failures.append("written.bmp: other pixels than its source")


def main():
    qt, failures, seen = Qt(), [], set()
    for path in sorted(pathlib.Path(FOLDER).iterdir()):
        kind = {".jpg": "jpeg"}.get(path.suffix, path.suffix[1:])
        if kind != "md" and compare(qt, path, kind, failures):
            seen.add(kind)
    check_written(qt, failures)
    if NEEDED - seen:
        failures.append(f"not compared: {sorted(NEEDED - seen)}")
    for failure in failures:
        print("FAILED:", failure)
    subprocess.run(["rm", "-rf", str(WORK)], check=True)
    sys.exit(1 if failures else 0)


main()
