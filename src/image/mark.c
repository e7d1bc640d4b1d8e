/* SPDX-License-Identifier: MIT */
#include "image/mark.h"

#include "image/image_stream.h"
#include "image/png/png.h"
#include "image/png/read_cursor.h"

enum { MARKER_VERSION = 5, MARKER_SIZE = 4, MOST_CHUNKS = 1 << 17 };

static const qsm_image_mark no_mark = {.kind = QSM_IMAGE_NO_MARK};

/* Up to IEND. */
static bool walk(qsm_png_cursor *cursor)
{
    qsm_png_chunk chunk = {0};
    for (int i = 0; i < MOST_CHUNKS; i++) {
        if (qsm__png_next_chunk(cursor, &chunk) != QSM_PNG_CHUNK_OK ||
            !qsm__png_chunk_is_whole(cursor, &chunk))
            return false;
        qsm__png_skip_data(cursor, &chunk);
        if (chunk.type == QSM_PNG_IEND)
            return true;
    }
    return false;
}

static qsm_image_mark mark_png(qsm_png_cursor *cursor)
{
    unsigned char signature[QSM_PNG_SIGNATURE_SIZE];
    if (qsm__png_bytes_left(cursor) < sizeof signature)
        return no_mark;
    qsm__png_copy(cursor, signature, sizeof signature);
    if (memcmp(signature, QSM_PNG_SIGNATURE, sizeof signature) != 0 || !walk(cursor))
        return no_mark;
    return (qsm_image_mark){QSM_IMAGE_MARK_OF_PIXELS, cursor->mark, cursor->adler};
}

static qsm_image_mark mark_marked(qsm_png_cursor *cursor)
{
    unsigned char marker[MARKER_SIZE];
    if (qsm__png_bytes_left(cursor) < sizeof marker)
        return no_mark;
    qsm__png_copy(cursor, marker, sizeof marker);
    return qsm__png_u32(marker) != 0 ? mark_png(cursor)
                                     : (qsm_image_mark){.kind = QSM_IMAGE_MARK_OF_NULL};
}

/* FNV-1a of 64 bits, 8 bytes at a time; each step is a bijection. */
static uint64_t add_bytes(uint64_t value, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i += 8) {
        uint64_t word = 0;
        for (size_t j = i; j < size && j < i + 8; j++)
            word = word << 8U | bytes[j];
        value = (value ^ word) * UINT64_C(0x100000001b3);
        value ^= value >> 32U;
    }
    return value;
}

/* A file of BMP begins with these letters and its size. */
static qsm_image_mark mark_bmp(qsm_png_cursor *cursor)
{
    unsigned char bytes[4096];
    qsm_image_mark mark = {.kind = QSM_IMAGE_MARK_OF_PIXELS, .value = 1};
    size_t end = cursor->available;
    while (cursor->position < end) {
        size_t at = cursor->position;
        size_t now = end - at < sizeof bytes ? end - at : sizeof bytes;
        qsm__png_copy(cursor, bytes, now);
        if (at == 0 && (now < 6 || bytes[0] != 'B' || bytes[1] != 'M'))
            return no_mark;
        uint32_t size = (uint32_t)bytes[2] | (uint32_t)bytes[3] << 8U | (uint32_t)bytes[4] << 16U |
                        (uint32_t)bytes[5] << 24U;
        if (at == 0 && size > now && size < end)
            end = size;
        mark.value = add_bytes(mark.value, bytes, now);
    }
    return end > 0 ? mark : no_mark;
}

qsm_image_mark qsm__image_stream_mark(const void *data, size_t size, int version, qsm_copy copy)
{
    qsm_copier copier = {.copy = copy};
    qsm_png_cursor cursor = {
        .data = data, .available = size, .copier = copy != NULL ? &copier : NULL, .marked = true};
    qsm_image_mark mark = version == QSM_IMAGE_BARE_BMP ? mark_bmp(&cursor)
                          : version >= MARKER_VERSION   ? mark_marked(&cursor)
                                                        : mark_png(&cursor);
    return copier.failed ? no_mark : mark;
}

bool qsm__image_marks_equal(const qsm_image_mark *one, const qsm_image_mark *other)
{
    return one->kind != QSM_IMAGE_NO_MARK && one->kind == other->kind &&
           one->value == other->value && one->adler == other->adler;
}
