# SPDX-License-Identifier: MIT
"""The qsm command, of whose calls and the library's one fails each time, with each error it can have, until
none is left to fail. Each time: it ends in time with a status that it has, and a failure has its words; JSON is
JSON; a file it writes is whole or as it was; no memory is lost, no file left; the peer is unharmed.
usage: test_command.py KIND  (of the key: systemv, posix)
QSM_FAULT_STEP=N tries one call of N."""
import errno
import json
import os
import shutil
import subprocess
import time

import world
from command import qsm
from images import ARGB32, make, pixels
from peer import Peer, Skip, check, equal, fresh_key, run, temp_path

SAMPLE = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "sample.png")
OLD = b"what was there before"
# A lock that could not be given back stays taken; the error says so.
KEEPS_LOCK = ("semop", "sem_post")
# Directories of `isolate` that could not be removed stay; the error says so.
BOX = "qsm-isolate-"
KEEPS_BOX = ("fdopendir", "fstat64", "fstatat64", "openat64", "readdir64", "umount2", "unlinkat")

# Errors that tell what is not so: that it is gone. What is right to do then may be a holder's end.
GONE = (errno.ENOENT, errno.EIDRM, errno.EINVAL)
# Key files, which the clean-up takes away, and the runtime directory that Qt's rules have made.
RUNTIME = "runtime-"
MAY_BE_MADE = ("qipc_", RUNTIME)

STEP = int(os.environ.get("QSM_FAULT_STEP", "1"))
tried = worked = 0


class Command:
    """A command line. {key} are the words that name the key; {one} stands for them and, with a legacy key, for
    the option that spares the look at all key schemes; {out} is a file that it writes."""

    def __init__(self, line, state="none", status=0, others=(), out=None, only=None):
        self.line, self.state, self.status, self.others, self.out = line, state, status, others, out
        self.only = only  # the kind of key; None: both

    def words(self, key):
        for word in self.line.split():
            if word in ("{key}", "{one}"):
                yield from key
                if word == "{one}" and len(key) == 1:
                    yield from ("--scheme", "systemv-legacy")
            else:
                yield word.format(out=temp_path(self.out or ""), sample=SAMPLE, stream=temp_path("in.qds"),
                                  film=temp_path("film.raw"), values=temp_path("values.bin"),
                                  json=temp_path("values.json"), settings=temp_path("app.conf"))


# state: what there is before: "held" by a peer that stays, "stale" left by one that died, "none".
COMMANDS = [
    Command("image encode {sample} -o {out} --text A=b --compression fast", out="out.qds"),
    Command("image encode {sample} -o {out} --format RGB888 --compression exact --json", out="out.qds"),
    Command("image decode {stream} -o {out}", out="out.png"),
    Command("image decode {stream} --raw {out} --json", out="out.raw"),
    Command("put {key} {sample} --hold=0"),
    Command("put {one} {sample} --hold=0 --replace --json", state="stale"),
    Command("put {key} {sample} --hold 0", state="held", status=1),
    Command("put {one} {sample} --hold 0 --max-bytes 4M", state="stale", status=1),
    Command("image encode {film} --raw 8x3@gray -o {out}", out="film.qds"),
    Command("put {one} {film} --raw 4x3@gray --hold 0 --timeout 2 --json", only="systemv"),
    Command("put {one} {sample} --png-stream --hold 0 --timeout 2", only="posix"),
    Command("watch {one} --raw - --rows packed --format rgb24 --count 1 --timeout 1", state="held"),
    Command("get {key} -o {out} --timeout 2", state="held", out="out.png"),
    Command("get {one} --raw {out} --own --json", state="held", out="out.raw"),
    Command("get {key} --wait 0.01", status=1),
    Command("get {key} --any --json", state="held"),
    Command("watch {key} --count 1 --timeout 1 --interval 0.05 -o {out}", state="held", out="seen-1.png"),
    Command("watch {one} --count 1 --timeout 1 --interval 0.05 --exec true --json", state="held"),
    Command("stream dump {values} --types repeat(QVariantMap)"),
    Command("stream dump {values} --types QVariantMap,raw[2] --json", status=1),
    Command("stream dump --key {key} --types quint32,raw[40] --json --timeout 2", state="held", only="systemv"),
    Command("stream dump {key} --types quint32 --own", state="held", only="posix"),
    Command("stream make {json} --types QVariantMap,sized16(QString) -o {out}", out="out.bin"),
    Command("stream guess {values} --json", others=(1,)),
    Command("stream types --json"),
    Command("stream settings {settings}"),
    Command("stream settings {settings} --json"),
    Command("read {key} --as 4u32,f64 --count 2 --timeout 2", state="held"),
    Command("read {one} -o {out} --json", state="held", out="out.bin"),
    Command("read {key} --any --size 64 --json", state="held", only="systemv"),
    Command("read {one} --hex --size 64", state="stale", only="systemv"),
    Command("write {one} {sample} --size 16 --json", state="held"),
    Command("create {key} --size 4K --hold 0 --json"),
    Command("create {one} --size 4K --hold 0 --replace", state="stale", only="systemv"),
    Command("semaphore {key} value --json", state="held", only="systemv"),
    Command("semaphore {key} acquire --timeout 2 -- true", state="held", others=(126,), only="systemv"),
    Command("semaphore {key} hold 1 --hold 0 --json"),
    Command("key {key}", state="held"),
    Command("key {key} --json", state="held"),
    Command("list", state="held"),
    Command("list --json", state="held"),
    Command("info {key}", state="held"),
    Command("info {key} --json", state="stale"),
    Command("doctor {key}", state="held", others=(1,)),
    Command("doctor {key} --json", state="stale", status=1, others=(0,)),
    Command("lock {key} --timeout 2 -- true", state="held", others=(126,)),
    Command("lock {key} --repair --yes", state="held"),
    Command("rm {key}", state="stale"),
    Command("rm {key} --json", state="held", status=1),
    Command("isolate -- true", others=(77, 120, 125, 126), only="systemv"),
    Command("isolate --tmpfs -- mktemp", status=120, others=(77, 125, 126), only="systemv"),
    Command("isolate --json -- true", others=(125, 126), only="systemv"),
    Command("gc --dry-run", state="stale"),
    Command("gc --yes --json", state="stale", others=(0,)),
]


