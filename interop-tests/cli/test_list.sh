# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154
# qsm list: from what lies in given directories. What it says of processes: ../scenarios/test_list.py.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

mkdir "$work/empty" "$work/files"
qsm list --temp-path "$work/empty" --runtime-path "$work/empty" --json
status 0
no_err
that "nothing of this folder" [ "$(grep -c "$work" "$work/out")" = 0 ]

: >"$work/files/qipc_sharedmemory_one"
: >"$work/files/other"
qsm list --temp-path "$work/files" --runtime-path "$work/files" --json
status 0
that "the key file alone" [ "$(grep -c '"name": ".*/files/' "$work/out")" = 2 ]
out "$work/files/qipc_sharedmemory_one"
out "$work/files/qipc_systemsem_one"
out '"keyFileExists": true'
qsm list --temp-path "$work/files" --runtime-path "$work/empty"
status 0
out "(key file only)"
that "a key file is no segment: nothing but it" [ "$(grep -c "$work" "$work/out")" = 1 ]

# Anybody can make a file of such a name.
: >"$work/files/qipc_sharedmemory_"$'\e[31m'
qsm list --temp-path "$work/files" --runtime-path "$work/empty"
out '\x1b[31m'
that "no control characters" [ "$(tr -dc '\033' <"$work/out" | wc -c)" -eq 0 ]
rm "$work/files/qipc_sharedmemory_"$'\e[31m'

# Nothing is made where nothing is.
qsm list --temp-path "$work/gone" --runtime-path "$work/gone" --json
status 0
that "no folder was made" [ ! -e "$work/gone" ]
XDG_RUNTIME_DIR=$work/run qsm list
status 0
that "no runtime folder was made" [ ! -e "$work/run" ]

qsm list something
status 2
qsm list --wait soon
status 2
err "soon"
qsm list --wait 0 --no-content
status 0

# What says little of itself: no bytes, a picture whose format comes too late.
head -c 100000 /dev/urandom | base64 -w 0 | head -c 90000 >"$work/long"
qsm image encode "$sample" --format RGB32 -o "$work/late.png" --stream-version 2 --text "Long=$(cat "$work/long")"
status 0
in_background late put "$key late" "$work/late.png" --hold
late=$pid
until_true has_output late
in_background empty put --native "posix:/qsm-empty-$$" "$sample" --hold
empty=$pid
until_true has_output empty
: >"/dev/shm/qsm-empty-$$"
qsm list
status 0
that "an empty one" grep -q "(empty) .*qsm-empty-$$" "$work/out"
that "a picture without its format" grep -q "QImage 640x[0-9]*  .*late" "$work/out"
kill "$late" "$empty"
wait "$late" "$empty"
qsm rm --native "posix:/qsm-empty-$$"
finish
