# SPDX-License-Identifier: MIT
"""Every scenario of scenarios.py with real Qt alone, and then with qsm in the place of one or both of
the Qt programs: what is observed must be the same, but for what stands in differences/.

    test_matrix.py QT_KIND KEY_KIND

Such a file holds for each scenario the steps that differ: what Qt alone shows and, behind ">", what is
seen with qsm as the first ("qsm Qt"), the second ("Qt qsm") or both. Why it may be so stands in
why.py. A difference that is new, and one that is gone, fails. QSM_MATRIX_WRITE=1 writes the file."""
import difflib
import os
import sys

from matrix import Play
from peer import Failure, Peer, Skip, check
from scenarios import MEMORY, TOO_LARGE
from scenarios_semaphore import SEMAPHORE
from versions import generation_name, is_native_keys, version
from why import WHY

HERE = os.path.dirname(os.path.abspath(__file__))


def pairs(qt):
    return {"Qt qsm": (qt, "c"), "qsm Qt": ("c", qt), "qsm qsm": ("c", "c")}


def play(name, text, one, other, key_kind, texts):
    try:
        return Play({"P": one, "Q": other, "R": one}, key_kind, texts).run(text)
    except Failure as failure:
        raise Failure(f"{name} with {one} and {other}: {failure}") from None


def differences(name, text, qt, key_kind, texts):
    """The steps of one scenario that differ, as lines of text."""
    alone = play(name, text, qt, qt, key_kind, texts)
    found = {}
    for pair, (one, other) in pairs(qt).items():
        seen = play(name, text, one, other, key_kind, texts)
        check(len(seen) == len(alone), f"{name} [{pair}]: other steps: {seen}")
        for number, (wanted, with_qsm) in enumerate(zip(alone, seen), 1):
            if wanted != with_qsm:
                found.setdefault((number, wanted, with_qsm), []).append(pair)
    if not found:
        return []
    lines = [f"= {name}", *(f"  {why}" for why in WHY.get(name, ["no reason is known: a defect?"]))]
    for (number, wanted, with_qsm), where in sorted(found.items()):
        lines += [f"{number}. {wanted}", f"   > {with_qsm.split(': ', 1)[1]}  [{', '.join(where)}]"]
    return [*lines, ""]


def expected_file(generation, key_kind):
    """Keys differ in their names only, but for a System V key that has no file of its lock's own."""
    sort = key_kind if key_kind == "systemv-legacy" else key_kind.split("-")[0]
    return os.path.join(HERE, "differences", f"qt{generation}-{sort}.txt")


def main():
    qt, key_kind = sys.argv[1:]
    with Peer(qt) as peer:
        path = expected_file(generation_name(peer), key_kind)
        texts, is_qt_5 = is_native_keys(peer), version(peer) < (6,)
    scenarios = {**MEMORY, **SEMAPHORE}
    if is_qt_5:
        del scenarios[TOO_LARGE]
    found = []
    for name, text in scenarios.items():
        found += differences(name, text, qt, key_kind, texts)
    if os.environ.get("QSM_MATRIX_WRITE") == "1":
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in found)
    with open(path, encoding="utf-8") as file:
        known = file.read().splitlines()
    for line in difflib.unified_diff(known, found, path, "found now", lineterm=""):
        print(line)
    check(found == known, "the differences between Qt alone and Qt with qsm are not the known ones")
    print(f"{len(scenarios)} scenarios in 4 casts")


try:
    main()
except Skip as skip:
    print(f"SKIP: {skip}")
    sys.exit(77)
except Failure as failure:
    sys.exit(f"FAILED: {failure}")
