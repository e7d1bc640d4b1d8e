# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# qsm stream dump, make, types: values as text and JSON, and back. interop.values has real Qt.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

# make FILE TYPES JSON OPTION...: the file must be written.
make() {
    local file=$1 types=$2 json=$3
    shift 3
    printf '%s' "$json" >"$work/values.json"
    qsm stream make "$work/values.json" --types "$types" -o "$work/$file" "$@"
    status 0
    no_err
}

hex_of() {
    od -An -v -tx1 "$1" | tr -d ' \n'
}

bytes() {
    that "the bytes are $2" [ "$(hex_of "$work/$1")" = "$2" ]
}

# Text: offsets, places, types, values.
types='qint32,QString,QVariant,QVariantMap,raw[4],QList<int>,std::pair<qint16,QString>,QMap<int,QString>'
make all "$types" '[1, "Grüße", {"metatype":"int","value":7}, {"pairs":[
 ["a",{"metatype":"QStringList","value":["x","y"]}],
 ["b",{"metatype":"QVariantMap","value":{"pairs":[["v",{"metatype":"double","value":0.5}],
                                                ["w",{"metatype":null,"value":null}]]}}]]},
 {"hex":"00112233"}, [1,2], [1,"b"], {"pairs":[[1,"q"]]}]'
out "values           8"
out "size             141"
qsm stream dump "$work/all" --types "$types"
status 0
no_err
cat >"$work/wanted" <<'TEXT'
       0  [0]  qint32  1
       4  [1]  QString  "Grüße"
      18  [2]  QVariant(int)  7
      27  [3]  QVariantMap  2 pairs
      31    "a"  QVariant(QStringList)  2 elements
      46      [0]  QString  "x"
      52      [1]  QString  "y"
      58    "b"  QVariant(QVariantMap)  2 pairs
      73      "v"  QVariant(double)  0.5
      92      "w"  QVariant(invalid)
     103  [4]  raw[4]  {"hex":"00112233"}
     107  [5]  QList<int>  2 elements
     111    [0]  int  1
     115    [1]  int  2
     119  [6]  std::pair<qint16,QString>  2 elements
     119    [0]  short  1
     121    [1]  QString  "b"
     127  [7]  QMap<int,QString>  1 pair
     131    1  QString  "q"
TEXT
that "size" [ "$(wc -c <"$work/all")" -eq 141 ]
same "$work/out" "$work/wanted"

# JSON and back, by files and pipes.
qsm stream dump "$work/all" --types "$types" --json
status 0
no_err
json out values.1.type QString
json out values.1.offset 4
json out values.1.size 14
json out values.1.value Grüße
json out values.2 '{"type": "QVariant", "offset": 18, "size": 9, "value": {"metatype": "int", "value": 7}}'
json out values.5.value '[1, 2]'
json out status Ok
json out consumed 141
cp "$work/out" "$work/dumped.json"
qsm stream make "$work/dumped.json" --types "$types" -o "$work/again" --json
status 0
json out size 141
json out values 8
json out file "$work/again"
same "$work/again" "$work/all"
"$QSM" stream make - --types "$types" -o - <"$work/dumped.json" >"$work/again" 2>"$work/err"
same "$work/again" "$work/all"
err "size             141"
# The types of the JSON are those of --types, in any spelling; or they are missing.
remake() { # TYPES JSON
    printf '%s' "$2" >"$work/values.json"
    qsm stream make "$work/values.json" --types "$1" -o "$work/again"
}
for words in 'int qint32' 'QMap<QString,int> QMap<QString,qint32>' 'QVariantMap QMap<QString,QVariant>' \
    'QStringList QList<QString>' 'raw[2] raw[2]' 'cstring cstring'; do
    value=null
    case $words in *int32) value=1 ;; *Map*) value='{"pairs":[]}' ;; *List*) value='[]' ;; raw*) value='{"hex":"0001"}' ;; cs*) value='{"hex":"41"}' ;; esac
    remake "${words#* }" "{\"values\":[{\"type\":\"${words% *}\",\"value\":$value}]}"
    status 0
    no_err
done
for words in 'QString qint32' 'QMap<QString,int> QMap<QString,qint64>' 'QByteArray raw[2]' 'raw[3] raw[2]' \
    'QVariant qint32' 'nothing qint32' '- qint32' 'QList<int> QList<qint64>'; do
    remake "${words#* }" "{\"values\":[{\"type\":\"${words% *}\",\"value\":1}]}"
    status 1
    err "[0], ${words#* }: the member \"type\" says \"${words% *}\"; the types must have it, or it must go"
