# SPDX-License-Identifier: MIT
# Where everything goes on `cmake --install`, and how other builds find it. package.cmake makes packages of it.
if(NOT QSM_INSTALL)
    return()
endif()
set(qsm_config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/qsm)

install(TARGETS qsm qsm_qt EXPORT qsmTargets
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT library
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT development
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
if(TARGET qsm_tool)
    # The command finds the library that was installed beside it, wherever the prefix is.
    file(RELATIVE_PATH qsm_bin_to_lib ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
    set_target_properties(qsm_tool PROPERTIES INSTALL_RPATH "$ORIGIN/${qsm_bin_to_lib}")
    install(TARGETS qsm_tool RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT command)
    install(FILES tool/qsm.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT command)
    install(FILES tool/completion/qsm.bash COMPONENT command RENAME qsm
            DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
    install(FILES tool/completion/_qsm COMPONENT command
            DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/qsm DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT development FILES_MATCHING PATTERN "*.h" PATTERN qt EXCLUDE)
# Headers without .h, too: <QSharedMemory>.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/qsm/qt DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/qsm
        COMPONENT development)
install(FILES ${PROJECT_BINARY_DIR}/include/qsm/version.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/qsm COMPONENT development)

# What there is to read, and programs to begin with.
set(qsm_documents ${CMAKE_INSTALL_DATADIR}/doc/qsm)
set(qsm_examples ${PROJECT_SOURCE_DIR}/examples)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md
        DESTINATION ${qsm_documents} COMPONENT development)
install(FILES CHANGES.md README.md DESTINATION ${qsm_documents}/src COMPONENT development)
install(FILES ${qsm_examples}/GUIDE.md ${qsm_examples}/PORTING.md ${qsm_examples}/windows-gtk.png ${qsm_examples}/sample.png
              ${qsm_examples}/load_from_file.c ${qsm_examples}/load_from_memory.c
              ${qsm_examples}/settings_exchange.c ${qsm_examples}/window_state.c
        DESTINATION ${qsm_documents}/examples COMPONENT development)
# legacy/run needs a checkout: its page, its C and its CMake are what there is to read.
foreach(folder IN ITEMS cpp gtk guide harness legacy python qt raw_frames video wsjtx)
    install(DIRECTORY ${qsm_examples}/${folder} DESTINATION ${qsm_documents}/examples COMPONENT development
            PATTERN __pycache__ EXCLUDE)
endforeach()

# CMake: find_package(qsm CONFIG), targets qsm::qsm, qsm::qt and qsm::command.
install(EXPORT qsmTargets NAMESPACE qsm:: DESTINATION ${qsm_config_folder} COMPONENT development)
configure_package_config_file(${CMAKE_CURRENT_SOURCE_DIR}/qsmConfig.cmake.in
    ${CMAKE_CURRENT_BINARY_DIR}/qsmConfig.cmake INSTALL_DESTINATION ${qsm_config_folder}
    PATH_VARS CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/qsmConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/qsmConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/qsmConfigVersion.cmake
        DESTINATION ${qsm_config_folder} COMPONENT development)

# pkg-config: qsm and qsm-qt. The prefix is found from the place of the file, so that packages and moved trees work.
# Absolute install folders are taken as they are.
set(QSM_PC_PREFIX ${CMAKE_INSTALL_PREFIX})
if(NOT IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
    file(RELATIVE_PATH qsm_pc_to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
    string(REGEX REPLACE "/$" "" qsm_pc_to_prefix "${qsm_pc_to_prefix}")
    set(QSM_PC_PREFIX "\${pcfiledir}/${qsm_pc_to_prefix}")
endif()
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
configure_file(qsm-qt.pc.in qsm-qt.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/qsm.pc ${CMAKE_CURRENT_BINARY_DIR}/qsm-qt.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT development)

# Programs start only when the system's loader knows of the new library.
if(BUILD_SHARED_LIBS AND CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT CMAKE_CROSSCOMPILING)
    configure_file(ldconfig.cmake.in ldconfig.cmake @ONLY)
    install(SCRIPT ${CMAKE_CURRENT_BINARY_DIR}/ldconfig.cmake COMPONENT library)
endif()

if(PROJECT_IS_TOP_LEVEL)
    configure_file(uninstall.cmake.in uninstall.cmake @ONLY)
    add_custom_target(uninstall COMMAND ${CMAKE_COMMAND} -P ${CMAKE_CURRENT_BINARY_DIR}/uninstall.cmake
                      COMMENT "Removing what `cmake --install` installed" VERBATIM)
    include(package.cmake)
endif()
