#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# install.sh BUILD-FOLDER COMPILER PORT: installs into a new prefix, moves it, and builds somebody else's
# program against it, once with CMake and once with pkg-config. Both must run. PORT is the compression
# port of the build: libdeflate or zlib.
set -eu
build=$1 compiler=$2 port=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix

cmake --install "$build" --prefix "$prefix" >"$work/install.log"
library=$(cd "$prefix" && dirname "$(find . -name 'libqsm.so' -o -name 'libqsm.a' | head -n 1)")

if [ -e "$prefix/$library/libqsm.so" ]; then
    echo "-- the loader does not look into this prefix, and that is said"
    grep "export LD_LIBRARY_PATH=$prefix" "$work/install.log"
fi

echo "-- installed: headers are all there, and only headers"
diff <(cd "$here/../../include/qsm" && find . -type f | sed 's/\.in$//' | sort) \
    <(cd "$prefix/include/qsm" && find . -type f | sort)

echo "-- installed: what the pages lead to"
python3 "$here/pages.py" "$prefix/share/doc/qsm"

echo "-- find_package(qsm)"
command=OFF
[ ! -x "$prefix/bin/qsm" ] || command=ON
cmake -S "$here/consumer" -B "$work/consumer" -DCMAKE_PREFIX_PATH="$prefix" -DEXPECT_COMMAND=$command \
    -DCMAKE_C_COMPILER="$compiler" >"$work/cmake.log" || { cat "$work/cmake.log" && exit 1; }
cmake --build "$work/consumer"
"$work/consumer/consumer"
if [ $command = ON ]; then
    (cd "$work/consumer" && ctest 2>&1 | grep "100% tests passed, 0 tests failed out of 1")
    mv "$prefix/bin/qsm" "$work/qsm"
    cmake -S "$here/consumer" -B "$work/without" -DCMAKE_PREFIX_PATH="$prefix" -DEXPECT_COMMAND=ON \
        >"$work/without.log" 2>&1 && exit 1
    tr -s ' \n' ' ' <"$work/without.log" | grep "the command is not installed: $prefix/bin/qsm (package qsm)"
    mv "$work/qsm" "$prefix/bin/qsm"
fi

echo "-- pkg-config"
export PKG_CONFIG_PATH=$prefix/$library/pkgconfig
# CMake wrote the default prefix into the file; this is the one it was installed to.
config=(pkg-config --define-variable=prefix="$prefix")
static=()
[ -e "$prefix/$library/libqsm.so" ] || static=(--static)
# shellcheck disable=SC2046 # words of a command line
"$compiler" -std=c11 "$here/consumer/main.c" $("${config[@]}" --cflags qsm) \
    -o "$work/with-pkg-config" $("${config[@]}" --libs "${static[@]}" qsm)
LD_LIBRARY_PATH=$prefix/$library "$work/with-pkg-config"

echo "-- a program that was written for Qt, with pkg-config and with CMake"
if command -v c++ >/dev/null; then
    # shellcheck disable=SC2046
    c++ -std=c++11 -Wall -Wextra -Werror "$here/consumer/with_qt.cpp" $("${config[@]}" --cflags qsm-qt) \
        -o "$work/with-qt" $("${config[@]}" --libs "${static[@]}" qsm-qt)
    LD_LIBRARY_PATH=$prefix/$library "$work/with-qt" | grep -x "hello: 5"
    [ -x "$work/consumer/with_qt" ]
    "$work/consumer/with_qt" | grep -x "hello: 5"
fi

echo "-- pkg-config: a static program gets libdeflate, and only where the build uses it"
wanted=0
[ "$port" != libdeflate ] || wanted=1
[ "$("${config[@]}" --static --libs qsm | tr ' ' '\n' | grep -cx -- -ldeflate)" -eq "$wanted" ]
if [ "$port" = libdeflate ] && pkg-config --exists libdeflate; then
    "${config[@]}" --print-requires-private qsm | grep -x libdeflate
fi

echo "-- README's program, with no Qt program there to read from"
sed -n '/^```c$/,/^```$/p' "$here/../../README.md" | sed '/^```/d' >"$work/readme.c"
# shellcheck disable=SC2046
"$compiler" -std=c11 -Wall -Wextra -Werror "$work/readme.c" $("${config[@]}" --cflags qsm) \
    -o "$work/readme" $("${config[@]}" --libs "${static[@]}" qsm)
LD_LIBRARY_PATH=$prefix/$library "$work/readme" 2>&1 | grep "doesn't exist"

echo "-- what there is to read"
ls "$prefix"/share/doc/qsm/{LICENSE,README.md,src/CHANGES.md,examples/load_from_memory.c,examples/GUIDE.md,examples/guide/concepts.md,examples/python/{qsm,qsm_values}.py}

echo "-- uninstall"
cmake --install "$build" --prefix "$work/again" >"$work/again.log"
cmake -P "$build/src/uninstall.cmake"
[ -z "$(find "$work/again" ! -type d)" ] && [ -z "$(find "$work/again" -name qsm)" ]

if [ -x "$prefix/bin/qsm" ]; then
    echo "-- completion, from the tables of the command"
    (
        # shellcheck source=src/tool/completion/qsm.bash
        . "$prefix/share/bash-completion/completions/qsm"
        PATH=$prefix/bin:$PATH
        # complete_words WORD...: what follows the last word.
        complete_words() {
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            _qsm qsm
            echo "$*: ${COMPREPLY[*]}"
        }
        complete_words qsm ge | grep -x "qsm ge: get"
        complete_words qsm image dec | grep -x "qsm image dec: decode"
        complete_words qsm stream du | grep -x "qsm stream du: dump"
        complete_words qsm image encode --stream- | grep -x "qsm image encode --stream-: --stream-version"
        complete_words qsm put --he | grep -x "qsm put --he: --help"
    )
    if command -v zsh >/dev/null; then
        zsh -n "$prefix/share/zsh/site-functions/_qsm"
    fi

    echo "-- the command, moved to another place"
    mv "$prefix" "$work/moved"
    "$work/moved/bin/qsm" --version
fi
