# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# qsm put and qsm get: pictures through shared memory, peers that are missing, busy or dead.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

# What get must give for the sample.
qsm image encode "$sample" -o "$work/sample.qds"
qsm image decode "$work/sample.qds" --raw "$work/sample.raw"
status 0

# put NAME ARGUMENT...: starts put and waits until the picture is there.
put() {
    in_background "$1" put "${@:2}"
    that "put says what it did" until_true has_output "$1"
}
# There and back, with every key scheme; both signals end put with success and remove all of it.
for how in "" "--safe systemv" "--native systemv:$work/native" "--safe posix" "--native posix:/qsm-cli-$$"; do
    name=("$key")
    [[ $how != --native* ]] || name=()
    for signal in INT TERM; do
        # shellcheck disable=SC2086 # words of a command line
        put holder $how "${name[@]}" "$sample" --json
        json_file=$work/holder.out
        that "put's JSON" json_value "$json_file" image.width 640
        that "put's JSON" json_value "$json_file" created true
        that "put's JSON" json_value "$json_file" holdSeconds null
        that "put's JSON" json_value "$json_file" keep false
        # shellcheck disable=SC2086
        qsm get $how "${name[@]}" --json --raw "$work/raw"
        status 0
        no_err
        json out image.format ARGB32
        json out image.text.Title "qsm sample"
        json out streamSize "$(stat -c %s "$work/sample.qds")"
        json out segmentSize "$(stat -c %s "$work/sample.qds")"
        same "$work/raw" "$work/sample.raw"
        # shellcheck disable=SC2086
        qsm put $how "${name[@]}" "$sample" --hold=0 --json
        status 1
        no_out
        json err error
        kill -$signal "$pid"
        ends_with "put" "$pid" 0
        # shellcheck disable=SC2086
        case $how in
        *posix*)
            # Qt never removes a POSIX segment; put removes what it made, with its lock.
            qsm get $how "${name[@]}"
            status 1
            qsm put $how "${name[@]}" "$sample" --hold=0 --keep
            status 0
            err "the segment stays; to remove it: qsm rm --native"
            qsm get $how "${name[@]}"
            status 0
            qsm put $how "${name[@]}" "$sample" --hold=0
            status 1
            qsm list --json
            listed="/$key"
            [[ $how != --native* ]] || listed="/qsm-cli-$$"
            out "$listed"
            qsm put $how "${name[@]}" "$sample" --hold=0 --replace
            status 0
            qsm rm $how "${name[@]}" # the lock that the first put has kept
            status 0
            qsm put $how "${name[@]}" "$sample" --hold=0
            status 0
            no_err
            that "nothing is left" [ -z "$(find /dev/shm -name "*$key*" -o -name "*qsm-cli-$$*")" ]
            ;;
        *)
            qsm get $how "${name[@]}"
            status 1
            err "no program has published anything under this key"
            ;;
        esac
    done
done

# Text for people, files, standard output.
put holder "$key" "$sample" --compression fast
that "text" grep -q "^format           ARGB32$" "$work/holder.out"
qsm get "$key" -o "$work/copy.png"
status 0
no_err
out "width            640"
out "  Title: qsm sample"
qsm image encode "$work/copy.png" -o "$work/copy.qds"
same "$work/copy.qds" "$work/sample.qds"
"$QSM" get "$key" -o - >"$work/piped.png" 2>"$work/err"
same "$work/piped.png" "$work/copy.png"
err "width            640"
if [ -w /dev/full ]; then
    qsm get "$key" -o /dev/full
    status 1
    no_out
    err "No space left on device"
fi
qsm get "$key" -o "$work/none/x" --json
status 1
no_out
json err error "cannot write $work/none/x: No such file or directory"
qsm put "$key" "$sample" --hold=0
status 1
err "a segment of this key is in use by process $pid (qsm, "
qsm put "$key" "$sample" --hold=0 --replace
status 1
err "already exists"
kill "$pid"
ends_with put "$pid" 0

# A POSIX segment that another process still has open stays at the end of put, which says so.
put holder --safe posix "$key" "$sample"
exec 9<"/dev/shm/$key"
kill "$pid"
ends_with put "$pid" 0
that "put says that it stays" grep -qF "another process uses the segment, so it stays" "$work/holder.err"
exec 9<&-
qsm rm --safe posix "$key"
status 0

