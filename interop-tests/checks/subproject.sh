#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# subproject.sh SOURCE-FOLDER COMPILER: builds subproject/, somebody else's project that has qsm in it, by
# add_subdirectory() and by FetchContent. It gets the library and nothing else.
set -eu
source=$1 compiler=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

configure() {
    local name=$1
    shift
    cmake -S "$here/subproject" -B "$work/$name" -G Ninja -DQSM_SOURCE="$source" \
        -DCMAKE_C_COMPILER="$compiler" "$@" >"$work/$name.log" 2>&1 ||
        { cat "$work/$name.log" && exit 1; }
}

build_and_run() {
    cmake --build "$work/$1" >"$work/build.log" 2>&1 || { cat "$work/build.log" && exit 1; }
    "$work/$1/parent"
}

# expect_installed NAME FILE...: `cmake --install` of the parent gives these files.
expect_installed() {
    local name=$1
    shift
    cmake --install "$work/$name" --prefix "$work/$name-prefix" >/dev/null
    diff <(printf '%s\n' "$@") <(cd "$work/$name-prefix" && find . -type f | sort)
}

echo "-- add_subdirectory: a static library, as CMake's default is"
configure added
grep -E '^(BUILD_SHARED_LIBS|CMAKE_EXPORT_COMPILE_COMMANDS):.*=.' "$work/added/CMakeCache.txt" && exit 1
grep -x 'CMAKE_BUILD_TYPE:STRING=' "$work/added/CMakeCache.txt"
build_and_run added
find "$work/added" -name 'libqsm.*' | grep 'libqsm\.a$'
ctest --test-dir "$work/added" -N | grep -x 'Total Tests: 1'
expect_installed added ./bin/parent

echo "-- FetchContent: a shared library, as this parent says"
configure fetched -DPARENT_FETCHES=ON -DBUILD_SHARED_LIBS=ON
build_and_run fetched
find "$work/fetched" -name 'libqsm.so' | grep .
expect_installed fetched ./bin/parent

echo "-- the parent asks for the install rules"
configure asked -DQSM_INSTALL=ON
grep -l 'qsm/qsm\.h\|include/qsm' "$work/asked/qsm/src/cmake_install.cmake" >/dev/null

# configure_alone NAME ARGUMENT...: qsm itself; what is said goes to NAME.log.
configure_alone() {
    local name=$1
    shift
    cmake -S "$source" -B "$work/$name" -G Ninja -DCMAKE_C_COMPILER="$compiler" "$@" >"$work/$name.log" 2>&1
}
echo "-- without zlib: the package is named"
! configure_alone without-zlib -DCMAKE_DISABLE_FIND_PACKAGE_ZLIB=ON || exit 1
grep 'sudo apt-get install zlib1g-dev' "$work/without-zlib.log"
echo "-- without libdeflate: it is slower"
configure_alone without-libdeflate -DQSM_LIBDEFLATE_LIBRARY= -DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON
tr -s "\n " "  " <"$work/without-libdeflate.log" | grep -o "more slowly.*libdeflate-dev"
echo "-- without gdk-pixbuf: the command reads fewer formats; asked for, it must be there"
tr -s "\n " "  " <"$work/without-libdeflate.log" | grep -o "no JPEG.*libgdk-pixbuf-2.0-dev"
! configure_alone no-pixbuf -DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON -DQSM_PIXBUF=ON || exit 1
grep 'sudo apt-get install .*libgdk-pixbuf-2.0-dev' "$work/no-pixbuf.log"
