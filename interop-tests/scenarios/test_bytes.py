# SPDX-License-Identifier: MIT
"""qsm read, write, create and semaphore beside either Qt program: structs in a segment, and QSystemSemaphore."""
import json
import os
import signal
import struct
import subprocess

from command import qsm, tool
from peer import Peer, check, equal, fresh_key, run, temp_path, wait_for
from system_v import Objects

# A struct as real programs share it: a state, a pause, two numbers, a name.
FORM = "=i4xdd12s"
TYPES = "i32,4pad,2f64,12char"
SIZE = struct.calcsize(FORM)


def record(number):
    return struct.pack(FORM, -number, number / 3, -1e-9 * number, f"no. {number}".encode())


class Running:
    """A command that holds something until it is interrupted."""

    def __init__(self, *words):
        self.process = subprocess.Popen([tool(), *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        check(self.process.stdout.readline(), f"qsm {words} says that it is there")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(20)
        self.process.stdout.close()
        if kind is None:
            equal(status, 0, "exit status of the holder")


def put_file(name, data):
    with open(temp_path(name), "wb") as file:
        file.write(data)
    return temp_path(name)


def take_file(name):
    with open(temp_path(name), "rb") as file:
        data = file.read()
    os.remove(temp_path(name))
    return data


def test_read_what_the_peer_wrote(kind):
    key = fresh_key()
    data = b"".join(record(number) for number in range(50))
    with Peer(kind) as p:
        p.do("set-key", key)
        p.do("create", 2 * len(data))
        p.do("poke", 0, data.hex())
        told = json.loads(qsm("read", key, "--as", TYPES, "--count", "50", "--json"))
        for number, row in enumerate(told["records"]):
            state, one, other, name = struct.unpack(FORM, record(number))
            equal(row, {"offset": number * SIZE, "values": [state, one, other, name.rstrip(b"\0").decode()]},
                  "a struct")
        equal(told["segmentSize"], 2 * len(data), "size")
        qsm("read", key, "-o", temp_path("read.bin"))
        check(take_file("read.bin") == data + bytes(len(data)), "the whole segment")
        told = json.loads(qsm("read", key, "--offset", str(SIZE), "--size", str(SIZE), "--json"))
        equal(told["hex"], record(1).hex(), "a part of it")
        equal(p.ask("attached"), "true")
        equal(p.ask("peek", 0, SIZE), record(0).hex(), "nothing has changed")


def test_the_peer_reads_what_was_written(kind):
    key = fresh_key()
    with Peer(kind) as p:
        p.do("set-key", key)
        p.do("create", 1000)
        p.do("fill", "5a")
        qsm("write", key, "--offset", "100", put_file("in.bin", record(7)))
        equal(p.ask("peek", 100, SIZE), record(7).hex(), "the struct")
        equal(p.ask("peek", 99, 1) + p.ask("peek", 100 + SIZE, 1), "5a5a", "what is beside it")
        qsm("write", key, "--offset", str(1001 - SIZE), temp_path("in.bin"), status=(1,))
        equal(p.ask("peek", 1001 - SIZE, SIZE - 1), "5a" * (SIZE - 1), "nothing of what does not fit")
        p.do("lock")
        qsm("write", key, temp_path("in.bin"), "--timeout", "0.1", status=(1,))
        qsm("read", key, "--timeout", "0.1", status=(1,))
        equal(p.ask("peek", 0, 1), "5a", "nothing without the lock")
        writer = subprocess.Popen([tool(), "write", key, temp_path("in.bin")], stdout=subprocess.DEVNULL)
        check(writer.poll() is None, "write waits for the peer")
        p.do("unlock")
        equal(writer.wait(20), 0, "exit status of qsm write")
        p.do("lock")
        equal(p.ask("peek", 0, SIZE), record(7).hex(), "the struct, later")
        p.do("unlock")
    take_file("in.bin")


def test_create_for_the_peer(kind):
    key = fresh_key()
    with Peer(kind) as p, Peer(kind) as q:
        p.do("set-key", key)
        q.do("set-key", key)
        with Running("create", key, "--size", "4K"):
            p.refuse("create", 100, error=4)
            p.do("attach")
            equal(p.ask("size"), "4096", "size")
            equal(p.ask("peek", 0, 8), "00" * 8, "zeros")
            p.do("poke", 4088, "0102030405060708")
            told = json.loads(qsm("read", key, "--offset", "4088", "--as", "u64be", "--json"))
            equal(told["records"][0]["values"], [0x0102030405060708], "what the peer wrote")
        q.do("attach")
        equal(q.ask("peek", 4095, 1), "08", "the segment stays while a peer has it")
        qsm("create", key, "--size", "4K", "--hold", "0", status=(1,))
        qsm("create", key, "--size", "4K", "--hold", "0", "--replace", status=(1,))
        p.do("detach")
        q.do("detach")
        q.refuse("attach", error=5)


def test_a_left_over_stays(kind):
    """Reading is not the end of what a crashed program has left: the next one finds it."""
    key = fresh_key()
    p = Peer(kind)
    p.do("set-key", key)
    p.do("create", 100)
    p.do("poke", 40, record(3).hex())
    p.crash()
    for _ in range(2):
        told = json.loads(qsm("read", key, "--offset", "40", "--as", TYPES, "--count", "1", "--json"))
        equal(told["records"][0]["values"][3], "no. 3", "the name")
    qsm("write", key, put_file("in.bin", b"x"), status=(1,))
    take_file("in.bin")
    with Peer(kind) as q:
        q.do("set-key", key)
        q.do("attach")
        equal(q.ask("peek", 40, SIZE), record(3).hex(), "what the crashed program wrote")
        equal(q.ask("peek", 0, 1), "00", "nothing was written")
    Objects(key).sweep()  # the lock was the crashed program's


def value(key):
    return int(qsm("semaphore", key, "value"))


def test_the_peer_waits_for_acquire(kind):
    key = fresh_key("semaphore")
    mark = temp_path("mark")
    with Peer(kind) as p:
        p.do("sem-new", key, 1, "create")
        equal((value(key), Objects(key).lock_value()), (1, 1), "value")
        holder = subprocess.Popen([tool(), "semaphore", key, "acquire", "--", "sh", "-c",
                                   f"touch {mark}; read line; exit 7"], stdin=subprocess.PIPE)
        wait_for(lambda: os.path.exists(mark), "the command runs")
        equal(value(key), 0, "value")
        p.send("sem-acquire")
        p.wait_until_waiting()
        holder.communicate(b"go on\n")
        equal(holder.wait(20), 7, "the command's own exit status")
        equal(p.answer(), "true")
        equal(value(key), 0, "the peer has the unit now")
        qsm("semaphore", key, "acquire", "--timeout", "0.05", "--", "true", status=(124,))
        waiter = subprocess.Popen([tool(), "semaphore", key, "acquire", "--", "true"])
        p.do("sem-release")
        equal(waiter.wait(20), 0, "exit status of the waiter")
        equal(value(key), 1, "value")
    take_file("mark")


def test_hold_for_the_peer(kind):
    key = fresh_key("semaphore")
    with Peer(kind) as p:
        with Running("semaphore", key, "hold", "2"):
            p.do("sem-new", key, 100)  # finds it, and its value stays
            equal(value(key), 2, "value")
            p.do("sem-acquire")
            p.do("sem-acquire")
            qsm("semaphore", key, "hold", "5", "--hold", "0", status=(1,))
            p.send("sem-acquire")
            p.wait_until_waiting()
            qsm("semaphore", key, "hold", "1", "--hold", "0", "--force")
            equal(p.answer(), "true", "what --force gives")
        p.do("sem-release", 2)
    Objects(key).sweep()  # it stayed, because the peer used it


def test_value_of_a_lock(kind):
    """The lock of a QSharedMemory is the semaphore of its key."""
    key = fresh_key()
    with Peer(kind) as p:
        p.do("set-key", key)
        p.do("create", 100)
        equal(value(key), 1, "value of a free lock")
        p.do("lock")
        equal(value(key), 0, "value of a held lock")
        p.do("unlock")


run(globals())
