# SPDX-License-Identifier: MIT
# Packages: `cpack -G DEB` makes libqsm0.2, libqsm-dev and qsm; `cpack -G TGZ` one archive.
set(qsm_series ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(CPACK_PACKAGE_NAME qsm)
set(CPACK_PACKAGE_VENDOR "qsm")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_GENERATOR TGZ)
set(CPACK_COMPONENTS_ALL library development)
if(TARGET qsm_tool)
    list(APPEND CPACK_COMPONENTS_ALL command)
endif()

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The qsm developers <qsm@localhost>" CACHE STRING "Maintainer of packages")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_CURRENT_BINARY_DIR})
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libqsm${qsm_series})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
# For packages that use the library; and dpkg calls ldconfig once, at the end.
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/package/shlibs
     "libqsm ${qsm_series} libqsm${qsm_series} (>= ${PROJECT_VERSION})\n")
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/package/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_BINARY_DIR}/package/shlibs
    ${CMAKE_CURRENT_BINARY_DIR}/package/triggers)
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION
    "C programs derive the keys of QSharedMemory with it, attach to the same
segments, hold the same lock, and read and write a QImage that QDataStream put
there. There is no Qt in it.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libqsm-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libqsm${qsm_series} (= ${PROJECT_VERSION}), zlib1g-dev")
if(deflate_port STREQUAL "libdeflate")
    string(APPEND CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS ", libdeflate-dev")
endif()
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
    "What a C program needs to be compiled with libqsm: headers, the files for
pkg-config and CMake, and examples.")

set(CPACK_DEBIAN_COMMAND_PACKAGE_NAME qsm)
set(CPACK_DEBIAN_COMMAND_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_COMMAND_PACKAGE_DEPENDS "libqsm${qsm_series} (= ${PROJECT_VERSION})")
if(pixbuf_port STREQUAL "pixbuf") # loaded if it is there
    set(CPACK_DEBIAN_COMMAND_PACKAGE_RECOMMENDS libgdk-pixbuf-2.0-0)
endif()
set(CPACK_COMPONENT_COMMAND_DESCRIPTION
    "Publishes and fetches the pictures that Qt programs share by QSharedMemory,
lists segments, repairs locks, and says why two programs do not meet.")

# Debian's own rules: set by debian.cmake in the staged files.
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_SOURCE_DIR}/debian.cmake)
set(CPACK_QSM_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_QSM_SERIES ${qsm_series})
include(CPack)
