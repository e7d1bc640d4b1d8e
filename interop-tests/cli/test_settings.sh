# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# qsm stream settings: a file of QSettings as text and JSON. differential.settings has real Qt.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

cat >"$work/app.conf" <<'CONF'
[General]
volume=50
recent=/a b, "/c,d"
sound=@Invalid()

[window]
; a comment
geometry=@ByteArray(\x1\xd9\0\x61)
pos=@Point(3 -4)
size=@Size(640 480)
rect=@Rect(1 2 3 4)
color=@Variant(\0\0\0\x43\x1\xff\xff\x1\x1\x2\x2\x3\x3\0\0)
since=@DateTime(\0\0\0\x10\0\0\0\0\0\0%\x84\xe3\0\xa8\x88\x88\x1)
map=@Variant(\0\0\0\b\0\0\0\x1\0\0\0\x2\0\x61\0\0\0\x2\0\0\0\x1)
title=Gr\xfc\xdf\x65 @ home
mail=@@me
%00k\l=1

[%General]
long=0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789!
CONF
qsm stream settings "$work/app.conf"
status 0
no_err
cat >"$work/wanted" <<'TEXT'
General/long  QString  "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678... (163 characters; --json has all)
recent  QStringList  ["/a b","/c,d"]
sound  invalid
volume  QString  "50"
"window/\u0000k/l"  QString  "1"
window/color  QColor  {"spec":"Rgb","raw16":[65535,257,514,771,0]}
window/geometry  QByteArray  {"hex":"01d90061"}
window/mail  QString  "@me"
window/map  QVariantMap  {"pairs":[["a",{"metatype":"int","value":1}]]}
window/pos  QPoint  [3,-4]
window/rect  QRect  {"x":1,"y":2,"w":3,"h":4}
window/since  QDateTime  {"date":{"iso":"2020-01-02","jd":2458851},"time":{"iso":"03:04:05.000","ms":11045000},"spec":"utc"}
window/size  QSize  [640,480]
window/title  QString  "Grüße @ home"
TEXT
same "$work/out" "$work/wanted"

qsm stream settings "$work/app.conf" --json
status 0
no_err
json out values.1.key recent
json out values.1.type QStringList
json out values.1.value.1 '/c,d'
json out values.1.offset 27
json out values.1.size 12
json out values.2.type null
json out values.2.value null
that "an escaped key" grep -qF '"key": "window/\u0000k/l"' "$work/out"
json out values.13.value 'Grüße @ home'

# Standard input; nothing in it.
"$QSM" stream settings - <"$work/app.conf" >"$work/out" 2>"$work/err"
result=$?
status 0
same "$work/out" "$work/wanted"
: >"$work/empty"
qsm stream settings "$work/empty"
status 0
no_out
qsm stream settings "$work/empty" --json
json out values '[]'

# An error: its line; the values that could be read.
printf 'a=1\nb=@Variant(\\0\\0\\x3\\xe7)\nc=2\n' >"$work/bad.conf"
qsm stream settings "$work/bad.conf"
status 1
err "bad.conf: line 2: @Variant(...): byte 0: variant id 999 is no type of Qt 5.15"
out 'a  QString  "1"'
out 'b  invalid'
out 'c  QString  "2"'
qsm stream settings "$work/bad.conf" --json
status 1
json out values.0.value 1
json out error.message 'line 2: @Variant(...): byte 0: variant id 999 is no type of Qt 5.15'
printf '[a\n' >"$work/bad.conf"
qsm stream settings "$work/bad.conf"
status 1
err "bad.conf: line 1: a section without ]"

# Wrong usage.
qsm stream settings
status 2
err "FILE.conf is missing"
qsm stream settings "$work/empty" more
status 2
qsm stream settings "$work/none"
status 1
err "No such file or directory"
qsm stream settings --help
status 0
out "Usage: qsm stream settings FILE.conf [OPTION]..."
out "qsm stream settings app.conf --json"
qsm --help
out "stream settings  show a QSettings file" # two blanks, for the completion

finish
