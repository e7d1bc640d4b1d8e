#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# porting_wrapper.sh COMPILER SOURCE BUILD LIBRARY: the C file of PORTING.md's first chapter, as a program uses it.
set -eu
compiler=$1 source=$2 build=$3 library=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The first block of C.
sed -n '/^```c$/,/^```$/{/^```$/q;/^```/d;p}' "$source/examples/PORTING.md" >"$work/wrapper.c"
grep -q segment_attach "$work/wrapper.c"
"$compiler" -std=c11 -Wall -Wextra -Werror -Wno-missing-prototypes "$work/wrapper.c" "$source/interop-tests/examples/porting_wrapper.c" \
    -o "$work/program" -I"$source/include" -I"$build/include" "$library" -pthread -lrt
"$work/program" >"$work/output"
diff "$work/output" - <<'END'
0 1 1 100 1 0 1 hello
1 0 0
1 1
END
