# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# What the messages say: first what is wrong, then the names, then what to do.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

native=$("$QSM" key "$key" --json | "$python" -I -S -c 'import json, sys
print("systemv:" + next(n["segment"]["name"] for n in json.load(sys.stdin)["names"] if n["type"] == "systemv"))')
names="$key ($native)"

# err_line TEXT: one whole line of the errors.
err_line() {
    that "errors have the line '$1'" grep -qxF -- "$1" "$work/err"
}

not_err() {
    that "errors do not have '$1'" [ "$(grep -cF -- "$1" "$work/err")" -eq 0 ]
}

# ---- who has it ----

me="user $(id -un)"
in_background holder put "$key" "$sample"
until_true has_output holder
holder="process $pid (qsm, $me)"
for how in "" --replace; do
    # shellcheck disable=SC2086 # a word or none
    qsm put "$key" "$sample" --hold 0 $how
    status 1
    err_line "qsm put: a segment of this key is in use by $holder: $key (QSharedMemory::create: already exists; $native)"
    err_line "qsm put: end the program that uses it, or take another key"
    not_err "--replace"
    qsm create "$key" --size 4K --hold 0 $how
    status 1
    err "qsm create: a segment of this key is in use by $holder: "
    not_err "--replace"
done
qsm put "$key" "$sample" --hold 0 --json
json err error "a segment of this key is in use by $holder: $key (QSharedMemory::create: already exists; $native)"
qsm rm "$key"
status 1
err_line "qsm rm: not removed: it is in use by $holder: $names"
kill -KILL "$pid"
wait "$pid" 2>/dev/null
qsm put "$key" "$sample" --hold 0
status 1
err_line "qsm put: a stale segment of this key exists; no process uses it: $key (QSharedMemory::create: already exists; $native)"
err_line "qsm put: --replace removes a stale segment (no process is attached to it)"
qsm rm "$key" --json
status 0
json out key "$key"
json out nativeKey "$native?legacyKey=$key"
qsm rm "$key"
status 1
err "qsm rm: there is nothing, by any key scheme: $key (systemv-legacy,"

# ---- the lock ----

in_background locker lock "$key" -- sh -c 'echo held; exec sleep 20'
until_true has_output locker
qsm lock "$key" --timeout 0.1 -- true
status 124
err_line "qsm lock: the lock is held by process $pid (qsm): $names"
err "qsm lock: to find out why: qsm doctor '$key'"
kill "$pid"
ends_with lock "$pid" 143

# A POSIX lock whose holder was killed. A wait of more than a second would repair it.
"$QSM" lock --safe posix "$key" -- sh -c "kill -KILL \$PPID" 2>/dev/null
qsm lock --safe posix "$key" --timeout 0.1 -- true
status 124
err_line "qsm lock: the lock is abandoned: its holder is gone without unlocking: posix:/$key"
err_line "qsm lock: to repair it: qsm lock --native 'posix:/$key' --repair"
not_err "another process"
qsm lock --safe posix "$key" --timeout 0.1 --json -- true
json err error "the lock is abandoned: its holder is gone without unlocking: posix:/$key"
cp "$sample" "/dev/shm/$key" # a segment of this name
for command in get read rm "write - --size 1"; do
    # shellcheck disable=SC2086 # words of a command line
    set -- $command
    "$QSM" "$1" --safe posix "$key" "${@:2}" --timeout 0.1 <"$sample" >"$work/out" 2>"$work/err"
    result=$? last="qsm $command"
    status 1
    err_line "qsm $1: the lock is abandoned: its holder is gone without unlocking: posix:/$key"
    err_line "qsm $1: to repair it: qsm lock --native 'posix:/$key' --repair"
done
rm "/dev/shm/$key"
# The line can be pasted; it asks, so --yes.
qsm lock --native "posix:/$key" --repair --yes
status 0
qsm lock --safe posix "$key" --timeout 0.1 -- true
status 0

# ---- another user's ----

if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null && [ -d /dev/shm ]; then
    chmod 755 "$work"
    cp "$QSM" "$work/qsm"
    cp -P "$(dirname "$QSM")"/libqsm.so* "$work" 2>/dev/null
    cp "$sample" "$work/sample.png"
    nobody=$(id -un 65534)
    setpriv --reuid 65534 --clear-groups env LD_LIBRARY_PATH="$work" "$work/qsm" \
        put "$key" "$work/sample.png" >"$work/stranger.out" 2>&1 </dev/null &
    stranger=$!
    until_true grep -q "native key" "$work/stranger.out"
    qsm put "$key" "$sample" --hold 0
    status 1
    err "a segment of this key is in use by process $stranger (qsm, user $nobody): "
    kill -KILL "$stranger"
    wait "$stranger" 2>/dev/null
    sudo_line="its owner can remove it: sudo -u $nobody qsm rm '$key'"
    [ -z "${TMPDIR:-}" ] || sudo_line="its owner can remove it: sudo -u $nobody qsm rm --native '$native"
    qsm put "$key" "$sample" --hold 0
    status 1
    err "a stale segment of this key belongs to user $nobody; no process uses it: $key ("
    err "qsm put: $sudo_line"
    not_err "--replace"
    for command in "put --replace --hold 0" "get --own"; do
        # shellcheck disable=SC2086 # words of a command line
        set -- $command
        [ "$1" = get ] || set -- "$@" "$sample"
        qsm "$1" "$key" "${@:2}"
        status 1
        err "the segment belongs to user $nobody: $key ("
        err "qsm $1: $sudo_line"
    done
    qsm rm "$key"
    status 1
    err_line "qsm rm: not removed: it belongs to user $nobody: $names"
    err "qsm rm: $sudo_line"
    setpriv --reuid 65534 --clear-groups env LD_LIBRARY_PATH="$work" "$work/qsm" rm --native "$native" >"$work/out"
    that "its owner removes it" grep -q "removed segment" "$work/out"
fi

# ---- a TMPDIR that does not exist ----

qsm rm "$key" --any

for temp in "$work/nowhere" "$sample"; do
    for command in put get lock rm; do
        words=("$key")
        case $command in
        put) words+=("$sample" --hold 0) ;;
        lock) words+=(-- true) ;;
        esac
        # Root can have key files in /: put and lock then succeed.
        [ "$(id -u)" -ne 0 ] || [[ $temp = "$sample" || $command = [gr]* ]] || continue
        TMPDIR=$temp qsm "$command" "${words[@]}"
        status 1
        wrong="which is not a directory: $key (systemv:"
        [ "$temp" = "$sample" ] || wrong="which does not exist, so Qt programs use /: $key (systemv:/qipc_"
        err "qsm $command: TMPDIR is $temp, $wrong"
    done
