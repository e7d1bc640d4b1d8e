/* SPDX-License-Identifier: MIT */
/*
 * Gray as Qt 6 makes it of the formats it knows best: the luminance of sRGB, computed on linear
 * light. Other formats, and all of them in Qt 5, are weighed as they are (store_grayscale8).
 */
#ifndef QSM_IMAGE_PIXEL_GRAY_H
#define QSM_IMAGE_PIXEL_GRAY_H

#include <qsm/image.h>

/* The curve of sRGB and back, as tables. */
typedef struct qsm_gray_curve qsm_gray_curve;

/* Which channels a row has: see image/pixel/fetch.h. */
typedef struct qsm_gray_channels {
    bool rgba64;
    bool premultiplied;
} qsm_gray_channels;

/* Whether Qt 6 makes gray of this format through the curve. */
bool qsm__gray_wants_curve(qsm_image_format_code format);

/* For free(); NULL when out of memory. */
qsm_gray_curve *qsm__gray_curve_new(void);

/* A row of four channels a pixel to one byte a pixel. */
void qsm__gray_row(const qsm_gray_curve *curve, qsm_gray_channels channels, unsigned char *out,
                   const unsigned char *row, int width);

#endif
