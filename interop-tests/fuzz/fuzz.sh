#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fuzz.sh PYTHON PROGRAM TARGET FOLDER SECONDS SEED: fuzzes from fresh seeds and what earlier runs found
# worth keeping; bytes that break something stay in FOLDER/found. Prints what was tried and reached.
# With the same SEED and an empty corpus it tries the same inputs again, as far as the target does not
# see the machine itself; 0 is another seed each time.
set -eu
python=$1 program=$2 target=$3 folder=$4 seconds=$5 seed=$6
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$folder/corpus" "$folder/found"
"$python" "$here/seeds.py" "$target" "$folder/seeds" "$folder/words.dict"
options=() timeout=10
[ ! -s "$folder/words.dict" ] || options+=(-dict="$folder/words.dict")
case $target in
differential) [ -n "${QSM_IMAGE_PEER:-}" ] || { echo "SKIP: no Qt program to compare with" && exit 77; } ;;
tool) options+=(-close_fd_mask=3) timeout=60 ;; # an image may have 256 MiB
esac
# Random addresses would steer the fuzzer, too.
same_addresses=()
[ "$seed" -eq 0 ] || ! setarch -R true 2>/dev/null || same_addresses=(setarch -R)
"${same_addresses[@]}" "$program" -seed="$seed" -max_total_time="$seconds" -max_len=8192 -timeout="$timeout" -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$folder/found/" \
    "${options[@]}" "$folder/corpus" "$folder/seeds" >"$folder/log.txt" 2>&1 ||
    { tail -n 60 "$folder/log.txt" && exit 1; }
units=$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/log.txt")
edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$folder/log.txt" | tail -n 1)
printf 'fuzzed: %-12s %9s executions %6s edges %6s files in its corpus\n' "$target" "$units" "$edges" \
    "$(find "$folder/corpus" -type f | wc -l)" | tee "$folder/summary.txt"
[ "${units:-0}" -gt 0 ]