done

# ---- pictures ----

in_background watcher watch "$key" -o "$work/none/x.png"
ends_with "watch -o into no directory" "$pid" 1
that "it says why" grep -qxF "qsm watch: cannot write $work/none/x.png: No such file or directory" "$work/watcher.err"
in_background watcher watch "$key" -o "$work"
ends_with "watch -o directory" "$pid" 1
that "it says why" grep -qF "cannot write $work: Is a directory" "$work/watcher.err"

end=$(stat -c %s "$sample")
cat "$sample" "$sample" >"$work/two.png"
more="; --png-stream takes them all"
for command in put "image encode"; do
    words=("$key" - --hold 0)
    [ "$command" = put ] || words=(- -o "$work/two.qds")
    last="two pictures | qsm $command ${words[*]}"
    # shellcheck disable=SC2086 # two words for some
    "$QSM" $command "${words[@]}" <"$work/two.png" >"$work/out" 2>"$work/err"
    result=$?
    status 1
    no_out
    err_line "qsm $command: a second picture follows in standard input, at byte $end; qsm $command reads only one$more"
    more=
done
that "nothing was written" [ ! -e "$work/two.qds" ]
{ cat "$sample" && echo more; } >"$work/more.png"
qsm put "$key" "$work/more.png" --hold 0
status 0
err_line "qsm put: 5 bytes follow the picture in $work/more.png; they are ignored"

