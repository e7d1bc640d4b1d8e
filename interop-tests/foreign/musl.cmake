# SPDX-License-Identifier: MIT
# This processor with another C library.
include(${CMAKE_CURRENT_LIST_DIR}/target.cmake)
set(CMAKE_SYSTEM_PROCESSOR ${CMAKE_HOST_SYSTEM_PROCESSOR})
set(CMAKE_C_COMPILER musl-gcc)
