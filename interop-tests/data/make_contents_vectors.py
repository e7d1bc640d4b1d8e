#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""make_contents_vectors.py PEERS > contents_vectors.txt: what real Qt programs put into shared
memory (../qt/contents_peer.cpp, built in the folder PEERS), and what it is.

One line a vector: FORM VERSION | DESCRIPTION | BYTES in hex. Of Qt 5 only what differs from Qt 6.
"""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
from contents import FORMS, Filler  # noqa: E402 pylint: disable=wrong-import-position

MOST = 4096
known = set()
print("# made by make_contents_vectors.py")
for generation in "65":
    with Filler(f"{sys.argv[1]}/contents_peer{generation}", "-") as filler:
        for form, version, description, _ in FORMS:
            digits = filler.fill(form, version)
            of_qt5 = generation == "5" and not form.startswith(("variant", "datetime", "bmp", "image"))
            if digits in known or len(digits) > 2 * MOST or of_qt5:
                continue
            known.add(digits)
            print(f"{form} {version} | {description} | {digits}")
