#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016 # for the shells of the cases
# What lib/packages.sh says: one question, its cost, and in words why something could not be installed. The
# system is pretended by programs that come first in PATH.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
checks=0 failures=0

pretend() {
    printf '#!/bin/bash\ncd "%s" || exit\n%s\n' "$work" "$2" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
pretend dpkg-query 'grep -qx -- "${@: -1}" installed && echo "install ok installed"'
pretend apt-cache 'for name; do ! grep -qx -- "$name" known || echo "Package: $name"; done'
pretend id '[ "$1" = -u ] && cat uid || echo somebody'
pretend sudo '[ ! -s sudo ] || { cat sudo >&2; exit 1; }
while [[ $1 == -* ]]; do shift; done
echo "as root: $*" >>calls; exec "$@"'
pretend apt-get 'case " $* " in
*" --assume-no "*)
    [ -s known ] && printf "Need to get 12.3 MB/45.6 MB of archives.\nAfter this operation, 230 MB of additional disk space will be used.\n"
    exit 1 ;;
*" update "*)
    echo update >>calls
    if [ -e offline ]; then
        echo "W: Failed to fetch http://mirror/InRelease  Temporary failure resolving mirror"
    else
        cp mirror known
    fi ;;
*" install "*)
    echo install >>calls
    [ ! -e offline ] || { echo "E: Failed to fetch http://mirror/x.deb  Could not resolve mirror"; exit 100; }
    for name; do
        case $name in -* | install | *=*) continue ;; esac
        grep -qx -- "$name" known || { echo "E: Unable to locate package $name"; exit 100; }
        echo "$name" >>installed
    done ;;
esac'

# system: as root, with a mirror of all packages, and none installed.
system() {
    rm -f "$work"/{offline,known,calls}
    truncate -s 0 "$work"/{installed,known,calls,sudo}
    echo 0 >"$work/uid"
    # shellcheck source=interop-tests/lib/packages.sh
    . "$here/packages.sh"
    tr ' ' '\n' <<<"${PACKAGE_GROUPS[*]}" >"$work/mirror"
}

# packages COMMANDS: runs them after packages.sh; answers come from the file `answers` on a terminal, if there
# is one.
packages() {
    local line="PATH=$work/bin:\$PATH; . '$here/packages.sh'; $1"
    last=$1
    if [ -e "$work/answers" ]; then
        script -qec "env -u CI -u PACKAGES_YES bash -c $(printf %q "$line")" /dev/null <"$work/answers" >"$work/out" 2>&1
    else
        env -u CI -u PACKAGES_YES bash -c "$line" </dev/null >"$work/out" 2>&1
    fi
    result=$?
    rm -f "$work/answers"
}
that() {
    local what=$1
    shift
    checks=$((checks + 1))
    "$@" && return
    failures=$((failures + 1))
    echo "FAILED: $what, after: $last"
    sed 's/^/  /' "$work/out"
}
says() { that "says '$1'" grep -qF -- "$1" "$work/out"; }
silent_of() { that "does not say '$1'" eval '! grep -qF -- "$1" "$work/out"'; }
times() { that "$2 times '$1'" [ "$(grep -cF -- "$1" "$work/out")" -eq "$2" ]; }

system
cp "$work/mirror" "$work/known"
echo y >"$work/answers"
packages 'packages_ask build tests qt6; packages_ensure build tests; packages_offer qt6'
times "Install them now?" 1
says "13 MB to fetch, 230 MB on the disk, about a minute"
says "Installing: "
that "it succeeds" [ $result -eq 0 ]
that "no update is needed" [ "$(cat "$work/calls")" = install ]

system
cp "$work/mirror" "$work/known"
echo n >"$work/answers"
packages 'packages_ask build tests; packages_ensure tests'
says "sudo apt-get install --no-install-recommends cmake g++"
times "Install them now?" 1
that "it fails" [ $result -ne 0 ]

system # no lists yet
packages 'PACKAGES_YES=1; packages_ask build; packages_ensure build'
silent_of "Unable to locate"
says "13 MB to fetch"
that "lists first" [ "$(tr '\n' ' ' <"$work/calls")" = "update install " ]
that "it succeeds" [ $result -eq 0 ]

system
: >"$work/offline"
packages 'PACKAGES_YES=1; packages_ask build; packages_ensure build'
times "There is no network" 1
silent_of "Unable to locate"
that "it fails" [ $result -ne 0 ]
packages 'PACKAGES_YES=1; packages_ensure build'
says "There is no network"

system
cp "$work/mirror" "$work/known"
packages 'packages_ask build; packages_ensure build'
says "there is no terminal to ask on. --yes installs"
says "sudo apt-get install"

system
echo 1000 >"$work/uid"
cp "$work/mirror" "$work/known"
packages 'PACKAGES_YES=1; packages_ensure build'
that "sudo is used" grep -q "as root: env .* install" "$work/calls"
for pair in "somebody is not in the sudoers file.|somebody may not use sudo: this user is not in the sudoers file" \
    "sudo: a terminal is required to read the password|sudo needs a terminal to ask for the password"; do
    system
    echo 1000 >"$work/uid"
    cp "$work/mirror" "$work/known"
    echo "${pair%|*}" >"$work/sudo"
    packages 'PACKAGES_YES=1; packages_ask build; packages_ensure build'
    times "${pair#*|}" 1
    says "sudo apt-get install"
    that "it fails" [ $result -ne 0 ]
done

system
cp "$work/mirror" "$work/known"
packages 'progress_of() { echo "3 of 9"; }; pause=1; progress_begin building x; progress_end; progress_end'
that "progress ends" [ $result -eq 0 ]
packages 'trap "echo the EXIT trap >&2" EXIT; for ((i = 0; i < 300; i++)); do progress_begin building x; progress_end; done'
times "the EXIT trap" 1
printf '[12/471] Building\nnote\n' >"$work/log"
packages "progress_of $work/log"
says "12 of 471"
printf 'pmstatus:x:34.5:y\n' >"$work/log"
packages "progress_of $work/log"
says "installed 34 %"

printf '%d checks, %d failed\n' $checks $failures
[ $failures -eq 0 ] && [ $checks -gt 0 ]
