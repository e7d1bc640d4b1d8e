# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
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
out "qipc_sharedmemory_%1B[31m'"
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
that "a picture without its format" grep -q "QImage 640x[0-9]*" "$work/out"
kill "$late" "$empty"
wait "$late" "$empty"
qsm rm --native "posix:/qsm-empty-$$"

# ---- what can be pasted ----
# row TEXT: the line of the table with this text, or the line before it, if KEY has its own.
row() {
    grep -F -- "$1" "$work/out"
}

# each KEY of the table leads to its segment again, with get, info and rm.
word=listed$(printf '%s' $$ | tr 0-9 a-j)
held=()
hold_key() {
    in_background "held${#held[@]}" put "$@" "$sample" --hold
    held+=("$pid")
    until_true has_output "held$((${#held[@]} - 1))"
}
hold_key "$word"
hold_key "$word 2"
hold_key --native "posix:/$word"
hold_key --safe posix "it's $word"
hold_key --safe systemv "$word"
qsm list
status 0
# Only a KEY alone on its line may be longer.
that "at most 100 columns" [ "$(grep -E '^.{101}' "$work/out" | grep -vc '^    --native ')" = 0 ]
row "QImage 640x480 ARGB32  $word" >"$work/row"
that "the key of letters is shown" grep -q "  qsm  .*  $word$" "$work/row"
out "  --native posix:/$word"
out "--native 'posix:/it'\\''s $word'"
out "    --native systemv:"
that "nothing is marked" [ "$(grep -c '^!' "$work/out")" = 0 ]
that "no line about doctor" [ "$(grep -c doctor "$work/out")" = 0 ]
cp "$work/out" "$work/table"
sed -n "s/.* \($word\)$/\1/p; s/.*\(--native .*\)/\1/p" "$work/table" >"$work/keys"
that "five keys" [ "$(grep -c . "$work/keys")" = 5 ]
while read -r arguments; do
    eval "qsm get $arguments --json"
    status 0
    json out image.width 640
    eval "qsm info $arguments"
    status 0
    # The lock is the one that its programs use.
    eval "qsm lock $arguments --timeout 0 -- '$QSM' get $arguments --timeout 0"
    status 1
    err "is held"
    eval "qsm rm $arguments" # in use, or there by other schemes: it stays, but it was found
    status 1
    err "not removed: "
done <"$work/keys"

qsm list --wide
out "TYPE"
out "LAST PID"
out "qsm (${held[0]})"
that "the names, too" grep -q "$word  */.*/qipc_sharedmemory_$word" "$work/out"
qsm list --json
status 0
"$python" -I -S - "$work/out" "$word" "${held[0]}" <<'PYTHON' || that "the JSON of one key" false
import json, sys
rows = {row["key"]: row for row in json.load(open(sys.argv[1], encoding="utf-8"))}
row = rows[sys.argv[2]]
pid = int(sys.argv[3])
assert row["arguments"] == sys.argv[2], row
assert [(user["pid"], user["name"]) for user in row["users"]] == [(pid, "qsm")], row
assert (row["creatorPid"], row["creatorName"], row["lockState"], row["marks"]) == (pid, "qsm", "free", []), row
assert None in rows, rows
PYTHON

# A held lock is normal.
in_background second lock "$word" -- sh -c 'echo locked; exec sleep 60'
until_true has_output second
qsm list
that "the lock is held" grep -q "^ .*  lock held  .*  $word$" "$work/out"
kill "$pid"
wait "$pid" 2>/dev/null

# ---- what doctor would report ----
kill -KILL "${held[0]}"
wait "${held[0]}" 2>/dev/null
"$QSM" put --native "posix:/$word-stale" "$sample" --hold=0 --keep >"$work/out" 2>"$work/err"
rm "/dev/shm/sem.it's $word"
qsm list
that "a stale one" grep -q "^! .*  -  .*  stale .*  $word$" "$work/out"
that "of POSIX, too" grep -q "^! .*  -  .*  stale .*  --native posix:/$word-stale$" "$work/out"
out "! marks what may be wrong. 'qsm doctor KEY' tells more: qsm doctor "
sed -n "s/.*tells more: qsm //p" "$work/out" >"$work/next"
eval "qsm $(cat "$work/next") --json"
that "doctor finds it" grep -q '"id": "stale-segment"' "$work/out"
qsm list --json
that "marks are the findings" grep -q '"stale-segment"' "$work/out"
qsm rm "$word" --scheme systemv-legacy
status 0
qsm rm --native "posix:/$word-stale"
status 0
qsm rm --native "posix:/it's $word"

