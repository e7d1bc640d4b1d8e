#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""symbols.py LIBRARY STATIC-LIBRARY: holds what the shared library exports and what src/qsm.map says
against what the headers declare. In the static library all other names begin with qsm__, so that
nobody takes an internal function for a public one. `symbols.py --write-map` writes the map anew."""
import re
import subprocess
import sys

from declared import ROOT, functions

MAP = ROOT / "src/qsm.map"


def node():
    """The map's one node: until 1.0 each minor release has its own, from the project's version."""
    version = re.search(r"project\(qsm VERSION (\d+\.\d+)", (ROOT / "CMakeLists.txt").read_text("utf-8"))
    return f"QSM_{version.group(1)}"


def write_map():
    lines = "".join(f"        {name};\n" for name in sorted(functions()))
    MAP.write_text("# SPDX-License-Identifier: MIT\n"
                   "# What libqsm exports: every function of include/qsm, nothing else.\n"
                   "# interop-tests/checks/symbols.py --write-map writes this file.\n"
                   f"{node()} {{\n    global:\n{lines}    local:\n        *;\n}};\n",
                   encoding="utf-8")


def exported(library):
    output = subprocess.run(["nm", "-D", "--defined-only", "--format=posix", library], check=True,
                            stdout=subprocess.PIPE, text=True).stdout
    symbols = (line.split() for line in output.splitlines())
    # The version node itself is listed as an absolute symbol.
    return [symbol[0].split("@")[0] for symbol in symbols if symbol[1] != "A"]


def internal(library, declared):
    """Names that the objects share with each other and that are no public function."""
    output = subprocess.run(["nm", "-g", "--defined-only", "--format=posix", library], check=True,
                            stdout=subprocess.PIPE, text=True).stdout
    # A line that ends in a colon names an object, with its path.
    words = (line.split() for line in output.splitlines() if not line.endswith(":"))
    return {word[0] for word in words if len(word) > 2} - declared


def compare(what, found, declared):
    differences = [f"in {what}, but not in the headers: {name}" for name in found - declared]
    differences += [f"in the headers, but not in {what}: {name}" for name in declared - found]
    return sorted(differences)


def main():
    if sys.argv[1] == "--write-map":
        return write_map()
    declared = functions()
    assert len(declared) > 100 and len(set(declared)) == len(declared)
    text = MAP.read_text(encoding="utf-8")
    nodes = re.findall(r"^(QSM_\S+) \{", text, re.MULTILINE)
    in_map = re.findall(r"^\s+(qsm_\w+);", text, re.MULTILINE)
    differences = [] if nodes == [node()] else [f"src/qsm.map has {nodes}, wanted {node()}"]
    differences += compare("src/qsm.map", set(in_map), set(declared))
    differences += compare("the library", set(exported(sys.argv[1])), set(declared))
    inside = internal(sys.argv[2], set(declared))
    differences += sorted(f"without qsm__: {name}" for name in inside if not name.startswith("qsm__"))
    assert len(inside) > 100
    print("\n".join(differences) or f"{len(declared)} functions, the same everywhere, and "
          f"{len(inside)} internal ones")
    sys.exit(1 if differences else 0)


main()
