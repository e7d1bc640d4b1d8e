/* SPDX-License-Identifier: MIT */
/* The options of qsm put: for one picture, and for a stream of pictures. */
#ifndef QSM_TOOL_PUT_OPTIONS_H
#define QSM_TOOL_PUT_OPTIONS_H

#include <qsm/image.h>

#include "tool/key_options.h"
#include "tool/raw_format.h"

typedef struct put_options {
    tool_key_options key;
    tool_duration hold;
    tool_duration timeout;
    bool keep;
    bool replace;
    qsm_image_compression compression;
    bool no_color_space;
    int version;
    tool_size max_bytes;
    tool_raw raw;
    tool_rows rows;
    bool png_stream;
    tool_rate fps;
    tool_raw largest;
} put_options;

#endif
