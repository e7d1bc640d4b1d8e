#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No circle among the files of a program, and none among its rooms: each can be read with only those
below it in mind. Symbols of the object files tell who calls whom.

A folder is looked at as its files and its subfolders, each of which is one room there. So png/ may
call image.c, which image_stream.c beside it calls, too; but two folders may not call each other.

    circles.py OBJECTS...    the object files of a program each, joined by ;"""
import pathlib
import subprocess
import sys


def file_of(path):
    """The source file below the target's folder: png/header.c of .../qsm.dir/png/header.c.o."""
    return str(pathlib.PurePath(path.split(".dir/", 1)[-1].removesuffix(".o")))


def symbols(paths):
    """File -> names that it defines, and names that it needs."""
    told = {file_of(path): (set(), set()) for path in paths}
    for line in subprocess.check_output(["nm", "-A", *paths], text=True).splitlines():
        path, _, entry = line.partition(".o:")
        kind, name = entry.split()[-2:]
        defined, needed = told[file_of(path)]
        (needed if kind == "U" else defined if kind in "TDRB" else set()).add(name)
    return told


def calls(paths):
    """File -> files of the same program that it needs."""
    told = symbols(paths)
    home = {symbol: name for name, (defined, _) in told.items() for symbol in defined}
    return {name: {home[symbol] for symbol in needed if symbol in home} - {name}
            for name, (_, needed) in told.items()}


def rooms(needs):
    """Folder -> its files and subfolders -> those of them that they need."""
    folders = {}
    for name, others in needs.items():
        for folder in pathlib.PurePath(name).parents:
            def room(file):
                inside = pathlib.PurePath(file).relative_to(folder).parts
                return str(folder / inside[0]) + ("/" if len(inside) > 1 else "")
            beside = {room(other) for other in others if pathlib.PurePath(other).is_relative_to(folder)}
            folders.setdefault(str(folder), {}).setdefault(room(name), set()).update(beside - {room(name)})
    return folders


def reached(name, needs):
    """All that a file or room reaches."""
    seen, ahead = set(), list(needs[name])
    while ahead:
        other = ahead.pop()
        if other not in seen:
            seen.add(other)
            ahead += needs[other]
    return seen


def circles(needs):
    """Each set of files or rooms that reach each other."""
    all_reached = {name: reached(name, needs) for name in needs}
    found = {frozenset(other for other in ahead if name in all_reached[other])
             for name, ahead in all_reached.items() if name in ahead}
    return list(map(set, found))


def describe(circle, needs):
    return "in a circle:" + "".join(f"\n    {name} needs {', '.join(sorted(needs[name] & circle))}"
                                    for name in sorted(circle))


def main():
    arrows, files, problems = 0, 0, []
    for program in sys.argv[1:]:
        needs = calls(program.split(";"))
        files += len(needs)
        arrows += sum(map(len, needs.values()))
        graphs = [needs, *rooms(needs).values()]
        problems += {describe(circle, graph): None for graph in graphs for circle in circles(graph)}
    if not arrows:
        problems.append("nothing calls anything; are these object files?")
    print("\n".join(problems) or f"{files} files, {arrows} arrows, no circle")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
