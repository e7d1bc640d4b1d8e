# SPDX-License-Identifier: MIT
"""test_video.py [MAJOR]: the programs of examples/video, with each other or beside this Qt."""
import glob
import json
import os
import shutil
import subprocess
import sys

from command import qsm
from desktop import Desktop
from live import (FAST, PERIOD, Sender, are_from, are_whole, example, frame, has_segment, qt, refused, sha1, shown,
                  split, start)
from peer import Skip, check, equal, fresh_key, run, temp_path, wait_for
from picture import Picture, find

SIZE, FRAMES = "320x240", 8
RGB32, GRAYSCALE8 = 4, 24
DIALOG = "/usr/lib/*/qt{}/examples/corelib/ipc/sharedmemory/sharedmemory"


def sender():
    return [example("video", "sender")]


def receive(key, count):
    done = subprocess.run([example("video", "receiver"), key, str(count)], capture_output=True, timeout=20, check=True)
    return done.stdout, done.stderr.decode()


def said(size):
    return f"-f rawvideo -pixel_format bgr0 -video_size {size}\n"


def test_c_to_qt(major):
    key = fresh_key()
    with Sender(sender(), key, SIZE, FAST):
        found = shown(subprocess.check_output([qt("video_window", major), key, str(FRAMES)], text=True, timeout=20),
                      "shown")
        equal({one[:2] for one in found}, {(SIZE, RGB32)}, "size and format")
        are_whole([one[2] for one in found], SIZE, ordered=False)
        equal(len(found), FRAMES, "frames")


def test_gray_to_qt(major):
    key = fresh_key()
    with Sender(sender(), key, "101x7@Grayscale8"):
        found = shown(subprocess.check_output([qt("video_window", major), key, "1"], text=True, timeout=20), "shown")
        equal(found[0][:2], ("101x7", GRAYSCALE8), "size and format")


def test_qt_to_c(major):
    key = fresh_key()
    camera = start([qt("video_camera", major), key, "320", "240", "40"], text=True)
    wait_for(lambda: has_segment(key), "the Qt program has a segment")
    data, text = receive(key, FRAMES)
    sent = [one[2] for one in shown(camera.communicate(timeout=20)[0], "sent")]
    equal(text, said(SIZE))
    frames = split(data, 320, 240)
    equal(len(frames), FRAMES, "frames")
    are_from(frames, sent)


def test_the_main_window_of_the_qt_example(major):
    """examples/qt, unmodified: each press of its button shows what is there now."""
    program = os.environ.get(f"QSM_MAINWINDOW{major}")
    if not program:
        raise Skip(f"the main window was not built with Qt {major}")
    key = fresh_key()
    picture = temp_path("window.png")
    seen = []
    with Sender(sender(), key, SIZE):
        while len(set(seen)) < 2:
            seen += [shown_once(subprocess.check_output([program, "--key", key, "--save", picture], text=True,
                                                        timeout=20))]
            check(len(seen) < 20, f"always the same picture: {seen}")
    os.remove(picture)
    are_whole(sorted(set(seen), key=seen.index), SIZE)


def shown_once(line):
    return shown(f"{line}1 look, median 1 us", "received")[0][2]


def pictures(width, height):
    """All frames of the moving picture."""
    for number in range(PERIOD):
        bits = frame(width, height, number)
        rgb = bytearray(width * height * 3)
        rgb[0::3], rgb[1::3], rgb[2::3] = bits[2::4], bits[1::4], bits[0::4]
        yield Picture(width, height, rgb)


def number_on(screen, frames):
    return next((number for number, one in enumerate(frames) if find(screen, one)), None)


