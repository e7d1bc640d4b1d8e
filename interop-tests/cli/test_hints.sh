# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# Segments whose contents are no image: get, info and doctor say what values they look like, and the command
# that shows them. That command is run. Real Qt has written such bytes in interop.values.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

# hold TYPES JSON [OPTION...]: a segment with these values, 5 bytes larger.
hold() {
    printf '%s' "$2" >"$work/values.json"
    "$QSM" stream make "$work/values.json" --types "$1" -o "$work/bytes" "${@:3}" >/dev/null
    hold_file "$work/bytes"
}
hold_file() {
    in_background holder create "$key" --size $(($(stat -c %s "$1") + 5))
    holder=$pid
    that "create says what it did" until_true has_output holder
    qsm write "$key" "$1"
    status 0
}
let_go() {
    kill "$holder"
    ends_with "create" "$holder" 0
}

# paste COMMAND: as a shell does.
paste() {
    last=$1
    eval "\"\$QSM\" ${1#qsm }" >"$work/out" 2>"$work/err"
    result=$?
    status 0
}

# hint TEXT COMMAND: all three say it; VALUE is in what the command prints.
hint() {
    local text=$1 command=$2 value=$3
    qsm info "$key"
    status 0
    out "    looks like   $text"
    out "    to show it   $command"
    qsm info "$key" --json
    json out 0.looksLike.text "$text"
    json out 0.looksLike.command "$command"
    that "evidence" json_value "$work/out" 0.looksLike.evidence
    qsm get "$key"
    status 1
    err "qsm get: it looks like $text; to show it: $command"
    qsm get "$key" --json
    status 1
    json err exit 1
    that "the error has the hint" grep -qF "; it looks like $text; to show it: qsm stream dump" "$work/err"
    qsm doctor "$key"
    status 0
    out "It looks like $text."
    out "to show its values: $command"
    qsm doctor "$key" --json
    that "a note has the hint" grep -qF "It looks like $text." "$work/out"
    paste "$command"
    out "$value"
}

# no_hint: nobody says it.
no_hint() {
    local command
    for command in info get doctor; do
        qsm $command "$key"
        that "$command has no hint" [ "$(cat "$work/out" "$work/err" | grep -ci 'looks like\|to show')" = 0 ]
    done
    qsm info "$key" --json
    that "JSON has no hint" [ "$(grep -c looksLike "$work/out")" = 0 ]
}

settings='{"pairs":[["title",{"metatype":"QString","value":"Grüße"}],["volume",{"metatype":"int","value":70}],
    ["where",{"metatype":"QVector2D","value":[1,2]}]]}'
hold QVariantMap "[$settings]"
hint "QVariantMap (version 20), 3 pairs" "qsm stream dump --key '$key' --types QVariantMap" '"title"  QVariant(QString)  "Grüße"'
qsm info "$key" --json
json out 0.looksLike.types QVariantMap
json out 0.looksLike.version 20
json out 0.looksLike.littleEndian false
let_go

# QVector2D has another id in Qt 5.
hold QVariantMap "[$settings]" --version 17
hint "QVariantMap (version 19), 3 pairs" "qsm stream dump --key '$key' --types QVariantMap --version 19" '"where"  QVariant(QVector2D)  [1,2]'
let_go

hold QVariantList '[[{"metatype":"QString","value":"one"}]]' --little-endian
hint "QVariantList (version 20, little endian), 1 element" \
    "qsm stream dump --key '$key' --types QVariantList --little-endian" 'QVariant(QString)  "one"'
let_go

hold 'qint32,QVariantMap,QStringList' "[7, $settings, [\"a.png\", \"b.png\"]]"
hint "qint32,QVariantMap,QStringList (version 20), 3 values" \
    "qsm stream dump --key '$key' --types qint32,QVariantMap,QStringList" '"a.png"'
let_go

# Of many types only the first are shown; the command has all.
files='["a.png", "b.png"]'
many='qint32,QStringList,QVariantMap,QStringList,QVariantMap,QStringList,QVariantMap'
hold "$many" "[7, $files, $settings, $files, $settings, $files, $settings]"
qsm info "$key"
out "looks like   ${many:0:60}... (version 20), 7 values"
paste "$(sed -n 's/.*to show it *//p' "$work/out")"
out '[1]  QString  "b.png"'
let_go

# Another key scheme: the command names the segment.
hold QVariantMap "[$settings]"
in_background other create "$key" --size 10 --scheme posix-legacy
other=$pid
that "create says what it did" until_true has_output other
qsm info "$key" --json
paste "$("$python" -I -S -c 'import json, sys; print([s for s in json.load(sys.stdin) if "looksLike" in s][0]["looksLike"]["command"])' <"$work/out")"
out '"title"'
kill "$other"
ends_with "create" "$other" 0
let_go
qsm rm "$key" --any

# No values of Qt: a struct, noise, text, zeros, a picture.
printf '\1\0\0\0\360\1\0\0\2\0\0\0\7\0\0\0\0\0\200\77' >"$work/struct"
hold_file "$work/struct"
no_hint
let_go
head -c 3000 /dev/urandom >"$work/noise"
hold_file "$work/noise"
no_hint
let_go
printf 'plain text of a C program' >"$work/text"
hold_file "$work/text"
no_hint
let_go
head -c 100 /dev/zero >"$work/zeros"
hold_file "$work/zeros"
no_hint
let_go
in_background holder put "$key" "$sample"
holder=$pid
that "put says what it did" until_true has_output holder
qsm info "$key"
that "info has no hint" [ "$(grep -c 'looks like' "$work/out")" = 0 ]
qsm get "$key"
status 0
no_err
let_go

finish
