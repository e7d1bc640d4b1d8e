#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""compare.py FOLDER RESULTS QSM [JT9]: the programs jt9-qt, jt9-headers and jt9-c in FOLDER, and Debian's JT9, decode the
same three recordings: from files, and in three rounds through shared memory with a real Qt program in the GUI's
place. Compares their outputs byte for byte, and prints a table with the size of their libraries, their memory and
the time of their start. Outputs and recordings are in RESULTS. Ends with 0 only if all outputs are equal."""
import difflib
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

MESSAGES = ["CQ K1ABC FN42", "W9XYZ K1ABC -11", "K1ABC W9XYZ RR73"]
STARTS = 31
UMLAUT = "WSJT-X - Köln"


class Failure(Exception):
    pass


def read(path):
    with open(path, "rb") as file:
        return file.read()


def make_recordings(ft8sim, folder):
    """FT8, 15 seconds, with noise. ft8sim has one name for all."""
    paths = []
    for i, message in enumerate(MESSAGES, 1):
        frequency, start, strength = 900 + 300 * i, f"0.{i}", str(-10 - i)
        subprocess.run([ft8sim, message, str(frequency), start, "0.1", "1.0", "1", strength], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        paths.append(os.path.join(folder, f"260101_12000{i}.wav"))
        os.rename(os.path.join(folder, "000000_000001.wav"), paths[-1])
    return paths


class Jt9:
    """One of the programs, and what it did."""

    def __init__(self, name, path, results, environment):
        self.name, self.path, self.environment = name, os.path.abspath(path), environment
        self.folder = os.path.join(results, os.path.basename(path) if name != "Debian's jt9" else "debian")
        self.memory, self.starts = None, []

    def fresh(self, name):
        folder = os.path.join(self.folder, name)
        os.makedirs(folder)
        return folder

    def keep(self, folder, output, errors):
        """timer.out has times, jt9_wisdom.dat plans of FFTW: both depend on the clock."""
        decoded = os.path.join(folder, "decoded.txt")
        found = {"output": output, "errors": errors, "decoded.txt": read(decoded) if os.path.exists(decoded) else b""}
        for name in "output", "errors":
            with open(os.path.join(folder, name), "wb") as file:
                file.write(found[name])
        return found

    def decode_files(self, recordings):
        folder = self.fresh("files")
        done = subprocess.run([self.path, "-8", "-d", "3", *recordings], cwd=folder, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
        if done.returncode != 0:
            raise Failure(f"{self.name}: exit status {done.returncode}: {done.stderr.decode()}")
        return self.keep(folder, done.stdout, done.stderr)

    def decode_rounds(self, rounds, recordings, key="WSJT-X", measure=True):
        """None if jt9 does not meet the GUI."""
        folder = self.fresh("rounds" if key.isascii() else "umlaut")
        with subprocess.Popen([rounds, key, *recordings, "--", self.path, "-w", "1", "-m", "1", "-e", ".", "-a", ".",
                               "-t", "."], cwd=folder, env=self.environment, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as gui:
            if measure:  # its first line; a jt9 that aborts may print something before it
                self.memory = memory_of(int(gui.stderr.readline()))
            try:
                output, errors = gui.communicate(b"\n", timeout=300)
            except subprocess.TimeoutExpired:
                gui.kill()
                raise Failure(f"{self.name}: the rounds do not end") from None
        return self.keep(folder, output, errors) if gui.returncode == 0 else None

    def libraries(self):
        text = subprocess.run(["ldd", self.path], capture_output=True, text=True, check=True).stdout
        return [os.path.realpath(path) for path in re.findall(r"^\s*(?:\S+ => )?(/.*) \(0x", text, re.M)]

    def has_qt(self):
        return any("libQt" in path for path in self.libraries())

    def megabytes(self):
        return sum(os.path.getsize(path) for path in self.libraries()) / 1e6

    def start(self):
        """Without arguments jt9 prints its options and ends."""
        begun = time.perf_counter()
        subprocess.run([self.path], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, check=False)
        self.starts.append(time.perf_counter() - begun)


def memory_of(pid):
    """Megabytes of the process that waits for the GUI, without the segment."""
    end = time.monotonic() + 20
    while True:
        with open(f"/proc/{pid}/smaps", encoding="utf-8", errors="replace") as file:
            text = file.read()
        if "/SYSV" in text:
            break
        if time.monotonic() > end:
            raise Failure("jt9 does not attach to the segment")
        time.sleep(0.05)
    time.sleep(0.3) # its loop has run several times
    with open(f"/proc/{pid}/smaps", encoding="utf-8", errors="replace") as file:
        areas = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", file.read(), flags=re.M)
    return sum(int(size) for area in areas if "/SYSV" not in area
               for size in re.findall(r"^Rss: +(\d+)", area, re.M)) * 1024 / 1e6


def same(found, wanted, name):
    """Prints what differs."""
    equal = found == wanted
    for part in wanted if not equal else ():
        was, now = (text[part].decode(errors="replace").splitlines() for text in (wanted, found))
        print("\n".join(difflib.unified_diff(was, now, f"jt9 with Qt, {part}", f"{name}, {part}", lineterm="")))
    return equal


def check_messages(found, what):
    text = found["output"].decode(errors="replace")
    missing = [message for message in MESSAGES if message not in text]
    if missing:
        raise Failure(f"jt9 with Qt, {what}: {', '.join(missing)} is not decoded:\n{text}")


def table(programs, results):
    with_qt = next(program for program in programs if program.name == "jt9 with Qt")
    print(f"\n{'':24}{'from files':12}{'3 rounds':12}{'Qt in ldd':11}{'libraries':>10}{'memory':>10}{'start':>10}")
    for program in programs:
        words = ["same bytes" if equal else "DIFFERENT" for equal in results[program.name]]
        print(f"{program.name:24}{words[0]:12}{words[1]:12}{'yes' if program.has_qt() else 'no':11}"
              f"{program.megabytes():7.1f} MB{program.memory:7.1f} MB"
              f"{statistics.median(program.starts) / statistics.median(with_qt.starts):10.2f}")
    c = programs[-1]
    print(f"\njt9 in C: {with_qt.megabytes() - c.megabytes():.1f} MB of libraries less, {c.memory:.1f} instead of "
          f"{with_qt.memory:.1f} MB of memory, start in {statistics.median(c.starts) * 1000:.1f} instead of "
          f"{statistics.median(with_qt.starts) * 1000:.1f} ms (median of {STARTS})")


def remove(key, environment):
    """jt9 with Qt aborts after it made a lock under a key that nobody uses."""
    done = subprocess.run([environment["QSM"], "rm", key], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"qsm rm {key}: {done.stdout}{done.stderr}")


def umlaut(programs, rounds, recordings):
    """The GUI's key is UTF-8. shmem.cpp makes a Latin-1 string of it."""
    first, last = (program.decode_rounds(rounds, recordings[:1], UMLAUT, measure=False)
                   for program in (programs[-3], programs[-1]))
    says = {True: "does not find the segment", False: "decodes"}
    print(f'key "{UMLAUT}" (wsjtx -r Köln): jt9 with Qt {says[first is None]}, jt9 in C {says[last is None]}')
    if first is None:
        remove(UMLAUT.encode().decode("latin-1"), programs[-3].environment)
    if last is None or MESSAGES[0].encode() not in last["output"]:
        raise Failure(f"jt9 in C does not decode with the key {UMLAUT}")


