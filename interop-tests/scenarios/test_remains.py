# SPDX-License-Identifier: MIT
"""What programs leave behind, and the commands that find and repair it, beside a live or a crashed peer:
`qsm get --any`, `qsm rm`, `qsm lock --repair`."""
import json

from command import qsm
from images import ARGB32, make, pixels
from peer import Peer, Skip, check, equal, fresh_key, run, wait_for

SYSTEM_V, POSIX = 0x51, 0x100


def ways(peer, key):
    """The key schemes of this peer: the name that qsm gives to each, and the text form of the key.
    None: the legacy key as such."""
    found = {"System V, legacy key": None}
    words = peer.ask("about")
    if words[0] == "qsm" or tuple(map(int, words[1].split("."))) >= (6, 6):
        found["POSIX, legacy key"] = peer.ask("legacy-string", key, POSIX)
        found["POSIX, platform-safe key"] = f"posix:{peer.ask('platform-safe-key', key, POSIX)}"
        found["System V, platform-safe key"] = \
            f"systemv:{peer.ask('platform-safe-key', key, SYSTEM_V)}"
    return found


def give_key(peer, key, text):
    answer = peer.ask("set-key", key) if text is None else peer.ask("set-native-string", text)
    check(answer in ("ok", "true"), f"{peer.name} takes {text or key}")


def options(key, text):
    """How the command is told the same key."""
    return [key] if text is None else ["--native", text]


def test_any_finds_what_the_peer_made(kind):
    key = fresh_key()
    with Peer(kind) as asked:
        kinds = ways(asked, key)
    for name, text in kinds.items():
        with Peer(kind) as p:
            give_key(p, key, text)
            qsm("get", key, "--any", status=(1,))
            make(p, ARGB32, 12, 9, pixels(ARGB32, 12, 9, 5))
            p.do("put")
            told = json.loads(qsm("get", key, "--any", "--json"))
            equal([told["scheme"], told["image"]["width"], told["image"]["height"]], [name, 12, 9],
                  "what qsm get --any tells")
            equal(json.loads(qsm("key", key, "--json"))["any"], name, "what qsm key tells")
        if name.startswith("POSIX"):
            qsm("rm", key, "--any")


def test_rm_leaves_a_live_peer_alone(kind):
    key = fresh_key()
    with Peer(kind) as asked:
        kinds = ways(asked, key)
    for text in kinds.values():
        with Peer(kind) as p:
            give_key(p, key, text)
            p.do("create", 100)
            p.do("fill", "5a")
            told = json.loads(qsm("rm", *options(key, text), "--json", status=(1,)))
            equal([told["inUse"], told["segmentRemoved"], told["lockRemoved"]], [True, False, False],
                  "what qsm rm tells")
            p.do("lock")
            equal(p.ask("peek", 0, 3), "5a5a5a", "the segment")
            p.do("unlock")
            p.crash()
        told = json.loads(qsm("rm", *options(key, text), "--json"))
        equal([told["inUse"], told["segmentRemoved"], told["lockRemoved"]], [False, True, True],
              "what qsm rm tells after the crash")
        with Peer(kind) as p:
            give_key(p, key, text)
            p.do("create", 50)
            p.do("lock")
            p.do("unlock")
        if text and text.startswith("posix"):
            qsm("rm", *options(key, text))


def state(key, text, *more, status=(0,)):
    return json.loads(qsm("lock", *options(key, text), "--repair", "--json", *more, status=status))


def test_repair_leaves_a_live_holder_alone(kind):
    key = fresh_key()
    with Peer(kind) as asked:
        kinds = ways(asked, key)
    for text in kinds.values():
        with Peer(kind) as p:
            give_key(p, key, text)
            p.do("create", 100)
            equal(state(key, text)["state"], "free", "state")
            p.do("lock")
            told = state(key, text, "--yes", status=(1,))
            equal([told["state"], told["holder"], told["repaired"]], ["held", p.pid, False], "what it tells")
            p.do("unlock")
            equal(state(key, text)["state"], "free", "state")
        if text and text.startswith("posix"):
            qsm("rm", *options(key, text))


def test_a_killed_holder(kind):
    """System V gives the lock back. POSIX does not: it is told, repaired, and the next peer goes on."""
    key = fresh_key()
    with Peer(kind) as asked:
        kinds = ways(asked, key)
    for text in kinds.values():
        if text and text.startswith("systemv"):
            continue  # one key file for both: Qt's last detach unlinks it, the dead one's lock stays
        posix = bool(text) and text.startswith("posix")
        with Peer(kind) as p:
            give_key(p, key, text)
            p.do("create", 100)
            p.do("lock")
            p.crash()
        with Peer(kind) as q:
            give_key(q, key, text)
            told = state(key, text, "--yes")
            equal([told["state"], told["repaired"]], ["abandoned", True] if posix else ["free", False],
                  "what it tells")
            q.do("attach")
            q.do("lock")
            equal(state(key, text, "--yes", status=(1,))["state"], "held", "state")
            q.do("unlock")
        if posix:
            qsm("rm", *options(key, text))
        elif something_left(key):
            qsm("rm", key, "--any")


def something_left(key):
    names = json.loads(qsm("key", key, "--json"))["names"]
    return any(entry["lock"].get("exists") for entry in names)


def test_a_counting_semaphore_is_left_alone(kind):
    """A QSystemSemaphore of the key with several units is no broken lock, and nothing to remove."""
    key = fresh_key()
    with Peer(kind) as p:
        p.do("sem-new", key, 5)
        told = state(key, None, "--yes", status=(1,))
        equal([told["state"], told["value"], told["repaired"]], ["doubled", 5, False], "what it tells")
        qsm("rm", key, status=(1,))
        for _ in range(5):
            p.do("sem-acquire")
        equal(state(key, None, "--yes", status=(1,))["value"], 0, "all five units were there")


def test_waiters_go_on_when_a_lock_is_repaired(kind):
    """Somebody waits for a dead holder's POSIX lock: that takes --force, and then he has it."""
    key = fresh_key()
    with Peer(kind) as p:
        text = ways(p, key).get("POSIX, platform-safe key")
        if not text:
            raise Skip(f"{kind} has no POSIX keys")
        give_key(p, key, text)
        p.do("create", 100)
        with Peer(kind) as q:
            give_key(q, key, text)
            q.do("attach")
            q.do("lock")
            q.crash()
        p.send("lock")
        p.wait_until_waiting()
        equal(state(key, text, "--yes", status=(1,))["state"], "held", "a waiter may be the holder")
        qsm("lock", *options(key, text), "--repair", "--yes", "--force")
        wait_for(p.answered, "the waiter has the lock")
        equal(p.answer(), "true")
        p.do("unlock")
        equal(state(key, text)["state"], "free", "state")
    qsm("rm", *options(key, text))


run(globals())
