/* SPDX-License-Identifier: MIT */
/* PNG's five row filters, applied, and the choice among them. */
#ifndef QSM_IMAGE_PNG_FILTER_H
#define QSM_IMAGE_PNG_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "image/png/unfilter.h"

/*
 * Filters size bytes of row into out. prior is the row above, all zero above the first. Returns the
 * cost: the sum of the filtered bytes taken as signed, without their signs.
 */
uint64_t qsm_png_filter(int filter, unsigned char *out, const unsigned char *row,
                        const unsigned char *prior, size_t size, size_t distance);

/*
 * The row as it is cheapest among the filters of set (a bit each), with its filter byte: row itself
 * or one of tries. The earlier filter wins a tie. Each of row, prior and tries has its filter byte
 * first, row's being 0; size counts without it.
 */
const unsigned char *qsm_png_filter_best(unsigned set, const unsigned char *row,
                                         const unsigned char *prior, unsigned char *tries[2],
                                         size_t size, size_t distance);

#endif
