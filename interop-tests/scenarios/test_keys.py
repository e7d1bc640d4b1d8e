# SPDX-License-Identifier: MIT
"""The names that real Qt gives keys, against those of the C library and of `qsm key`."""
import json
import os
import random
import subprocess

from peer import Peer, Skip, equal, check, temp_path, run

# Every vector of the table of keys that the unit tests hold, and what is odd in other ways.
VECTORS = ["hello", "QSharedMemoryExample", "12345", "Ключ", "\U0001F600", "a b c",
           "/path/to/file", "org.example.app-1", "\u00e9", "e\u0301", "%41?#&=", "Global\\name",
           "\u00c0BC\u00df", "a" * 300, "x1" * 100, "\n", "\uff21\uff22\uff23", "a" * 197,
           "a\ufeff", "\ufffd", "\U0010ffff", "\x01", "\x7f", " ", "ß", "ſ", "K", "İ", "ＡＺａｚ",
           "@[`{", "AZaz", "\u0430\u0301", "\u200b", "\ue000", "\ud7ff", "a" * 5000]

POOLS = [(0x20, 0x7e), (0x01, 0xff), (0x100, 0x24f), (0x370, 0x5ff), (0x4e00, 0x9fff),
         (0xe000, 0xfffd), (0x1f300, 0x1faff), (0x10000, 0x10ffff)]


def random_keys(count):
    """The same keys in every run."""
    source = random.Random(4711)
    for _ in range(count):
        pools = source.sample(POOLS, source.randint(1, 3))
        length = source.choice([1, 2, 3, 8, 30, 120, 400])
        key = "".join(chr(source.randint(*source.choice(pools))) for _ in range(length))
        # The Qt peers read their commands with QString::fromUtf8(), which drops this in front.
        yield key.lstrip("\ufeff") or "x"


def all_keys():
    return VECTORS + list(random_keys(300))


def qsm_key(key, **environment):
    tool = os.environ.get("QSM_TOOL")
    if not tool:
        raise Skip("the qsm command was not built")
    # The runtime directory would be made; it is not what this test is about.
    found = subprocess.run([tool, "key", "--json", "--runtime-path", "/run", "--", key],
                           env={**os.environ, **environment}, check=True, capture_output=True)
    return json.loads(found.stdout)


def system_v_names(key, **environment):
    """Segment and lock of QSharedMemory(KEY) in Qt 5.9 - 6.5."""
    for names in qsm_key(key, **environment)["names"]:
        if names["scheme"] == "legacy" and "5.9 - 6.5" in names["qt"] and names["type"] == "systemv":
            return names["segment"], names["lock"]
    raise AssertionError("no such row")


def test_native_keys_are_equal(one, other):
    with Peer(one) as p, Peer(other) as q:
        for key in all_keys():
            for peer in (p, q):
                peer.ask("set-key", key)
            equal(p.ask("native-key"), q.ask("native-key"), f"native key of {key!r}")
            equal(p.ask("key"), q.ask("key"), f"key of {key!r}")
            equal(p.ask("key"), key, "key")


def test_the_command_says_the_same(one, other):
    for kind in (one, other):
        with Peer(kind) as p:
            for key in VECTORS + list(random_keys(20)):
                p.ask("set-key", key)
                equal(system_v_names(key)[0]["name"], p.ask("native-key"), f"{kind}, {key!r}")


def temp_directories():
    """Values of TMPDIR, and what has to be made for them."""
    base = temp_path("keys")
    os.mkdir(base)
    os.mkdir(os.path.join(base, "real"))
    os.mkdir(os.path.join(base, "ünï cödé"))
    os.symlink("real", os.path.join(base, "link"))
    values = ["", "/", "//", "/.", "/nonexist", "/nonexist/..", "relative", ".", "./", "..", base]
    values += [base + tail for tail in
               ("/", "//", "/real", "/real/", "/real/..", "/./real", "//real", "/link", "/link/",
                "/link//", "/link/..", "/link/../real", "/ünï cödé", "/real/../link/.")]
    return base, values


def clear(base):
    os.unlink(os.path.join(base, "link"))
    for name in ("real", "ünï cödé", ""):
        os.rmdir(os.path.join(base, name))


def test_temp_directories_are_found_the_same(one, other):
    with Peer(one) as p, Peer(other) as q:
        base, values = temp_directories()
        for value in values:
            for peer in (p, q):
                equal(peer.ask("setenv", "TMPDIR", value), "ok")
                peer.ask("set-key", "")
                peer.ask("set-key", "hello")
            equal(p.ask("native-key"), q.ask("native-key"), f"TMPDIR={value}")
            equal(system_v_names("hello", TMPDIR=value)[0]["name"], p.ask("native-key"),
                  f"qsm key with TMPDIR={value}")
        for peer in (p, q):
            peer.ask("unsetenv", "TMPDIR")
            peer.ask("set-key", "")
            peer.ask("set-key", "hello")
        equal(p.ask("native-key"), q.ask("native-key"), "without TMPDIR")
        clear(base)


def test_objects_are_where_the_names_say(one, other):
    """The files that real processes make are those that `qsm key` names, and nothing else."""
    for kind in (one, other):
        with Peer(kind):
            pass  # skips the test where there is none
    folder = temp_path("objects")
    os.mkdir(folder)
    for key in ["hello", "Ключ", "a" * 197, "\U0001F600", "x y/z"]:
        for kind in (one, other):
            with Peer(kind, {"TMPDIR": folder}) as p:
                segment, lock = system_v_names(key, TMPDIR=folder)
                p.do("set-key", key)
                p.do("create", 4321)
                equal(sorted(os.path.join(folder, name) for name in os.listdir(folder)),
                      sorted([segment["name"], lock["name"]]), f"{kind}, {key!r}")
                segment, lock = system_v_names(key, TMPDIR=folder)
                check(segment["exists"] and lock["exists"], f"{kind}, {key!r}: not found")
                equal((segment["size"], segment["attached"], lock["value"]), (4321, 1, 1))
                p.do("lock")
                equal(system_v_names(key, TMPDIR=folder)[1]["value"], 0, "value when held")
                p.do("unlock")
                p.do("detach")
                check(not system_v_names(key, TMPDIR=folder)[0]["exists"], "still there")
    os.rmdir(folder)


run(globals())
