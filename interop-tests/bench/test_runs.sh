#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# test_runs.sh PROGRAMS PICTURES PEERS: everything that is measured runs once and comes out in the report.
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
samples=$TMPDIR/samples
report=$TMPDIR/report
trap 'rm -f "$samples" "$report"' EXIT

"$1/qsm_bench" --rounds 1 --clock cpu "$2" >"$samples"
"$1/bench_memory" "$2" >>"$samples"
python3 "$here/frames.py" "$3" --seconds 0.12 >>"$samples"
python3 "$here/report.py" --clock cpu "$samples" >"$report"
for words in 'put stored, new segment' "get Qt's, own buffer" 'lock held, get stored' \
    'attach+lock+unlock+detach' 'memory beside image' 'plain C' '1080p, 60 a second, C' 'read QVariantMap of 10,000'; do
    grep -q "$words" "$report" || {
        echo "not in the report: $words"
        cat "$report"
        exit 1
    }
done