# A time to hold; no trace afterwards.
qsm put "$key" "$sample" --hold=0.2 --json
status 0
json out holdSeconds 0.2
qsm put "$key" "$sample" --hold=0
status 0

# Pictures that are none.
qsm put "$key" "$work/none.png"
status 1
err "No such file"
head -c 5000 "$sample" >"$work/cut.png"
qsm put "$key" "$work/cut.png"
status 1
err "$work/cut.png: "
qsm get "$key"
status 1

# Waiting for the picture.
in_background waiter get "$key" --wait 20 --raw "$work/waited.raw" --json
sleep 0.3
that "get is waiting" kill -0 "$pid"
waiter=$pid
put holder "$key" "$sample"
ends_with "get --wait" "$waiter" 0
same "$work/waited.raw" "$work/sample.raw"
kill "$pid"
ends_with put "$pid" 0
qsm get "$key" --wait 0.2
status 1
err "no program has published"
in_background waiter get "$key" --wait 20
sleep 0.2
kill -INT "$pid"
ends_with "an interrupted get" "$pid" 1
that "it says so" grep -q "interrupted" "$work/waiter.err"

# A lock that another holds.
put holder "$key" "$sample"
holder=$pid
in_background locker lock "$key" -- sh -c 'echo held; exec sleep 20'
locker=$pid
until_true has_output locker
qsm get "$key" --timeout 0.2 --json
status 1
no_out
that "it says so" grep -q "the lock is held by process $locker (qsm)" "$work/err"
in_background waiter get "$key" --raw "$work/late.raw"
sleep 0.2
that "get waits for the lock" kill -0 "$pid"
kill "$locker"
ends_with "lock" "$locker" 143
ends_with "get" "$pid" 0
same "$work/late.raw" "$work/sample.raw"
in_background locker lock "$key" -- sh -c 'echo held; exec sleep 20'
locker=$pid
until_true has_output locker
in_background waiter get "$key"
sleep 0.2
kill -INT "$pid"
ends_with "get, interrupted while it waits for the lock" "$pid" 1
kill "$locker"
ends_with "lock" "$locker" 143
kill -INT "$holder"
ends_with "put" "$holder" 0

# put that was killed leaves its segment; nobody is attached, so --replace may remove it.
put holder "$key" "$sample"
kill -KILL "$pid"
wait "$pid" 2>/dev/null
qsm put "$key" "$sample" --hold=0
status 1
err "a stale segment of this key exists; no process uses it"
err "--replace removes a stale segment"
qsm put "$key" "$sample" --hold=0 --replace --json
status 0
json out created true
qsm get "$key"
status 1

# Segments that hold no picture, made by hand where POSIX segments are files.
if [ -d /dev/shm ]; then
    made=/dev/shm/qsm-cli-$$-made
    head -c 4096 /dev/zero >"$work/zeros"
    head -c 4096 /dev/urandom >"$work/noise"
    head -c 600000 "$work/sample.qds" >"$work/half"
    for contents in noise half; do
        cp "$work/$contents" "$made"
        qsm get --native "posix:/${made##*/}" -o "$work/none.png" --json
        status 1
        no_out
        json err exit 1
        that "nothing was written" [ ! -e "$work/none.png" ]
        that "the segment is as it was" cmp "$made" "$work/$contents"
    done
    : >"$made"
    qsm get --native "posix:/${made##*/}"
    status 1
    cp "$work/zeros" "$made"
    qsm get --native "posix:/${made##*/}" --json
    status 0
    json out image.null true
    qsm get --native "posix:/${made##*/}" -o "$work/none.png"
    status 1
    err "null image"
    # A reader that waits takes no picture that is not there yet.
    in_background waiter get --native "posix:/${made##*/}" --wait 20 --raw "$work/late2.raw"
    sleep 0.2
    that "get waits for the picture" kill -0 "$pid"
    cat "$work/sample.qds" - <"$work/noise" >"$made.new"
    mv "$made.new" "$made"
    ends_with "get" "$pid" 0
    same "$work/late2.raw" "$work/sample.raw"
    rm -f "$made" "/dev/shm/sem.${made##*/}"
fi

# No segment is left, and no key file of one.
qsm list --json --no-content
that "nothing of ours is listed" [ "$(grep -cF "$key" "$work/out")" -eq 0 ]
remove_locks
finish
