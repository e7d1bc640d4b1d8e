# SPDX-License-Identifier: MIT
"""A stream of pictures between C and real Qt: an unmodified Qt reader beside the C sender, and Qt
writers before the C receiver."""
import json
import os
import subprocess
import time

from peer import Skip, check, equal, fresh_key, program_of, run


def program(name):
    path = program_of(name)
    if not os.access(path, os.X_OK):
        raise Skip(f"{path} was not built")
    return path


def start(name, *words):
    return subprocess.Popen([program(name), *map(str, words)], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)


def ask(process, *words):
    """A line to a process, and its answer."""
    print(*words, file=process.stdin, flush=True)
    return process.stdout.readline().strip()


def end(process):
    """Its last line as JSON, or None."""
    output, _ = process.communicate(timeout=60)
    equal(process.returncode, 0, f"exit status of {process.args}")
    return json.loads(output) if output.strip() else None


def test_qt_reads_what_c_sends(kind):
    """Every picture is whole. The C program has made the lock, so nobody removes it."""
    key = fresh_key("frames")
    sender = start("frames_c", "send", key, 640, 480, 100, 0)  # until its input ends
    equal(sender.stdout.readline(), "ready\n")
    reader = start(f"frames_peer{kind[-1]}", "read", key, 0.8)
    seen, sent = end(reader), end(sender)
    equal(seen["torn"], 0, f"torn pictures of {seen}")
    check(seen["nulls"] <= 1, f"{seen}")  # the zeros before the first picture
    check(seen["pictures"] >= 10, f"{seen}, {sent}")
    check(sent["sent"] >= seen["pictures"] and sent["segments"] == 1, f"{seen}, {sent}")


def test_c_sees_each_change_of_qt(kind):
    """The Qt program keeps its segment. Each picture differs from the last in four pixels of a row."""
    key = fresh_key("frames")
    writer = start(f"frames_peer{kind[-1]}", "write", key, "keep")
    reader = start("frames_c", "follow", key)
    for number in range(1, 121):
        width, height = (64, 48) if number < 60 else (48, 32)
        equal(ask(writer, number, width, height), "done")
        equal(ask(reader, 5000), f"received {number} {width} {height}")
        if number % 20 == 0:
            equal(ask(writer, number, width, height), "done")  # the same once more
            equal(ask(reader, 30), f"timeout {number} {width} {height}")
    end(writer)
    equal(ask(reader, 5000).split()[0], "gone", "after the writer has ended")
    end(reader)


def test_qt_can_make_new_segments(kind):
    """As Qt's own example: a new segment for each picture, while the receiver looks all the time."""
    key = fresh_key("frames")
    reader = start("frames_c", "receive", key, 40, 20)
    writer = start(f"frames_peer{kind[-1]}", "write", key, "anew")
    sent = 0
    while reader.poll() is None:
        sent += 1
        equal(ask(writer, sent, 320, 240), "done", f"picture {sent}")
        time.sleep(0.015)
    seen = end(reader)
    end(writer)
    equal(seen["torn"] + seen["damaged"], 0, f"{seen}")
    equal(seen["pictures"], 20, f"{seen} of {sent}")


def test_qt_sender_starts_again(kind):
    """The receiver does not keep the segment of a Qt program that has ended."""
    key = fresh_key("frames")
    reader = start("frames_c", "follow", key)
    for width in (64, 400):
        writer = start(f"frames_peer{kind[-1]}", "write", key, "keep")
        for number in range(1, 4):
            equal(ask(writer, number, width, 48), "done")
            equal(ask(reader, 5000), f"received {number} {width} 48")
        end(writer)
        equal(ask(reader, 5000).split()[0], "gone")
    end(reader)


run(globals())
