# SPDX-License-Identifier: MIT
"""show.py OUT.png QSM PICTURE.png MAINWINDOW [QT-OPTION...]: the main window of examples/qt with the picture
that `qsm put` put, beside the terminal in which it did so, as one picture. On a screen of its own (Xvfb).
TMPDIR is an empty folder. Ends with 0 only if the window shows every pixel."""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))

from desktop import Desktop  # noqa: E402
from peer import Skip, check, status_of, wait_for  # noqa: E402
from picture import Picture, find  # noqa: E402

KEY, NAME = "hello", "photo.png"
MARGIN = 24
BACKGROUND = bytes((0xd9, 0xdf, 0xe6))
BUTTON = 60, 16  # "Load From Memory", in the tool bar
TERMINAL = ["xterm", "-fa", "DejaVu Sans Mono", "-fs", "11", "-geometry", f"64x28+{MARGIN}+{MARGIN}", "-b", "10",
            "-bg", "#1d2433", "-fg", "#e6e9ef", "-bw", "0", "+sb", "-T", "terminal", "-e"]
SHELL = 'printf "$ qsm put %s %s\\n" "$1" "$2"; exec qsm put "$1" "$2"'


def start_terminal(desktop, qsm, picture):
    shutil.copy(picture, os.path.join(desktop.folder, NAME))
    desktop.environment["PATH"] = f"{os.path.dirname(os.path.abspath(qsm))}:{os.environ['PATH']}"
    program = subprocess.Popen([*TERMINAL, "sh", "-c", SHELL, "sh", KEY, NAME], env=desktop.environment,
                               cwd=desktop.folder, stdin=subprocess.DEVNULL)
    desktop.programs.append(program)
    return program, desktop.wait_for_window("terminal", program.pid)


def has_text(screen, x, y, width, height):
    """Whether the terminal has drawn what the command printed: a dozen lines are thousands of bright dots."""
    rows = b"".join(screen.row(line)[x * 3:(x + width) * 3] for line in range(y, y + height))
    return sum(value > 150 for value in rows[0::3]) > 5000


def end(desktop, program, window):
    """Ctrl-C ends put, and with it the terminal: nothing of it stays."""
    desktop.focus(window)
    desktop.key("ctrl+c")
    program.wait(20)


class Expected:
    """What is in the segment. On the screen a window's background shines through."""

    def __init__(self, desktop, qsm):
        raw = os.path.join(desktop.folder, "raw")
        words = [qsm, "get", KEY, "--wait", "10", "--raw", raw]
        text = subprocess.run(words, env=desktop.environment, stdout=subprocess.PIPE, text=True, check=True).stdout
        values = dict(line.split(maxsplit=1) for line in text.splitlines() if line.startswith(("width", "height")))
        self.width, self.height = int(values["width"]), int(values["height"])
        with open(raw, "rb") as file:
            self.bytes = file.read()  # B, G, R, A
        os.remove(raw)

    def row(self, y):
        return self.bytes[y * self.width * 4:(y + 1) * self.width * 4]

    def is_at(self, screen, left, top):
        below = screen.row(top)[left * 3 - 3:left * 3]  # the window's own colour
        for y in range(self.height):
            row, shown = self.row(y), screen.row(top + y)[left * 3:(left + self.width) * 3]
            alpha = row[3::4]
            for channel in range(3):
                for is_, of, a in zip(shown[channel::3], row[2 - channel::4], alpha):
                    if abs(is_ - (of * a + below[channel] * (255 - a)) / 255) > (0 if a == 255 else 2):
                        return False
        return True

    def is_on(self, screen):
        """Looks for a row without anything transparent, and then at every pixel."""
        y = next(y for y in range(self.height) if min(self.row(y)[3::4]) == 255)
        line = bytearray(self.width * 3)
        line[0::3], line[1::3], line[2::3] = self.row(y)[2::4], self.row(y)[1::4], self.row(y)[0::4]
        found = find(screen, Picture(self.width, 1, line))
        return found is not None and self.is_at(screen, found[0], found[1] - y)


def place(desktop, window):
    text = desktop.xdotool("getwindowgeometry", "--shell", window)
    values = dict(line.split("=") for line in text.split())
    return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))


def side_by_side(screen, places):
    """The windows alone, on one background."""
    width = sum(place[2] + MARGIN for place in places) + MARGIN
    height = max(place[3] for place in places) + 2 * MARGIN
    rgb = bytearray(BACKGROUND * (width * height))
    left = MARGIN
    for x, y, w, h in places:
        top = (height - h) // 2
        for line in range(h):
            to = ((top + line) * width + left) * 3
            rgb[to:to + w * 3] = screen.row(y + line)[x * 3:(x + w) * 3]
        left += w + MARGIN
    return Picture(width, height, rgb)


def show(out, qsm, picture, *command):
    if not shutil.which("xterm"):
        raise Skip("xterm is not installed")
    with Desktop(1400, 640) as desktop:
        program, terminal = start_terminal(desktop, qsm, picture)
        expected = Expected(desktop, qsm)
        window = desktop.wait_for_window("Display from shared memory",
                                         desktop.start([*command, "--key", KEY]).pid)
        x, y, width, height = place(desktop, terminal)
        desktop.xdotool("windowmove", "--sync", window, x + width + MARGIN, MARGIN)
        desktop.xdotool("windowsize", "--sync", window, expected.width + 16, height)
        desktop.click(window, *BUTTON)
        desktop.xdotool("mousemove", 0, 639)  # the button does not look pressed
        wait_for(lambda: expected.is_on(desktop.screenshot()), "the main window shows the picture", 20)
        places = place(desktop, terminal), place(desktop, window)
        wait_for(lambda: has_text(desktop.screenshot(), *places[0]), "the terminal shows what put says", 20)
        check(all(x >= 0 and y >= 0 and x + w <= 1400 and y + h <= 640 for x, y, w, h in places)
              and places[0][0] + places[0][2] <= places[1][0], f"the windows are whole: {places}")
        made = side_by_side(desktop.screenshot(), places)
        check(expected.is_on(made), "the picture shows the picture")
        made.save_png(out)
        end(desktop, program, terminal)
    os.remove(os.path.join(desktop.folder, NAME))


sys.exit(status_of(show, *sys.argv[1:]))
