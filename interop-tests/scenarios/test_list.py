# SPDX-License-Identifier: MIT
"""`qsm list` beside real processes: what they made, who holds it, and the image that is in it."""
import json
import os
import subprocess

from peer import Peer, Skip, check, equal, fresh_key, run, temp_path

IMAGE_32 = 5  # QImage::Format_ARGB32


def qsm(*arguments, status=0):
    tool = os.environ.get("QSM_TOOL")
    if not tool:
        raise Skip("the qsm command was not built")
    found = subprocess.run([tool, *arguments], capture_output=True, check=False)
    equal(found.returncode, status, f"exit status of qsm {arguments}, {found.stderr.decode()}")
    return found.stdout.decode()


def listed(*arguments):
    # No runtime directory: only what this test made is to be seen.
    return json.loads(qsm("list", "--json", "--runtime-path", "/nonexist", *arguments))


def named(name):
    return [row for row in listed() if row["name"] == name]


def the(name):
    rows = named(name)
    equal(len(rows), 1, f"rows named {name}")
    return rows[0]


def test_one_segment(kind):
    with Peer(kind) as p:
        p.do("set-key", fresh_key())
        name = p.ask("native-key")
        equal(named(name), [], "rows before create()")
        p.do("create", 1234)
        row = the(name)
        equal((row["type"], row["ftokId"], row["exists"], row["keyFileExists"]),
              ("systemv", 81, True, True))
        equal((row["size"], row["attached"], row["owner"], row["mode"]),
              (1234, 1, os.geteuid(), "0600"))
        equal(row["creatorPid"], p.pid, "creator")
        equal(row["lock"]["name"], name.replace("qipc_sharedmemory_", "qipc_systemsem_"))
        equal((row["lock"]["exists"], row["lock"]["value"], row["lock"]["lastPid"]),
              (True, 1, p.pid))
        equal(row["content"]["text"], "zeros")
        p.do("poke", 3, "01")
        equal(the(name)["content"]["text"], "data")
        p.do("detach")
        equal(named(name), [], "rows after detach()")


def test_looking_disturbs_nobody(kind):
    with Peer(kind) as p:
        p.do("set-key", fresh_key())
        p.do("create", 100)
        p.do("lock")
        row = the(p.ask("native-key"))
        equal((row["lock"]["value"], row["content"]["text"]), (0, "zeros"))
        equal(listed("--no-content")[0].get("content"), None, "content that was not asked for")
        p.do("unlock")
        for _ in range(20):
            row = the(p.ask("native-key"))
            equal((row["attached"], row["lock"]["value"]), (1, 1))
        p.do("lock")
        p.do("unlock")
        p.do("poke", 0, "ff")


def test_a_stale_segment_stays(kind):
    p = Peer(kind)
    key = fresh_key("stale")
    p.do("set-key", key)
    p.do("create", 77)
    p.do("poke", 0, "ff")
    name = p.ask("native-key")
    p.crash()
    for _ in range(3):
        row = the(name)
        equal((row["exists"], row["size"], row["attached"], row["content"]["text"]),
              (True, 77, 0, "data"))
    with Peer(kind) as q:  # clears it away: the last one out
        q.do("set-key", key)
        q.do("attach")
        q.do("detach")
        equal(named(name), [], "rows after the last detach()")
        # The semaphore of the process that died is nobody's; who asks for it by Create owns it and
        # takes it along.
        q.ask("sem-new", key, 1, "create")
        q.ask("sem-free")


def test_the_image_is_named(kind):
    with Peer(kind) as p:
        p.do("set-key", fresh_key("image"))
        p.do("image-null")
        p.do("put")
        equal(the(p.ask("native-key"))["content"]["text"], "QImage null")
        p.do("detach")
        p.do("image-new", IMAGE_32, 33, 17)
        p.do("put")
        content = the(p.ask("native-key"))["content"]
        equal((content["width"], content["height"], content["format"]), (33, 17, "ARGB32"))
        equal(content["text"], "QImage 33x17 ARGB32")
        table = qsm("list", "--wide", "--runtime-path", "/nonexist").splitlines()
        lines = [line for line in table if line.endswith(p.ask("native-key"))]
        equal(len(lines), 1, "lines of the table")
        check("QImage 33x17 ARGB32" in lines[0], lines[0])
        check(table[0].startswith("  TYPE") and table[0].endswith("NAME"), table[0])
        p.do("detach")


def test_a_key_to_paste(kind):
    """The key of letters itself, and the name of the program that uses it."""
    key = "listed" + "".join(chr(ord("a") + int(digit)) for digit in str(os.getpid()))
    with Peer(kind) as p:
        p.do("set-key", key)
        p.do("create", 1234)
        with open(f"/proc/{p.pid}/comm", encoding="utf-8") as file:
            name = file.read().strip()
        row = the(p.ask("native-key"))
        equal((row["key"], row["arguments"], row["marks"]), (key, key, []))
        equal([(user["pid"], user["name"]) for user in row["users"]], [(p.pid, name)], "users")
        lines = [line.split() for line in qsm("list", "--runtime-path", "/nonexist").splitlines()
                 if line.endswith(f" {key}")]
        equal(len(lines), 1, "lines of the table")
        check(name[:18] in lines[0][1], lines[0])
        p.crash()
        row = the(row["name"])
        equal((row["key"], row["users"], row["marks"]), (key, [], ["stale-segment"]))
        lines = [line for line in qsm("list", "--runtime-path", "/nonexist").splitlines()
                 if line.endswith(f" {key}")]
        check(lines[0].startswith("! ") and "  stale  " in lines[0], lines[0])
        qsm("rm", row["arguments"])


def test_a_key_file_alone(kind):
    del kind
    name = temp_path("qipc_sharedmemory_alone0123456789")
    with open(name, "wb"):
        pass
    row = the(name)
    equal((row["exists"], row["keyFileExists"], row["size"]), (False, True, None))
    check("content" not in row, "content of nothing")
    check("(key file only)" in qsm("list"), "no word on the key file")
    os.unlink(name)


def test_usage(kind):
    del kind
    qsm("list", "operand", status=2)
    qsm("list", "--wait", "soon", status=2)
    qsm("key", status=2)
    qsm("key", "", status=2)
    qsm("key", "one", "two", status=2)
    qsm("key", b"\xff", status=2)
    for command in ("key", "list"):
        check(qsm(command, "--help").startswith(f"Usage: qsm {command} "), "help")
    check("Windows" in qsm("key", "--runtime-path", "/run", "hello"), "names of other systems")


run(globals())
