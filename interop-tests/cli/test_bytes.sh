# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034
# qsm read, write and create: bytes in and out, as digits, numbers and files; what is refused.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

# py CODE ARGUMENT...: a Python program; struct is there.
py() {
    "$python" -I -S -c "import struct, sys; $1" "${@:2}"
}
# create NAME ARGUMENT...: a segment that is held in the background.
create() {
    in_background "$1" create "${@:2}"
    that "create says what it did" until_true has_output "$1"
}
ends() {
    kill "$1"
    ends_with "create" "$1" 0
}
# What hexdump -C prints, made by other means: hexdump OFFSET FILE.
like_hexdump() {
    py '
start, data, last = int(sys.argv[1]), open(sys.argv[2], "rb").read(), None
for at in range(0, len(data), 16):
    row = data[at:at + 16]
    if row == last:
        starred or print("*")
        starred = True
        continue
    last, starred = row, False
    cells = [f"{byte:02x}" for byte in row] + ["  "] * (16 - len(row))
    text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
    print(f"{start + at:08x}  {chr(32).join(cells[:8])}  {chr(32).join(cells[8:])}  |{text}|")
print(f"{start + len(data):08x}")' "$@"
}

# There and back, under each key scheme, and nothing stays.
head -c 5000 /dev/urandom >"$work/noise"
head -c 100000 /dev/zero >"$work/zeros"
number=0
for how in "" "--safe systemv" "--native systemv:$work/native" "--safe posix" "--native posix:/qsm-bytes-$$"; do
    name=("$key")
    [[ $how != --native* ]] || name=()
    # shellcheck disable=SC2206 # words of a command line
    words=($how "${name[@]}")
    create holder "${words[@]}" --size 100000 --json
    that "JSON" json_value "$work/holder.out" segmentSize 100000
    that "JSON" json_value "$work/holder.out" holdSeconds null
    qsm read "${words[@]}" -o "$work/read"
    status 0
    no_err
    out "segment size     100000"
    same "$work/read" "$work/zeros"
    qsm write "${words[@]}" "$work/noise" --offset 70000 --json
    status 0
    no_err
    json out offset 70000
    json out size 5000
    qsm read "${words[@]}" --offset 70000 --size 5000 -o "$work/read" --json
    status 0
    json out file "$work/read"
    same "$work/read" "$work/noise"
    { head -c 70000 "$work/zeros" && cat "$work/noise" && head -c 25000 "$work/zeros"; } >"$work/whole"
    "$QSM" read "${words[@]}" -o - >"$work/read" 2>"$work/err"
    same "$work/read" "$work/whole"
    err "size             100000"
    qsm create "${words[@]}" --size 5 --hold 0 --json
    status 1
    no_out
    json err exit 1
    ends "$pid"
    qsm read "${words[@]}"
    if [[ $how == *posix* ]]; then
        # As in Qt it stays, with its bytes; also for a command that writes when no process has it.
        status 0
        printf 'late' | "$QSM" write "${words[@]}" - >"$work/out" 2>"$work/err"
        qsm read "${words[@]}" --size 4 --json
        json out hex 6c617465
        qsm create "${words[@]}" --size 5 --hold 0
        status 1
        err "already exists"
        err "--replace removes a stale segment"
        qsm create "${words[@]}" --size 5 --hold 0 --replace
        status 0
        qsm rm "${words[@]}"
        status 0
    else
        status 1
        err "no segment"
    fi
done
for command in read write; do
    create holder --safe posix "$key" --size 16
    file=()
    [ $command = read ] || file=("$work/small")
    printf 'sixteen bytes ok' >"$work/small"
    qsm $command "$key" "${file[@]}" --scheme systemv-legacy
    status 1
    err "no segment exists by the key scheme systemv-legacy: $key (systemv:"
    for any in "" --any; do
        # shellcheck disable=SC2086 # nothing, or an option
        qsm $command "$key" "${file[@]}" $any
        status 0
        err "the segment exists under the key scheme posix-safe (POSIX, platform-safe key)"
    done
    qsm $command "$key" "${file[@]}" --json
    json out scheme "POSIX, platform-safe key"
    json out key "$key"
    no_err
    ends "$pid"
    qsm rm --safe posix "$key"
    qsm $command "$key" "${file[@]}" --any
    status 1
    err "by any key scheme"
