# SPDX-License-Identifier: MIT
"""run_suite.py sees each way in which a suite can go wrong."""
import os

import run_stream_suite
import run_suite
import world
from peer import check, equal, run

SUITE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pretended_suite")
SLOW = {"slow": "it never ends"}
run_suite.EXCEPTION_SECONDS = 1


def problems(minimum, left_out, types=(), **environment):
    world.need_own_world()
    os.environ.update({"BAD": "", "DIES": "0", **environment})
    return run_suite.judge(SUITE, minimum, left_out, list(types))


def test_as_expected():
    equal(problems(4, SLOW), [], "problems of two that pass and one that never ends")


def test_failure():
    check(any("1 failed" in it for it in problems(3, SLOW, BAD="two")), "a failed test is a problem")


def test_too_few():
    check(any("only 4 passed" in it for it in problems(5, SLOW)), "a test that is gone is a problem")


def test_no_totals():
    check(any("no totals" in it for it in problems(4, SLOW, DIES="1")), "a suite that dies is a problem")


def test_needless_exception():
    found = problems(3, {**SLOW, "two": "it failed once"})
    equal([it for it in found if it.startswith("two passes")], found, "the only problem")
    equal(len(found), 1, "problems")


def test_unknown_exception():
    check(any("no such test" in it for it in problems(4, {**SLOW, "gone": "it was there"})),
          "an exception for a test that is gone is a problem")


def test_faces():
    os.environ.update({"BAD": "two", "BAD_FACE": "tree", "DIES": "0"})
    found = run_stream_suite.judge_faces(SUITE, 3, SLOW)
    os.environ.pop("BAD_FACE")
    equal(found, ["tree: 1 failed, exit status 1"], "the problems of one face")


def test_classes():
    found = run_suite.check_classes([SUITE], b"Totals", b"qsm_data_stream_")
    check(any("uses a class of Qt" in it for it in found), "Qt's class is seen")
    check(any("does not use qsm" in it for it in found), "a program without qsm is seen")


def test_selection():
    equal(run_suite.selection(["one", "two"], ["two:B"], ["A", "B", "C"]), ["one", "two:A", "two:C"],
          "one type of key is left out")
    equal(run_suite.selection(["one", "two"], ["two"], ["A"]), ["one"], "all types are left out")


run(globals())
