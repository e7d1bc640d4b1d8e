/* SPDX-License-Identifier: MIT */
/* The options of qsm put: for one picture, and for a stream of pictures. */
#ifndef QSM_TOOL_PUT_OPTIONS_H
#define QSM_TOOL_PUT_OPTIONS_H

#include <qsm/image.h>

#include "tool/exchange_call.h"
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

/* Notes that the segment stays, with the command that removes it. */
void tool_put_note_stays(const tool_exchange *exchange, const char *reason);

/* Prints the report of the first picture, which is in the segment. */
void tool_put_report(const tool_exchange *exchange, const qsm_image *image, bool is_stream);

#endif
