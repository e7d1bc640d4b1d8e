# SPDX-License-Identifier: MIT
# Looks for gdk-pixbuf. Sets pixbuf_port to pixbuf if it was found. AUTO does not look for it where pkg-config
# would name the libraries of another system.
if(CMAKE_CROSSCOMPILING AND QSM_PIXBUF STREQUAL "AUTO")
    message(STATUS "qsm: no gdk-pixbuf when cross-compiling: the command reads PNG and BMP; -DQSM_PIXBUF=ON looks for it")
    return()
endif()
find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
    pkg_check_modules(QSM_GDK_PIXBUF QUIET gdk-pixbuf-2.0>=2.36)
endif()
if(QSM_GDK_PIXBUF_FOUND)
    set(pixbuf_port pixbuf)
    message(STATUS "qsm: gdk-pixbuf ${QSM_GDK_PIXBUF_VERSION} was found: the command reads JPEG, XPM, GIF, WebP and TIFF, "
            "too")
elseif(QSM_PIXBUF STREQUAL "AUTO")
    message(STATUS "qsm: gdk-pixbuf was not found. qsm works without it; the command reads PNG and BMP only, no JPEG. "
            "On Debian and Ubuntu: sudo apt-get install libgdk-pixbuf-2.0-dev")
else()
    message(FATAL_ERROR "qsm: gdk-pixbuf 2.36 or newer, or pkg-config, is missing. On Debian and Ubuntu:\n"
            "  sudo apt-get install pkg-config libgdk-pixbuf-2.0-dev")
endif()
