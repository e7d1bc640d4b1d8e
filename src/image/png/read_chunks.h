/* SPDX-License-Identifier: MIT */
/* The first stage of reading: from chunks in memory that may change to private memory. */
#ifndef QSM_IMAGE_PNG_READ_CHUNKS_H
#define QSM_IMAGE_PNG_READ_CHUNKS_H

#include "image/png/read_png.h"

/*
 * First stage. data is what is left of the stream, its first byte being byte base of it; *used
 * receives how far was read, also on failure (png->message tells why). png is all zero, but for an
 * idat with capacity that the caller may have prepared.
 */
bool qsm__png_parse_chunks(qsm_png *png, const unsigned char *data, size_t available, size_t base,
                           const qsm_image_limits *limits, size_t *used);

#endif