done
remake qint32,qint32 '{"values":[{"type":"qint32","value":1},{"type":5,"value":1}]}'
status 1
err '[1], qint32: the member "type" says ""'
remake 'repeat(qint32,quint8)' '{"values":[{"type":"qint32","value":1},{"type":"quint8","value":1},{"type":"quint8","value":1},{"type":"qint32","value":1}]}'
status 1
err '[2], qint32: the member "type" says "quint8"'
"$QSM" stream dump - --types "$types" <"$work/all" >"$work/out" 2>"$work/err"
same "$work/out" "$work/wanted"

# The settings. The default version of --qt is that of its programs.
values='[1, 0.5, {"pairs":[["a",1],["b",2]]}]'
make plain 'qint16,double,QMap<QString,quint8>' "$values"
bytes plain 00013fe0000000000000000000020000000200610100000002006202
make little 'qint16,double,QMap<QString,quint8>' "$values" --little-endian --single --qt 5.15
bytes little 01000000003f020000000200000062000202000000610001
qsm stream dump "$work/little" --types 'qint16,double,QMap<QString,quint8>' --little-endian --single
status 0
out "       6  [2]  QMap<QString,quint8>  2 pairs"
out '      10    "b"  uchar  2'
make gui QVariant '[{"metatype":"char","value":1}]' --version 12
bytes gui 000000830001
make gui QVariant '[{"metatype":"char","value":1}]' --stream-version 12
bytes gui 000000830001
make gui QVariant '[{"metatype":"char","value":1}]' --qt 4.8
bytes gui 000000830001
make gui QVariant '[{"metatype":"char","value":1}]' --qt 5.15.2
bytes gui 000000220001
for word in "--version 0" "--version x" "--version 100" "--qt 6" "--qt 3.3" "--qt 6.4.2.1" "--qt 6.x" "--qt 6."; do
    # shellcheck disable=SC2086
    qsm stream dump "$work/all" $word
    status 2
    no_out
done
err "--qt: '6.' is not a Qt release such as 5.15 or 6.4.2"

# repeat, sized, raw, cstring.
make groups 'cstring,sized16(QString,quint8),repeat(quint8)' '[{"hex":"6869"},"a",7,1,2,3]'
bytes groups 00000003686900000700000002006107010203
qsm stream dump "$work/groups" --types 'cstring,sized16(QString,quint8),repeat(quint8)'
status 0
cat >"$work/wanted" <<'TEXT'
       0  [0]  cstring  {"hex":"6869"}
       9  [1]  QString  "a"
      15  [2]  quint8  7
      16  [3]  quint8  1
      17  [4]  quint8  2
      18  [5]  quint8  3
TEXT
same "$work/out" "$work/wanted"

# Text of strangers: halves of surrogate pairs, U+0000, what controls a terminal; long values.
make odd QString,QString,QString,QByteArray '["\ud800", "a\u0000b", "\u001b[31m\u202e", null]'
qsm stream dump "$work/odd" --types QString,QString,QString,QByteArray
out '[0]  QString  "\ud800"'
out '[1]  QString  "a\u0000b"'
out '[2]  QString  "\u001b[31m\u202e"'
out '[3]  QByteArray  null'
make long QByteArray "[{\"hex\":\"$(printf '%0400d' 0)\"}]"
qsm stream dump "$work/long" --types QByteArray
out '0... (410 characters; --json has all)'
that "one line" [ "$(wc -c <"$work/out")" -lt 300 ]
qsm stream dump "$work/long" --types QByteArray --json
json out values.0.value.hex "$(printf '%0400d' 0)"

# Bytes that do not fit: where, what was expected, and what comes before.
head -c 89 "$work/all" >"$work/cut"
qsm stream dump "$work/cut" --types "$types"
status 1
err "$work/cut: byte 84, [3].b.v: a value of 8 bytes: only 5 are left"
that "what comes before" [ "$(wc -l <"$work/out")" -eq 8 ]
out '      58    "b"  QVariant(QVariantMap)  2 pairs'
qsm stream dump "$work/cut" --types "$types" --json
status 1
json out status ReadPastEnd
json out consumed 89
json out error.offset 84
json out error.path "[3].b.v"
json out error.message "byte 84, [3].b.v: a value of 8 bytes: only 5 are left"
json out values.2.value.value 7
json out values.3.value '{"pairs": []}'
json err command "stream dump"
json err exit 1
cp "$work/out" "$work/cut.json"
qsm stream make "$work/cut.json" --types "$types" -o "$work/none"
status 1
err "$work/cut.json: the values are those of a stream with an error: the last is not complete"
that "no file" [ ! -e "$work/none" ]
printf '\0\0\3\347\0' >"$work/unknown"
qsm stream dump "$work/unknown"
status 1
err "byte 0, [0]: variant id 999 is no type of Qt 6.4"
qsm stream dump "$work/unknown" --lenient
status 0
out "[0]  QVariant(invalid)"

