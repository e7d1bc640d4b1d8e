# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The packages that the project needs, and their installation. The `run` scripts source this file.
#
#   packages_ask GROUP...      asks one question for all of these groups, and installs what there is
#   packages_ensure GROUP...   installs missing packages of these groups; fails if one is still missing
#   packages_offer GROUP...    the same, but the packages are optional: prints a message and returns 1
#
# PACKAGES_YES=1 (or CI=true) installs without asking. If all packages are installed, there is no
# question, and the network is not used.

# shellcheck source=interop-tests/lib/progress.sh
. "$(dirname "${BASH_SOURCE[0]}")/progress.sh"

declare -A PACKAGE_GROUPS=(
    [build]="gcc libc6-dev make cmake ninja-build pkg-config zlib1g-dev libdeflate-dev"
    [tests]="g++ libcunit1-dev python3 tzdata"
    [qt6]="g++ qt6-base-dev"
    [qt5]="g++ qtbase5-dev"
    [gui]="qtbase5-examples xvfb xdotool xterm fonts-dejavu-core"
    [show]="python3 xvfb xdotool xterm fonts-dejavu-core"
    [gtk]="libgtk-4-dev"
    [bench]="g++ lomiri-wallpapers-16.04 xplanet-images adwaita-icon-theme"
    [pictures]="adwaita-icon-theme qtbase5-examples libgdk-pixbuf-2.0-dev webp-pixbuf-loader qt5-image-formats-plugins qt6-image-formats-plugins"
    [more-pictures]="golang-1.19-src frozen-bubble-data"
    [clang]="clang"
    [valgrind]="valgrind"
    [tidy]="clang-format clang-tidy"
    [fuzz]="clang llvm"
    [coverage]="gcovr"
    [cache]="ccache"
    [documentation]="doxygen"
    [foreign]="gcc-i686-linux-gnu libc6-dev-i386-cross gcc-s390x-linux-gnu libc6-dev-s390x-cross qemu-user musl-tools dpkg-dev"
    [versions]="debootstrap"
    [suites]="xz-utils"
    [legacy]="g++ gfortran libfftw3-dev libboost-dev qtbase5-dev python3 xz-utils"
    [wsjtx]="wsjtx"
    [js8call]="js8call"
    [wild]="wsjtx qtox flameshot qsynth qjackctl jtdx python3-pyqt5 python3-pyqt6 python3-numpy python3-tk xvfb xdotool ffmpeg"
)

packages_say() {
    printf '%s\n' "$*" >&2
}

packages_have_dpkg() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null
}

# Prints the named packages that are not installed.
packages_missing() {
    local package
    for package in "$@"; do
        dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q ' installed$' ||
            printf '%s\n' "$package"
    done
}

# clang's runtime (sanitizers, fuzzer) is a package with the compiler's version in its name.
packages_clang_runtime() {
    local number
    number=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9][0-9]*\)$/\1/p')
    printf 'libclang-rt-%s-dev\n' "${number:-14}"
}

packages_of_groups() {
    local group
    for group in "$@"; do
        if [ -z "${PACKAGE_GROUPS[$group]:-}" ]; then
            packages_say "unknown package group: $group"
            return 1
        fi
        tr ' ' '\n' <<<"${PACKAGE_GROUPS[$group]}"
        [ "$group" != fuzz ] || packages_clang_runtime
        [ "$group" != wild ] || packages_known python3-pyside6.qtgui # since Debian 13
    done | sort -u
}

# Those of the packages that this system's lists of packages have, in their order.
packages_known() {
    local known
    known=$(apt-cache show --no-all-versions "$@" 2>/dev/null | sed -n 's/^Package: //p')
    local package
    for package in "$@"; do
        ! grep -qx -- "$package" <<<"$known" || printf '%s\n' "$package"
    done
}

