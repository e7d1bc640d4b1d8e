# SPDX-License-Identifier: MIT
"""A program behaves the same with Qt and with the headers of include/qsm/qt.

    test_outputs.py PROGRAM-WITH-QT PROGRAM-WITH-HEADERS

Both run in this test's world, one after the other. Each line that differs must be in DIFFERENCES, and each row
there must differ. QSM_QT_VERSION is the release of Qt, as a hexadecimal number."""
import difflib
import os
import subprocess
import sys

NO_KEY = "key null, native null, size 0"
LOCK = "QSharedMemoryPrivate::initKey: unable to set key on lock"
EMPTY = "QSystemSemaphore::handle: key is empty"
OLD, NEW, LATER = 0x050000, 0x060600, 0x060900
# Lines of Qt and ours: the first release of Qt with this difference, the first without it, the reason.
DIFFERENCES = {
    ("", "QSharedMemory::lock: already locked"):
        (OLD, None, "the object keeps its lock through create(); in Qt it loses the lock, and lock() warns of nothing"),
    (f'create without key: 3 "QSharedMemory::handle:: unable to make key", {NO_KEY}',
     f'create without key: 3 "{LOCK}", {NO_KEY}'):
        (OLD, NEW, "without a key, Qt has one text for the first call and another for later calls"),
    (f'attach without key: 3 "QSharedMemory::handle:: key is empty", {NO_KEY}',
     f'attach without key: 3 "{LOCK}", {NO_KEY}'): (OLD, NEW, "the same"),
    (f'attach without key: 3 "QSharedMemory::handle: key is empty", {NO_KEY}',
     f'attach without key: 3 "{LOCK} ({EMPTY})", {NO_KEY}'): (NEW, None, "the same"),
    ('QString::arg: Argument missing: "printable", 1', 'QString::arg: Argument missing: "printable" , 1'):
        (LATER, None, "a warning has one blank less"),
}


def output(program):
    result = subprocess.run([program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                            env={**os.environ, "LC_ALL": "C.UTF-8"})
    if result.returncode != 0:
        sys.exit(f"{program} ended with {result.returncode}:\n{result.stdout.decode(errors='replace')}")
    return result.stdout.decode(errors="replace").splitlines()


def differences(theirs, ours):
    found = []
    matcher = difflib.SequenceMatcher(None, theirs, ours, autojunk=False)
    for tag, first, last, our_first, our_last in matcher.get_opcodes():
        if tag != "equal":
            size = max(last - first, our_last - our_first)
            found += zip((theirs[first:last] + [""] * size)[:size], (ours[our_first:our_last] + [""] * size)[:size])
    return found


def main(theirs, ours):
    qt, headers = output(theirs), output(ours)
    found = differences(qt, headers)
    problems = [f"Qt:   {one}\nours: {other}" for one, other in found if (one, other) not in DIFFERENCES]
    version = int(os.environ["QSM_QT_VERSION"], 16)
    for pair, (first, last, reason) in DIFFERENCES.items():
        here = ("QString" in pair[0]) == ("strings" in theirs) and first <= version < (last or sys.maxsize)
        if here and pair not in found:
            problems.append(f"this difference is gone: {pair}: {reason}")
    if len(qt) < 80:
        problems.append(f"only {len(qt)} lines")
    print("\n".join(problems) or f"{len(qt)} lines, {len(found)} differ for a reason")
    sys.exit(1 if problems else 0)


main(*sys.argv[1:])
