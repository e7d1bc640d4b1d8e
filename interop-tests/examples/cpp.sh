#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# cpp.sh BRIGHTNESS QSM: the C++ example reads a picture, and says what is wrong.
set -eu
program=$1 qsm=$2
key="qsm-cpp-$$"
sample=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../../examples/sample.png
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

wait_for_holder() {
    local i
    for ((i = 0; i < 500; i++)); do
        ! grep -q holding "$work/out" || return 0
        sleep 0.02
    done
    cat "$work/out" && exit 1
}

if "$program" "$key" 2>"$work/err" || ! grep -q "doesn't exist" "$work/err"; then
    echo "without a segment: $(cat "$work/err")"
    exit 1
fi
"$qsm" put "$key" "$sample" >"$work/out" 2>&1 &
put=$!
wait_for_holder
made=$("$program" "$key")
kill $put
wait $put || true
# The mean of the same pixels, by the command.
"$qsm" image encode "$sample" --format Grayscale8 -o "$work/gray.qds" >"$work/log"
"$qsm" image decode "$work/gray.qds" --raw "$work/gray.raw" >"$work/log"
expected=$(python3 -c 'import sys; data = open(sys.argv[1], "rb").read(); print("%.6g of 255" % (sum(data) / len(data)))' "$work/gray.raw")
if [ "$made" != "$expected" ]; then
    echo "$made, expected $expected"
    exit 1
fi

"$qsm" create "$key" --size 100 >"$work/out" 2>&1 &
put=$!
wait_for_holder
status=0
"$program" "$key" >"$work/out" 2>"$work/err" || status=$?
kill $put
wait $put || true
if [ $status -ne 1 ]; then
    echo "zeros are a picture: $(cat "$work/out" "$work/err")"
    exit 1
fi
echo "$made"
