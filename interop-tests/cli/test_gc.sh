# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034,SC2016
# qsm gc: removes what is left, and only that.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

if [ "${QSM_TEST_ISOLATED:-0}" != 1 ]; then
    echo "SKIP: no namespaces: objects of others could not be told from ours"
    exit 77
fi

qsm gc more
status 2
qsm gc --yes
status 0
out "0 removed, 0 kept"
qsm gc --yes --json
status 0
that "an empty array" [ "$(tr -d ' \n' <"$work/out")" = "[]" ]

# left NAME ARGUMENT...: what a killed put leaves of a key.
left() {
    local name=$1
    shift
    in_background "$name" put "$key $name" "$sample" "$@"
    until_true has_output "$name"
    kill -KILL "$pid"
    wait "$pid" 2>/dev/null
}

left one
left two --safe systemv
left three --safe posix
in_background living put "$key living" "$sample" --hold
living=$pid
until_true has_output living
qsm gc --dry-run
status 0
out "would remove"
out "which created it, is gone"
out "no process has it open"
out "3 to remove, 1 kept"
that "nothing was removed" [ "$("$QSM" list --json | grep -c '"exists": true')" -ge 4 ]
qsm gc
status 1
err "--yes removes without asking"
qsm gc --json
status 1
qsm gc --yes --json
status 0
json out 3.name "/$key three"
that "three are removed" [ "$(grep -c '"done": "removed"' "$work/out")" -eq 3 ]
that "one is kept" [ "$(grep -c '"done": "kept"' "$work/out")" -eq 1 ]
qsm gc --yes
out "0 removed, 1 kept"
qsm get "$key living"
status 0

# Its lock is in use, though no process is attached: it stays.
left locked --safe posix
in_background locker lock --safe posix "$key locked" -- sh -c 'echo $$; exec sleep 60'
locker=$pid
until_true has_output locker
qsm gc --yes
out "its lock is in use"
kill "$(cat "$work/locker.out")"
wait "$locker"
qsm gc --yes
out "1 removed, 1 kept"

# Key files alone: old ones go, young ones and those with a semaphore stay.
kill "$living"
wait "$living"
: >"$TMPDIR/qipc_sharedmemory_left0123"
qsm gc --yes
out "less than a minute old"
touch -d '-1 hour' "$TMPDIR/qipc_sharedmemory_left0123"
: >"$TMPDIR/qipc_systemsem_left0123"
semaphore=$("$python" -c 'import ctypes, sys
libc = ctypes.CDLL(None)
print(libc.semget(libc.ftok(sys.argv[1].encode(), 0x51), 1, 0o1600))' "$TMPDIR/qipc_systemsem_left0123")
qsm gc --yes
out "a semaphore, which may be in use"
ipcrm -s "$semaphore"
qsm gc --yes
out "removed"
that "the file is gone" [ ! -e "$TMPDIR/qipc_sharedmemory_left0123" ]
rm -f "$TMPDIR/qipc_systemsem_left0123"

# The name of a lock whose removal was cut short.
true & dead=$!
wait "$dead"
: >"/dev/shm/qsm.1234.$dead"
: >"/dev/shm/qsm.1234.$$"
qsm gc --yes
out "removed      /dev/shm/qsm.1234.$dead: a lock whose removal was cut short"
that "that of a living process stays" [ -e "/dev/shm/qsm.1234.$$" ]
rm "/dev/shm/qsm.1234.$$"

# A segment whose key file is gone.
left lost
rm "$TMPDIR"/qipc_sharedmemory_*
qsm gc --yes
out "file not known"
out "1 removed"
rm -f "$TMPDIR"/qipc_systemsem_*
ipcrm --all=sem

# Another user's are not this user's business, not even root's.
if [ "$(id -u)" = 0 ]; then
    left foreign --safe posix
    chown 65534 "/dev/shm/$key foreign"
    qsm gc --yes
    status 0
    out "0 removed, 0 kept, 1 of other users left alone"
    chown 0 "/dev/shm/$key foreign"
    # What cannot be seen from a PID namespace of its own, where everybody seems to be dead.
    if unshare -pf --mount-proc true 2>/dev/null; then
        in_background holder put "$key living" "$sample" --hold
        until_true has_output holder
        unshare -pf --mount-proc "$QSM" gc --yes >"$work/out" 2>"$work/err"
        qsm get "$key living"
        status 0
        kill "$pid"
        wait "$pid"
    fi
    qsm gc --yes
fi

# A key file of another user's.
if [ "$(id -u)" = 0 ]; then
    : >"$TMPDIR/qipc_sharedmemory_foreign"
    chown 65534 "$TMPDIR/qipc_sharedmemory_foreign"
    qsm gc --yes
    status 0
    out "1 of other users left alone"
    rm "$TMPDIR/qipc_sharedmemory_foreign"
fi

# A segment and a lock of this user, whose key files another user has: their numbers prove nothing.
if [ "$(id -u)" = 0 ]; then
    left bait
    chown 65534 "$TMPDIR"/qipc_sharedmemory_*
    qsm gc --yes
    out "kept"
    out "its key file belongs to another user"
    qsm gc --yes --json
    json out 0.done kept
    qsm rm "$key bait"
    status 1
    err "its key file belongs to another user"
    qsm rm "$key bait" --json
    json out segmentRemoved false
    chown 0 "$TMPDIR"/qipc_sharedmemory_*
    chown 65534 "$TMPDIR"/qipc_systemsem_*
    qsm gc --yes
    out "1 removed"
    out "its lock stays: its key file belongs to another user"
    qsm rm "$key bait" --json
    json out lockRemoved false
    chown 0 "$TMPDIR"/qipc_systemsem_*
    qsm rm "$key bait"
    status 0
    out "removed lock"
fi

# A file of Qt's name with contents is no key file.
echo text >"$TMPDIR/qipc_sharedmemory_text0123"
touch -d '-1 hour' "$TMPDIR/qipc_sharedmemory_text0123"
qsm gc --yes
out "it is not an empty file"
rm "$TMPDIR/qipc_sharedmemory_text0123"
# What counts as a Qt program's.
qsm gc --help
status 0
out "/dev/shm/sem.NAME"
finish
