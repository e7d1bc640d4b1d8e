/* SPDX-License-Identifier: MIT */
/* What the files of the second stage share. */
#ifndef QSM_IMAGE_PNG_READ_IMAGE_H
#define QSM_IMAGE_PNG_READ_IMAGE_H

#include "image/deflate/deflate.h"
#include "image/image_data.h"
#include "image/png/png.h"
#include "image/png/read_pixels.h"

/* Turns the status of the image data into a failure or a warning; rows: how many are complete. */
bool qsm__png_check_status(qsm_png *png, qsm_inflate_status status, size_t rows);

/* Fails on a filter that does not exist. */
bool qsm__png_check_filter(qsm_png *png, unsigned char filter, size_t row);

/* Adam7: decodes the passes one by one into image, which has its size and format. */
bool qsm__png_decode_interlaced(qsm_png *png, qsm_image *image, qsm_png_row_reader read,
                                const qsm_png_colors *colors);

/* Colour table, dots per meter, offset, texts, profile. False when out of memory. */
bool qsm__png_apply_metadata(qsm_png *png, const qsm_image_limits *limits, qsm_image *image);

/* The texts and the profile among the deferred chunks. False when out of memory. */
bool qsm__png_apply_deferred(qsm_png *png, const qsm_image_limits *limits, qsm_image *image);

#endif
