/* SPDX-License-Identifier: MIT */
/* A look at the beginning of a stream: what would come out, without taking it. */
#include <string.h>

#include "abi/struct_size.h"
#include "image/deflate/deflate.h"
#include "image/png/png.h"

enum {
    LOOK_AT_MOST = 64 * 1024,
    MARKER_SIZE = 4,
    HEADER_SIZE = 13,
    WHOLE_HEADER = QSM_PNG_CHUNK_HEADER + HEADER_SIZE + QSM_PNG_CRC_SIZE
};

/* Bytes copied once from memory that may change. */
static bool take(unsigned char *out, size_t size, const unsigned char **at,
                 const unsigned char *end)
{
    if ((size_t)(end - *at) < size)
        return false;
    memcpy(out, *at, size);
    *at += size;
    return true;
}

static bool read_header(const unsigned char **at, const unsigned char *end, qsm_png_header *header)
{
    static const unsigned char start[QSM_PNG_CHUNK_HEADER] = {0,   0,   0,   HEADER_SIZE,
                                                              'I', 'H', 'D', 'R'};
    unsigned char chunk[WHOLE_HEADER];
    size_t crc_at = sizeof chunk - QSM_PNG_CRC_SIZE;
    return take(chunk, sizeof chunk, at, end) && memcmp(chunk, start, sizeof start) == 0 &&
           qsm__crc32(0, chunk + 4, crc_at - 4) == qsm__png_u32(chunk + crc_at) &&
           qsm__png_parse_header(chunk + sizeof start, header) == NULL;
}

typedef enum transparency { OPAQUE, TRANSPARENT, UNKNOWN } transparency;

/* Whether a tRNS chunk that fits comes before the image data. */
static transparency find_transparency(const unsigned char *at, const unsigned char *end,
                                      uint32_t size_wanted)
{
    unsigned char chunk[QSM_PNG_CHUNK_HEADER];
    while (take(chunk, sizeof chunk, &at, end)) {
        uint32_t size = qsm__png_u32(chunk);
        uint32_t type = qsm__png_u32(chunk + 4);
        if (type == QSM_PNG_TYPE('I', 'D', 'A', 'T'))
            return OPAQUE;
        if (type == QSM_PNG_TYPE('t', 'R', 'N', 'S') && size == size_wanted)
            return TRANSPARENT;
        if ((size_t)(end - at) < QSM_PNG_CRC_SIZE || (size_t)(end - at) - QSM_PNG_CRC_SIZE < size)
            return UNKNOWN;
        at += (size_t)size + QSM_PNG_CRC_SIZE;
    }
    return UNKNOWN;
}

static qsm_image_format_code find_format(const qsm_png_header *header, const unsigned char *at,
                                         const unsigned char *end)
{
    transparency found = OPAQUE;
    qsm_image_format_code format = qsm__png_image_format(header, false);
    if (qsm__png_image_format(header, true) == format)
        return format;
    found = find_transparency(at, end, header->color_type == QSM_PNG_GRAY ? 2 : 6);
    if (found == UNKNOWN)
        return QSM_IMAGE_FORMAT_INVALID;
    return found == TRANSPARENT ? qsm__png_image_format(header, true) : format;
}

static bool is_signature(const unsigned char *bytes)
{
    return memcmp(bytes, QSM_PNG_SIGNATURE, QSM_PNG_SIGNATURE_SIZE) == 0;
}

static bool look(const unsigned char *at, size_t size, qsm_image_header *header)
{
    const unsigned char *end = at + (size < LOOK_AT_MOST ? size : LOOK_AT_MOST);
    unsigned char start[QSM_PNG_SIGNATURE_SIZE + MARKER_SIZE] = {0};
    qsm_png_header png;
    *header = (qsm_image_header){.size = sizeof *header};
    if (!take(start, MARKER_SIZE, &at, end))
        return false;
    if (qsm__png_u32(start) == 0)
        return true;
    if (!take(start + MARKER_SIZE, MARKER_SIZE, &at, end))
        return false;
    if (!is_signature(start) && !(take(start + QSM_PNG_SIGNATURE_SIZE, MARKER_SIZE, &at, end) &&
                                  is_signature(start + MARKER_SIZE)))
        return false;
    if (!read_header(&at, end, &png))
        return false;
    header->width = png.width;
    header->height = png.height;
    header->format = find_format(&png, at, end);
    return true;
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
