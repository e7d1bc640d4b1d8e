# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034,SC2001,SC2002
# Raw pixels and streams of pictures: put --raw, put --png-stream, image encode --raw, watch --raw.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

# bytes HEX: these bytes, to standard output.
bytes() {
    printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"
}
# piped FILE ARGUMENT...: the command with the file on a pipe.
piped() {
    local file=$1
    shift
    last="cat $file | qsm $*"
    cat "$file" | "$QSM" "$@" >"$work/out" 2>"$work/err"
    result=$?
}
size_is() {
    that "$1 has $2 bytes" [ "$(stat -c %s "$work/$1")" -eq "$2" ]
}

# --- every name means the bytes that its library has: a red pixel, then in RGB32
red=0000ffff
while read -r name format pixel; do
    bytes "$pixel" >"$work/pixel"
    qsm image encode "$work/pixel" --raw "1x1@$name" -o "$work/pixel.qds" --json
    out "\"format\": \"$format\""
    qsm image encode "$work/pixel" --raw "1x1@$name" -o "$work/pixel.qds" --format RGB32
    qsm image decode "$work/pixel.qds" --raw "$work/rgb32"
    that "$name is $format" [ "$(od -An -tx1 "$work/rgb32" | tr -d ' \n')" = "$red" ]
done <<'NAMES'
RGB32 RGB32 0000ff00
ARGB32 ARGB32 0000ffff
Format_RGB888 RGB888 ff0000
rgb888 RGB888 ff0000
bgr0 RGB32 0000ff00
bgra ARGB32 0000ffff
rgb0 RGBX8888 ff0000ff
rgba RGBA8888 ff0000ff
rgb24 RGB888 ff0000
bgr24 BGR888 0000ff
rgb565le RGB16 00f8
rgb565 RGB16 00f8
rgb555le RGB555 007c
rgb444le RGB444 000f
x2rgb10le RGB30 0000f03f
x2bgr10le BGR30 ff030000
rgba64le RGBA64 ffff00000000ffff
rgbaf16le RGBA16FPx4 003c00000000003c
rgbaf32le RGBA32FPx4 0000803f00000000000000000000803f
BGRx RGB32 0000ff00
BGRA ARGB32 0000ffff
RGBx RGBX8888 ff0000ff
RGBA RGBA8888 ff0000ff
RGB RGB888 ff0000
BGR BGR888 0000ff
RGB15 RGB555 007c
RGBA64_LE RGBA64 ffff00000000ffff
XR24 RGB32 0000ff00
AR24 ARGB32 0000ffff
XB24 RGBX8888 ff0000ff
AB24 RGBA8888 ff0000ff
RGB3 RGB888 ff0000
BGR3 BGR888 0000ff
RGBP RGB16 00f8
XR15 RGB555 007c
XR12 RGB444 000f
BGR10x2_LE RGB30 0000f03f
RGB10x2_LE BGR30 ff030000
NAMES
red=808080ff
for pixel in gray:80 GRAY8:80 GREY:80 Grayscale8:80 gray16le:8080 gray16:8080 GRAY16_LE:8080; do
    bytes "${pixel#*:}" >"$work/pixel"
    qsm image encode "$work/pixel" --raw "1x1@${pixel%:*}" -o "$work/pixel.qds" --format RGB32
    qsm image decode "$work/pixel.qds" --raw "$work/rgb32"
    that "${pixel%:*} is gray" [ "$(od -An -tx1 "$work/rgb32" | tr -d ' \n')" = "$red" ]
done

# --- what is no description
for raw in 5x3 5x3@ x3@rgb24 0x3@rgb24 5x0@rgb24 -5x3@rgb24 1000001x1@rgb24 99999999x1@rgb24 5x3x2@rgb24; do
    qsm put "$key" x --raw "$raw"
    status 2
    err "--raw: '$raw' is not "
done
err "is not WIDTHxHEIGHT@FORMAT, such as 640x480@RGB32"
qsm put "$key" x --raw 5x3@purple
err "'5x3@purple' is not the name of a format: of QImage (RGB32, RGB888), FFmpeg (bgra, rgb24), GStreamer (BGRx)"
for name in yuv420p NV12 YUYV mjpeg argb GRAY16_BE; do
    qsm put "$key" x --raw "5x3@$name"
    status 2
    err "is not a format that QImage has on this machine; convert before: ffmpeg -pix_fmt bgra"
