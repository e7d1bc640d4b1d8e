# SPDX-License-Identifier: MIT
"""What commands that only look leave behind beside a real program: nothing on its lock; on its segment only
what the system writes at every attach; and never a segment whose last user has gone."""
import ctypes
import json
import os
import subprocess
import time

from peer import Peer, Skip, check, equal, fresh_key, run
from system_v import IPC_STAT, Objects, libc

IMAGE_32 = 5
GETPID = 11
PAIRS = 400
# Where struct shmid_ds of a 64-bit Linux has shm_atime, shm_dtime and shm_lpid.
ATTACH_TIME, DETACH_TIME, LAST_PID = slice(56, 64), slice(64, 72), slice(84, 88)

SHOWING = (["list", "--json"], ["info", "KEY", "--json"], ["doctor", "KEY"])
NOT_SHOWING = (["list", "--no-content"], ["info", "KEY", "--no-content"], ["doctor", "KEY", "--no-content"],
               ["key", "KEY"], ["gc", "--dry-run"])


def qsm(words, key):
    tool = os.environ.get("QSM_TOOL")
    if not tool:
        raise Skip("the qsm command was not built")
    found = subprocess.run([tool, *(key if word == "KEY" else word for word in words)],
                           capture_output=True, check=False)
    check(found.returncode in (0, 1), f"{words}: {found.stderr.decode()}")
    return found.stdout.decode()


def status(call, number, *arguments):
    found = ctypes.create_string_buffer(256)
    equal(call(number, *arguments, IPC_STAT, found), 0, "IPC_STAT")
    return found.raw


def last_pid(segment):
    return int.from_bytes(segment[LAST_PID], "little")


def without_attach(segment):
    kept = bytearray(segment)
    for place in (ATTACH_TIME, DETACH_TIME, LAST_PID):
        kept[place] = bytes(place.stop - place.start)
    return bytes(kept)


def reported_last_pid(words, key, text):
    rows = json.loads(text)
    name = Objects(key).segment_file
    return [row["lastPid"] for row in rows if row["name"] == name] if "--json" in words else None


def look(words, key, objects, content):
    before, lock = status(libc.shmctl, objects.segment_id()), status(libc.semctl, objects.lock_id(), 0)
    holder = libc.semctl(objects.lock_id(), 0, GETPID)
    text = qsm(words, key)
    after = status(libc.shmctl, objects.segment_id())
    equal(libc.semctl(objects.lock_id(), 0, GETPID), holder, f"GETPID of the lock after {words}")
    equal(status(libc.semctl, objects.lock_id(), 0), lock, f"the lock after {words}")
    if not content:
        equal(after, before, f"the segment after {words}")
        return
    equal(without_attach(after), without_attach(before), f"the segment after {words}")
    if "--json" in words:
        equal(reported_last_pid(words, key, text), [last_pid(before)], f"lastPid as {words} reports it")
        check("QImage 40x30" in text, f"the picture in {text}")


def test_traces(kind):
    key = fresh_key()
    objects = Objects(key)
    with Peer(kind) as p:
        p.do("set-key", key)
        equal(p.ask("image-new", IMAGE_32, 40, 30), "true", "image-new")
        p.do("put")
        for held in (False, True):
            if held:
                p.do("lock")
            time.sleep(1.1)  # the times of the system are whole seconds
            for words in NOT_SHOWING:
                look(words, key, objects, False)
            for words in SHOWING:
                look(words, key, objects, True)
        p.do("unlock")
        p.do("detach")
    equal(objects.segment_id(), -1, "the segment after the last detach")


def test_the_last_detach_beside_looks(kind):
    """The program makes a segment and leaves it, again and again, and does not wait for the looks."""
    key = fresh_key("pairs")
    objects = Objects(key)
    tool = os.environ.get("QSM_TOOL")
    if not tool:
        raise Skip("the qsm command was not built")
    watchers = [subprocess.Popen([tool, "watch", key, "--interval", "0.0001"], stdout=subprocess.DEVNULL)
                for _ in range(2)]
    with Peer(kind) as p:
        p.do("set-key", key)
        answers = []
        for _ in range(PAIRS):
            made = p.ask("create", 100)
            p.ask("poke", 0, "ff") if made == "true" else p.ask("attach")
            answers.append(made)
            p.ask("detach")
            if len(answers) % 50 == 0:
                qsm(["list"], key)
        for watcher in watchers:
            watcher.terminate()
            equal(watcher.wait(), 0, "status of qsm watch")
        equal(objects.segment_id(), -1, "the segment after the last detach")
        equal(os.path.exists(objects.segment_file), False, "its key file")
        check(answers.count("true") > PAIRS / 2, f"{answers.count('true')} of {PAIRS} create() made it")


run(globals())
