# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034,SC2016
# qsm watch: a line for each change, files and commands, and how it ends.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

qsm watch
status 2
qsm watch "$key" -o 'x%s.png'
status 2
err "may follow a %"
qsm watch "$key" --timeout 0.05
status 1
err "nothing has changed"

lines() {
    [ "$(wc -l <"$work/$1.out")" -ge "$2" ]
}
# publish FILE: with System V it is there as long as the holder is.
publish() {
    in_background writer put "$key" "$1" --hold --replace
    writer=$pid
    until_true has_output writer
}
stop_writer() {
    kill "$writer"
    ends_with "the writer" "$writer" 0
}

small=$work/small.png
"$QSM" image encode "$sample" -o "$work/sample.qds" >/dev/null
"$python" -I -S - "$small" <<'PYTHON'
import struct, sys, zlib
def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
with open(sys.argv[1], "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0)) +
               chunk(b"IDAT", zlib.compress((b"\0" + bytes(9)) * 2)) + chunk(b"IEND", b""))
PYTHON

# It waits for the first picture, sees each, and says when the segment is gone.
in_background watcher watch "$key" --interval 0.02 -o "$work/frame-%03d.png" \
    --exec 'echo "$QSM_NUMBER $QSM_WIDTH $QSM_HEIGHT $QSM_FORMAT $QSM_FILE"'
watcher=$pid
publish "$sample"
that "a first change" until_true lines watcher 2
stop_writer
that "it is gone" until_true lines watcher 3
publish "$small"
that "a second change" until_true lines watcher 5
stop_writer
that "it is gone again" until_true lines watcher 6
kill -INT "$watcher"
ends_with "qsm watch" "$watcher" 0
cp "$work/watcher.out" "$work/out"
out "QImage 640x480 ARGB32"
out "1 640 480 ARGB32 $work/frame-001.png"
out "the segment is gone"
out "2 3 2 "
that "two pictures" [ "$(ls "$work"/frame-*.png | wc -l)" -eq 2 ]
qsm image encode "$work/frame-002.png" -o "$work/two.qds"
status 0

# Nothing is kept alive, nothing is left.
qsm list
out "No segments"

# JSON, one object a line group; what is no image is told as such.
publish "$sample"
qsm watch "$key" --count 1 --json --interval 0.02
status 0
json out event change
json out number 1
json out width 640
qsm watch "$key" --timeout 0.1 --interval 0.02 -o "$work/now.png"
status 1
that "the picture was written" [ -s "$work/now.png" ]
qsm watch "$key" --count 1 -o /nonexistent/x.png
status 1
err "/nonexistent/x.png"
qsm watch "$key" --count 1 --exec 'exit 3'
status 0
err "ended with status 3"
stop_writer
in_background writer put "$key" "$sample" --safe posix --hold
writer=$pid
until_true has_output writer
printf 'no picture' >"/dev/shm/$key"
qsm watch "$key" --safe posix --count 1 --json
status 0
json out bytes 10
that "no picture" grep -q noImage "$work/out"
stop_writer
qsm rm "$key" --safe posix

# Only the picture's stream counts: what is behind it in a larger segment is no change. A writer
# without the lock is noticed, too, also far behind the beginning; System V: a few looks later.
cat >"$work/writer.py" <<'PYTHON'
# writer.py NAME PLACE FILE: writes the file there; FILE -: changes one bit.
import ctypes, json, sys
libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
name, place, source = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if name.startswith("/dev/shm/"):
    file = open(name, "r+b", buffering=0)
    file.seek(place)
    data = bytes([file.read(1)[0] ^ 1]) if source == "-" else open(source, "rb").read()
    file.seek(place)
    file.write(data)
else:
    with open(name) as file:
        name = json.load(file)["names"][0]["segment"]["name"]
    memory = libc.shmat(libc.shmget(libc.ftok(name.encode(), 0x51), 0, 0), None, 0) + place
    data = bytes([ctypes.string_at(memory, 1)[0] ^ 1]) if source == "-" else open(source, "rb").read()
    ctypes.memmove(memory, data, len(data))
PYTHON
qsm image encode "$small" -o "$work/small.qds"
has_events() {
    [ "$(grep -c '"event"' "$work/watcher.out")" -eq "$1" ]
}
larger() {
    local name=$1
    shift
    write() {
        "$QSM" lock "$@" -- "$python" -I -S "$work/writer.py" "$name" 0 "$file"
    }
    in_background writer put "$@" "$sample" --hold
    writer=$pid
    until_true has_output writer
    in_background watcher watch "$@" --interval 0.02 --json
    watcher=$pid
    that "the first picture" until_true has_events 1
    file=$work/small.qds write "$@"
    that "a small picture" until_true has_events 2
    that "its width" grep -q '"width": 3' "$work/watcher.out"
    that "its stream" grep -q "\"bytes\": $(wc -c <"$work/small.qds")," "$work/watcher.out"
    "$python" -I -S "$work/writer.py" "$name" 1200000 -
    sleep 0.3
    that "no change behind the picture" has_events 2
    file=$work/sample.qds write "$@"
    that "the large picture" until_true has_events 3
    "$python" -I -S "$work/writer.py" "$name" 1000000 -
    that "a change in the last rows" until_true has_events 4
    kill -TERM "$watcher"
    ends_with "qsm watch" "$watcher" 0
    stop_writer
}
larger "/dev/shm/$key" "$key" --safe posix
qsm rm "$key" --safe posix
"$QSM" key "$key" --json >"$work/names"
larger "$work/names" "$key"

# Names for pictures, one for all or one for each.
in_background writer put "$key" "$sample" --hold
writer=$pid
until_true has_output writer
qsm watch "$key" --count 1 -o "$work/100%%-%d.png" --json
status 0
json out file "$work/100%-1.png"
that "the picture was written" [ -s "$work/100%-1.png" ]
qsm watch "$key" --count 1 -o "$work/%x.png"
status 2
stop_writer
finish
