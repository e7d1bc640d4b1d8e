# SPDX-License-Identifier: MIT
"""The two programs of examples/gtk on a Desktop, and what can be seen in one window."""
import os
import signal
import subprocess
import time

from peer import Skip, check, equal, temp_path, wait_for
from picture import Picture, find

# The pixels are those of the picture whatever the graphics card; nothing is started on a session bus, and no
# settings of the user take part.
ENVIRONMENT = {"GSK_RENDERER": "cairo", "GTK_A11Y": "none", "DBUS_SESSION_BUS_ADDRESS": "disabled:",
               "GSETTINGS_BACKEND": "memory", "GDK_BACKEND": "x11"}
DIALOG, MAIN_WINDOW = "gtk_dialog", "gtk_main_window"
TITLES = {DIALOG: "GTK dialog", MAIN_WINDOW: "GTK main window"}
HOME, FIRST_ROW = (63, 60), (300, 88)  # in GTK's file dialog
OPEN = 40, 24  # from the lower right corner


def path_of(program):
    path = os.path.join(os.environ.get("QSM_GTK", ""), program)
    if not os.access(path, os.X_OK):
        raise Skip("the programs with GTK 4 were not built (libgtk-4-dev)")
    return path


def place(desktop, window):
    text = desktop.xdotool("getwindowgeometry", "--shell", window)
    values = dict(line.split("=") for line in text.split())
    return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))


def seen(desktop, window):
    """What the screen shows of this window."""
    screen = desktop.screenshot()
    left, top, width, height = place(desktop, window)
    width, height = min(width, screen.width - left), min(height, screen.height - top)
    rows = (screen.row(y)[left * 3:(left + width) * 3] for y in range(top, top + height))
    return Picture(width, height, b"".join(rows))


def wait_until_shown(desktop, window, picture, name):
    try:
        wait_for(lambda: find(seen(desktop, window), picture), f"the window shows the picture: {name}", 20)
    finally:
        desktop.keep_screenshot(name)


def move_to_the_left(desktop, window):
    """The window of Qt; the other half of the screen is that of a program with GTK."""
    desktop.xdotool("windowmove", "--sync", window, 8, 8)


def wait_until_still(desktop, window):
    """Until what it shows does not change for a tenth of a second; the pixels."""
    shown = [None, seen(desktop, window).rgb]

    def is_still():
        time.sleep(0.1)
        shown[:] = shown[1], seen(desktop, window).rgb
        return shown[0] == shown[1]

    wait_for(is_still, "the window comes to rest")
    return shown[1]


class GtkProgram:
    """One of the programs, in the right half of the screen."""

    def __init__(self, desktop, name, *words, before=()):
        self.desktop = desktop
        self.log = temp_path(f"{name}.log")
        with open(self.log, "wb") as file:
            self.process = desktop.start([*before, path_of(name), *words], stderr=file)
        self.window = desktop.wait_for_window(TITLES[name], self.process.pid)
        desktop.xdotool("windowmove", "--sync", self.window, 560, 8)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            print(self.said())
        os.remove(self.log)

    def said(self):
        with open(self.log, encoding="utf-8") as file:
            return file.read()

    def press(self):
        """The button has the focus."""
        self.desktop.focus(self.window)
        self.desktop.key("Return")

    def choose_the_only_picture(self):
        """In HOME; the filter of GTK's file dialog hides all else. (What is typed would compete with completion.)"""
        chooser = self.desktop.wait_for_window("Open", self.process.pid)
        self.desktop.focus(chooser)
        wait_until_still(self.desktop, chooser)
        background = self.first_row(chooser)[-1]
        self.desktop.click(chooser, *HOME)
        wait_for(lambda: len(set(self.first_row(chooser))) > 1, "the file dialog lists the picture")
        wait_until_still(self.desktop, chooser)
        self.desktop.click(chooser, *FIRST_ROW)
        wait_for(lambda: self.first_row(chooser)[-1] != background, "the file dialog marks the picture")
        wait_until_still(self.desktop, chooser)
        self.desktop.keep_screenshot("gtk-file-dialog")
        width, height = self.desktop.geometry(chooser)
        self.desktop.click(chooser, width - OPEN[0], height - OPEN[1])
        self.desktop.wait_until_gone("Open")

    def first_row(self, chooser):
        """Pixels of a line in its middle; all of them are alike if it is empty."""
        line = seen(self.desktop, chooser).row(FIRST_ROW[1])[150 * 3:FIRST_ROW[0] * 3 - 90]
        return list(zip(line[0::3], line[1::3], line[2::3]))

    def wait_until_shown(self, picture, name):
        wait_until_shown(self.desktop, self.window, picture, name)

    def wait_until_says(self, *words):
        """One message with all of these words. The window shows it, too: it changes."""
        wait_for(lambda: any(all(word in line for word in words) for line in self.said().split("\n")),
                 f"the program says {words}; it says: {self.said()!r}")

    def close(self):
        """As Ctrl-C does: the window closes, and the program ends in order."""
        self.process.send_signal(signal.SIGINT)
        equal(self.process.wait(20), 0, "exit status of the GTK program")
        for word in ("CRITICAL", "WARNING"):
            check(word not in self.said(), f"GTK complains: {self.said()}")


def run_without_window(name, *words, environment=None):
    """(exit status, what it says)"""
    done = subprocess.run([path_of(name), *words], env=environment, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20, check=False)
    return done.returncode, done.stdout
