# SPDX-License-Identifier: MIT
"""test_raw_frames.py [MAJOR]: the programs of examples/raw_frames, with each other or beside this Qt."""
import os
import pathlib
import struct
import subprocess
import sys

from command import tool
from live import (FAST, Sender, are_from, are_whole, example, frame, has_segment, qt, refused, sha1, shown, split,
                  start)
from peer import check, equal, fresh_key, run, temp_path, wait_for

SIZE, FRAMES = "320x240", 8
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
RGB32, GRAYSCALE8 = 4, 24


def writer():
    return [example("raw_frames", "raw_writer")]


def read(key, count):
    """The frames that the C reader writes, and what it says of them."""
    done = subprocess.run([example("raw_frames", "raw_reader"), key, str(count)], capture_output=True, timeout=20,
                          check=True)
    return done.stdout, done.stderr.decode()


def test_c_to_qt(major):
    key = fresh_key()
    with Sender(writer(), key, SIZE, FAST):
        found = shown(subprocess.check_output([qt("raw_frames_window", major), key, str(FRAMES)], text=True, timeout=20),
                      "shown")
        equal({one[:2] for one in found}, {(SIZE, RGB32)}, "size and format")
        are_whole([one[2] for one in found], SIZE, ordered=False)
        equal(len(found), FRAMES, "frames")


def test_gray_to_qt(major):
    """Rows of 101 bytes become rows of 104."""
    key = fresh_key()
    with Sender(writer(), key, "101x7@Grayscale8"):
        found = shown(subprocess.check_output([qt("raw_frames_window", major), key, "1"], text=True, timeout=20), "shown")
        equal(found[0][:2], ("101x7", GRAYSCALE8), "size and format")


def test_qt_to_c(major):
    key = fresh_key()
    camera = start([qt("raw_frames_camera", major), key, "320", "240", "40"], text=True)
    wait_for(lambda: has_segment(key), "the Qt program has a segment")
    data, said = read(key, FRAMES)
    sent = [one[2] for one in shown(camera.communicate(timeout=20)[0], "sent")]
    equal(said, "320x240@RGB32\n")
    frames = split(data, 320, 240)
    equal(len(frames), FRAMES, "frames")
    are_from(frames, sent)


class Segment:
    """A segment of zeros with what the test writes there."""

    def __init__(self, key, size):
        self.key, self.path = key, temp_path("bytes")
        self.holder = subprocess.Popen([tool(), "create", key, "--size", str(size)],
                                       stdout=subprocess.DEVNULL)
        wait_for(lambda: has_segment(key), "the segment")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.holder.terminate()
        self.holder.wait()

    def write(self, data):
        with open(self.path, "wb") as file:
            file.write(data)
        subprocess.run([tool(), "write", self.key, self.path], check=True, stdout=subprocess.DEVNULL)
        os.remove(self.path)


def header(width=32, height=16, line=128, form=RGB32, sequence=1):
    return struct.pack("<I4iIQ", 0x31574152, width, height, line, form, 0, sequence).ljust(64, b"\0")


# What a peer may write that means no good, in a segment for a frame of 32 x 16.
HOSTILE = (header(height=2**31 - 1), header(height=17), header(width=2**30, line=2**31 - 4), header(form=2**31 - 1),
           header(form=36), header(line=-128), header(width=-1, height=-1))


def hostile(readers):
    """Each reader goes on, and shows the good frame that comes at last."""
    good = frame(32, 16, 0)
    key = fresh_key()
    with Segment(key, 64 + len(good)) as segment:
        segment.write(HOSTILE[0] + good)
        programs = [start([*reader, key, "1"]) for reader in readers]
        for bad in HOSTILE[1:]:
            segment.write(bad)
        for program in programs:
            equal(program.poll(), None, "status of a reader")
        segment.write(header() + good)
        return good, [program.communicate(timeout=20)[0] for program in programs]


def test_hostile_headers_for_qt(major):
    good, output = hostile([[qt("raw_frames_window", major)]])
    equal(shown(output[0].decode(), "shown"), [("32x16", RGB32, sha1(good))], "what is shown")


def test_hostile_headers():
    good, output = hostile([[example("raw_frames", "raw_reader")]])
    equal(output, [good], "frames")


def test_c_to_c():
    key = fresh_key()
    with Sender(writer(), key, SIZE):
        frames = split(read(key, FRAMES)[0], 320, 240)
        equal(len(frames), FRAMES, "frames")
        are_whole([sha1(one) for one in frames], SIZE)


def test_whole_at_full_speed():
    key = fresh_key()
    with Sender(writer(), key, SIZE, FAST):
        frames = split(read(key, 30)[0], 320, 240)
        are_whole([sha1(one) for one in frames], SIZE, ordered=False)


def test_rows_that_are_no_multiple_of_4():
    key = fresh_key()
    with Sender(writer(), key, "101x7@Grayscale8"):
        data, said = read(key, 3)
        equal(said, "101x7@Grayscale8\n")
        are_whole([sha1(one) for one in split(data, 101, 7, 1)], "101x7", 1)


def test_a_writer_that_starts_again_goes_on_in_the_segment():
    """The reader that stayed sees its frames: the number goes on."""
    key = fresh_key()
    reader = start([example("raw_frames", "raw_reader"), key], stderr=subprocess.DEVNULL)
    for last in (False, True):
        with Sender(writer(), key, SIZE):
            # The first two can still be those of the writer before: the pipe had them.
            data = reader.stdout.read(6 * 320 * 240 * 4)
            are_whole([sha1(one) for one in split(data, 320, 240)[2:]], SIZE)
            if last:
                reader.stdout.close()  # as when ffplay ends: the next frame cannot be written
                equal(reader.wait(20), 0, "exit status of the reader")
    check(not has_segment(key), "the last one removes the segment")


def test_messages():
    key = fresh_key()
    for size in ("0x1", "1x", "10x10@Mono", "99999x99999", "10x10@Nonsense", "10x10@RGB32!"):
        refused([*writer(), key, size], 2, "usage: raw_writer KEY WxH")
    refused([example("raw_frames", "raw_reader")], 2, "usage: raw_reader KEY")
    with Segment(key, 20000):
        refused([*writer(), key, "10x10"], 1, "contains no raw frames")
        refused([*writer(), key, "100x100"], 1, "20000")


def test_the_change_of_the_reader_is_3_lines():
    """Beside the line that includes the header."""
    changes = subprocess.run(["diff", EXAMPLES / "video/qt/window.cpp", EXAMPLES / "raw_frames/qt/window.cpp"],
                             stdout=subprocess.PIPE, text=True, check=False).stdout
    new = [line for line in changes.splitlines() if line.startswith(">") and "#include" not in line]
    equal(len(new), 3, f"new lines in\n{changes}")


run({name: it for name, it in globals().items() if ("qt" in name) == (len(sys.argv) > 1)})
