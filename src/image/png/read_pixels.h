/* SPDX-License-Identifier: MIT */
/*
 * Rows of PNG samples to rows of the image, one function for each kind of PNG. The way back, a
 * function for each format of QImage, is in image/pixel/rows.h.
 */
#ifndef QSM_IMAGE_PNG_READ_PIXELS_H
#define QSM_IMAGE_PNG_READ_PIXELS_H

#include "image/png/header.h"

/* What a conversion needs beside the samples. */
typedef struct qsm_png_colors {
    unsigned key[3]; /* the transparent colour of tRNS: gray, or red, green and blue */
    int count;       /* colours in the table: indices beyond it become 0 */
} qsm_png_colors;

/* out and in do not overlap. */
typedef void (*qsm_png_row_reader)(unsigned char *out, const unsigned char *in, int width,
                                   const qsm_png_colors *colors);

/* The conversion for a PNG; transparent: a valid tRNS came. Never NULL for a legal header. */
qsm_png_row_reader qsm__png_row_reader_for(const qsm_png_header *header, bool transparent);

#endif
