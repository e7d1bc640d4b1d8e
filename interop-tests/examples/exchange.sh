#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# exchange.sh FOLDER: process A and process B of that folder exchange the sample; what goes wrong is
# said and is no success.
set -eu
programs=$1
sample=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/../../examples/sample.png
key="${QSM_TEST_KEY:-qsm-examples-$$} examples"
work=$(mktemp -d)
trap '[ "$BASHPID" != $$ ] || rm -rf "$work"' EXIT

fails() {
    local expected=$1 status=0
    shift
    "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
    if [ $status -ne "$expected" ] || [ ! -s "$work/err" ]; then
        echo "exit status $status, expected $expected and a message: $*"
        exit 1
    fi
}

fails 2 "$programs/load_from_file"
fails 2 "$programs/load_from_memory" "$key"
fails 1 "$programs/load_from_memory" "$key" "$work/nothing.png"
fails 1 "$programs/load_from_file" "$key" "$work/none.png"
head -c 1000 "$sample" >"$work/cut.png"
fails 1 "$programs/load_from_file" "$key" "$work/cut.png"

mkfifo "$work/input"
"$programs/load_from_file" "$key" "$sample" <"$work/input" >"$work/a" &
a=$!
exec 7>"$work/input"
for ((i = 0; i < 500; i++)); do
    [ ! -s "$work/a" ] || break
    sleep 0.02
done
fails 1 "$programs/load_from_file" "$key" "$sample"
"$programs/load_from_memory" "$key" "$work/b.png" "$work/b.raw"
exec 7>&-
wait $a
cat "$work/a"
"$programs/same_pixels" "$sample" "$work/b.png"
[ "$(stat -c %s "$work/b.raw")" -eq $((640 * 480 * 4)) ]
fails 1 "$programs/load_from_memory" "$key" "$work/nothing.png"

# The judges can say no.
"$programs/make_sample" "$work/sample.png"
"$programs/same_pixels" "$sample" "$work/sample.png"
"$programs/side_by_side" "$work/sheet.png" 2 one "$sample" other "$work/b.png"
if "$programs/same_pixels" "$sample" "$work/sheet.png" ||
    "$programs/same_pixels" "$sample" "$work/cut.png"; then
    echo "same_pixels takes different pictures for the same"
    exit 1
fi
fails 2 "$programs/side_by_side" "$work/sheet.png" 0 one "$sample"
fails 1 "$programs/side_by_side" "$work/sheet.png" 1 one "$work/cut.png"
echo "process A and process B exchange the sample"
