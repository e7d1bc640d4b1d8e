/* SPDX-License-Identifier: MIT */
/*
 * Looks at the first bytes of a stream: size and format of its image, where it ends, and how much
 * memory it needs. The stream does not change.
 */
#include <string.h>

#include "abi/struct_size.h"
#include "image/image_stream.h"
#include "image/png/header.h"
#include "image/png/png.h"
#include "image/png/read_buffer.h"
#include "image/png/read_cursor.h"

enum { LOOK_AT_MOST = 64 * 1024, MARKER_SIZE = 4, HEADER_SIZE = 13 };

/* Copies size bytes if they are present. */
static bool take(unsigned char *out, size_t size, qsm_png_cursor *cursor)
{
    if (qsm__png_bytes_left(cursor) < size)
        return false;
    qsm__png_copy(cursor, out, size);
    return true;
}

static bool read_header(qsm_png_cursor *cursor, qsm_png_header *header)
{
    unsigned char bytes[HEADER_SIZE];
    qsm_png_chunk chunk;
    if (qsm__png_next_chunk(cursor, &chunk) != QSM_PNG_CHUNK_OK || chunk.type != QSM_PNG_IHDR ||
        chunk.size != sizeof bytes || !qsm__png_chunk_is_whole(cursor, &chunk))
        return false;
    qsm__png_copy_data(cursor, &chunk, bytes, sizeof bytes);
    return qsm__png_crc_is_right(cursor, &chunk) && qsm__png_parse_header(bytes, header) == NULL;
}

typedef enum transparency { OPAQUE, TRANSPARENT, UNKNOWN } transparency;

/* Whether a valid tRNS chunk comes before the image data. */
static transparency find_transparency(qsm_png_cursor *cursor, uint32_t size_wanted)
{
    qsm_png_chunk chunk;
    while (qsm__png_next_chunk(cursor, &chunk) == QSM_PNG_CHUNK_OK) {
        if (chunk.type == QSM_PNG_IDAT)
            return OPAQUE;
        if (chunk.type == QSM_PNG_TRNS && chunk.size == size_wanted)
            return TRANSPARENT;
        if (!qsm__png_chunk_is_whole(cursor, &chunk))
            return UNKNOWN;
        qsm__png_skip_data(cursor, &chunk);
    }
    return UNKNOWN;
}

static qsm_image_format_code find_format(const qsm_png_header *header, qsm_png_cursor *cursor)
{
    transparency found = OPAQUE;
    qsm_image_format_code format = qsm__png_image_format(header, false);
    if (qsm__png_image_format(header, true) == format)
        return format;
    found = find_transparency(cursor, header->color_type == QSM_PNG_GRAY ? 2 : 6);
    if (found == UNKNOWN)
        return QSM_IMAGE_FORMAT_INVALID;
    return found == TRANSPARENT ? qsm__png_image_format(header, true) : format;
}

static bool is_signature(const unsigned char *bytes)
{
    return memcmp(bytes, QSM_PNG_SIGNATURE, QSM_PNG_SIGNATURE_SIZE) == 0;
}

typedef enum start_kind { FOUND_NOTHING, FOUND_NULL_IMAGE, FOUND_PNG } start_kind;

/* Moves behind the signature, with a marker or without. */
static start_kind find_png(qsm_png_cursor *cursor)
{
    unsigned char start[QSM_PNG_SIGNATURE_SIZE + MARKER_SIZE] = {0};
    if (!take(start, MARKER_SIZE, cursor))
        return FOUND_NOTHING;
    if (qsm__png_u32(start) == 0)
        return FOUND_NULL_IMAGE;
    if (!take(start + MARKER_SIZE, MARKER_SIZE, cursor))
        return FOUND_NOTHING;
    if (is_signature(start))
        return FOUND_PNG;
    return take(start + QSM_PNG_SIGNATURE_SIZE, MARKER_SIZE, cursor) &&
                   is_signature(start + MARKER_SIZE)
               ? FOUND_PNG
               : FOUND_NOTHING;
}

static bool look(const unsigned char *at, size_t size, qsm_image_header *header)
{
    qsm_png_cursor cursor = {.data = at, .available = size < LOOK_AT_MOST ? size : LOOK_AT_MOST};
    qsm_png_header png;
    *header = (qsm_image_header){.size = sizeof *header};
    start_kind start = find_png(&cursor);
    if (start != FOUND_PNG)
        return start == FOUND_NULL_IMAGE;
    if (!read_header(&cursor, &png))
        return false;
    header->width = png.width;
    header->height = png.height;
    header->format = find_format(&png, &cursor);
    return true;
}

