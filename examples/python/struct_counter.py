# SPDX-License-Identifier: MIT
"""struct_counter.py KEY [TIMES]: adds 1 to a number in a struct that other programs change, too, under the lock of the
segment. The struct is, in C and C++:

    struct counter {
        int32_t version;     /* 1 */
        uint32_t writer;     /* process id of the last writer */
        uint64_t count;
    };"""
import os
import struct
import sys

import qsm

COUNTER = struct.Struct("=iIQ")  # "=": sizes of fixed width, no gaps; "@" has the gaps of a C compiler


def main(key, times=1):
    with qsm.SharedMemory(key) as memory:
        if memory.open_or_create(COUNTER.size):
            print("created the segment; it contains zeros")
        elif memory.size() < COUNTER.size:
            sys.exit(f"{key}: the segment has {memory.size()} bytes; it is no such struct")
        for _ in range(int(times)):
            with memory.lock() as data:
                _, writer, count = COUNTER.unpack_from(data)
                COUNTER.pack_into(data, 0, 1, os.getpid(), count + 1)
        print(f"count {count + 1}, last writer before {writer}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except qsm.Error as error:
        sys.exit(f"{sys.argv[1]}: {error}")
