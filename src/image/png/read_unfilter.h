/* SPDX-License-Identifier: MIT */
/* PNG's five row filters, undone. */
#ifndef QSM_IMAGE_PNG_READ_UNFILTER_H
#define QSM_IMAGE_PNG_READ_UNFILTER_H

#include <stddef.h>

#include "image/png/filter.h"

/*
 * Turns size bytes of a filtered row into samples, in place. prior is the row above, already
 * samples, all zero above the first. distance is the bytes of a pixel, at least 1.
 */
void qsm__png_unfilter(int filter, unsigned char *row, const unsigned char *prior, size_t size,
                       size_t distance);

#endif
