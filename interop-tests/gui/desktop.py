# SPDX-License-Identifier: MIT
"""A screen of its own (Xvfb) with a mouse and a keyboard (xdotool), for programs with windows."""
import os
import shutil
import struct
import subprocess

from peer import Skip, fail, wait_for
from picture import Picture

WIDTH, HEIGHT = 1024, 768


class Desktop:
    """Use as `with Desktop() as desktop:`. Programs started by start() end with the block."""

    def __init__(self, width=WIDTH, height=HEIGHT):
        self.size = f"{width}x{height}x24"
        for program in ("Xvfb", "xdotool"):
            if not shutil.which(program):
                raise Skip(f"{program} is not installed")
        self.folder = os.environ["TMPDIR"]
        self.programs = []
        self.shots = 0

    def __enter__(self):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", self.size, "-fbdir",
             self.folder, "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()  # comes when the screen is ready
        if not number:
            fail("Xvfb did not start")
        self.environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb",
                            "LC_ALL": "C.UTF-8", "QT_SCALE_FACTOR": "1", "HOME": self.folder}
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            self.keep_screenshot("at-failure")
        for program in self.programs:
            program.kill()
            program.wait()
        self.server.terminate()
        self.server.wait()  # it removes the file of its screen
        # What Qt's file dialog remembers in HOME is no leak of the test.
        for name in (".config", ".cache", ".local"):
            shutil.rmtree(os.path.join(self.folder, name), ignore_errors=True)

    def start(self, command, **options):
        program = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, **options)
        self.programs.append(program)
        return program

    def xdotool(self, *words):
        return subprocess.run(["xdotool", *map(str, words)], env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                              check=False).stdout

    def windows(self, name, pid=None):
        process = ["--all", "--pid", pid] if pid else []
        return self.xdotool("search", "--onlyvisible", *process, "--name", name).split()

    def wait_for_window(self, name, pid=None):
        # One search: xdotool finds nothing in a moment in which a window is being made anew.
        return wait_for(lambda: self.windows(name, pid), f"a window named {name}", 20)[0]

    def wait_until_gone(self, name):
        wait_for(lambda: not self.windows(name), f"the window {name} closes", 20)

    def geometry(self, window):
        text = self.xdotool("getwindowgeometry", "--shell", window)
        values = dict(line.split("=") for line in text.split())
        return int(values["WIDTH"]), int(values["HEIGHT"])

    def focus(self, window):
        """There is no window manager to do it."""
        self.xdotool("windowfocus", "--sync", window)

    def click(self, window, x, y):
        self.xdotool("mousemove", "--sync", "--window", window, x, y, "click", 1)

    def type(self, text):
        self.xdotool("type", "--delay", 5, text)

    def key(self, name):
        self.xdotool("key", name)

    def screenshot(self):
        """The whole screen, from the XWD file that Xvfb keeps its memory in."""
        with open(os.path.join(self.folder, "Xvfb_screen0"), "rb") as file:
            data = file.read()
        header = struct.unpack(">20I", data[:80])
        size, width, height, line, colors = header[0], header[4], header[5], header[12], header[19]
        start = size + 12 * colors
        rgb = bytearray(width * height * 3)
        pixels = b"".join(data[start + y * line:start + y * line + 4 * width] for y in range(height))
        rgb[0::3], rgb[1::3], rgb[2::3] = pixels[2::4], pixels[1::4], pixels[0::4]
        return Picture(width, height, rgb)

    def keep_screenshot(self, name):
        """Saves the screen below the build folder, for people to look at."""
        folder = os.environ.get("QSM_SCREENSHOTS")
        if folder:
            os.makedirs(folder, exist_ok=True)
            self.shots += 1
            self.screenshot().save_png(os.path.join(folder, f"{self.shots}-{name}.png"))
