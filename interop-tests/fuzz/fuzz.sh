#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fuzz.sh PYTHON PROGRAM TARGET FOLDER SECONDS: fuzzes from fresh seeds and what earlier runs found
# worth keeping; bytes that break something stay in FOLDER/found.
set -eu
python=$1 program=$2 target=$3 folder=$4 seconds=$5
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$folder/corpus" "$folder/found"
"$python" "$here/seeds.py" "$target" "$folder/seeds"
"$program" -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$folder/found/" "$folder/corpus" "$folder/seeds" \
    >"$folder/log.txt" 2>&1 || { tail -n 60 "$folder/log.txt" && exit 1; }
grep -E '^(stat::number_of_executed_units|Done)|DONE' "$folder/log.txt"
