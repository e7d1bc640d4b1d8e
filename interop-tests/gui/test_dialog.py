# SPDX-License-Identifier: MIT
"""test_dialog.py PARTNER MAJOR [ROOT]: the SharedMemory Example dialog as Debian built it with Qt 5 or 6, in
a window, with mouse and keyboard. It gives a picture to the partner and takes one from it. PARTNER is
`tool` (the qsm command) or a kind of peer; with a real Qt the test shows that it is right itself. The
dialog is this machine's, or that of the release in the folder ROOT (../versions)."""
import os
import signal
import subprocess

from desktop import Desktop
from peer import Peer, Skip, check, equal, run, temp_path
from picture import colourful, find
from qt_dialog import (NAME, Dialog, choose_file, close_dialog, open_dialog, press_bottom_button, press_top_button,
                       wait_for_picture)

RGB32 = 4


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
