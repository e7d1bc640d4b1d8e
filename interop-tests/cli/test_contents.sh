# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# What a segment holds beside a QImage: get, watch, info, list and doctor say what it is, and which
# command reads it. That command is run. The contents are those of real Qt programs.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

# vector FORM FILE [VERSION]: writes what a Qt program put into its segment.
vector() {
    "$python" -I -S - "$data/contents_vectors.txt" "$1 ${3:-0}" "$2" <<'PYTHON'
import sys
for line in open(sys.argv[1], encoding="ascii"):
    if line.startswith(sys.argv[2] + " | "):
        with open(sys.argv[3], "wb") as file:
            file.write(bytes.fromhex(line.split(" | ")[2]))
        break
else:
    sys.exit(f"no vector {sys.argv[2]}")
PYTHON
}
# hold_file FILE: a segment of this size with these bytes.
hold_file() {
    in_background holder create "$key" --size "$(stat -c %s "$1")"
    holder=$pid
    that "create says what it did" until_true has_output holder
    qsm write "$key" "$1"
    status 0
}
hold() {
    vector "$1" "$work/bytes" "${2:-0}"
    hold_file "$work/bytes"
}
let_go() {
    kill "$holder"
    ends_with "create" "$holder" 0
}
# reads_back COMMAND: the command that a message proposed. It can be pasted into a shell.
reads_back() {
    local command=${1#qsm }
    (cd "$work" && eval "\"\$QSM\" $command") >"$work/out" 2>"$work/err"
    result=$?
    last="$1"
    status 0
}
word="'$key'"

# A picture in a file: get reads it, and says that it is one.
for format in png bmp; do
    name=${format^^}
    hold "$format"
    qsm get "$key" --raw "$work/$format.raw"
    status 0
    out "width            12"
    err "this is a $name file 12x10, not the stream of a QImage"
    qsm get "$key" --json
    status 0
    json out image.height 10
    json out streamSize "$(stat -c %s "$work/bytes")"
    that "the warning" grep -q "\"warning\": \".*this is a $name file 12x10" "$work/out"
    qsm get "$key" --wait 60
    status 0
    qsm info "$key"
    out "holds          $name file 12x10"
    out "to read it   qsm get $word"
    qsm info "$key" --json
    json out 0.content.type file
    json out 0.content.text "$name file 12x10"
    json out 0.content.fileFormat "$format"
    json out 0.content.width 12
    json out 0.content.offset 0
    json out 0.content.length "$(stat -c %s "$work/bytes")"
    qsm watch "$key" --count 1
    out "  $name file 12x10"
    qsm watch "$key" --count 1 --json
    json out fileFormat "$format"
    json out width 12
    qsm list --no-content
    status 0
    qsm list
    out "  $name file 12x10"
    qsm doctor "$key" --no-content
    status 0
    qsm doctor "$key"
    status 0
    out "No QImage begins at the first byte, but there is: $name file 12x10."
    out "next: to read it: qsm get $word"
    let_go
done
# BMP here is without transparency.
that "as many pixels" [ "$(stat -c %s "$work/png.raw")" = 480 ]

# Formats that get does not read: the command that saves the file.
hold bytearray-jpeg
tail -c +5 "$work/bytes" >"$work/photo.jpg"
qsm get "$key"
status 1
no_out
err "no QImage begins at the first byte (found: JPEG file in a QByteArray, at byte 4)"
err "to read it: qsm read $word --offset 4 --size $(stat -c %s "$work/photo.jpg") -o contents.jpg"
reads_back "$(sed -n 's/.*to read it: //p' "$work/err")"
same "$work/contents.jpg" "$work/photo.jpg"
qsm get "$key" --json
status 1
that "JSON says it" grep -q "JPEG file in a QByteArray, at byte 4" "$work/err"
qsm watch "$key" --count 1
out "  JPEG file in a QByteArray, at byte 4"
qsm watch "$key" --count 1 --json
json out noImage "JPEG file in a QByteArray, at byte 4"
qsm info "$key"
out "holds          JPEG file in a QByteArray, at byte 4"
qsm info "$key" --json
json out 0.content.fileFormat jpeg
json out 0.content.container QByteArray
json out 0.content.offset 4
qsm list
out "  JPEG file"
that "list is short" [ "$(grep -c 'JPEG file in a' "$work/out")" = 0 ]
qsm doctor "$key" --json
status 0
that "a note" grep -q '"not-an-image"' "$work/out"
that "it is named" grep -q 'but there is: JPEG file in a QByteArray, at byte 4' "$work/out"
let_go

# An image behind other values.
hold string-image
qsm get "$key"
status 1
err "no QImage begins at the first byte (found: QImage 12x10 ARGB32 at byte 14, after a QString)"
err "to read it: qsm get $word --offset 14"
reads_back "$(sed -n 's/.*to read it: //p' "$work/err")"
out "width            12"
no_err
qsm get "$key" --offset 14 -o "$work/found.png" --json
status 0
json out image.width 12
json out streamSize 110
qsm get "$key" --offset 18
status 0 # the PNG file of the image
err "this is a PNG file 12x10, not the stream of a QImage"
qsm get "$key" --offset 13
status 1
err "no QImage begins at this offset (found: QImage 12x10 ARGB32 at byte 14"
qsm get "$key" --offset 4K
status 1
err "the segment ends before this offset"
qsm get "$key" --offset x
status 2
qsm info "$key"
out "holds          QImage 12x10 ARGB32 at byte 14, after a QString"
out "to read it   qsm get $word --offset 14"
qsm info "$key" --json
json out 0.content.type image
json out 0.content.offset 14
json out 0.content.before QString
json out 0.content.format ARGB32
qsm list
out "  QImage 12x10 ARGB32 at.."
qsm watch "$key" --count 1
out "  QImage 12x10 ARGB32 at byte 14, after a QString  "
qsm watch "$key" --count 1 --offset 14
out "  QImage 12x10 ARGB32  124 bytes"
qsm watch "$key" --count 1 --offset 0x20
out "124 bytes"
qsm watch "$key" --count 1 --offset 4K
out "  the segment ends before this offset  124 bytes"
qsm doctor "$key"
status 0
out "but there is: QImage 12x10 ARGB32 at byte 14, after a QString."
out "to read it: qsm get $word --offset 14"
let_go

# A QDateTime begins with 0, as a null image does: Qt reads a null image there, and so does get.
hold datetime-image
qsm get "$key"
status 0
out "null (no pixels)"
err "the segment holds: QImage 12x10 ARGB32 at byte 13, after a QDateTime; to read it: qsm get $word --offset 13"
qsm doctor "$key"
status 0
out "after a QDateTime."
let_go

# get_fails TEXT COMMAND: get says what it is, and the command that reads it.
get_fails() {
    qsm get "$key"
    status 1
    err "$1"
    err "to read it: $2"
}
hold compressed
get_fails "(found: data of qCompress())" "qsm read $word --offset 4 -o contents.zlib"
reads_back "$(sed -n 's/.*to read it: //p' "$work/err")"
"$python" -I -c 'import sys, zlib
sys.stdout.buffer.write(zlib.decompress(open(sys.argv[1], "rb").read()))' "$work/contents.zlib" >"$work/unpacked"
vector bmp "$work/bmp"
same "$work/unpacked" "$work/bmp"
qsm info "$key" --json
json out 0.content.type compressed
qsm list
out "  data of qCompress()"
let_go

hold text
get_fails "(found: text in UTF-8)" "qsm read $word --size 7 -o -"
reads_back "$(sed -n 's/.*to read it: //p' "$work/err")"
that "the text" [ "$(cat "$work/out")" = Grüße ]
qsm info "$key" --json
json out 0.content.type text
json out 0.content.textEncoding UTF-8
json out 0.content.length 7
let_go

hold string
get_fails "(found: text in UTF-16BE in a QString, at byte 4)" "qsm read $word --offset 4 --size 10 -o -"
reads_back "$(sed -n 's/.*to read it: //p' "$work/err")"
that "the text" [ "$(iconv -f UTF-16BE -t UTF-8 "$work/out")" = Grüße ]
let_go

hold int
get_fails "the segment holds: data; first bytes: 7f 00 12 34" "qsm read $word"
reads_back "$(sed -n 's/.*to read it: //p' "$work/err")"
out "7f 00 12 34"
qsm info "$key"
out "holds          data; first bytes: 7f 00 12 34"
out "to read it   qsm read $word"
qsm info "$key" --json
json out 0.content.text data
json out 0.content.type data
json out 0.content.firstBytes 7f001234
qsm doctor "$key"
status 0
out "The segment holds no QImage that QDataStream wrote, but data; first bytes: 7f 00 12 34."
out "to read the data: qsm read $word"
let_go

# Only the size makes it look like pixels.
"$python" -I -S -c 'import sys
sys.stdout.buffer.write(b"\x80\x01\x02\xff" * (160 * 120))' >"$work/pixels"
hold_file "$work/pixels"
get_fails "data, perhaps pixels: 160x120 with 4 bytes each; first bytes: 80 01 02 ff" "qsm read $word"
qsm info "$key" --json
json out 0.content.type pixels
json out 0.content.bytesPerPixel 4
json out 0.content.width 160
qsm list
out "  data, perhaps pixels"
qsm doctor "$key"
status 0
out "but data, perhaps pixels: 160x120 with 4 bytes each; first bytes: 80 01 02 ff"
let_go

# A null image, and a 0 in front of other data.
hold null-image
qsm info "$key"
out "holds          QImage null"
that "nothing to read" [ "$(grep -c "to read it" "$work/out")" = 0 ]
qsm get "$key"
no_err
qsm doctor "$key"
status 1
out "null-image"
let_go
printf '\0\0\0\0\7\7\7\7' >"$work/zero"
hold_file "$work/zero"
qsm info "$key" --json
json out 0.content.type data
qsm get "$key"
status 0
err "the segment holds: data; first bytes: 00 00 00 00 07 07 07 07; to read it: qsm read $word"
qsm watch "$key" --count 1
out "  data  8 bytes"
qsm doctor "$key"
status 0
that "no finding" [ "$(grep -c "null-image" "$work/out")" = 0 ]
let_go

# A damaged file is not read, and the message says what is wrong with it.
vector png "$work/damaged"
printf 'xx' | dd of="$work/damaged" bs=1 seek=70 conv=notrunc status=none
hold_file "$work/damaged"
qsm get "$key"
status 1
err "byte"
that "no proposal that fails, too" [ "$(grep -c "to read it" "$work/err")" = 0 ]
qsm watch "$key" --count 1 --json
that "why" [ "$(grep -c '"noImage": ""' "$work/out")" = 0 ]
json out noImage
let_go

# A segment in which nothing was written yet: it reads as a null picture, and a note says why.
in_background holder create "$key" --size 4096
holder=$pid
until_true has_output holder
qsm get "$key"
status 0
out "null (no pixels)"
err "the segment holds only zeros: no program has written to it"
qsm get "$key" --quiet
no_err
let_go

# Under a native key the command names that.
vector jpeg "$work/bytes"
in_background holder create --native "posix:/qsm-contents-$$" --size "$(stat -c %s "$work/bytes")"
holder=$pid
until_true has_output holder
qsm write --native "posix:/qsm-contents-$$" "$work/bytes"
qsm info --native "posix:/qsm-contents-$$"
out "to read it   qsm read --native 'posix:/qsm-contents-$$' -o contents.jpg"
let_go
qsm rm --native "posix:/qsm-contents-$$"
status 0
finish
