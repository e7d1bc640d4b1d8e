# SPDX-License-Identifier: MIT
"""The SharedMemory Example dialog as Debian built it with Qt 5 or 6: where it is, its key, and what a user
does with it."""
import glob
import os

from peer import Skip, equal, wait_for
from picture import find

NAME = "QSharedMemoryExample"
TITLE = "SharedMemory Example"
PROGRAMS = "/usr/lib/*/qt{}/examples/corelib/ipc/sharedmemory/{}sharedmemory"
ENTER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "versions", "enter")


class Key:
    """How the partner names what the dialog uses: the older ones use a legacy key, those since 6.6
    QNativeIpcKey("QSharedMemoryExample")."""

    def __init__(self, is_native):
        self.is_native = is_native
        self.for_peer = ["set-native-string", f"posix:{NAME}"] if is_native else ["set-key", NAME]
        self.scheme = "posix-safe" if is_native else "systemv-legacy"

    def forget(self):
        """Qt never removes a POSIX segment: the next one would not be made. (qsm put removes its own.)"""
        if self.is_native and os.path.exists(f"/dev/shm/{NAME}"):
            os.remove(f"/dev/shm/{NAME}")


class Dialog:
    """Where the program is, and its key."""

    def __init__(self, major, root=""):
        found = glob.glob(root + PROGRAMS.format(major, "")) + glob.glob(root + PROGRAMS.format(major, "bin/"))
        found = [path for path in found if os.path.isfile(path)]
        if not found:
            raise Skip(f"no dialog of Qt {major} is installed {'in ' + root if root else '(qtbase examples)'}")
        self.command = [ENTER, root, found[0][len(root):]] if root else found
        with open(found[0], "rb") as file:
            self.key = Key(is_native=b"QNativeIpcKey" in file.read())


def open_dialog(desktop, dialog):
    desktop.start(dialog.command)
    window = desktop.wait_for_window(TITLE)
    desktop.focus(window)
    return window


def press_top_button(desktop, window):
    width, _ = desktop.geometry(window)
    desktop.click(window, width // 2, 20)


def press_bottom_button(desktop, window):
    width, height = desktop.geometry(window)
    desktop.click(window, width // 2, height - 20)


def choose_file(desktop, path):
    """In Qt's file dialog the cursor stands in the line for the name."""
    window = desktop.wait_for_window("Open")
    desktop.focus(window)
    desktop.type(path)
    desktop.keep_screenshot("file-dialog")
    desktop.key("Return")
    desktop.wait_until_gone("Open")


def wait_for_picture(desktop, picture, name):
    try:
        wait_for(lambda: find(desktop.screenshot(), picture), "the dialog shows the picture", 20)
    finally:
        desktop.keep_screenshot(name)


def close_dialog(desktop, window):
    """Escape is the user's way out of a dialog; the program then ends by itself."""
    desktop.focus(window)
    desktop.key("Escape")
    equal(desktop.programs[0].wait(20), 0, "exit status of the dialog")
