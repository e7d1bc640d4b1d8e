# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154,SC2034,SC2016
# qsm info: what it tells of a segment, its users and its lock.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

qsm info
status 2
qsm info "$key" more
status 2
qsm info "$key"
status 1
err "there is nothing, by any key scheme: $key (systemv-legacy,"
qsm info "$key" --json
status 1

in_background holder put "$key" "$sample" --hold
holder=$pid
until_true has_output holder
qsm info "$key"
status 0
out "System V, legacy key"
out "mode 0600"
out "process $pid (qsm)"
out "QImage 640x480 ARGB32"
out "free, value 1"
qsm info "$key" --json
json out 0.scheme "System V, legacy key"
json out 0.users.0.pid "$pid"
json out 0.users.0.name qsm
json out 0.creatorAlive true
json out 0.lockState free
json out 0.content.width 640
json out 0.attached 1
native=$("$QSM" key "$key" --json | "$python" -I -S -c 'import json, sys
print(json.load(sys.stdin)["names"][0]["segment"]["string"])')
qsm info --native "$native" --json
json out 0.users.0.pid "$pid"

# A held lock does not stop the look, and who holds it is told.
in_background locker lock "$key" -- sh -c 'echo $$; exec sleep 60'
locker=$pid
until_true has_output locker
qsm info "$key" --wait 0
status 0
out "held, value 0"
out "process $locker (qsm)"
out "QImage 640x480"
qsm info "$key" --wait 0 --no-content
status 0
that "no contents" [ "$(grep -c QImage "$work/out")" = 0 ]
qsm info "$key" --no-content --json
that "no contents" [ "$(grep -c '"content"' "$work/out")" = 0 ]
kill "$(cat "$work/locker.out")"
wait "$locker"

kill -KILL "$holder"
wait "$holder" 2>/dev/null
qsm info "$key" --json
json out 0.creatorAlive false
json out 0.users "[]"
qsm info "$key"
out "(gone)"
qsm rm "$key"

# POSIX segments, and several at once.
in_background posix put "$key" "$sample" --safe posix --hold
posix=$pid
until_true has_output posix
in_background systemv put "$key" "$sample" --scheme systemv-legacy --hold
until_true has_output systemv
qsm info "$key" --json
json out 0.scheme "System V, legacy key"
json out 1.scheme "POSIX, platform-safe key"
json out 1.users.0.name qsm
qsm info "$key"
err "$key has 2 segments"
err "--scheme NAME chooses one"
# Each command line takes the segment beside which it stands.
out "to read it   qsm get '$key' --scheme systemv-legacy"
out "to read it   qsm get --native 'posix:/$key'"
sed -n 's/^ *to read it *qsm //p' "$work/out" >"$work/commands"
that "two commands" [ "$(grep -c . "$work/commands")" -eq 2 ]
for name in "System V, legacy key" ""; do
    IFS= read -r command
    eval "qsm $command --json"
    status 0
    no_err
    [ -z "$name" ] || json out scheme "$name"
done <"$work/commands"
qsm info "$key" --scheme posix-safe --json
json out 0.scheme "POSIX, platform-safe key"
that "it is the only one" [ "$(grep -c '"scheme"' "$work/out")" -eq 1 ]
qsm info "$key" --any --no-content
status 0
kill "$pid" "$posix"
wait "$pid" "$posix"
qsm rm "$key" --any

# The hashes of Qt 5.6 - 5.8 give 255 ids: for one key in some 128 the one that everybody has.
has_two_ways() {
    [ "$(grep -c '"ftokId": 81,' "$work/key")" -gt 4 ] && "$python" -I -S -c 'import json, sys
names = json.load(sys.stdin)["names"]
found = [name for name in names if name["scheme"] == "legacy" and name["segment"].get("ftokId") == 81]
sys.exit(len(found) < 2)' <"$work/key"
}
for ((i = 0; i < 5000; i++)); do
    "$QSM" key "$key $i" --json >"$work/key"
    ! has_two_ways || break
done
in_background twice put "$key $i" "$sample" --hold
until_true has_output twice
qsm info "$key $i" --json
status 0
that "one segment is reported once" [ "$(grep -c '"scheme"' "$work/out")" -eq 1 ]
qsm doctor "$key $i"
status 0
kill "$pid"
wait "$pid"

# A native key is told of as such.
in_background native put --native "posix:/qsm-info-$$" "$sample" --hold
until_true has_output native
qsm info --native "posix:/qsm-info-$$"
status 0
out "native key"
qsm info --native "posix:/qsm-info-$$" --json
json out 0.scheme "native key"
kill "$pid"
wait "$pid"
qsm rm --native "posix:/qsm-info-$$"
finish
