#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""count.py JUNIT_FILE EXPECTED [LIST NAME]: prints "PASSED FAILED SKIPPED" of one CTest run.

Only a test that says of itself why it is skipped (exit status 77 and a line "SKIP: reason") counts as
skipped; one that could not be started has failed, and so has every test of the EXPECTED ones that
the file does not mention. Names and reasons go to standard error. The failed tests of the build NAME are
added to the file LIST, too."""
import re
import sys
import xml.etree.ElementTree as xml


def verdict(case):
    status = case.get("status")
    if status == "run":
        return "passed"
    skipped = case.find("skipped")
    if status == "notrun" and skipped is not None and "SKIP_RETURN_CODE" in skipped.get("message", ""):
        return "skipped"
    return "failed"


def report(text):
    """A failure, now and in the list that is printed at the end of everything."""
    print(f"FAILED  {text}", file=sys.stderr)
    if len(sys.argv) > 4:
        with open(sys.argv[3], "a", encoding="utf-8") as file:
            file.write(f"{sys.argv[4]}: {text}\n")


def main():
    path, expected = sys.argv[1], int(sys.argv[2])
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for case in xml.parse(path).getroot().iter("testcase"):
        kind = verdict(case)
        output = case.findtext("system-out") or ""
        reason = re.search(r"^SKIP: (.*)$", output, re.MULTILINE)
        if kind == "skipped" and not reason:
            kind = "failed"
            report(f"{case.get('name')}: skipped without a reason")
        elif kind == "skipped":
            print(f"SKIPPED {case.get('name')}: {reason.group(1)}", file=sys.stderr)
        elif kind == "failed":
            report(case.get("name"))
        counts[kind] += 1
    unseen = expected - sum(counts.values())
    if unseen != 0:
        report(f"{unseen} of {expected} tests are not in the results")
        counts["failed"] += abs(unseen)
    print(counts["passed"], counts["failed"], counts["skipped"])


main()
