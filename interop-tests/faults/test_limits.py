# SPDX-License-Identifier: MIT
"""What a system without room says: a full /dev/shm, a full temp directory, no more System V objects. qsm and
Qt give the same error, nothing is left behind, and all works again when there is room.
usage: test_limits.py KIND  (of the Qt beside qsm)"""
import collections
import contextlib
import os
import random
import subprocess
import threading
import time

from peer import Peer, Skip, check, equal, fresh_key, run

OUT_OF_RESOURCES = 7
SHRINKS = int(os.environ.get("QSM_SHRINKS", "150"))


def needs_root():
    if os.getuid() != 0:
        raise Skip("only root sets limits")


@contextlib.contextmanager
def mounted(folder, options):
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@contextlib.contextmanager
def limit(name, value):
    """A number of this IPC namespace."""
    path = f"/proc/sys/kernel/{name}"
    with open(path, encoding="ascii") as file:
        before = file.read()
    with open(path, "w", encoding="ascii") as file:
        file.write(value)
    try:
        yield
    finally:
        with open(path, "w", encoding="ascii") as file:
            file.write(before)


def objects():
    names = []
    for path in "/proc/sysvipc/shm", "/proc/sysvipc/sem":
        with open(path, encoding="ascii") as file:
            names.append(len(file.readlines()))
    return names + [sorted(os.listdir("/dev/shm")), sorted(os.listdir(os.environ["TMPDIR"]))]


def refused(kind, key, size, text=None):
    """The error number of a create() that must fail, and leave nothing."""
    before = objects()
    with Peer(kind) as p:
        p.ask("set-key", key) if text is None else p.ask("set-native-string", text)
        equal(p.ask("create", size), "false", f"create of {kind}")
        number, words = p.error()
        check(words, "there is a text")
        p.ask("free")
    if kind == "c":
        equal(objects(), before, "what is left")
    return number


def works(kind, key, size, text=None):
    with Peer(kind) as p:
        p.ask("set-key", key) if text is None else p.ask("set-native-string", text)
        p.do("create", size)
        p.do("lock")
        p.do("unlock")
        p.do("detach")


def both_refuse(kind, size):
    """The same error from both; qsm's, which is first, leaves nothing."""
    key = fresh_key()
    ours = refused("c", key, size)
    equal(ours, refused(kind, fresh_key(), size), "qsm's error and Qt's")
    return ours


def test_no_more_segments(kind):
    needs_root()
    key = fresh_key()
    with limit("shmmni", "0"):
        equal(both_refuse(kind, 1000), OUT_OF_RESOURCES, "the error")
    works("c", key, 1000)
    works(kind, key, 1000)


def test_a_segment_that_is_too_large(kind):
    needs_root()
    with limit("shmmax", "100000"):
        both_refuse(kind, 200000)
        works("c", fresh_key(), 100000)


def test_no_more_semaphores(kind):
    needs_root()
    with limit("sem", "32000 1024000000 500 0"):
        both_refuse(kind, 1000)
    works("c", fresh_key(), 1000)


def test_full_temp_directory(kind):
    needs_root()
    temp = os.environ["TMPDIR"]
    with mounted(temp, "size=4k,nr_inodes=2"):
        with open(os.path.join(temp, "file"), "w", encoding="ascii"):
            pass
        both_refuse(kind, 1000)
    works("c", fresh_key(), 1000)


def test_full_dev_shm(_kind):
    """POSIX keys, which only qsm has where Qt is older than 6.6. A segment that cannot be filled is
    refused: writing to it would end the writer with SIGBUS."""
    needs_root()
    key = fresh_key()
    with Peer("c") as p:
        text = p.ask("legacy-string", key, 0x100)
    with mounted("/dev/shm", "size=64k"):
        equal(refused("c", key, 100000, text), OUT_OF_RESOURCES, "the error")
        equal(refused("c", key, 70000, text), OUT_OF_RESOURCES, "the error")
        works("c", key, 20000, text)
        subprocess.run([os.environ["QSM_TOOL"], "rm", "--native", text], check=True,
                       stdout=subprocess.DEVNULL)


def sparse_segment(text, size):
    """A POSIX segment as Qt makes it: its size is set, its memory is not there yet. Returns its file."""
    name = "/dev/shm/" + text.split(":")[1].split("?")[0].lstrip("/")
    with open(name, "xb") as file:
        os.fchmod(file.fileno(), 0o600)
        os.truncate(file.fileno(), size)
    return name


