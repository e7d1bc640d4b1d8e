# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2016,SC2034
# qsm isolate. (../harness has the tests of what it must notice.) The second argument is "plain" for a build without
# namespaces.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"
unset QSM_TEST_ISOLATION # which the tests set for one command
own_world=${QSM_TEST_ISOLATED:-0}

if [ "${2:-}" = plain ]; then
    qsm isolate -- true
    status 125
    no_out
    err "qsm isolate: this system has no namespaces: qsm isolate needs Linux"
    finish
fi

# Wrong usage.
qsm isolate
status 2
err "the command is missing: -- CMD"
qsm isolate true
status 2
err "'true' is one word too many before --"
qsm isolate --timeout soon -- true
status 2
err "--timeout: 'soon' is not a number of seconds"

# The exit status of the command, and its own.
for number in 0 1 3 77 99; do
    qsm isolate -- sh -c "exit $number"
    status $number
done
qsm isolate -- sh -c 'echo to out; echo to err >&2'
status 0
out "to out"
err "to err"
last="qsm isolate -- cat"
"$QSM" isolate -- cat <<<"standard input" >"$work/out" 2>"$work/err"
result=$?
status 0
no_out
qsm isolate -- /no/such/program
status 127
err "cannot run /no/such/program: No such file or directory"
qsm isolate -- "$work"
status 126
err "cannot run $work: Permission denied"
qsm isolate -- sh -c 'kill -9 $$'
status 137
err "killed by signal 9 (Killed): sh"
qsm isolate --timeout 0.1 -- sleep 60
status 124
err "timed out after 0.1 s: sleep"
TMPDIR=$work/none qsm isolate -- true
status 125
err "cannot make a directory: No such file or directory: $work/none/qsm-isolate-"

# The whole tree ends, also children in another session.
qsm isolate -- sh -c 'setsid sh -c "sleep 61 & echo \$! >\$1; wait" sh "$1" & until [ -s "$1" ]; do :; done' sh "$work/pid"
status 120
err "left behind: process "
that "the grandchild is gone" [ ! -e "/proc/$(cat "$work/pid")" ]

# A signal ends it, and its world.
in_background ended isolate -- sh -c 'echo $TMPDIR; exec sleep 60'
until_true has_output ended
kill -TERM "$pid"
ends_with "isolate after SIGTERM" "$pid" 143
that "it says so" grep -qF "interrupted by signal 15 (Terminated): sh" "$work/ended.err"
that "the directory is gone" [ ! -e "$(cat "$work/ended.out")" ]

# What is left behind.
leave='touch $TMPDIR/qipc_x $XDG_RUNTIME_DIR/y'
qsm isolate -- sh -c "$leave"
status 120
err "qsm isolate: left behind: file: tmp/qipc_x"
err "left behind: file: run/y"
qsm isolate -- sh -c "$leave; exit 77"
status 120
qsm isolate -- sh -c "$leave; exit 4"
status 4
err "left behind: file: tmp/qipc_x"
qsm isolate --allow-leaks -- sh -c "$leave"
status 0
err "left behind: file: tmp/qipc_x"
qsm isolate --json -- sh -c "$leave"
status 120
json err exit 120
json err commandExit 0
json err commandSignal null
json err timedOut false
json err command.0 sh
json err leftBehind.0.kind file
json err leftBehind.0.name tmp/qipc_x
json err leftBehind.1.name run/y
qsm isolate --json --timeout 0.1 -- sleep 60
json err timedOut true
json err exit 124
json err commandExit null
json err leftBehind.0.kind process
qsm isolate --json -- sh -c 'kill -9 $$'
json err commandSignal 9
qsm isolate --quiet -- "$QSM" create "$key" --size 4K --hold 0
status 0
no_err
if [ "$own_world" = 1 ]; then # a world that has the segment to itself removes it
    qsm isolate -- sh -c \
        '"$0" create "$1" --size 4K & until "$0" read "$1" >/dev/null 2>&1; do :; done; kill -9 $!' "$QSM" "$key"
    status 120
    err "left behind: System V segment: key 0x"
    err "left behind: System V semaphore: key 0x"
    err "left behind: file: tmp/qipc_sharedmemory_"
fi

# A mount that a test forgets is not entered: only what is its own is removed.
if [ "$own_world" = 1 ] && [ "$(id -u)" = 0 ]; then
    mkdir "$work/kept"
    touch "$work/kept/file"
    qsm isolate -- sh -c 'mkdir "$TMPDIR/a b" && mount --bind '"'$work/kept'"' "$TMPDIR/a b" && echo mounted'
    out mounted
    status 120
    that "the file of the mount stays" [ -e "$work/kept/file" ]
fi

# While it removes the directories, a stranger exchanges one and a link to files elsewhere, again and again.
mkdir "$work/victim"
(cd "$work/victim" && touch $(seq 3000))
cat >"$work/swap.py" <<'PYTHON'
import contextlib, ctypes, os, sys, time
work, exchange = sys.argv[1], 2
libc = ctypes.CDLL(None)
end = time.monotonic() + 10
while not os.path.exists(work + "/box") and time.monotonic() < end:
    time.sleep(0.01)
with open(work + "/box", encoding="utf-8") as file:
    box = file.read().strip()
one, other = os.fsencode(box + "/d"), os.fsencode(box + "/link")
os.symlink(work + "/victim", other)
open(work + "/ready", "wb").close()
left, end = True, time.monotonic() + 1
while left and time.monotonic() < end:
    if libc.renameat2(-100, one, -100, other, exchange) != 0:
        left = any(os.path.isdir(it) and not os.path.islink(it) for it in (one, other))
        with contextlib.suppress(OSError):
            os.symlink(work + "/victim", other)
