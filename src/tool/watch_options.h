/* SPDX-License-Identifier: MIT */
/* The options of qsm watch: for lines, and for a stream of raw pixels. */
#ifndef QSM_TOOL_WATCH_OPTIONS_H
#define QSM_TOOL_WATCH_OPTIONS_H

#include "tool/key_options.h"
#include "tool/raw_format.h"

typedef struct watch_options {
    tool_key_options key;
    const char *output;
    const char *raw;
    tool_rows rows; /* of raw; DEFAULT: packed */
    qsm_image_format_code format;
    const char *command;
    tool_duration interval;
    tool_duration timeout;
    tool_size offset;
    int count;
    tool_size max_bytes;
} watch_options;

#endif
