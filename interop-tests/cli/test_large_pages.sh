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
