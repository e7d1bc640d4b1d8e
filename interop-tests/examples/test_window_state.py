#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_window_state.py PROGRAM STATE-PEER: examples/window_state prints of the states of a real Qt window and of real
headers what the widgets themselves say (../qt/state_peer.cpp). Damaged states are refused with a message."""
import base64
import os
import pathlib
import subprocess
import sys
import tempfile

PROGRAM, PEER = sys.argv[1:]


def prints(*words):
    """Exit status, output, errors."""
    done = subprocess.run([PROGRAM, *words], capture_output=True, check=False, timeout=20)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def expect(got, wanted, what):
    if got != wanted:
        sys.exit(f"{what}:\n--- wanted\n{wanted}\n--- got\n{got}")


def refused(folder, data, message, what):
    path = folder / "damaged"
    path.write_bytes(data)
    status, _, errors = prints(path)
    if status != 1 or message not in errors:
        sys.exit(f"{what}: status {status}, {errors!r}")


def main():
    if not os.access(PEER, os.X_OK):
        print(f"SKIP: {PEER} was not built")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work)
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=work)
        subprocess.run([PEER, work], check=True, timeout=60, env=environment, stderr=subprocess.DEVNULL)
        for name in ("window", "header", "rows"):
            state = (folder / name).read_bytes()
            text = (folder / f"{name}.txt").read_text(encoding="utf-8")
            if text.count("\n") < 4:
                sys.exit(f"{name}: Qt says too little: {text}")
            for words in ((folder / name,), ("--hex", state.hex()), ("--base64", base64.b64encode(state).decode())):
                expect(prints(*words), (0, text, ""), f"{name} {words[0]}")
            for size in range(4, len(state), 23):
                if name != "header" or size < len(state) - 4:
                    refused(folder, state[:size], "byte ", f"{name} cut after {size} bytes")
        window = (folder / "window").read_bytes()
        refused(folder, b"\0\0\0\1" + window[4:], "byte 4: neither a main window nor a header", "another number")
        refused(folder, window[:8] + b"\xf9" + window[9:], "groups of floating docks", "another marker")
        refused(folder, window[:13] + b"\0\0\0\4" + window[17:], "there is no such area", "another area")
        refused(folder, window[:25] + b"\7" + window[26:], "no group of docks begins here", "another group")
        refused(folder, window[:31] + b"\7" + window[32:], "neither a dock nor a group begins here", "another item")
        bars = window.index(b"\xfc", window.index("find".encode("utf-16-be")))
        refused(folder, window[:bars] + b"\7" + window[bars + 1:], "no tool bars begin here", "no tool bars")
    status, _, errors = prints("/nowhere/at/all")
    expect((status, "/nowhere/at/all: " in errors), (2, True), "no file")
    expect(prints()[0::2], (2, "usage: window_state FILE | --hex TEXT | --base64 TEXT\n"), "no word")
    print("the states of Qt are right, and damaged ones are refused")


main()
