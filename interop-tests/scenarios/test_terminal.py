# SPDX-License-Identifier: MIT
"""The command at a terminal, beside Qt programs: what it shows while it waits, that nothing of it stays, and
its questions."""
import os
import pty
import select
import signal
import time

import world
from command import qsm, tool
from images import ARGB32, make, pixels
from peer import Peer, check, equal, fresh_key, run, temp_path

CLEARED = "\r\x1b[K"


class Terminal:
    """A command with a terminal of its own; text is all that it has shown."""

    def __init__(self, *words):
        self.text, self.status = "", None
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.execv(tool(), [tool(), *words])

    def read(self, seconds):
        ready, _, _ = select.select([self.master], [], [], seconds)
        try:
            part = os.read(self.master, 4096) if ready else b""
        except OSError:  # it is gone
            part = b""
        self.text += part.decode()
        return bool(part)

    def expect(self, wanted, seconds=10):
        end = time.monotonic() + seconds
        while wanted not in self.text:
            check(time.monotonic() < end, f"{wanted!r} is not shown, but {self.text!r}")
            self.read(0.2)

    def answer(self, text):
        os.write(self.master, text.encode())

    def end(self, status):
        while self.read(5):
            pass
        _, found = os.waitpid(self.pid, 0)
        os.close(self.master)
        equal(os.waitstatus_to_exitcode(found), status, f"exit status; it shows {self.text!r}")
        return self.text.replace("\r\n", "\n")


def publish(peer, key):
    peer.do("set-key", key)
    make(peer, ARGB32, 12, 9, pixels(ARGB32, 12, 9, 5))
    peer.do("put")


def last_line(text):
    """What stands in the last line once everything was drawn."""
    return text.rsplit("\n", 1)[-1].rsplit(CLEARED, 1)[-1]


def test_a_stream_shows_its_numbers(kind):
    """Once a second; Ctrl-C ends it, and the line does not stay."""
    if kind != "c":
        return
    with open(temp_path("film.raw"), "wb") as film:
        film.write(bytes(12 * 60))
    stream = Terminal("put", fresh_key(), temp_path("film.raw"), "--raw", "4x3@gray", "--fps", "20")
    stream.expect(" a second, 0 dropped; Ctrl-C ends it")
    stream.answer("\x03")
    text = stream.end(0)
    check("sent             " in text, text)
    check("Ctrl-C" not in last_line(text), text)
    os.unlink(temp_path("film.raw"))


def test_waiting_for_a_segment(kind):
    for any_kind in ((), ("--any",)):
        key = fresh_key()
        with Peer(kind) as p:
            waiting = Terminal("get", key, "--wait", "20", *any_kind)
            waiting.expect("waiting for the segment")
            publish(p, key)
            shown = waiting.end(0)
            check(f"{CLEARED}native key" in shown, f"it is cleared before the picture is told: {shown!r}")
            equal(last_line(shown), "", "what is left of it")


def test_waiting_for_the_lock(kind):
    for words, what in ((("get", "--timeout", "20"), "last taken by process"),
                        (("get", "--any", "--timeout", "20"), "waiting for the lock"),
                        (("lock", "--timeout", "20", "--", "true"), "waiting for the lock")):
        key = fresh_key()
        with Peer(kind) as p:
            publish(p, key)
            p.do("lock")
            waiting = Terminal(words[0], key, *words[1:])
            waiting.expect(what)
            p.do("unlock")
            equal(last_line(waiting.end(0)), "", "what is left of it")


def test_interrupted_while_waiting(kind):
    for words, status in ((("get", "--wait", "60"), 1), (("get", "--any", "--wait", "60"), 1),
                          (("lock", "--", "true"), 128 + signal.SIGINT)):
        key = fresh_key()
        with Peer(kind) as p:
            publish(p, key)
            if words[0] == "lock":
                p.do("lock")
            else:
                p.do("detach")
            waiting = Terminal(words[0], key, *words[1:])
            waiting.expect("waiting for the")
            waiting.answer("\x03")
            check("interrupted" in waiting.end(status), "it says so")
            if words[0] == "lock":
                p.do("unlock")


def test_no_lock_in_time(kind):
    key = fresh_key()
    with Peer(kind) as p:
        publish(p, key)
        p.do("lock")
        check("the lock is held by process" in Terminal("get", key, "--any", "--timeout", "0.3").end(1), "it says so")
        p.do("unlock")


def test_questions(kind):
    world.need_own_world()  # of `qsm gc`
    key = fresh_key()
    p = Peer(kind)
    publish(p, key)
    p.do("lock")
    asked = Terminal("lock", key, "--repair", "--force")
    asked.expect("[y/N] ")
    asked.answer("n\n")
    check("nothing was changed" in asked.end(1), "no is no")
    p.do("unlock")
    p.crash()
    asked = Terminal("gc")
    asked.expect("[y/N] ")
    asked.answer("\n")
    check("nothing was changed" in asked.end(1), "no answer is no")
    asked = Terminal("gc")
    asked.expect("[y/N] ")
    asked.answer("yes\n")
    asked.end(0)
    qsm("info", key, status=(1,))  # there is nothing


run(globals())
