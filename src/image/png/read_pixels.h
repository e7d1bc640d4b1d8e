/* SPDX-License-Identifier: MIT */
/*
 * Converts rows of PNG samples to rows of the image, with one function for each type of PNG. The
 * functions for writing, one for each format of QImage, are in image/pixel/rows.h.
 */
#ifndef QSM_IMAGE_PNG_READ_PIXELS_H
#define QSM_IMAGE_PNG_READ_PIXELS_H

#include "image/png/header.h"

/* The colours that a conversion needs. */
typedef struct qsm_png_colors {
    unsigned key[3]; /* the transparent colour in tRNS: gray, or red, green and blue */
    int count;       /* number of colours in the table; a larger index becomes 0 */
} qsm_png_colors;

/* out and in must not overlap. */
typedef void (*qsm_png_row_reader)(unsigned char *out, const unsigned char *in, int width,
                                   const qsm_png_colors *colors);

/*
 * The conversion for a type of PNG. transparent: there is a valid tRNS. Never NULL for a valid
 * header.
 */
qsm_png_row_reader qsm__png_row_reader_for(const qsm_png_header *header, bool transparent);

#endif
