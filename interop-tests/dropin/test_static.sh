#!/bin/sh
# SPDX-License-Identifier: MIT
# test_static.sh COMPILER SOURCE BUILD LIBRARY: a program for Qt's headers, linked with the static library
# and without zlib, libdeflate and Qt.
set -eu
compiler=$1 source=$2 build=$3 library=$4
program=$TMPDIR/with-qt
"$compiler" -std=c++11 "$source/interop-tests/checks/consumer/with_qt.cpp" -o "$program" -DQSM_STATIC \
    -I"$source/include/qsm/qt" -I"$source/include" -I"$build/include" "$library" -pthread -lrt
"$program" | grep -x "hello: 5"
if ldd "$program" | grep -E 'libz|deflate|Qt'; then exit 1; fi
rm "$program"
