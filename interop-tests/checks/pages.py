#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pages.py FOLDER: the pages that were installed into FOLDER. Their links lead to what was installed, too, or
to what only a checkout has; a folder that they name with share/doc/qsm is there."""
import pathlib
import re
import sys

ONLY_IN_CHECKOUT = ("interop-tests/", "include/", "src/tool/")


def missing(folder, page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        path = (page.parent / target).resolve()
        if not path.exists() and not str(path.relative_to(folder)).startswith(ONLY_IN_CHECKOUT):
            yield target
    for target in re.findall(r"share/doc/qsm/([\w/]*)", text):
        if not (folder / target).exists():
            yield target


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    pages = sorted(folder.rglob("*.md"))
    problems = [f"{page.relative_to(folder)}: {target} is not there" for page in pages
                for target in missing(folder, page)]
    print("\n".join(problems) or f"{len(pages)} pages: what they lead to is there")
    return 1 if problems or len(pages) < 20 else 0


sys.exit(main())
