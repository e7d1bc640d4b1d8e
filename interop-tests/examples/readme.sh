#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# readme.sh PROGRAM QSM: README's program alone, and beside a picture under each key scheme.
set -u
program=$1 qsm=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

failed() {
    printf 'FAILED: %s\n' "$*"
    head -n 20 "$work"/*
    exit 1
}

# ends STATUS: runs the program, which must end so.
ends() {
    "$program" >"$work/out" 2>"$work/err"
    local status=$?
    [ $status -eq "$1" ] || failed "the program ends with $status, not $1${2:+ ($2)}"
}

ends 1
grep -qx "QSharedMemoryExample: QSharedMemory::attach: doesn't exist" "$work/err" || failed "the error"
[ ! -s "$work/out" ] || failed "output without a picture"

# hold LINE ARGUMENT...: qsm in the background; waits until it has printed a line that begins so.
hold() {
    local line=$1
    shift
    : >"$work/held" # before it is started: the line must be its own
    "$qsm" "$@" >"$work/held" 2>&1 &
    until grep -q "^$line" "$work/held"; do
        kill -0 $! 2>/dev/null || failed "qsm $*"
        sleep 0.02
    done
}

for scheme in systemv-legacy posix-legacy posix-safe systemv-safe; do
    hold width put QSharedMemoryExample "$here/../../examples/sample.png" --scheme $scheme
    ends 0 $scheme
    grep -qx "640 x 480" "$work/out" || failed "$scheme: the size"
    kill $!
    wait $!
done

# A segment without a picture is an error, too.
hold "segment size" create QSharedMemoryExample --size 10
printf 'no picture' | "$qsm" write QSharedMemoryExample - >"$work/written" || failed "qsm write"
ends 1
grep -q ": QSharedMemoryExample (" "$work/err" || failed "the error names no key"
kill $!
wait $!
echo "README's program: alone, and under 4 key schemes"