done

# Digits: as hexdump -C, from any offset.
py 'sys.stdout.buffer.write(bytes(range(256)) + b"A" * 50 + bytes(100) + b"end")' >"$work/bytes"
create holder "$key" --size 409
holder=$pid
qsm write "$key" "$work/bytes"
for offset in 0 1 16 250 256 300 408; do
    tail -c +$((offset + 1)) "$work/bytes" >"$work/part"
    like_hexdump $offset "$work/part" >"$work/wanted"
    qsm read "$key" --offset $offset
    status 0
    same "$work/out" "$work/wanted"
    qsm read "$key" --offset "$(printf '0x%x' $offset)" --hex
    same "$work/out" "$work/wanted"
done
if command -v hexdump >/dev/null; then
    hexdump -C "$work/bytes" >"$work/wanted"
    qsm read "$key"
    same "$work/out" "$work/wanted"
fi
qsm read "$key" --offset 65 --size 3 --json
json out hex 414243
json out offset 65

# Wrong places: nothing is read, nothing is written.
qsm read "$key" -o "$work/before"
for place in "--offset 409" "--offset 1K" "--size 410" "--offset 400 --size 10" \
    "--offset 18446744073709551615" "--size 17179869183G" "--offset 1 --size 18446744073709551615"; do
    # shellcheck disable=SC2086
    qsm read "$key" $place -o "$work/none"
    status 1
    no_out
    err "the segment has 409 bytes"
    that "no file" [ ! -e "$work/none" ]
done
qsm write "$key" "$work/bytes" --offset 1
status 1
err "409 bytes from offset 1 on are not all inside of it"
qsm write "$key" "$work/bytes" --offset 409
status 1
err "--offset 409 is not inside of it"
qsm write "$key" "$work/bytes" --size 410
status 1
err "has only 409 bytes; --size asks for 410"
: >"$work/empty"
qsm write "$key" "$work/empty"
status 1
err "there is nothing to write"
qsm write "$key" "$work/none"
status 1
err "No such file"
qsm read "$key" -o "$work/after"
same "$work/after" "$work/before"
qsm write "$key" /dev/zero --size 4 --offset 1
status 0
qsm read "$key" --size 6 --json
json out hex 000000000005
qsm read "$key" -o "$work/none/x"
status 1
err "cannot write $work/none/x"
if [ -w /dev/full ]; then
    "$QSM" read "$key" >/dev/full 2>"$work/err"
    result=$?
    status 1
fi

