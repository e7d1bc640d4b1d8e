# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# Files that cannot be read or written: a clear word, and never half a file.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"
encode() {
    qsm image encode "$sample" -o "$1"
}
# Nothing but what is named is in the folder.
only() {
    local folder=$1
    shift
    # shellcheck disable=SC2012 # names here are plain
    that "only '$*' in the folder" [ "$(ls -A "$folder" | tr '\n' ' ')" = "${*:+$* }" ]
}

qsm image encode "$work/none.png" -o "$work/x"
status 1
err "cannot read $work/none.png: No such file or directory"
qsm image encode "$work" -o "$work/x"
status 1
err "Is a directory"
: >"$work/empty"
qsm image encode "$work/empty" -o "$work/x"
status 1
err "is not a picture: the file is empty"
head -c 100000 /dev/zero >"$work/zeros"
qsm image encode "$work/zeros" -o "$work/x"
status 1
err "is not a picture: no known format begins so"
that "nothing was written" [ ! -e "$work/x" ]

mkdir "$work/folder"
encode "$work/folder/new"
status 0
only "$work/folder" new
that "mode as the umask says" [ "$(stat -c %a "$work/folder/new")" = "$(printf %o $((0666 & ~$(umask))))" ]
cp "$work/folder/new" "$work/expected"
echo old >"$work/folder/old"
chmod 640 "$work/folder/old"
encode "$work/folder/old"
same "$work/folder/old" "$work/expected"
that "the mode stays" [ "$(stat -c %a "$work/folder/old")" = 640 ]
echo old >"$work/target"
ln -s ../target "$work/folder/link"
encode "$work/folder/link"
that "the link stays" [ -L "$work/folder/link" ]
same "$work/target" "$work/expected"
encode "$work/folder"
status 1
err "cannot write $work/folder: Is a directory"
encode "$work/none/x"
status 1
err "cannot write $work/none/x: No such file or directory"
mkfifo "$work/pipe"
cat "$work/pipe" >"$work/through" &
encode "$work/pipe"
wait $!
same "$work/through" "$work/expected"

if [ -w /dev/full ]; then
    encode /dev/full
    status 1
    err "cannot write /dev/full: No space left on device"
    that "the device is still there" [ -c /dev/full ]
    last="qsm image encode -o - >/dev/full"
    "$QSM" image encode "$sample" -o - >/dev/full 2>"$work/err"
    result=$?
    status 1
    err "cannot write standard output: No space left on device"
fi

# A file system of 64 KiB; only in a mount namespace of our own.
mkdir "$work/small"
if [ "${QSM_TEST_ISOLATED:-0}" = 1 ] && mount -t tmpfs -o size=64k none "$work/small" 2>/dev/null; then
    echo precious >"$work/small/x"
    encode "$work/small/x"
    status 1
    err "cannot write $work/small/x: No space left on device"
    only "$work/small" x
    that "the old file is whole" [ "$(cat "$work/small/x")" = precious ]
    qsm image decode "$work/expected" --raw "$work/small/raw" -o "$work/small/png" --json
    status 1
    no_out
    json err exit 1
    only "$work/small" x
    umount "$work/small"
else
    echo "no small file system here"
fi

# Folders and files one may not write; root may, unless it does without that.
as_user=()
if [ "$(id -u)" -eq 0 ]; then
    as_user=(setpriv "--bounding-set=-dac_override,-dac_read_search")
    if ! "${as_user[@]}" true 2>/dev/null; then
        echo "root cannot do without its rights here"
        finish
    fi
fi
cp "$sample" "$work/unreadable"
mkdir "$work/readonly"
echo old >"$work/readonly/x"
chmod 0 "$work/unreadable"
chmod 555 "$work/readonly"
# denied ARGUMENT...: an ordinary user may not do this.
denied() {
    last="qsm image $* (as an ordinary user)"
    "${as_user[@]}" "$QSM" image "$@" >"$work/out" 2>"$work/err"
    result=$?
    status 1
    no_out
    err "Permission denied"
}
denied encode "$work/unreadable" -o -
denied encode "$sample" -o "$work/readonly/new"
denied encode "$sample" -o "$work/readonly/x"
only "$work/readonly" x
chmod 755 "$work/readonly"
finish
