# SPDX-License-Identifier: MIT
"""Runs one of Qt's own test programs and compares its totals with expected.py.

    run_suite.py PROGRAM RELEASE

It fails when a test of the suite fails, when fewer tests pass than expected, and when a test that is
left out would pass. Qt's tests leave keys and locks behind, with Qt as with qsm. Therefore this
program cleans up behind them, in the world that it has for itself."""
import os
import re
import signal
import subprocess
import sys

import world
from expected import EXCEPTIONS, KEY_TYPES, PASSED
from peer import Skip

# useTooMuchMemory() makes segments of 32 MiB until there is no room. A few are enough.
MOST_SEGMENTS = 64
MOST_SHARED_MEMORY = 256 << 20
# What is left out passes in less than a second when it passes at all.
EXCEPTION_SECONDS = 5

TOTALS = re.compile(r"^Totals: (\d+) passed, (\d+) failed, (\d+) skipped", re.MULTILINE)


def limit_memory():
    world.set_limit("shmmni", MOST_SEGMENTS)
    world.limit_posix_memory(MOST_SHARED_MEMORY)


def start(program, words):
    folder = os.path.dirname(program)
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}  # Qt 5 looks there for helpers
    return subprocess.Popen([program, *words], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)


def run(program, words, seconds=None):
    """Exit status (None: still running after that time, and killed) and output."""
    process = start(program, words)
    try:
        output = process.communicate(timeout=seconds)[0]
        status = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, status = process.communicate()[0], None
    return status, output.decode(errors="replace")


def functions(program):
    status, output = run(program, ["-functions"])
    if status != 0:
        sys.exit(f"{program} -functions failed:\n{output}")
    return re.findall(r"^(\w+)\(\)$", output, re.MULTILINE)


def selection(names, left_out, types):
    """The words that make a suite run all but what is left out."""
    words = []
    for name in names:
        without = {it.partition(":")[2] for it in left_out if it.partition(":")[0] == name}
        if not without:
            words.append(name)
        elif "" not in without:
            words += [f"{name}:{key_type}" for key_type in types if key_type not in without]
    return words


def check_totals(status, output, minimum):
    totals = TOTALS.search(output)
    if not totals:
        return [f"no totals; the program ended with status {status}"]
    passed, failed, skipped = (int(number) for number in totals.groups())
    print(f"{passed} passed, {failed} failed, {skipped} skipped by the suite itself; expected are {minimum} passed")
    problems = []
    if failed or status != 0:
        problems.append(f"{failed} failed, exit status {status}")
    if passed < minimum:
        problems.append(f"only {passed} passed, expected are {minimum}")
    return problems


def check_exceptions(program, left_out, clean_up):
    problems = []
    for name, reason in left_out.items():
        status, output = run(program, [name], EXCEPTION_SECONDS)
        clean_up()
        totals = TOTALS.search(output)
        if status == 0 and totals and int(totals.group(2)) == 0:
            problems.append(f"{name} passes: it need not be left out any more")
        else:
            print(f"left out: {name}: {reason}")
    return problems


def programs(folder):
    return [entry.path for entry in os.scandir(folder) if entry.is_file() and os.access(entry, os.X_OK)]


def check_classes(files, of_qt, of_qsm):
    """Programs of the suite that use Qt's own classes would show nothing. Two patterns of symbols."""
    problems = []
    for name in files:
        with open(name, "rb") as file:
            symbols = file.read()
        if re.search(of_qt, symbols):
            problems.append(f"{os.path.basename(name)} uses a class of Qt that qsm stands in for")
        if not re.search(of_qsm, symbols):
            problems.append(f"{os.path.basename(name)} does not use qsm")
    return problems


def judge(program, minimum, left_out, types, clean_up=world.remove_all):
    """Runs the suite; returns its problems."""
    names = functions(program)
    unknown = [name for name in left_out if name.partition(":")[0] not in names]
    problems = [f"{name} is left out, but the suite has no such test" for name in unknown]
    status, output = run(program, selection(names, left_out, types) if left_out else [])
    clean_up()
    problems += check_totals(status, output, minimum)
    problems += check_exceptions(program, left_out, clean_up)
    if problems:
        print(output)
    return problems


def main(program, release):
    try:
        world.need_own_world()
        limit_memory()
    except Skip as reason:
        print(f"SKIP: {reason}")
        return 77
    suite = release, os.path.basename(program).removeprefix("tst_")
    problems = check_classes(programs(os.path.dirname(program)),
                             rb"_ZNK?(13QSharedMemory|16QSystemSemaphore|13QNativeIpcKey)",
                             rb"qsm_(native_ipc_key|shared_memory|system_semaphore)_")
    problems += judge(program, PASSED[suite], EXCEPTIONS.get(suite, {}), KEY_TYPES.get(release, []))
    world.limit_nothing()
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