def compare(folder, results, environment, debian):
    rounds = os.path.abspath(os.path.join(folder, "rounds"))
    programs = [Jt9("Debian's jt9", debian, results, environment)] if debian else []
    programs += [Jt9(name, os.path.join(folder, file), results, environment)
                 for name, file in (("jt9 with Qt", "jt9-qt"), ("jt9 with the headers", "jt9-headers"),
                                    ("jt9 in C", "jt9-c"))]
    recordings = make_recordings(os.path.abspath(os.path.join(folder, "ft8sim")), results)
    found = {}
    for program in programs:
        found[program.name] = program.decode_files(recordings), program.decode_rounds(rounds, recordings)
        if found[program.name][1] is None:
            raise Failure(f"{program.name}: the rounds failed: {read(os.path.join(program.folder, 'rounds/errors'))}")
    wanted = found["jt9 with Qt"]
    check_messages(wanted[0], "from files")
    check_messages(wanted[1], "in rounds")
    equal = {name: [same(part, of, name) for part, of in zip(parts, wanted)] for name, parts in found.items()}
    for _ in range(STARTS):
        for program in programs:
            program.start()
    table(programs, equal)
    umlaut(programs, rounds, recordings)
    if not all(part for parts in equal.values() for part in parts):
        raise Failure("the outputs differ")
    if any(program.has_qt() for program in programs[-2:]):
        raise Failure("a program without Qt has Qt in ldd")


def main():
    folder, results, tool, *debian = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    shutil.rmtree(results, ignore_errors=True)
    os.makedirs(results)
    with tempfile.TemporaryDirectory(prefix="qsm.") as place:
        environment = {**os.environ, "TMPDIR": place, "XDG_RUNTIME_DIR": place, "LC_ALL": "C.UTF-8",
                       "QSM": tool}
        try:
            compare(folder, os.path.abspath(results), environment, debian[0] if debian else None)
            left = os.listdir(place)
            if left:
                raise Failure(f"left behind: {', '.join(left)}")
        except Failure as what:
            print(f"compare.py: {what}")
            return 1
    return 0


sys.exit(main())