# What apt-get would fetch and need, in words. Nothing if it cannot know yet.
packages_cost() {
    local told fetched
    # Without the lock, which an ordinary user cannot have.
    told=$(LC_ALL=C apt-get -o Debug::NoLocking=1 install --assume-no --no-install-recommends "$@" 2>/dev/null)
    fetched=$(sed -nE 's/^Need to get (([0-9.,]+ [kMG]?B)\/)?([0-9.,]+ [kMG]?B) of archives.*/\2 \3/p' <<<"$told")
    [ -n "$fetched" ] || return 0
    # shellcheck disable=SC2086 # number and unit
    set -- $fetched
    awk -v size="${1//,/}" -v unit="$2" -v disk="$(sed -nE 's/.* operation,? ([0-9.,]+ [kMG]?B) .*/\1/p' <<<"$told")" '
        BEGIN {
            mega = size * (unit == "GB" ? 1000 : unit == "MB" ? 1 : 0.001)
            minutes = mega / 120 + 0.4
            printf "%.0f MB to fetch%s, about %s", mega + 0.5, disk == "" ? "" : ", " disk " on the disk",
                minutes < 1 ? "a minute" : sprintf("%.0f minutes", minutes + 0.5)
        }'
}

packages_command() {
    printf 'sudo apt-get install --no-install-recommends %s' "${*//$'\n'/ }"
}

# Fetches the lists that are missing, where that needs no password: then the cost can be said.
packages_look_up() {
    local as_root=()
    [ "$(packages_known "$@" | wc -l)" -lt $# ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null </dev/null || return 0
        as_root=(sudo)
    fi
    packages_update
}

# Asks about the packages. Yes without a question with PACKAGES_YES or CI; no without a terminal, and after
# a no. What packages there are to install, and what they cost, is said first.
packages_may_install() {
    local cost
    if [ "${PACKAGES_ANSWER:-}" = no ]; then
        return 1
    fi
    if [ -t 0 ] || [ "${PACKAGES_YES:-}" = 1 ] || [ "${CI:-}" = true ]; then
        packages_look_up "$@"
    fi
    cost=$(packages_cost "$@")
    packages_say "Missing packages: $*"
    packages_say "  ${cost:-their size is known when the lists of packages have been fetched}"
    if [ "${PACKAGES_YES:-}" = 1 ] || [ "${CI:-}" = true ]; then
        return 0
    fi
    if [ -t 0 ]; then
        local answer
        read -r -p "Install them now? [y/N] " answer
        [[ ! "$answer" =~ ^([yY]|[yY][eE][sS])$ ]] || return 0
    else
        packages_say "Not installed, because there is no terminal to ask on. --yes installs without asking."
    fi
    PACKAGES_ANSWER=no
    packages_say "To install them yourself:"
    packages_say "  $(packages_command "$@")"
    return 1
}

# Why sudo failed, from what it said.
packages_say_sudo() {
    local said=$1 user
    user=$(id -un 2>/dev/null || id -u)
    case $said in
    *'not in the sudoers'* | *'not allowed'* | *'may not run sudo'*)
        packages_say "$user may not use sudo: this user is not in the sudoers file. Root must install the packages."
        ;;
    *'terminal is required'* | *'password is required'* | *'no tty'*)
        packages_say "sudo needs a terminal to ask for the password. Start this in a terminal, or as root."
        ;;
    *) packages_say "sudo failed: $(tail -n 1 <<<"$said")" ;;
    esac
}

# Sets as_root to what makes a command run as root; asks for the password here, where it can be seen.
packages_become_root() {
    local said
    as_root=()
    [ "$(id -u)" -ne 0 ] || return 0
    if ! command -v sudo >/dev/null; then
        packages_say "Installing packages needs root, and there is no sudo here. Root must install them."
        return 1
    fi
    said=$(LC_ALL=C sudo -n true 2>&1 </dev/null) || {
        if [ -t 0 ]; then
            said=$(LC_ALL=C sudo -v 2>&1) || { packages_say_sudo "$said" && return 1; }
        else
            packages_say_sudo "$said"
            return 1
        fi
    }
    as_root=(sudo)
}

