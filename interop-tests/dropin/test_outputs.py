# SPDX-License-Identifier: MIT
"""A program behaves the same with Qt and with the headers of include/qsm/qt.

    test_outputs.py PROGRAM-WITH-QT PROGRAM-WITH-HEADERS

Both run in this test's world, one after the other. Each line that differs must be in DIFFERENCES."""
import difflib
import os
import subprocess
import sys

NO_KEY = "3 \"QSharedMemoryPrivate::initKey: unable to set key on lock\", key null, native null, size 0"
# Lines of Qt and ours, and the reason. Qt 6.6 and later have none of those with "before 6.6".
DIFFERENCES = {
    ("", "QSharedMemory::lock: already locked"):
        "the object keeps its lock through create(); in Qt it loses the lock, and another lock() warns of nothing",
    ("create without key: 3 \"QSharedMemory::handle:: unable to make key\", key null, native null, size 0",
     f"create without key: {NO_KEY}"): "before 6.6: without a key, Qt has one text for the first call, another for later calls",
    ("attach without key: 3 \"QSharedMemory::handle:: key is empty\", key null, native null, size 0",
     f"attach without key: {NO_KEY}"): "before 6.6: the same",
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
    if "behaviour" in theirs:
        before = int(os.environ["QSM_QT_VERSION"], 16) < 0x060600
        problems += [f"this difference is gone: {pair}: {reason}" for pair, reason in DIFFERENCES.items()
                     if pair not in found and (before or not reason.startswith("before"))]
    if len(qt) < 80:
        problems.append(f"only {len(qt)} lines")
    print("\n".join(problems) or f"{len(qt)} lines, {len(found)} differ for a reason")
    sys.exit(1 if problems else 0)


main(*sys.argv[1:])
