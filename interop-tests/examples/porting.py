#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""examples/PORTING.md names every public function that stands for a Qt method, and no other."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = ("shared_memory", "system_semaphore", "native_ipc_key", "data_stream", "image", "image_file", "exchange",
           "frames", "gui_values", "inspect", "process", "text", "values", "date_time", "variant",
           "stream_schema", "stream_reader", "stream_struct", "settings_text", "exchange_values")
TYPES = {"qsm_shared_memory", "qsm_system_semaphore", "qsm_image", "qsm_data_stream", "qsm_exchange_read_options",
         "qsm_exchange_report", "qsm_tree", "qsm_variant", "qsm_schema", "qsm_field", "qsm_struct", "qsm_text",
         "qsm_bytes", "qsm_types", "qsm_rect", "qsm_color", "qsm_date_time"}


def declared():
    names = set()
    for header in HEADERS:
        text = (ROOT / "include/qsm" / f"{header}.h").read_text(encoding="utf-8")
        names |= set(re.findall(r"\b(qsm_\w+)\(", re.sub(r"/\*.*?\*/", "", text, flags=re.S)))
    return names


def main():
    text = (ROOT / "examples/PORTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bqsm_\w+", text)) - TYPES
    functions = declared()
    problems = [f"PORTING.md names {name}, which is not declared" for name in sorted(named - functions)]
    problems += [f"PORTING.md lacks {name}" for name in sorted(functions - named)]
    problems += [f"PORTING.md links to {link}, which is not there"
                 for link in re.findall(r"\]\(([^)#]+)\)", text)
                 if not (ROOT / "examples" / link).exists()]
    if len(functions) < 150:
        problems.append(f"only {len(functions)} functions found in the headers")
    print("\n".join(problems) or f"PORTING.md names all {len(functions)} functions")
    sys.exit(1 if problems else 0)


main()
