# SPDX-License-Identifier: MIT
"""What the public headers declare."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = sorted(path for path in (ROOT / "include/qsm").iterdir() if path.suffix in (".h", ".in"))


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.DOTALL)


def functions():
    """Names of all functions that carry QSM_API: the first name before a parenthesis."""
    names = []
    for header in HEADERS:
        text = without_comments(header.read_text(encoding="utf-8"))
        text = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
        for declaration in re.findall(r"\bQSM_API\b([^;{]*);", text):
            names.append(re.search(r"\b(qsm_\w+)\s*\(", declaration).group(1))
    return names
