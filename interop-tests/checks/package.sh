#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# package.sh BUILD-FOLDER COMPILER: makes packages of a build. Those of Debian are installed into a system of
# their own, a program is built with them, and they are removed. lintian, if it is there, says nothing.
set -eu
build=$1 compiler=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# cpack writes into the build folder: a copy of its settings writes elsewhere.
pack() {
    cpack --config "$build/CPackConfig.cmake" -G "$1" -B "$work/packages" >"$work/pack.log" 2>&1 ||
        { cat "$work/pack.log" && exit 1; }
}

echo "-- TGZ: one archive, whose command runs"
pack TGZ
mkdir "$work/archive"
tar -C "$work/archive" --strip-components=1 -xf "$work"/packages/*.tar.gz
find "$work/archive" -name qsm.h | grep .
command=$(find "$work/archive" -path '*/bin/qsm')
[ -z "$command" ] || "$command" --version

for program in dpkg dpkg-shlibdeps gzip; do
    command -v $program >/dev/null || { echo "no $program: no packages of Debian" && exit 0; }
done
echo "-- DEB"
pack DEB
packages=("$work"/packages/*.deb)
for package in "${packages[@]}"; do dpkg-deb -f "$package" Package Depends; done
dpkg-deb -f "$work"/packages/libqsm-dev_*.deb Depends | grep -q 'libqsm0.2 (= 0.2.0).*zlib1g-dev'
if grep -q '^QSM_GDK_PIXBUF_FOUND:INTERNAL=1' "$build/CMakeCache.txt" && [ -n "$command" ] &&
    ! grep -q '^QSM_PIXBUF:STRING=OFF' "$build/CMakeCache.txt"; then
    dpkg-deb -f "$work"/packages/qsm_*.deb Recommends | grep libgdk-pixbuf-2.0-0
fi

if command -v lintian >/dev/null; then
    echo "-- lintian"
    # The project has no mail address, /usr/lib is not the folder of one architecture, and CPack adds scripts.
    # lintian leaves files of its own in TMPDIR.
    tags=maintscript-calls-ldconfig,bogus-mail-host,bogus-mail-host-in-debian-changelog
    tags+=,pkg-config-unavailable-for-cross-compilation
    TMPDIR=$work lintian --allow-root --fail-on error,warning --suppress-tags $tags "${packages[@]}"
fi

# dpkg with a folder as the system. Other packages, and root, are not asked for.
root=$work/system
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
: >"$root/var/lib/dpkg/status"
dpkg_there() {
    dpkg --root="$root" --log=/dev/null --force-not-root,depends,script-chrootless,bad-path "$@" >"$work/dpkg.log" 2>&1 ||
        { cat "$work/dpkg.log" && exit 1; }
}
echo "-- installed"
dpkg_there -i "${packages[@]}"
dpkg --root="$root" -l 2>/dev/null | grep '^ii'
python3 "$here/pages.py" "$root/usr/share/doc/qsm"
library=$(dirname "$(find "$root/usr" -name 'libqsm.so' -o -name 'libqsm.a' | head -n 1)")

echo "-- a program is built with it"
export PKG_CONFIG_PATH=$library/pkgconfig
static=()
[ -e "$library/libqsm.so" ] || static=(--static)
# A path may have a space: pkg-config puts a backslash before it.
eval "words=($(pkg-config --cflags --libs "${static[@]}" qsm))"
# shellcheck disable=SC2154 # words is set by eval
"$compiler" -std=c11 "$here/consumer/main.c" -o "$work/consumer" "${words[@]}"
LD_LIBRARY_PATH=$library "$work/consumer"

echo "-- removed"
mapfile -t names < <(for package in "${packages[@]}"; do dpkg-deb -f "$package" Package; done)
dpkg_there --purge "${names[@]}"
[ ! -e "$root/usr" ] || [ -z "$(find "$root/usr" ! -type d)" ]