# What is left, and what Qt does not write.
printf '\2\3' >"$work/two"
qsm stream dump "$work/two" --types bool
status 0
err "1 bytes are left, from byte 1 on"
err "Qt does not write these values so: a copy has other bytes"
qsm stream dump "$work/two" --types bool --json
status 0
no_err
json out consumed 1
qsm stream dump "$work/two" --types quint8 --offset 1
status 0
no_err
out "       1  [0]  quint8  3"
qsm stream dump "$work/two" --types quint8 --offset 1 --json
json out values.0.offset 1
json out consumed 1
qsm stream dump "$work/two" --types quint8 --offset 3
status 1
no_out
err "$work/two has 2 bytes; --offset 3 is not inside of it"

# Many values.
head -c 100000 /dev/zero >"$work/zeros"
qsm stream dump "$work/zeros" --types 'repeat(quint8)' --json
status 0
json out consumed 100000
json out values.99999 '{"type": "quint8", "offset": 99999, "size": 1, "value": 0}'

# A segment.
in_background holder create "$key" --size 200 --json
until_true has_output holder
qsm write "$key" "$work/all"
for words in "--key" "--wait 5 --own --key"; do
    # shellcheck disable=SC2086
    qsm stream dump $words "$key" --types "$types" --json
    status 0
    json out values.7.value '{"pairs": [[1, "q"]]}'
    json out consumed 141
done
qsm stream dump --key "$key" --types QString --offset 4
status 0
out '       4  [0]  QString  "Grüße"'
err "182 bytes are left, from byte 18 on"
qsm stream dump --key "$key" --types 'raw[201]'
status 1
err "raw[201]: only 200 are left"
qsm stream dump --key "$key 2" --types quint8
status 1
err "no segment"
qsm lock "$key" -- "$QSM" stream dump --key "$key" --types quint8 --timeout 0.1
status 1
err "the lock is held by process"
qsm stream dump --key "$key" "$work/all"
status 2
err "one word too many"
qsm stream dump --key "" --types quint8
status 2
err "KEY is empty"
native=$("$python" -c 'import json, sys; print(json.load(sys.stdin)["nativeKey"])' <"$work/holder.out")
qsm stream dump --native "$native" --types qint32
status 0
out "[0]  qint32  1"
qsm stream guess --key "$key" --offset 4
status 0
out "qsm stream dump --key '$key' --types 'QString,QVariant,QVariantMap"
out "--version 20 --offset 4"
qsm stream guess --native "$native" --json
status 0
kill "$pid" 2>/dev/null
wait "$pid" 2>/dev/null

# Guesses: the first is the one that was written.
guessed() {
    local types=$1 json=$2
    shift 2
    make unknown "$types" "$json" "$@"
    qsm stream guess "$work/unknown" --json
    status 0
    no_err
    json out 0.types "$types"
    json out 0.status Ok
    json out 0.consumed "$(wc -c <"$work/unknown")"
}
map='{"pairs":[["a",{"metatype":"QVariantMap","value":{"pairs":[["v",{"metatype":"int","value":50}]]}}],["b",{"metatype":"QString","value":"Grüße"}]]}'
guessed QVariantMap "[$map]"
guessed QString,QVariantMap "[\"hello\",$map]"
guessed QVariant '[{"metatype":"QString","value":"abc"}]'
guessed QString '["text"]' --little-endian
json out 0.littleEndian true
json out 0.values.0.value text
guessed QStringList,QString '[["a","","c"],"x"]'
guessed 'QMap<QString,QString>' '[{"pairs":[["k","v"]]}]'
guessed 'sized32(QVariant)' "[{\"metatype\":\"QVariantMap\",\"value\":$map}]"
guessed 'sized16(QString,QVariantMap)' "[\"hello\",$map]"
guessed 'sized64(QString)' '["hello"]'
guessed QString,quint8,QString '["abc",1,"def"]'
guessed quint16,QString '[7,"def"]'
guessed QString,QVariantList '["n",[{"metatype":"char","value":1},{"metatype":"QString","value":"x"}]]' --version 12
json out 0.version 12
guessed QVariantList '[[{"metatype":"double","value":0.5},{"metatype":"bool","value":true}]]'
# As text: a command that can be pasted, and what it prints.
make "un known" QString,QVariantMap "[\"hello\",$map]" --little-endian
qsm stream guess "$work/un known"
status 0
out "qsm stream dump '$work/un known' --types 'QString,QVariantMap' --version 20 --little-endian"
out "for 100 % of the bytes there is evidence"
out '       0  [0]  QString  "hello"'
head -n 1 "$work/out" | sed "s|^qsm|'$QSM'|" >"$work/pasted"
bash "$work/pasted" >"$work/out" 2>"$work/err"
out '      18    "a"  QVariant(QVariantMap)  1 pair'
no_err
printf '\1\2%s' "$(head -c 400 "$work/zeros" | tr '\0' x)" >"$work/noise"
qsm stream guess "$work/noise"
status 1
no_out
err "$work/noise: no values of Qt were recognised"
qsm stream guess "$data/../../examples/sample.png"
status 1
guessed 'QString,QVariantMap,repeat(QString)' "[\"hello\",$map,$(printf '"line",%.0s' {1..60})\"end\"]"
qsm stream guess "$work/unknown"
out "          ..."
that "30 lines" [ "$(sed '/^ *\.\.\.$/q' "$work/out" | wc -l)" -eq 33 ]
# A large stream: only its first values are looked at, and it says so.
"$python" -c 'import sys; sys.stdout.buffer.write(b"\0\0\0\2\0x" * 1000000)' >"$work/unknown"
qsm stream guess "$work/unknown"
status 0
out "--types 'repeat(QString)' --version 20"
out "for 100 % of the first "
out " bytes there is evidence"

