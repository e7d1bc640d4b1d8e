#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What lock + unlock and attach + lock + unlock + detach cost beside real Qt.

    ipc.py FOLDER [--json] [--rounds N] [--check]

FOLDER holds ipc_c and, where Qt was found, ipc_qt5 and ipc_qt6. All programs run at the same time and
take turns, so that what the machine does meanwhile meets all of them; figures are medians of paired
rounds, in nanoseconds of processor time (nothing that is measured sleeps). --check fails when a figure of the design is missed: attach at most 0.6 of Qt's, and the lock
within 5 % of the two bare system calls."""
import argparse
import json
import os
import statistics
import subprocess
import sys

COUNTS = {"lock": 20000, "bare": 20000, "attach": 1500}


class Program:
    def __init__(self, path, key):
        self.process = subprocess.Popen([path, key], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.times = {}

    def measure(self, what):
        self.process.stdin.write(f"{what} {COUNTS[what]}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args[0]} {what}: ended with status {self.process.wait()}")
        self.times.setdefault(what, []).append(float(line))

    def end(self):
        self.process.stdin.close()
        return self.process.wait(10)


def ratio(ours, others):
    """Median of the ratios of rounds that were next to each other."""
    return statistics.median(one / other for one, other in zip(ours, others))


def measure(folder, rounds):
    key = f"qsm bench {os.getpid()}"
    programs = {"qsm": Program(os.path.join(folder, "ipc_c"), key + " c"),
                "qsm posix": Program(os.path.join(folder, "ipc_c"), f"posix:/qsm-bench-{os.getpid()}")}
    for qt in ("qt5", "qt6"):
        path = os.path.join(folder, f"ipc_{qt}")
        if os.access(path, os.X_OK):
            programs[qt] = Program(path, f"{key} {qt}")
    for _ in range(rounds):
        for what in ("bare", "lock", "attach"):
            for name, program in programs.items():
                if what != "bare" or name == "qsm":
                    program.measure(what)
    for program in programs.values():
        if program.end() != 0:
            sys.exit("a program failed at its end")
    return programs


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    programs = measure(options.folder, options.rounds)
    ours = programs["qsm"].times
    median = {name: {what: statistics.median(times) for what, times in program.times.items()}
              for name, program in programs.items()}
    ratios = {f"attach / {qt}": ratio(ours["attach"], programs[qt].times["attach"])
              for qt in ("qt5", "qt6") if qt in programs}
    ratios |= {f"lock / {qt}": ratio(ours["lock"], programs[qt].times["lock"])
               for qt in ("qt5", "qt6") if qt in programs}
    ratios["lock / bare"] = ratio(ours["lock"], ours["bare"])
    limits = {"attach / qt5": 0.6, "attach / qt6": 0.6, "lock / bare": 1.05}
    missed = [name for name, limit in limits.items() if ratios.get(name, 0) > limit]
    if options.json:
        print(json.dumps({"nanoseconds": median, "ratios": ratios, "missed": missed}))
    else:
        print(f"{'ns':<12}{'lock+unlock':>14}{'attach cycle':>14}{'bare semop x 2':>16}")
        for name, times in median.items():
            bare = f"{times['bare']:16.0f}" if "bare" in times else ""
            print(f"{name:<12}{times['lock']:14.0f}{times['attach']:14.0f}{bare}")
        for name, value in ratios.items():
            limit = f"  (at most {limits[name]})" if name in limits else ""
            print(f"{name:<14}{value:6.2f}{limit}")
    sys.exit(1 if options.check and missed else 0)


main()
