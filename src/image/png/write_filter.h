/* SPDX-License-Identifier: MIT */
/* Applies PNG's five row filters, and chooses one. */
#ifndef QSM_IMAGE_PNG_WRITE_FILTER_H
#define QSM_IMAGE_PNG_WRITE_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "image/png/filter.h"

/* Values for all rows of an image. */
typedef struct qsm_png_filtering {
    size_t size;       /* bytes of a row without the filter byte */
    size_t distance;   /* bytes of a pixel, at least 1 */
    unsigned set;      /* the filters to try, one bit each */
    unsigned features; /* of the processor: see cpu.h */
} qsm_png_filtering;

/*
 * Filters row into out. prior is the row above; all 0 for the first row. Returns the cost: the sum
 * of the absolute values of the filtered bytes, taken as signed.
 */
uint64_t qsm__png_filter(const qsm_png_filtering *how, int filter, unsigned char *out,
                         const unsigned char *row, const unsigned char *prior);

/*
 * Filters the row with the filter of lowest cost in the set. On a tie the lower filter number wins.
 * The result has a filter byte; it is row or one of tries. row, prior and tries begin with a filter
 * byte; the filter byte of row must be 0.
 */
const unsigned char *qsm__png_filter_best(const qsm_png_filtering *how, const unsigned char *row,
                                          const unsigned char *prior, unsigned char *tries[2]);

/*
 * The filter of lowest cost among those that predict, judged by a half of the row: the bytes of
 * every second 32 after the first pixel. On a tie the lower filter number wins.
 */
int qsm__png_filter_guess(const qsm_png_filtering *how, const unsigned char *row,
                          const unsigned char *prior);

#endif
