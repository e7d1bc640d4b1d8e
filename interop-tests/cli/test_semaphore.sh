# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034,SC2016
# qsm semaphore: value, acquire, hold.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

hold() {
    in_background "$1" semaphore "${@:2}"
    that "the semaphore is there" until_true has_output "$1"
}
value_is() {
    qsm semaphore "${words[@]}" value
    status 0
    that "the value is $(cat "$work/out"), expected $1" [ "$(cat "$work/out")" = "$1" ]
}

for how in "" "--safe systemv" "--native systemv:$work/native" "--safe posix" "--native posix:/qsm-semaphore-$$"; do
    name=("$key")
    [[ $how != --native* ]] || name=()
    # shellcheck disable=SC2206 # words of a command line
    words=($how "${name[@]}")
    for action in value "acquire -- true"; do
        # shellcheck disable=SC2086
        qsm semaphore "${words[@]}" $action
        status 1
        no_out
        err "no program has made this semaphore"
    done
    hold holder "${words[@]}" hold 2
    holder=$pid
    that "it says the value" grep -q '^value            2$' "$work/holder.out"
    value_is 2
    qsm semaphore "${words[@]}" value --json
    json out value 2

    # One unit while the command runs.
    qsm semaphore "${words[@]}" acquire -- "$QSM" semaphore "${words[@]}" value
    status 0
    out 1
    value_is 2
    qsm semaphore "${words[@]}" acquire -- sh -c 'exit 7'
    status 7
    qsm semaphore "${words[@]}" acquire --json -- true
    status 0
    json err semaphore
    json err exit 0

    # Two can have it, the third waits.
    pids=()
    for _ in 1 2; do
        in_background "user" semaphore "${words[@]}" acquire -- sh -c 'echo has; exec sleep 30'
        that "a unit was free" until_true has_output user
        pids+=("$pid")
    done
    value_is 0
    qsm semaphore "${words[@]}" acquire --timeout 0.1 -- echo no
    status 124
    no_out
    err "no unit is free"
    in_background waiter semaphore "${words[@]}" acquire -- echo after
    waiter=$pid
    sleep 0.2
    that "it waits" kill -0 "$waiter"
    in_background interrupted semaphore "${words[@]}" acquire -- echo never
    sleep 0.1
    kill -INT "$pid"
    ends_with "a waiter that was interrupted" "$pid" 130
    that "its command did not run" [ ! -s "$work/interrupted.out" ]
    kill -TERM "${pids[0]}"
    ends_with "acquire after a signal" "${pids[0]}" 143
    ends_with "the waiter" "$waiter" 0
    that "its command ran" grep -q after "$work/waiter.out"
    value_is 1

    # A semaphore that others use stays; its units come back.
    kill "$holder"
    ends_with hold "$holder" 0
    value_is 1
    kill "${pids[1]}"
    ends_with acquire "${pids[1]}" 143
    value_is 2

    # A semaphore that exists is not touched, unless told so.
    qsm semaphore "${words[@]}" hold 5 --hold 0
    status 1
    err "--force sets its value to 5"
    value_is 2
    qsm semaphore "${words[@]}" hold 5 --force --hold 0 --json
    status 0
    json out value 5
    json out holdSeconds 0.0
    qsm semaphore "${words[@]}" value
    status 1
done

# The lock of a segment is the semaphore of its key.
words=("$key")
in_background holder create "$key" --size 10
until_true has_output holder
value_is 1
in_background locker lock "$key" -- sh -c 'echo held; exec sleep 20'
until_true has_output locker
value_is 0
kill "$pid"
ends_with lock "$pid" 143
kill %1
wait

# Killed outright: the system gives a System V unit back.
hold holder "$key" hold 1 --hold 30
holder=$pid
in_background user semaphore "$key" acquire -- sh -c 'echo $$; exec sleep 20'
until_true has_output user
kill -KILL "$pid"
wait "$pid" 2>/dev/null
value_is 1
kill "$(cat "$work/user.out")"
kill "$holder"
ends_with hold "$holder" 0

# Wrong usage.
for words in "" "fly" "release" "acquire" "acquire true" "acquire --" "acquire x -- true" "hold" "hold x" "hold -1" \
    "hold 1 2" "value more" "-- true"; do
    # shellcheck disable=SC2086
    qsm semaphore "$key" $words
    status 2
    no_out
done
qsm semaphore "$key" release
err "is not value, acquire or hold; a unit would be taken back when qsm ends"
qsm semaphore "$key" hold 40000 --hold 0
status 1
err "out of resources"
words=("$key")
qsm semaphore "$key" hold 0 --hold 0
status 0
qsm semaphore "$key" value
status 1
remove_locks
finish
