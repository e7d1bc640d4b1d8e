# SPDX-License-Identifier: MIT
"""Every key a real Qt derives, writes as text or reads from text, beside ours: the known vectors and
some thousands of random ones. One argument: the kind of the Qt peer."""
import contextlib
import os
import random
import shutil

from peer import Peer, Skip, check, equal, run, temp_path
from versions import GENERATION_6_6, POSIX, SYSTEM_V, generation, has_native_keys, is_native_keys

# The keys of the table of test vectors: every class of character, and the longest names.
KEYS = ["", "hello", "QSharedMemoryExample", "12345", "Ключ", "\U0001F600", "a b c", "/path/to/file",
        "org.example.app-1", "\u00e9", "e\u0301", "%41?#&=", "Global\\name", "\u00c0BC\u00df",
        "a" * 300, "x1" * 100, "\n", "\uff21\uff22\uff23", "a" * 197, "/abs/x", "a/b", "Local\\x",
        "Global\\x", "//x", "///", "a\x01b", "100%", "a+b", "a=b", "a;b", "~", "\x7f", "\u0085",
        "\ufeff", "\ufeff\ufeffa", "\ufffd", "\U0010fffd", "\ue000", "?legacyKey=x", "#"]

# Pieces that random keys and strings are made of: what the grammar gives a meaning, and what not.
PIECES = ["a", "Z", "9", "/", "//", "?", "#", "%", "%41", "%2F", "%2f", "%25", "%3F", "%23", "%20",
          "%7F", "%01", "%zz", "%4", "%C3%A9", "%c3%a9", "%FF", "%C3", "%ED%A0%80", "%F0%9F%98%80",
          "%F4%90%80%80", "%E2%82", "%C0%80", "%EF%BF%BE", "%26", "%3D", "%3B", "%40", "%3A",
          "&", "=", "+", ";", ":", "@", "é", "Ключ", "\U0001F600", "e\u0301", " ", "\t", "\n", "\x01",
          "\x7f", "\u00a0", "\ufeff", "\ufffe", "\u2028", "\\", "|", "^", "`", "<", ">", "[", "]", "{",
          "}", "\"", "'", "!", "$", "*", "(", ")", ",", ".", "..", "/../", "~", "_", "-", "legacyKey",
          "legacyKey=", "LegacyKey=", "%6CegacyKey=", "&legacyKey=b", "?legacyKey=", "?legacyKey=a"]
SCHEMES = ["posix:", "systemv:", "windows:", "systemv-1:", "systemv-81:", "systemv-255:", "POSIX:",
           "SystemV:", "systemv-009:", "systemv-0:", "systemv-256:", "systemv-:", "systemv--1:",
           "systemv-+1:", "systemv- 1:", "systemv-1x:", "systemv-0x1:", "systemv81:", "posix", "posix-1:",
           " posix:", "file:", "", ":", "systemv-٣:", "p%6Fsix:", "posix://", "posix:///", "systemv://@",
           "posix://:", "posix://h", "systemv-99999999999:", "system v:", "windows:/", "posix:/",
           "systemv:/tmp/", "sYsTeMv-7:", "systemv-7.:", "systemv-000000000000000000000001:"]


def random_text(source, most=6):
    return "".join(source.choice(PIECES) for _ in range(source.randint(0, most)))


differences = []


def same(found, wanted, what):
    """Notes a difference; all of them are told at the end of the test."""
    if found != wanted:
        differences.append(f"{what}: found {found!r}, wanted {wanted!r}")


def needs_generations():
    """Only c_peer can be asked for the directories of another Qt than its own."""
    if "QSM_C_PEER" in os.environ:
        raise Skip("qsm_qt_api.h has no directories: Qt's own classes for them stay as they are")


def compare(qt, c, *words):
    """The same question to both; the answers must be equal."""
    same(c.ask(*words), qt.ask(*words), words)


@contextlib.contextmanager
def both(kind):
    """A Qt peer and ours, in a folder that both can name; fails for what was different."""
    differences.clear()
    os.chdir(temp_path(""))
    with Peer(kind) as qt, Peer("c") as c:
        yield qt, c
    check(not differences, "\n    ".join([f"{len(differences)} differences from {kind}", *differences[:40]]))


def test_native_name_of_legacy_keys(kind):
    with both(kind) as (qt, c):
        source = random.Random(1)
        for key in KEYS + [random_text(source) for _ in range(500)]:
            for peer in (qt, c):
                equal(peer.ask("set-key", key) in ("ok", "true"), True)
            for question in ("key", "native-key"):
                compare(qt, c, question)


def test_derived_names(kind):
    with both(kind) as (qt, c):
        has_native_keys(qt)
        source = random.Random(2)
        for key in KEYS + [random_text(source) for _ in range(300)]:
            for kind_of_key in (SYSTEM_V, POSIX, 1, 255):
                for question in ("legacy-native-key", "platform-safe-key", "sem-legacy-native-key",
                                 "sem-platform-safe-key", "legacy-string"):
                    compare(qt, c, question, key, kind_of_key)


def test_text_of_keys(kind):
    with both(kind) as (qt, c):
        has_native_keys(qt)
        source = random.Random(3)
        for name in KEYS + [random_text(source) for _ in range(1000)]:
            for kind_of_key in (SYSTEM_V, POSIX, 0x101, 1, 255, 0, 0x102):
                compare(qt, c, "key-to-string", name, kind_of_key)


