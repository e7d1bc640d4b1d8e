#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""each_once.py COMPILE_COMMANDS: prints them with one command for each source file, the first."""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    commands = {entry["file"]: entry for entry in reversed(json.load(file))}
json.dump(list(commands.values()), sys.stdout, indent=1)
