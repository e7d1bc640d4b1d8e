# SPDX-License-Identifier: MIT
# Where everything goes on `cmake --install`, and how other builds find it.
if(NOT QSM_INSTALL)
    return()
endif()
set(qsm_config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/qsm)

install(TARGETS qsm EXPORT qsmTargets
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET qsm_tool)
    # The command finds the library that was installed beside it, wherever the prefix is.
    file(RELATIVE_PATH qsm_bin_to_lib ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
    set_target_properties(qsm_tool PROPERTIES INSTALL_RPATH "$ORIGIN/${qsm_bin_to_lib}")
    install(TARGETS qsm_tool RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/tool/qsm.1)
    install(FILES tool/qsm.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/qsm DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h")
install(FILES ${PROJECT_BINARY_DIR}/include/qsm/version.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/qsm)

# CMake: find_package(qsm CONFIG), target qsm::qsm.
install(EXPORT qsmTargets NAMESPACE qsm:: DESTINATION ${qsm_config_folder})
configure_package_config_file(${CMAKE_CURRENT_SOURCE_DIR}/qsmConfig.cmake.in
    ${CMAKE_CURRENT_BINARY_DIR}/qsmConfig.cmake INSTALL_DESTINATION ${qsm_config_folder})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/qsmConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/qsmConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/qsmConfigVersion.cmake
        DESTINATION ${qsm_config_folder})

# pkg-config: qsm. Absolute install folders are taken as they are.
foreach(what IN ITEMS LIBDIR INCLUDEDIR)
    if(IS_ABSOLUTE "${CMAKE_INSTALL_${what}}")
        set(QSM_PC_${what} ${CMAKE_INSTALL_${what}})
    else()
        set(QSM_PC_${what} "\${prefix}/${CMAKE_INSTALL_${what}}")
    endif()
endforeach()
set(QSM_PC_REQUIRES zlib)
set(QSM_PC_LIBS "-pthread -lrt -lm")
# What pkg-config knows of libdeflate is better than a bare -l; old releases and some builds have no file for it.
if(deflate_port STREQUAL "libdeflate")
    find_package(PkgConfig QUIET)
    if(PkgConfig_FOUND)
        pkg_check_modules(QSM_PC_LIBDEFLATE QUIET libdeflate)
    endif()
    if(QSM_PC_LIBDEFLATE_FOUND)
        string(APPEND QSM_PC_REQUIRES " libdeflate")
    else()
        string(PREPEND QSM_PC_LIBS "-ldeflate ")
    endif()
endif()
set(QSM_PC_DEFINES "")
if(NOT BUILD_SHARED_LIBS)
    set(QSM_PC_DEFINES " -DQSM_STATIC")
endif()
configure_file(qsm.pc.in qsm.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/qsm.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
