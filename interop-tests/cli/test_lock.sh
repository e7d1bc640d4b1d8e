# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034,SC2016
# qsm lock: exit statuses, signals, exclusion.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"
# hold ARGUMENT...: a background lock whose command says "held" and sleeps; $pid is the lock's.
hold() {
    in_background locker lock "$@" -- sh -c 'echo held; exec sleep 20'
    that "the lock is taken" until_true has_output locker
}
is_free() {
    qsm lock "$key" --timeout 0 -- true
    status 0
}

qsm lock "$key" -- echo one 'two  three' --json
status 0
out "one two  three --json"
no_err
for code in 0 1 2 7 124 255; do
    qsm lock "$key" -- sh -c "exit $code"
    status $code
done
qsm lock "$key" -- sh -c 'kill -KILL $$'
status 137
qsm lock "$key" -- "$work/no-such-command"
status 127
err "cannot run $work/no-such-command: No such file or directory"
qsm lock "$key" --json -- no-such-command-anywhere
status 127
json err exit 127
: >"$work/not-executable"
qsm lock "$key" -- "$work/not-executable"
status 126
is_free

qsm lock "$key" --json -- sh -c 'echo mine; exit 5'
status 5
out mine
json err exit 5
json err command.2 'echo mine; exit 5'
json err waitedMilliseconds
that "the lock is named" grep -q '"lock": "systemv:.*qipc_systemsem_' "$work/err"
printf 'input' | "$QSM" lock "$key" -- cat >"$work/out"
out input

# One at a time.
hold "$key"
qsm lock "$key" --timeout 0 -- echo no
status 124
no_out
err "the lock is held by process $pid (qsm)"
qsm lock "$key" --timeout=0.3 --json -- echo no
status 124
no_out
json err exit 124
qsm lock "$key other" --timeout 0 -- echo yes
status 0
in_background waiter lock "$key" -- echo after
sleep 0.2
that "it waits" kill -0 "$pid"
waiter=$pid
kill %1 2>/dev/null
for job in $(jobs -p); do [ "$job" = "$waiter" ] || kill "$job"; done
ends_with "the waiter" "$waiter" 0
that "its command ran" grep -q after "$work/waiter.out"
wait

# A signal for qsm lock goes to its command; the lock is free afterwards.
for pair in INT:130 TERM:143 HUP:129 QUIT:131 USR1:138 USR2:140; do
    hold "$key"
    kill -"${pair%:*}" "$pid"
    ends_with "lock after ${pair%:*}" "$pid" "${pair#*:}"
    is_free
done
# What was ignored when qsm lock was started stays so, for the command too.
last="qsm lock (SIGHUP ignored)"
env --ignore-signal=HUP "$QSM" lock "$key" -- sh -c 'kill -HUP $$ $PPID; echo survived' >"$work/out"
out survived
in_background locker lock "$key" -- sh -c 'trap "kill \$!; echo caught; exit 3" TERM; sleep 20 & echo ready; wait'
until_true has_output locker
kill -TERM "$pid"
ends_with "a command that catches it" "$pid" 3
that "it was caught" grep -q caught "$work/locker.out"
is_free

# Killed outright: the system gives a System V lock back.
in_background locker lock "$key" -- sh -c 'echo $$; exec sleep 20'
until_true has_output locker
kill -KILL "$pid"
wait "$pid" 2>/dev/null
is_free
kill "$(cat "$work/locker.out")"

# Waiting can be interrupted.
hold "$key"
holder=$pid
in_background waiter lock "$key" -- echo never
sleep 0.2
kill -TERM "$pid"
ends_with "an interrupted waiter" "$pid" 143
that "the command did not run" [ ! -s "$work/waiter.out" ]
kill "$holder"
ends_with "the holder" "$holder" 143

# Nothing is lost: four processes count together under the lock, with each key scheme.
echo 0 >"$work/counter"
count_up() {
    local i
    for i in 1 2 3 4 5 6 7 8 9 10; do
        "$QSM" lock "$@" -- sh -c "read n <'$work/counter'; echo \$((n + 1)) >'$work/counter'" || exit 1
    done
}
total=0
for how in "" "--safe posix" "--safe systemv"; do
    pids=()
    for ((process = 0; process < 4; process++)); do
        # shellcheck disable=SC2086
        count_up $how "$key" &
        pids+=($!)
    done
    for process in "${pids[@]}"; do
        ends_with "a counting process ($how)" "$process" 0
    done
    total=$((total + 40))
    that "nothing is lost ($how)" [ "$(cat "$work/counter")" -eq $total ]
done
remove_locks
finish
