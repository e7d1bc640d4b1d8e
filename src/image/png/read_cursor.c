/* SPDX-License-Identifier: MIT */
#include "image/png/read_cursor.h"

#include "image/deflate/deflate.h"

/* Each step is a bijection: marks differ for sure if only one value differs. */
static void add_to_mark(qsm_png_cursor *cursor, uint64_t value)
{
    uint64_t mark = cursor->mark ^ value;
    mark *= UINT64_C(0x9e3779b97f4a7c15);
    mark ^= mark >> 32U;
    mark *= UINT64_C(0xd6e8feb86659fd93);
    cursor->mark = mark ^ mark >> 29U;
}

/* The check value of the pixels can be in two IDAT chunks. */
static void keep_last_bytes(qsm_png_cursor *cursor, const unsigned char *data, size_t size)
{
    for (size_t i = size > 4 ? size - 4 : 0; i < size; i++)
        cursor->adler = cursor->adler << 8U | data[i];
}

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
    add_to_mark(cursor, (uint64_t)chunk->type << 32U | chunk->size);
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
        if (chunk->type == QSM_PNG_IDAT)
            keep_last_bytes(cursor, to - now, now);
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

/* A value that is wrong does not stand for the data. */
bool qsm__png_crc_is_right(qsm_png_cursor *cursor, const qsm_png_chunk *chunk)
{
    unsigned char bytes[QSM_PNG_CRC_SIZE];
    qsm__png_copy(cursor, bytes, sizeof bytes);
    uint32_t crc = qsm__png_u32(bytes);
    add_to_mark(cursor, crc);
    if (crc != chunk->crc)
        add_to_mark(cursor, UINT64_C(1) << 32U | chunk->crc);
    return crc == chunk->crc;
}

void qsm__png_skip_data(qsm_png_cursor *cursor, const qsm_png_chunk *chunk)
{
    unsigned char bytes[4 + QSM_PNG_CRC_SIZE];
    size_t last = chunk->type != QSM_PNG_IDAT ? 0 : chunk->size < 4 ? chunk->size : 4;
    if (!cursor->marked) {
        cursor->position += (size_t)chunk->size + QSM_PNG_CRC_SIZE;
        return;
    }
    cursor->position += chunk->size - last;
    qsm__png_copy(cursor, bytes, last + QSM_PNG_CRC_SIZE);
    keep_last_bytes(cursor, bytes, last);
    add_to_mark(cursor, qsm__png_u32(bytes + last));
}
