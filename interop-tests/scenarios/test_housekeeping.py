# SPDX-License-Identifier: MIT
"""The commands that look and tidy up, beside Qt programs: `qsm watch`, `qsm info`, `qsm gc`."""
import json
import os
import re
import subprocess

import world
from command import qsm, tool
from images import ARGB32, make, pixels
from peer import Peer, check, equal, fresh_key, run, temp_path, wait_for

SAMPLE = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "sample.png")


def ask(*words):
    return json.loads(qsm(*words, "--json"))


def next_event(watcher):
    text = ""
    while not text.endswith("}\n"):
        line = watcher.stdout.readline()
        check(line, "the watcher goes on")
        text += line
    return json.loads(text)


def test_watch_sees_what_is_written(kind):
    key = fresh_key()
    with Peer(kind) as p, subprocess.Popen([tool(), "watch", key, "--json", "--interval", "0.01"],
                                           stdout=subprocess.PIPE, text=True) as watcher:
        try:
            p.do("set-key", key)
            for turn in range(3):
                width = 10 + turn
                make(p, ARGB32, width, 7, pixels(ARGB32, width, 7, turn))
                p.do("put")
                seen = next_event(watcher)
                equal([seen["event"], seen["number"], seen["width"], seen["height"], seen["format"]],
                      ["change", turn + 1, width, 7, "ARGB32"], "what is told")
                p.do("detach")  # the last one: the segment goes, whoever is watching
                equal(next_event(watcher)["event"], "gone", "what is told")
        finally:
            watcher.terminate()
        equal(watcher.wait(10), 0, "exit status of qsm watch")


def pair_up(a, b, key):
    """A healthy pair: one has put a picture there, the other is attached."""
    for peer in a, b:
        peer.do("set-key", key)
    make(a, ARGB32, 12, 9, pixels(ARGB32, 12, 9, 5))
    a.do("put")
    b.do("attach")


def test_info_tells_who(kind):
    key = fresh_key()
    with Peer(kind) as a, Peer(kind) as b:
        pair_up(a, b, key)
        told = ask("info", key)
        equal(len(told), 1, "segments")
        equal(sorted(user["pid"] for user in told[0]["users"]), sorted([a.pid, b.pid]), "users")
        equal([told[0]["creatorPid"], told[0]["creatorAlive"], told[0]["lockState"]],
              [a.pid, True, "free"], "maker and lock")
        equal(told[0]["content"]["width"], 12, "what is inside")
        b.do("lock")
        told = ask("info", key, "--wait", "0")
        equal([told[0]["lockState"], told[0]["lock"]["lastPid"]], ["held", b.pid], "the lock")
        a.send("lock")
        a.wait_until_waiting()
        check(re.search("waiting +1", qsm("info", key, "--wait", "0")), "who waits is told of")
        check(re.search("waiting +1", qsm("lock", key, "--repair", status=(1,))), "there, too")
        b.do("unlock")
        equal(a.answer(), "true", "the other has it now")
        a.do("unlock")


def test_names_of_processes_are_harmless(kind):
    key = fresh_key()
    program = temp_path("a\x01b\u009bc")  # 0x9b begins a command of many terminals
    os.symlink(tool(), program)
    try:
        with Peer(kind) as p, subprocess.Popen([program, "put", key, SAMPLE, "--hold"],
                                               stdout=subprocess.DEVNULL) as holder:
            p.do("set-key", key)
            wait_for(lambda: p.ask("attach") == "true", "the holder's segment")
            try:
                shown = qsm("info", key)
                check(f"process {holder.pid} (a?b??c)" in shown, shown)
            finally:
                holder.terminate()
            p.do("detach")
    finally:
        os.unlink(program)


def test_gc_waits_for_the_maker(kind):
    world.need_own_world()
    key = fresh_key()
    with Peer(kind) as a, Peer(kind) as b:
        for peer in a, b:
            peer.do("set-key", key)
        a.do("create", 100)
        b.do("attach")
        a.do("detach")
        b.crash()
        told, = ask("gc", "--yes")
        equal(told["done"], "kept", "its maker lives, and attached to nothing")
        check(f"process {a.pid} (" in told["reason"], told["reason"])
    told, = ask("gc", "--yes")
    equal(told["done"], "removed", "its maker is gone")


def key_whose_locks_coincide():
    """Qt 5.6 - 5.8 would give its lock the id that other Qts' has, and its segment another."""
    for _ in range(4000):
        key = fresh_key("coincidence")
        names = json.loads(qsm("key", key, "--json"))["names"]
        ids = [(one["segment"]["ftokId"], one["lock"]["ftokId"]) for one in names
               if one["scheme"] == "legacy" and one["type"] == "systemv"]
        if any(segment != 0x51 and lock == 0x51 for segment, lock in ids):
            return key
    raise AssertionError("4000 keys and no coincidence")


def test_info_takes_no_lock_for_two(kind):
    key = key_whose_locks_coincide()
    with Peer(kind) as a, Peer(kind) as b:
        pair_up(a, b, key)
        equal([one["scheme"] for one in ask("info", key)], ["System V, legacy key"], "segments")
        qsm("doctor", key)  # a healthy pair


def test_gc_takes_only_what_is_left(kind):
    world.need_own_world()
    living, dead = fresh_key("living"), fresh_key("dead")
    with Peer(kind) as a, Peer(kind) as b:
        a.do("set-key", living)
        make(a, ARGB32, 12, 9, pixels(ARGB32, 12, 9, 5))
        a.do("put")
        b.do("set-key", dead)
        b.do("create", 100)
        equal([one["done"] for one in ask("gc", "--yes")], ["kept", "kept"], "while both live")
        b.crash()
        equal(sorted(one["done"] for one in ask("gc", "--yes")), ["kept", "removed"],
              "after a crash")
        a.do("lock")
        a.do("unlock")
        with Peer(kind) as c:
            c.do("set-key", living)
            c.do("attach")
            c.do("set-key", dead)
            c.do("create", 50)


run(globals())
