#!/bin/sh
# SPDX-License-Identifier: MIT
# pair.sh SIGNAL WRITER PICTURE READER EXPECTED: the reader must get the expected picture from the writer.
key=${QSM_TEST_KEY:-hello}
"$2" "$key" "$3" &
"$4" "$key" "$5"
status=$?
kill -"$1" $!
wait $!
exit $status
