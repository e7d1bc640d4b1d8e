# SPDX-License-Identifier: MIT
# 32 bits. The processor and the kernel run it themselves; only its loader has a place of its own.
include(${CMAKE_CURRENT_LIST_DIR}/target.cmake)
set(CMAKE_SYSTEM_PROCESSOR i686)
set(CMAKE_C_COMPILER i686-linux-gnu-gcc)
set(CMAKE_EXE_LINKER_FLAGS_INIT
    "-Wl,--dynamic-linker=/usr/i686-linux-gnu/lib/ld-linux.so.2 -Wl,-rpath,/usr/i686-linux-gnu/lib")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-Wl,-rpath,/usr/i686-linux-gnu/lib")
# A kernel may have been built without it: then QEMU plays the processor.
execute_process(COMMAND /usr/i686-linux-gnu/lib/ld-linux.so.2 --version
                RESULT_VARIABLE qsm_native_i386 OUTPUT_QUIET ERROR_QUIET)
if(NOT qsm_native_i386 EQUAL 0)
    set(CMAKE_CROSSCOMPILING_EMULATOR qemu-i386;-L;/usr/i686-linux-gnu)
endif()
