# SPDX-License-Identifier: MIT
# A big-endian processor, 64 bits; QEMU plays it, the system calls are this kernel's.
include(${CMAKE_CURRENT_LIST_DIR}/target.cmake)
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(CMAKE_C_COMPILER s390x-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-s390x;-L;/usr/s390x-linux-gnu)
