/* SPDX-License-Identifier: MIT */
/* PNG's five row filters, applied, and the choice among them. */
#ifndef QSM_IMAGE_PNG_WRITE_FILTER_H
#define QSM_IMAGE_PNG_WRITE_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "image/png/filter.h"

/* What all rows of an image have in common. */
typedef struct qsm_png_filtering {
    size_t size;       /* bytes of a row without the filter byte */
    size_t distance;   /* bytes of a pixel, at least 1 */
    unsigned set;      /* the filters to try, a bit each */
    unsigned features; /* of the processor: see cpu.h */
} qsm_png_filtering;

/*
 * Filters row into out. prior is the row above, all zero above the first. Returns the cost: the sum
 * of the filtered bytes taken as signed, without their signs.
 */
uint64_t qsm__png_filter(const qsm_png_filtering *how, int filter, unsigned char *out,
                         const unsigned char *row, const unsigned char *prior);

/*
 * The row as it is cheapest among the filters of the set, with its filter byte: row itself or one
 * of tries. The earlier filter wins a tie. Each of row, prior and tries has its filter byte first,
 * row's being 0.
 */
const unsigned char *qsm__png_filter_best(const qsm_png_filtering *how, const unsigned char *row,
                                          const unsigned char *prior, unsigned char *tries[2]);

#endif