def native(kind, key):
    """A POSIX key, as text; None for the System V key that is the default."""
    if kind == "systemv":
        return None
    rows = json.loads(qsm("key", key, "--json"))["names"]
    return next(row["segment"]["string"] for row in rows if (row["scheme"], row["type"]) == ("legacy", "posix"))


def start_holder(key):
    peer = Peer("c")
    if key[0] == "--native":
        equal(peer.ask("set-native-string", key[1]), "true", "it takes the key")
    else:
        equal(peer.ask("set-key", key[0]), "true", "it takes the key")
    make(peer, ARGB32, 40, 30, pixels(ARGB32, 40, 30, 1))
    equal(peer.ask("put"), "true", "the holder's picture")
    return peer


def faulty(words, at, which):
    """What it ended with, and the report: the call, its errno, whether it has more, blocks of memory lost."""
    report = temp_path("report")
    done = subprocess.run([os.environ["QSM_FAULTY"], *words], capture_output=True, check=False, timeout=60,
                          stdin=subprocess.DEVNULL,
                          env={**os.environ, "QSM_FAULT_AT": str(at), "QSM_FAULT_WHICH": str(which),
                               "QSM_FAULT_REPORT": report})
    check(os.path.exists(report), f"{words}, call {at}: it died with {done.returncode}: {done.stderr.decode()}")
    with open(report, encoding="ascii") as file:
        call, number, more, lost = file.read().split()
    os.unlink(report)
    return done, call, int(number), more == "1", int(lost)


def is_json(text):
    """One value, or several one after the other."""
    try:
        while text:
            _, end = json.JSONDecoder().raw_decode(text)
            text = text[end:].lstrip()
    except ValueError:
        return False
    return True


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def put_old(command):
    if command.out:
        with open(temp_path(command.out), "wb") as file:
            file.write(OLD)


def names():
    return set(os.listdir(temp_path("")))


def remove_orphans():
    """Where a removal was told that something is gone, a semaphore may have lost its name. All programs are
    gone here; elsewhere nobody can know whether one still has it."""
    world.remove_system_v_locks()
    for name in names():
        if name.startswith("qipc_"):
            os.unlink(temp_path(name))


