# SPDX-License-Identifier: MIT
"""A peer that publishes under any key scheme that its Qt has: the commands find it by KEY alone, hold the very
same lock, and say which scheme it is. Qt's own example of 6.6 and later has QNativeIpcKey(KEY)."""
import json
import os
import signal
import subprocess

from command import qsm, tool
from images import RGB32, make, pixels
from peer import Peer, check, equal, fresh_key, run, temp_path

SYSTEM_V, POSIX = 0x51, 0x100
LEGACY = "System V, legacy key"


def ways(peer, key):
    """Calls of a program of this peer's Qt: the text form of its key (None: the legacy key), and what qsm
    calls the scheme: its name and its word."""
    found = [(None, LEGACY, "systemv-legacy")]
    words = peer.ask("about")
    if words[0] == "qsm" or tuple(map(int, words[1].split("."))) >= (6, 6):
        found += [(f"posix:{key}", "POSIX, platform-safe key", "posix-safe"),  # QNativeIpcKey(KEY)
                  (f"posix:{peer.ask('platform-safe-key', key, POSIX)}", "POSIX, platform-safe key", "posix-safe"),
                  (peer.ask("legacy-string", key, POSIX), "POSIX, legacy key", "posix-legacy"),
                  (f"systemv:{peer.ask('platform-safe-key', key, SYSTEM_V)}", "System V, platform-safe key",
                   "systemv-safe")]
    return found


def all_ways(kind, key):
    with Peer(kind) as asked:
        return ways(asked, key)


def give_key(peer, key, text):
    answer = peer.ask("set-key", key) if text is None else peer.ask("set-native-string", text)
    check(answer in ("ok", "true"), f"{peer.name} takes {text or key}")


def publish(peer, key, text):
    give_key(peer, key, text)
    make(peer, RGB32, 12, 9, pixels(RGB32, 12, 9, 5))
    peer.do("put")


def said(*words, status=(0,)):
    """What the command prints on standard error."""
    done = subprocess.run([tool(), *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
                          timeout=60)
    check(done.returncode in status, f"qsm {words} ends with {done.returncode}: {done.stderr.decode()}")
    return done.stderr.decode()


def remove_all(key):
    """Qt never removes a POSIX segment, and a lock only if it made it."""
    qsm("rm", key, "--any", status=(0, 1))


def test_commands_find_it(kind):
    key = fresh_key()
    for text, name, word in all_ways(kind, key):
        with Peer(kind) as p:
            publish(p, key, text)
            told = json.loads(qsm("get", key, "--json"))
            equal([told["scheme"], told["image"]["width"]], [name, 12], "what get tells")
            told = json.loads(qsm("watch", key, "--count", "1", "--timeout", "20", "--json"))
            equal([told["scheme"], told["width"]], [name, 12], "what watch tells")
            exists = [one["scheme"] for one in json.loads(qsm("info", key, "--json")) if one["exists"]]
            equal(exists, [name], "what info tells")
            equal(json.loads(qsm("read", key, "--size", "4", "--json"))["scheme"], name, "what read tells")
            note = f"{key}: the segment exists under the key scheme {word} ({name})\n"
            check(said("get", key) == ("" if text is None else f"qsm get: {note}"), "the note of get")
            p.do("detach")
        remove_all(key)


def test_it_is_the_same_lock(kind):
    key = fresh_key()
    for text, _, _ in all_ways(kind, key):
        with Peer(kind) as p:
            publish(p, key, text)
            p.do("lock")
            qsm("lock", key, "--timeout", "0", "--", "true", status=(124,))
            check("the lock is held by process" in said("read", key, "--timeout", "0.05", status=(1,)), "read")
            p.do("unlock")
            qsm("lock", key, "--timeout", "5", "--", "true")
            p.do("detach")
        remove_all(key)


def test_a_segment_that_appears_later(kind):
    key = fresh_key()
    for text, name, _ in all_ways(kind, key):
        with Peer(kind) as p:
            with subprocess.Popen([tool(), "get", key, "--wait", "20", "--json"], stdout=subprocess.PIPE) as waiting:
                publish(p, key, text)
                told = json.loads(waiting.stdout.read())
                equal(waiting.wait(20), 0, "exit status of get")
            equal(told["scheme"], name, "what get tells")
            p.do("detach")
        remove_all(key)


def test_put_of_that_scheme_reaches_it(kind):
    key = fresh_key()
    sample = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "sample.png")
    for text, _, word in all_ways(kind, key):
        with Peer(kind) as p:
            give_key(p, key, text)
            with subprocess.Popen([tool(), "put", key, sample, "--scheme", word], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL) as holder:
                check(holder.stdout.readline(), "put says that the picture is there")
                p.do("get")
                equal(p.ask("image-info")[:2], ["640", "480"], "the size")
                holder.send_signal(signal.SIGINT)
                equal(holder.wait(20), 0, "exit status of put")
        remove_all(key)


def test_put_beside_a_segment(kind):
    """put takes the scheme of what exists: a stale segment is replaced there, and the peer sees the picture."""
    key = fresh_key()
    sample = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "sample.png")
    for text, name, _ in all_ways(kind, key):
        with Peer(kind) as p:
            publish(p, key, text)
            p.crash()
        with Peer(kind) as q:
            give_key(q, key, text)
            report = temp_path("report")
            with open(report, "w+", encoding="utf-8") as out, \
                    subprocess.Popen([tool(), "put", key, sample, "--replace", "--json"], stdout=subprocess.PIPE,
                                     stderr=out) as holder:
                told = json.loads(read_value(holder.stdout))
                equal(told["scheme"], name, "what put tells")
                q.do("get")
                equal(q.ask("image-info")[:2], ["640", "480"], "the size")
                holder.send_signal(signal.SIGINT)
                equal(holder.wait(20), 0, "exit status of put")
            os.remove(report)
        remove_all(key)


def read_value(stream):
    """The lines up to the end of a JSON object."""
    text = b""
    while not text.endswith(b"\n}\n"):
        line = stream.readline()
        check(line, f"the output ends: {text}")
        text += line
    return text


run(globals())