def test_the_dialog_of_qt(major):
    """Qt's own example as Debian built it."""
    programs = [path for path in glob.glob(DIALOG.format(major)) if os.path.isfile(path)]
    if not programs:
        raise Skip(f"no dialog of Qt {major} is installed (qtbase examples)")
    with Desktop(480, 360) as desktop, Sender(sender(), "QSharedMemoryExample", "140x100"):
        desktop.start(programs)
        window = desktop.wait_for_window("SharedMemory Example")
        desktop.focus(window)
        width, height = desktop.geometry(window)
        frames = list(pictures(140, 100))
        seen = [None]
        for _ in range(2):
            desktop.click(window, width // 2, height - 20)
            wait_for(lambda: number_on(desktop.screenshot(), frames) not in seen,
                     "the dialog shows another frame", 20)
            seen.append(number_on(desktop.screenshot(), frames))
            desktop.xdotool("mousemove", 1, 1)  # the next click waits until the mouse has moved
        desktop.keep_screenshot("the dialog of Qt shows a frame of a C program")
        desktop.focus(window)
        desktop.key("Escape")
        equal(desktop.programs[0].wait(20), 0, "exit status of the dialog")


def test_c_to_c():
    key = fresh_key()
    with Sender(sender(), key, SIZE):
        data, text = receive(key, FRAMES)
        equal(text, said(SIZE))
        are_whole([sha1(one) for one in split(data, 320, 240)], SIZE)


def test_whole_at_full_speed():
    key = fresh_key()
    with Sender(sender(), key, SIZE, FAST):
        frames = split(receive(key, 30)[0], 320, 240)
        are_whole([sha1(one) for one in frames], SIZE, ordered=False)


def test_gray_becomes_4_bytes_a_pixel():
    key = fresh_key()
    with Sender(sender(), key, "101x7@Grayscale8"):
        data, _ = receive(key, 3)
        for one in split(data, 101, 7):
            equal(one[0::4], one[1::4], "blue and green")
            equal(set(one[3::4]), {255}, "the unused byte")
        are_whole([sha1(one[0::4]) for one in split(data, 101, 7)], "101x7", 1)


def test_the_receiver_ends_with_the_sender():
    key = fresh_key()
    with Sender(sender(), key, "64x48"):
        receiver = start([example("video", "receiver"), key], stderr=subprocess.DEVNULL)
        data = receiver.stdout.read(64 * 48 * 4)
    data += receiver.communicate(timeout=20)[0]
    equal(receiver.returncode, 0, "exit status of the receiver")
    are_whole([sha1(one) for one in split(data, 64, 48)], "64x48")
    check(not has_segment(key), "the segment is gone")


def test_ffmpeg():
    """Each frame that arrives is one that ffmpeg makes."""
    if not shutil.which("ffmpeg"):
        raise Skip("ffmpeg is not installed")
    words = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=30", "-pix_fmt", "bgra", "-f",
             "rawvideo"]
    made = subprocess.check_output([*words, "-frames:v", "150", "-"])
    key = fresh_key()
    ffmpeg = start([*words[:5], "-re", *words[5:], "-frames:v", "150", "-"])
    program = subprocess.Popen([*sender(), key, f"{SIZE}@ARGB32"], stdin=ffmpeg.stdout, stderr=subprocess.DEVNULL)
    ffmpeg.stdout.close()
    data, _ = receive(key, FRAMES)
    ffmpeg.kill()
    ffmpeg.wait()
    equal(program.wait(20), 0, "exit status of the sender")
    are_from(split(data, 320, 240), [sha1(one) for one in split(made, 320, 240)])


def test_the_scripts():
    """to_qt moving, into the window of from_qt. ffplay draws nowhere here, and ends when the sender ends."""
    scripts = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "video")
    programs = {**os.environ, "QSM_PROGRAMS": example("video"), "SDL_VIDEODRIVER": "dummy",
                "SDL_AUDIODRIVER": "dummy"}
    key = fresh_key()
    source = start([os.path.join(scripts, "to_qt"), key, "moving", "320x240"], env=programs, stderr=subprocess.DEVNULL)
    wait_for(lambda: has_segment(key), "to_qt has a segment")
    data, _ = receive(key, 3)
    are_whole([sha1(one) for one in split(data, 320, 240)], SIZE)
    if shutil.which("ffplay"):
        screen = start([os.path.join(scripts, "from_qt"), key], env=programs)
        wait_for(lambda: users(key) == 2, "the receiver of from_qt is attached, too")
    source.terminate()
    equal(source.wait(20), 0, "exit status of to_qt")
    if shutil.which("ffplay"):
        equal(screen.wait(20), 0, "exit status of from_qt")
        shutil.rmtree(os.path.join(os.environ["XDG_RUNTIME_DIR"], "pulse"), ignore_errors=True)
    bare = {**programs, "PATH": only("dirname")}
    for words in (["to_qt", key, "film.mp4"], ["from_qt", key]):
        refused([shutil.which("bash"), os.path.join(scripts, words[0]), *words[1:]], 1, "sudo apt-get install ffmpeg",
                env=bare)
    shutil.rmtree(temp_path("tools"))


def only(name):
    """A PATH with this program and nothing else."""
    folder = temp_path("tools")
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(os.path.join(folder, name)):
        os.symlink(shutil.which(name), os.path.join(folder, name))
    return folder


def users(key):
    """How many processes are attached."""
    return sum(row["attached"] for row in json.loads(qsm("info", key, "--json")))


def test_messages():
    key = fresh_key()
    for size in ("0x1", "1x", "10x10@Mono", "99999x99999", "10x10@Nonsense"):
        refused([*sender(), key, size], 2, "usage: sender KEY WxH")
    refused([example("video", "receiver")], 2, "usage: receiver KEY")
    refused([example("video", "moving"), "10x10", "0"], 2, "usage: moving WxH")
    refused([example("video", "moving"), "10x10@RGB16", "30"], 2, "a format of 1 or 4 bytes")
    with Sender(sender(), key, "64x48"):
        with open("/dev/zero", "rb") as zeros:
            refused([*sender(), key, "640x480"], 1, key, stdin=zeros)


run({name: it for name, it in globals().items() if ("qt" in name) == (len(sys.argv) > 1)})
