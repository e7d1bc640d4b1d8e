# SPDX-License-Identifier: MIT
"""Peers for scenarios: real Qt 5, real Qt 6 and C programs that do what they are told.

    from peer import Peer, equal, fresh_key, run

    def test_the_other_sees_the_bytes(one, other):
        with Peer(one) as p, Peer(other) as q:
            key = fresh_key()
            p.do("set-key", key)
            ...
            equal(q.ask("peek", 0, 2), "0102")

    run(globals())

`one` and `other` are kinds: "qt5", "qt6" or "c", given on the command line by CTest. The commands
stand in ../qt/PROTOCOL.md. Whatever peers were asked and answered is printed, in order, when a test
fails. A file whose peers were not built is skipped as a whole, before anything is made. A scenario
raises Skip(reason) where something else that it needs is missing.
"""
import os
import platform
import select
import signal
import subprocess
import sys
import time
import traceback
import urllib.parse

# QSM_C_PEER=api_peer lets the one that speaks through qsm_qt_api.h play every part of the C peer.
PROGRAMS = {"qt5": "qt_peer5", "qt6": "qt_peer6", "c": os.environ.get("QSM_C_PEER", "c_peer"),
            "native": "native_c_peer"}

# System calls in which a process waits for a semaphore: semop, semtimedop, futex; and of a process of
# 32 bits ipc, semtimedop_time64, futex, futex_time64.
WAITING = {
    "x86_64": {65, 220, 202, 117, 420, 240, 422},
    "aarch64": {193, 192, 98},
}
WAITING_PLACES = ("semtimedop", "semop", "futex")

events = []


class Skip(Exception):
    """The scenario cannot be run here; the reason goes to the user."""


class Failure(Exception):
    """What was observed is not what should have been."""


def fail(message):
    raise Failure(message)


def check(condition, message):
    if not condition:
        fail(message)


def equal(found, wanted, what="value"):
    if found != wanted:
        fail(f"{what}: found {found!r}, wanted {wanted!r}")


_keys = 0


def fresh_key(text="key"):
    """A key nobody else uses."""
    global _keys
    _keys += 1
    return f"{os.environ.get('QSM_TEST_KEY', f'qsm{os.getpid()}')} {text} {_keys}"


def temp_path(name):
    """A file in the test's own folder; the test removes it again."""
    return os.path.join(os.environ.get("TMPDIR", "/tmp"), name)


def encode(word):
    word = str(word) if not isinstance(word, bytes) else word
    return urllib.parse.quote(word, safe="/:?=&;,+#<>[]{}()|\\^~`!@$*'-_.") or '""'


def decode(word):
    return "" if word == '""' else urllib.parse.unquote(word)


def wait_for(condition, what, timeout=10.0):
    """Polls until condition() is true, and returns its value."""
    end = time.monotonic() + timeout
    while not (value := condition()):
        if time.monotonic() > end:
            fail(f"waited {timeout} s in vain: {what}")
        time.sleep(0.002)
    return value


def program_of(kind):
    """The path of the peer of a kind."""
    return os.path.join(os.environ.get("QSM_PEERS", "."), PROGRAMS.get(kind, kind))


def missing_peers(kinds):
    """Those of a command line's kinds whose peer was not built."""
    return [kind for kind in kinds if kind in PROGRAMS and not os.access(program_of(kind), os.X_OK)]


