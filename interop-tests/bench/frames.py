#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""frames.py PEERS [--seconds S]: a stream of pictures between two processes; prints lines of JSON for
report.py. The sender is C. The reader is an unmodified Qt program, which does what Qt's own example
does, or the C receiver. Readers that were not built are left out."""
import argparse
import json
import os
import subprocess

SIZES = {"1080p": (1920, 1080), "4K": (3840, 2160)}
# Size, pictures a second (0: as many as it can), reader.
STREAMS = [("1080p", 0, None), ("1080p", 60, "Qt 6"), ("1080p", 60, "Qt 5"), ("1080p", 60, "C"),
           ("4K", 30, "Qt 6"), ("4K", 60, "C")]
READERS = {"Qt 6": ("frames_peer6", "read"), "Qt 5": ("frames_peer5", "read"), "C": ("frames_c", "receive")}


def last_line(process):
    output, _ = process.communicate(timeout=120)
    if process.returncode != 0:
        raise RuntimeError(f"{process.args}: exit status {process.returncode}")
    return json.loads(output.splitlines()[-1])


def start(*words):
    return subprocess.Popen([str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            text=True)


def stream(peers, key, size, fps, reader, seconds):
    """What the sender and the reader say. The reader begins later, and ends before the sender does."""
    width, height = SIZES[size]
    sender = start(os.path.join(peers, "frames_c"), "send", key, width, height, fps,
                   0 if reader else seconds)
    seen = None
    if sender.stdout.readline() == "ready\n" and reader:
        program, verb = READERS[reader]
        seen = last_line(start(os.path.join(peers, program), verb, key, seconds))
    return last_line(sender), seen


def notes(sent, seen):
    """The processor time of the sender is scaled to 60 pictures a second: dropped ones cost little."""
    found = {"sent": sent["sent"], "dropped": sent["dropped"],
             "sent_fps": sent["sent"] / sent["seconds"],
             "writer_cpu": 60 * sent["cpu"] / max(sent["sent"], 1)}
    if seen:
        found["fps"] = max(seen["pictures"] - 1, 0) / seen["seconds"] if seen["seconds"] else 0
        found["torn"] = seen["torn"] + seen.get("damaged", 0)
        found["reader_ms"] = 1000 * seen["cpu"] / max(seen["pictures"], 1)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peers")
    parser.add_argument("--seconds", type=float, default=4)
    arguments = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for number, (size, fps, reader) in enumerate(STREAMS):
        if reader and not os.access(os.path.join(arguments.peers, READERS[reader][0]), os.X_OK):
            continue
        key = f"qsm frames {os.getpid()} {number}"
        sent, seen = stream(arguments.peers, key, size, fps, reader, arguments.seconds)
        subject = f"{size}, {fps} a second, {reader}" if reader else f"{size}, sender alone"
        print(json.dumps({"experiment": "frames", "subject": subject, "ns": {},
                          "notes": notes(sent, seen)}), flush=True)


main()
