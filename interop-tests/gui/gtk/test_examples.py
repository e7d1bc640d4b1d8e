# SPDX-License-Identifier: MIT
"""test_examples.py DIALOG MAIN-WINDOW: the programs with GTK beside their Qt twins of examples/qt."""
import os
import re
import subprocess

from desktop import Desktop
from gtk_windows import DIALOG, ENVIRONMENT, MAIN_WINDOW, GtkProgram, move_to_the_left, path_of, seen, wait_until_shown
from peer import check, equal, run, temp_path
from picture import Picture, colourful, find

KEY = "hello"
BUTTON = 60, 16  # "Load From Memory", in the tool bar of the Qt main window
PHOTO = os.path.join(os.environ["QSM_TEST_DATA"], "pictures", "420.jpg")
OFFSCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
COLOURS = {"a": "#ff0000", "b": "#00ff00", "c": "#1020f0", "d": "#ffffff", "e": "#000000", "f": "#c08040"}


def start_main_window(desktop, main_window):
    window = desktop.wait_for_window("Display from shared memory", desktop.start([main_window, "--key", KEY]).pid)
    move_to_the_left(desktop, window)
    return window


def test_gtk_to_qt(_, main_window):
    path_of(DIALOG)
    picture = colourful(160, 120, seed=3)
    path = temp_path("a.png")
    picture.save_png(path)
    with Desktop() as desktop:
        desktop.environment.update(ENVIRONMENT)
        window = start_main_window(desktop, main_window)
        with GtkProgram(desktop, DIALOG, KEY, path) as program:
            program.wait_until_says("The picture is in shared memory: hello, 160 x 120")
            check(find(seen(desktop, window), picture) is None, "Qt has not looked yet")
            desktop.click(window, *BUTTON)
            wait_until_shown(desktop, window, picture, "qt-main-window-shows-it")
            program.close()
    os.remove(path)


def test_qt_to_gtk(dialog, _):
    path_of(MAIN_WINDOW)
    first, second = colourful(170, 130, seed=4), colourful(300, 260, seed=6)
    paths = [temp_path("first.png"), temp_path("second.png")]
    first.save_png(paths[0])
    second.save_png(paths[1])
    with Desktop() as desktop:
        desktop.environment.update(ENVIRONMENT)
        with GtkProgram(desktop, MAIN_WINDOW, KEY) as program:
            for path, picture in zip(paths, (first, second)):
                with subprocess.Popen([dialog, "--key", KEY, path], env=OFFSCREEN, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE) as qt:  # it stays until its input ends
                    check(qt.stdout.readline().startswith(b"loaded "), "the Qt dialog says what it loaded")
                    program.press()
                    program.wait_until_shown(picture, "gtk-shows-what-the-qt-dialog-loaded")
            program.close()
    for path in paths:
        os.remove(path)


def line_of(program, *words):
    """What a Qt program without a screen prints of a picture: (size, format, hash)."""
    done = subprocess.run([program, "--key", KEY, *words], env=OFFSCREEN,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=20, check=True)
    return re.fullmatch(r"\w+ (\S+) format (\d+) sha1 (\w+) qt \S+\n", done.stdout).groups()


def test_jpeg(dialog, main_window):
    """The Qt program receives what it would have loaded itself."""
    path_of(DIALOG)
    wanted = line_of(dialog, "--hold-seconds", "0", PHOTO)
    with Desktop() as desktop:
        desktop.environment.update(ENVIRONMENT)
        with GtkProgram(desktop, DIALOG, KEY, PHOTO) as program:
            program.wait_until_says("The picture is in shared memory: hello")
            received = line_of(main_window, "--save", temp_path("received.png"))
            program.close()
    os.remove(temp_path("received.png"))
    equal(received, wanted, "size, format and hash of the pixels")


def test_xpm(_, main_window):
    path_of(DIALOG)
    rows = ["".join("abcdef"[(x * 7 + y * 5 + x * y) % 6] for x in range(40)) for y in range(30)]
    path = temp_path("a.xpm")
    with open(path, "w", encoding="ascii") as file:
        lines = ["40 30 6 1", *(f"{letter} c {colour}" for letter, colour in COLOURS.items()), *rows]
        file.write("/* XPM */\nstatic char *a[] = {\n" + ",\n".join(f'"{line}"' for line in lines) + "};\n")
    picture = Picture(40, 30, b"".join(bytes.fromhex(COLOURS[letter][1:]) for row in rows for letter in row))
    with Desktop() as desktop:
        desktop.environment.update(ENVIRONMENT)
        window = start_main_window(desktop, main_window)
        with GtkProgram(desktop, DIALOG, KEY, path) as program:
            program.wait_until_says("The picture is in shared memory: hello, 40 x 30")
            desktop.click(window, *BUTTON)
            wait_until_shown(desktop, window, picture, "qt-main-window-shows-an-xpm")
            program.close()
    os.remove(path)


run(globals())