# Why apt-get failed, in words; else its own errors.
packages_say_apt() {
    if grep -qE 'Temporary failure resolving|Could not (resolve|connect)|Network is unreachable|Unable to connect|Connection (refused|timed out|failed)' "$1"; then
        packages_say "There is no network, or a server of packages does not answer:"
        grep -E '^(E|W|Err).*(resolv|connect|unreachable|Connection)' "$1" | head -n 1 >&2
    else
        grep -E '^(E|W|dpkg):' "$1" >&2
    fi
}

# packages_apt WHAT ARGUMENT...: apt-get as root, with a line of progress. PACKAGES_TRY=first says nothing of
# errors: there is another try.
packages_apt() {
    local what=$1 log status
    shift
    log=$(mktemp) || return 1
    progress_begin "$what" "$log"
    # apt closes the descriptor of its status for dpkg, so it must not be standard output: scripts of packages
    # print. sudo closes all above 2, so it is opened behind it.
    # shellcheck disable=SC2016 # for the inner shell
    LC_ALL=C "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C sh -c 'exec apt-get "$@" 3>&1' sh -qq \
        -o Dpkg::Use-Pty=0 -o APT::Status-Fd=3 "$@" </dev/null >"$log" 2>&1
    status=$?
    progress_end
    # apt-get update ends well without a network, and warns.
    if [ "$status" -ne 0 ] || grep -q '^W: Failed to fetch' "$log"; then
        [ "${PACKAGES_TRY:-}" = first ] || packages_say_apt "$log"
        status=1
    fi
    rm -f "$log"
    return "$status"
}

# Once is enough.
packages_update() {
    if [ -z "${packages_updated:-}" ]; then
        packages_apt "fetching the lists of packages" update
        packages_updated=$?
    fi
    return "$packages_updated"
}

packages_install() {
    local as_root
    packages_become_root || return 1
    # Lists that are missing are fetched before apt-get complains; old ones after.
    [ "$(packages_known "$@" | wc -l)" -eq $# ] || packages_update
    packages_say "Installing: $*"
    PACKAGES_TRY=first packages_apt "installing packages" install -y --no-install-recommends "$@" && return 0
    # The usual reason is that the lists are old.
    packages_update || return 1
    packages_apt "installing packages" install -y --no-install-recommends "$@"
}

# One question for all groups. Packages that this release does not have are left out: who needs them says so.
packages_ask() {
    local wanted missing known as_root
    packages_have_dpkg || return 0
    wanted=$(packages_of_groups "$@") || return 1
    # shellcheck disable=SC2086 # one word a package
    missing=$(packages_missing $wanted)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    packages_may_install $missing || return 0
    packages_become_root || { PACKAGES_ANSWER=no && packages_say "  $(packages_command "$missing")" && return 0; }
    # shellcheck disable=SC2086
    if [ "$(packages_known $missing | wc -l)" -lt "$(wc -l <<<"$missing")" ]; then
        packages_update
    fi
    # shellcheck disable=SC2086
    known=$(packages_known $missing)
    # shellcheck disable=SC2086
    { [ -n "$known" ] && packages_install $known; } || PACKAGES_ANSWER=no
    export PACKAGES_YES=1
}

packages_ensure() {
    if ! packages_have_dpkg; then
        packages_say "This is not a Debian system. Install the packages that the build needs by hand."
        return 0
    fi
    local wanted missing
    wanted=$(packages_of_groups "$@") || return 1
    # shellcheck disable=SC2086 # one word a package
    missing=$(packages_missing $wanted)
    if [ -z "$missing" ]; then
        return 0
    fi
    # shellcheck disable=SC2086
    packages_may_install $missing && packages_install $missing
    # shellcheck disable=SC2086
    missing=$(packages_missing $missing)
    if [ -n "$missing" ]; then
        packages_say "Not installed: ${missing//$'\n'/ }"
        return 1
    fi
}

packages_offer() {
    packages_ensure "$@" || {
        packages_say "Continuing without: $*"
        return 1
    }
}