/* ---- memory for the image ---- */

/* The first chunk of image data, if it is whole. */
static bool find_data(qsm_png_cursor *cursor, qsm_png_chunk *chunk)
{
    enum { MOST_CHUNKS = 1000 };
    for (int i = 0; i < MOST_CHUNKS && qsm__png_next_chunk(cursor, chunk) == QSM_PNG_CHUNK_OK &&
                    qsm__png_chunk_is_whole(cursor, chunk);
         i++) {
        if (chunk->type == QSM_PNG_IDAT)
            return true;
        qsm__png_skip_data(cursor, chunk);
    }
    return false;
}

bool qsm__image_stream_is_refused(const void *data, size_t size, const qsm_image_limits *limits,
                                  qsm_copy copy)
{
    qsm_copier copier = {.copy = copy};
    qsm_png_cursor cursor = {
        .data = data, .available = size, .copier = copy != NULL ? &copier : NULL};
    qsm_png_header header;
    qsm_image_limits complete;
    if (!qsm__image_limits_read(&complete, limits))
        return true;
    return find_png(&cursor) == FOUND_PNG && read_header(&cursor, &header) &&
           qsm__png_beyond_limits(&header, false, &complete) != NULL;
}

bool qsm__image_stream_prepare(qsm_image *image, const void *data, size_t size,
                               const qsm_image_limits *limits, size_t most, qsm_copy copy)
{
    qsm_copier copier = {.copy = copy};
    qsm_png_cursor cursor = {
        .data = data, .available = size, .copier = copy != NULL ? &copier : NULL};
    qsm_png png = {.image_buffer = image};
    qsm_png_chunk chunk;
    qsm_image_limits complete;
    return qsm__image_limits_read(&complete, limits) && find_png(&cursor) == FOUND_PNG &&
           read_header(&cursor, &png.header) && find_data(&cursor, &chunk) &&
           qsm__png_use_image_buffer(&png, chunk.size, &complete, most) != NULL;
}

/* ---- the end of a stream ---- */

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

/* The position behind IEND, or behind the last whole chunk. */
static size_t find_end(qsm_png_cursor *cursor)
{
    enum { MOST_CHUNKS = 1 << 17 }; /* Qt makes one for 8 KiB */
    size_t end = cursor->position;
    qsm_png_chunk chunk;
    for (int i = 0; qsm__png_next_chunk(cursor, &chunk) == QSM_PNG_CHUNK_OK; i++) {
        if (i == MOST_CHUNKS || !qsm__png_chunk_is_whole(cursor, &chunk))
            return cursor->available;
        qsm__png_skip_data(cursor, &chunk);
        end = cursor->position;
        if (chunk.type == QSM_PNG_IEND)
            break;
    }
    return end;
}

/* A file of BMP begins with these letters and its size, and stands in a stream without a marker. */
static size_t find_bmp_end(const unsigned char *start, size_t size)
{
    uint32_t bytes = (uint32_t)start[2] | (uint32_t)start[3] << 8 | (uint32_t)start[4] << 16 |
                     (uint32_t)start[5] << 24;
    return start[0] == 'B' && start[1] == 'M' ? smaller(size, bytes) : 0;
}

size_t qsm__image_stream_end(const void *data, size_t size, qsm_copy copy)
{
    qsm_copier copier = {.copy = copy};
    qsm_png_cursor cursor = {
        .data = data, .available = size, .copier = copy != NULL ? &copier : NULL};
    unsigned char start[MARKER_SIZE + QSM_PNG_SIGNATURE_SIZE];
    if (!take(start, sizeof start, &cursor))
        return size;
    if (is_signature(start + MARKER_SIZE))
        return find_end(&cursor);
    cursor.position = QSM_PNG_SIGNATURE_SIZE;
    return is_signature(start) ? find_end(&cursor) : find_bmp_end(start, size);
}

bool qsm_image_peek(const void *data, size_t size, qsm_image_header *header)
{
    qsm_image_header found;
    if (!qsm__struct_can_receive(header))
        return false;
    bool good = look(data != NULL ? data : "", data != NULL ? size : 0, &found);
    qsm__struct_write(header, &found, sizeof found);
    return good;
}
