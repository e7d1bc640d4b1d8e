#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The names of the public headers, and what must stand beside them:
- an enumeration ends in _code exactly where a function has the bare name;
- no function has get_ in its name;
- each function says @since, or the group it is in does;
- each qsm_ and QSM_ name in examples/PORTING.md is in a header."""
import re
import sys

from declared import HEADERS, ROOT, without_comments

PORTING = "examples/PORTING.md"
SINCE = re.compile(r"@since \d+\.\d+")
# A comment, and what it is about: all up to the next comment or empty line.
BLOCK = re.compile(r"/\*\*(?!<)(?P<comment>.*?)\*/\s*(?P<code>(?:(?!/\*\*(?!<)|\n\s*\n).)*)", re.DOTALL)
FUNCTION = re.compile(r"\bQSM_API\b[^;{(]*?\b(qsm_\w+)\s*\(")
TYPE = re.compile(r"\btypedef\s+(?:struct|enum)\s+(\w+)")
MACRO = re.compile(r"^#\s*define\s+(QSM_\w+)", re.MULTILINE)


def functions(text):
    return FUNCTION.findall(without_comments(text))


def names(text):
    """All public names in code, the members of enumerations, too."""
    return set(re.findall(r"\b(?:qsm|QSM)_\w+", without_comments(text)))


def code_rule(name, text, known):
    for enum in re.findall(r"\btypedef\s+enum\s+(\w+)", without_comments(text)):
        if enum.endswith("_code") and enum.removesuffix("_code") not in known:
            yield f"{name}: {enum}: no function is called {enum.removesuffix('_code')}, so it needs no _code"
        if enum in known:
            yield f"{name}: {enum}: a function is called so, it must be {enum}_code"


def get_rule(name, text):
    for function in functions(text):
        if re.search(r"_get_", function):
            yield f"{name}: {function}: a getter is called like what it gives, without get_"


def since_rule(name, text):
    """A comment that opens a group speaks for all in it."""
    told, group = set(), False
    for block in BLOCK.finditer(text):
        comment, code = block["comment"], block["code"]
        if "@{" in comment:
            group = bool(SINCE.search(comment))
        if SINCE.search(comment) or group:
            told.update(FUNCTION.findall(code) + TYPE.findall(code) + MACRO.findall(code))
        if "@}" in comment:
            group = False
    wanted = set(functions(text))
    guard = re.search(r"#ifndef (\w+)", text)
    wanted |= set(TYPE.findall(without_comments(text))) | set(MACRO.findall(text)) - {guard[1]}
    for missing in sorted(wanted - told):
        yield f"{name}: {missing}: no @since"


def porting_rule(name, text, known):
    for used in sorted(set(re.findall(r"\b(?:qsm|QSM)_\w+", text)) - known):
        yield f"{name}: {used} is in no header"


def problems(headers, porting, macros=()):
    known = {function for text in headers.values() for function in functions(text)}
    public = {word for text in headers.values() for word in names(text)} | set(macros)
    for name, text in headers.items():
        yield from code_rule(name, text, known)
        yield from get_rule(name, text)
        yield from since_rule(name, text)
    yield from porting_rule(PORTING, porting, public)


# Each of these must be found, or this script has become blind.
BAD = {"image.h": """#ifndef QSM_BAD_H
/** An enumeration. @since 0.1 */
typedef enum qsm_shape_code { QSM_SHAPE } qsm_shape_code;
/** Its name is a function's. @since 0.1 */
typedef enum qsm_size { QSM_SIZE } qsm_size;
/** Too many words. @since 0.1 */
QSM_API int qsm_get_width(void);
/** When? */
QSM_API int qsm_when(void);
/** @since 0.1 */
QSM_API int qsm_size(void);
/** @since 0.1 */
QSM_API int qsm_told(void);

QSM_API int qsm_bare(void);
/** A struct. */
typedef struct qsm_thing { int one; } qsm_thing;
/** A macro. */
#define QSM_MACRO 1
"""}


def main():
    found = list(problems(BAD, "`qsm_told` and `qsm_gone`, `QSM_SHAPE`"))
    assert len(found) == 8, found
    headers = {path.name: path.read_text(encoding="utf-8") for path in HEADERS}
    count = sum(len(functions(text)) for text in headers.values())
    assert count > 100
    macros = MACRO.findall((ROOT / "include/qsm/qt/qglobal.h").read_text(encoding="utf-8"))
    found = list(problems(headers, (ROOT / PORTING).read_text(encoding="utf-8"), macros))
    print("\n".join(found) or f"the names of {count} functions keep the rules")
    sys.exit(1 if found else 0)


main()
