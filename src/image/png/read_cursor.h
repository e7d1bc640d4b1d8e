/* SPDX-License-Identifier: MIT */
/*
 * Reads the chunks of a PNG in memory that can change at any time. Copies each byte once, and uses
 * only the copy: checked data cannot change afterwards. The cursor never leaves the bytes that are
 * present.
 *
 * On its way it collects the mark of the PNG (image/mark.h). A cursor that skips all data and a
 * cursor that reads all data come to the same mark, if all check values are right.
 */
#ifndef QSM_IMAGE_PNG_READ_CURSOR_H
#define QSM_IMAGE_PNG_READ_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "image/copier.h"
#include "image/png/png.h"

typedef struct qsm_png_cursor {
    const unsigned char *data;
    size_t available;
    size_t position;
    qsm_copier *copier; /* NULL: memcpy */
    bool marked;        /* skipped chunks count for the mark, too */
    uint64_t mark;      /* of the chunks so far: lengths, types, and check values */
    uint32_t adler; /* the last 4 bytes of the data of all IDAT chunks: the check of the pixels */
} qsm_png_cursor;

/* The current chunk. */
typedef struct qsm_png_chunk {
    uint32_t type;
    uint32_t size;
    unsigned char name[5];
    uint32_t crc;  /* of the type and the data read so far */
    size_t at;     /* the number of the first byte in the stream */
    unsigned kind; /* its bit in qsm_png.seen */
} qsm_png_chunk;

typedef enum qsm_png_chunk_status {
    QSM_PNG_CHUNK_OK,
    QSM_PNG_CHUNK_MISSING, /* no chunk header is left */
    QSM_PNG_CHUNK_NO_NAME, /* its type is not four letters */
    QSM_PNG_CHUNK_TOO_LONG /* its length is above 2147483647 */
} qsm_png_chunk_status;

static inline size_t qsm__png_bytes_left(const qsm_png_cursor *cursor)
{
    return cursor->available - cursor->position;
}

/* Copies size bytes, which must be present. */
static inline void qsm__png_copy(qsm_png_cursor *cursor, void *out, size_t size)
{
    const unsigned char *from = cursor->data + cursor->position;
    if (cursor->copier == NULL)
        memcpy(out, from, size);
    else
        qsm__copier_copy(cursor->copier, out, from, size, qsm__png_bytes_left(cursor));
    cursor->position += size;
}

/* Reads the header of the next chunk: its length and type. */
qsm_png_chunk_status qsm__png_next_chunk(qsm_png_cursor *cursor, qsm_png_chunk *chunk);

/* Whether all data and the CRC of the chunk are present. */
bool qsm__png_chunk_is_whole(const qsm_png_cursor *cursor, const qsm_png_chunk *chunk);

/* Copies data of the chunk, which must be present, and continues its CRC. */
void qsm__png_copy_data(qsm_png_cursor *cursor, qsm_png_chunk *chunk, void *out, size_t size);

/* Reads all data of the chunk, which must be present, only for its CRC. */
void qsm__png_sum_data(qsm_png_cursor *cursor, qsm_png_chunk *chunk);

/* Reads the CRC after the data. It must be present. Returns whether it is right. */
bool qsm__png_crc_is_right(qsm_png_cursor *cursor, const qsm_png_chunk *chunk);

/* Moves behind the data and the CRC, which must be present. */
void qsm__png_skip_data(qsm_png_cursor *cursor, const qsm_png_chunk *chunk);

#endif
