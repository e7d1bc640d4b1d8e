# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# Help, versions and wrong usage.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

qsm
status 2
no_out
err "Usage: qsm COMMAND"

qsm --help
status 0
no_err
commands=$(sed -n '/^Commands:/,/^$/s/^  \(.*[a-z]\)  .*/\1/p' "$work/out" | sed 's/  .*//')
that "there are commands" [ "$(wc -l <<<"$commands")" -ge 5 ]
qsm -h
status 0

qsm --version
status 0
that "the version is one line" grep -qE '^qsm [0-9]+\.[0-9]+\.[0-9]+$' "$work/out"
cp "$work/out" "$work/version"
qsm -V
status 0
same "$work/out" "$work/version"
for words in "--version --json" "-V --json" "--json --version"; do
    # shellcheck disable=SC2086 # words of a command line
    qsm $words
    status 0
    json out version "$(sed 's/^qsm //' "$work/version")"
done
qsm --version more
status 2
no_out
err "'more' is one word too many"

qsm fly
status 2
err "there is no command 'fly'"
for pair in gte:get lits:list wath:watch doctr:doctor Key:key loc:lock; do
    qsm "${pair%:*}" KEY
    status 2
    err "there is no command '${pair%:*}'; did you mean '${pair#*:}'?"
done
for word in fly x "" gc1234567 --; do
    qsm "$word"
    status 2
    that "nothing is proposed for '$word'" [ "$(grep -c 'did you mean' "$work/err")" -eq 0 ]
done
for pair in timout:timeout time:timeout nativ:native jsn:json hlep:help; do
    qsm get "$key" "--${pair%:*}=1"
    status 2
    err "there is no option --${pair%:*}; did you mean --${pair#*:}?"
done
qsm get "$key" --timout 1 --json
json err error "there is no option --timout; did you mean --timeout?"

# qsm help is --help.
for words in "" get "image decode" image; do
    # shellcheck disable=SC2086 # words of a command line
    qsm $words --help
    cp "$work/out" "$work/help"
    # shellcheck disable=SC2086
    qsm help $words
    status 0
    no_err
    same "$work/out" "$work/help"
done
qsm help --help
status 0
out "Usage: qsm COMMAND"
qsm help lokc
status 2
no_out
err "did you mean 'lock'?"
qsm image
status 2
err "qsm image decode"
qsm image --help
status 0
out "qsm image encode"
qsm image fly
status 2

# README's table and the manual page have every command; the page has every option.
readme=$here/../../README.md
page=$(<"$here/../../src/tool/qsm.1")
page_has_command() {
    [[ $page == *$'\n'".It Cm $1"$'\n'* ]]
}
page_has_option() {
    [[ $page =~ "Fl Fl $1"[[:space:]] ]]
}
page_keeps_marks() {
    ! grep -nE '^\.(Dl|Ql)( .*)? [!?]( |$)' "$here/../../src/tool/qsm.1"
}
last="qsm.1"
that "no ! or ? stands alone: mdoc would move it" page_keeps_marks
while read -r command; do
    # shellcheck disable=SC2086 # two words for some
    set -- $command
    last="$command in README and qsm.1"
    that "README shows it" grep -qE "^    qsm $1 " "$readme"
    that "the page has it" page_has_command "$command"
    qsm "$@" --help
    while read -r option; do
        that "the page has --$option of $command" page_has_option "$option"
    done < <(sed -nE 's/^  (-.,|   ) --([a-z-]+).*/\2/p' "$work/out")
    status 0
    no_err
    out "Usage: qsm $command "
    out "Examples:"
    out "  qsm $command "
    out "--json"
    that "help fits a terminal" awk 'length > 100 { exit 1 }' "$work/out"

    qsm "$@" --no-such-option
    status 2
    no_out
    err "there is no option --no-such-option"
    err "Try 'qsm $command --help'"

    qsm "$@" --json --no-such-option
    status 2
    no_out
    json err error "there is no option --no-such-option"
    json err command "$command"
    json err exit 2
    qsm "$@" --no-such-option --json
    json err exit 2

    qsm "$@" -%
    status 2
    qsm "$@" --json=yes
    status 2
    err "--json takes no value"
done <<<"$commands"

for command in put get lock read write create semaphore; do
    qsm $command
    status 2
    err "KEY is missing"
    qsm $command ""
    status 2
    err "KEY is empty"
    qsm $command $'\xff'
    status 2
    err "UTF-8"
    qsm $command --safe windows x
    status 2
    err "--safe: 'windows' is not posix or systemv"
    qsm $command --safe posix --native posix:/x
    status 2
    err "exclude each other"
    for text in x posix: /x systemv-0:/x posix://host/x; do
        qsm $command --native "$text"
        status 2
        err "is not a native key"
    done
    qsm $command --native
    status 2
    err "--native needs a value: STRING"
    qsm $command "$key" --timeout=soon
    status 2
    err "--timeout: 'soon' is not a number of seconds"
    for number in -1 nan inf 1e30 "" " 1" 1s; do
        qsm $command "$key" --timeout "$number"
        status 2
    done
done

qsm write "$key"
status 2
err "FILE is missing"
qsm write "$key" one two
status 2
err "'two' is one word too many"
qsm put "$key"
status 2
err "FILE is missing"
qsm put "$key" one.png two.png
status 2
err "'two.png' is one word too many"
qsm put "$key" one.png --compression=best
status 2
err "--compression: 'best' is not stored, fast or exact"
qsm get "$key" more
status 2
qsm get "$key" -o - --json
status 2
json err exit 2
qsm get "$key" -o - --raw -
status 2
err "only one of"
qsm get "$key" -o
status 2
err "-o needs a value: FILE"
qsm image decode
status 2
err "IN.qds is missing"
qsm image encode
status 2
err "IN is missing"
qsm image encode "$sample"
status 2
err "-o OUT.qds is missing"
qsm image encode "$sample" -o x --format Purple
status 2
err "is not the name of a QImage format"
for pair in 1 "1," ,1 1,x 1,2,3 99999999999,1 "1, "; do
    qsm image encode "$sample" -o x --dpm "$pair"
    status 2
    err "is not two whole numbers X,Y"
done
qsm image encode "$sample" -o x --text novalue
status 2
err "is not KEY=TEXT"
qsm image decode x --stream-version -3
status 2
err "is not a whole number, 0 or more"
qsm lock "$key"
status 2
err "the command is missing"
qsm lock "$key" true
status 2
err "'true' is one word too many before --"
qsm lock "$key" --
status 2

# A result that cannot be written is a failure.
if [ -w /dev/full ]; then
    last="qsm --help >/dev/full"
    "$QSM" --help >/dev/full 2>"$work/err"
    result=$?
    status 1
    err "standard output"
fi
finish
