/* SPDX-License-Identifier: MIT */
/*
 * Filtered rows one after the other: out of inflated data, or straight out of a zlib stream of
 * stored blocks, which needs no inflating.
 */
#ifndef QSM_IMAGE_PNG_READ_ROWS_H
#define QSM_IMAGE_PNG_READ_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct qsm_row_source {
    const unsigned char *at; /* what is left of the block */
    size_t left;
    const unsigned char *next;  /* the header of the next block; NULL for inflated data */
    const unsigned char *check; /* the check value behind the last block; NULL likewise */
    uint32_t adler;             /* of the blocks opened so far */
    size_t row_size;            /* with the filter byte */
    unsigned char *joined;      /* memory for a row that is in several blocks */
} qsm_row_source;

/* Whether a zlib stream holds size bytes in stored blocks, and nothing else before or after. */
bool qsm__zlib_is_stored(const unsigned char *stream, size_t stream_size, size_t size);

/* joined is needed for stored blocks only. */
void qsm__row_source_inflated(qsm_row_source *source, const unsigned char *rows, size_t size,
                              size_t row_size);
void qsm__row_source_stored(qsm_row_source *source, const unsigned char *stream, size_t stream_size,
                            size_t row_size, unsigned char *joined);

/* The next row; there must be one. */
const unsigned char *qsm__row_source_next(qsm_row_source *source);

/* After the last row: whether the check value is right. Always true for inflated data. */
bool qsm__row_source_check(const qsm_row_source *source);

#endif
