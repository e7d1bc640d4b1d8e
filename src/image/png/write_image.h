/* SPDX-License-Identifier: MIT */
/* Writes a PNG in one pass from rows to the destination. Make the plan first: write_header.h. */
#ifndef QSM_IMAGE_PNG_WRITE_IMAGE_H
#define QSM_IMAGE_PNG_WRITE_IMAGE_H

#include "image/png/write_header.h"

/* Bytes of the whole PNG: exact for STORED, else an upper bound. 0 if it exceeds size_t. */
size_t qsm__png_plan_size(const qsm_png_plan *plan, qsm_image_compression compression);

/* Writes head, image data and end. On failure the stream does not change. */
bool qsm__png_write(const qsm_png_plan *plan, qsm_data_stream *stream,
                    qsm_image_compression compression);

#endif
