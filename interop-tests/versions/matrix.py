# SPDX-License-Identifier: MIT
"""Plays scenarios that are data: what each process is told, and what it and the machine answer.

A scenario is text, a step a line:

    P create 100        process P is told a command of ../qt/PROTOCOL.md, and the answer is noted
    P key               gives the selected object the scenario's key; `P other-key` another one,
                        `P key-of 200` one that long
    P setenv TMPDIR {other}, P become 65534
                        before anything else: another environment, another user. The words in
                        braces are folders of world.py
    P sem-make 1 create makes a semaphore of the scenario's key (sem-new)
    P > hammer 100      tells a command and goes on; `P <` waits for the answer
    P exit, P crash     ends the process
    look                notes segments, locks and key files
    remove segments     somebody from outside removes them; also: locks, files
    replace files       somebody puts new files of the same names; `empty segments` cuts them to 0
    limit segments      the system allows no more of them; also: locks; `limit size` no large ones;
                        `limit nothing` takes the limits away
    P files none        the process may open no more files; `P files any` again

A command that does not come back because its process waits for a semaphore is noted as "waits", and
the next line with only that letter, `P`, tells whether it came back meanwhile. A process begins with
its first step, and its object 0 then has the key. At the end all processes leave in the order in
which they began, and what is left is noted.
"""
import os
import resource
import time

import world
from peer import Failure, Peer, Skip, fresh_key
from versions import POSIX, SYSTEM_V

# What a process is told before it has a key.
BEFORE_KEYS = ("setenv", "unsetenv", "become")


def short_name(key):
    return "".join(c for c in key if c.isalnum())


def native_file(short):
    """The key file of a native System V key: wherever TMPDIR points, it is this one."""
    return f"{os.environ['TMPDIR']}/{short}"


def key_string(peer, kind, key):
    """The text of a native key."""
    short = short_name(key)
    if kind == "systemv-native":
        return f"systemv:{native_file(short)}"
    if kind == "posix-native":
        return f"posix:/{short}"
    if kind == "posix-legacy":
        return peer.ask("legacy-string", key, POSIX)
    type_number, scheme = (POSIX, "posix") if kind == "posix-safe" else (SYSTEM_V, "systemv")
    return f"{scheme}:{peer.ask('platform-safe-key', key, type_number)}"


def limit_files(peer, is_none):
    """The process keeps what it has open and can open no more, or again as many as it likes."""
    _, most = resource.prlimit(peer.pid, resource.RLIMIT_NOFILE)
    open_now = {int(name) for name in os.listdir(f"/proc/{peer.pid}/fd")}
    free = min(number for number in range(len(open_now) + 1) if number not in open_now)
    resource.prlimit(peer.pid, resource.RLIMIT_NOFILE, (free if is_none else most, most))
    return "done"


