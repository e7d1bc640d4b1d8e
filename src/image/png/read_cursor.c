/* SPDX-License-Identifier: MIT */
#include "image/png/read_cursor.h"

#include "image/deflate/deflate.h"

static bool is_letter(unsigned char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

qsm_png_chunk_status qsm__png_next_chunk(qsm_png_cursor *cursor, qsm_png_chunk *chunk)
{
    unsigned char bytes[QSM_PNG_CHUNK_HEADER];
    if (qsm__png_bytes_left(cursor) < sizeof bytes)
        return QSM_PNG_CHUNK_MISSING;
    qsm__png_copy(cursor, bytes, sizeof bytes);
    chunk->size = qsm__png_u32(bytes);
    chunk->type = qsm__png_u32(bytes + 4);
    memcpy(chunk->name, bytes + 4, 4);
    chunk->name[4] = '\0';
    for (int i = 0; i < 4; i++) {
        if (!is_letter(chunk->name[i]))
            return QSM_PNG_CHUNK_NO_NAME;
    }
    chunk->crc = qsm__crc32(0, bytes + 4, 4);
    return chunk->size > INT32_MAX ? QSM_PNG_CHUNK_TOO_LONG : QSM_PNG_CHUNK_OK;
}

bool qsm__png_chunk_is_whole(const qsm_png_cursor *cursor, const qsm_png_chunk *chunk)
{
    size_t left = qsm__png_bytes_left(cursor);
    return left >= QSM_PNG_CRC_SIZE && left - QSM_PNG_CRC_SIZE >= chunk->size;
}

void qsm__png_copy_data(qsm_png_cursor *cursor, qsm_png_chunk *chunk, void *out, size_t size)
{
    /* Copies in steps that stay in the cache until the CRC is computed. */
    enum { STEP = 128 * 1024 };
    unsigned char *to = out;
    while (size > 0) {
        size_t now = size < STEP ? size : STEP;
        qsm__png_copy(cursor, to, now);
        chunk->crc = qsm__crc32(chunk->crc, to, now);
        to += now;
        size -= now;
    }
}

void qsm__png_sum_data(qsm_png_cursor *cursor, qsm_png_chunk *chunk)
{
    unsigned char step[1024];
    for (size_t rest = chunk->size; rest > 0;) {
        size_t now = rest < sizeof step ? rest : sizeof step;
        qsm__png_copy_data(cursor, chunk, step, now);
        rest -= now;
    }
}

bool qsm__png_crc_is_right(qsm_png_cursor *cursor, const qsm_png_chunk *chunk)
{
    unsigned char bytes[QSM_PNG_CRC_SIZE];
    qsm__png_copy(cursor, bytes, sizeof bytes);
    return qsm__png_u32(bytes) == chunk->crc;
}