# Wrong words.
qsm stream dump
status 2
err "FILE is missing"
qsm stream dump "$work/none"
status 1
err "No such file"
qsm stream dump "$work/all" --types "qint32, QStrin"
status 2
err "--types: character 9, \"QStrin\": no such type; 'qsm stream types' lists the types"
qsm stream make "$work/values.json" -o "$work/none"
status 2
err "--types TYPES is missing"
qsm stream make "$work/values.json" --types int
status 2
err "-o OUT is missing"
qsm stream make --types int -o "$work/none"
status 2
err "VALUES.json is missing"
qsm stream make "$work/values.json" --types int -o - --json
status 2
err "only one of --json and -o - can use standard output"
qsm stream make "$work/values.json" --types nothing -o "$work/none"
status 2
err "no such type"
refused() {
    printf '%s' "$2" >"$work/values.json"
    qsm stream make "$work/values.json" --types "$1" -o "$work/none"
    status 1
    no_out
    err "$work/values.json: $3"
    that "no file" [ ! -e "$work/none" ]
}
refused int '[1' "byte 2: an array needs , or ]"
refused int,QString '[1]' "1 values; the types need 2"
refused 'repeat(int,int)' '[1]' "1 values; the types need 0, and 2 for each repetition"
refused qint32,QString '[1,2]' "[1], QString: a string is needed"
refused quint8 '[256]' "[0], quint8: a number of this type is needed"
refused 'raw[2]' '[{"hex":"00"}]' "[0], raw[2]: another number of bytes is needed"
refused QVariant '[{"metatype":"QStrin","value":1}]' "[0], QVariant: no such type"
printf '[1]' >"$work/values.json"
qsm stream make "$work/values.json" --types int -o "$work/none/x"
status 1
err "cannot write $work/none/x"
printf '[{"hex":"%s"}]' "$(printf '%0140000d' 0)" >"$work/values.json"
qsm stream make "$work/values.json" --types 'sized16(QByteArray)' -o "$work/none"
status 1
err "sized16(...): 70004 bytes are too many"

# The table.
qsm stream types
status 0
no_err
that "a row" grep -qE '^int +2 +2 +2 +16  qint32$' "$work/out"
that "a row by name" grep -qE '^QList +- ' "$work/out"
that "only what is read" [ "$(grep -c 'QModelIndex' "$work/out")" -eq 0 ]
cp "$work/out" "$work/table"
qsm stream types --all
that "more" [ "$(wc -l <"$work/out")" -gt "$(wc -l <"$work/table")" ]
out "QModelIndex"
out "(no stream operators in Qt)"
qsm stream types --json
json out 0.name bool
cp "$work/out" "$work/types"
json out 0.idQt3 18
json out 1.otherNames qint32
json out 1.supported true
# Each is a type that --types takes.
while read -r name; do
    case $name in QList | QSet | QMap | QHash | std::pair | QGenericMatrix) continue ;; esac
    printf '' | "$QSM" stream dump - --types "$name" >"$work/out" 2>"$work/err"
    that "$name is a type" [ "$(grep -c -- '--types' "$work/err")" -eq 0 ]
done < <("$python" -c 'import json, sys; print(*(row["name"] for row in json.load(sys.stdin)), sep="\n")' <"$work/types")
qsm stream types more
status 2
qsm stream
status 2
err "qsm stream dump FILE"
finish