class Trial:
    """A command with one key, in the state it wants, again and again."""

    def __init__(self, kind, command):
        self.command = command
        name = fresh_key(command.line.split()[0])
        text = native(kind, name)
        self.key = [name] if text is None else ["--native", text]
        if command.line.startswith("key") or "--any" in command.line:
            self.words = list(command.words([name]))
        else:
            self.words = list(command.words(self.key))
        self.holder = start_holder(self.key) if command.state == "held" else None
        self.wanted = None

    def prepare(self):
        if self.command.state == "stale":
            start_holder(self.key).crash()
        put_old(self.command)

    def run(self, at, which):
        """Whether there was a call to fail, and whether it has more errors."""
        global tried, worked
        self.prepare()
        before = names()
        done, call, number, more, lost = faulty(self.words, at, which)
        what = f"{' '.join(self.words)}: {call}, call {at}, errno {number}: status {done.returncode}, " \
               f"{done.stderr.decode()!r}"
        if self.holder:
            self.holder.note(what)
        self.check_result(done, call, number, what)
        equal(lost, 0, f"{what}: blocks of memory lost")
        left = names() - before - {os.path.basename(word) for word in self.key}
        may_be_left = (*MAY_BE_MADE, BOX) if call in KEEPS_BOX and "cannot remove" in what else MAY_BE_MADE
        check(not {name for name in left if not name.startswith(may_be_left)}, f"{what}: left {left}")
        self.clean_up(call, number)
        tried += call != "-"
        worked += call != "-" and done.returncode == self.command.status
        return call != "-", more

    def check_result(self, done, call, number, what):
        command = self.command
        statuses = (command.status,) if call == "-" else (command.status, 1, *command.others)
        statuses += (0,) if number in GONE else ()
        check(done.returncode in statuses, what)
        failed = done.returncode != command.status
        check(not failed or done.stderr or done.stdout, f"{what}: no words")
        if "--json" in command.line and done.stdout:
            check(is_json(done.stdout.decode()), f"{what}: no JSON: {done.stdout}")
        if command.out:
            found = contents(temp_path(command.out))
            if call == "-":
                self.wanted = self.wanted or found
                check(found != OLD, f"{what}: nothing was written")
            may_be_old = failed or command.line.startswith("watch")  # which tells why there was no picture
            check(found == self.wanted or (may_be_old and found == OLD), f"{what}: the file is neither old nor whole")

    def clean_up(self, call, number):
        if call in KEEPS_LOCK:
            qsm("lock", *self.key, "--repair", "--force", "--yes", status=(0, 1))
        if self.holder and number in GONE and self.command.line.startswith("rm"):
            self.holder.crash()
            qsm("rm", *self.key, status=(0, 1))
            remove_orphans()
            self.holder = start_holder(self.key)
        elif self.holder:
            self.holder.do("lock")
            self.holder.do("unlock")
        else:
            qsm("rm", *self.key, status=(0, 1))
        for name in names():
            if name.startswith(RUNTIME):
                os.rmdir(temp_path(name))
            elif name.startswith(BOX):
                shutil.rmtree(temp_path(name))

    def end(self):
        if self.holder:
            equal(self.holder.ask("size") != "0", True, "the holder's segment")
            with self.holder:
                self.holder.do("detach")
        qsm("rm", *self.key, status=(0, 1))
        if not self.holder:
            remove_orphans()
        if self.command.out:
            os.unlink(temp_path(self.command.out))


def try_all(kind, command):
    trial = Trial(kind, command)
    trial.run(0, 0)  # no call has this number
    before, at, any_left = tried, 1 - STEP, True
    begun = time.monotonic()
    while any_left:
        at += STEP
        any_left, more = trial.run(at, 0)
        which = 0
        while more:
            which += 1
            _, more = trial.run(at, which)
    trial.end()
    print(f"{' '.join(trial.words):60} {at - STEP:4} calls, {tried - before:4} faults, {time.monotonic() - begun:5.1f} s")


def test_each_command(kind):
    if not os.environ.get("QSM_FAULTY"):
        raise Skip("the command was not built for it")
    world.need_own_world()  # of `qsm gc --yes`
    qsm("image", "encode", SAMPLE, "-o", temp_path("in.qds"), "--text", "Title=a text that is long enough to be packed")
    with open(temp_path("film.raw"), "wb") as film:
        film.write(bytes(range(24)))  # 2 pictures of 4x3 in gray, or one of 8x3
    with open(temp_path("values.json"), "w", encoding="ascii") as values:
        values.write('[{"pairs":[["a",{"metatype":"QList<int>","value":[1,2]}]]},"t\\u00e4xt"]')
    with open(temp_path("app.conf"), "w", encoding="ascii") as settings:
        settings.write("[a]\nb=1, 2\nc=@Variant(\\0\\0\\0\\x2\\0\\0\\0\\x5)\n")
    with open(temp_path("values.bin"), "wb") as values:  # QVariantMap {"ä": 7}
        values.write(bytes.fromhex("00000001" "0000000200e4" "000000020000000007"))
    os.environ.pop("XDG_RUNTIME_DIR", None)
    for command in COMMANDS:
        if command.only in (None, kind):
            try_all(kind, command)
    os.unlink(temp_path("in.qds"))
    for name in ("film.raw", "values.json", "values.bin", "app.conf"):
        os.unlink(temp_path(name))
    qsm("gc", "--yes")  # a lock whose removal failed half-way
    print(f"{tried} faults, {worked} of them without consequence")
    check(tried > 500, "there were calls to fail")


run(globals())