def fill_up(folder):
    """A file that takes all the room that is left."""
    path = os.path.join(folder, "filler")
    with contextlib.suppress(OSError), open(path, "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return path


def posix_key(p):
    return p.ask("legacy-string", fresh_key(), 0x100)


def test_put_into_a_sparse_segment_without_memory(_kind):
    """The segment has the size, /dev/shm has not the memory: the put fails before it writes a byte, the
    lock is free, and everything works when there is room again."""
    needs_root()
    with mounted("/dev/shm", "size=512k"), Peer("c") as p, Peer("c") as q:
        text = posix_key(p)
        segment = sparse_segment(text, 200000)
        for peer in p, q:
            peer.do("set-native-string", text)
            peer.do("attach")
        q.do("poke", 0, "0a0b0c")
        q.do("poke", 199999, "0d")
        filler = fill_up("/dev/shm")
        blocks = os.stat(segment).st_blocks
        p.do("image-new", 5, 150, 150)
        p.refuse("put", error=OUT_OF_RESOURCES)
        equal(os.stat(segment).st_blocks, blocks, "memory that the failed put took")
        os.rename(segment, segment + ".aside")  # the library cannot open it again
        p.refuse("put", error=OUT_OF_RESOURCES)
        os.rename(segment + ".aside", segment)
        equal(q.ask("peek", 0, 3), "0a0b0c", "the old contents")
        equal(p.ask("lock-state"), "free", "the lock")
        os.unlink(filler)
        p.do("put", "stored")
        q.do("get")
        p.do("detach")
        q.do("detach")
        os.unlink(segment)


def test_a_hole_is_not_a_shrunk_segment(_kind):
    """The last page was never written, and there is no memory for it: the picture before it is read."""
    needs_root()
    with mounted("/dev/shm", "size=512k"), Peer("c") as p, Peer("c") as q:
        text = posix_key(p)
        segment = sparse_segment(text, 300000)
        for peer in p, q:
            peer.do("set-native-string", text)
            peer.do("attach")
        p.do("image-new", 5, 50, 50)
        p.do("put", "stored")
        os.truncate(segment, 20000)  # behind the picture
        os.truncate(segment, 300000)
        fill_up("/dev/shm")
        q.do("get")
        p.do("put", "stored")
        os.truncate(segment, 0)
        q.refuse("get")
        p.do("detach")
        q.do("detach")
        os.unlink(segment)


def test_peer_that_shrinks_during_the_copy(_kind):
    """A peer shrinks the segment and writes the picture again, over and over: get and put succeed or fail,
    but do not die. With direct access one of the first dies of SIGBUS, and leaves the lock taken."""
    needs_root()
    tool = os.environ["QSM_TOOL"]
    with mounted("/dev/shm", "size=32m"), Peer("c") as p:
        text = posix_key(p)
        p.do("set-native-string", text)
        p.do("image-new", 5, 1000, 1000)
        p.do("put")
        segment = "/dev/shm/" + text.split(":")[1].split("?")[0].lstrip("/")
        with open(segment, "rb") as file:
            picture = file.read()
        done = threading.Event()

        def shrink():
            while not done.is_set():
                os.truncate(segment, 0)
                with open(segment, "r+b", buffering=0) as file:
                    file.write(picture)
                time.sleep(random.random() * 0.02)

        shrinker = threading.Thread(target=shrink)
        shrinker.start()
        ends = collections.Counter(
            subprocess.run([tool, "get", "--native", text, "--timeout", "5"], check=False, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL).returncode for _ in range(SHRINKS))
        done.set()
        shrinker.join()
        print(f"{SHRINKS} gets beside a peer that shrinks the segment: {ends[0]} pictures, {ends[1]} errors, "
              f"{ends[-7]} SIGBUS")
        equal(set(ends) - {0, 1}, set(), "other ends")
        p.do("detach")
        os.unlink(segment)


def test_pictures_onto_a_full_disk(_kind):
    """A file is written as a whole or not at all."""
    needs_root()
    folder = os.path.join(os.environ["TMPDIR"], "small")
    os.mkdir(folder)
    key = fresh_key()
    with Peer("c") as p, mounted(folder, "size=64k"):
        p.do("set-key", key)
        p.do("image-new", 5, 300, 200)
        p.do("put")
        target = os.path.join(folder, "picture.png")
        done = subprocess.run([os.environ["QSM_TOOL"], "get", key, "--raw", target], check=False,
                              capture_output=True)
        equal(done.returncode, 1, "exit status")
        check(b"No space left" in done.stderr, f"it says why: {done.stderr.decode()}")
        equal(os.listdir(folder), [], "what is left on the disk")
    os.rmdir(folder)


run(globals())
