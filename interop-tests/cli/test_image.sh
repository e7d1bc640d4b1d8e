# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# qsm image: streams that real Qt wrote, into PNG and raw pixels and back.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"
vectors=$data/image

# Rows of these have no padding, so the raw file is what Qt read.
for name in argb32_text fmt05_ARGB32 argb32_7x1 argb32_1x7 rgb32_1x1 fmt26_RGBA64; do
    [ -e "$vectors/$name.pix" ] || continue
    qsm image decode "$vectors/$name.qds" --raw "$work/raw"
    status 0
    no_err
    same "$work/raw" "$vectors/$name.pix"
done

qsm image decode "$vectors/argb32_text.qds" --json
status 0
no_err
json out image.width 33
json out image.height 17
json out image.format ARGB32
json out image.bytesPerLine 132
json out image.sizeInBytes 2244
json out image.dotsPerMeterX 3937
json out image.text.tab $'a\tb'
json out image.text.Unicode '€ uro'
json out streamSize "$(stat -c %s "$vectors/argb32_text.qds")"
qsm image decode "$vectors/argb32_text.qds"
out "format           ARGB32"
out "  tab: a\\x09b"
that "no control characters" [ -z "$(tr -d '[:print:]\n\200-\377' <"$work/out")" ]

qsm image decode "$vectors/rgb32_offset.qds" --json
json out image.offset "[-7, 300]"
qsm image decode "$vectors/idx8_pal4_alpha.qds" --json
json out image.colorCount 4
that "colours are #aarrggbb" json_value "$work/out" image.colorTable.3
qsm image decode "$vectors/argb32_cs_srgb.qds" --json
json out image.colorSpace.source icc
qsm image decode "$vectors/null.qds" --json
status 0
json out image.null true
json out streamSize 4
qsm image decode "$vectors/null.qds" -o "$work/null.png"
status 1
err "null image"
that "nothing was written" [ ! -e "$work/null.png" ]

# What Qt wrote goes through PNG and comes back byte for byte.
for name in argb32_text rgb32_1x1 rgb32_offset rgb32_dpm fmt05_ARGB32 idx8_pal16_alpha; do
    qsm image decode "$vectors/$name.qds" -o "$work/$name.png"
    status 0
    qsm image encode "$work/$name.png" -o "$work/$name.qds" --compression exact
    status 0
    same "$work/$name.qds" "$vectors/$name.qds"
    tail -c +5 "$vectors/$name.qds" >"$work/bare"
    qsm image encode "$work/$name.png" -o "$work/two.qds" --compression=exact --stream-version=2
    same "$work/two.qds" "$work/bare"
    qsm image decode "$work/two.qds" --stream-version 2 --raw "$work/two.raw"
    status 0
    qsm image decode "$vectors/$name.qds" --raw "$work/one.raw"
    same "$work/one.raw" "$work/two.raw"
done

# Every way to pack gives the same pixels.
for compression in stored fast exact; do
    qsm image encode "$sample" -o "$work/$compression.qds" --compression $compression --json
    status 0
    json out streamSize "$(stat -c %s "$work/$compression.qds")"
    json out image.format ARGB32
    qsm image decode "$work/$compression.qds" --raw "$work/$compression.raw"
    status 0
done
same "$work/stored.raw" "$work/fast.raw"
same "$work/stored.raw" "$work/exact.raw"
that "stored is the largest" [ "$(stat -c %s "$work/stored.qds")" -gt 1228800 ]
that "fast is smaller" [ "$(stat -c %s "$work/fast.qds")" -lt 1000000 ]

# Changes on the way.
qsm image encode "$sample" -o "$work/changed.qds" --text Title=one --text 'A key=a=b' --text Title=two \
    --dpm 3780,-5 --offset=-3,7 --format RGB32
status 0
qsm image decode "$work/changed.qds" --json
json out image.format RGB32
json out image.text.Title two
json out "image.text.A key" a=b
json out image.dotsPerMeterX 3780
json out image.dotsPerMeterY -5
json out image.offset "[-3, 7]"
qsm image encode "$sample" -o "$work/gray.qds" --format format_grayscale8
status 0
qsm image decode "$work/gray.qds" --raw "$work/gray.raw"
that "gray is a byte a pixel" [ "$(stat -c %s "$work/gray.raw")" -eq 307200 ]
qsm image encode "$sample" -o "$work/no.qds" --format Grayscale16
status 1
err "cannot convert a picture of format ARGB32 to Grayscale16"
qsm image encode "$sample" -o "$work/no.qds" --text $'k=\xff'
status 1
err "UTF-8"

# Through pipes.
last="a pipe"
"$QSM" image encode - -o - <"$sample" 2>"$work/err" | "$QSM" image decode - -o - 2>>"$work/err" |
    "$QSM" image encode - -o "$work/piped.qds" >"$work/out" 2>>"$work/err"
qsm image encode "$sample" -o "$work/direct.qds"
same "$work/piped.qds" "$work/direct.qds"
cat "$vectors/argb32_text.qds" "$vectors/rgb32_1x1.qds" >"$work/two"
qsm image decode "$work/two" --json
status 0
json out streamSize "$(stat -c %s "$vectors/argb32_text.qds")"
json out fileSize "$(stat -c %s "$work/two")"

