# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The packages that the project needs, and their installation. The `run` scripts source this file.
#
#   packages_ensure GROUP...   installs missing packages of these groups; fails if one is still missing
#   packages_offer GROUP...    the same, but the packages are optional: prints a message and returns 1
#
# PACKAGES_YES=1 (or CI=true) installs without asking. If all packages are installed, there is no
# question, and the network is not used.

declare -A PACKAGE_GROUPS=(
    [build]="gcc libc6-dev make cmake ninja-build pkg-config zlib1g-dev libdeflate-dev"
    [tests]="g++ libcunit1-dev python3"
    [qt6]="g++ qt6-base-dev"
    [qt5]="g++ qtbase5-dev"
    [gui]="qtbase5-examples xvfb xdotool fonts-dejavu-core"
    [bench]="g++ lomiri-wallpapers-16.04 xplanet-images adwaita-icon-theme"
    [pictures]="adwaita-icon-theme qtbase5-examples"
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
    done | sort -u
}

# Yes without a question with PACKAGES_YES or CI; no without a terminal.
packages_may_install() {
    if [ "${PACKAGES_YES:-}" = 1 ] || [ "${CI:-}" = true ]; then
        return 0
    fi
    if [ ! -t 0 ]; then
        packages_say "Not installed, because there is no terminal to ask on. --yes installs without asking."
        return 1
    fi
    local answer
    read -r -p "Install them now? [y/N] " answer
    [[ "$answer" =~ ^([yY]|[yY][eE][sS])$ ]]
}

packages_apt() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            packages_say "Installing packages needs root or sudo."
            return 1
        fi
        as_root=(sudo)
    fi
    local log status
    log=$(mktemp) || return 1
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" \
        </dev/null >"$log" 2>&1
    status=$?
    [ "$status" -eq 0 ] || grep -E '^(E|W|dpkg):' "$log" >&2
    rm -f "$log"
    return "$status"
}

packages_install() {
    packages_say "Installing: $*"
    packages_apt install -y --no-install-recommends "$@" && return 0
    # The usual reason is that the package lists are old or missing.
    packages_apt update && packages_apt install -y --no-install-recommends "$@"
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
    packages_say "Missing packages: ${missing//$'\n'/ }"
    if ! packages_may_install; then
        packages_say "To install them yourself: apt-get install --no-install-recommends" \
            "${missing//$'\n'/ }"
        return 1
    fi
    # shellcheck disable=SC2086
    packages_install $missing
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
