/* SPDX-License-Identifier: MIT */
/* Interlaced images. */
#ifndef QSM_IMAGE_PNG_READ_INTERLACED_H
#define QSM_IMAGE_PNG_READ_INTERLACED_H

#include "image/png/read_pixels.h"
#include "image/png/read_png.h"

/* Adam7: decodes the passes one by one into image. image must have the right size and format. */
bool qsm__png_decode_interlaced(qsm_png *png, qsm_image *image, qsm_png_row_reader read,
                                const qsm_png_colors *colors);

#endif
