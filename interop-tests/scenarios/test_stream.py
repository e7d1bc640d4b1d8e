# SPDX-License-Identifier: MIT
"""The command as either end of a stream: `qsm put --raw -` before an unmodified Qt reader, and `qsm watch --raw -`
after a Qt writer. The pictures have numbers, so that a torn one is found out (../qt/frame_pattern.h)."""
import json
import os
import signal
import struct
import subprocess

from command import tool
from peer import Skip, check, equal, fresh_key, program_of, run


def peer(kind):
    path = program_of(f"frames_peer{kind[-1]}")
    if not os.access(path, os.X_OK):
        raise Skip(f"{path} was not built")
    return path


def picture(form, width, height, number):
    pixel = struct.pack("<I", 0xff000000 | number)
    return pixel[:3 if form == "bgr24" else 4] * (width * height)


def events(text):
    found = []
    while text.strip():
        value, end = json.JSONDecoder().raw_decode(text.lstrip())
        text = text.lstrip()[end:]
        found.append(value)
    return found


def start_reader(kind, key, seconds):
    return subprocess.Popen([peer(kind), "read", key, str(seconds)], stdout=subprocess.PIPE)


def test_qt_reads_a_stream_of_raw_pixels(kind):
    """As from ffmpeg: 100 pictures a second through a pipe. Every picture is whole, and the last one comes."""
    for form, width, height in (("bgr0", 320, 240), ("bgr24", 321, 200)):
        key = fresh_key("stream")
        with subprocess.Popen([tool(), "put", key, "-", "--raw", f"{width}x{height}@{form}", "--fps", "100",
                               "--hold", "0.3", "--json"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as putter:
            reader = start_reader(kind, key, 1.1)
            for number in range(1, 71):
                putter.stdin.write(picture(form, width, height, number))
            putter.stdin.close()
            told = events(putter.stdout.read().decode())
        seen = json.loads(reader.communicate(timeout=60)[0])
        equal(putter.returncode, 0, "exit status of qsm put")
        done = told[-1]
        equal((done["event"], done["pictures"]), ("end", 70))
        equal(done["sent"] + done["dropped"], 70, f"{done}")
        check(done["seconds"] >= 0.65, f"--fps 100: {done}")
        equal(seen["torn"], 0, f"torn pictures of {seen}")
        check(seen["pictures"] >= 10, f"{seen}, {done}")
        if done["dropped"] == 0:
            equal(seen["last"], 70, "the last picture")


def test_a_stream_of_what_qt_writes(kind):
    """The pixels of each picture reach standard output. The end of the Qt program is told."""
    key, width, height = fresh_key("stream"), 64, 48
    writer = subprocess.Popen([peer(kind), "write", key, "keep"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with subprocess.Popen([tool(), "watch", key, "--raw", "-", "--format", "bgr24"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as watcher:
        for number in range(1, 61):
            writer.stdin.write(f"{number} {width} {height}\n".encode())
            writer.stdin.flush()
            equal(writer.stdout.readline(), b"done\n")
            found = watcher.stdout.read(width * height * 3)
            equal(len(found), width * height * 3, "bytes of a picture")
            wanted = struct.pack("<I", number)[:3]
            for y in range(height):
                for x in (0, 21, 42, 63):
                    at = (y * width + x) * 3
                    equal(found[at:at + 3], wanted, f"pixel {x}, {y} of picture {number}")
        writer.communicate(timeout=60)
        check(b"64x48 BGR888, 9216 bytes a picture" in watcher.stderr.readline(), "the size is told")
        check(b"the segment is gone" in watcher.stderr.readline(), "the end is told")
        watcher.send_signal(signal.SIGINT)
        equal(watcher.wait(20), 0, "exit status of qsm watch")
        equal(watcher.stdout.read(), b"", "nothing more is written")


run(globals())