# Damage: cut at many places.
size=$(stat -c %s "$vectors/rgb32_1x1.qds")
for ((cut = 0; cut < size - 4; cut += cut < 20 ? 1 : 7)); do
    head -c $cut "$vectors/rgb32_1x1.qds" >"$work/cut"
    qsm image decode "$work/cut" -o "$work/cut.png" --json
    status 1
    no_out
    err '"exit": 1'
    that "nothing was written" [ ! -e "$work/cut.png" ]
done
json err error
for ((cut = 8; cut < 138000; cut += 13777)); do
    head -c $cut "$sample" >"$work/cut"
    qsm image encode "$work/cut" -o "$work/cut.qds"
    status 1
    err "$work/cut: "
    that "nothing was written" [ ! -e "$work/cut.qds" ]
done

# Colour spaces, in words and as JSON.
qsm image decode "$vectors/argb32_cs_srgb.qds"
out "colour space     ICC profile sRGB, 459 bytes"
qsm image decode "$vectors/foreign_png/png_srgb.qds"
out "colour space     sRGB, rendering intent 0"
qsm image decode "$vectors/foreign_png/png_srgb.qds" --json
json out image.colorSpace.renderingIntent 0
qsm image decode "$vectors/foreign_png/png_gama_chrm.qds"
out "colour space     gamma 2.2, red 0.6400 0.3300, green 0.3000 0.6000, blue 0.1500 0.0600, white 0.3127 0.3290"
qsm image decode "$vectors/foreign_png/png_gama_only.qds"
out "colour space     gamma 2.2, primaries of sRGB"
qsm image decode "$vectors/foreign_png/png_gama_only.qds" --json
json out image.colorSpace.source gamma
json out image.colorSpace.iccName Custom
json out image.colorSpace.iccSize 439
qsm image decode "$vectors/foreign_png/png_gama_chrm.qds" --json
json out image.colorSpace.gamma 45455
json out image.colorSpace.chromaticities.7 6000
qsm image decode "$vectors/null.qds"
status 0
out "null (no pixels)"

# It is sent as a profile, or not at all.
not_in_output() {
    ! grep -qF -- "$1" "$work/out"
}
tail -c +5 "$vectors/foreign_png/png_srgb.qds" >"$work/srgb.png"
tail -c +5 "$vectors/argb32_cs_srgb.qds" >"$work/profile.png"
for name in srgb profile; do
    qsm image encode "$work/$name.png" -o "$work/space.qds"
    status 0
    qsm image decode "$work/space.qds"
    out "colour space     ICC profile sRGB, 459 bytes"
    qsm image encode "$work/$name.png" -o "$work/space.qds" --no-color-space
    status 0
    that "there is no colour space" not_in_output "colour space"
    qsm image decode "$work/space.qds"
    that "there is no colour space" not_in_output "colour space"
    qsm image encode "$work/$name.png" -o "$work/space.qds" --no-color-space --format RGB888 --json
    json out image.colorSpace null
done

# What costs no more than a part of the image is a note.
qsm image decode "$vectors/foreign_png/png_bad_iccp.qds"
status 0
err "iCCP chunk at byte "
qsm image decode "$vectors/foreign_png/png_bad_iccp.qds" --json
status 0
no_err
out '"warning": "iCCP chunk at byte '
tail -c +5 "$vectors/foreign_png/png_bad_iccp.qds" >"$work/bad.png"
qsm image encode "$work/bad.png" -o "$work/bad.qds"
status 0
err "$work/bad.png: iCCP chunk at byte "
qsm image encode "$work/bad.png" -o "$work/bad.qds" --json
status 0
no_err
out '"warning": "iCCP chunk at byte '

# A stranger chooses texts and names: nothing that controls a terminal or turns text round.
evil=$'a\u009b31m\u202eb\u2028c\u200dd\u2066e'
qsm image encode "$sample" -o "$work/evil.qds" --text "Title=$evil" --json
status 0
out '"Title": "a\u009b31m\u202eb\u2028c\u200dd\u2066e"'
qsm image decode "$work/evil.qds" --json
status 0
out '"Title": "a\u009b31m\u202eb\u2028c\u200dd\u2066e"'
that "JSON is ASCII" [ -z "$(tr -d '[:print:]\n' <"$work/out")" ]
json out image.text.Title "$evil"
qsm image decode "$work/evil.qds"
status 0
out '  Title: a\xc2\x9b31m\xe2\x80\xaeb\xe2\x80\xa8c\xe2\x80\x8dd\xe2\x81\xa6e'
that "text is ASCII" [ -z "$(tr -d '[:print:]\n' <"$work/out")" ]
qsm image decode "$work/$evil"
status 1
err 'a\xc2\x9b31m\xe2\x80\xaeb'
that "messages are ASCII" [ -z "$(tr -d '[:print:]\n' <"$work/err")" ]

qsm image encode "$sample" -o - --json
status 2
err "only one of"
texts=()
for ((i = 0; i < 65; i++)); do texts+=(--text "K$i=v"); done
qsm image encode "$sample" -o "$work/many.qds" "${texts[@]}"
status 2
err "64 texts are the maximum"
finish
