#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# standalone.sh BUILD-FOLDER COMPILER: the examples build against an installed qsm, outside its tree.
set -eu
build=$1 compiler=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/prefix" >"$work/log"
cp -r "$here/../../examples" "$work/examples"
{
    cmake -S "$work/examples" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" \
        -DCMAKE_C_COMPILER="$compiler" -DCMAKE_C_FLAGS="$(sed -n 's/^QSM_SANITIZE:STRING=\(..*\)/-fsanitize=\1/p' "$build/CMakeCache.txt")" &&
        cmake --build "$work/build"
} >"$work/log" 2>&1 || { cat "$work/log" && exit 1; }
bash "$here/exchange.sh" "$work/build"
