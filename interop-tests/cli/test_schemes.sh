# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# A segment under any key scheme: every command finds it, and says under which scheme it is. Several segments:
# the choice is explained. No segment: the error says what was searched.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

words="systemv-legacy systemv-legacy-5.6 systemv-legacy-5.6-portable posix-legacy posix-safe systemv-safe"
all="systemv-legacy, systemv-legacy-5.6, systemv-legacy-5.6-portable, posix-legacy, posix-safe, systemv-safe"
declare -A name=(
    [systemv-legacy]="System V, legacy key"
    [systemv-legacy-5.6]="System V, legacy key, Qt 5.6 - 5.8 (x86)"
    [systemv-legacy-5.6-portable]="System V, legacy key, Qt 5.6 - 5.8 (other processors)"
    [posix-legacy]="POSIX, legacy key"
    [posix-safe]="POSIX, platform-safe key"
    [systemv-safe]="System V, platform-safe key")
declare -A programs=(
    [systemv-legacy]="Qt 4.4 to 6.x (not 5.6 to 5.8) with QSharedMemory(\"$key\")"
    [systemv-legacy-5.6]="Qt 5.6 to 5.8 on x86 with QSharedMemory(\"$key\")"
    [systemv-legacy-5.6-portable]="Qt 5.6 to 5.8 on other processors than x86 with QSharedMemory(\"$key\")"
    [posix-legacy]="Qt 6.6 and later with legacyNativeKey(\"$key\", PosixRealtime), and a Qt built for POSIX IPC"
    [posix-safe]="Qt 6.6 and later with QNativeIpcKey(\"$key\") or platformSafeKey(\"$key\")"
    [systemv-safe]="Qt 6.6 and later with platformSafeKey(\"$key\", SystemV)")

# hold NAME OPTION...: a picture that a command in the background holds.
hold() {
    in_background "$1" put "$key" "$sample" "${@:2}"
    that "a picture is there" until_true has_output "$1"
}

# let_go PID: it ends, and its segment with it.
let_go() {
    kill "$1"
    ends_with "qsm put" "$1" 0
}

# leave OPTION...: a segment whose maker was killed.
leave() {
    hold leaver "$@"
    kill -KILL "$pid"
    wait "$pid" 2>/dev/null
}

# a note if the scheme is not the usual one
finds() {
    status 0
    case $1 in
    systemv-legacy) no_err ;;
    *) err "$key: the segment exists under the key scheme $1 (${name[$1]})" ;;
    esac
}

printf 'bytes' >"$work/five"
for scheme in $words; do
    hold holder --scheme "$scheme"
    holder=$pid
    that "put says who sees it" grep -qF "seen by          ${programs[$scheme]}" "$work/holder.out"
    qsm get "$key" -o "$work/copy.png"
    finds "$scheme"
    out "key scheme       ${name[$scheme]} ($scheme)"
    qsm get "$key" --json
    no_err
    json out scheme "${name[$scheme]}"
    json out key "$key"
    qsm read "$key" --size 4
    finds "$scheme"
    qsm read "$key" --scheme "$scheme" --size 4
    status 0
    no_err
    qsm read "$key" --scheme "${name[$scheme]}" --size 4
    status 0
    qsm lock "$key" --timeout 5 -- true
    finds "$scheme"
    qsm lock "$key" --repair --json
    status 0
    json out state free
    qsm watch "$key" --count 1 --timeout 10
    finds "$scheme"
    out "QImage 640x480 ARGB32"
    qsm watch "$key" --count 1 --timeout 10 --json
    json out scheme "${name[$scheme]}"
    qsm write "$key" --offset 1000 "$work/five"
    finds "$scheme"
    qsm info "$key" --no-content
    status 0
    no_err
    that "info names it first" [ "$(head -n 1 "$work/out")" = "${name[$scheme]}" ]
    qsm key "$key"
    out "qsm get takes: ${name[$scheme]} (--scheme $scheme)"
    qsm put "$key" "$sample" --hold=0
    status 1
    [ "$scheme" = systemv-legacy ] || err "for programs that use QSharedMemory(\"$key\"): --scheme systemv-legacy"
    qsm create "$key" --size 10 --hold 0
    status 1
    err "a segment of this key is in use by process $holder (qsm, user "
    qsm rm "$key"
    status 1
    err "not removed: it is in use by process $holder (qsm, user "
    let_go "$holder"
    for any in "" --any; do
        # shellcheck disable=SC2086 # nothing, or an option
        qsm get "$key" $any
        status 1
        err "no segment of this key exists, by any key scheme: $key ($all)"
        err "qsm doctor '$key'"
    done
    qsm get "$key" --scheme "$scheme"
    status 1
    err "no segment of this native key exists"
