/* SPDX-License-Identifier: MIT */
/* The status of image data, for both orders of rows. */
#ifndef QSM_IMAGE_PNG_READ_STATUS_H
#define QSM_IMAGE_PNG_READ_STATUS_H

#include "image/deflate/deflate.h"
#include "image/png/read_png.h"

/* Turns the status of the image data into a failure or a warning; rows: how many are complete. */
bool qsm__png_check_status(qsm_png *png, qsm_inflate_status status, size_t rows);

/* Fails on a filter that does not exist. */
bool qsm__png_check_filter(qsm_png *png, unsigned char filter, size_t row);

#endif
