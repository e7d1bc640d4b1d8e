/* SPDX-License-Identifier: MIT */
/*
 * QImage::operator==: equal size, format and pixels. Formats with a colour table compare colours,
 * not indices. RGB32 ignores its unused byte. All other formats compare bytes.
 */
#include <string.h>

#include "image/image_data.h"

/*
 * The value to compare: the colour of the index. If the table has no such colour: the index itself.
 */
static uint64_t color_of(const qsm_image *image, unsigned index)
{
    if ((int)index < image->color_count)
        return image->colors[index];
    return (uint64_t)1 << 32U | index;
}

static unsigned index_at(const qsm_image *image, const unsigned char *row, int x)
{
    if (image->format == QSM_IMAGE_FORMAT_INDEXED8)
        return row[x];
    unsigned bit = (unsigned)x % 8;
    return (unsigned)row[x / 8] >> (image->format == QSM_IMAGE_FORMAT_MONOLSB ? bit : 7 - bit) & 1U;
}

static bool same_indexed_row(const qsm_image *one, const qsm_image *other, int y)
{
    const unsigned char *row = qsm_image_const_scan_line(one, y);
    const unsigned char *other_row = qsm_image_const_scan_line(other, y);
    for (int x = 0; x < one->width; x++) {
        if (color_of(one, index_at(one, row, x)) != color_of(other, index_at(other, other_row, x)))
            return false;
    }
    return true;
}

static bool same_rgb32_row(const qsm_image *one, const qsm_image *other, int y)
{
    const unsigned char *row = qsm_image_const_scan_line(one, y);
    const unsigned char *other_row = qsm_image_const_scan_line(other, y);
    for (size_t x = 0; x < (size_t)one->width; x++) {
        uint32_t pixel;
        uint32_t other_pixel;
        memcpy(&pixel, row + 4 * x, sizeof pixel);
        memcpy(&other_pixel, other_row + 4 * x, sizeof other_pixel);
        if (((pixel ^ other_pixel) & 0xFFFFFFU) != 0)
            return false;
    }
    return true;
}

/* The padding after the last pixel is ignored. */
static bool same_bytes_row(const qsm_image *one, const qsm_image *other, int y)
{
    size_t size = (size_t)one->width * (size_t)qsm_image_depth(one) / 8;
    return memcmp(qsm_image_const_scan_line(one, y), qsm_image_const_scan_line(other, y), size) ==
           0;
}

typedef bool row_comparer(const qsm_image *one, const qsm_image *other, int y);

static row_comparer *comparer_of(qsm_image_format_code format)
{
    switch (format) {
    case QSM_IMAGE_FORMAT_MONO:
    case QSM_IMAGE_FORMAT_MONOLSB:
    case QSM_IMAGE_FORMAT_INDEXED8:
        return same_indexed_row;
    case QSM_IMAGE_FORMAT_RGB32:
        return same_rgb32_row;
    default:
        return same_bytes_row;
    }
}

bool qsm_image_equals(const qsm_image *one, const qsm_image *other)
{
    bool given = qsm__image_given(one) == one;
    given = qsm__image_given(other) == other && given;
    if (!given || one->width != other->width || one->height != other->height ||
        one->format != other->format)
        return false;
    row_comparer *same_row = comparer_of(one->format);
    for (int y = 0; y < one->height; y++) {
        if (!same_row(one, other, y))
            return false;
    }
    return true;
}
