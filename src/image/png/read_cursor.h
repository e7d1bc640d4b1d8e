/* SPDX-License-Identifier: MIT */
/*
 * The one walk over the chunks of a PNG in memory that anyone may change at any time. Every byte is
 * copied once and only the copy is looked at, so nothing that was checked can change afterwards.
 * The cursor never leaves the bytes that are present.
 */
#ifndef QSM_IMAGE_PNG_READ_CURSOR_H
#define QSM_IMAGE_PNG_READ_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "image/png/png.h"

typedef struct qsm_png_cursor {
    const unsigned char *data;
    size_t available;
    size_t position;
} qsm_png_cursor;

/* A chunk as the walk meets it. */
typedef struct qsm_png_chunk {
    uint32_t type;
    uint32_t size;
    unsigned char name[5];
    uint32_t crc;  /* of the type, then of the data read so far */
    size_t at;     /* byte of the stream where it begins */
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

/* Copies bytes that are present. */
static inline void qsm__png_copy(qsm_png_cursor *cursor, void *out, size_t size)
{
    memcpy(out, cursor->data + cursor->position, size);
    cursor->position += size;
}

/* Reads the header of the next chunk: its length and type. */
qsm_png_chunk_status qsm__png_next_chunk(qsm_png_cursor *cursor, qsm_png_chunk *chunk);

/* Whether all data and the CRC of the chunk are present. */
bool qsm__png_chunk_is_whole(const qsm_png_cursor *cursor, const qsm_png_chunk *chunk);

/* Copies data of the chunk, which is present, and continues its CRC. */
void qsm__png_copy_data(qsm_png_cursor *cursor, qsm_png_chunk *chunk, void *out, size_t size);

/* Reads all data of the chunk, which is present, for its CRC only. */
void qsm__png_sum_data(qsm_png_cursor *cursor, qsm_png_chunk *chunk);

/* Reads the CRC behind the data, which is present: whether it is right. */
bool qsm__png_crc_is_right(qsm_png_cursor *cursor, const qsm_png_chunk *chunk);

/* Moves behind the data and the CRC, which are present. */
static inline void qsm__png_skip_data(qsm_png_cursor *cursor, const qsm_png_chunk *chunk)
{
    cursor->position += (size_t)chunk->size + QSM_PNG_CRC_SIZE;
}

#endif
