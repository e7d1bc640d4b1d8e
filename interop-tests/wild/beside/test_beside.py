# SPDX-License-Identifier: MIT
"""test_beside.py PROGRAM: what qsm says of the segment of a real program while it runs, while it is stopped, and
after it was killed."""
import os
import signal
import socket
import sys

from command import qsm, tool
from peer import equal, run
from wild import Beside, end_all, installed, screen, until
import world

HOST = socket.gethostname()

# Names of the processes at the segment, its size, KEY where it is known (that of flameshot is a hash), and a window.
PROGRAMS = {
    "flameshot": (["flameshot"], 152, None, None),
    "jtdx": (["jtdx", "jtdxjt9"], 13692248, "JTDX", "JTDX  by"),
    "qjackctl": (["qjackctl"], 8, f"QjackCtl@{HOST}", None),
    "qsynth": (["qsynth"], 8, f"Qsynth@{HOST}", "Qsynth"),
}


def start(desktop, name):
    names, size, key, window = PROGRAMS[name]
    program = desktop.start([installed(name, name)])
    beside = Beside(names, size, key and [key])
    if window:
        desktop.wait_for_window(window, program.pid)
    return beside, program


def test_running_stopped_and_killed(name):
    with screen() as desktop:
        program, _ = start(desktop, name)
        program.in_use()
        program.stopped()
        end_all(desktop)
        program.gone()


def test_a_second_one(name):
    """It finds the segment of the first one and ends. But before, it has called create(): so its end removes the lock
    of the first one. That is Qt's way, and doctor says so. The first one may make the lock again, which it needs."""
    with screen() as desktop:
        program, first = start(desktop, name)
        second = desktop.start([installed(name, name)])
        second.wait(20)
        equal(first.poll(), None, "exit status of the first")
        first.send_signal(signal.SIGSTOP)
        has_lock = os.path.exists(program.row()["lock"]["name"])
        program.in_use(trouble=[] if has_lock else ["lock-missing"])


def test_semaphore(name):
    """JTDX and its decoder also share a QSystemSemaphore."""
    with screen() as desktop:
        start(desktop, name)
        until(lambda: len(world.system_v("sem")) == 2, "lock and semaphore")
        equal(qsm("semaphore", "sem_jtdxjt9", "value"), "1\n")
        qsm("semaphore", "sem_jtdxjt9", "acquire", "--timeout", "5", "--", "sh", "-c",
            f"test $('{tool()}' semaphore sem_jtdxjt9 value) = 0")
        equal(world.locks(), [1, 1], "values afterwards")


# The second JTDX asks its user first; the first QjackCtl may crash when a second one comes, by a fault of its own.
if sys.argv[1] in ("jtdx", "qjackctl"):
    del test_a_second_one
if sys.argv[1] != "jtdx":
    del test_semaphore

run(globals())
