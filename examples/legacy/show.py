#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""show.py OUT.png WSJTX JT9 RECORDING.wav TEXT: the GUI of WSJT-X as Debian built it, with our JT9 as its decoder, on
a screen of its own (Xvfb). Opens the recording as a user does and saves a picture of the window when TEXT is decoded.
Ends with 0 only if the decoder has no Qt, the GUI ends by its menu, and no segment is left."""
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../../interop-tests", folder) for folder in ("gui", "lib")]

from desktop import Desktop  # noqa: E402
from peer import Failure, check, equal, status_of, wait_for  # noqa: E402
from picture import Picture  # noqa: E402

SETTINGS = """[Configuration]
MyCall=W9XYZ
MyGrid=EN37

[Common]
Mode=FT8

[MultiSettings]
Splash_v1.7=false
"""
# The background of a line with "CQ".
GREEN = bytes((0x66, 0xff, 0x66))
WATERFALL = 0, 700


class Wsjtx:
    """It starts the decoder that is in its own folder."""

    def __init__(self, wsjtx, jt9, recording):
        self.folder = os.environ["TMPDIR"]
        self.programs = os.path.join(self.folder, "bin")
        os.mkdir(self.programs)
        self.program, self.jt9 = (os.path.join(self.programs, name) for name in ("wsjtx", "jt9"))
        shutil.copy(wsjtx, self.program)
        shutil.copy(jt9, self.jt9)
        self.recording = shutil.copy(recording, self.folder)
        os.mkdir(os.path.join(self.folder, ".config"))
        with open(os.path.join(self.folder, ".config/WSJT-X.ini"), "w", encoding="ascii") as file:
            file.write(SETTINGS)

    def decoders(self):
        return [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and self.is_decoder(pid)]

    def is_decoder(self, pid):
        try:
            return os.readlink(f"/proc/{pid}/exe") == self.jt9
        except OSError:
            return False

    def decoded(self):
        """What the GUI writes of each line that it shows."""
        try:
            with open(os.path.join(self.folder, ".local/share/WSJT-X/ALL.TXT"), encoding="utf-8") as file:
                return file.read()
        except OSError:
            return ""

    def left(self):
        return [name for name in os.listdir(self.folder) if name.startswith("qipc_")]


def check_libraries(pid):
    with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as file:
        text = file.read()
    check("libqsm.so" in text and "libQt" not in text, "the GUI's decoder has libqsm and no Qt")


def green(desktop):
    return desktop.screenshot().rgb.count(GREEN)


def cut(screen, width, height):
    rows = (screen.row(y)[:width * 3] for y in range(height))
    return Picture(width, height, b"".join(rows))


def open_recording(desktop, window, path):
    desktop.focus(window)
    desktop.key("ctrl+o")
    dialog = desktop.wait_for_window("Open File")
    desktop.focus(dialog)
    desktop.type(path)
    desktop.key("Return")
    desktop.wait_until_gone("Open File")


def leave(desktop, program, window):
    """File, Exit: the last entry of the menu."""
    desktop.focus(window)
    desktop.click(window, 20, 10)
    try:
        desktop.key("Up")
        desktop.key("Return")
        equal(program.wait(20), 0, "exit status of the GUI")
    except OSError as problem:
        raise Failure(f"the GUI does not end: {problem}") from None


def show(out, gui, text):
    with Desktop(1024, 1060) as desktop:
        program = desktop.start([gui.program])
        window = desktop.wait_for_window("WSJT-X   v")
        waterfall = desktop.wait_for_window("Wide Graph")
        desktop.xdotool("windowmove", "--sync", window, 0, 0)
        desktop.xdotool("windowmove", "--sync", waterfall, *WATERFALL)
        wait_for(gui.decoders, "the GUI starts its decoder", 20)
        check_libraries(gui.decoders()[0])
        equal(green(desktop), 0, "green dots before the recording is opened")
        open_recording(desktop, window, gui.recording)
        wait_for(lambda: text in gui.decoded(), f"the GUI gets the line {text}", 60)
        wait_for(lambda: green(desktop) > 1000, "the GUI shows the line", 20)
        cut(desktop.screenshot(), *desktop.geometry(window)).save_png(out)
        leave(desktop, program, window)
        wait_for(lambda: not gui.decoders(), "the decoder ends", 20)
        equal(gui.left(), [], "key files")


def end_decoders(gui):
    for pid in gui.decoders():
        os.kill(pid, 9)


def main():
    out, wsjtx, jt9, recording, text = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="qsm.") as folder:
        os.environ.update(TMPDIR=folder, XDG_RUNTIME_DIR=folder)
        gui = Wsjtx(wsjtx, jt9, recording)
        try:
            return status_of(show, out, gui, text)
        finally:
            end_decoders(gui)


sys.exit(main())
