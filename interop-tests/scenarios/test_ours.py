# SPDX-License-Identifier: MIT
"""What a C program has beyond Qt, beside real Qt: fork, limits for its waits, a least size, the first
picture."""
import os
import time

from images import ARGB32, make, pixels
from peer import Peer, check, equal, fresh_key, run, wait_for
from system_v import Objects

SIZE = 4096
INVALID_SIZE = 2


def meet(maker, other, size=SIZE):
    key = fresh_key()
    maker.do("set-key", key)
    other.do("set-key", key)
    maker.do("create", size)
    other.do("attach")
    return key


def other_waits(holder, other, key):
    """The other one waits for the lock until the holder gives it back; then the lock is one as before."""
    other.send("lock")
    other.wait_until_waiting()
    equal(holder.ask("locked"), "true", "the holder holds it")
    holder.do("unlock")
    equal(other.answer(), "true", "lock of the other")
    holder.refuse("try-lock")
    other.do("unlock")
    equal(Objects(key).lock_value(), 1, "the lock's value")


def test_a_child_frees_what_its_parent_made(kind):
    with Peer("c") as holder, Peer(kind) as other:
        key = meet(holder, other)
        before = Objects(key)
        holder.do("lock")
        holder.do("fork-free")
        equal(Objects(key).lock_id(), before.lock_id(), "the lock")
        equal(Objects(key).segment_id(), before.segment_id(), "the segment")
        other_waits(holder, other, key)


def test_a_child_frees_what_its_parent_attached_to(kind):
    with Peer("c") as holder, Peer(kind) as maker:
        key = meet(maker, holder)
        holder.do("lock")
        holder.do("fork-free")
        other_waits(holder, maker, key)
        holder.do("fork-free")
        equal(Objects(key).lock_value(), 1, "the value of a lock that nobody holds")


def test_a_child_frees_the_last_user(kind):
    """The segment stays, and a Qt program that comes later finds it."""
    with Peer("c") as holder, Peer(kind) as other:
        key = fresh_key()
        holder.do("set-key", key)
        holder.do("create", SIZE)
        holder.do("poke", 0, "c0ffee")
        holder.do("fork-free")
        other.do("set-key", key)
        other.do("attach")
        equal(other.ask("peek", 0, 3), "c0ffee")


def test_a_read_keeps_its_limit(kind):
    with Peer("c") as reader, Peer(kind) as writer:
        key = fresh_key()
        reader.do("set-key", key)
        writer.do("set-key", key)
        make(writer, ARGB32, 6, 4, pixels(ARGB32, 6, 4, 1))
        writer.do("put")
        reader.do("attach", "ro")
        reader.do("set-lock-timeout", 100)
        writer.do("lock")
        begun = time.monotonic()
        equal(reader.ask("get"), "false", "get while Qt holds the lock")
        check(time.monotonic() - begun >= 0.099, "it waited")
        writer.do("unlock")
        equal(reader.ask("get"), "true", "get")


def test_a_least_size(kind):
    with Peer("c") as reader, Peer(kind) as maker:
        key = fresh_key()
        reader.do("set-key", key)
        maker.do("set-key", key)
        maker.do("create", SIZE)
        reader.refuse("attach-at-least", SIZE + 8, error=INVALID_SIZE)
        check(f"{SIZE} bytes, at least {SIZE + 8}" in reader.error()[1], f"both sizes: {reader.error()}")
        equal(reader.ask("attached"), "false")
        reader.do("attach-at-least", SIZE)
        equal(reader.ask("size"), str(SIZE))


def test_the_first_picture(kind):
    """The reader starts first; a Qt program creates the segment, and writes later."""
    with Peer("c") as reader, Peer(kind) as writer:
        key = fresh_key()
        reader.do("set-key", key)
        reader.send("wait-for-image", 20000)
        writer.do("set-key", key)
        writer.do("create", 64 * 1024)
        check(not reader.answered(0.1), "zeros are no picture")
        # A look holds it, for a moment. Held all the time it would be 0 until the reader's wait ends.
        wait_for(lambda: Objects(key).lock_value() == 1, "the lock is free between two looks", 5)
        writer.do("detach")
        make(writer, ARGB32, 6, 4, pixels(ARGB32, 6, 4, 2))
        writer.do("put")
        equal(reader.answer(), "true", "wait-for-image")
        equal(reader.ask("image-info")[0:2], ["6", "4"], "its size")


NOT_FOUND = 5


def explains(c, *parts):
    """An attach of the C program fails, and its explanation has all parts."""
    c.refuse("attach", error=NOT_FOUND)
    text = c.ask("explain")
    for part in parts:
        check(part in text, f"no {part!r} in {text!r}")


def test_the_other_program_has_another_directory(kind):
    elsewhere = os.path.join(os.environ["TMPDIR"], "elsewhere")
    os.mkdir(elsewhere)
    key = fresh_key()
    with Peer(kind, {"TMPDIR": elsewhere}) as other, Peer("c") as c:
        c.do("set-key", key)
        explains(c, key, "no segment of this native key exists")
        other.do("set-key", key)
        other.do("create", SIZE)
        explains(c, f": {key} (QSharedMemory::", "systemv:", f"process {other.pid} (",
                 f"runs with TMPDIR={elsewhere}; there the key has a segment of {SIZE} bytes",
                 "doesn't exist")
        other.do("detach")
        explains(c, "no segment of this native key exists")
    os.rmdir(elsewhere)


def test_the_other_program_has_another_scheme_or_spelling(kind):
    key = fresh_key("scheme").capitalize()
    with Peer(kind) as other, Peer("c") as c:
        other.do("set-key", key)
        other.do("create", SIZE)
        c.do("set-native-string", f"posix:/{key}?legacyKey={key}")
        explains(c, f": {key} (QSharedMemory::attach", f"; posix:/{key})",
                 "the key has a segment by another key scheme: System V, legacy key",
                 other.ask("native-key"))
        for spelling in (key.lower(), key.upper(), key + " ", key + "\n"):
            c.do("set-key", spelling)
            explains(c, f"but one exists under '{key}'")
        c.do("set-key", key)
        c.do("attach")
        equal(c.ask("explain"), "", "after an attach")


def test_the_other_program_holds_the_lock(kind):
    key = fresh_key()
    with Peer(kind) as other, Peer("c") as c:
        other.do("set-key", key)
        other.do("create", SIZE)
        other.do("lock")
        c.do("set-key", key)
        c.do("set-lock-timeout", 0)
        c.refuse("attach")
        check(f"process {other.pid} (" in c.ask("explain"), c.ask("explain"))
        check(") holds the lock" in c.ask("explain"), c.ask("explain"))
        other.do("unlock")


run(globals())
