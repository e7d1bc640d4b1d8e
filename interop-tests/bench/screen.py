#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""screen.py OUT.xwd: what a full HD screen with Qt's own example programs on it looks like."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

EXAMPLES = "/usr/lib/x86_64-linux-gnu/qt5/examples"
WINDOWS = [
    ("widgets/richtext/textedit/textedit", "1000x700+0+0"),
    ("widgets/itemviews/spreadsheet/spreadsheet", "900x520+1010+20"),
    ("widgets/richtext/syntaxhighlighter/syntaxhighlighter", "620x340+20+720"),
    ("widgets/gallery/gallery", "600x480+660+600"),
    ("widgets/itemviews/dirview/dirview", "640x520+1270+550"),
]


def programs():
    for path, geometry in WINDOWS:
        program = os.path.join(EXAMPLES, path)
        if os.access(program, os.X_OK):
            yield program, geometry


def start_server(folder):
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1080x24", "-fbdir", folder,
         "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return server, pipe.readline().strip()


def settled(frame, seconds=20):
    """Waits until two looks half a second apart see the same, and something."""
    before = None
    for _ in range(seconds * 2):
        time.sleep(0.5)
        with open(frame, "rb") as file:
            now = file.read()
        if now == before and len(set(now[4096::997])) > 30:
            return now
        before = now
    return before


def main(out):
    chosen = list(programs())
    if not shutil.which("Xvfb") or len(chosen) < 3:
        sys.exit("screen.py: Xvfb or the examples of Qt 5 are not installed")
    with tempfile.TemporaryDirectory() as folder:
        server, number = start_server(folder)
        if not number:
            sys.exit("screen.py: Xvfb did not start")
        environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb",
                       "LC_ALL": "C.UTF-8", "HOME": folder}
        started = [subprocess.Popen([program, "-geometry", geometry], env=environment, cwd="/usr",
                                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL) for program, geometry in chosen]
        try:
            picture = settled(os.path.join(folder, "Xvfb_screen0"))
        finally:
            for program in started:
                program.kill()
                program.wait()
            server.terminate()
            server.wait()
    with open(out, "wb") as file:
        file.write(picture)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
