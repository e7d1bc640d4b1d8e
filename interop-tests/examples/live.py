# SPDX-License-Identifier: MIT
"""Programs of examples/video and examples/raw_frames that pass a moving picture on, and what it looks like."""
import hashlib
import json
import os
import re
import subprocess

from command import tool
from peer import Skip, check, equal, fresh_key, wait_for

PERIOD = 64  # the picture begins again after so many frames
FAST = 400  # frames a second: without the lock, most of them would be torn


def example(*names):
    path = os.path.join(os.environ["QSM_EXAMPLES"], *names)
    check(os.access(path, os.X_OK), f"{path} was not built")
    return path


def qt(name, major):
    path = os.path.join(os.environ["QSM_LIVE"], name + major)
    if not os.access(path, os.X_OK):
        raise Skip(f"no Qt {major} with widgets was found when the tests were built")
    return path


def frame(width, height, number, pixel=4):
    """What examples/video/moving.c writes: RGB32, or with 1 byte a pixel Grayscale8."""
    values = [i % 256 for i in range(width + 256)]
    line = bytes(values) if pixel == 1 else b"".join(bytes((v, 2 * v % 256, 255 - v, 255)) for v in values)
    starts = [(y + 4 * number) % 256 * pixel for y in range(height)]
    return b"".join(line[start:start + width * pixel] for start in starts)


def sha1(data):
    return hashlib.sha1(data).hexdigest()


def start(words, **options):
    return subprocess.Popen(words, **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, **options})


class Sender:
    """moving | COMMAND; use as `with Sender(...)`. The command ends when the moving picture ends."""

    def __init__(self, command, key, size, fps=30):
        self.moving = start([example("video", "moving"), size, str(fps)])
        self.program = subprocess.Popen([*command, key, size], stdin=self.moving.stdout, stderr=subprocess.PIPE,
                                        text=True)
        self.moving.stdout.close()
        wait_for(lambda: has_segment(key) or self.program.poll() is not None, "the sender has a segment")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.moving.kill()
        self.moving.wait()
        text = self.program.communicate(timeout=20)[1]
        if kind is None:
            equal(self.program.returncode, 0, f"exit status of the sender: {text}")
            check(re.match(r"[1-9]\d* frames s(hared|ent), \d+ dropped", text), f"statistics {text!r}")


def has_segment(key):
    """Not only its lock, which is made first."""
    done = subprocess.run([tool(), "info", key, "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return done.returncode == 0 and any(row["size"] for row in json.loads(done.stdout))


def shown(output, word):
    """The hashes in a Qt program's lines; the last line says what it cost."""
    *lines, last = output.splitlines()
    check(re.fullmatch(r"\d+ \w+, median \d+ us", last), f"last line {last!r}")
    found = [re.fullmatch(rf"{word} (\d+x\d+) format (\d+) sha1 (\w+) qt .*", line) for line in lines]
    check(found and all(found), f"lines {lines}")
    return [(it[1], int(it[2]), it[3]) for it in found]


def are_in_order(numbers):
    """Each is later than the one before. Some may be missing."""
    steps = [(later - earlier) % PERIOD for earlier, later in zip(numbers, numbers[1:])]
    check(all(0 < step < PERIOD // 2 for step in steps), f"order of frames {numbers}")


def are_whole(hashes, size, pixel=4, ordered=True):
    """Each is a frame of the moving picture as it is, and they are in order."""
    width, height = map(int, size.split("x"))
    known = {sha1(frame(width, height, number, pixel)): number for number in range(PERIOD)}
    torn = [one for one in hashes if one not in known]
    equal(torn, [], f"torn frames of {len(hashes)}")
    if ordered:
        are_in_order([known[one] for one in hashes])


def split(data, width, height, pixel=4):
    size = width * height * pixel
    equal(len(data) % size, 0, "bytes after the last frame")
    return [data[at:at + size] for at in range(0, len(data), size)]


def are_from(frames, sent):
    """Each was sent, in that order; `sent` are hashes."""
    places = [sent.index(sha1(one)) if sha1(one) in sent else None for one in frames]
    check(places and None not in places and places == sorted(set(places)), f"places of the frames {places}")


def refused(words, status, text, **options):
    """It ends with this status, and this is in its message."""
    done = subprocess.run(words, **{"stdin": subprocess.DEVNULL, **options}, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, timeout=20, check=False)
    equal((done.returncode, text in done.stderr), (status, True), f"{words}: {done.stderr!r}")


# What the tests of examples/video and of examples/raw_frames have in common.
SIZE, FRAMES = "320x240", 8
RGB32, GRAYSCALE8 = 4, 24  # QImage::Format


def windows_frames(window, key, count):
    """What a Qt window has shown."""
    return shown(subprocess.check_output([window, key, str(count)], text=True, timeout=20), "shown")


def check_c_to_qt(sender, window):
    key = fresh_key()
    with Sender(sender, key, SIZE, FAST):
        found = windows_frames(window, key, FRAMES)
        equal({one[:2] for one in found}, {(SIZE, RGB32)}, "size and format")
        are_whole([one[2] for one in found], SIZE, ordered=False)
        equal(len(found), FRAMES, "frames")


def check_gray_to_qt(sender, window):
    """Rows of 101 bytes become rows of 104."""
    key = fresh_key()
    with Sender(sender, key, "101x7@Grayscale8"):
        equal(windows_frames(window, key, 1)[0][:2], ("101x7", GRAYSCALE8), "size and format")


def check_qt_to_c(camera, read, text):
    """read(key, count) gives the bytes of the C program, and what it says of them."""
    key = fresh_key()
    program = start([camera, key, "320", "240", "40"], text=True)
    wait_for(lambda: has_segment(key), "the Qt program has a segment")
    data, said = read(key, FRAMES)
    sent = [one[2] for one in shown(program.communicate(timeout=20)[0], "sent")]
    equal(said, text)
    frames = split(data, 320, 240)
    equal(len(frames), FRAMES, "frames")
    are_from(frames, sent)
