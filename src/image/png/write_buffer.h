/* SPDX-License-Identifier: MIT */
/* The destinations of a PNG: memory for its head, the stream for its rows. */
#ifndef QSM_IMAGE_PNG_WRITE_BUFFER_H
#define QSM_IMAGE_PNG_WRITE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stream/stream.h"

/* Bytes in memory that grows. failed: out of memory. */
typedef struct qsm_png_bytes {
    unsigned char *data;
    size_t size;
    size_t capacity;
    bool failed;
} qsm_png_bytes;

void qsm__bytes_add(qsm_png_bytes *bytes, const void *data, size_t size);
void qsm__bytes_add_u32(qsm_png_bytes *bytes, uint32_t value);

/* Adds a complete chunk. */
void qsm__png_add_chunk(qsm_png_bytes *out, uint32_t type, const void *data, size_t size);

/* The destination of the IDAT chunks: reserved in the stream, committed at the end. */
typedef struct qsm_png_output {
    qsm_data_stream *stream;
    size_t size; /* reserved and filled so far */
} qsm_png_output;

/* Memory for size bytes after the filled bytes. NULL if the stream has not enough capacity. */
unsigned char *qsm__png_output_reserve(qsm_png_output *output, size_t size);

/*
 * Completes an IDAT chunk at out, which was reserved. Its size data bytes are already behind its
 * header.
 */
void qsm__png_output_idat(qsm_png_output *output, unsigned char *out, size_t size);

#endif
