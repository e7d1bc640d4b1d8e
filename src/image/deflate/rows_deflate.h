/* SPDX-License-Identifier: MIT */
/*
 * A fast deflate encoder for filtered PNG rows. It takes row after row, and writes a zlib stream
 * (RFC 1950) strip by strip into its destination. It needs a fixed amount of memory for every large
 * image, and less for a small one. A compression library cannot do this: the fastest libraries
 * cannot continue a stream.
 */
#ifndef QSM_IMAGE_DEFLATE_ROWS_DEFLATE_H
#define QSM_IMAGE_DEFLATE_ROWS_DEFLATE_H

#include <stddef.h>

typedef struct qsm_rows_deflate qsm_rows_deflate;

/* The capacity for the stream of size bytes. The stream never exceeds it. */
size_t qsm__rows_deflate_bound(size_t size);

/*
 * Begins a stream at out, for size bytes: all rows together. The capacity of out must be the bound
 * for them. pixel_size: bytes of a pixel, at least 1: a match rather begins with a pixel. NULL when
 * out of memory.
 */
qsm_rows_deflate *qsm__rows_deflate_new(unsigned char *out, size_t size, size_t pixel_size);

/* All parts together are at most the size of the stream. */
void qsm__rows_deflate_add(qsm_rows_deflate *self, const void *data, size_t size);

/* Ends the stream. Returns the end of the stream. */
unsigned char *qsm__rows_deflate_finish(qsm_rows_deflate *self);

void qsm__rows_deflate_free(qsm_rows_deflate *self);

#endif
