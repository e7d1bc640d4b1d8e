#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each public member of the classes in include/qsm/qt compiles against Qt's class of that name: a program that
compiles with our headers compiles with Qt, too.

    qt_subset.py COMPILER FOLDER...    folders of Qt's headers, that hold qstring.h

From the declarations in our headers this program writes C++ that asks Qt for each member: of the three
classes a pointer to exactly that type of member function, of the others a call with exactly these arguments
and exactly that result. A parameter with a default is left out once, too. Before Qt 6.6, members with
QNativeIpcKey are left out. What is outside of the classes is asked for, too: names of headers, typedefs,
macros, functions, and the enumeration of messages."""
import os
import re
import shutil
import subprocess
import sys

from qt_api import OURS, braces_end, class_body, declarations, enums, public_part, read, read_ours

IPC = ("QSharedMemory", "QSystemSemaphore", "QNativeIpcKey")
OTHERS = {"QString": "qstring.h", "QByteArray": "qbytearray.h", "QLatin1String": "qlatin1string.h",
          "QObject": "qobject.h", "QDebug": "qdebug.h"}
# A derived class of the tests, or nothing that a caller writes.
LEFT_OUT = re.compile(r"~|operator ?=$|\bqHash\b|operator const char")
# Since Qt 6.6 without QNativeIpcKey in the declaration.
NEW = re.compile(r"QSystemSemaphore &>\(\)\.setNativeKey")
BEGIN = """
#include <QByteArray>
#include <QDebug>
#include <QObject>
#include <QSharedMemory>
#include <QString>
#include <QSystemSemaphore>
#include <type_traits>
#include <utility>
using Size = %s;
template <typename T> T value();
template <typename T, typename U> constexpr bool same()
{
    return std::is_same<typename std::decay<T>::type, typename std::decay<U>::type>::value;
}
"""


def our_class(name):
    if name in IPC:
        return read_ours(name).replace("qsizetype", "Size")
    text = read(os.path.join(OURS, OTHERS[name])).replace("qsm_qt_detail::Size", "Size")
    return public_part(class_body(text, name))


def with_class(name, text):
    """A type that is declared inside the class."""
    for inner in ["AccessMode", "SharedMemoryError", "SystemSemaphoreError", "Type"]:
        text = re.sub(rf"(?<![\w:]){inner}\b", f"{name}::{inner}", text)
    return text


def calls(parameters):
    """The lists of types with which a function may be called: all, and without each default."""
    least = next((i for i, (_, value) in enumerate(parameters) if value is not None), len(parameters))
    return [[kind for kind, _ in parameters[:count]] for count in range(least, len(parameters) + 1)]


def values(types):
    return ", ".join(f"value<{kind}>()" for kind in types)


def member(name, result, function, is_static, is_const, types, exact):
    if exact:
        pointer = "*" if is_static else f"{name}::*"
        suffix = " const" if is_const else ""
        return f"auto NUMBER = static_cast<{result} ({pointer})({', '.join(types)}){suffix}>(&{name}::{function});"
    of = f"{name}::" if is_static else f"value<{'const ' if is_const else ''}{name} &>()."
    return f"static_assert(same<decltype({of}{function}({values(types)})), {result}>(), \"\");"


def operator(name, result, sign, is_const, types):
    left = [f"value<{'const ' if is_const else ''}{name} &>()"] if len(types) == 1 else []
    operands = f" {sign} ".join(left + [f"value<{kind}>()" for kind in types])
    return f"static_assert(std::is_convertible<decltype({operands}), {result}>::value, \"\");"


def lines(name, declaration):
    """The C++ for one declaration."""
    head, parameters = declaration
    if LEFT_OUT.search(head):
        return []
    is_const = head.endswith(" const")
    words = head.removesuffix(" const").split()
    is_static = words[0] == "static"
    function, result = words[-1], " ".join(words[is_static:-1])
    while function[0] in "&*":
        function, result = function[1:], f"{result} {function[0]}"
    variants = [[with_class(name, kind) for kind in types] for types in calls(parameters)]
    result = with_class(name, result)
    if function == name:
        return [f"static_assert(std::is_constructible<{', '.join([name] + types)}>::value, \"\");" for types in variants]
    if function.startswith("operator"):
        return [operator(name, result, function[8:], is_const, variants[-1])]
    exact = name in IPC and function != "swap"
    first = [member(name, result, function, is_static, is_const, variants[-1], exact)]
    return first + [member(name, result, function, is_static, is_const, types, False) for types in variants[:-1]]


def enumerators(name, body):
    return [f"static_assert(int({name}::{'Type::' * (enum == 'Type')}{word}) >= 0, \"\");"
            for enum, words in enums(body).items() for word in words]


def include_names():
    """What a program may include; the others are parts of ours."""
    own = {"ipc.h", "utf8.h", "qlatin1string.h", "qnativeipckey.h"}
    names = {os.path.relpath(os.path.join(folder, file), OURS) for folder, _, files in os.walk(OURS) for file in files}
    return {os.path.basename(name) for name in names} - own


def missing_includes(folder, has_native_keys):
    new = {"QNativeIpcKey", "qtipccommon.h"}
    return [name for name in sorted(include_names() - (set() if has_native_keys else new))
            if not os.path.exists(os.path.join(folder, name))]


def macros(compiler):
    """Those that our headers define."""
    text = "".join(f"#include <{name}>\n" for name in sorted(include_names()))
    command = [compiler, "-std=c++11", "-dM", "-E", "-I", OURS, "-I", os.path.join(OURS, "..", ".."), "-x", "c++", "-"]
    found = [subprocess.run(command, input=part, stdout=subprocess.PIPE, text=True, check=True).stdout
             for part in (text, "")]
    ours, others = (set(re.findall(r"^#define (\w+)", part, re.MULTILINE)) for part in found)
    return sorted(name for name in ours - others if re.match(r"[qQ](?!SM_)", name))


def without_namespaces_and_classes(text):
    while found := re.search(r"\b(?:namespace|class|struct)\s+[^;{}()]*{", text):
        text = text[:found.start()] + ";" + text[braces_end(text, found.end() - 1) + 1:]
    return text


def outside():
    """The C++ for what stands outside of the classes."""
    text = "\n".join(read(os.path.join(OURS, name)) for name in sorted(os.listdir(OURS)) if name.endswith(".h"))
    messages = re.findall(r"^\s*QSM_QT_MESSAGE\((\w+),", text, re.MULTILINE)
    text = re.sub(r"^\s*(QSM_QT_MESSAGE\(.*|QSM_QT_(BEGIN|END))$|static_assert\([^;]*;", "", text, flags=re.MULTILINE)
    text = without_namespaces_and_classes(text).replace("template <typename T>", "")
    out = [f"static_assert(std::is_same<{name}, {kind}>::value, \"\");"
           for kind, name in re.findall(r"\btypedef\s+([^;{}]*?)\s*\b(\w+);", text)]
    out += [f"static_assert(int({word}) == {i}, \"\");" for words in enums(text).values() for i, word in enumerate(words)]
    text = re.sub(r"\btypedef\b[^;]*;|^.*\bQString::\w+\(.*$", "", text, flags=re.MULTILINE)
    for head, parameters in declarations(text.replace("const T &", "const int &")):
        result, function = re.fullmatch(r"(.*\W)(\w+)", head).groups()
        call = f"{function}({values(kind for kind, _ in parameters)})"
        out.append(f"static_assert(std::is_convertible<decltype({call}), {result}>::value, \"\");")
    for name in messages:
        out.append(f"static_assert(same<decltype({name}(\"%d\", 1)), void>(), \"\");")
        # Since Qt 6.5 qFatal(), too.
        least = "6, 5" if name == "qFatal" else "5, 0"
        out.append(f"#if QT_VERSION >= QT_VERSION_CHECK({least}, 0)\n"
                   f"static_assert(same<decltype({name}()), QDebug>(), \"\");\n#endif")
    return out


def source(has_native_keys, size, names):
    more = outside()
    found, out = len(more) + len(names), [BEGIN % size]
    if has_native_keys:
        out.append("#include <QNativeIpcKey>\n")
    out += [f"#ifndef {name}\n#error {name}\n#endif" for name in names]
    out += [line for line in more if has_native_keys or "QNativeIpcKey" not in line]
    for name in IPC + tuple(OTHERS):
        if name == "QNativeIpcKey" and not has_native_keys:
            continue
        body = our_class(name)
        out += enumerators(name, body)
        for declaration in declarations(body):
            found += 1
            for line in lines(name, declaration):
                if has_native_keys or ("QNativeIpcKey" not in line and not NEW.search(line)):
                    out.append(line.replace("NUMBER", f"member{len(out)}"))
    return "\n".join(out) + "\n", found


def check(compiler, folder):
    upper = os.path.dirname(folder.rstrip("/"))
    has_native_keys = os.path.exists(os.path.join(folder, "qtipccommon.h"))
    size = "int" if "qt5" in folder else "qsizetype"
    text, found = source(has_native_keys, size, macros(compiler))
    missing = missing_includes(folder, has_native_keys)
    print("".join(f"{folder} has no {name}\n" for name in missing), end="")
    command = [compiler, "-std=c++17", "-fPIC", "-w", "-fsyntax-only", "-I", folder, "-I", upper, "-x", "c++", "-"]
    result = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(f"{folder}: {found} declarations, {text.count('member') + text.count('static_assert(')} questions")
    if result.returncode != 0:
        wrong = sorted({int(number) for number in re.findall(r"^<stdin>:(\d+):\d+: error", result.stdout, re.MULTILINE)})
        print(result.stdout[:5000], *(f"{number}: {text.splitlines()[number - 1]}" for number in wrong), sep="\n")
    if found < 150:
        print(f"only {found} declarations found in our headers: this script reads them wrongly")
    return result.returncode == 0 and found >= 150 and not missing


def main(compiler, folders):
    folders = [folder for folder in folders if os.path.exists(os.path.join(folder, "qstring.h"))]
    if not folders or not shutil.which(compiler):
        print("SKIP: no headers of Qt are here, or no C++ compiler")
        sys.exit(77)
    results = [check(compiler, folder) for folder in folders]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
