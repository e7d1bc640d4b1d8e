/* SPDX-License-Identifier: MIT */
/* The first stage of reading: copies chunks from memory that may change to private memory. */
#ifndef QSM_IMAGE_PNG_READ_CHUNKS_H
#define QSM_IMAGE_PNG_READ_CHUNKS_H

#include "image/png/read_png.h"

/*
 * The first stage. data is the rest of the stream; it begins at byte base of the stream. *used
 * receives the number of bytes read, also on failure (png->message gives the error). png must be
 * all 0, except for idat and its capacity, which the caller may set.
 */
bool qsm__png_parse_chunks(qsm_png *png, const unsigned char *data, size_t available, size_t base,
                           const qsm_image_limits *limits, size_t *used);

#endif