done
qsm put "$key" x --raw 5x3@Indexed8
status 2
err "is not possible: raw pixels have no colour table; Grayscale8 needs none"
qsm put "$key" x --raw 5x3@rgb24 --rows wide
err "--rows: 'wide' is not packed or padded"
qsm put "$key" x --rows packed
status 2
err "--rows needs --raw WxH@FORMAT"
qsm image encode x -o y --rows packed
status 2
err "--rows needs --raw WxH@FORMAT"
qsm get "$key" --rows packed
status 2
err "--rows needs --raw OUT"
qsm put "$key" x --raw 5x3@rgb24 --png-stream
status 2
err "--raw and --png-stream exclude each other"
qsm put "$key" x --fps 5
status 2
err "--fps needs --raw WxH@FORMAT or --png-stream"
qsm put "$key" x --largest 5x3@rgb24
status 2
err "--largest needs --raw WxH@FORMAT or --png-stream"
for fps in 0 -1 x 30/0 30/ 1e9 nan; do
    qsm put "$key" x --raw 5x3@rgb24 --fps "$fps"
    status 2
    err "--fps: '$fps' is not a number for a second, such as 30 or 30000/1001"
done

# --- files whose size is wrong, and limits
head -c 45 "$sample" >"$work/one.raw"
head -c 48 "$sample" >"$work/padded.raw"
head -c 135 "$sample" >"$work/three.raw"
qsm put "$key" "$work/padded.raw" --raw 5x3@rgb24
status 1
err "padded.raw has 48 bytes, which are no whole pictures; a picture of 5x3 RGB888 has 45 bytes; with --rows padded it has 48 bytes"
qsm put "$key" "$work/one.raw" --raw 5x3@rgb24 --rows padded
status 1
err "a picture of 5x3 RGB888 has 48 bytes; with --rows packed it has 45 bytes"
: >"$work/empty"
qsm put "$key" "$work/empty" --raw 5x3@rgb24
status 1
err "empty has 0 bytes, which are no whole pictures"
qsm put "$key" "$work/nowhere" --raw 5x3@rgb24
status 1
err "cannot read $work/nowhere: No such file or directory"
for raw in 1000000x1000000@RGB32 1000000x1000000@RGBA32FPx4 100000x1000@rgb24; do
    qsm put "$key" - --raw "$raw"
    status 1
    err "the picture is larger than the limit on bytes; the limit is 268435456 bytes (256 MiB), --max-bytes changes it"
done
qsm put "$key" "$work/one.raw" --raw 5x3@rgb24 --max-bytes 59
status 1
err "--raw 5x3@RGB888: the picture is larger than the limit on bytes; the limit is 59 bytes"
qsm image encode "$work/three.raw" --raw 5x3@rgb24 -o "$work/x"
status 1
err "more than one picture is in $work/three.raw; a picture of 5x3 RGB888 has 45 bytes; qsm image encode reads only one"
piped "$work/three.raw" image encode - --raw 5x3@rgb24 -o "$work/x"
status 1
err "more than one picture is in standard input"

# --- packed and padded rows
head -c 15 "$sample" >"$work/gray.raw"
"$python" -I -S -c 'import sys
data = open(sys.argv[1], "rb").read()
open(sys.argv[2], "wb").write(b"".join(data[y * 5:y * 5 + 5] + bytes(3) for y in range(3)))' \
    "$work/gray.raw" "$work/gray.padded"
qsm image encode "$work/gray.raw" --raw 5x3@gray -o "$work/packed.qds"
status 0
qsm image encode "$work/gray.padded" --raw 5x3@gray --rows padded -o "$work/padded.qds"
status 0
same "$work/packed.qds" "$work/padded.qds"
piped "$work/gray.raw" image encode - --raw 5x3@gray -o "$work/piped.qds"
status 0
same "$work/packed.qds" "$work/piped.qds"
qsm image decode "$work/packed.qds" --raw "$work/back" --rows packed
same "$work/back" "$work/gray.raw"
for rows in "" "--rows padded"; do
    # shellcheck disable=SC2086 # words
    qsm image decode "$work/packed.qds" --raw "$work/back" $rows
    same "$work/back" "$work/gray.padded"
done