done
qsm read "$key"
status 1
err "no segment of this key exists, by any key scheme: $key ($all)"
qsm write "$key" "$work/five"
status 1
err "no segment of this key exists, by any key scheme: $key ($all)"
qsm rm "$key"
status 1
err "there is nothing, by any key scheme: $key ($all)"
qsm info "$key"
status 1
err "there is nothing, by any key scheme: $key ($all)"

# Options that exclude each other, and a wrong name.
qsm get "$key" --scheme windows
status 2
err "--scheme: 'windows' is not a key scheme ($all)"
qsm get "$key" --scheme posix-safe --safe posix
status 2
err "--native, --safe and --scheme exclude each other"
qsm rm "$key" --scheme posix-safe --any
status 2

# create: the scheme of what exists, else the legacy scheme. A stale segment is replaced in its scheme.
qsm create "$key" --size 10 --hold 0 --scheme posix-safe # Qt never removes it
status 0
out "seen by          ${programs[posix-safe]}"
qsm put "$key" "$sample" --hold=0
status 1
err "--replace"
qsm put "$key" "$sample" --hold=0 --replace
status 0
out "key scheme       ${name[posix-safe]} (posix-safe)"
qsm create "$key" --size 10 --hold 0
status 0
out "seen by          ${programs[systemv-legacy]}"

