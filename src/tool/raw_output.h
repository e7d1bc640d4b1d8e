/* SPDX-License-Identifier: MIT */
/* The pixels of pictures as bytes, with packed or padded rows. */
#ifndef QSM_TOOL_RAW_OUTPUT_H
#define QSM_TOOL_RAW_OUTPUT_H

#include <qsm/image.h>

#include "tool/raw_format.h"

/* The bytes of a picture. Starts as zeros. */
typedef struct tool_raw_bytes {
    const void *data; /* of the picture, or own */
    size_t size;
    unsigned char *own; /* used again for the next picture */
    size_t capacity;
} tool_raw_bytes;

/* Sets data and size. They are valid until the picture changes. False: out of memory. */
bool tool_raw_bytes_of(tool_raw_bytes *self, const qsm_image *image, tool_rows rows);

void tool_raw_bytes_drop(tool_raw_bytes *self);

#endif