# --- one picture: of a file as any picture, of a pipe too it is held
qsm put "$key" "$work/gray.raw" --raw 5x3@gray --hold 0 --json
status 0
json out created true
json out image.format Grayscale8
json out image.bytesPerLine 8
mkfifo "$work/pipe"
start_stream() {
    last="qsm put $key - $* (a stream)"
    : >"$work/stream.out"
    env --default-signal=INT "$QSM" put "$key" - "$@" <"$work/pipe" >"$work/stream.out" 2>"$work/stream.err" &
    pid=$!
    exec 7>"$work/pipe"
}
is_there() {
    "$QSM" get "$key" --raw "$work/got" --rows packed >/dev/null 2>&1 && cmp -s "$work/got" "$1"
}
ends_by_signal() {
    kill -INT "$pid"
    ends_with "the stream" "$pid" 0
    exec 7>&-
    cp "$work/stream.out" "$work/out"
    cp "$work/stream.err" "$work/err"
}
start_stream --raw 5x3@gray
cat "$work/gray.raw" >&7
exec 7>&-
that "the picture of a pipe" until_true is_there "$work/gray.raw"
sleep 0.1
that "it is held" kill -0 "$pid"
ends_by_signal
out "sent             1, "
err "holding the segment until interrupted"

# --- a stream: each picture replaces the last one; a signal ends it, also before the first picture
head -c 15 /dev/zero >"$work/zero.raw"
start_stream --raw 5x3@gray --json
cat "$work/gray.raw" >&7
that "the first picture" until_true is_there "$work/gray.raw"
cat "$work/zero.raw" >&7
that "the second picture" until_true is_there "$work/zero.raw"
printf 'half' >&7
ends_by_signal
events() {
    "$python" -I -S - "$work/out" "$@" <<'PYTHON'
import json, sys
text, found = open(sys.argv[1], encoding="utf-8").read(), []
while text.strip():
    value, end = json.JSONDecoder().raw_decode(text.lstrip())
    text = text.lstrip()[end:]
    found.append(value)
assert found[0]["event"] == "start" and found[-1]["event"] == "end", found
for wanted in sys.argv[2:]:
    name, value = wanted.split("=")
    value = float(value.lstrip(">"))
    real = found[-1].get(name, found[0].get(name))
    assert real >= value if ">" in wanted else real == value, (wanted, found)
PYTHON
}
that "its figures" events pictures=2 sent=2 dropped=0 "bytes=222" "segmentSize=>110"
no_err
qsm list
out "No segments"
start_stream --raw 5x3@gray
sleep 0.2
kill -INT "$pid"
ends_with "the stream" "$pid" 1
exec 7>&-
cp "$work/stream.err" "$work/err"
err "interrupted before the first picture"
piped "$work/empty" put "$key" - --raw 5x3@gray
status 1
err "standard input ended before the first picture"

# A file of several is a stream, too; it ends with its input, after the time of the last picture.
qsm put "$key" "$work/three.raw" --raw 5x3@rgb24 --fps 20 --json
status 0
that "it is paced" events pictures=3 sent=3 "seconds=>0.1"
qsm put "$key" "$work/three.raw" --raw 5x3@rgb24
status 0
out "pictures         3"
out "format           RGB888"
out "seen by "

# The reader of its statistics ends: it ends in order, and its segment is removed.
last="qsm put --json before a reader that ends"
while cat "$work/one.raw" 2>"$work/cat.err"; do sleep 0.1; done |
    "$QSM" put --safe posix "$key" - --raw 5x3@rgb24 --json 2>"$work/err" | head -c 10 >"$work/out"
result=${PIPESTATUS[1]}
status 1
err "qsm: writing to standard output: "
that "no segment stays" [ ! -e "/dev/shm/$key" ]

# --- the end within a picture
head -c 100 "$work/three.raw" >"$work/cut.raw"
piped "$work/cut.raw" put "$key" - --raw 5x3@rgb24
status 1
err "standard input ends within picture 3, after 10 bytes; 2 whole pictures came before it; a picture of 5x3 RGB888 has 45 bytes"
piped "$work/gray.padded" put "$key" - --raw 5x3@rgb24
status 1
err "standard input ends within picture 1, after 24 bytes; no whole picture came before it; a picture of 5x3 RGB888 has 45 bytes"

