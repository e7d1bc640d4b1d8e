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

static uint32_t little_u32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8U | (uint32_t)bytes[2] << 16U |
           (uint32_t)bytes[3] << 24U;
}

/* The rows' bytes, which have to be known, or more than `most`. */
static uint64_t bytes_of_rows(const unsigned char *head, uint64_t most)
{
    uint64_t width = little_u32(head + 18);
    uint64_t height = little_u32(head + 22);
    uint64_t line = (width * (little_u32(head + 28) & 0xffff) + 31) / 32 * 4;
    height = height <= INT32_MAX ? height : (uint64_t)UINT32_MAX + 1 - height; /* from the top */
    return height > 0 && line > most / height ? most + 1 : line * height;
}

/*
 * Where the bitmap ends: by the size in its header, if a parser reads nothing behind that. That is
 * so for the headers that Qt writes. Otherwise all bytes count, up to `end`.
 */
static size_t end_of_bmp(const unsigned char *head, size_t end)
{
    enum { WINDOWS_3 = 40, COLORS_AT = 14 + WINDOWS_3, MOST_COLORS = 4 * 256 };
    uint32_t size = little_u32(head + 2);
    uint32_t rows_at = little_u32(head + 10);
    bool few_colors = (little_u32(head + 28) & 0xffff) <= 8;
    bool as_qt = little_u32(head + 14) == WINDOWS_3 && little_u32(head + 30) == 0 &&
                 little_u32(head + 46) <= MOST_COLORS / 4;
    uint32_t colors = little_u32(head + 46) != 0 ? little_u32(head + 46)
                      : few_colors               ? 1U << (little_u32(head + 28) & 0xf)
                                                 : 0;
    if (!as_qt || size >= end || rows_at > size ||
        rows_at < COLORS_AT + (few_colors ? 4 * colors : 0))
        return end;
    return bytes_of_rows(head, size) <= size - rows_at ? size : end;
}

/* A file of BMP begins with these letters and its size. */
static qsm_image_mark mark_bmp(qsm_png_cursor *cursor)
{
    enum { HEADERS = 54 };
    unsigned char bytes[4096];
    qsm_image_mark mark = {.kind = QSM_IMAGE_MARK_OF_PIXELS, .value = 1};
    size_t end = cursor->available;
    while (cursor->position < end) {
        size_t at = cursor->position;
        size_t now = end - at < sizeof bytes ? end - at : sizeof bytes;
        qsm__png_copy(cursor, bytes, now);
        if (at == 0 && (now < 6 || bytes[0] != 'B' || bytes[1] != 'M'))
            return no_mark;
        if (at == 0 && now >= HEADERS)
            end = end_of_bmp(bytes, end);
        mark.value = add_bytes(mark.value, bytes, now < end - at ? now : end - at);
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
