# SPDX-License-Identifier: MIT
"""qTox and what its instances share: a ring of events. A C program posts one, and qTox takes it."""
import json
import os
import subprocess

from command import qsm, tool
from peer import check, equal, run
from wild import Beside, end_all, installed, screen, the_row, until, users

KEY, SIZE = "qtox-2", 5656


def start(desktop):
    """qTox, at its login window. What it prints is in its log, too."""
    desktop.start([installed("qtox", "qtox")], stderr=subprocess.DEVNULL)
    return Beside(["qtox"], SIZE, [KEY])


def log(desktop):
    path = os.path.join(desktop.folder, ".cache/qTox/qtox.log")
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def test_running_stopped_and_killed():
    with screen() as desktop:
        program = start(desktop)
        program.in_use()
        program.stopped()
        end_all(desktop)
        program.gone()


def test_an_event_of_a_c_program():
    with screen() as desktop:
        start(desktop)
        desktop.wait_for_window("qTox")
        # Without a profile qTox handles no event, and reads it again and again until it is more than 5 seconds old.
        done = subprocess.run([os.path.join(os.environ["QSM_WILD"], "qtox_post"), "hello from C", "3"],
                              stdout=subprocess.PIPE, text=True, check=True)
        equal(done.stdout, f"{SIZE} bytes, posted\n")
        until(lambda: 'Received event: "hello from C"' in log(desktop), "qTox logs the event")


def test_qtox_waits_for_qsm():
    with screen() as desktop:
        start(desktop)
        desktop.wait_for_window("qTox")
        holder = subprocess.Popen([tool(), "lock", KEY, "--", "cat"], stdin=subprocess.PIPE)
        until(lambda: the_row()["lock"]["waiters"] == 1, "qTox waits for the lock")
        row = the_row()
        check(row["lockState"] == "held", f"lock {row['lockState']}")
        equal(set(users()), {"qtox"}, "users")
        equal(json.loads(qsm("info", KEY, "--json"))[0]["lock"]["waiters"], 1, "waiters in info")
        check("lock held" in qsm("list"), "list says that the lock is held")
        check(f"holder       process {row['lock']['lastPid']} (qsm)" in qsm("info", KEY), "info names the holder")
        holder.communicate()
        equal(holder.returncode, 0, "exit status of qsm lock")
        until(lambda: the_row()["lock"]["waiters"] == 0 and the_row()["lock"]["value"] == 1, "qTox goes on")


run(globals())
