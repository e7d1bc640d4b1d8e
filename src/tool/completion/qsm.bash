# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2207 # words of one line each
# Completion of the qsm command for bash. Commands and options come from the option tables of the command
# itself, as --help prints them.

_qsm_commands() {
    "$1" --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \(image [a-z]*\|stream [a-z]*\|[a-z]*\)  .*/\1/p'
}

_qsm_options() {
    "$@" --help 2>/dev/null | sed -nE 's/^ +(-[a-zA-Z], )?(--[a-z0-9-]+).*/\2/p'
}

_qsm() {
    local current=${COMP_WORDS[COMP_CWORD]} command=("${COMP_WORDS[0]}")
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "$(_qsm_commands "$1" | cut -d ' ' -f 1 | sort -u) --help --version" -- "$current"))
        return
    fi
    command+=("${COMP_WORDS[1]}")
    if [ "${COMP_WORDS[1]}" = image ] || [ "${COMP_WORDS[1]}" = stream ]; then
        if [ "$COMP_CWORD" -eq 2 ]; then
            COMPREPLY=($(compgen -W "$(_qsm_commands "$1" | sed -n "s/^${COMP_WORDS[1]} //p")" -- "$current"))
            return
        fi
        command+=("${COMP_WORDS[2]}")
    fi
    if [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "$(_qsm_options "${command[@]}")" -- "$current"))
    fi
}

complete -o default -F _qsm qsm
