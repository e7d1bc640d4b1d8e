# SPDX-License-Identifier: MIT
"""show_gtk.py FOLDER QSM PICTURE.png QT-DIALOG QT-MAINWINDOW: two pictures of windows side by side. qt-to-gtk.png: the
Qt dialog, and the GTK main window with what it wrote; gtk-to-qt.png: the other direction. The programs are those of
examples/qt and examples/gtk (in the folder QSM_GTK). On a screen of its own (Xvfb). TMPDIR is an empty folder. Ends
with 0 only if each window shows every pixel."""
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "lib"), os.path.join(HERE, "gtk")]

from desktop import HEIGHT, WIDTH, Desktop  # noqa: E402
from gtk_windows import DIALOG, ENVIRONMENT, MAIN_WINDOW, GtkProgram, move_to_the_left, seen  # noqa: E402
from gtk_windows import wait_until_shown, wait_until_still  # noqa: E402
from peer import Failure, Skip, check, wait_for  # noqa: E402
from picture import Picture, find  # noqa: E402

KEY = "hello"
MARGIN, GAP = 20, 6
BACKGROUND = bytes((0xd9, 0xdf, 0xe6))
BUTTON = 60, 16  # "Load From Memory", in the tool bar of the Qt main window
CAPTION = ["xterm", "-fa", "DejaVu Sans Mono", "-fs", "11", "-b", "3", "-bg", "#d9dfe6", "-fg", "#1d2433", "-bw", "0",
           "+sb", "-T", "caption"]
HIDE_CURSOR = 'printf "\\033[?25l%s" "$1"; exec sleep 60'


