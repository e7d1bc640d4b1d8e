/* SPDX-License-Identifier: MIT */
/* The types of a program for the commands that read and write streams: --define and --types-file.
 */
#ifndef QSM_TOOL_STREAM_DEFINE_H
#define QSM_TOOL_STREAM_DEFINE_H

#include <qsm/stream_schema.h>

#include "tool/cli/command.h"

enum { TOOL_MOST_DEFINITIONS = 64 };

typedef struct tool_definitions {
    const char *text[TOOL_MOST_DEFINITIONS]; /* of --define: NAME=FIELDS */
    size_t count;
    const char *file; /* of --types-file */
} tool_definitions;

const char *tool_parse_definition(const char *value, void *target); /* tool_definitions */

/*
 * The types, for qsm_types_free(). On an error: prints a message, sets *status to the exit status
 * and returns NULL.
 */
qsm_types *tool_defined_types(const tool_call *call, const tool_definitions *definitions,
                              int *status);

#endif
