# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# qsm stream dump and make with the classes and enums of a program: --define and --types-file.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

buffer='Buffer=qint32 id, QString name'
level='Level=quint8'

# Both ways, in a QVariant and by name.
printf '%s' '[{"metatype":"QVariantList","value":[{"metatype":"Buffer","value":{"id":1,"name":"x"}},
 {"metatype":"Level","value":7}]}, [{"id":2,"name":null}]]' >"$work/values.json"
qsm stream make "$work/values.json" --define "$buffer" --define "$level" --types 'QVariant,QList<Buffer>' \
    -o "$work/data"
status 0
no_err
qsm stream dump "$work/data" --define "$level" --define "$buffer" --types 'QVariant,QList<Buffer>'
status 0
no_err
cat >"$work/wanted" <<'TEXT'
       0  [0]  QVariant(QVariantList)  2 elements
       9    [0]  QVariant(Buffer)  2 pairs
      25      "id"  int  1
      29      "name"  QString  "x"
      35    [1]  QVariant(Level)  7
      51  [1]  QList<Buffer>  1 element
      55    [0]  Buffer  2 pairs
      55      "id"  int  2
      59      "name"  QString  null
TEXT
same "$work/out" "$work/wanted"
qsm stream dump "$work/data" --define "$level" --define "$buffer" --types 'QVariant,QList<Buffer>' --json
json out values.0.value.value.0 '{"metatype": "Buffer", "value": {"id": 1, "name": "x"}}'
json out values.1.value '[{"id": 2, "name": null}]'
cp "$work/out" "$work/dumped.json"

# The same from a file, in another order, with a type that nobody uses.
printf '# types\r\n\n  Level = quint8\nTree=QString name,QList<Tree> children\n%s' "$buffer" >"$work/types"
qsm stream make "$work/dumped.json" --types-file "$work/types" --types 'QVariant,QList<Buffer>' -o "$work/again"
status 0
same "$work/again" "$work/data"
qsm stream dump "$work/data" --types-file "$work/types" --define 'List=QList<Buffer>' --types 'QVariant,List'
status 0
out "      51  [1]  List  1 element"

# Without the definition the message says what helps.
qsm stream dump "$work/data"
status 1
err 'byte 9, [0][0]: type "Buffer": no such type; --define '"'NAME=FIELDS' gives the fields of a class"

# Definitions that are wrong.
wrong() {
    qsm stream dump "$work/data" "$@"
    status 2
    no_out
}
wrong --define Buffer
err "--define"
err "NAME=FIELDS, such as 'Buffer=qint32 id,QString name'"
wrong --define '=int'
err "NAME=FIELDS, such as"
wrong --define 'Buffer=QStrin name'
err '--define: "QStrin": another type uses this type, but it is not defined'
wrong --define 'QRect=int'
err '--define: "QRect": this is a type of Qt'
wrong --define 'A=A a'
err 'the type contains itself'
printf 'Level=quint8\nBuffer\n' >"$work/types"
wrong --types-file "$work/types"
err "$work/types, line 2: NAME=FIELDS is needed, such as Buffer=qint32 id,QString name"
printf '#\nLevel=quint8\nLevel=int\n' >"$work/types"
wrong --types-file "$work/types"
err "$work/types, line 3: \"Level\": the type is already defined"
qsm stream dump "$work/data" --types-file "$work/none"
status 1
err "$work/none"
many=()
for i in {1..65}; do
    many+=(--define "T$i=int")
done
wrong "${many[@]}"
err "one of the first 64; --types-file takes any number"
finish
