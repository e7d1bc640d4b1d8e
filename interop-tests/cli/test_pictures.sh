# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# Files of pictures of other formats: what is read and written, and what the errors say and propose.
# usage: test_pictures.sh COMMAND pixbuf|no_pixbuf
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"
port=$2
pictures=$data/pictures
first_bytes() {
    that "$1 begins with $2" [ "$(head -c "$((${#2} / 2))" "$1" | od -An -tx1 | tr -d ' \n')" = "$2" ]
}

# --- a name says what is written; a bitmap is read, whatever its name
qsm image encode "$sample" -o "$work/sample.qds"
for name in a.png a b.c/d a.unknown; do
    mkdir -p "$work/b.c"
    qsm image decode "$work/sample.qds" -o "$work/$name"
    status 0
    first_bytes "$work/$name" 89504e47
done
for name in a.bmp a.BMP a.dib; do
    qsm image decode "$work/sample.qds" -o "$work/$name"
    status 0
    first_bytes "$work/$name" 424d
done
cp "$work/a.bmp" "$work/not-a.jpg"
qsm image encode "$work/not-a.jpg" -o "$work/bitmap.qds" --json
status 0
json out image.format RGB32
qsm image decode "$work/bitmap.qds" -o "$work/again.bmp"
same "$work/again.bmp" "$work/a.bmp"
qsm put "$key" "$work/a.bmp" --hold=0
status 0
head -c 100 "$work/a.bmp" >"$work/cut.bmp"
qsm image encode "$work/cut.bmp" -o "$work/x"
status 0
err "cut.bmp: bitmap at byte 0: rows are missing"
head -c 30 "$work/a.bmp" >"$work/cut.bmp"
qsm image encode "$work/cut.bmp" -o "$work/x2"
status 1
err "cut.bmp: bitmap at byte 0: the data ends within it"
that "nothing was written" [ ! -e "$work/x2" ]
qsm image decode "$data/image/null.qds" -o "$work/null.bmp"
status 1
err "null image"

# --- what cannot be written is said before anything is done
for name in x.gif x.tiff x.webp x.svg x.GIF; do
    qsm image decode "$work/sample.qds" -o "$work/$name"
    status 2
    err "-o $work/$name: a"
    err " file cannot be written; possible are .png"
    that "nothing was written" [ ! -e "$work/$name" ]
done
err "a GIF file"
qsm get "$key nobody" -o "$work/x.xpm"
status 2
err "an XPM file cannot be written"
qsm watch "$key nobody" -o "$work/x-%d.webp" --timeout 5
status 2
err "a WebP file cannot be written"
qsm image decode "$work/sample.qds" -o "$work/x.qds"
status 2
err "a QImage stream cannot be written; possible are .png"

# --- a stream is no file, and a file is no stream
qsm image decode "$sample"
status 1
err "$sample is a PNG file, not a QImage stream; to make a stream of it: qsm image encode '$sample' -o OUT.qds"
qsm image decode "$pictures/444.jpg" --json
status 1
err "444.jpg is a JPEG file, not a QImage stream"
qsm image decode "$sample" --stream-version 2 # the image of this version is a PNG file
status 0
qsm image encode "$work/sample.qds" -o "$work/x3"
status 1
err "sample.qds is a QImage stream, not the file of a picture; to read the picture in it: qsm image decode '$work/sample.qds' -o - | qsm image encode - -o OUT.qds"
qsm put "$key" "$work/sample.qds"
status 1
err "sample.qds' -o - | qsm put KEY -"
"$QSM" put "$key" - <"$work/sample.qds" >"$work/out" 2>"$work/err"
err "standard input is a QImage stream, not the file of a picture; to read the picture in it: qsm image decode - -o - | qsm put"

# --- formats that qsm never reads
printf '\0\0\0\040ftypavif' >"$work/it's.avif"
qsm put "$key" "$work/it's.avif"
status 1
err "it's.avif is an AVIF file; this qsm reads PNG"
err "to convert it: convert '$work/it'\\''s.avif' png:- | qsm put KEY -"
printf '<svg xmlns="http://www.w3.org/2000/svg"/>' >"$work/x.svg"
qsm image encode "$work/x.svg" -o "$work/x"
status 1
err "x.svg is an SVG file;"
err "png:- | qsm image encode - -o OUT.qds"
qsm put "$key" /dev/zero
status 1
err "/dev/zero is larger than 320 MiB"

# --- formats of gdk-pixbuf
if [ "$port" = no_pixbuf ]; then
    for name in 444.jpg palette.gif numbers.xpm lzw.tiff; do
        qsm put "$key" "$pictures/$name"
        status 1
        err " file; this qsm reads PNG and BMP; to convert it: convert '$pictures/$name' png:- | qsm put KEY -"
    done
    qsm image decode "$work/sample.qds" -o "$work/x.jpg"
    status 2
    err "-o $work/x.jpg: a JPEG file cannot be written; possible are .png and .bmp"
    finish
fi
for name in 444.jpg palette.gif numbers.xpm; do
    qsm image encode "$pictures/$name" -o "$work/$name.qds" --json
    status 0
    no_err
    json out image.format RGB32
done
"$QSM" image encode - -o "$work/standard.qds" <"$pictures/444.jpg" >"$work/out" 2>"$work/err"
same "$work/standard.qds" "$work/444.jpg.qds"
qsm image encode "$pictures/rotated.jpg" -o "$work/x" --json
json out image.width 24
qsm image encode "$pictures/icc.jpg" -o "$work/x" --json
json out image.colorSpace.source icc
qsm put "$key" "$pictures/transparent.xpm" --hold=0 --json
status 0
json out image.format ARGB32
qsm image decode "$work/444.jpg.qds" -o "$work/x.jpg"
status 0
first_bytes "$work/x.jpg" ffd8ff
qsm image encode "$work/x.jpg" -o "$work/x" --json
json out image.dotsPerMeterX 11811

# Damaged, and too large.
head -c 100 "$pictures/444.jpg" >"$work/cut.jpg"
qsm image encode "$work/cut.jpg" -o "$work/none"
status 1
err "cut.jpg: "
that "nothing was written" [ ! -e "$work/none" ]
"$python" -I -S - "$pictures/444.jpg" "$work/huge.jpg" <<'PYTHON'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
at = data.index(b"\xff\xc0")
data[at + 5:at + 9] = b"\xfd\xe8\xfd\xe8"
open(sys.argv[2], "wb").write(data)
PYTHON
qsm put "$key" "$work/huge.jpg"
status 1
err "huge.jpg: the picture is larger than the limit on bytes; the limit is 268435456 bytes (256 MiB), --max-bytes changes it"
qsm put "$key" "$pictures/444.jpg" --max-bytes 100
status 1
err "444.jpg: the picture is larger than the limit on bytes; the limit is 100 bytes, --max-bytes changes it"
qsm put "$key" "$work/a.bmp" --max-bytes 100
status 1
err "a.bmp: bitmap at byte 0: the image is larger than the limit on bytes; the limit is 100 bytes"
sed '3s/"24 17 /"60000 60000 /; s/^"2 2 /"60000 60000 /' "$pictures/numbers.xpm" >"$work/huge.xpm"
qsm put "$key" "$work/huge.xpm"
status 1
err "huge.xpm: "
finish
