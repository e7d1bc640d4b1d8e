# SPDX-License-Identifier: MIT
"""Runs Qt's own test of QDataStream, twice, and compares its totals with expected.py.

    run_stream_suite.py PROGRAM RELEASE OBJECT-FILE...

See run_suite.py for when it fails, and ../qt/datastream for the two faces of qsm. The object files are
those of Qt's test."""
import os
import sys

from expected import EXCEPTIONS, PASSED
from run_suite import check_classes, judge

FACES = ["calls", "tree"]


def judge_faces(program, minimum, left_out):
    problems = []
    for face in FACES:
        print(f"QSM_FACE={face}:")
        os.environ["QSM_FACE"] = face
        problems += [f"{face}: {it}" for it in judge(program, minimum, left_out, [], lambda: None)]
    return problems


def main(program, release, objects):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    suite = release, "qdatastream"
    # Tables of QMetaType have operators of Qt's class. But no stream of it is made.
    problems = check_classes(objects, rb"_ZN11QDataStreamC", rb"_ZN13QsmDataStream")
    problems += [] if objects else ["no object files to check"]
    problems += judge_faces(program, PASSED[suite], EXCEPTIONS.get(suite, {}))
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