# Numbers. Python packs them; read shows them.
py '
both = struct.pack("<BbHhIiQq", 200, -100, 60000, -30000, 4000000000, -2000000000, 2**64 - 1, -2**63)
big = struct.pack(">HhIiQq", 1, -1, 2, -2, 3, -3)
floats = struct.pack("<fd", 0.1, 1 / 3) + struct.pack(">fd", -1.5e-30, 1e300)
odd = struct.pack("<dddd", float("inf"), float("-inf"), float("nan"), -0.0)
text = b"name\0????" + "Grüße".encode() + b"\xff\x1b["
sys.stdout.buffer.write((both + big + floats + odd + text).ljust(409, b"\0"))' >"$work/struct"
qsm write "$key" "$work/struct"
types=u8,i8,u16le,i16le,u32le,i32le,u64le,i64le,u16be,i16be,u32be,i32be,u64be,i64be
types=$types,f32le,f64le,f32be,f64be,4f64le,9char,7char,3char
qsm read "$key" --as $types --count 1
status 0
no_err
printf '%s\n' '00000000  200  -100  60000  -30000  4000000000  -2000000000  18446744073709551615'"\
"'  -9223372036854775808  1  -1  2  -2  3  -3  0.1  0.3333333333333333  -1.5e-30  1e+300  inf  -inf'"\
"'  nan  -0  "name"  "Grüße"  "\xFF\x1B["' | sed 's/"$//;s/^"//' >"$work/wanted"
that "the numbers" cmp -s <(tr -d ' "' <"$work/out" | tr A-F a-f) <(tr -d ' "' <"$work/wanted" | tr A-F a-f)
qsm read "$key" --as $types --count 1 --json
status 0
json out size 133
json out types.13 i64
json out records.0.values.6 18446744073709551615
json out records.0.values.7 -9223372036854775808
json out records.0.values.15 0.3333333333333333
json out records.0.values.17 1e+300
json out records.0.values.18 inf
json out records.0.values.20 nan
json out records.0.values.22 name
json out records.0.values.23 Grüße
# This machine's order is the default.
py 'sys.stdout.buffer.write(struct.pack("=3i", 7, -1000000, 7))' >"$work/numbers"
qsm write "$key" "$work/numbers"
qsm read "$key" --as i32 --count 3
printf '%s\n' '00000000         7' '00000004  -1000000' '00000008         7' >"$work/wanted"
same "$work/out" "$work/wanted"
qsm read "$key" --as 4pad,i32,4pad --size 12 --json
json out records '[{"offset": 0, "values": [-1000000]}]'
qsm read "$key" --as 5i32 --offset 400
status 1
err "--as needs 20 bytes; there are 9 bytes"
qsm read "$key" --as 2u16 --offset 400
status 0
err "1 bytes are left: --as needs 4 bytes"
for types in "" "," "i32," ",i32" i33 i32x u8be i8le charle 0i32 -1i32 9999999i32 99999999999999999999i32 "i32 " I32 f16 2; do
    qsm read "$key" --as "$types"
    status 2
    err "--as: '$types' is not a list of types"
done
qsm read "$key" --as 1048577pad
status 2
for words in "--hex --as i32" "--hex -o x" "--as i32 -o x" "--count 1" "--as i32 --count 1 --size 4" \
    "--as i32 --size 5" "--size 0" "--json -o -" "--size -1" "--size 1T" "--offset 0x" "--offset 1KK" \
    "--size 99999999999999999999" "--size 0x1p3"; do
    # shellcheck disable=SC2086
    qsm read "$key" $words
    status 2
    no_out
done

# The lock: nothing is read or written while another holds it.
qsm read "$key" -o "$work/before"
in_background locker lock "$key" -- sh -c 'echo held; exec sleep 30'
locker=$pid
until_true has_output locker
for command in read write; do
    file=()
    [ $command = read ] || file=("$work/bytes")
    qsm $command "$key" "${file[@]}" --timeout 0.1
    status 1
    no_out
    err "the lock is held by process $locker (qsm)"
    in_background waiter $command "$key" "${file[@]}"
    sleep 0.2
    that "$command waits" kill -0 "$pid"
    kill -INT "$pid"
    ends_with "$command, interrupted" "$pid" 1
    that "it says so" grep -q interrupted "$work/waiter.err"
done
in_background waiter write "$key" "$work/bytes"
waiter=$pid
sleep 0.2
kill "$locker"
ends_with lock "$locker" 143
ends_with write "$waiter" 0
qsm read "$key" -o "$work/after"
same "$work/after" "$work/bytes"

# Waiting for a segment.
in_background waiter read "$key 2" --wait 20 --json
waiter=$pid
sleep 0.2
that "read waits" kill -0 "$waiter"
create second "$key 2" --size 3
ends_with read "$waiter" 0
that "it is the segment" json_value "$work/waiter.out" hex 000000
ends "$pid"
qsm read "$key 2" --wait 0.1
status 1
in_background waiter read "$key 2" --wait 20 --any
sleep 0.2
kill -INT "$pid"
ends_with "read, interrupted" "$pid" 1

# A left-over with System V: read leaves it there, write needs --hold.
kill -KILL "$holder"
wait "$holder" 2>/dev/null
for _ in 1 2; do
    qsm read "$key" --offset 100 --size 309 -o "$work/after"
    status 0
    no_err
    same "$work/after" <(tail -c 309 "$work/bytes")
