# SPDX-License-Identifier: MIT
"""test_dialog.py PARTNER MAJOR [ROOT]: the SharedMemory Example dialog as Debian built it with Qt 5 or 6, in
a window, with mouse and keyboard. It gives a picture to the partner and takes one from it. PARTNER is
`tool` (the qsm command) or a kind of peer; with a real Qt the test shows that it is right itself. The
dialog is this machine's, or that of the release in the folder ROOT (../versions)."""
import glob
import os
import signal
import subprocess

from desktop import Desktop
from peer import Peer, Skip, check, equal, run, temp_path, wait_for
from picture import colourful, find

NAME = "QSharedMemoryExample"
TITLE = "SharedMemory Example"
PROGRAMS = "/usr/lib/*/qt{}/examples/corelib/ipc/sharedmemory/{}sharedmemory"
ENTER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "versions", "enter")
RGB32 = 4


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


class PeerPartner:
    """Puts and gets with a peer of ../qt."""

    def __init__(self, kind, key):
        self.peer = Peer(kind)
        self.peer.do(*key.for_peer)

    def get(self):
        self.peer.do("get")
        path = temp_path("got.raw")
        self.peer.do("image-bits", path)
        info = self.peer.ask("image-info")
        return [int(info[0]), int(info[1])], take_file(path)

    def put(self, picture):
        path = temp_path("put.raw")
        with open(path, "wb") as file:
            file.write(picture.bits_rgb32())
        self.peer.do("image-new", RGB32, picture.width, picture.height)
        self.peer.do("image-set-bits", path)
        self.peer.do("put")
        os.remove(path)

    def end(self):
        self.peer.exit()
        self.peer.kill()


class ToolPartner:
    """Puts and gets with the qsm command, and gets with README's program: both know only the name of the key."""

    def __init__(self, key):
        self.scheme = key.scheme
        self.program = os.environ.get("QSM_TOOL")
        if not self.program:
            raise Skip("the qsm command was not built")
        self.holder = None

    def get(self):
        path = temp_path("got.raw")
        done = subprocess.run([self.program, "get", NAME, "--raw", path], check=True, text=True,
                              stdout=subprocess.PIPE)
        print(done.stdout)
        check("RGB32" in done.stdout, "the format is told")
        check(f"({self.scheme})" in done.stdout, "the key scheme is told")
        data = take_file(path)
        width, height = map(int, readme_program(0).split(" x "))
        return [width, height], data

    def put(self, picture):
        path = temp_path("put.png")
        picture.save_png(path)
        self.holder = subprocess.Popen([self.program, "put", NAME, path, "--scheme", self.scheme],
                                       stdout=subprocess.PIPE)
        check(self.holder.stdout.readline(), "qsm put says that the picture is there")
        os.remove(path)

    def end(self):
        if self.holder:
            self.holder.send_signal(signal.SIGINT)
            equal(self.holder.wait(20), 0, "exit status of qsm put when interrupted")


def readme_program(status):
    """What README's program prints; it ends with this status."""
    program = os.environ.get("QSM_README_PROGRAM")
    if not program:
        raise Skip("README's program was not built")
    done = subprocess.run([program], check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    print(done.stdout + done.stderr)
    equal(done.returncode, status, "exit status of README's program")
    return done.stdout


def take_file(path):
    with open(path, "rb") as file:
        data = file.read()
    os.remove(path)
    return data


def partner_of(kind, key):
    return ToolPartner(key) if kind == "tool" else PeerPartner(kind, key)


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


def test_picture_from_the_dialog(kind, *where):
    dialog = Dialog(*where)
    picture = colourful(150, 90, seed=5)
    path = temp_path("from-dialog.png")
    picture.save_png(path)
    with Desktop() as desktop:
        window = open_dialog(desktop, dialog)
        if kind == "tool":
            readme_program(1)  # there is no picture yet
        press_top_button(desktop, window)
        choose_file(desktop, path)
        wait_for_picture(desktop, picture, "dialog-loaded-a-file")
        partner = partner_of(kind, dialog.key)
        size, bits = partner.get()
        check(size in (None, [150, 90]), f"size {size}")
        check(bits == picture.bits_rgb32(), "the pixels are those of the file")
        partner.end()
        close_dialog(desktop, window)
    dialog.key.forget()
    os.remove(path)


def test_picture_into_the_dialog(kind, *where):
    dialog = Dialog(*where)
    picture = colourful(140, 100, seed=9)
    with Desktop() as desktop:
        window = open_dialog(desktop, dialog)
        check(find(desktop.screenshot(), picture) is None, "the picture is not there from the start")
        partner = partner_of(kind, dialog.key)
        partner.put(picture)
        press_bottom_button(desktop, window)
        wait_for_picture(desktop, picture, "dialog-shows-what-was-put")
        close_dialog(desktop, window)
        partner.end()
    dialog.key.forget()


run(globals())
