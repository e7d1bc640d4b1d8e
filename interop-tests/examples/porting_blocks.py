# SPDX-License-Identifier: MIT
"""porting_blocks.py PORTING.md CHAPTER LANGUAGE FILE: the blocks of code of a chapter, as one file."""
import re
import sys

source, chapter, language, target = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    found = re.findall(rf"^## {re.escape(chapter)}\n(.*?)^## ", file.read(), re.DOTALL | re.MULTILINE)
blocks = re.findall(rf"^```{language}\n(.*?)^```$", found[0], re.DOTALL | re.MULTILINE) if found else []
if len(blocks) < 2:
    sys.exit(f"{source} has {len(blocks)} blocks of {language} in the chapter {chapter}")
with open(target, "w", encoding="utf-8") as file:
    file.write("\n".join(blocks))