# --- a picture is dropped while another process has the lock
start_stream --raw 5x3@gray --timeout 0.05 --json
cat "$work/gray.raw" >&7
that "the first picture" until_true is_there "$work/gray.raw"
"$QSM" lock "$key" -- sh -c 'echo held >&2; exec sleep 20' 2>"$work/lock.err" &
locker=$!
until_true grep -q held "$work/lock.err"
cat "$work/zero.raw" >&7
that "the statistics say so" until_true grep -q '"dropped": 1' "$work/stream.out"
kill "$locker"
wait "$locker"
that "the picture was dropped" is_there "$work/gray.raw"
cat "$work/gray.raw" >&7
cat "$work/zero.raw" >&7
that "the next ones are sent" until_true is_there "$work/zero.raw"
ends_by_signal
that "its figures" events pictures=4 sent=3 dropped=1

# --- a lock whose holder was killed is repaired, though each wait is short
start_stream --raw 5x3@gray --safe posix --fps 50 --json
cat "$work/gray.raw" >&7
until_true has_output stream
"$QSM" lock --safe posix "$key" -- sh -c "kill -KILL \$PPID" 2>/dev/null
says() {
    cat "$work/zero.raw" >&7
    grep -q "$1" "$work/stream.out"
}
that "pictures are dropped at first" until_true says '"dropped": [1-9]'
that "the lock was repaired" until_true says '"sent": \([2-9]\|[1-9][0-9]\)'
ends_by_signal

# --- a segment that is in use: a stream goes on with it if it is large enough
in_background holder put "$key" "$sample" --hold 20
holder=$pid
until_true has_output holder
qsm put "$key" "$work/three.raw" --raw 5x3@rgb24
status 0
qsm get "$key" --json
json out image.width 5
head -c 3000000 /dev/zero >"$work/large.raw"
piped "$work/large.raw" put "$key" - --raw 1000x1000@rgb24
status 1
err "a segment of this key is in use by process $holder (qsm, user "
err "the segment has 1229496 bytes, at least "
err "end the program that uses it, or take another key"
kill "$holder"
ends_with "the holder" "$holder" 0

# --- what stays: POSIX with --keep; another stream goes on with it; data of others is safe
qsm put --safe posix "$key" "$work/three.raw" --raw 5x3@rgb24 --keep
status 0
err "the segment stays; to remove it: qsm rm --native 'posix:/$key'"
qsm get --safe posix "$key" --json
json out image.width 5
qsm put --safe posix "$key" "$work/three.raw" --raw 5x3@rgb24
status 0
that "the stream removes its segment" [ ! -e "/dev/shm/$key" ]
printf 'somebody else has this text here, and it is long enough for a picture' >"/dev/shm/$key"
truncate -s 32K "/dev/shm/$key"
qsm put --safe posix "$key" "$work/three.raw" --raw 5x3@rgb24
status 1
err "the segment holds no picture, but text in UTF-8: posix:/$key"
err "a stream would replace it; take another key, or first: qsm rm"
that "the text is still there" grep -q "somebody else" "/dev/shm/$key"
remove_locks # a stream that replaces a segment made no lock
rm "/dev/shm/$key"

# --- PNG files one after another
cat "$sample" "$sample" >"$work/two.png"
qsm put "$key" "$work/two.png"
status 1
err "; --png-stream takes them all"
qsm put "$key" "$work/two.png" --png-stream --json
status 0
that "two pictures" events pictures=2 sent=2
tail -c +5 "$data/image/foreign_png/png_srgb.qds" >"$work/srgb.png"
for option in "" --no-color-space; do
    # shellcheck disable=SC2086 # a word or none
    qsm put "$key" "$work/srgb.png" --png-stream --hold 0 $option
    status 0
    wanted=1
    [ -z "$option" ] || wanted=0
    that "a colour space, $option" [ "$(grep -c '^colour space ' "$work/out")" -eq $wanted ]
