# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC1091,SC2154
# qsm key: names for every system and every Qt, from given directories.
. "$(dirname "${BASH_SOURCE[0]}")/cli.sh"

# rows: reads lines "FILTER => SEGMENT LOCK ID ID"; exactly one row of the output passes each FILTER
# (Python), with these names and ftok ids.
wrong_rows() {
    python3 - "$work/out" "$1" <<'PYTHON'
import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    rows = json.load(file)["names"]
lines = [line for line in sys.argv[2].splitlines() if line]
for line in lines:
    wanted, text = line.split(" => ")
    found = [" ".join([row["segment"]["name"], row["lock"]["name"],
                       str(row["segment"].get("ftokId", "-")), str(row["lock"].get("ftokId", "-"))])
             for row in rows if eval(wanted, dict(row, unix=row["host"] == "this system"))]
    if found != [text]:
        print(f"{wanted}: found {found}, wanted {text}")
if not lines:
    print("nothing was asked")
PYTHON
}

rows() {
    local wrong
    wrong=$(wrong_rows "$(cat)" 2>&1)
    that "names: $wrong" [ -z "$wrong" ]
}

digest=helloaaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d
qsm key hello --json --temp-path /tmp --runtime-path /run/user/1000
status 0
no_err
json out key hello
json out tempPath /tmp
json out runtimePath /run/user/1000
rows <<END
unix and type == 'systemv' and '4.4 - 5.0.0' in qt => /tmp/qipc_sharedmemory_$digest /tmp/qipc_systemsem_$digest 81 81
unix and type == 'systemv' and scheme == 'legacy' and '6.11' in qt => /tmp/qipc_sharedmemory_$digest /tmp/qipc_systemsem_$digest 81 81
'5.6 - 5.8 (x86)' in qt => /tmp/qipc_sharedmemory_$digest /tmp/qipc_systemsem_$digest 187 101
'5.6 - 5.8 (other processors)' in qt => /tmp/qipc_sharedmemory_$digest /tmp/qipc_systemsem_$digest 91 197
unix and type == 'posix' and scheme == 'legacy' => /qipc_sharedmemory_$digest /qipc_systemsem_$digest - -
unix and type == 'posix' and scheme == 'native' => hello hello - -
unix and type == 'posix' and scheme == 'safe' => /hello /hello - -
unix and type == 'systemv' and scheme == 'safe' => /run/user/1000/hello /run/user/1000/hello 81 81
host == 'Windows' and scheme == 'legacy' => qipc_sharedmemory_$digest qipc_systemsem_$digest - -
host == 'Windows' and scheme == 'safe' => shm_hello shm_hello_sem - -
host == 'macOS' and scheme == 'legacy' => /aaf4c61ddcc5e8a2dabede0f3b482 /aaf4c61ddcc5e8a2dabede0f3b482 - -
host == 'macOS, sandboxed' => hello hello - -
END

qsm key hello --temp-path /tmp --runtime-path /run/user/1000
status 0
no_err
out "  Qt 4.4 - 5.0.0, 5.0.1 - 5.5, 5.9 - 6.5, 6.6 - 6.8, 6.11"
out "    segment  /tmp/qipc_sharedmemory_$digest"
out "QSharedMemory::platformSafeKey(\"hello\", SystemV)"

# A link in TMPDIR: some generations resolve it, and so have another name.
mkdir "$work/real"
ln -s real "$work/link"
TMPDIR=$work/link qsm key hello --json --runtime-path /run
rows <<END
'5.0.1 - 5.5' in qt => $work/link/qipc_sharedmemory_$digest $work/link/qipc_systemsem_$digest 81 81
unix and '5.9 - 6.5' in qt and type == 'systemv' => $work/real/qipc_sharedmemory_$digest $work/real/qipc_systemsem_$digest 81 81
unix and '6.11' in qt and type == 'systemv' and scheme == 'legacy' => $work/link/qipc_sharedmemory_$digest $work/link/qipc_systemsem_$digest 81 81
END

# What cannot be a key, and what does not look like one.
qsm key
status 2
err "KEY"
qsm key ''
status 2
err "KEY is empty"
qsm key $'\xff'
status 2
err "not valid UTF-8"
qsm key one two
status 2
qsm key --runtime-path /run -- --odd-key
status 0
out 'Key "--odd-key"'
qsm key --runtime-path /run --json $'tab\t"quote"'
status 0
json out key $'tab\t"quote"'

# A key can be a stranger's: nothing in it turns text round.
qsm key $'a\u202eb\u009b' --temp-path $'/t\u2028' --runtime-path /r
status 0
out 'Key "a\xe2\x80\xaeb\xc2\x9b", temp directory /t\xe2\x80\xa8, runtime directory /r'
that "text is ASCII" [ -z "$(tr -d '[:print:]\n' <"$work/out")" ]
qsm lock --native $'posix:/a\u202eb' --repair
that "no such lock is ASCII, too" [ -z "$(cat "$work/out" "$work/err" | tr -d '[:print:]\n')" ]
finish
