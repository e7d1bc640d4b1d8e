# SPDX-License-Identifier: MIT
# Run by cpack when the files of a package are staged: what Debian asks of each package.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
    return()
endif()
string(TIMESTAMP day "%a, %d %b %Y %H:%M:%S +0000" UTC)

function(compress file)
    execute_process(COMMAND gzip -9n ${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

foreach(pair IN ITEMS library:libqsm${CPACK_QSM_SERIES} development:libqsm-dev command:qsm)
    string(REGEX MATCH "^(.*):(.*)$" ignored ${pair})
    set(root ${CPACK_TEMPORARY_DIRECTORY}/${CMAKE_MATCH_1}/usr)
    set(package ${CMAKE_MATCH_2})
    set(documents ${root}/share/doc/${package})
    if(NOT IS_DIRECTORY ${root})
        continue()
    endif()
    # The licence and the change log stand where Debian looks for them. The pages stay in share/doc/qsm, which
    # they name themselves.
    if(package STREQUAL "libqsm-dev")
        file(REMOVE ${root}/share/doc/qsm/LICENSE)
    endif()
    file(READ ${CPACK_QSM_LICENSE} license)
    file(WRITE ${documents}/copyright "${license}")
    file(WRITE ${documents}/changelog
         "qsm (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
         "  * /usr/share/doc/qsm/src/CHANGES.md of libqsm-dev lists the changes.\n\n"
         " -- ${CPACK_DEBIAN_PACKAGE_MAINTAINER}  ${day}\n")
    compress(${documents}/changelog)
    if(EXISTS ${root}/share/man/man1/qsm.1)
        compress(${root}/share/man/man1/qsm.1)
    endif()
    if(EXISTS ${root}/bin/qsm) # the loader knows /usr/lib
        file(RPATH_REMOVE FILE ${root}/bin/qsm)
    endif()
    if(EXISTS ${root}/share/zsh/site-functions)
        file(MAKE_DIRECTORY ${root}/share/zsh/vendor-completions)
        file(RENAME ${root}/share/zsh/site-functions/_qsm ${root}/share/zsh/vendor-completions/_qsm)
        file(REMOVE_RECURSE ${root}/share/zsh/site-functions)
    endif()
endforeach()