class Play:
    """One run of a scenario with given kinds of processes; `seen` is what was observed. With Qt before
    6.6 (is_old) only the numbers of errors count: qsm says what Qt 6.6 says, whose words are others."""

    def __init__(self, kinds, key_kind, is_old=False):
        self.kinds, self.key_kind, self.is_old = kinds, key_kind, is_old
        self.keys = {"key": fresh_key(), "other-key": fresh_key("other")}
        self.peers, self.seen = {}, []
        self.without_key = set()

    def note(self, step, what):
        self.seen.append(f"{step}: {what}")

    def peer(self, letter, command):
        """The process, with a key as soon as it is told anything that has to do with one."""
        if letter not in self.peers:
            self.peers[letter] = Peer(self.kinds[letter])
            self.without_key.add(letter)
        if letter in self.without_key and command not in BEFORE_KEYS:
            self.without_key.remove(letter)
            self.give_key(self.peers[letter], self.keys["key"])
        return self.peers[letter]

    def give_key(self, peer, key):
        if self.key_kind == "systemv-legacy":
            return peer.ask("set-key", key)
        if self.is_old:
            return peer.ask("set-native-key", native_file(short_name(key)))
        return peer.ask("set-native-string", key_string(peer, self.key_kind, key))

    def change_key(self, peer, words):
        key = "k" * int(words[1]) if words[0] == "key-of" else self.keys[words[0]]
        return "ok" if self.give_key(peer, key) in ("ok", "true") else "refused"

    def make_semaphore(self, peer, *words):
        """The lock of the scenario's key as a semaphore of its own."""
        key = self.keys["key"]
        if self.key_kind == "systemv-legacy":
            peer.ask("sem-new", key, *words)
        elif self.is_old:
            raise Skip("semaphores have no native keys before Qt 6.6")
        elif self.key_kind == "posix-legacy":
            peer.ask("sem-new-string", f"posix:{peer.ask('sem-legacy-native-key', key, POSIX)}", *words)
        else:
            peer.ask("sem-new-string", key_string(peer, self.key_kind, key), *words)
        return " ".join(peer.ask("sem-error")[:1 if self.is_old else 2])

    def outcome(self, peer, command):
        """The answer to the command under way, with the error if it is false; "waits" if it waits."""
        end = time.monotonic() + 15
        while not peer.answered(0.005):
            if peer.is_waiting() and not peer.answered(0.03) and peer.is_waiting():
                return "waits"
            if time.monotonic() > end:
                return "hangs"
        found = peer.answer()
        if found == "false":
            number, text = peer.ask("sem-error" if command.startswith("sem") else "error")
            return f"false, error {number} {'' if self.is_old else text}".rstrip()
        if command == "error" and self.is_old:
            found = found[0]
        # Qt's setters return nothing where ours say that they worked.
        found = found if isinstance(found, str) else " ".join(found)
        return "ok" if found == "true" and command.startswith("set-") else found

    def tell(self, letter, words):
        command = words[0] if words else ""
        peer = self.peer(letter, command)
        if command in ("exit", "crash"):
            return self.end(letter, command)
        if command in ("key", "other-key", "key-of"):
            return self.change_key(peer, words)
        if command == "files":
            return limit_files(peer, words[1] == "none")
        if command == "become":
            if peer.ask(*words) != "true":
                raise Skip("only root can become another user")
            return "done"
        if command == "sem-make":
            return self.make_semaphore(peer, *words[1:])
        if command == ">":
            peer.send(*words[1:])
            return "told"
        if command == "<":
            return peer.answer()
        if command:
            if peer.pending:
                raise Failure(f"{letter} still waits and cannot be told {words}")
            peer.send(*words)
        elif not peer.pending:
            return "had come back"
        return self.outcome(peer, command or peer.pending)

    def end(self, letter, command):
        """Ends a process; one that waits on its way out, or waits already, is killed."""
        peer = self.peers.pop(letter)
        was_waiting = bool(peer.pending)
        if command == "exit" and not was_waiting:
            peer.send("exit")
            if self.outcome(peer, command) == "ok":
                peer.process.wait(10)
                return "gone"
        peer.crash()
        return "waited, killed" if command == "exit" else "gone"

    def step(self, line):
        world.hold_files()
        words = line.split()
        if words[0] == "look":
            self.note(line, world.look())
        elif words[0] in world.DEEDS:
            world.DEEDS[words[0]][words[1]]()
        else:
            self.note(line, self.tell(words[0], [world.named(word) for word in words[1:]]))

    def leave(self):
        for letter, peer in list(self.peers.items()):
            if peer.pending:
                self.outcome(peer, peer.pending)
            self.note(f"{letter} leaves", self.end(letter, "exit"))
        self.note("in the end", world.look())

    def run(self, text):
        world.need_own_world()
        world.clean()
        world.make_places()
        try:
            for line in text.strip().splitlines():
                self.step(line.strip())
            self.leave()
        finally:
            for peer in self.peers.values():
                peer.kill()
            world.clean()
        return self.seen
