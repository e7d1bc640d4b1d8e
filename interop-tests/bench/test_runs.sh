#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# test_runs.sh PROGRAMS PICTURES PEERS: everything that is measured runs once, and comes out in the report and in the plot.
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mktemp -d)
samples=$folder/samples
report=$folder/report
trap 'rm -rf "$folder"' EXIT

"$1/qsm_bench" --rounds 1 --clock cpu "$2" >"$samples"
"$1/bench_memory" "$2" >>"$samples"
python3 "$here/frames.py" "$3" --seconds 0.12 >>"$samples"
python3 "$here/report.py" --clock cpu --plotted "$folder/rows" "$samples" >"$report"
for words in 'put stored, new segment' "get Qt's, own buffer" 'get stored, first of a process' '30 KB in 48 MB' \
    'lock held, get stored' 'lock held, put stored' 'attach+lock+unlock+detach' 'memory beside image' 'avx2' 'better still' \
    '1080p, 60 a second, C' 'read QVariantMap of 10,000'; do
    grep -q "$words" "$report" || {
        echo "not in the report: $words"
        cat "$report"
        exit 1
    }
done

# The plot shows the times: other times are another plot.
"$1/bench_plot" "$folder/rows" "$folder/plot.png"
sed '1s/"qsm_ns": [0-9.]*/"qsm_ns": 123456789/' "$folder/rows" >"$folder/other-rows"
"$1/bench_plot" "$folder/other-rows" "$folder/other.png"
if cmp -s "$folder/plot.png" "$folder/other.png"; then
    echo "the plot does not show the times"
    exit 1
fi
: >"$folder/no-rows"
if "$1/bench_plot" "$folder/no-rows" "$folder/none.png" 2>/dev/null; then
    echo "a plot without rows"
    exit 1
fi
