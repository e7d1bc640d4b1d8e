/* SPDX-License-Identifier: MIT */
/* Undoes PNG's five row filters. */
#ifndef QSM_IMAGE_PNG_READ_UNFILTER_H
#define QSM_IMAGE_PNG_READ_UNFILTER_H

#include <stddef.h>

#include "image/png/filter.h"

/*
 * Converts size bytes of a filtered row to samples, in place. prior is the unfiltered row above;
 * all 0 for the first row. distance is the bytes of a pixel, at least 1.
 */
void qsm__png_unfilter(int filter, unsigned char *row, const unsigned char *prior, size_t size,
                       size_t distance);

#endif
