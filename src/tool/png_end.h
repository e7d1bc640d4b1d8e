/* SPDX-License-Identifier: MIT */
/* What follows a PNG file in the same bytes. */
#ifndef QSM_TOOL_PNG_END_H
#define QSM_TOOL_PNG_END_H

#include "tool/cli/command.h"

/*
 * data is a PNG file that was read from path. Bytes after its end are a note; another PNG file is
 * an error, because it would be dropped: then it prints a message and returns false.
 */
bool tool_check_png_end(const tool_call *call, const char *path, const unsigned char *data,
                        size_t size);

#endif
