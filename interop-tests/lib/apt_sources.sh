# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Source packages from this machine's apt mirrors. Lists and downloads are in a FOLDER. The settings of the
# machine do not change.
#
#   apt_sources_lists FOLDER [SUITE]      writes the lists: the machine's own, of source packages, or
#                                         of the Debian release SUITE
#   apt_sources FOLDER ARGUMENT...        apt-get with these lists

# Lines "deb ..." become "deb-src ...", of SUITE when it is named. Folders ("./") have no suite.
apt_sources_lines() {
    local option='(\[[^]]*\][[:space:]]+)?'
    if [ -z "${1:-}" ]; then
        sed -nE 's/^[[:space:]]*deb([[:space:]])/deb-src\1/p'
    else
        sed -nE "s/^[[:space:]]*deb[[:space:]]+$option([^[:space:]]+)[[:space:]]+[^[:space:]]*[^/[:space:]][[:space:]]/deb-src \1\2 $1 /p" |
            sort -u
    fi
}

apt_sources_stanzas() {
    sed -E 's/^Types:.*/Types: deb-src/I' | if [ -z "${1:-}" ]; then
        cat
    else
        sed -E "s/^Suites:.*/Suites: $1/I"
    fi
}

apt_sources_lists() {
    local folder=$1 suite=${2:-} file
    mkdir -p "$folder/lists/partial" "$folder/parts" "$folder/cache/archives/partial" || return 1
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ ! -f "$file" ] || apt_sources_lines "$suite" <"$file"
    done >"$folder/sources.list"
    for file in /etc/apt/sources.list.d/*.sources; do
        [ ! -f "$file" ] || apt_sources_stanzas "$suite" <"$file" >"$folder/parts/$(basename "$file")"
    done
}

apt_sources() {
    local folder=$1
    shift
    apt-get -qq -o Dir::State::lists="$folder/lists" -o Dir::Etc::sourcelist="$folder/sources.list" \
        -o Dir::Etc::sourceparts="$folder/parts" -o Dir::Cache="$folder/cache" \
        -o APT::Sandbox::User= "$@"
}