def test_keys_of_text(kind):
    with both(kind) as (qt, c):
        has_native_keys(qt)
        source = random.Random(4)
        texts = [scheme + rest for scheme in SCHEMES
                 for rest in ["", "/x", "x", "?", "#", "//x", "/x?legacyKey=a%26b", "?legacyKey=a#b?"]]
        texts += [source.choice(SCHEMES[:9]) + random_text(source) for _ in range(6000)]
        texts += [random_text(source) for _ in range(500)]
        for text in texts:
            compare(qt, c, "key-from-string", text)


def test_every_character_in_text(kind):
    with both(kind) as (qt, c):
        has_native_keys(qt)
        for number in [*range(1, 0x180), 0x2028, 0xfdd0, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0x1fffe, 0x10ffff]:
            character = chr(number)
            compare(qt, c, "key-to-string", f"/a{character}b", POSIX)
            compare(qt, c, "key-from-string", f"posix:/a{character}b")
            compare(qt, c, "legacy-string", f"a{character}b", SYSTEM_V)
            compare(qt, c, "key-from-string", f"posix:/x?legacyKey=a{character}b")
            compare(qt, c, "key-from-string", f"posix:/x?a{character}b=1")
        for number in range(1, 256):
            compare(qt, c, "key-from-string", f"posix:/a%{number:02x}b")
            compare(qt, c, "key-from-string", f"posix:/x?legacyKey=a%{number:02X}b")
        for number in range(0, 300):
            compare(qt, c, "key-from-string", f"systemv-{number}:/x")


def test_text_through_an_object(kind):
    with both(kind) as (qt, c):
        has_native_keys(qt)
        # Text that is no key takes the old key away, too.
        source = random.Random(5)
        for _ in range(500):
            text = source.choice(["posix:", "systemv:", "systemv-7:"]) + random_text(source, 4)
            for peer in (qt, c):
                peer.ask("set-native-string", text)
            for question in ("key", "native-key", "native-string"):
                compare(qt, c, question)


def test_types(kind):
    with both(kind) as (qt, c):
        has_native_keys(qt)
        compare(qt, c, "default-types")
        # 0 is no key at all. Qt takes it for System V with the ftok() id 0, qsm refuses it.
        equal(qt.ask("type-supported", 0), ["true", "true"])
        equal(c.ask("type-supported", 0), ["false", "false"])
        for number in range(1, 258):
            compare(qt, c, "type-supported", number)


def test_defaults_of_native_keys(kind):
    with both(kind) as (qt, c):
        for name in ("/x", "x", "", "Ключ"):
            for peer in (qt, c):
                peer.ask("set-native-key", name)
            for question in ("key", "native-key") + (("native-string",) if is_native_keys(qt) else ()):
                compare(qt, c, question)


@contextlib.contextmanager
def folders():
    """Folders of all kinds that an environment variable may name: the names, and where they are."""
    base = temp_path("folders")
    os.makedirs(os.path.join(base, "real", "inner"), mode=0o700)
    os.chmod(os.path.join(base, "real"), 0o700)
    os.makedirs(os.path.join(base, "temp"), mode=0o700)
    os.makedirs(os.path.join(base, "mode 755"))
    os.chmod(os.path.join(base, "mode 755"), 0o755)
    os.symlink("real", os.path.join(base, "link"))
    with open(os.path.join(base, "file"), "w", encoding="ascii"):
        pass
    names = ["real", "real/", "real//", "link", "link/", "link/inner", "link//inner/..", "real/./inner",
             "real/../real", "mode 755", "file", "missing/inner", "missing", "made by whom"]
    try:
        yield base, [f"{base}/{name}" for name in names] + ["", "/", "//", "folders", "./folders/real", ".",
                                                           "..", "/tmp", "/tmp/", "/tmp//"]
    finally:
        shutil.rmtree(base)


def test_temp_path(kind):
    with folders() as (_, places), both(kind) as (qt, c):
        needs_generations()
        which = generation(qt)
        for folder in places:
            for peer in (qt, c):
                peer.do("setenv", "TMPDIR", folder)
            same(c.ask("temp-path", which), qt.ask("temp-path"), f"temp path of TMPDIR={folder!r}")
            if which == GENERATION_6_6:
                for peer in (qt, c):
                    peer.ask("set-key", f"of {folder}")
                compare(qt, c, "native-key")
        for peer in (qt, c):
            peer.do("unsetenv", "TMPDIR")
        same(c.ask("temp-path", which), qt.ask("temp-path"), "temp path without TMPDIR")


def test_runtime_path(kind):
    with folders() as (base, places), both(kind) as (qt, c):
        has_native_keys(qt)  # older ones do not use it for keys
        needs_generations()
        which = generation(qt)
        for peer in (qt, c):
            peer.do("setenv", "TMPDIR", os.path.join(base, "temp"))
        # Whoever is asked first makes the folder if it is missing: each is the first one once.
        for first, second in ((qt, c), (c, qt)):
            for folder in places:
                if folder.startswith("/") and not folder.startswith(base):
                    continue  # Qt before 6 corrects the permissions of what it is given
                answers = {}
                for peer in (first, second):
                    peer.do("setenv", "XDG_RUNTIME_DIR", folder)
                    answers[peer.kind] = peer.ask("runtime-path", *([which] if peer is c else []))
                same(answers["c"], answers[kind], f"XDG_RUNTIME_DIR={folder!r}, {first.kind} first")
                if which == GENERATION_6_6:
                    compare(qt, c, "platform-safe-key", "hello", SYSTEM_V)
            for made in ("missing", "made by whom", "temp/runtime-root"):
                shutil.rmtree(os.path.join(base, made), ignore_errors=True)


run(globals())
