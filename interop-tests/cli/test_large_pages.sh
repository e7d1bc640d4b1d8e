# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154
# A large segment in a /dev/shm that offers large pages gets them; in any other it works without.
# Needs root: each file system is mounted over the /dev/shm of this test.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"
size=6000000 # 1500 x 1000 pixels

skip() {
    echo "SKIP: $1"
    exit 77
}

[ "$(id -u)" = 0 ] || skip "only root can mount /dev/shm"
unshare -m true 2>/dev/null || skip "this root cannot mount"
setting=/sys/kernel/mm/transparent_hugepage/shmem_enabled
[ -e $setting ] || skip "this kernel has no large pages for shared memory"
! grep -qE '\[(deny|force)\]' $setting || skip "$setting overrides the mount option"

# in_shm OPTION FUNCTION: the function sees an empty /dev/shm with this option.
in_shm() {
    mount -t tmpfs -o "$1" none /dev/shm || skip "/dev/shm cannot be mounted with $1"
    "$2"
    umount -l /dev/shm
}

# large PID: how many KB of its shared memory the process has mapped as large pages.
large() {
    awk '/^(ShmemPmdMapped|FilePmdMapped):/ { sum += $2 } END { print sum + 0 }' "/proc/$1/smaps"
}

# The kernel gives large pages only while it has some in one piece.
try() {
    "$python" -I -S - $size >"$work/try" <<'PYTHON'
import mmap, sys
with open("/dev/shm/try", "wb+") as file:
    file.truncate(int(sys.argv[1]))
    memory = mmap.mmap(file.fileno(), int(sys.argv[1]))
    memory.madvise(mmap.MADV_HUGEPAGE)
    memory.write(b"1" * int(sys.argv[1]))
    with open("/proc/self/smaps", encoding="utf-8") as maps:
        print(sum(int(line.split()[1]) for line in maps
                  if line.startswith(("ShmemPmdMapped:", "FilePmdMapped:"))))
PYTHON
}
in_shm huge=advise try
[ "$(cat "$work/try")" -ge 4096 ] || skip "the kernel gives no large pages now"

head -c $size /dev/urandom >"$work/pixels"
raw=1500x1000@bgra

# put_and_get: large_kb are the large pages of a put. Its picture arrives.
put_and_get() {
    in_background holder put "$key" --safe posix --raw $raw "$work/pixels" --hold
    that "a picture is there" until_true has_output holder
    large_kb=$(large "$pid")
    qsm get "$key" --safe posix --raw "$work/got" --rows packed
    status 0
    same "$work/pixels" "$work/got"
    kill "$pid"
    wait "$pid" 2>/dev/null
}

in_shm huge=advise put_and_get
that "$large_kb KB in large pages" [ "$large_kb" -ge 4096 ]
in_shm huge=never put_and_get
that "$large_kb KB in large pages where there are none" [ "$large_kb" -eq 0 ]

# ---- qsm doctor knows how to get them: it notes so, and only who asks for a size sees it ----
# notes TEXT: the exit status is 0, and these are the notes.
notes() {
    status 0
    that "notes are '$1'" [ "$("$python" -I -S -c 'import json, sys
found = json.load(sys.stdin)
print(*(one["id"] for one in found["notes"] + found["findings"]))' <"$work/out")" = "$1" ]
}

with_a_segment() {
    in_background holder put "$key" --safe posix --raw $raw "$work/pixels" --hold
    that "a picture is there" until_true has_output holder
    "$1"
    kill "$pid"
    wait "$pid" 2>/dev/null
}

no_note() {
    qsm doctor "$key" --safe posix --bytes 6000000 --json
    notes ""
}

a_note() {
    qsm doctor "$key" --safe posix --json
    notes ""
    qsm doctor "$key" --safe posix --bytes 4194303 --json
    notes ""
    qsm doctor "$key" --safe posix --bytes 6000000 --json
    notes small-pages
    json out notes.0.object /dev/shm
    qsm doctor "$key" --safe posix --bytes 6000000
    status 0
    out "nothing is wrong"
    out "note: small-pages: /dev/shm"
    out "/dev/shm offers no large pages: a put of qsm into a new POSIX segment of 6000000 bytes takes"
    out "next: as root, but not in a container that may not mount: mount -o remount,huge=advise /dev/shm"
    # What it says to do helps.
    eval "$(sed -n 's/.*may not mount: //p' "$work/out")"
    no_note
}

noted() {
    with_a_segment a_note
    put_and_get
}
in_shm huge=never noted
that "the command helps: $large_kb KB" [ "$large_kb" -ge 4096 ]
not_noted() {
    with_a_segment no_note
}
for option in huge=always huge=within_size huge=advise; do
    in_shm $option not_noted
done
# Something else than a tmpfs of its own.
mkdir "$work/shm"
mount --bind "$work/shm" /dev/shm && not_noted
umount -l /dev/shm
# A System V key that has no POSIX segment.
in_background holder put "$key" --raw $raw "$work/pixels" --hold
until_true has_output holder
small() {
    qsm doctor "$key" --bytes 6000000 --json
    notes ""
}
in_shm huge=never small
kill "$pid"
wait "$pid" 2>/dev/null

# There is room for the picture, but not for whole large pages.
in_shm huge=advise,size=5900k put_and_get
too_small() {
    qsm put "$key" --safe posix --raw $raw "$work/pixels" --hold=0
    status 1
    err "is used up"
    that "no segment is left" [ ! -e "/dev/shm/$key" ]
}
in_shm huge=advise,size=5m too_small
finish
