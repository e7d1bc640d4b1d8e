# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034,SC2016
# qsm rm, qsm lock --repair, qsm get --any: what crashed programs leave, and what may be done about it.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

# leave KIND...: a segment of the key whose maker was killed. KIND: nothing, or --safe posix|systemv.
leave() {
    in_background leaver put "$@" "$key" "$sample"
    that "a picture is there" until_true has_output leaver
    kill -KILL "$pid"
    wait "$pid" 2>/dev/null
}

qsm rm "$key"
status 1
err "there is nothing"
qsm rm
status 2
qsm rm "$key" more
status 2
qsm rm "$key" --any --safe posix
status 2
err "--any excludes"

for how in "" "--safe posix" "--safe systemv"; do
    # shellcheck disable=SC2086
    leave $how
    qsm get "$key" --any --json
    status 0
    json out image.width 640
    case $how in
    "") json out scheme "System V, legacy key" ;;
    *posix) json out scheme "POSIX, platform-safe key" ;;
    *) json out scheme "System V, platform-safe key" ;;
    esac
    # Reading it took a System V segment along: nobody else was attached.
    if [ "$how" = "--safe posix" ]; then
        qsm key "$key"
        out "qsm get --any takes: POSIX, platform-safe key"
        qsm rm "$key" # another key
        status 1
        qsm rm "$key" --any
        status 0
        out "removed segment posix:/$key"
        out "removed lock /$key"
    else
        # shellcheck disable=SC2086
        leave $how
        # shellcheck disable=SC2086
        qsm rm $how "$key" --json
        status 0
        json out segmentRemoved true
        json out lockRemoved true
        json out inUse false
    fi
    qsm rm "$key" --any
    status 1
    qsm key "$key"
    out "No segment of this key exists now."
done

# A POSIX lock is not abandoned because its holder cannot be seen: it may be in another container.
if unshare -pf --mount-proc true 2>/dev/null; then
    in_background holder lock --safe posix "$key" -- sh -c 'echo held; exec sleep 20'
    holder=$pid
    that "the lock is taken" until_true has_output holder
    last="qsm lock --repair (in another PID namespace)"
    unshare -pf --mount-proc "$QSM" lock --safe posix "$key" --repair --yes --json >"$work/out" 2>"$work/err"
    result=$?
    status 1
    json out state held
    json out repaired false
    json out openIn -1
    qsm lock --safe posix "$key" --timeout 0 -- true
    status 124
    kill "$holder"
    ends_with "the holder" "$holder" 143
fi

# In use: it stays.
in_background holder put "$key" "$sample" --hold
until_true has_output holder
qsm rm "$key"
status 1
err "not removed: it is in use by process $pid (qsm, "
qsm rm "$key" --any --json
status 1
qsm get "$key" --any
status 0
out "key scheme       System V, legacy key"
kill "$pid"
ends_with "qsm put" "$pid" 0
qsm get "$key" --any
status 1
err "no program has published anything"
in_background waiter get "$key" --any --wait 20
in_background holder put "$key" --safe posix "$sample" --hold
ends_with "qsm get --any --wait" "$(jobs -p | head -n 1)" 0
kill "$pid"
ends_with "qsm put" "$pid" 0
qsm rm "$key" --safe posix # put has removed what it made
status 1
err "there is nothing"

# A POSIX lock whose holder was killed: explained, repaired when told to.
qsm lock "$key" --safe posix --repair
status 1
err "there is no lock"
in_background locker lock "$key" --safe posix -- sh -c 'echo $$; exec sleep 60'
until_true has_output locker
qsm lock "$key" --safe posix --repair --yes
status 1
out "value   0"
err "--force repairs it anyway"
kill -KILL "$pid"
wait "$pid" 2>/dev/null
kill "$(cat "$work/locker.out")"
qsm lock "$key" --safe posix --timeout 0 -- true
status 124
qsm rm "$key" --safe posix --timeout 0.05
status 1
err "the lock is abandoned"
qsm lock "$key" --safe posix --repair
status 1
out "it is abandoned: it is taken, and its holder is gone"
err "--yes repairs it without asking"
qsm lock "$key" --safe posix --repair --yes --json
status 0
json out state abandoned
json out repaired true
qsm lock "$key" --safe posix --timeout 0 -- true
status 0
qsm lock "$key" --safe posix --repair
status 0
out "it is free: nothing to do"
qsm lock "$key" --safe posix --break
status 0
out "it is free: nothing to do"
qsm lock --help
that "the other name is in the help once" [ "$(grep -c -e --break "$work/out")" -eq 1 ]
qsm lock "$key" --force -- true
status 2
qsm rm "$key" --safe posix
status 0
remove_locks

# A signal ends the wait for the lock, not the command while it holds the lock.
for how in "" "--safe posix"; do
    # shellcheck disable=SC2086
    in_background locker lock "$key" $how -- sh -c 'echo $$; exec sleep 60'
    locker=$pid
    until_true has_output locker
    # shellcheck disable=SC2086
    in_background remover rm "$key" $how --timeout 60
    remover=$pid
    sleep 0.2
    kill -INT "$remover"
    ends_with "qsm rm" "$remover" 1
    that "it says why" grep -q interrupted "$work/remover.err"
    kill "$(cat "$work/locker.out")"
    wait "$locker"
    # shellcheck disable=SC2086
    qsm rm "$key" $how
done
finish
