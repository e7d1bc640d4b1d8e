# SPDX-License-Identifier: MIT
"""What the programs with GTK say when something is wrong, and that they go on."""
import os
import struct
import subprocess

import world
from desktop import Desktop
from gtk_windows import DIALOG, ENVIRONMENT, MAIN_WINDOW, GtkProgram, path_of, run_without_window, seen
from peer import check, equal, run, temp_path, wait_for
from picture import colourful

TOOL = os.environ["QSM_TOOL"]
KEY = "QSharedMemoryExample"
IPC_SET = 1
# Root may do all, except without this capability.
NOT_ALLOWED = ["setpriv", "--bounding-set", "-ipc_owner"] if os.geteuid() == 0 else []


def hold(*words):
    """The command makes a segment and keeps it."""
    program = subprocess.Popen([TOOL, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    check(program.stdout.readline(), f"qsm {words} says that the segment is there")
    return program


def end(program):
    program.terminate()
    program.stdout.close()
    equal(program.wait(20), 0, "exit status of qsm")


def picture_file(name, picture):
    path = temp_path(name)
    picture.save_png(path)
    return path


def test_no_picture_in_memory():
    path_of(MAIN_WINDOW)
    picture = colourful(100, 80, seed=2)
    path = picture_file("a.png", picture)
    with Desktop() as desktop:
        desktop.environment.update(ENVIRONMENT)
        with GtkProgram(desktop, MAIN_WINDOW) as program:
            before = seen(desktop, program.window)
            program.press()
            program.wait_until_says(f"There is no picture: no segment of this native key exists: {KEY}")
            program.wait_until_says(f'qsm doctor "{KEY}" tells more.')
            wait_for_change(desktop, program, before)
            desktop.keep_screenshot("no-segment")

            holder = hold("create", KEY, "--size", "4K")
            program.press()
            program.wait_until_says("There is no picture yet")
            subprocess.run([TOOL, "write", KEY, "-"], input=b"no picture " * 9, check=True, stdout=subprocess.DEVNULL)
            program.press()
            program.wait_until_says("There is no picture: no QImage begins at the first byte (found: text", KEY)
            desktop.keep_screenshot("no-picture")
            end(holder)

            holder = hold("put", KEY, path)
            program.press()
            program.wait_until_shown(picture, "now-there-is-one")
            end(holder)
            program.close()
    os.remove(path)


def wait_for_change(desktop, program, before):
    """The words are in the window, too."""
    wait_for(lambda: seen(desktop, program.window).rgb != before.rgb, "the window changes")


def set_mode(mode):
    """Of the only segment; its owner is the user of this test. 0: nobody may read it."""
    row, = world.system_v("shm")
    owner = struct.pack("=iIIIIH", 0, os.geteuid(), os.getegid(), 0, 0, mode)  # struct ipc_perm
    equal(world.libc.shmctl(row["shmid"], IPC_SET, owner + bytes(200)), 0, "shmctl")


def test_no_permission():
    path_of(MAIN_WINDOW)
    world.need_own_world()
    with Desktop() as desktop:
        desktop.environment.update(ENVIRONMENT)
        holder = hold("create", KEY, "--size", "4K")
        set_mode(0)
        with GtkProgram(desktop, MAIN_WINDOW, before=NOT_ALLOWED) as program:
            program.press()
            program.wait_until_says("There is no picture: ", KEY, "permission denied")
            desktop.keep_screenshot("no-permission")
            program.close()
        set_mode(0o600)  # the command looks whether others use its segment before it removes it
        end(holder)


def test_nothing_to_load():
    path_of(DIALOG)
    text = temp_path("text.png")
    with open(text, "w", encoding="ascii") as file:
        file.write("This is text.\n" * 99)
    with Desktop() as desktop:
        desktop.environment.update(ENVIRONMENT)
        for path, why in ((text, "Not a PNG file"), (temp_path("missing.png"), "No such file")):
            with GtkProgram(desktop, DIALOG, KEY, path) as program:
                program.wait_until_says(f"This is not a picture, please select another: {path}")
                program.wait_until_says(why)
                desktop.keep_screenshot("not-a-picture")
                program.close()
        found = subprocess.run([TOOL, "info", KEY], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        equal(found.returncode, 1, "exit status of qsm info: nothing was put")
    os.remove(text)


def test_key_is_taken():
    path_of(DIALOG)
    path = picture_file("a.png", colourful(50, 40))
    with Desktop() as desktop:
        desktop.environment.update(ENVIRONMENT)
        holder = hold("create", KEY, "--size", "100")
        with GtkProgram(desktop, DIALOG, KEY, path) as program:
            program.wait_until_says("The picture is not in shared memory: the key has a segment already, of 100 bytes",
                                    KEY)
            program.wait_until_says(f'qsm doctor "{KEY}" tells more.')
            desktop.keep_screenshot("key-is-taken")
            program.close()
        end(holder)
    os.remove(path)


def test_without_a_screen():
    without = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    for name in (DIALOG, MAIN_WINDOW):
        status, said = run_without_window(name, environment=without)
        equal(status, 2, "exit status without a screen")
        check("There is no screen. Set DISPLAY" in said and f"xvfb-run {name}" in said, said)
        status, said = run_without_window(name, "--nonsense", environment=without)
        equal(status, 2, "exit status with an unknown option")
        check("--nonsense (see --help)" in said, said)
        status, said = run_without_window(name, "--help", environment=without)
        equal(status, 0, "exit status of --help")
        check(f"KEY is {KEY} if not given" in said, said)


run(globals())
