# SPDX-License-Identifier: MIT
"""The qsm command in the place of either Qt program: `qsm get` takes what a peer put, `qsm put` gives
what a peer gets, `qsm lock` waits for a peer and makes it wait."""
import json
import os
import signal
import subprocess

from images import (ARGB32, GRAYSCALE8, INDEXED8, MONO, RGB32, bits_of, bytes_per_line, colours,
                    make, pixels, same_pixels)
from peer import Peer, Skip, check, equal, fresh_key, run, temp_path, wait_for
from picture import colourful

NAMES = {MONO: "Mono", INDEXED8: "Indexed8", RGB32: "RGB32", ARGB32: "ARGB32",
         GRAYSCALE8: "Grayscale8"}


def tool():
    path = os.environ.get("QSM_TOOL")
    if not path:
        raise Skip("the qsm command was not built")
    return path


def qsm(*words, status=0):
    done = subprocess.run([tool(), *words], capture_output=True, check=False, timeout=60)
    equal(done.returncode, status, f"exit status of qsm {words}: {done.stderr.decode()}")
    return done.stdout.decode()


def take(name):
    path = temp_path(name)
    with open(path, "rb") as file:
        data = file.read()
    os.remove(path)
    return data


class Holder:
    """`qsm put`, which holds the segment until it is interrupted."""

    def __init__(self, *words):
        self.process = subprocess.Popen([tool(), "put", *words], stdout=subprocess.PIPE)
        check(self.process.stdout.readline(), "qsm put says that the picture is there")

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(20)
        self.process.stdout.close()
        if kind is None:
            equal(status, 0, "exit status of qsm put")


def get_one(p, key, form, width, height):
    data = pixels(form, width, height, 7)
    make(p, form, width, height, data)
    p.do("image-set-dpm", 1000, 2000)
    p.do("image-set-offset", 3, -4)
    p.do("image-set-text", "Title", "Grüße")
    p.do("put")
    told = json.loads(qsm("get", key, "--json", "--raw", temp_path("got.raw"), "-o",
                          temp_path("got.png")))
    image = told.get("image", told)
    equal([image["width"], image["height"], image["format"], image["bytesPerLine"]],
          [width, height, NAMES[form], bytes_per_line(form, width)], "what qsm get tells")
    same_pixels(form, take("got.raw"), data, width, height)
    if p.kind != "c":
        png_is_the_same(p, form, data, width, height)
    take("got.png")


def png_is_the_same(p, form, data, width, height):
    """Qt loads the file that qsm wrote and has the same picture again."""
    with Peer(p.kind) as reader:
        reader.do("image-load", temp_path("got.png"))
        reader.do("image-convert", form)
        equal(reader.ask("image-info"), p.ask("image-info"), "the PNG file as Qt loads it")
        if not colours(form):
            same_pixels(form, bits_of(reader), data, width, height)


def test_get_what_the_peer_put(kind):
    key = fresh_key()
    with Peer(kind) as p:
        p.do("set-key", key)
        for form in NAMES:
            get_one(p, key, form, 37, 21)


def test_the_peer_gets_what_was_put(kind):
    key = fresh_key()
    picture = colourful(61, 40, seed=3)
    picture.save_png(temp_path("in.png"))
    for packing in ("stored", "fast", "exact"):
        with Peer(kind) as p, Holder(key, temp_path("in.png"), "--compression", packing):
            p.do("set-key", key)
            p.do("get")
            check(bits_of(p) == picture.bits_rgb32(), f"pixels, {packing}")
            info = p.ask("image-info")
            if kind != "c":
                p.do("image-load", temp_path("in.png"))
                equal(info, p.ask("image-info"), "as if the peer had loaded the file itself")
    take("in.png")


def test_get_waits_for_the_picture(kind):
    key = fresh_key()
    with Peer(kind) as p:
        p.do("set-key", key)
        data = pixels(ARGB32, 12, 12, 1)
        make(p, ARGB32, 12, 12, data)
        getter = subprocess.Popen([tool(), "get", key, "--wait", "30", "--raw", temp_path("w.raw")],
                                  stdout=subprocess.DEVNULL)
        p.do("put")
        equal(getter.wait(40), 0, "exit status of qsm get --wait")
        check(take("w.raw") == data, "pixels")


def test_failures_have_status_1(kind):
    key = fresh_key()
    qsm("get", key, status=1)
    with Peer(kind) as p:
        p.do("set-key", key)
        p.do("create", 100)
        p.do("fill", "5a")
        qsm("get", key, "--raw", temp_path("none.raw"), status=1)
        check(not os.path.exists(temp_path("none.raw")), "no file for what is no picture")
        colourful(4, 4).save_png(temp_path("in.png"))
        qsm("put", key, temp_path("in.png"), "--hold=0", status=1)
        equal(p.ask("peek", 0, 3), "5a5a5a", "a segment that is in use is left alone")
        take("in.png")


def test_lock_waits_for_the_peer(kind):
    key = fresh_key()
    with Peer(kind) as p:
        p.do("set-key", key)
        p.do("create", 100)
        p.do("lock")
        mark = temp_path("mark")
        locker = subprocess.Popen([tool(), "lock", key, "--", "touch", mark])
        qsm("lock", key, "--timeout", "0.05", "--", "touch", mark, status=124)
        check(locker.poll() is None and not os.path.exists(mark), "nothing runs under a held lock")
        p.do("unlock")
        equal(locker.wait(20), 0, "exit status of qsm lock")
        take("mark")


def test_the_peer_waits_for_lock(kind):
    key = fresh_key()
    mark = temp_path("mark")
    with Peer(kind) as p:
        p.do("set-key", key)
        p.do("create", 100)
        command = f"touch {mark}; read line; exit 7"
        locker = subprocess.Popen([tool(), "lock", key, "--", "sh", "-c", command],
                                  stdin=subprocess.PIPE)
        wait_for(lambda: os.path.exists(mark), "qsm lock runs its command")
        p.send("lock")
        p.wait_until_waiting()
        locker.communicate(b"go on\n")
        equal(locker.wait(20), 7, "the command's own exit status")
        equal(p.answer(), "true")
        p.do("unlock")
    take("mark")


run(globals())