done
qsm read "$key" --own --size 1 --json
status 0
qsm write "$key" "$work/noise" --size 8
status 1
err "--hold SECONDS keeps it"
in_background holder write "$key" "$work/noise" --size 8 --hold 30
until_true has_output holder
qsm read "$key" --size 8 -o "$work/after"
same "$work/after" <(head -c 8 "$work/noise")
ends "$pid"
qsm read "$key"
status 1

# A segment can claim more bytes than there is memory: only what was asked for is prepared.
create holder "$key" --size 1200M
kill -KILL "$pid"
wait "$pid" 2>/dev/null
qsm read "$key" --size 16 --json
status 0
qsm read "$key" --offset 1100M --size 16
status 1
no_out
err "no process is attached: the 1153433600 bytes before --offset are read, too, and these are more than 1 GiB; a smaller --offset does it"
qsm rm "$key"
status 0
create holder --safe posix "$key" --size 1200M
qsm read --safe posix "$key"
status 1
no_out
err "these are 1258291200 bytes, more than 1 GiB; --size 1258291200 does it, a smaller number takes a part"
qsm read --safe posix "$key" --offset 1100M --size 16
status 0
for words in "dump --types qint32" guess; do
    # shellcheck disable=SC2086 # a command and its options
    qsm stream $words --safe posix --key "$key"
    status 1
    no_out
    err "the segment has 1258291200 bytes, more than 1 GiB; to save a part as a file: qsm read "
    that "its command works" eval "\"$QSM\" $(sed -n "s/.*as a file: qsm \(read .* --size 1\)G.*/\1/p" "$work/err") -o '$work/part' >'$work/out'"
    that "a part" [ "$(stat -c %s "$work/part")" -eq 1 ]
done
ends "$pid"
qsm rm --safe posix "$key"

# create.
qsm create "$key"
status 2
err "--size BYTES is missing"
qsm create "$key" --size 0
status 2
qsm create "$key" --size 17179869183G
status 1
err "too many"
qsm create "$key" --size 99999999999G --hold 0
status 2
qsm create "$key" --size 64 --hold 0.1 --json
status 0
json out holdSeconds 0.1
qsm read "$key"
status 1

# Without memory for its pages a segment ends a process; this one only fails, and unlocks.
if [ "${QSM_TEST_ISOLATED:-0}" = 1 ] && mount -t tmpfs -o size=64k none /dev/shm 2>/dev/null; then
    truncate -s 1M /dev/shm/qsm-small
    qsm read --native posix:/qsm-small -o "$work/none"
    status 1
    no_out
    err "the system has no memory for it"
    that "no file" [ ! -e "$work/none" ]
    qsm lock --native posix:/qsm-small --timeout 0 -- true
    status 0
    qsm write --native posix:/qsm-small "$work/zeros" --offset 500000
    status 1
    qsm lock --native posix:/qsm-small --timeout 0 -- true
    status 0
    umount /dev/shm
fi

# Signals at any moment leave no POSIX lock taken.
create holder --safe posix "$key" --size 24M
holder=$pid
head -c 24M /dev/zero >"$work/large"
for ((round = 0; round < ${QSM_SIGNAL_ROUNDS:-40}; round++)); do
    signals=(INT TERM QUIT HUP)
    words=(read --size 24M -o "$work/read")
    [ $((round % 2)) = 0 ] || words=(write "$work/large")
    in_background hurried "${words[0]}" --safe posix "$key" "${words[@]:1}"
    # Until it is the command: a shell that is ended would clear this test's folder away.
    while [ "/proc/$pid/exe" -ef "/proc/$$/exe" ]; do :; done
    sleep "0.0$((RANDOM % 3))$((RANDOM % 10))"
    kill -"${signals[round % 4]}" "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
done
last="signals at ${QSM_SIGNAL_ROUNDS:-40} moments"
qsm lock --safe posix "$key" --timeout 0 -- true
status 0
ends "$holder"
qsm rm --safe posix "$key"
qsm list --json --no-content
that "nothing of ours is listed" [ "$(grep -cF "$key" "$work/out")" -eq 0 ]
remove_locks
finish
