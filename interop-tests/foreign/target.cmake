# SPDX-License-Identifier: MIT
# What the toolchain files have in common: libraries and headers come from the compiler and from
# QSM_FOREIGN_LIBRARIES, never from this machine, programs always from this machine.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES QSM_FOREIGN_LIBRARIES)
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_FIND_ROOT_PATH ${QSM_FOREIGN_LIBRARIES})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
