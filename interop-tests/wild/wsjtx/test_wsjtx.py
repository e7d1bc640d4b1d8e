# SPDX-License-Identifier: MIT
"""C programs (examples/wsjtx) in the place of WSJT-X and in the place of its decoder jt9. The other one is the
program of Debian's package."""
import os
import re
import shutil
import subprocess

from command import qsm, tool
from peer import check, equal, run
from wild import Beside, emptied, end_all, examples, installed, rows, screen, the_row, until, users
import world

MESSAGE = "CQ K1ABC FN42"
SETTINGS = {"WSJT-X.ini": "[MultiSettings]\nSplash_v1.7=false\n[Configuration]\nMyCall=K1ABC\nMyGrid=FN42\n"}
# The struct of 2.6.1; it is larger in newer ones, which have a second segment.
SMALLEST, PART = 48275260, "WSJTX"
CQ = bytes((0x66, 0xff, 0x66))  # what WSJT-X paints a message with that calls everybody


def record(folder):
    """15 seconds of a signal, which WSJT-X's own generator makes."""
    installed("ft8sim", "wsjtx")
    subprocess.run(["ft8sim", MESSAGE, "1500", "0", "0.1", "1", "1", "-5"], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)
    return os.path.join(folder, "000000_000001.wav")


def loudness(path):
    """The line that the decoder in C prints, from the file."""
    with open(path, "rb") as file:
        samples = memoryview(file.read()[44:44 + 360000]).cast("h")
    return f"CQ C {len(samples)} RMS {(sum(it * it for it in samples) / len(samples)) ** 0.5:.0f}"


def test_c_in_the_place_of_the_gui():
    installed("jt9", "wsjtx")
    with emptied():
        wav = record(os.environ["TMPDIR"])
        done = subprocess.run([examples("wsjtx", "wsjtx_gui"), wav], stdout=subprocess.PIPE, text=True, timeout=60,
                              check=False)
        # The noise is another one each time, and what is measured differs a little.
        equal(done.returncode, 0, "exit status")
        check(re.fullmatch(rf"000000 +-[3-7] +-?0\.[01] +(1499|1500|1501) +~ +{MESSAGE} *\n", done.stdout),
              f"output {done.stdout!r}")
        equal(rows(), [], "segments")
        equal(world.system_v("sem"), [], "locks")


def test_c_in_the_place_of_the_gui_without_jt9():
    with emptied():
        wav = record(os.environ["TMPDIR"])
        done = subprocess.run([examples("wsjtx", "wsjtx_gui"), wav], env={**os.environ, "PATH": "/nonexistent"},
                              stderr=subprocess.PIPE, text=True, check=False)
        equal(done.returncode, 1, "exit status")
        check("jt9" in done.stderr, done.stderr)
        equal(rows(), [], "segments")


def start_wsjtx(desktop, decoder=None):
    """WSJT-X starts the jt9 that is beside it: a copy has ours."""
    program = installed("wsjtx", "wsjtx")
    if decoder:
        folder = os.path.join(desktop.folder, "bin")
        os.mkdir(folder)
        program = shutil.copy(program, folder)
        shutil.copy(decoder, folder)
    started = desktop.start([program])
    return started, desktop.wait_for_window(r"WSJT-X   v", started.pid)


def open_recording(desktop, window, path):
    desktop.focus(window)
    desktop.key("ctrl+o")
    dialog = desktop.wait_for_window("Open File")
    desktop.focus(dialog)
    desktop.type(path)
    desktop.key("Return")
    desktop.wait_until_gone("Open File")


def received(desktop):
    """WSJT-X keeps each line that its decoder prints."""
    path = os.path.join(desktop.folder, ".local/share/WSJT-X/ALL.TXT")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [" ".join(line.split()) for line in file if " Rx " in line]


def shows_message(desktop):
    """Whether there is a line of that colour, with letters in it, in the list on the left."""
    screenshot = desktop.screenshot()
    for y in range(100, 200):
        row = screenshot.row(y)[:430 * 3]
        pixels = [row[x:x + 3] for x in range(0, len(row), 3)]
        if pixels.count(CQ) > 200 and pixels.count(b"\0\0\0") > 10:
            return True
    return False


def leave(desktop, window, program):
    """File, Exit: the last one in the menu."""
    desktop.focus(window)
    before = desktop.windows("", program.pid)
    desktop.click(window, 20, 10)
    until(lambda: len(desktop.windows("", program.pid)) > len(before), "the menu opens")
    desktop.key("Up")
    desktop.key("Return")
    equal(program.wait(20), 0, "exit status of WSJT-X")


def test_c_in_the_place_of_jt9():
    with screen(SETTINGS) as desktop:
        wav = record(desktop.folder)
        program, window = start_wsjtx(desktop, examples("wsjtx", "jt9"))
        until(lambda: set(users()) == {"wsjtx", "jt9"}, "WSJT-X and the decoder in C are attached")
        check(the_row(PART)["size"] >= SMALLEST, f"size {the_row(PART)['size']}")
        holder = subprocess.Popen([tool(), "lock", "WSJT-X", "--", "cat"], stdin=subprocess.PIPE)
        until(lambda: the_row(PART)["lock"]["waiters"], "the decoder in C waits for the lock")
        holder.communicate()
        check(not shows_message(desktop), "no message yet")
        open_recording(desktop, window, wav)
        until(lambda: received(desktop), "WSJT-X gets a line")
        equal([line.split("1500 ")[-1] for line in received(desktop)], [loudness(wav)])
        until(lambda: shows_message(desktop), "WSJT-X shows the line")
        desktop.keep_screenshot("a line of C in WSJT-X")
        leave(desktop, window, program)
        equal(rows(), [], "segments after the end")
        equal(world.system_v("sem"), [], "locks after the end")


def test_the_decoder_in_c_ends_with_the_gui():
    with screen(SETTINGS) as desktop:
        program, _ = start_wsjtx(desktop, examples("wsjtx", "jt9"))
        until(lambda: set(users()) == {"wsjtx", "jt9"}, "WSJT-X and the decoder in C are attached")
        program.kill()
        program.wait()
        until(lambda: rows(PART) == [], "the decoder ends, and with it the segment")


def test_qsm_beside_wsjtx_and_jt9():
    with screen(SETTINGS) as desktop:
        program, _ = start_wsjtx(desktop)
        beside = Beside(["wsjtx", "jt9"], None, ["WSJT-X"], PART)
        check(beside.row()["size"] >= SMALLEST, f"size {beside.row()['size']}")
        beside.in_use()
        check("wsjtx, jt9" in qsm("list"), "list names both")
        beside.stopped()
        program.kill()
        program.wait()
        beside.in_use(["jt9"])  # jt9 does not notice, and Qt's way is to let it live
        end_all(desktop)
        beside.gone()


run(globals())
