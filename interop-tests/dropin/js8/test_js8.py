# SPDX-License-Identifier: MIT
"""js8, the decoder of JS8Call, from its unedited sources with the headers of include/qsm/qt: byte for byte the output
of the one with Qt, and of Debian's (package js8call, if it is installed), from files and through shared memory."""
import math
import os
import random
import shutil
import struct
import subprocess
import tempfile
import wave

from peer import check, equal, run

FOLDER = os.environ["QSM_JS8"]
RATE, SECONDS, SYMBOL, SPACING = 12000, 60, 1920, 6.25
# Messages of 12 characters, and their frequencies.
RECORDINGS = [[("HELLO-K1ABC+", 1200)], [("W9XYZ+DE+K1A", 900), ("QSO-TEST-123", 1700)], [("73-and-thank", 2100)]]
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}


def program(name):
    return os.path.join(FOLDER, name)


def output_of(words, folder):
    done = subprocess.run(words, cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=100, check=False)
    check(done.returncode == 0, f"{words}: exit status {done.returncode}: {done.stdout.decode()}")
    return done.stdout


def add_signal(samples, message, frequency):
    symbols = output_of([program("js8-symbols"), message], ".").decode().strip()
    equal(len(symbols), 79, "number of symbols")
    phase, at = 0.0, RATE // 2
    for symbol in symbols:
        step = 2 * math.pi * (frequency + SPACING * int(symbol)) / RATE
        for _ in range(SYMBOL):
            phase += step
            samples[at] += 300 * math.sin(phase)
            at += 1


def make_recording(path, signals, seed):
    """Noise, the same in each run, and the signals in the first 15 s."""
    noise = random.Random(seed)
    samples = [noise.gauss(0, 1000) for _ in range(RATE * 15)] + [0] * (RATE * (SECONDS - 15))
    for message, frequency in signals:
        add_signal(samples, message, frequency)
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(samples)}h", *(int(value) for value in samples)))
    return path


def make_recordings(folder):
    return [make_recording(os.path.join(folder, f"260101_12000{i}.wav"), signals, i)
            for i, signals in enumerate(RECORDINGS, 1)]


def outputs(js8, recordings, folder):
    """From files, and in rounds through shared memory."""
    places = [os.path.join(folder, name) for name in ("files", "rounds")]
    for place in places:
        os.makedirs(place)
    found = [output_of([js8, "-8", "-d", "3", *recordings], places[0]),
             output_of([program("js8-gui"), "JS8Call", *recordings, "--", js8, "-w", "1", "-m", "1", "-e", ".", "-a", ".",
                        "-t", "."], places[1])]
    shutil.rmtree(folder)
    return found


def test_the_same_bytes():
    programs = [program("js8-qt"), program("js8-headers")]
    debian = shutil.which("js8")
    if debian:
        programs.append(debian)
    else:
        print("without Debian's js8: package js8call is not installed")
    with tempfile.TemporaryDirectory() as folder:
        recordings = make_recordings(folder)
        wanted, *others = [outputs(js8, recordings, os.path.join(folder, "run")) for js8 in programs]
    for text in wanted:
        for message, frequency in (signal for signals in RECORDINGS for signal in signals):
            check(any(message in line and f" {frequency} " in line for line in text.decode().splitlines()),
                  f"js8 with Qt decodes {message}: {text.decode()}")
    for found, js8 in zip(others, programs[1:]):
        equal(found, wanted, js8)


def test_no_qt():
    libraries = subprocess.run(["ldd", program("js8-headers")], stdout=subprocess.PIPE, check=True).stdout.decode()
    check("libqsm" in libraries and "Qt" not in libraries, libraries)
    check("libQt5Core" in subprocess.run(["ldd", program("js8-qt")], stdout=subprocess.PIPE,
                                         check=True).stdout.decode(), "the other has Qt")


run(globals())
