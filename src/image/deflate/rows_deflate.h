/* SPDX-License-Identifier: MIT */
/*
 * A quick deflate encoder for filtered rows of a PNG. Rows go in one after the other; what comes
 * out is a zlib stream (RFC 1950), written straight into its destination strip by strip. Memory is
 * a fixed amount, whatever the size of the image, which is why this is no compression library's
 * work: the quickest cannot go on where they stopped.
 */
#ifndef QSM_IMAGE_DEFLATE_ROWS_DEFLATE_H
#define QSM_IMAGE_DEFLATE_ROWS_DEFLATE_H

#include <stddef.h>

typedef struct qsm_rows_deflate qsm_rows_deflate;

/* The capacity that the stream of size bytes needs; never exceeded. */
size_t qsm__rows_deflate_bound(size_t size);

/* Begins a stream at out, whose capacity is the bound of all that will come. NULL when out of
 * memory. */
qsm_rows_deflate *qsm__rows_deflate_new(unsigned char *out);

void qsm__rows_deflate_add(qsm_rows_deflate *self, const void *data, size_t size);

/* Ends the stream; returns the end of it. */
unsigned char *qsm__rows_deflate_finish(qsm_rows_deflate *self);

void qsm__rows_deflate_free(qsm_rows_deflate *self);

#endif
