# SPDX-License-Identifier: MIT
"""Real programs on a screen of their own, and the qsm command beside them."""
import contextlib
import json
import os
import shutil
import signal
import time

import world
from command import qsm
from desktop import Desktop
from peer import Skip, check, equal, wait_for


def installed(name, package):
    """The path of a program that a package has."""
    path = shutil.which(name)
    if path is None:
        raise Skip(f"{name} is not installed (package {package}; interop-tests/run --wild installs it)")
    return path


def examples(*names):
    """A file in the build folder of the examples."""
    return os.path.join(os.environ["QSM_EXAMPLES"], *names)


def until(condition, what):
    """As wait_for, for conditions that ask the command or look at the screen: not a thousand times a second."""
    return wait_for(lambda: condition() or time.sleep(0.05), what, 40)


def rows(part=""):
    """Of the segments with this in their name."""
    return [row for row in json.loads(qsm("list", "--json")) if part in (row["name"] or "")]


def the_row(part=""):
    found = rows(part)
    equal(len(found), 1, "segments")
    return found[0]


def users():
    """The names and the process ids of those at the segments."""
    return {user["name"]: user["pid"] for row in rows() for user in row["users"]}


def end_all(desktop):
    """What the test has started, and what that has started and is at a segment."""
    for program in desktop.programs:
        program.kill()
        program.wait()
    for pid in users().values():
        os.kill(pid, signal.SIGKILL)
    until(lambda: not users(), "all of them end")


@contextlib.contextmanager
def emptied():
    """A world of its own, in which nothing is left afterwards: what programs leave when they are killed is not what
    these tests are about."""
    world.need_own_world()
    try:
        yield
    finally:
        world.clean()


@contextlib.contextmanager
def screen(settings=None, **environment):
    """A Desktop whose HOME has these files in .config."""
    with emptied(), Desktop(1400, 900) as desktop:
        # A session's bus would have programs of the user.
        desktop.environment.update({"DBUS_SESSION_BUS_ADDRESS": "disabled:", **environment})
        for name, text in (settings or {}).items():
            path = os.path.join(desktop.folder, ".config", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        try:
            yield desktop
        finally:
            end_all(desktop)


class Beside:
    """What list, info, doctor and gc say of a program's segment. `words` is its KEY for the command; `part` is of its
    name, where there are others."""

    def __init__(self, names, size, words=None, part=""):
        until(lambda: set(users()) == set(names), f"{', '.join(names)} use a segment")
        self.names, self.size, self.part = set(names), size, part
        self.words = words or self.row()["arguments"].split()

    def row(self):
        row = the_row(self.part)
        check(row["size"] == self.size or self.size is None, f"size {row['size']}")
        return row

    def doctor(self, status):
        report = json.loads(qsm("doctor", *self.words, "--json", status=(status,)))
        return [finding["id"] for finding in report["findings"]]

    def gc(self):
        done = json.loads(qsm("gc", "--yes", "--json"))
        return [row["done"] for row in done if self.part in row["name"]]

    def in_use(self, names=None, trouble=()):
        """The programs run, or are stopped: nobody takes anything from them. `trouble`: what is said of it."""
        row = self.row()
        equal({user["name"] for user in row["users"]}, set(names or self.names), f"users in list, {row}")
        equal(row["marks"], list(trouble), "marks in list")
        info = json.loads(qsm("info", *self.words, "--json"))
        equal([(it["name"], it["size"], it["attached"]) for it in info],
              [(row["name"], row["size"], row["attached"])], "info")
        equal(self.doctor(1 if trouble else 0), list(trouble), "findings")
        equal(self.gc(), ["kept"], "gc")
        equal(self.row()["id"], row["id"], "the segment after gc")

    def stop(self):
        """The processes, stopped; None if one of them holds the lock, which all of them take often, for a moment, or
        was a child that a program had for a moment."""
        pids = list(users().values())
        try:
            for pid in pids:
                os.kill(pid, signal.SIGSTOP)
            if self.row()["lock"]["value"] == 1:
                return pids
        except ProcessLookupError:
            pass
        self.go_on(pids)
        return None

    @staticmethod
    def go_on(pids):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def stopped(self):
        pids = until(self.stop, "all are stopped without the lock")
        self.in_use()
        self.go_on(pids)

    def gone(self):
        """All of them were killed: the segment is stale, and gc removes it with its lock and key files."""
        until(lambda: not self.row()["users"], "the last process that was killed is gone")
        row = self.row()
        equal(row["marks"], ["stale-segment"], "marks in list")
        check("stale-segment" in self.doctor(1), "doctor finds it")
        equal(self.gc(), ["removed"], "gc")
        equal(rows(self.part), [], "segments after gc")
        name = os.path.basename(row["name"])
        left = [path for path in world.key_files() if os.path.basename(path) in
                (name, name.replace("sharedmemory", "systemsem"))]
        equal(left, [], "key files after gc")