# A picture of 9000 x 9000: 324000000 bytes. The limit is looked at before the pixels.
"$python" -I -S - "$work/large.png" <<'PYTHON'
import struct, sys, zlib
def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
rows = zlib.compress(b"\0" * (9000 * (9000 // 8 + 1)))
with open(sys.argv[1], "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 9000, 9000, 1, 0, 0, 0, 0)) +
               chunk(b"IDAT", rows) + chunk(b"IEND", b""))
PYTHON
limit="the limit is 268435456 bytes (256 MiB), --max-bytes changes it"
qsm put "$key" "$work/large.png" --hold 0
status 1
err "the image is larger than the limit on bytes; $limit"
qsm image encode "$work/large.png" -o "$work/large.qds"
status 1
err "$limit"
qsm image encode "$work/large.png" -o "$work/large.qds" --max-bytes 1G --quiet
status 0
no_err
qsm image decode "$work/large.qds"
status 1
err "$limit"
qsm image decode "$work/large.qds" --max-bytes 400M
status 0
out "width            9000"
in_background holder put "$key" "$sample"
until_true has_output holder
qsm get "$key" --max-bytes 1000K
status 1
err "the image is larger than the limit on bytes: $key ($native); the limit is 1024000 bytes, --max-bytes changes it"
qsm get "$key" --max-bytes 0
status 1
err "the limit is 0 bytes"
qsm get "$key" --max-bytes 1200K
status 0
qsm watch "$key" --count 1 --max-bytes 1000K
status 0
out "the image is larger than the limit on bytes; the limit is 1024000 bytes, --max-bytes changes it"
qsm watch "$key" --count 1 --max-bytes 1200K
out "QImage 640x480 ARGB32"
qsm put "$key" --max-bytes much
status 2
err "--max-bytes: 'much' is not a number of bytes"

# ---- words ----

for words in "get '$key'" "watch '$key'" "read '$key'" "image decode $work/large.qds"; do
    eval "qsm $words photo.png"
    status 2
    err "'photo.png' is one word too many; did you mean -o photo.png?"
done
qsm get "$key" photo.png -o other.png
status 2
not_err "did you mean"
qsm get "$key" more
not_err "did you mean"
qsm put "$key" one.png two.png
not_err "did you mean"

kill "$pid"
ends_with put "$pid" 0

# --hold takes the next word; without one it holds until interrupted.
for words in "--hold 0.1" "--hold=0.1"; do
    # shellcheck disable=SC2086
    qsm put "$key" "$sample" $words --json
    status 0
    json out holdSeconds 0.1
done
qsm put "$key" --hold "$sample"
status 2
err "--hold: '$sample' is not a number of seconds"
for words in "--hold --json" "--json --hold"; do
    # shellcheck disable=SC2086
    in_background holder put "$key" "$sample" $words
    until_true has_output holder
    that "put's JSON" json_value "$work/holder.out" holdSeconds null
    kill "$pid"
    ends_with put "$pid" 0
done

# --quiet: the result and errors, no notes.
in_background holder put "$key" "$sample" --quiet
until_true has_output holder
kill "$pid"
ends_with put "$pid" 0
that "no note" [ ! -s "$work/holder.err" ]
that "the result" grep -q "^width  *640" "$work/holder.out"
qsm get "$key" --quiet
status 1
that "one error, no note" [ "$(wc -l <"$work/err")" -eq 1 ]
"$QSM" --help | sed -n '/^Commands:/,/^$/s/^  \(.*[a-z]\)  .*/\1/p' | sed 's/  .*//' >"$work/commands"
while read -r command; do
    # shellcheck disable=SC2086 # two words for some
    qsm $command --help
    out "--quiet"
done <"$work/commands"

remove_locks
finish