PYTHON
if "$python" -I -S -c 'import ctypes; ctypes.CDLL(None).renameat2' 2>/dev/null; then
    "$python" -I -S "$work/swap.py" "$work" &
    swapper=$!
    qsm isolate --timeout 10 -- sh -c 'mkdir "$TMPDIR/d" && cd "$TMPDIR/d" && touch $(seq 3000) &&
        echo "$TMPDIR" >"$0/new" && mv "$0/new" "$0/box" && until [ -e "$0/ready" ]; do sleep 0.01; done' "$work"
    wait "$swapper"
    status 120
    that "the files elsewhere stay" [ "$(find "$work/victim" -type f | wc -l)" -eq 3000 ]
    rm -rf "$(dirname "$(cat "$work/box")")" # the stranger may have put something there at the end
fi

# --wrap: the words of a variable in front.
CHECK="echo  one two" qsm isolate --wrap CHECK -- true
status 0
that "the words are there" grep -qx "one two true" "$work/out"
qsm isolate --wrap CHECK_THAT_IS_NOT_SET -- echo only
that "no words are there" grep -qx only "$work/out"

# The environment of the command; nested worlds.
qsm isolate -- "$QSM" isolate -- sh -c 'echo $TMPDIR; echo key $QSM_TEST_KEY; ls $TMPDIR'
status 0
out /tmp/qsm-isolate-
out "key qsmtest"

# Namespaces that are not permitted: it says so, and what permits them.
QSM_TEST_ISOLATION=none qsm isolate -- sh -c 'echo $QSM_TEST_ISOLATED'
status 0
that "the command knows it" grep -qx 0 "$work/out"
err "not separated: System V objects, /dev/shm (QSM_TEST_ISOLATION=none)"
QSM_TEST_ISOLATION=none qsm isolate --quiet -- true
no_err
QSM_TEST_ISOLATION=none qsm isolate --json -- true
json err separated.systemV false
json err separated.devShm false
json err separated.reason QSM_TEST_ISOLATION=none
QSM_TEST_ISOLATION=none qsm isolate --tmpfs -- echo never
status 77
no_out
that "it says why, as tests do" grep -qx "SKIP: no tmpfs can be mounted" "$work/err"
QSM_TEST_ISOLATION=none qsm isolate --tmpfs --json -- echo never
json err error "no tmpfs can be mounted"
if [ "$own_world" = 1 ]; then
    qsm isolate --tmpfs -- sh -c 'stat -f -c %T "$TMPDIR"'
    status 0
    out tmpfs
fi
refuse='echo 0 >/proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin "$@"'
if unshare --user --map-root-user sh -c "$refuse" sh true 2>"$work/refuse"; then
    last="qsm isolate without namespaces"
    unshare --user --map-root-user sh -c "$refuse" sh "$QSM" isolate -- true >"$work/out" 2>"$work/err"
    result=$?
    status 0
    err "not separated: System V objects, /dev/shm (unshare(): No space left on device)"
    err "; permit it with: sudo sysctl user.max_user_namespaces=10000"
else
    echo "not tested here: namespaces that the system refuses: $(cat "$work/refuse")"
fi

# The file of the turn is for all users, whatever the umask of the first one is. (A /tmp of its own hides the build.)
first='mount -t tmpfs none /tmp && umask 077 && TMPDIR=/tmp LD_LIBRARY_PATH=/proc/self/fd/8 /proc/self/fd/9 isolate -- true &&
    stat -c %a /tmp/.qsm-isolate'
if unshare --user --map-root-user --mount mount -t tmpfs none /tmp 2>"$work/refuse"; then
    last="qsm isolate with a umask"
    QSM_TEST_ISOLATED=1 QSM_TEST_ISOLATION=none unshare --user --map-root-user --mount sh -c "$first" \
        8<"$(dirname "$QSM")" 9<"$QSM" >"$work/out" 2>"$work/err"
    result=$?
    status 0
    that "all can open it" grep -qx 444 "$work/out"
else
    echo "not tested here: a /tmp of its own: $(cat "$work/refuse")"
fi

# In a chroot whose folder is no mount, nothing can be mounted in private: only /dev/shm is not separated.
jail='mkdir "$1" && for folder in /[!.]*/; do folder=${folder%/}; if [ -L "$folder" ]; then cp -d "$folder" "$1"; else
    mkdir "$1$folder" && mount --rbind "$folder" "$1$folder" || exit; fi; done; exec chroot "$@"'
if unshare --user --map-root-user --mount sh -c "$jail" sh "$work/jail" true 2>"$work/refuse"; then
    last="qsm isolate in a chroot"
    unshare --user --map-root-user --mount sh -c "$jail" sh "$work/jail2" "$QSM" isolate -- \
        sh -c 'echo $QSM_TEST_ISOLATED' >"$work/out" 2>"$work/err"
    result=$?
    status 0
    that "the command knows it" grep -qx 0 "$work/out"
    err "qsm isolate: not separated: /dev/shm (mount(): Invalid argument)"
else
    echo "not tested here: a chroot: $(cat "$work/refuse")"
fi

# Another one has the turn. (If the world around has the turn, it waits for all in it.)
[ "$own_world" = 1 ] || finish
QSM_TEST_ISOLATED=1 QSM_TEST_ISOLATION=none in_background first isolate --quiet -- sh -c 'echo here; exec sleep 60'
until_true has_output first
QSM_TEST_ISOLATED=1 QSM_TEST_ISOLATION=none qsm isolate --timeout 0.1 -- true
status 125
err "another qsm isolate has not ended in time"
kill -TERM "$pid"
ends_with "the first one" "$pid" 143
finish
