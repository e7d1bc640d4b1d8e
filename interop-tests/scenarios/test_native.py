# SPDX-License-Identifier: MIT
"""`--native NAME`, with NAME as `qsm list` prints it, beside programs that use the legacy key: the command
takes the lock that they hold."""
import json
import shlex
import subprocess
import time

from command import qsm, tool
from images import ARGB32, make, pixels
from peer import Peer, check, equal, fresh_key, run

POSIX = 0x100
WIDTH, HEIGHT = 12, 9


def legacy_ways(peer, key):
    """How this peer can be given a legacy key: None as such, or the text form of a POSIX key."""
    words = peer.ask("about")
    newer = words[0] == "qsm" or tuple(map(int, words[1].split("."))) >= (6, 6)
    return [None, peer.ask("legacy-string", key, POSIX)] if newer else [None]


class Writer:
    """A peer with a picture under a legacy key, and the name by which the list knows its segment."""

    def __init__(self, kind, key, text):
        self.peer, self.text = Peer(kind), text
        self.give_key(self.peer, key)
        make(self.peer, ARGB32, WIDTH, HEIGHT, pixels(ARGB32, WIDTH, HEIGHT, 5))
        self.peer.do("put")
        name = self.peer.ask("native-key")
        row, = [row for row in json.loads(qsm("list", "--json", "--no-content")) if row["name"] == name]
        check("qipc_sharedmemory_" in name, name)
        self.native = shlex.split(row["arguments"])
        equal(self.native, ["--native", f"{row['type']}:{name}"], "what the list shows to be pasted")

    def give_key(self, peer, key):
        peer.do(*(("set-key", key) if self.text is None else ("set-native-string", self.text)))

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.peer.__exit__(*problem)
        if self.text:
            qsm("rm", *self.native, status=(0, 1))


def each_writer(kind):
    key = fresh_key()
    with Peer(kind) as asked:
        ways = legacy_ways(asked, key)
    for text in ways:
        with Writer(kind, key, text) as writer:
            yield key, writer


def test_lock_is_the_one_that_the_peer_holds(kind):
    for _, writer in each_writer(kind):
        p, native = writer.peer, writer.native
        p.do("lock")
        qsm("lock", *native, "--timeout", "0.2", "--", "true", status=(124,))
        p.do("unlock")
        qsm("lock", *native, "--timeout", "0.2", "--", "true")
        with subprocess.Popen([tool(), "lock", *native, "--", "sh", "-c", "echo held; read end"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
            equal(holder.stdout.readline(), b"held\n", "what the command under the lock says")
            p.send("lock")
            p.wait_until_waiting()
            holder.communicate(b"end\n")
        equal(p.answer(), "true", "lock() after the command")
        p.do("unlock")


def test_get_waits_for_the_peer(kind):
    for _, writer in each_writer(kind):
        p, native = writer.peer, writer.native
        p.do("lock")
        qsm("get", *native, "--timeout", "0.2", status=(1,))
        with subprocess.Popen([tool(), "get", *native, "--json"], stdout=subprocess.PIPE) as reader:
            time.sleep(0.3)
            check(reader.poll() is None, "a reader waits for the writer")
            p.do("unlock")
            told = json.loads(reader.communicate(timeout=20)[0])
        equal([told["image"]["width"], told["image"]["height"]], [WIDTH, HEIGHT], "the picture")
        p.do("lock")
        p.do("unlock")


def findings(native, status=0):
    told = json.loads(qsm("doctor", *native, "--json", "--wait", "0.2", status=(status,)))
    return [one["id"] for one in told["findings"]]


def test_doctor_finds_nothing_wrong(kind):
    for key, writer in each_writer(kind):
        with Peer(kind) as other:
            writer.give_key(other, key)
            other.do("attach")
            equal(findings(writer.native), [], "beside a healthy pair")
            other.do("lock")
            equal(findings(writer.native, status=1), ["lock-held"], "while it is locked")
            other.do("unlock")
            equal(findings(writer.native), [], "when it is free again")


def test_info_and_rm_know_the_lock(kind):
    for _, writer in each_writer(kind):
        told, = json.loads(qsm("info", *writer.native, "--json"))
        equal([told["lock"]["exists"], told["lockState"], told["content"]["width"]],
              [True, "free", WIDTH], "what qsm info tells")
        check("qipc_systemsem_" in told["lock"]["name"], told["lock"]["name"])
        equal([user["pid"] for user in told["users"]], [writer.peer.pid], "users")
        writer.peer.crash()
        told = json.loads(qsm("rm", *writer.native, "--json"))
        equal([told["segmentRemoved"], told["lockRemoved"]], [True, True], "what qsm rm removes")


run(globals())