# A legacy name without a lock, and with something else that has the lock's name.
lock_name=$("$QSM" key "$word" --json | "$python" -I -S -c 'import json, sys
print(next(names["lock"]["name"] for names in json.load(sys.stdin)["names"]
           if (names["scheme"], names["type"]) == ("legacy", "posix")))')
segment_name=${lock_name/systemsem/sharedmemory}
hold_key --native "posix:$segment_name"
rm "/dev/shm/sem.${lock_name#/}"
qsm list
that "no lock" grep -q "^! .*  no lock  " "$work/out"
mkfifo "/dev/shm/sem.${lock_name#/}"
qsm list
that "the name is taken" grep -q "^! .*  name taken  " "$work/out"
qsm list --json
that "as doctor calls it" grep -q '"name-taken"' "$work/out"
rm "/dev/shm/sem.${lock_name#/}"
kill "$pid"
wait "$pid"
rm -f "/dev/shm$segment_name" "/dev/shm/sem.${lock_name#/}"

# A lock whose holder was killed.
hold_key --native "posix:/$word-lock"
in_background second lock --native "posix:/$word-lock" -- sh -c 'echo $$; exec sleep 60'
until_true has_output second
kill -KILL "$pid"
wait "$pid" 2>/dev/null
kill "$(cat "$work/second.out")"
kill -KILL "${held[-1]}"
wait "${held[-1]}" 2>/dev/null
qsm list
that "an abandoned lock" grep -q "^! .*  lock abandoned  " "$work/out"
qsm lock --native "posix:/$word-lock" --repair --yes
qsm rm --native "posix:/$word-lock"
status 0

# ---- from another PID namespace ----
if [ "$(id -u)" = 0 ] && unshare -p --fork --mount-proc true 2>/dev/null; then
    hold_key "$word" --scheme systemv-legacy
    within() {
        last="in a PID namespace: qsm $*"
        unshare -p --fork --mount-proc "$QSM" "$@" >"$work/out" 2>"$work/err"
        result=$?
    }
    within list
    status 0
    that "System V says how many" grep -q "^  .*  1 not shown  .*  $word$" "$work/out"
    that "POSIX says nothing" grep -q "^  .*  ?  .*  --native posix:/$word$" "$work/out"
    out "This process runs in a PID namespace, as in a container. It cannot see processes outside,"
    within list --json
    that "not 0" [ "$(grep -c '"attached": 0' "$work/out")" = 0 ]
    within info "$word"
    out "creator        not known: outside this PID namespace"
    out "attached       1"
    out "by           not known: outside this PID namespace"
    within info --native "posix:/$word"
    out "attached       not known: processes outside this PID namespace are not visible"
    within gc --dry-run
    out "processes outside this PID namespace may have it open"
    out "0 to remove"
    # What the system proves is known: nobody has it, also outside.
    "$QSM" put --native "posix:/$word-stale" "$sample" --hold=0 --keep >"$work/out" 2>"$work/err"
    within gc --dry-run
    out "/$word-stale, "
    out "1 to remove"
    within doctor --native "posix:/$word"
    status 0
    out "users not known, lock free"
    qsm rm --native "posix:/$word-stale"

    # To another user, /proc does not show what root's processes have mapped.
    chmod 755 "$work"
    cp "$QSM" "$work/qsm"
    ldd "$QSM" | sed -n 's/.*=> \(.*libqsm[^ ]*\) (.*/\1/p' | while read -r library; do
        cp "$library" "$work"
    done
    as_nobody() {
        last="as nobody: qsm $*"
        setpriv --reuid 65534 --clear-groups env LD_LIBRARY_PATH="$work" "$work/qsm" "$@" \
            >"$work/out" 2>"$work/err"
        result=$?
    }
    as_nobody list
    status 0
    that "no permission" grep -q "^! .*  ?  .*  no permission  .*posix:/$word$" "$work/out"
    out "The system does not show this user all processes, so users are not known. Root sees more."
    as_nobody info --native "posix:/$word"
    out "attached       not known: the system does not show this user all processes"
    as_nobody info "$word"
    out "by           not known: the system does not show it to this user"
fi

for pid in "${held[@]}"; do
    kill "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
done
finish
