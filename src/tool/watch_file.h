/* SPDX-License-Identifier: MIT */
/* File names with a number in them: "frame-%04d.png". */
#ifndef QSM_TOOL_WATCH_FILE_H
#define QSM_TOOL_WATCH_FILE_H

#include <stdbool.h>

/* Whether every % is followed by d, 0Nd (N from 1 to 9) or another %. */
bool tool_watch_pattern_is_good(const char *pattern);

/* The file name with the number. The caller frees it. NULL: out of memory. */
char *tool_watch_file(const char *pattern, int number);

#endif
