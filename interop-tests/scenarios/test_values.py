# SPDX-License-Identifier: MIT
"""Values of a real Qt and `qsm stream`: Qt writes, dump shows; make writes, Qt reads. The bytes of make
are those of Qt. The Qt program is ../qt/values_peer.cpp. Through shared memory, ../qt/values_c.c is on the
other side: the calls of qsm/exchange_values.h. Last, the example of settings, both ways."""
import json
import os
import re
import shlex
import subprocess
import types

from peer import Peer, Skip, check, equal, fresh_key, program_of, run, temp_path, wait_for

MAP = {"pairs": [
    ["audio", {"metatype": "QVariantMap", "value": {"pairs": [
        ["name", {"metatype": "QString", "value": "Größe"}], ["volume", {"metatype": "int", "value": 50}]]}}],
    ["large", {"metatype": "qlonglong", "value": "9223372036854775807"}],
    ["list", {"metatype": "QVariantList", "value": [
        {"metatype": "int", "value": 1}, {"metatype": "bool", "value": True}, {"metatype": None, "value": None},
        {"metatype": "QByteArray", "value": {"hex": "00ff"}}]}],
    ["where", {"metatype": "QPoint", "value": [1, -2]}]]}
VALUES = [
    ("raw[4]", {"hex": "51534d31"}),
    ("qint32", -5),
    ("quint64", "18446744073709551615"),
    ("double", 0.5),
    ("float", 1.25),
    ("bool", True),
    ("QString", "\U0001f600 Grüße"),
    ("QString", "\ud800x"),
    ("QString", None),
    ("QByteArray", {"hex": "0001ff"}),
    ("cstring", {"hex": "706c61696e"}),
    ("QStringList", ["x", "y"]),
    ("QVariantMap", MAP),
    ("QVariant", {"metatype": "QVariantMap", "value": MAP}),
    ("QVariant", {"metatype": None, "value": None}),
    ("QMap<int,QStringList>", {"pairs": [[-1, ["a", None]], [7, []]]}),
    ("QPair<qint16,QString>", [3, "three"]),
    ("QRect", {"x": 1, "y": 2, "w": 30, "h": 40}),
    ("QUuid", "{00112233-4455-6677-8899-aabbccddeeff}"),
    ("quint16", 1), ("qint32", 2),
    ("quint8", 0), ("QString", "0"), ("quint8", 1), ("QString", "1"), ("quint8", 2), ("QString", "2"),
]
TYPES = ",".join(name for name, _ in VALUES[:-8]) + ",sized32(quint16,qint32),repeat(quint8,QString)"
VERSIONS = {"qt5": (0, 7, 12, 13, 17), "qt6": (0, 7, 12, 19)}  # 0: the default of the Qt
DEFAULT = {"qt5": 19, "qt6": 20}
RELEASE = {"qt5": "0x050f00", "qt6": "0x060400"}


def tool():
    path = os.environ.get("QSM_TOOL")
    if not path:
        raise Skip("the qsm command was not built")
    return path


def peer(kind):
    program = program_of(f"values_peer{kind[-1]}")
    if not os.access(program, os.X_OK):
        raise Skip(f"{program} was not built")
    return program


def ask(*words, expected=0):
    done = subprocess.run(words, capture_output=True, check=False, timeout=60)
    equal(done.returncode, expected, f"{words}: {done.stderr.decode()}")
    return done.stdout.decode()


def settings(kind, version, flags):
    release = {"qt5": "5.15", "qt6": "6.4"}[kind]
    return ["--types", TYPES, "--qt", release, *(["--version", str(version)] if version else []),
            *(["--little-endian"] if flags & 1 else []), *(["--single"] if flags & 2 else [])]


def both_ways(kind, version, flags):
    what = f"version {version}, flags {flags}"
    by_qt, by_qsm, values = temp_path("by-qt"), temp_path("by-qsm"), temp_path("values.json")
    words = settings(kind, version, flags)
    ask(peer(kind), "write", by_qt, str(version), str(flags))
    told = json.loads(ask(tool(), "stream", "dump", by_qt, "--json", *words))
    equal(told["status"], "Ok", what)
    equal(told["consumed"], os.path.getsize(by_qt), what)
    equal([(value["type"], value["value"]) for value in told["values"]], VALUES, what)
    with open(values, "w", encoding="ascii") as file:
        json.dump([value for _, value in VALUES], file)
    ask(tool(), "stream", "make", values, "-o", by_qsm, *words)
    equal(ask(peer(kind), "read", by_qsm, str(version), str(flags)).strip(), "same", what)
    with open(by_qt, "rb") as one, open(by_qsm, "rb") as other:
        check(one.read() == other.read(), f"{what}: other bytes than Qt")
    for path in (by_qt, by_qsm, values):
        os.remove(path)


def test_both_ways(kind):
    for version in VERSIONS[kind]:
        for flags in range(4):
            both_ways(kind, version, flags)


