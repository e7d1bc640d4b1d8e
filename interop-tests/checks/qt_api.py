# SPDX-License-Identifier: MIT
"""Every public declaration of Qt's three classes stands in the headers of include/qsm/qt, and no other does.

    qt_api.py FOLDER...    folders that hold qsharedmemory.h, qsystemsemaphore.h and, since Qt 6.6,
                           qtipccommon.h

A declaration is told by name, result, const, static and the types of its parameters; those that an older Qt
lacks may follow if they have defaults. Enumerators are compared in order."""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = os.path.join(HERE, os.pardir, os.pardir, "include", "qsm", "qt")
HEADERS = {"QSharedMemory": "qsharedmemory.h", "QSystemSemaphore": "qsystemsemaphore.h",
           "QNativeIpcKey": "qtipccommon.h"}

# Macros, and words that do not change what a caller may write.
NOISE = re.compile(r"\b(Q_OBJECT|Q_GADGET|Q_IMPLICIT|Q_CORE_EXPORT|Q_DECL_CONST_FUNCTION|Q_DECL_PURE_FUNCTION"
                   r"|constexpr|noexcept|explicit|inline|friend)\b"
                   r"|\b(Q_GADGET_EXPORT|Q_DECLARE_PRIVATE|Q_DECLARE_TR_FUNCTIONS|Q_ENUM"
                   r"|QT_MOVE_ASSIGNMENT_OPERATOR_IMPL_VIA_PURE_SWAP|Q_DECLARE_EQUALITY_COMPARABLE)"
                   r"\s*\([^()]*\)")


def read(path):
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", file.read(), flags=re.DOTALL)
    return without_old_parts(text)


def without_old_parts(text):
    """Leaves out what other builds of Qt see, and all directives."""
    lines, skipping = [], []  # for each open #if: whether it is skipped, and its #else
    for line in text.replace("\\\n", " ").splitlines():
        if not line.strip().startswith("#"):
            lines += [] if any(skip for skip, _ in skipping) else [line]
            continue
        directive = line.strip().lstrip("# ")
        if directive.startswith("if"):
            other = bool(re.search(r"REMOVED_SINCE|Q_QDOC|Q_OS_DARWIN|Q_OS_WIN", directive))
            skipping.append((other, "QT_NO_QOBJECT" in directive))
        elif directive.startswith("el"):
            skipping[-1] = skipping[-1][1], False
        elif directive.startswith("endif"):
            skipping.pop()
    return "\n".join(lines)


def braces_end(text, start):
    depth = 0
    for position in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position
    raise ValueError("unbalanced braces")


def class_body(text, name):
    found = re.search(rf"\bclass\s+(?:Q_CORE_EXPORT\s+)?{name}\b[^;{{]*{{", text)
    return text[found.end():braces_end(text, found.end() - 1)] if found else None


def public_part(body):
    parts = re.split(r"\b(public|private|protected)\s*:(?!:)", body)
    return " ".join(part for access, part in zip(parts[1::2], parts[2::2]) if access == "public")


def enums(text):
    found = re.findall(r"\benum\s+(?:class\s+)?(\w+)[^{;]*{([^}]*)}", text)
    return {name: [word.split("=")[0].strip() for word in inside.split(",") if word.strip()]
            for name, inside in found}


def read_ours(name):
    """The public part of our class. Its header has the enumeration Type in front of the class."""
    text = read(os.path.join(OURS, f"{name.lower()}.h")).replace("qsm_qt_detail::Size", "qsizetype")
    outside = re.search(r"\benum class NativeIpcKeyType[^}]*}", text)
    body = public_part(class_body(text, name))
    return body + outside[0].replace("NativeIpcKeyType", "Type") + ";" if outside else body


def without_bodies(text):
    """Function bodies and enumerations become a semicolon, initialisers of constructors go too."""
    text = re.sub(r"\benum\b[^;]*?}\s*;", ";", text, flags=re.DOTALL)
    out, position = "", 0
    while (start := text.find("{", position)) >= 0:
        out += text[position:start] + ";"
        position = braces_end(text, start) + 1
    return out + text[position:]


