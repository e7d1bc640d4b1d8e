# SPDX-License-Identifier: MIT
"""Plays scenarios that are data: what each process is told, and what it and the machine answer.

A scenario is text, a step a line:

    P create 100        process P is told a command of ../qt/PROTOCOL.md, and the answer is noted
    P key               gives the selected object the scenario's key; `P other-key` another one
    P sem-make 1 create makes a semaphore of the scenario's key (sem-new)
    P > hammer 100      tells a command and goes on; `P <` waits for the answer
    P exit, P crash     ends the process
    look                notes segments, locks and key files
    remove segments     somebody from outside removes them; also: locks, files

A command that does not come back because its process waits for a semaphore is noted as "waits", and
the next line with only that letter, `P`, tells whether it came back meanwhile. A process begins with
its first step, and its object 0 then has the key. At the end all processes leave in the order in
which they began, and what is left is noted.
"""
import os
import time

import world
from peer import Failure, Peer, fresh_key
from versions import POSIX, SYSTEM_V

# How a key is given to an object, by kind of key: as what Qt programs do.
KEY_KINDS = ("systemv-legacy", "systemv-native", "systemv-safe", "posix-legacy", "posix-native",
             "posix-safe")


def key_string(peer, kind, key):
    """The text of a native key; None: the legacy key is used as such, as Qt 4 to 6.5 must."""
    short = "".join(c for c in key if c.isalnum())
    if kind == "systemv-legacy":
        return None
    if kind == "systemv-native":
        return f"systemv:{os.environ['TMPDIR']}/{short}"
    if kind == "posix-native":
        return f"posix:/{short}"
    if kind == "posix-legacy":
        return peer.ask("legacy-string", key, POSIX)
    type_number, scheme = (POSIX, "posix") if kind == "posix-safe" else (SYSTEM_V, "systemv")
    return f"{scheme}:{peer.ask('platform-safe-key', key, type_number)}"


class Play:
    """One run of a scenario with given kinds of processes; `seen` is what was observed. Without texts
    only the numbers of errors count: qsm says what Qt 6.6 says, whose words are others."""

    def __init__(self, kinds, key_kind, texts=True):
        self.kinds, self.key_kind, self.texts = kinds, key_kind, texts
        self.keys = {"key": fresh_key(), "other-key": fresh_key("other")}
        self.peers, self.seen = {}, []

    def note(self, step, what):
        self.seen.append(f"{step}: {what}")

    def peer(self, letter):
        if letter not in self.peers:
            self.peers[letter] = Peer(self.kinds[letter])
            self.give_key(self.peers[letter], "key")
        return self.peers[letter]

    def give_key(self, peer, which):
        text = key_string(peer, self.key_kind, self.keys[which])
        return peer.ask("set-key", self.keys[which]) if text is None else peer.ask("set-native-string", text)

    def make_semaphore(self, peer, *words):
        """The lock of the scenario's key as a semaphore of its own."""
        text = key_string(peer, self.key_kind, self.keys["key"])
        if self.key_kind == "posix-legacy":
            text = f"posix:{peer.ask('sem-legacy-native-key', self.keys['key'], POSIX)}"
        peer.ask(*(("sem-new", self.keys["key"]) if text is None else ("sem-new-string", text)), *words)
        return " ".join(peer.ask("sem-error") if self.texts else peer.ask("sem-error")[:1])

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
            return f"false, error {number} {text if self.texts else ''}".rstrip()
        if command == "error" and not self.texts:
            found = found[0]
        # Qt's setters return nothing where ours say that they worked.
        found = found if isinstance(found, str) else " ".join(found)
        return "ok" if found == "true" and command.startswith("set-") else found

    def tell(self, letter, words):
        peer = self.peer(letter)
        command = words[0] if words else ""
        if command in ("exit", "crash"):
            return self.end(letter, command)
        if command in ("key", "other-key"):
            return "ok" if self.give_key(peer, command) in ("ok", "true") else "refused"
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
        elif words[0] == "remove":
            getattr(world, f"remove_{words[1]}")()
        else:
            self.note(line, self.tell(words[0], words[1:]))

    def leave(self):
        for letter, peer in list(self.peers.items()):
            if peer.pending and peer.answered():
                peer.answer()
            self.note(f"{letter} leaves", self.end(letter, "exit"))
        self.note("in the end", world.look())

    def run(self, text):
        world.need_own_world()
        world.clean()
        try:
            for line in text.strip().splitlines():
                self.step(line.strip())
            self.leave()
        finally:
            for peer in self.peers.values():
                peer.kill()
            world.clean()
        return self.seen