done
qsm image decode "$work/packed.qds" -o "$work/small.png"
cat "$work/small.png" "$sample" >"$work/sizes.png"
piped "$work/sizes.png" put "$key" - --png-stream
status 1
err "picture 2 is 640x480 ARGB32: it does not fit into the segment, which was made for the first picture; --largest 640x480@ARGB32 makes it larger"
piped "$work/sizes.png" put "$key" - --png-stream --largest 640x480@ARGB32
status 0
printf 'GIF89a........' >>"$work/small.png"
qsm put "$key" "$work/small.png" --png-stream
status 1
err "picture 2 of $work/small.png is a GIF file; --png-stream takes PNG files one after another, as of ffmpeg -f image2pipe -c:v png -"
head -c 1000 "$sample" >"$work/cut.png"
qsm put "$key" "$work/cut.png" --png-stream
status 1
err "cut.png ends within picture 1, after 1000 bytes; no whole picture came before it"
printf '\x89PNG\r\n\x1a\n\xff\xff\xff\xf0IDAT' >"$work/huge.png"
qsm put "$key" "$work/huge.png" --png-stream
status 1
err "picture 1 of $work/huge.png is larger than 320 MiB"
# --- a pipe that another program has set to O_NONBLOCK: it waits, and does not spin
last="qsm image encode - --raw from a pipe with O_NONBLOCK"
"$python" -I -S - "$QSM" "$work/x" <<'PYTHON' >"$work/out" 2>"$work/err"
import os, subprocess, sys, time
reads, writes = os.pipe()
os.set_blocking(reads, False)
with subprocess.Popen([sys.argv[1], "image", "encode", "-", "--raw", "5x3@rgb24", "-o", sys.argv[2]], stdin=reads) as it:
    os.close(reads)
    os.write(writes, bytes(15))
    states = set()
    for _ in range(15):
        time.sleep(0.02)
        with open(f"/proc/{it.pid}/stat", encoding="utf-8") as stat:
            states.add(stat.read().rpartition(")")[2].split()[0])
    os.write(writes, bytes(30))
    os.close(writes)
assert "S" in states and it.returncode == 0, (states, it.returncode)
PYTHON
result=$?
status 0
qsm put "$key" "$sample" --png-stream --max-bytes 100
status 1
err "picture 1 of $sample: "
err "larger than the limit on bytes; the limit is 100 bytes, --max-bytes changes it"

# --- the other end: qsm watch --raw
qsm watch "$key" --raw - --exec true
status 2
err "--raw - and --exec exclude each other"
qsm watch "$key" --raw - -o x.png
status 2
err "--raw - and -o exclude each other"
for output in --raw -o; do
    qsm watch "$key" $output - --json
    status 2
    json err error "only one of -o -, --raw - and --json can use standard output"
    qsm watch "$key" $output x%s
    status 2
    err "$output x%s: only %d, %0Nd and %% may follow a %"
done
qsm watch "$key" --format bgra
status 2
err "--format needs --raw OUT"
qsm watch "$key" --raw - --timeout 0.1
status 1
err "nothing has changed for 100 ms: $key ("
no_out

start_stream --raw 5x3@gray
"$QSM" watch "$key" --raw - >"$work/watched" 2>"$work/watch.err" &
watcher=$!
has_bytes() {
    [ "$(stat -c %s "$work/watched")" -eq "$1" ]
}
cat "$work/gray.raw" >&7
that "the first picture" until_true has_bytes 15
cat "$work/zero.raw" >&7
that "the second picture" until_true has_bytes 30
cat "$work/gray.raw" "$work/zero.raw" >"$work/both"
same "$work/both" "$work/watched"
qsm watch "$key" --raw "$work/now-%d.raw" --count 1
status 0
same "$work/now-1.raw" "$work/zero.raw"
qsm watch "$key" --raw "$work/now.raw" --rows padded --format bgra --count 1
status 0
size_is now.raw 60
"$QSM" watch "$key" --raw - --count 1 --format bgra 2>"$work/err" >"$work/bgra"
result=$?
status 0
size_is bgra 60
err "5x3 ARGB32, 60 bytes a picture; for ffplay and ffmpeg: -f rawvideo -pixel_format bgra -video_size 5x3 -i -"
"$QSM" watch "$key" -o - --count 1 2>"$work/err" >"$work/watched.png"
err "QImage 5x3 Grayscale8"
qsm image encode "$work/watched.png" -o "$work/watched.qds"
status 0
last="watch --raw - | head -c 1"
"$QSM" watch "$key" --raw - 2>"$work/err" | head -c 1 >/dev/null
err "the reader of standard output has ended"
ends_by_signal
# A sender of another size comes: a stream of raw pixels has one size.
that "it is gone" until_true grep -q "the segment is gone; waiting for the next one" "$work/watch.err"
in_background put put "$key" "$sample" --hold 10
putter=$pid
wait "$watcher"
result=$?
cp "$work/watch.err" "$work/err"
last="qsm watch --raw -"
status 1
err "picture 3 is 640x480, the stream of raw pixels is 5x3: $key ("
err "start it again for the new size; -o - writes PNG files of any size"
kill "$putter"
wait "$putter"
finish
