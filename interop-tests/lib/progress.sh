# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# A line that says how far a command is, whose output goes to a log. The `run` scripts source this file.
#
#   progress_begin WHAT LOG    on a terminal the line is written anew each second, elsewhere every 15 s
#   progress_end               ends it, and removes the line
#
# The log is read for what ninja, make and apt say of themselves: [12/471], [ 34%], pmstatus:...:34.5:

progress_pid=

# Prints how far the command is; nothing if its log does not say.
progress_of() {
    tail -c 4096 "$1" 2>/dev/null | tr '\r' '\n' | sed -nE \
        -e 's/^\[ *([0-9]+)\/([0-9]+)\].*/\1 of \2/p' \
        -e 's/^\[ *([0-9]+)%\].*/\1 %/p' \
        -e 's/^dlstatus:[^:]*:([0-9]+).*/fetched \1 %/p' \
        -e 's/^pmstatus:[^:]*:([0-9]+).*/installed \1 %/p' | tail -n 1
}

progress_lines() {
    local what=$1 log=$2 begun=$SECONDS pause=15 line never
    [ ! -t 2 ] || pause=1
    exec {never}<> <(:) # a pipe that never has data: a pause without another process
    until read -r -t "$pause" -u "$never"; do
        line="$what: $(progress_of "$log") ($((SECONDS - begun)) s)"
        if [ -t 2 ]; then
            printf '\r\033[K%s' "${line/:  /: }" >&2
        else
            printf '%s\n' "${line/:  /: }" >&2
        fi
    done
}

progress_begin() {
    progress_end
    progress_lines "$@" </dev/null &
    progress_pid=$!
}

# SIGKILL: after another signal, a process that has just begun runs the EXIT trap of the script it came from.
progress_end() {
    [ -n "$progress_pid" ] || return 0
    {
        kill -KILL "$progress_pid"
        wait "$progress_pid"
    } 2>/dev/null
    progress_pid=
    [ ! -t 2 ] || printf '\r\033[K' >&2
}
