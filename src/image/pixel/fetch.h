/* SPDX-License-Identifier: MIT */
/*
 * Converts rows of all formats to RGBA8888 or RGBA64. PNG samples and other formats are made from
 * these.
 */
#ifndef QSM_IMAGE_PIXEL_FETCH_H
#define QSM_IMAGE_PIXEL_FETCH_H

#include <qsm/image.h>

/*
 * Converts a row to four channels a pixel: R G B A. RGBA8888: 4 bytes. RGBA64: 4 integers of 16
 * bits in host byte order. The channels are premultiplied if the format is. A format without alpha
 * gets the maximum alpha.
 */
typedef void (*qsm_fetch_row)(unsigned char *out, const unsigned char *row, int width);

typedef struct qsm_fetchers {
    qsm_fetch_row
        rgba8888_premultiplied; /* formats that Qt converts through premultiplied 8 bits */
    qsm_fetch_row rgba64;       /* formats with more than 8 bits */
} qsm_fetchers;

/* Never NULL. A fetcher that a format does not have is NULL. */
const qsm_fetchers *qsm__format_fetchers(qsm_image_format_code format);

#endif
