# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034,SC2016
# qsm doctor: each finding in a situation that was set up for real, and none where all is well.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

found_all=$work/found
: >"$found_all"
segment_name="/dev/shm/$key"

# finds ID...: just these findings, in this order, were printed with --json.
finds() {
    local found
    status $(($# > 0))
    found=$("$python" -I -S -c 'import json, sys
print(*(one["id"] for one in json.load(sys.stdin)["findings"]))' <"$work/out")
    printf '%s\n' "$@" >>"$found_all"
    that "findings are '$found', expected '$*'" [ "$found" = "$*" ]
}

# notes ID...: nothing was found, but these notes.
notes() {
    local noted
    finds
    noted=$("$python" -I -S -c 'import json, sys
print(*(one["id"] for one in json.load(sys.stdin)["notes"]))' <"$work/out")
    printf '%s\n' "$@" >>"$found_all"
    that "notes are '$noted', expected '$*'" [ "$noted" = "$*" ]
}

doctor() {
    qsm doctor "$key" --wait 0.2 --json "$@"
}

# hold ARGUMENT...: a segment of the key with a picture in it, held by process $pid.
hold() {
    in_background holder put "$key" "$sample" --hold "$@"
    that "a picture is there" until_true has_output holder
}

let_go() {
    kill -"${1:-TERM}" "$pid"
    wait "$pid" 2>/dev/null
}

# set_lock VALUE: of the System V lock of the key.
set_lock() {
    "$python" - "$1" "$(cat "$work/lock")" <<'PYTHON'
import ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
lock = libc.semget(int(sys.argv[2]), 1, 0)
sys.exit(libc.semctl(lock, 0, 16, int(sys.argv[1])) != 0)
PYTHON
}

# names: the key file and the lock's number of the key.
names() {
    "$QSM" key "$key" --json | "$python" -I -S -c 'import json, sys
for names in json.load(sys.stdin)["names"]:
    if names["segment"].get("exists"):
        print(names["segment"]["name"])
        print(names["lock"].get("ftok"), file=sys.stderr)' >"$work/file" 2>"$work/lock"
    key_file=$(cat "$work/file")
}

# ---- what there is ----
doctor
finds no-segment
qsm doctor
status 2
qsm doctor "$key"
status 1
out "1. no-segment"
out "next: start the program"

hold
names
doctor
finds
qsm doctor "$key"
status 0
out "nothing is wrong"
doctor --safe posix
finds other-scheme
"$QSM" put "$key" "$sample" --safe posix --hold=0 --keep >"$work/out" 2>"$work/err"
doctor
finds several-schemes stale-segment
json out findings.1.object "/$key"
qsm rm "$key" --safe posix
let_go KILL
doctor
finds stale-segment
"$QSM" put "$key" "$sample" --safe posix --hold=0 --keep >"$work/out" 2>"$work/err"
qsm doctor "$key"
out "qsm rm '$key' --scheme systemv-legacy"
qsm rm "$key"
status 1
qsm rm "$key" --scheme systemv-legacy
status 0
qsm rm "$key" --safe posix
status 0
hold --safe posix
doctor
finds other-scheme
qsm get "$key" --scheme systemv-legacy
status 1
err "qsm doctor '$key'"
qsm get "$key"
status 0
let_go KILL
qsm doctor --native "posix:/$key" --json
finds stale-segment

# A key in another spelling.
qsm rm --native "posix:/$key"
hold
for near in "${key^^}" "$key " " $key" "$key"$'\n'; do
    qsm doctor "$near" --json
    finds no-segment similar-key
    json out findings.1.next "let both programs use the same spelling; to see that segment: qsm info '$key'"
    qsm doctor "$near"
    out "A segment exists under another spelling of the key: '$key' (System V, legacy key)."
done
let_go
qsm doctor "$key" --json
finds no-segment
in_background holder put "$key"$'\n' "$sample" --hold
until_true has_output holder
qsm doctor "$key"
status 1
out "to see that segment: qsm info \$'$key\\x0a'"
let_go

# A segment of Qt 5.6: the same key file, another id.
"$QSM" key "$key" --json >"$work/out"
"$python" - "$work/out" "$work/number" <<'PYTHON'
import ctypes, json, sys
libc = ctypes.CDLL(None)
names = [one for one in json.load(open(sys.argv[1], encoding="utf-8"))["names"] if one["scheme"] == "legacy"]
old = next(one["segment"] for one in names if any(qt.startswith("5.6") for qt in one["qt"]))
open(old["name"], "w").close()
number = libc.ftok(old["name"].encode(), old["ftokId"])
with open(sys.argv[2], "w", encoding="ascii") as file:
    file.write(f"{libc.shmget(number, 100, 0o1600)} {old['ftokId']} {old['name']}")
PYTHON
read -r number id file <"$work/number"
doctor
if [ "$id" != 81 ]; then # for one key in 255 it is the ordinary id
    finds other-scheme stale-segment
    out "Qt 5.6 - 5.8"
fi
ipcrm -m "$number"
rm "$file"

# ---- what is inside: POSIX segments are files ----
qsm rm "$key" --safe posix
inside() {
    local as=--json
    if [ "$1" = text ]; then
        as=
        shift
    fi
    hold --safe posix
    "$@"
    qsm doctor "$key" --wait 0.2 --safe posix ${as:+"$as"}
    let_go
    "$QSM" rm "$key" --safe posix >/dev/null
}
damage() {
    printf 'damage' | dd of="$segment_name" bs=1 seek=200000 conv=notrunc status=none
}
inside true
finds
inside truncate -s 100000 "$segment_name"
finds segment-too-small
inside damage
finds stream-damaged
# A length that leads back to its own chunk where size_t has 32 bits; no chunk may be so long.
length() {
    inside sh -c "printf '$1' | dd of='$segment_name' bs=1 seek=37 conv=notrunc status=none"
}
length '\377\377\377\364'
finds stream-damaged
length '\177\377\377\364'
finds segment-too-small
inside sh -c "printf 'something else' >'$segment_name'"
notes not-an-image
inside text sh -c "printf 'something else' >'$segment_name'"
status 0
out "nothing is wrong"
out "note: not-an-image: /$key"
inside sh -c "printf '\0\0\0\0' >'$segment_name'"
finds null-image
inside sh -c ": >'$segment_name'; truncate -s 1000 '$segment_name'"
notes nothing-written

# ---- locks ----
"$QSM" put "$key" "$sample" --safe posix --hold=0 --keep >"$work/out"
in_background locker lock "$key" --safe posix -- sh -c 'echo $$; exec sleep 60'
until_true has_output locker
doctor --safe posix
finds stale-segment lock-held
json out findings.1.object "/$key"
let_go KILL
kill "$(cat "$work/locker.out")"
doctor --safe posix
finds stale-segment lock-abandoned
qsm lock "$key" --safe posix --repair --yes
status 0
qsm rm "$key" --safe posix
hold --safe posix
rm "/dev/shm/sem.$key"
doctor --safe posix
finds lock-missing
let_go
# A program without Qt has no such lock.
: >"$work/plain.out"
"$python" - "/dev/shm/$key" >"$work/plain.out" <<'PYTHON' &
import mmap, sys, time
with open(sys.argv[1], "wb+") as file:
    file.truncate(100)
    memory = mmap.mmap(file.fileno(), 100)
    print("mapped", flush=True)
    time.sleep(60)
PYTHON
pid=$!
until_true has_output plain
doctor --safe posix
finds
json out objects.4.exists true
let_go
qsm rm "$key" --safe posix
hold
names
set_lock 2
doctor
finds lock-doubled
qsm doctor "$key"
out "next: qsm lock '$key' --repair"
qsm lock "$key" --repair --yes
status 0
doctor
finds

# One that was made and never set keeps a new segment from being made. Who waited in vain since makes
# no difference where all processes can be seen.
let_go
"$python" - "$(dirname "$key_file")/$(basename "$key_file" | sed s/sharedmemory/systemsem/)" <<'PYTHON'
import ctypes, sys
open(sys.argv[1], "w").close()
libc = ctypes.CDLL(None)
sys.exit(libc.semget(libc.ftok(sys.argv[1].encode(), 0x51), 1, 0o1600) < 0)
PYTHON
doctor
finds no-segment lock-abandoned
if [ "$(stat -Lc %i /proc/self/ns/pid)" = 4026531836 ]; then
    qsm put "$key" "$sample" --timeout 0.05 --hold=0
    status 1
    doctor
    finds no-segment lock-abandoned
fi
qsm lock "$key" --repair --yes
status 0
qsm rm "$key"
status 0
hold
names

# ---- something else has the name ----
native=$("$QSM" key "$key" --json | "$python" -I -S -c 'import json, sys
print(next(names["segment"]["name"] for names in json.load(sys.stdin)["names"]
           if (names["scheme"], names["type"]) == ("legacy", "posix")))')
mkfifo "/dev/shm$native"
qsm doctor --native "posix:$native" --json
finds name-taken no-segment
rm "/dev/shm$native"

# ---- key files ----
mv "$key_file" "$work/aside"
ln -s "$work/aside" "$key_file"
doctor
finds key-file-link
rm "$key_file"
doctor
finds no-segment key-file-missing
sleep 1
touch "$key_file"
doctor
finds no-segment key-file-replaced
# A second program makes a second segment; the first one is still in use, as the list shows.
first=$pid
in_background second put "$key" "$sample" --hold
until_true has_output second
doctor
finds key-file-replaced
out "1 segment(s) of Qt programs are in use without a key file"
out "process $first created the last one"
let_go
pid=$first
mv "$work/aside" "$key_file"
touch -d '+1 hour' "$key_file"
doctor
finds ftok-collision
touch -d '-1 hour' "$key_file"
doctor
finds

# ---- directories ----
mkdir "$work/other"
TMPDIR=$work/other doctor
finds no-segment other-temp-directory
TMPDIR=$work/missing doctor
finds temp-directory-missing no-segment other-temp-directory
let_go

# A stranger's directory: what is to be typed is in quotes, and nothing reaches the terminal.
strange=$work/it\'s' $(strange)'$'\e[31m'
mkdir "$strange"
TMPDIR=$strange in_background holder put "$key" "$sample" --hold
until_true has_output holder
doctor
finds no-segment other-temp-directory
qsm doctor "$key"
out "/it\\'s \$(strange)\\x1b[31m' qsm get '$key'"
that "no control characters" [ "$(tr -dc '\033' <"$work/out" | wc -c)" -eq 0 ]
let_go
rm -r "$strange"

hold --safe systemv
doctor --safe systemv
finds
XDG_RUNTIME_DIR=$work/other doctor --safe systemv
finds runtime-directory-not-used no-segment other-runtime-directory
chmod 700 "$work/other"
XDG_RUNTIME_DIR=$work/other doctor --safe systemv
finds no-segment other-runtime-directory
rmdir "$TMPDIR/runtime-$(id -un)"
let_go

# ---- limits: these are of this IPC namespace, and root's to set ----
# limited FILE NUMBERS FINDING...: doctor's findings with these numbers in the file.
limited() {
    local file=/proc/sys/kernel/$1 before
    before=$(cat "$file")
    echo "$2" >"$file" || return 1
    shift 2
    doctor --bytes 1000000
    finds "$@"
    echo "$before" >"$file"
}

as_root() {
    hold
    limited shmmni 1 limit-segments
    limited sem "32000 1024000000 500 1" limit-semaphores
    limited shmmax 999999 limit-size
    limited shmall 100 limit-memory
    mkdir "$work/full" "$work/small"
    mount -t tmpfs -o size=4k,nr_inodes=2 none "$work/full"
    : >"$work/full/file"
    TMPDIR=$work/full doctor
    finds no-segment other-temp-directory temp-directory-full
    umount "$work/full"
    mount -t tmpfs -o size=64k none /dev/shm
    doctor --bytes 100000
    finds dev-shm-full
    umount /dev/shm

    # Two key files of one number: a file system of its own gives numbers one after the other.
    mount -t tmpfs none "$work/full"
    TMPDIR=$work/full "$python" - "$QSM" "$key" <<'PYTHON'
import json, os, subprocess, sys
names = json.loads(subprocess.run([sys.argv[1], "key", sys.argv[2], "--json"], capture_output=True,
                                  check=True).stdout)["names"]
first = names[0]["segment"]["name"]
open(first, "w").close()
wanted = os.stat(first).st_ino & 0xffff
other = os.path.join(os.environ["TMPDIR"], "qipc_sharedmemory_other")
while True:
    open(other, "w").close()
    if os.stat(other).st_ino & 0xffff == wanted:
        break
    os.unlink(other)
PYTHON
    TMPDIR=$work/full doctor
    finds no-segment other-temp-directory ftok-collision
    umount "$work/full"

    # A put that fails at the limit hands its size over.
    before=$(cat /proc/sys/kernel/shmmax)
    if echo 4096 >/proc/sys/kernel/shmmax; then
        qsm create limit --size 8K --hold 0
        status 1
        err "qsm doctor 'limit' --bytes 8192"
        qsm put limit "$sample" --hold=0
        status 1
        that "put gives its size" grep -qE "qsm doctor 'limit' --bytes [0-9]{6,}$" "$work/err"
        sed -n 's/.*qsm doctor/doctor/p' "$work/err" >"$work/next"
        eval "qsm $(cat "$work/next") --json"
        echo "$before" >/proc/sys/kernel/shmmax
        finds no-segment limit-size
    fi

    # Other namespaces.
    let_go
    : >"$work/stranger.out"
    unshare -i "$QSM" put "$key" "$sample" --hold >"$work/stranger.out" 2>&1 &
    pid=$!
    until_true has_output stranger
    doctor
    finds no-segment other-ipc-namespace
    let_go
    : >"$work/stranger.out"
    unshare -m sh -c 'mount -t tmpfs none "$TMPDIR" && exec "$@"' sh \
        "$QSM" put "$key" "$here/../../examples/sample.png" --hold >"$work/stranger.out" 2>&1 &
    pid=$!
    until_true has_output stranger
    doctor
    finds no-segment other-mount-namespace
    let_go

    # Processes that cannot be examined: in a PID namespace of their own they are these. A zombie
    # hides nothing.
    cp "$QSM" "$work/qsm"
    chmod 755 "$work"
    ldd "$QSM" | sed -n 's/.*=> \(.*libqsm[^ ]*\) (.*/\1/p' | while read -r library; do
        cp "$library" "$work"
    done
    # hidden HOW: the errors of doctor in such a namespace, with one process of root and a zombie.
    hidden() {
        last="hidden $*"
        unshare -p --fork --mount-proc env LD_LIBRARY_PATH="$work" "$python" -I -S - "$@" \
            "$work/qsm" doctor nothing >"$work/out" 2>"$work/err" <<'PYTHON'
import os, subprocess, sys
zombie = os.fork()
if zombie == 0:
    os._exit(0)
os.waitid(os.P_PID, zombie, os.WEXITED | os.WNOWAIT)
sys.exit(subprocess.run(sys.argv[1:]).returncode)
PYTHON
        result=$?
    }
    hidden setpriv --reuid 65534 --clear-groups
    status 1
    err "1 process(es) could not be examined; root can examine more"
    err "this process runs in a PID namespace, as in a container: processes outside it could not be"
    hidden
    status 1
    that "root examines all" [ "$(grep -c "could not be examined;" "$work/err")" = 0 ]
    hidden setpriv --reuid 0 --bounding-set -all --inh-caps -all
    err "1 process(es) could not be examined; this root lacks the capability SYS_PTRACE"

    # Other users. The command may lie where only root can go: as_nobody runs its copy.
    as_nobody() {
        last="as nobody: qsm $*"
        setpriv --reuid 65534 --clear-groups env LD_LIBRARY_PATH="$work" \
            "$work/qsm" "$@" >"$work/out" 2>"$work/err" </dev/null
        result=$?
    }
    hold
    as_nobody doctor "$key" --json
    finds no-permission lock-not-permitted
    names
    chown 12345 "$key_file"
    doctor
    finds key-file-owner
    let_go
    chmod 755 "$work/other"
    TMPDIR=$work/other as_nobody doctor "$key" --json
    finds temp-directory-not-writable no-segment
    cp "$sample" "$work/sample.png"
    as_nobody put "$key" --safe posix --hold=0 --keep "$work/sample.png"
    doctor --safe posix
    finds other-user stale-segment
    qsm get "$key" --safe posix --own
    status 1
    err "another user's"
    qsm get "$key" --safe posix
    status 0
    qsm rm "$key" --safe posix
    status 1
    err "its owner can remove it: sudo -u nobody qsm rm --native 'posix:/"
    as_nobody rm "$key" --safe posix
    status 0
}
if [ "$(id -u)" = 0 ] && unshare -m -i true 2>/dev/null; then
    as_root
    # Every finding there is was found above, but for one of test_large_pages.sh.
    echo small-pages >>"$found_all"
    grep -hv TOOL_TAKES_ "$here"/../../src/tool/doctor/*.c | grep -oE '"[a-z-]+", ' |
        grep -E -- '-' | tr -d '", ' | sort -u >"$work/known"
    sort -u "$found_all" | grep . >"$work/tested"
    that "no finding without a test: $(comm -23 "$work/known" "$work/tested" | tr '\n' ' ')" \
        [ -z "$(comm -23 "$work/known" "$work/tested")" ]
    that "as many as there are" [ "$(wc -l <"$work/known")" -ge 30 ]
fi
finish
