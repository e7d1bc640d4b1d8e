# SPDX-License-Identifier: MIT
"""What `qsm doctor` says of Qt programs: nothing of a pair that works, and the right thing of others. The
situations that need no Qt are in cli/test_doctor.sh."""
import json
import os
import subprocess

from images import ARGB32, make, pixels
from peer import Peer, Skip, equal, fresh_key, run


def findings(key, **environment):
    tool = os.environ.get("QSM_TOOL")
    if not tool:
        raise Skip("the qsm command was not built")
    done = subprocess.run([tool, "doctor", key, "--json", "--wait", "0.2"], capture_output=True,
                          check=False, timeout=60, env={**os.environ, **environment})
    found = [one["id"] for one in json.loads(done.stdout)["findings"]]
    equal(done.returncode, 1 if found else 0, f"exit status, {done.stderr.decode()}")
    return found


def test_a_healthy_pair(one, other):
    key = fresh_key()
    with Peer(one) as a, Peer(other) as b:
        for peer in a, b:
            peer.do("set-key", key)
        make(a, ARGB32, 40, 30, pixels(ARGB32, 40, 30, 3))
        a.do("put")
        equal(findings(key), [], "beside one program")
        b.do("attach")
        equal(findings(key), [], "beside two programs")
        b.do("detach")
        equal(findings(key), [], "after the reader")
    equal(findings(key), ["no-segment"], "after both")


def test_another_temp_directory(one, other):
    key = fresh_key()
    elsewhere = os.path.join(os.environ["TMPDIR"], "elsewhere")
    os.mkdir(elsewhere)
    with Peer(one, {"TMPDIR": elsewhere}) as a, Peer(other) as b:
        for peer in a, b:
            peer.do("set-key", key)
        make(a, ARGB32, 8, 8, pixels(ARGB32, 8, 8, 3))
        a.do("put")
        equal(b.ask("attach"), "false", "the reader finds it")
        equal(findings(key), ["no-segment", "other-temp-directory"], "where the reader looks")
        equal(findings(key, TMPDIR=elsewhere), [], "where the writer looks")
    os.rmdir(elsewhere)


def test_a_holder_that_does_not_unlock(one, other):
    key = fresh_key()
    with Peer(one) as a, Peer(other) as b:
        for peer in a, b:
            peer.do("set-key", key)
        make(a, ARGB32, 8, 8, pixels(ARGB32, 8, 8, 3))
        a.do("put")
        b.do("attach")
        b.do("lock")
        equal(findings(key), ["lock-held"], "while it is locked")
        b.do("unlock")
        equal(findings(key), [], "when it is free")


def test_what_a_crash_leaves(one, other):
    key = fresh_key()
    with Peer(one) as a:
        a.do("set-key", key)
        make(a, ARGB32, 8, 8, pixels(ARGB32, 8, 8, 3))
        a.do("put")
        a.crash()
    equal(findings(key), ["left-behind"], "after the crash")
    with Peer(other) as b:  # the last one out takes it along
        b.do("set-key", key)
        b.do("attach")
        equal(findings(key), [], "while another uses it")
    equal(findings(key), ["no-segment"], "after that")
    subprocess.run([os.environ["QSM_TOOL"], "rm", key], check=True, stdout=subprocess.DEVNULL)


run(globals())