def test_a_segment(kind):
    key = fresh_key("values")
    with subprocess.Popen([peer(kind), "share", key, "0", "0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as program:
        size = int(program.stdout.readline())
        told = json.loads(ask(tool(), "stream", "dump", "--key", key, "--json", *settings(kind, 0, 0)))
        program.stdin.close()
        equal(program.wait(20), 0, "the Qt program")
    equal([(value["type"], value["value"]) for value in told["values"]], VALUES, "the segment")
    check(told["consumed"] <= size, f"{told['consumed']} bytes of {size}")


def start(*words):
    """A program that shares something until its input ends; and what it prints, up to the number of bytes."""
    program = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    lines = [program.stdout.readline()]
    while lines[-1] and not re.fullmatch(r"\d+\n|shared \d+ bytes\n", lines[-1]):
        lines.append(program.stdout.readline())
    check(lines[-1], f"{words} shares nothing")
    return program, lines


def end(program):
    program.stdin.close()
    equal(program.wait(20), 0, "the program that shares")
    program.stdout.close()


def c_words(kind, verb, key, names, version, flags):
    return [program_of("values_c"), verb, key, names, str(version or DEFAULT[kind]), RELEASE[kind], str(flags & 3)]


def test_calls_read_from_qt(kind):
    for version in VERSIONS[kind]:
        for flags in range(8):
            key = fresh_key("read")
            program, _ = start(peer(kind), "share", key, str(version), str(flags))
            names = "-" if flags & 4 else TYPES
            told = [json.loads(line) for line in ask(*c_words(kind, "read", key, names, version, flags)).splitlines()]
            end(program)
            wanted = [[{"metatype": "QVariantMap", "value": MAP}]] if flags & 4 else [value for _, value in VALUES]
            equal(told, wanted, f"version {version}, flags {flags}")


def test_calls_write_for_qt(kind):
    values = temp_path("shared.json")
    for version in VERSIONS[kind]:
        for flags in range(8):
            key = fresh_key("write")
            names = "-" if flags & 4 else TYPES
            with open(values, "w", encoding="ascii") as file:
                json.dump([MAP] if flags & 4 else [value for _, value in VALUES], file)
            program, _ = start(*c_words(kind, "write", key, names, version, flags), values)
            equal(ask(peer(kind), "fetch", key, str(version), str(flags)).strip(), "same",
                  f"version {version}, flags {flags}")
            end(program)
    os.remove(values)


def waits(words):
    """Starts a program. Returns when it waits for the lock."""
    program = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    place = types.SimpleNamespace(pid=program.pid)
    wait_for(lambda: Peer.is_waiting(place) or program.poll() is not None, f"{words} waits")
    equal(program.poll(), None, f"{words} under Qt's lock")
    return program


def test_qt_holds_the_lock(kind):
    """Nobody reads while Qt writes."""
    key = fresh_key("locked")
    dump = [tool(), "stream", "dump", "--key", key, "--types", "qint32", "--json"]
    with Peer(kind) as p:
        p.do("set-key", key)
        p.do("create", 4)
        p.do("lock")
        p.do("poke", 0, "00000001")
        done = subprocess.run([*dump, "--timeout", "0.05"], capture_output=True, check=False, timeout=20, text=True)
        equal((done.returncode, done.stdout, "the lock is held by" in done.stderr), (1, "", True), done.stderr)
        readers = [waits(dump), waits(c_words(kind, "read", key, "qint32", 0, 0))]
        p.do("poke", 0, "00000002")
        p.do("unlock")
        told, line = (reader.communicate(timeout=20)[0] for reader in readers)
        equal((json.loads(told)["values"][0]["value"], json.loads(line)), (2, 2), "what Qt wrote last")


def test_qt_values_are_recognised(kind):
    """guess, info, get and doctor tell how to show what Qt shares; the command that they give shows it."""
    key = fresh_key("unknown")
    program, _ = start(peer(kind), "share", key, "0", "4")
    guessed = json.loads(ask(tool(), "stream", "guess", "--key", key, "--json"))[0]
    wanted = {"metatype": "QVariantMap", "value": MAP}
    equal((guessed["types"], [it["value"] for it in guessed["values"]]), ("QVariant", [wanted]), "the first guess")
    command = json.loads(ask(tool(), "info", key, "--json"))[0]["looksLike"]["command"]
    check(command in ask(tool(), "doctor", key), f"doctor: {command}")
    got = subprocess.run([tool(), "get", key, "-o", os.devnull], capture_output=True, check=False, timeout=20,
                         text=True)
    check(got.returncode == 1 and command in got.stderr, f"get: {command}: {got.stderr}")
    shown = json.loads(ask(tool(), *shlex.split(command)[1:], "--json"))
    equal([it["value"] for it in shown["values"]], [wanted], command)
    end(program)


def test_settings_example(kind):
    examples = os.environ.get("QSM_EXAMPLES", "")
    one = os.path.join(examples, "settings_exchange")
    other = program_of(f"settings_partner{kind[-1]}")
    for path in (one, other):
        if not os.access(path, os.X_OK):
            raise Skip(f"{path} was not built")
    for writer, reader, title in ((one, other, "title Größe, C"), (other, one, "title Größe, Qt ")):
        key = fresh_key("settings")
        program, lines = start(writer, "write", key)
        check(lines[0].startswith(title), f"{writer} shares {lines}")
        equal(ask(reader, "read", key).splitlines(keepends=True), lines[:-1], f"{reader} of {writer}")
        end(program)
        ask(reader, "read", key, expected=1)
        ask(reader, "write", expected=2)


run(globals())
