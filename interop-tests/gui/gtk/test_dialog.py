# SPDX-License-Identifier: MIT
"""test_dialog.py MAJOR [ROOT]: the programs with GTK beside the SharedMemory Example dialog as Debian built it
with Qt 5 or 6, both with mouse and keyboard. The dialog is this machine's, or that of the release in the folder
ROOT (../../versions)."""
import os

from desktop import Desktop
from gtk_windows import DIALOG, ENVIRONMENT, MAIN_WINDOW, GtkProgram, move_to_the_left, path_of, seen, wait_until_shown
from peer import check, run, temp_path
from picture import colourful, find
from qt_dialog import (Dialog, choose_file, close_dialog, open_dialog, press_bottom_button, press_top_button,
                       wait_for_picture)


def test_qt_to_gtk(*where):
    path_of(MAIN_WINDOW)
    dialog = Dialog(*where)
    picture = colourful(150, 90, seed=5)
    path = temp_path("from-qt.png")
    picture.save_png(path)
    with Desktop() as desktop:
        desktop.environment.update(ENVIRONMENT)
        window = open_dialog(desktop, dialog)
        move_to_the_left(desktop, window)
        press_top_button(desktop, window)
        choose_file(desktop, path)
        wait_for_picture(desktop, picture, "qt-dialog-loaded-a-file")
        with GtkProgram(desktop, MAIN_WINDOW) as program:
            check(find(seen(desktop, program.window), picture) is None, "the picture is not there from the start")
            program.press()
            program.wait_until_shown(picture, "gtk-shows-it")
            program.wait_until_says("QSharedMemoryExample: 150 x 90, RGB32")
            program.close()
        close_dialog(desktop, window)
    dialog.key.forget()
    os.remove(path)


def test_gtk_to_qt(*where):
    path_of(DIALOG)
    dialog = Dialog(*where)
    picture = colourful(140, 100, seed=9)
    path = temp_path("from-gtk.png")
    picture.save_png(path)
    with Desktop() as desktop:
        desktop.environment.update(ENVIRONMENT)
        window = open_dialog(desktop, dialog)
        move_to_the_left(desktop, window)
        with GtkProgram(desktop, DIALOG, *["--native"][:dialog.key.is_native]) as program:
            program.press()
            program.choose_the_only_picture()
            program.wait_until_shown(picture, "gtk-loaded-a-file")
            check(find(seen(desktop, window), picture) is None, "Qt has not looked yet")
            press_bottom_button(desktop, window)
            wait_until_shown(desktop, window, picture, "qt-dialog-shows-it")
            close_dialog(desktop, window)  # first: a POSIX lock stays while a program has it open
            program.close()
    os.remove(path)


run(globals())