def half(qsm, path, folder):
    """The picture on white, at half its size."""
    stream, raw = os.path.join(folder, "stream"), os.path.join(folder, "raw")
    subprocess.run([qsm, "image", "encode", path, "-o", stream], check=True, stdout=subprocess.DEVNULL)
    told = subprocess.run([qsm, "image", "decode", stream, "--raw", raw], check=True, stdout=subprocess.PIPE, text=True)
    values = dict(line.split(maxsplit=1) for line in told.stdout.splitlines() if " " in line)
    check(values["format"] == "ARGB32", f"the format of the picture: {values['format']}")
    with open(raw, "rb") as file:
        data = file.read()  # B, G, R, A
    os.remove(stream)
    os.remove(raw)
    width, height = int(values["width"]), int(values["height"])
    rgb = bytearray()
    for y in range(0, height - 1, 2):
        for x in range(0, width - 1, 2):
            four = [(y + j) * width * 4 + (x + i) * 4 for j in (0, 1) for i in (0, 1)]
            for channel in (2, 1, 0):
                rgb.append(sum(255 * 255 + (data[at + channel] - 255) * data[at + 3] for at in four) // (4 * 255))
    return Picture(width // 2, height // 2, rgb)


class QtDialog:
    """Loads the picture at once, and stays until its input ends."""

    def __init__(self, desktop, program, path):
        self.process = subprocess.Popen([program, "--key", KEY, path], env=desktop.environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        desktop.programs.append(self.process)
        self.version = self.process.stdout.readline().split()[-1]
        self.window = desktop.wait_for_window("Load into shared memory", self.process.pid)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)


def caption(desktop, text):
    """A line of text, drawn by a terminal."""
    command = [*CAPTION, "-geometry", f"{len(text)}x1+0-0", "-e", "sh", "-c", HIDE_CURSOR, "", text]
    window = desktop.wait_for_window("caption", desktop.start(command).pid)
    wait_for(lambda: len(set(seen(desktop, window).rgb[0::3])) > 20, "the caption is drawn")
    wait_until_still(desktop, window)
    drawn = seen(desktop, window)
    desktop.programs[-1].kill()
    desktop.wait_until_gone("caption")
    return drawn


def paste(rgb, width, picture, left, top):
    for y in range(picture.height):
        to = ((top + y) * width + left) * 3
        rgb[to:to + picture.width * 3] = picture.row(y)


def side_by_side(cells):
    """Two of (caption, window), on one background."""
    width = sum(picture.width + MARGIN for _, picture in cells) + MARGIN
    height = max(text.height + GAP + picture.height for text, picture in cells) + 2 * MARGIN
    rgb = bytearray(BACKGROUND * (width * height))
    left = MARGIN
    for text, picture in cells:
        paste(rgb, width, text, left, MARGIN)
        paste(rgb, width, picture, left, MARGIN + text.height + GAP)
        left += picture.width + MARGIN
    return Picture(width, height, rgb)


def save(picture, qsm, path):
    """As small as qsm makes it, which knows filters."""
    stream = f"{path}.stream"
    picture.save_png(path)
    for words in (["encode", path, "-o", stream], ["decode", stream, "-o", path]):
        subprocess.run([qsm, "image", *words], check=True, stdout=subprocess.DEVNULL)
    os.remove(stream)


def photograph(desktop, picture, *pair):
    """Of both windows, (caption, window). The first is made as high as the second, or the other way round."""
    sizes = [desktop.geometry(window) for _, window in pair]
    height = max(size[1] for size in sizes)
    for (_, window), size in zip(pair, sizes):
        if size[1] < height:
            desktop.xdotool("windowsize", "--sync", window, size[0], height)
    for _, window in pair:
        wait_until_shown(desktop, window, picture, "window")
    shown = [seen(desktop, window) for _, window in pair]
    check(all(find(one, picture) for one in shown), "both windows show the picture")
    return side_by_side([(caption(desktop, text), one) for (text, _), one in zip(pair, shown)])


def qt_to_gtk(desktop, picture, path, program):
    qt = QtDialog(desktop, program, path)
    move_to_the_left(desktop, qt.window)
    with GtkProgram(desktop, MAIN_WINDOW, KEY) as gtk:
        gtk.press()
        gtk.wait_until_shown(picture, "gtk-main-window")
        made = photograph(desktop, picture, (f"Qt {qt.version}, C++: writes", qt.window),
                          ("GTK 4, C: reads", gtk.window))
        gtk.close()
    qt.close()
    return qt.version, made


def gtk_to_qt(desktop, picture, path, program, version):
    process = desktop.start([program, "--key", KEY])
    window = desktop.wait_for_window("Display from shared memory", process.pid)
    move_to_the_left(desktop, window)
    with GtkProgram(desktop, DIALOG, KEY, path) as gtk:
        gtk.wait_until_says("The picture is in shared memory")
        desktop.click(window, *BUTTON)
        desktop.xdotool("mousemove", WIDTH - 1, HEIGHT - 1)  # the button does not look pressed
        wait_until_shown(desktop, window, picture, "qt-main-window")
        made = photograph(desktop, picture, ("GTK 4, C: writes", gtk.window), (f"Qt {version}, C++: reads", window))
        gtk.close()
    return made


def show(folder, qsm, sample, qt_dialog, qt_main_window):
    if not shutil.which("xterm"):
        raise Skip("xterm is not installed")
    with Desktop() as desktop:
        desktop.environment.update(ENVIRONMENT)
        picture = half(qsm, sample, desktop.folder)
        path = os.path.join(desktop.folder, "photo.png")
        picture.save_png(path)
        version, made = qt_to_gtk(desktop, picture, path, qt_dialog)
        save(made, qsm, os.path.join(folder, "qt-to-gtk.png"))
        made = gtk_to_qt(desktop, picture, path, qt_main_window, version)
        save(made, qsm, os.path.join(folder, "gtk-to-qt.png"))
        os.remove(path)


def main():
    try:
        show(*sys.argv[1:])
    except Skip as reason:
        print(f"SKIP: {reason}")
        return 77
    except Failure as what:
        print(f"failed: {what}")
        return 1
    return 0


sys.exit(main())
