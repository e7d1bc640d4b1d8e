#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""python_headers.py COMPILER INCLUDE-FOLDER...: examples/python/qsm.py and qsm_values.py say the same as the headers.

- enums: the same names and numbers, all of them; structs: size, and the name, place and size of each member;
- functions: result and parameters; the version;
- numpy's types of pixels have the bits of QImage's formats;
- Python 3.9 understands all files of examples/python.

QSM_LIBRARY names the library. A C program prints the numbers."""
import ast
import ctypes
import enum
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples/python"))
import qsm  # noqa: E402  pylint: disable=wrong-import-position
import qsm_values  # noqa: E402  pylint: disable=wrong-import-position

PREFIXES = {"AccessMode": "QSM_SHARED_MEMORY_", "SharedMemoryError": "QSM_SHARED_MEMORY_",
            "SystemSemaphoreError": "QSM_SYSTEM_SEMAPHORE_", "SemaphoreMode": "QSM_SYSTEM_SEMAPHORE_",
            "KeyType": "QSM_NATIVE_IPC_KEY_", "KeyScheme": "QSM_KEY_SCHEME_", "Compression": "QSM_IMAGE_",
            "ExchangeStep": "QSM_EXCHANGE_", "Format": "QSM_IMAGE_FORMAT_"}
OBJECTS = {"qsm_shared_memory", "qsm_system_semaphore", "qsm_native_ipc_key", "qsm_image"}
VALUES = {"void": "v", "bool": "b", "int": "i", "size_t": "u", "ptrdiff_t": "z", "uint32_t": "w",
          "qsm_native_ipc_key_type_code": "t"}


def headers():
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "include/qsm").glob("*.h")))
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S) + "QSM_API const char *qsm_version(void);"


def of_module(kind):
    """{name: class} of qsm.py."""
    return {name: it for name, it in vars(qsm).items()
            if isinstance(it, type) and issubclass(it, kind) and it.__module__ == "qsm"}


def c_name(name):
    return "qsm" + re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name.lstrip("_"))


def ask_compiler(command, expressions):
    """{expression: number}"""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "numbers.c")
        lines = "".join(f'    printf("%lld\\n", (long long)({it}));\n' for it in expressions)
        source.write_text(f"#include <qsm/qsm.h>\n#include <stdio.h>\nint main(void)\n{{\n{lines}}}\n")
        subprocess.run([*command, str(source), "-o", f"{folder}/numbers"], check=True)
        printed = subprocess.run([f"{folder}/numbers"], check=True, capture_output=True, text=True).stdout
    return dict(zip(expressions, map(int, printed.split())))


def constants():
    """[(expression in C, number in Python)]"""
    yield "QSM_VERSION_MAJOR", int(qsm.LIBRARY_VERSION.split(".")[0])
    yield "QSM_VERSION_MINOR", int(qsm.LIBRARY_VERSION.split(".")[1])
    for name, it in of_module(enum.IntEnum).items():
        for member in it:
            yield PREFIXES[name] + member.name, member.value
    for name, it in of_module(ctypes.Structure).items():
        yield f"sizeof({c_name(name)})", ctypes.sizeof(it)
        for field, _ in it._fields_:
            place = getattr(it, field)
            yield f"offsetof({c_name(name)}, {field})", place.offset
            yield f"sizeof((({c_name(name)} *)0)->{field})", place.size


def incomplete(text):
    """Enumerators and members that the headers have, and qsm.py has not."""
    bodies = [set(re.findall(r"\b(QSM_\w+)\b", re.sub(r"=[^,]*", "", body)))
              for body in re.findall(r"\benum\b[^{;]*\{([^}]*)\}", text)]
    for name, it in of_module(enum.IntEnum).items():
        mine = {PREFIXES[name] + member.name for member in it}
        theirs = next(body for body in bodies if mine & body)
        for missing in theirs - mine - {"QSM_IMAGE_FORMAT_COUNT"}:
            yield f"{name} lacks {missing}"
    for name, it in of_module(ctypes.Structure).items():
        body = re.search(r"typedef struct %s \{(.*?)\}" % c_name(name), text, re.S)[1]
        for missing in set(re.findall(r"(\w+);", body)) - {field for field, _ in it._fields_}:
            yield f"{name} lacks {missing}"


def letter(declared, enums, result=False):
    """The letter of a result, or of a parameter with its name."""
    words = " ".join(declared.replace("*", " * ").split())
    if "(" in words or "[" in words:
        return "p"
    kind = re.sub(r"^const ", "", words.split(" *")[0]) if "*" in words else words
    if "*" in words:
        constant = words.startswith("const ")
        return "s" if kind == "char" and constant else "h" if kind in OBJECTS and "* *" not in words else "p"
    kind = kind if result else kind.rsplit(" ", 1)[0]
    return "i" if kind in enums else VALUES.get(kind, "?" + kind)


def prototypes(text):
    """{name: "result parameters"} in the letters of qsm.py."""
    enums = set(re.findall(r"typedef enum (\w+) \{", text))
    found = {}
    for result, name, parameters in re.findall(r"QSM_API\s+([\w\s*]+?)\s*\b(qsm_\w+)\(((?:[^()]|\([^()]*\))*)\)\s*;",
                                               text):
        split = [] if parameters == "void" else re.split(r",(?![^(]*\))", parameters)
        letters = "".join(letter(it, enums) for it in split)
        found[name] = f"{letter(result, enums, True)} {letters}".strip()
    return found


def functions(text):
    theirs = prototypes(text)
    for module in (qsm, qsm_values):
        for prefix, declarations in module._FUNCTIONS.items():
            for declaration in declarations.split(";"):
                name, mine = declaration.split(maxsplit=1)
                wanted = theirs.get(f"qsm_{prefix}{name}")
                if mine != wanted:
                    yield f"qsm_{prefix}{name}: {module.__name__}.py has {mine}, the headers have {wanted}"


def pixels():
    depth = ctypes.CDLL(qsm._find_library()._name).qsm_image_format_depth
    for member in qsm.Format:
        number, channels = qsm._ARRAYS.get(member.name, ("u0", 0))
        wanted = 0 if member.name in ("INVALID", "MONO", "MONOLSB") else depth(int(member))
        if int(number[1:]) * 8 * channels != wanted:
            yield f"{member.name} has {wanted} bits, not {channels} times {number}"


def main():
    text = headers()
    problems = [*incomplete(text), *functions(text), *pixels()]
    wanted = list(constants())
    numbers = ask_compiler([sys.argv[1], *(f"-I{folder}" for folder in sys.argv[2:])], [it for it, _ in wanted])
    problems += [f"{it}: qsm.py has {mine}, C has {numbers[it]}" for it, mine in wanted if numbers[it] != mine]
    for path in sorted((ROOT / "examples/python").glob("*.py")):
        ast.parse(path.read_text(encoding="utf-8"), path.name, feature_version=(3, 9))
    kinds = [len(of_module(enum.IntEnum)), len(of_module(ctypes.Structure))]
    print(f"{len(wanted)} numbers of {kinds[0]} enums and {kinds[1]} structs")
    if kinds != [len(PREFIXES), 3] or len(wanted) < 100:
        problems.append("classes of qsm.py were not found, or are not in this test")
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


main()
