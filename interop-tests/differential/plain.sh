#!/bin/sh
# SPDX-License-Identifier: MIT
# plain.sh DIFF_CONVERT PEER: the conversions against a Qt on an emulated processor without SSE4.1. Qt then
# uses its plain C.
set -eu
if ! command -v qemu-x86_64 >/dev/null; then
    echo "SKIP: qemu-x86_64 is missing (package qemu-user)"
    exit 77
fi
QSM_PEER_THROUGH="qemu-x86_64 -cpu core2duo" exec "$1" "$2" plain
