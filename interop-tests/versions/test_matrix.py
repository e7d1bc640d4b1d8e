# SPDX-License-Identifier: MIT
"""Every scenario with real Qt alone, and then with qsm in the place of one or both of the Qt programs:
what is observed must be the same, but for what stands in differences/.

    test_matrix.py QT_KIND KEY_KIND [REGEX of scenarios]

A difference that is new, that is gone, or that has no reason in why.py fails. It is told as a step, what
Qt alone shows, and behind ">" what is seen with qsm as the first ("qsm Qt"), the second ("Qt qsm") or
both. What was seen goes to a file in QSM_MATRIX_RESULTS, for table.py and accept.py."""
import difflib
import json
import os
import re
import sys

import differences
from matrix import Play
from peer import Failure, Peer, Skip, check
from scenarios import MEMORY, TOO_LARGE
from scenarios_image import IMAGE
from scenarios_lock import LOCK
from scenarios_semaphore import SEMAPHORE
from scenarios_surroundings import SURROUNDINGS
from versions import generation_name, is_native_keys, version
from why import reasons

SCENARIOS = {**MEMORY, **LOCK, **SURROUNDINGS, **SEMAPHORE}
# Behind ../qt/qsm_qt_api.h it is Qt that streams images: nothing of qsm's to compare.
if os.environ.get("QSM_C_PEER") != "api_peer":
    SCENARIOS |= IMAGE


# Who is who in the casts with qsm, and which of P, Q and R are Qt then.
CASTS = {"Qt qsm": ("Qt", "c", "PR"), "qsm Qt": ("c", "Qt", "Q"), "qsm qsm": ("c", "c", "")}


class Column:
    """A Qt and a kind of key: one column of the table."""

    def __init__(self, qt, key_kind, names=""):
        self.qt, self.key_kind = qt, key_kind
        with Peer(qt) as peer:
            self.version = peer.ask("about")[1]
            self.generation = generation_name(peer)
            self.is_old, is_qt_5 = not is_native_keys(peer), version(peer) < (6,)
        self.known = differences.read(differences.file_of(self.generation, key_kind))
        self.scenarios = {name: text for name, text in SCENARIOS.items()
                          if re.search(names, name) and (name != TOO_LARGE or not is_qt_5)}

    def play(self, name, one, other):
        try:
            play = Play({"P": one, "Q": other, "R": one}, self.key_kind, self.is_old)
            return play.run(self.scenarios[name])
        except Failure as failure:
            raise Failure(f"{name} with {one} and {other}: {failure}") from None

    def compare(self, name):
        """The steps of one scenario that differ, as lines of text, and whether a Qt process sees any of it."""
        alone = self.play(name, self.qt, self.qt)
        found = {}
        for cast, (one, other, _) in CASTS.items():
            seen = self.play(name, *(self.qt if kind == "Qt" else kind for kind in (one, other)))
            check(len(seen) == len(alone), f"{name} [{cast}]: other steps: {seen}")
            for number, (wanted, with_qsm) in enumerate(zip(alone, seen), 1):
                if wanted != with_qsm:
                    found.setdefault((number, wanted, with_qsm), []).append(cast)
        seen_by_qt = any(wanted[0] in CASTS[cast][2] and wanted[1] == " "
                         for (_, wanted, _), casts in found.items() for cast in casts)
        lines = [f"  {why}" for why in reasons(name, self.is_old, self.key_kind)] if found else []
        for (number, wanted, with_qsm), casts in sorted(found.items()):
            lines += [f"{number}. {wanted}", f"   > {with_qsm.split(': ', 1)[1]}  [{', '.join(casts)}]"]
        return lines, seen_by_qt

    def judge(self, name):
        """What table.py shows of one scenario."""
        try:
            found, seen_by_qt = self.compare(name)
        except Skip as skip:
            return {"verdict": "skipped", "reason": str(skip)}
        except Failure as failure:
            print(f"= {failure}")
            return {"verdict": "different", "reason": str(failure)}
        known = differences.known(self.known, name, self.version, self.key_kind)
        has_reasons = not found or reasons(name, self.is_old, self.key_kind)
        if found == known and has_reasons:
            verdict = "better" if seen_by_qt else "same for Qt" if found else "equal"
            return {"verdict": verdict, "differences": found}
        print(f"= {name}{'' if has_reasons else ': no reason stands in why.py'}")
        for line in difflib.unified_diff(known, found, "known", "found now", lineterm="", n=1):
            print(f"  {line}")
        return {"verdict": "different", "differences": found}


def save(column, verdicts):
    folder = os.environ.get("QSM_MATRIX_RESULTS")
    if folder:
        os.makedirs(folder, exist_ok=True)
        result = {"qt": column.version, "generation": column.generation, "key": column.key_kind,
                  "scenarios": verdicts}
        with open(os.path.join(folder, f"{column.version}-{column.key_kind}.json"), "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)


def main():
    column = Column(*sys.argv[1:])
    verdicts = {name: column.judge(name) for name in column.scenarios}
    save(column, verdicts)
    counts = {}
    for one in verdicts.values():
        counts[one["verdict"]] = counts.get(one["verdict"], 0) + 1
    print(f"{len(verdicts)} scenarios in 4 casts: {counts}")
    if len(verdicts) == counts.get("skipped"):
        raise Skip(next(iter(verdicts.values()))["reason"])
    check("different" not in counts, "Qt alone and Qt with qsm do not differ as known")


try:
    main()
except Skip as skip:
    print(f"SKIP: {skip}")
    sys.exit(77)
except Failure as failure:
    sys.exit(f"FAILED: {failure}")
