/* SPDX-License-Identifier: MIT */
/* Writing a PNG: one pass from rows to the destination. The plan is made first: write_header.h. */
#ifndef QSM_IMAGE_PNG_WRITE_IMAGE_H
#define QSM_IMAGE_PNG_WRITE_IMAGE_H

#include "image/png/write_header.h"

/* Bytes of the whole PNG: exact for STORED, a bound else. 0 when it exceeds size_t. */
size_t qsm__png_plan_size(const qsm_png_plan *plan, qsm_image_compression compression);

/* Writes head, image data and end; nothing of it is in the stream on failure. */
bool qsm__png_write(const qsm_png_plan *plan, qsm_data_stream *stream,
                    qsm_image_compression compression);

#endif