class Peer:
    """One peer process. Leaving the `with` block lets it exit in order, or kills it on failure."""

    count = 0

    def __init__(self, kind, environment=None, command=None, errors=None):
        path = program_of(kind)
        if command is None and not os.access(path, os.X_OK):
            raise Skip(f"no peer of kind {kind} was built ({PROGRAMS.get(kind, kind)})")
        Peer.count += 1
        self.kind = kind
        self.name = f"{kind}#{Peer.count}"
        variables = {**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})}
        variables = {key: value for key, value in variables.items() if value is not None}
        self.process = subprocess.Popen(command or [path], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=errors, env=variables,
                                        bufsize=0)
        self.pid = self.process.pid
        self.pending = None
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        in_order = kind is None or issubclass(kind, Skip)
        if in_order and self.process.poll() is None:
            self.exit()
        self.kill()

    def note(self, text):
        events.append(f"{self.name}: {text}")

    def send(self, command, *words):
        """Sends a command and does not wait; answer() gets the answer later."""
        check(self.pending is None, f"{self.name} has not answered {self.pending} yet")
        line = " ".join([command, *(encode(word) for word in words)])
        self.note(f"-> {line}")
        self.process.stdin.write(line.encode() + b"\n")
        self.pending = line

    def answered(self, timeout=0):
        """Whether the answer to send() is there."""
        end = time.monotonic() + timeout
        while b"\n" not in self.buffer:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            if not ready:
                return False
            part = os.read(self.process.stdout.fileno(), 65536)
            if not part:
                fail(f"{self.name} ended (status {self.process.wait()}) instead of answering "
                     f"{self.pending}")
            self.buffer += part
        return True

    def answer(self, timeout=20):
        """The answer to send(): a string, or a list when it has several words."""
        if not self.answered(timeout):
            fail(f"{self.name} did not answer {self.pending} within {timeout} s")
        line, self.buffer = self.buffer.split(b"\n", 1)
        command, self.pending = self.pending, None
        self.note(f"<- {line.decode()}")
        words = [decode(word) for word in line.decode().split(" ")]
        if words[0] in ("unknown", "usage") and len(words) == 1:
            fail(f"{self.name} says {words[0]}: {command}")
        return words[0] if len(words) == 1 else words

    def ask(self, command, *words, timeout=20):
        self.send(command, *words)
        return self.answer(timeout)

    def do(self, command, *words, timeout=20):
        """A command that must succeed; tells the peer's own error when it does not."""
        found = self.ask(command, *words, timeout=timeout)
        if found in ("true", "ok"):
            return
        error = self.ask("sem-error" if command.startswith("sem") else "error")
        fail(f"{self.name} {command} {words}: {found}, error {error}")

    def refuse(self, command, *words, error=None):
        """A command that must answer false, perhaps with this error number."""
        equal(self.ask(command, *words), "false", f"{self.name} {command} {words}")
        if error is not None:
            equal(self.error()[0], error, f"{self.name} error after {command}")

    def error(self):
        """Number and text of the shared memory object's error."""
        number, text = self.ask("error")
        return int(number), text

    def is_waiting(self):
        """Whether the process sits in a system call that waits for a semaphore."""
        try:
            with open(f"/proc/{self.pid}/syscall", encoding="ascii") as file:
                first = file.read().split()[0]
            if platform.machine() in WAITING:
                return first.isdigit() and int(first) in WAITING[platform.machine()]
            with open(f"/proc/{self.pid}/wchan", encoding="ascii") as file:
                place = file.read()
            return any(name in place for name in WAITING_PLACES)
        except OSError:
            return False

    def wait_until_waiting(self, timeout=10):
        """Returns when the command that was sent waits for a semaphore. No clock decides: the system
        is asked where the process is."""
        wait_for(lambda: self.is_waiting() or self.answered(), f"{self.name} waits", timeout)
        check(not self.answered(), f"{self.name} should wait in {self.pending}, but it answered")
        self.note("waits")

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            stream.close()

    def crash(self):
        """Ends it as kill -9 does, at once; returns when it is gone."""
        self.note("killed")
        self.pending = None
        self.kill()

    def exit(self, timeout=20):
        """Lets it end as a program that returns from main(); returns when it is gone."""
        equal(self.ask("exit", timeout=timeout), "ok", f"{self.name} exit")
        equal(self.process.wait(timeout), 0, f"{self.name} exit status")


def run_one(name, function, kinds):
    events.clear()
    try:
        function(*kinds)
    except Skip as skip:
        print(f"SKIP: {skip}")
        return "skipped"
    except Exception as problem:  # every problem of a test is that test's failure
        print(f"FAILED {name}: {problem}")
        for event in events[-200:]:
            print(f"    {event}")
        if not isinstance(problem, Failure):
            traceback.print_exc(file=sys.stdout)
        return "failed"
    print(f"passed {name}")
    return "passed"


def run(names):
    """Runs every function test_* of a scenario file with the kinds of the command line."""
    kinds = sys.argv[1:]
    missing = missing_peers(kinds)
    if missing:
        print(f"SKIP: no peer of kind {missing[0]} was built ({PROGRAMS[missing[0]]})")
        sys.exit(77)
    tests = [(name, it) for name, it in names.items() if name.startswith("test_") and callable(it)]
    results = [run_one(name, function, kinds) for name, function in tests]
    sys.stdout.flush()
    if not results or "failed" in results:
        sys.exit(1)
    sys.exit(77 if "passed" not in results else 0)
