/* SPDX-License-Identifier: MIT */
/*
 * Returns filtered rows one after the other: from inflated data, or directly from a zlib stream of
 * stored blocks, which needs no inflating.
 */
#ifndef QSM_IMAGE_PNG_READ_ROWS_H
#define QSM_IMAGE_PNG_READ_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct qsm_row_source {
    const unsigned char *at; /* bytes left in the block */
    size_t left;
    const unsigned char *next;  /* the next block header; NULL for inflated data */
    const unsigned char *check; /* the check value after the last block; NULL for inflated data */
    uint32_t adler;             /* of the blocks read so far */
    size_t row_size;            /* with the filter byte */
    unsigned char *joined;      /* memory for a row in several blocks */
} qsm_row_source;

/* Whether a zlib stream contains exactly size bytes, all in stored blocks, and nothing else. */
bool qsm__zlib_is_stored(const unsigned char *stream, size_t stream_size, size_t size);

/* joined is used only for stored blocks. */
void qsm__row_source_inflated(qsm_row_source *source, const unsigned char *rows, size_t size,
                              size_t row_size);
void qsm__row_source_stored(qsm_row_source *source, const unsigned char *stream, size_t stream_size,
                            size_t row_size, unsigned char *joined);

/* The next row. It must exist. */
const unsigned char *qsm__row_source_next(qsm_row_source *source);

/*
 * Call it after the last row. Returns whether the check value is right. Always true for inflated
 * data.
 */
bool qsm__row_source_check(const qsm_row_source *source);

#endif
