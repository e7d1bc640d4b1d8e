/* SPDX-License-Identifier: MIT */
/*
 * Rows of any format as rows of RGBA8888 or RGBA64. PNG samples and other formats are made of
 * these.
 */
#ifndef QSM_IMAGE_PIXEL_FETCH_H
#define QSM_IMAGE_PIXEL_FETCH_H

#include <qsm/image.h>

/*
 * A row to four channels a pixel: R G B A. RGBA8888: four bytes. RGBA64: four numbers of 16 bits in
 * host byte order. The channels are premultiplied if the format is. Without alpha A is full.
 */
typedef void (*qsm_fetch_row)(unsigned char *out, const unsigned char *row, int width);

typedef struct qsm_fetchers {
    qsm_fetch_row rgba8888_premultiplied; /* formats that Qt takes as premultiplied 8 bits */
    qsm_fetch_row rgba64;                 /* formats that have more than 8 bits */
} qsm_fetchers;

/* Never NULL; what a format has no fetcher for is NULL in it. */
const qsm_fetchers *qsm__format_fetchers(qsm_image_format_code format);

#endif
