/* SPDX-License-Identifier: MIT */
/*
 * Gray as in Qt 6 for the most common formats: the luminance of sRGB, computed with linear light.
 * For other formats, and for all formats in Qt 5, gray is a weighted sum of the samples
 * (store_grayscale8).
 */
#ifndef QSM_IMAGE_PIXEL_GRAY_H
#define QSM_IMAGE_PIXEL_GRAY_H

#include <qsm/image.h>

/* The sRGB curve and its inverse, as tables. */
typedef struct qsm_gray_curve qsm_gray_curve;

/* The channels of a row: see image/pixel/fetch.h. */
typedef struct qsm_gray_channels {
    bool rgba64;
    bool premultiplied;
} qsm_gray_channels;

/* Whether Qt 6 converts this format to gray with the curve. */
bool qsm__gray_wants_curve(qsm_image_format_code format);

/* For free(); NULL when out of memory. */
qsm_gray_curve *qsm__gray_curve_new(void);

/* Converts a row of four channels a pixel to one byte a pixel. */
void qsm__gray_row(const qsm_gray_curve *curve, qsm_gray_channels channels, unsigned char *out,
                   const unsigned char *row, int width);

#endif
