# SPDX-License-Identifier: MIT
"""readme_program.py README.md FILE.c: writes the C program of README into a file."""
import re
import sys

source, target = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    programs = re.findall(r"^```c\n(.*?)^```$", file.read(), re.DOTALL | re.MULTILINE)
if len(programs) != 1:
    sys.exit(f"{source} has {len(programs)} C programs, not 1")
with open(target, "w", encoding="utf-8") as file:
    file.write(programs[0])
