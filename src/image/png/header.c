/* SPDX-License-Identifier: MIT */
#include "image/png/header.h"

#include "image/png/png.h"

size_t qsm__png_row_bytes(const qsm_png_header *header, int width)
{
    size_t bits = (size_t)header->depth * (size_t)header->channels;
    return ((size_t)width * bits + 7) / 8;
}

void qsm__png_header_complete(qsm_png_header *header)
{
    static const int channels[] = {[QSM_PNG_GRAY] = 1,
                                   [QSM_PNG_RGB] = 3,
                                   [QSM_PNG_INDEXED] = 1,
                                   [QSM_PNG_GRAY_ALPHA] = 2,
                                   [QSM_PNG_RGBA] = 4};
    header->channels = channels[header->color_type];
    header->row_bytes = qsm__png_row_bytes(header, header->width);
    header->filter_distance = qsm__png_row_bytes(header, 1);
}

/* The sample depths that a colour type may have, one bit each. 0: unknown colour type. */
static unsigned legal_depths(unsigned color_type)
{
    enum { D1 = 1 << 1, D2 = 1 << 2, D4 = 1 << 4, D8 = 1 << 8, D16 = 1 << 16 };
    static const unsigned depths[] = {
        [QSM_PNG_GRAY] = D1 | D2 | D4 | D8 | D16,
        [QSM_PNG_RGB] = D8 | D16,
        [QSM_PNG_INDEXED] = D1 | D2 | D4 | D8,
        [QSM_PNG_GRAY_ALPHA] = D8 | D16,
        [QSM_PNG_RGBA] = D8 | D16,
    };
    return color_type < sizeof depths / sizeof depths[0] ? depths[color_type] : 0;
}

const char *qsm__png_parse_header(const unsigned char *bytes, qsm_png_header *header)
{
    uint32_t width = qsm__png_u32(bytes);
    uint32_t height = qsm__png_u32(bytes + 4);
    unsigned depth = bytes[8];
    unsigned color_type = bytes[9];
    if (width == 0 || height == 0)
        return "width or height is 0";
    if (width > QSM_PNG_MAX_DIMENSION || height > QSM_PNG_MAX_DIMENSION)
        return "width or height is above 1000000";
    if (depth > 16 || (legal_depths(color_type) >> depth & 1U) == 0)
        return "invalid combination of colour type and depth";
    if (bytes[10] != 0 || bytes[11] != 0)
        return "unknown compression or filter method";
    if (bytes[12] > 1)
        return "unknown interlace method";
    header->width = (int)width;
    header->height = (int)height;
    header->depth = (int)depth;
    header->color_type = (int)color_type;
    header->interlaced = bytes[12] != 0;
    qsm__png_header_complete(header);
    return NULL;
}

static qsm_image_format_code gray_format(int depth, bool transparent)
{
    if (depth == 1)
        return QSM_IMAGE_FORMAT_MONO;
    if (depth == 16)
        return transparent ? QSM_IMAGE_FORMAT_RGBA64 : QSM_IMAGE_FORMAT_GRAYSCALE16;
    if (depth == 8 && !transparent)
        return QSM_IMAGE_FORMAT_GRAYSCALE8;
    return QSM_IMAGE_FORMAT_INDEXED8;
}

qsm_image_format_code qsm__png_image_format(const qsm_png_header *header, bool transparent)
{
    bool deep = header->depth == 16;
    if (header->color_type == QSM_PNG_GRAY)
        return gray_format(header->depth, transparent);
    if (header->color_type == QSM_PNG_INDEXED)
        return header->depth == 1 ? QSM_IMAGE_FORMAT_MONO : QSM_IMAGE_FORMAT_INDEXED8;
    if (header->color_type == QSM_PNG_RGB && !transparent)
        return deep ? QSM_IMAGE_FORMAT_RGBX64 : QSM_IMAGE_FORMAT_RGB32;
    return deep ? QSM_IMAGE_FORMAT_RGBA64 : QSM_IMAGE_FORMAT_ARGB32;
}
