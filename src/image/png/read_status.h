/* SPDX-License-Identifier: MIT */
/* The status of image data, for interlaced and other images. */
#ifndef QSM_IMAGE_PNG_READ_STATUS_H
#define QSM_IMAGE_PNG_READ_STATUS_H

#include "image/deflate/deflate.h"
#include "image/png/read_png.h"

/*
 * Converts the status of the image data to an error or a warning. rows: the number of complete
 * rows.
 */
bool qsm__png_check_status(qsm_png *png, qsm_inflate_status status, size_t rows);

/* Fails if the filter does not exist. */
bool qsm__png_check_filter(qsm_png *png, unsigned char filter, size_t row);

#endif
