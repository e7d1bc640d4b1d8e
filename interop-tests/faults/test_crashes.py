# SPDX-License-Identifier: MIT
"""A C program dies by SIGKILL at each of its system calls in turn. A fresh Qt 5 or Qt 6 with a System V key
works then, whatever is left. A fresh qsm works or says in time what is wrong: it waits for a lock that a dead
process has taken, or has made and not yet set, as long as it is told to; `qsm lock --repair` repairs that lock,
and then it works.
usage: test_crashes.py KIND  (of the one that comes after: qt5, qt6, c)"""
import json
import os
import signal
import subprocess

import world
from images import ARGB32, make, pixels
from peer import Peer, check, equal, fresh_key, run

SYSTEM_V, POSIX = 0x51, 0x100
CRASH = os.environ["QSM_CRASH"]
TOOL = os.environ.get("QSM_TOOL")
SAMPLE = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "sample.png")
ALL_SEEN = os.stat("/proc/self/ns/pid").st_ino == 0xEFFFFFFC  # Linux's first PID namespace

kills = repaired = reported = orphans = kept_out = 0


def crash(procedure, back_end, key, at):
    """Whether it died; False when it got to its end."""
    done = subprocess.run([CRASH, procedure, back_end, key, str(at)], capture_output=True, check=False,
                          timeout=30)
    if done.returncode == -signal.SIGKILL:
        return True
    equal(done.returncode, 0, f"{procedure} to its end: {done.stderr.decode()}")
    return False


def qsm(*words, status=(0,)):
    done = subprocess.run([TOOL, *words], capture_output=True, check=False, timeout=30)
    check(done.returncode in status, f"qsm {words}: {done.returncode} {done.stderr.decode()}")
    return done.stdout.decode()


def options(key, text):
    return [key] if text is None else ["--native", text]


def try_at_once(key, text):
    """A fresh qsm before anything is repaired: it ends in time, and a failure has its words."""
    global kept_out
    done = subprocess.run([TOOL, "put", *options(key, text), SAMPLE, "--timeout", "0.05", "--hold=0"],
                          capture_output=True, check=False, timeout=30)
    check(done.returncode == 0 or (done.returncode == 1 and done.stderr), "it works or says why not")
    kept_out += b"lock" in done.stderr


def repair(key, text, beside):
    """What a user would do whom a lock keeps out: qsm says whether it is abandoned. A POSIX lock that a
    living peer has open may be the peer's own, and in a PID namespace a lock that was never set cannot be
    told from one of a process that is not seen; whoever knows better forces it."""
    global repaired
    state = lock_state(key, text)
    if state == "held" and ((beside and text) or not ALL_SEEN):
        told = json.loads(qsm("lock", *options(key, text), "--repair", "--force", "--yes", "--json"))
    else:
        check(state in ("none", "free", "abandoned"), f"the lock is {state}")
        told = json.loads(qsm("lock", *options(key, text), "--repair", "--yes", "--json",
                              status=(0, 1)))
    repaired += told["repaired"]


def lock_state(key, text):
    told = subprocess.run([TOOL, "lock", *options(key, text), "--repair", "--json"], check=False,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=30).stdout
    return json.loads(told)["state"] if told else "abandoned"  # it asks, and nobody is there


def use(p):
    """Creates the segment, or attaches to the one that is there, and uses it. False: it cannot, and
    says why."""
    if p.ask("create", 5000) != "true" and p.ask("attach") != "true":
        number, text = p.error()
        check(number != 0 and text, "it says why it cannot attach")
        return False
    p.do("lock")
    p.do("unlock")
    p.do("detach")
    return True


def comes_after(kind, key, text):
    """A fresh program works, or reports what is wrong; then it works after `qsm rm`."""
    global reported
    with Peer(kind) as p:
        answer = p.ask("set-key", key) if text is None else p.ask("set-native-string", text)
        check(answer in ("ok", "true"), "it takes the key")
        if not use(p):
            reported += 1
            qsm("rm", *options(key, text))
            # Since 6.6 Qt fails once more, with what it kept of the call that failed.
            check(use(p) or use(p), "it works after qsm rm")


def with_peer(kind, key, text):
    p = Peer(kind)
    answer = p.ask("set-key", key) if text is None else p.ask("set-native-string", text)
    check(answer in ("ok", "true"), "it takes the key")
    make(p, ARGB32, 40, 30, pixels(ARGB32, 40, 30, 1))
    p.do("put")
    return p


def remove_orphans():
    """Death between the removal of a lock's key file and that of the lock leaves a semaphore that no
    name leads to. All programs are gone here; elsewhere nobody can know whether one still has it."""
    global orphans
    count = world.remove_system_v_locks()
    orphans += count
    # A key file that got the same number seemed to be that one's, too, and was left.
    for name in os.listdir(os.environ["TMPDIR"]) if count else ():
        os.unlink(os.path.join(os.environ["TMPDIR"], name))


def try_procedure(kind, procedure, back_end, text_of):
    global kills
    at = 0
    while True:
        at += 1
        key = fresh_key(procedure)
        text = text_of(key)
        beside = procedure in ("attach", "read-image")
        peer = with_peer(kind, key, text) if beside else None
        died = crash(procedure, back_end, key, at)
        kills += died
        if kind == "c" or text:
            try_at_once(key, text)
            repair(key, text, beside)
        if peer:  # it goes on, whatever the other died of
            peer.do("lock")
            peer.do("unlock")
            with peer:
                peer.do("detach")
        comes_after(kind, key, text)
        qsm("rm", *options(key, text), status=(0, 1))
        if not died:
            break
    remove_orphans()
    qsm("gc", "--yes")  # what a removal that was cut short has left


def legacy_posix(kind):
    """How a Qt of this kind is told a POSIX legacy key; None: it knows none."""
    with Peer(kind) as p:
        words = p.ask("about")
        known = words[0] == "qsm" or tuple(map(int, words[1].split("."))) >= (6, 6)
    if not known:
        return None

    def text(key):
        with Peer(kind) as p:
            return p.ask("legacy-string", key, POSIX)
    return text


def procedures():
    return subprocess.run([CRASH, "list"], check=True, capture_output=True, text=True).stdout.split()


def tell(died):
    print(f"{died} kills; so far {kept_out} times kept out by a lock, {repaired} locks repaired, {reported} "
          f"segments reported as unusable, {orphans} semaphores left without a name")
    check(died > 50, "there were calls to die at")


def test_system_v(kind):
    world.need_own_world()
    for procedure in procedures():
        try_procedure(kind, procedure, "systemv", lambda key: None)
    tell(kills)


def test_posix(kind):
    world.need_own_world()
    text_of = legacy_posix(kind)
    if text_of is None:
        print("this Qt has System V keys only")
        return
    before = kills
    for procedure in procedures():
        try_procedure(kind, procedure, "posix", text_of)
    tell(kills - before)


run(globals())