def split_parameters(text):
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, "<": 1, "{": 1, ")": -1, ">": -1, "}": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def parameter(text):
    """Type and whether there is a default. The name of a parameter begins with a small letter."""
    left, equals, value = text.partition("=")
    left = re.sub(r"(?<=[\s&*])[a-z]\w*\s*$", "", left.strip()) if " " in left.strip() else left
    return re.sub(r"\s*([&*]+)\s*", r" \1", left).strip(), value.strip() if equals else None


def declarations(text):
    """A list of (head, parameters): "static bool isKeyTypeSupported", [("QNativeIpcKey::Type", None)]."""
    found = []
    for piece in without_bodies(NOISE.sub(" ", text)).split(";"):
        match = re.match(r"\s*([\w\s:&*<>~]*?(?:operator\s*[=!<+]{1,2}|~?\w+))\s*\(", piece)
        if not match or " = " in piece[:match.end()]:
            continue
        end = match.end() + len(balanced(piece[match.end():]))
        head = re.sub(r"\s*([&*]+)\s*", r" \1", re.sub(r"\s+", " ", match.group(1))).strip()
        is_const = re.match(r"\)\s*const\b", piece[end:]) is not None
        found.append((head + (" const" if is_const else ""),
                      [parameter(p) for p in split_parameters(piece[match.end():end])]))
    return found


def balanced(text):
    depth = 0
    for position, letter in enumerate(text):
        if letter == ")" and depth == 0:
            return text[:position]
        depth += {"(": 1, ")": -1}.get(letter, 0)
    return text


def covers(ours, theirs):
    """Whether whatever may be passed to theirs may be passed to ours."""
    (head, parameters), (wanted, wanted_parameters) = ours, theirs
    if head != wanted or len(parameters) < len(wanted_parameters):
        return False
    for mine, their in zip(parameters, wanted_parameters):
        if mine[0] != their[0] or (their[1] is not None and mine[1] != their[1]):
            return False
    return all(value is not None for _, value in parameters[len(wanted_parameters):])


def shown(declaration):
    head, parameters = declaration
    words = [kind if value is None else f"{kind} = {value}" for kind, value in parameters]
    return f"{head.removesuffix(' const')}({', '.join(words)}){' const' * head.endswith(' const')}"


def compare(name, theirs, ours, newest):
    """The problems of one class, and how many declarations were found on Qt's side."""
    problems = [f"enum {name}::{enum} is {enums(ours).get(enum)}, in Qt {words}"
                for enum, words in enums(theirs).items() if enums(ours).get(enum) != words]
    wanted, have = declarations(theirs), declarations(ours)
    problems += [f"{name} lacks {shown(it)}" for it in wanted if not any(covers(o, it) for o in have)]
    if newest:
        known = ("operator", "~", "swap", "qHash")  # made by macros, or friends in the private part
        problems += [f"{name} has {shown(it)}, Qt has not" for it in have
                     if not any(covers(it, t) for t in wanted) and not any(k in it[0] for k in known)]
    return problems, len(wanted)


def check_folder(folder):
    problems = []
    newest = os.path.exists(os.path.join(folder, HEADERS["QNativeIpcKey"]))
    for name, header in HEADERS.items():
        path = os.path.join(folder, header)
        if not os.path.exists(path):
            continue
        found, count = compare(name, public_part(class_body(read(path), name)),
                               read_ours(name), newest)
        if count < 8:
            found.append(f"only {count} declarations found in {path}: this script reads it wrongly")
        print(f"{path}: {count} declarations")
        problems += found
    return problems


def main(folders):
    folders = [folder for folder in folders if os.path.exists(os.path.join(folder, "qsharedmemory.h"))]
    if not folders:
        print("SKIP: no headers of Qt are here")
        sys.exit(77)
    problems = [problem for folder in folders for problem in check_folder(folder)]
    sys.exit("\n".join(problems) if problems else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
