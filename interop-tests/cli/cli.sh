# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034 # names for the tests
# What the tests of the command share. Sourced by test_*.sh, whose first argument is the command.
#
#   qsm ARGUMENT...            runs it; standard output and error go to $work/out and $work/err
#   status N                   its exit status was N
#   out TEXT, err TEXT         its output, or errors, contain TEXT
#   no_out, no_err             nothing was written there
#   json out|err PATH VALUE    one JSON value was written there; at PATH (a.b.0) it has VALUE
#   same FILE FILE             equal bytes
#   that NAME COMMAND...       COMMAND succeeds
#
# Each counts as one check. finish ends the test: failed when a check failed, or when there was none.
set -u
export LC_ALL=C.UTF-8
QSM=$1
here=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
data=$here/../data
sample=$here/../../examples/sample.png
key="${QSM_TEST_KEY:-qsm-cli-$$} $(basename "$0")"
work=$(mktemp -d)
# A child that is killed before it became the command runs the trap too.
trap '[ "$BASHPID" != $$ ] || rm -rf "$work"' EXIT
# Started often: the interpreter itself, not a launcher in front of it, and without its site.
python=$(python3 -c 'import sys; print(sys.executable)')
checks=0 failures=0 last=

qsm() {
    last="qsm $*"
    "$QSM" "$@" >"$work/out" 2>"$work/err" </dev/null
    result=$?
}

# check NAME COMMAND...
that() {
    local name=$1
    shift
    checks=$((checks + 1))
    "$@" && return 0
    failures=$((failures + 1))
    printf 'FAILED line %s: %s\n  last command: %s\n' "${BASH_LINENO[$((${#BASH_LINENO[@]} - 2))]}" \
        "$name" "$last"
    sed 's/^/  out: /' "$work/out" | head -n 20
    sed 's/^/  err: /' "$work/err" | head -n 20
    return 1
}

status() {
    that "exit status $result is $1" [ "$result" -eq "$1" ]
}

out() {
    that "output has '$1'" grep -qF -- "$1" "$work/out"
}

err() {
    that "errors have '$1'" grep -qF -- "$1" "$work/err"
}

no_out() {
    that "no output" [ ! -s "$work/out" ]
}

no_err() {
    that "no errors" [ ! -s "$work/err" ]
}

same() {
    that "$1 equals $2" cmp "$1" "$2"
}

json_value() {
    "$python" -I -S - "$@" <<'PYTHON'
import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    value = json.load(file)
for name in filter(None, sys.argv[2].split(".")):
    value = value[int(name) if isinstance(value, list) else name]
if len(sys.argv) > 3:
    found = value if isinstance(value, str) else json.dumps(value)
    if found != sys.argv[3]:
        sys.exit(f"  {sys.argv[2]} is {found!r}, expected {sys.argv[3]!r}")
PYTHON
}

json() {
    local file=$work/$1
    shift
    that "JSON $*" json_value "$file" "$@"
}

# in_background NAME ARGUMENT...: starts the command; its output is $work/NAME.out, its pid $pid.
# The shell has background jobs ignore SIGINT and SIGQUIT; these shall be as if typed in.
in_background() {
    local name=$1
    shift
    last="qsm $* (in the background)"
    : >"$work/$name.out"
    env --default-signal=INT,QUIT "$QSM" "$@" >"$work/$name.out" 2>"$work/$name.err" </dev/null &
    pid=$!
}

# until_true COMMAND...: waits up to 10 s.
until_true() {
    local i
    for ((i = 0; i < 500; i++)); do
        "$@" && return 0
        sleep 0.02
    done
    return 1
}

# has_output NAME: the command in_background NAME wrote something.
has_output() {
    [ -s "$work/$1.out" ]
}

# ends_with WHAT PID STATUS: the process in the background ends with this status.
ends_with() {
    wait "$2"
    local ended=$?
    that "$1 ends with $ended, expected $3" [ $ended -eq "$3" ]
}

# A semaphore stays when the one who made it was killed, or left while others waited for it. That is
# the rule; a test that did so takes it away.
remove_locks() {
    local number name
    "$QSM" key "$key" --json | "$python" -I -S -c '
import json, sys
for names in json.load(sys.stdin)["names"]:
    lock = names["lock"]
    if lock.get("exists"):
        print(lock.get("ftok") or "posix", lock["name"])' |
        while read -r number name; do
            if [ "$number" = posix ]; then
                rm -f "/dev/shm/sem.${name#/}"
            else
                ipcrm -S "$number"
                rm -f "$name"
            fi
        done
}

finish() {
    printf '%d checks, %d failed\n' $checks $failures
    [ $failures -eq 0 ] && [ $checks -gt 0 ]
    exit
}