# A segment that appears later, under any scheme.
for scheme in systemv-legacy posix-safe; do
    for command in "get" "read" "write $work/five" "watch --count 1"; do
        # shellcheck disable=SC2086 # words
        set -- ${command#* }
        [ "$*" != "$command" ] || set --
        wait=(--wait 20)
        [ "${command%% *}" != watch ] || wait=()
        in_background waiter "${command%% *}" "$key" "$@" "${wait[@]}"
        waiter=$pid
        sleep 0.1
        hold holder --scheme "$scheme"
        ends_with "qsm $command, waiting" "$waiter" 0
        let_go "$pid"
    done
done

# watch goes on with another scheme.
in_background watcher watch "$key" --count 2 --timeout 20
watcher=$pid
for scheme in posix-safe systemv-legacy; do
    hold holder --scheme "$scheme"
    that "a line for $scheme" until_true grep -q "  $((${seen:-0} + 1))  QImage" "$work/watcher.out"
    seen=1
    let_go "$pid"
    [ $scheme != posix-safe ] || that "it is gone" until_true grep -q "is gone" "$work/watcher.out"
done
ends_with "qsm watch" "$watcher" 0
that "it names the scheme" grep -q "the key scheme posix-safe" "$work/watcher.err"

# Several: the first in the order, unless no process is attached to it.
hold one --scheme posix-safe
one=$pid
hold two --scheme systemv-legacy
two=$pid
qsm get "$key"
status 0
err "$key has 2 segments; used: systemv-legacy (System V, legacy key)"
err "not used: posix-safe (POSIX, platform-safe key): it comes later in the order of the key schemes; to use it: --scheme posix-safe"
qsm get "$key" --scheme posix-safe
no_err
out "native key       posix:/$key"
qsm rm "$key"
status 1
err "not removed: 2 key schemes have a segment: $key (systemv-legacy, posix-safe)"
err "--scheme NAME removes one, --any removes all"
kill -KILL "$two"
wait "$two" 2>/dev/null
for command in "get" "read --size 4" "lock -- true"; do
    # shellcheck disable=SC2086 # words
    set -- ${command#* }
    [ "$*" != "$command" ] || set --
    qsm "${command%% *}" "$key" "$@"
    status 0
    err "$key has 2 segments; used: posix-safe (POSIX, platform-safe key)"
    err "not used: systemv-legacy (System V, legacy key): no process is attached to it; to use it: --scheme systemv-legacy"
done
qsm rm "$key"
status 1
qsm rm "$key" --scheme systemv-legacy
status 0
out "removed segment systemv:"
let_go "$one"

# rm removes the only segment, and says that a lock is left.
leave --scheme posix-safe
in_background holder lock "$key" --scheme systemv-legacy -- sh -c 'echo held; exec sleep 60'
holder=$pid
that "the lock is taken" until_true has_output holder
qsm rm "$key"
status 0
out "removed segment posix:/$key"
err "a lock or a key file of another key scheme is left; --any removes it"
kill "$holder"
ends_with "qsm lock" "$holder" 143

# lock without a segment: a lock that exists, else the legacy one. --repair: the one that needs it.
in_background holder lock "$key" --scheme posix-safe -- sh -c 'echo $$; exec sleep 60'
holder=$pid
that "the lock is taken" until_true has_output holder
qsm lock "$key" --timeout 0 -- true
status 124
err "$key: only a lock exists, under the key scheme posix-safe (POSIX, platform-safe key)"
kill -KILL "$holder"
wait "$holder" 2>/dev/null
kill "$(cat "$work/holder.out")"
hold one --scheme systemv-legacy
qsm lock "$key" --repair --yes --json
status 0
json out state abandoned
json out lock "/$key"
let_go "$pid"
qsm rm "$key" --any
qsm lock "$key" -- true
status 0
no_err

# Another user's segment does not hide one's own.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null && [ -x "$QSM" ]; then
    cp "$QSM" "$work/qsm" && chmod 755 "$work" "$work/qsm"
    other() {
        last="qsm $* (as nobody)"
        setpriv --reuid=65534 --clear-groups "$work/qsm" "$@" >"$work/out" 2>"$work/err" </dev/null
        result=$?
    }
    other get "$key"
    if grep -q "no segment of this key" "$work/err"; then
        setpriv --reuid=65534 --clear-groups "$work/qsm" create "$key" --size 20 --scheme posix-safe >"$work/theirs" 2>&1 &
        theirs=$!
        that "the other one is there" until_true [ -s "$work/theirs" ]
        hold mine # a stranger does not choose the scheme
        mine=$pid
        that "put takes the legacy scheme" grep -qF "(systemv-legacy)" "$work/mine.out"
        other read "$key" --size 4
        status 0
        err "used: posix-safe"
        err "not used: systemv-legacy (System V, legacy key): it belongs to another user"
        qsm read "$key" --size 4 --own
        status 0
        err "used: systemv-legacy"
        let_go "$mine"
        leave --scheme systemv-legacy # rm takes it, though there are two segments
        qsm rm "$key"
        status 0
        out "removed segment systemv:"
        kill "$theirs"
        wait "$theirs"
        qsm rm "$key" --any
        [ ! -e "/dev/shm/$key" ] || rm -f "/dev/shm/$key" "/dev/shm/sem.$key"

        # A segment that this user may not use ends no wait. Without a wait it is the error.
        head -c 4096 /dev/zero >"/dev/shm/$key" && chmod 600 "/dev/shm/$key"
        cp "$sample" "$work/sample.png" && chmod 644 "$work/sample.png"
        other get "$key"
        status 1
        err "the segment belongs to user $(id -un 0): "
        other lock "$key" --timeout 5 -- true
        status 0
        no_err
        last="waits beside a stranger's segment (as nobody)"
        for command in "get $key --wait 20" "watch $key --count 1 --timeout 20"; do
            # shellcheck disable=SC2086 # words of a command line
            IFS=' ' read -r -a words <<<"${command//"$key"/KEY}"
            setpriv --reuid=65534 --clear-groups "$work/qsm" "${words[@]/#KEY/$key}" >"$work/${words[0]}.waits" 2>&1 </dev/null &
            waiting+=($!)
        done
        sleep 0.3
        that "both wait" kill -0 "${waiting[@]}"
        setpriv --reuid=65534 --clear-groups "$work/qsm" put "$key" "$work/sample.png" --hold 20 >"$work/theirs" 2>&1 </dev/null &
        theirs=$!
        for pid in "${waiting[@]}"; do
            ends_with "a wait beside a stranger's segment" "$pid" 0
        done
        that "get has the picture" grep -q "^width  *640" "$work/get.waits"
        that "watch has the picture" grep -q "QImage 640x480" "$work/watch.waits"
        kill "$theirs"
        wait "$theirs"
        rm -f "/dev/shm/$key" "/dev/shm/sem.$key"
    fi
fi
remove_locks
finish
