# SPDX-License-Identifier: MIT
"""Programs of examples/video and examples/raw_frames that pass a moving picture on, and what it looks like."""
import hashlib
import os
import re
import subprocess

from command import tool
from peer import Skip, check, equal, wait_for

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
    command = [tool(), "info", key]
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


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
