/* SPDX-License-Identifier: MIT */
/*
 * The second stage of reading: from private memory into the image.
 *
 * The image's memory is all that this takes. It is a little larger than the image; the filtered
 * rows are inflated to its end, then walked once from the first to the last while the image grows
 * behind them from its beginning.
 *
 * Why no row is overwritten before it was read: let r be the bytes of a filtered row with its
 * filter byte, b the bytes of a row of the image, h the rows and d the distance from the beginning
 * of the memory to the first filtered row. Row y of the image ends at (y + 1) * b; the rows still
 * to be read after it begin at d + (y + 1) * r. So (y + 1) * (b - r) <= d must hold for each y. For
 * b <= r it does for any d. Else it is hardest for the last row, where it says h * b <= d + h * r:
 * the image's size is at most the memory's, which is true.
 */
#include "image/png/decode.h"

#include <stdlib.h>
#include <string.h>

#include "image/png/unfilter.h"

bool qsm_png_judge(qsm_png *png, qsm_inflate_result verdict, size_t rows)
{
    switch (verdict) {
    case QSM_INFLATE_OK:
        return true;
    case QSM_INFLATE_LONGER:
        qsm_png_warn(png, "IDAT chunk at byte %zu: more image data than needed", png->idat_at);
        return true;
    case QSM_INFLATE_TRAILING:
        qsm_png_warn(png, "IDAT chunk at byte %zu: data behind the compressed data", png->idat_at);
        return true;
    case QSM_INFLATE_SHORT:
        return qsm_png_fail(png, "IDAT chunk at byte %zu: the image data ends after row %zu of %d",
                            png->idat_at, rows, png->header.height);
    case QSM_INFLATE_CORRUPT:
        return qsm_png_fail(png, "IDAT chunk at byte %zu: the compressed data is damaged",
                            png->idat_at);
    case QSM_INFLATE_MEMORY:
        break;
    }
    return qsm_png_fail(png, "no memory to read the image data");
}

bool qsm_png_check_filter(qsm_png *png, unsigned char filter, size_t row)
{
    return filter < QSM_FILTER_COUNT ||
           qsm_png_fail(png, "IDAT chunk at byte %zu: row %zu has filter %u, which does not exist",
                        png->idat_at, row, filter);
}

/* Walks the filtered rows; scratch holds two rows. */
static bool read_rows(qsm_png *png, qsm_image *image, const unsigned char *filtered,
                      qsm_png_row_reader read, const qsm_png_colors *colors, unsigned char *scratch)
{
    size_t row_bytes = qsm_png_row_bytes(&png->header, image->width);
    size_t distance = qsm_png_filter_distance(&png->header);
    unsigned char *row = scratch;
    unsigned char *prior = scratch + row_bytes;
    memset(prior, 0, row_bytes);
    for (int y = 0; y < image->height; y++) {
        unsigned char filter = filtered[0];
        if (!qsm_png_check_filter(png, filter, (size_t)y))
            return false;
        memcpy(row, filtered + 1, row_bytes);
        filtered += row_bytes + 1;
        qsm_png_unfilter(filter, row, prior, row_bytes, distance);
        read(image->bits + y * image->bytes_per_line, row, image->width, colors);
        unsigned char *swap = row;
        row = prior;
        prior = swap;
    }
    return true;
}

static bool decode_in_place(qsm_png *png, qsm_image *image, size_t capacity,
                            qsm_png_row_reader read, const qsm_png_colors *colors)
{
    size_t row_bytes = qsm_png_row_bytes(&png->header, image->width);
    size_t filtered_size = (row_bytes + 1) * (size_t)image->height;
    unsigned char *filtered = image->bits + (capacity - filtered_size);
    size_t produced;
    qsm_inflate_result verdict =
        qsm_inflate(filtered, filtered_size, png->idat, png->idat_size, &produced);
    if (!qsm_png_judge(png, verdict, produced / (row_bytes + 1)))
        return false;
    unsigned char *scratch = malloc(2 * row_bytes);
    if (scratch == NULL)
        return qsm_png_fail(png, "no memory for two rows");
    bool good = read_rows(png, image, filtered, read, colors, scratch);
    free(scratch);
    return good;
}

size_t qsm_png_decode_capacity(const qsm_png_header *header, size_t image_bytes)
{
    size_t filtered = (qsm_png_row_bytes(header, header->width) + 1) * (size_t)header->height;
    return header->interlaced || filtered < image_bytes ? image_bytes : filtered;
}

/* A new image of the right size and format, its bytes beyond the pixels of each row zero. */
static bool make_image(qsm_png *png, const qsm_image_limits *limits, bool transparent,
                       qsm_image *image, size_t *capacity)
{
    const qsm_png_header *header = &png->header;
    qsm_image_format_code format = qsm_png_image_format(header, transparent);
    int line = qsm_image_format_bytes_per_line(format, header->width);
    if (line == 0 || (size_t)header->height > SIZE_MAX / 2 / (size_t)line)
        return qsm_png_fail(png, "the image is too large for this system");
    size_t bytes = (size_t)line * (size_t)header->height;
    if (qsm_image_format_depth(format) >= 32 && bytes > limits->max_image_bytes)
        return qsm_png_fail(png, "the image is larger than the limit on bytes");
    *capacity = qsm_png_decode_capacity(header, bytes);
    if (!qsm_image_reset(image, header->width, header->height, format, *capacity))
        return qsm_png_fail(png, "no memory for %zu bytes of image", *capacity);
    return true;
}

/* The bytes that pad rows to a multiple of 4; Qt leaves them as they are, here they are zero. */
static void clear_padding(qsm_image *image)
{
    size_t bits = (size_t)image->width * (size_t)qsm_image_depth(image);
    size_t used = (bits + 7) / 8;
    size_t line = (size_t)image->bytes_per_line;
    if (used == line)
        return;
    for (size_t y = 0; y < (size_t)image->height; y++)
        memset(image->bits + y * line + used, 0, line - used);
}

static void find_colors(const qsm_png *png, bool transparent, qsm_png_colors *colors)
{
    colors->count = QSM_PNG_MAX_PALETTE;
    if (png->header.color_type == QSM_PNG_INDEXED)
        colors->count = png->palette_count;
    for (int i = 0; transparent && i < png->transparency_size / 2 && i < 3; i++)
        colors->key[i] = qsm_png_u16(png->transparency + (size_t)i * 2);
}

bool qsm_png_decode(qsm_png *png, const qsm_image_limits *limits, qsm_image *image)
{
    qsm_image_limits complete = qsm_image_limits_complete(limits);
    bool transparent = png->transparency_size > 0 && png->header.color_type != QSM_PNG_INDEXED;
    qsm_png_row_reader read = qsm_png_row_reader_for(&png->header, transparent);
    qsm_png_colors colors = {.count = 0};
    size_t capacity = 0;
    find_colors(png, transparent, &colors);
    bool good = make_image(png, &complete, transparent, image, &capacity);
    if (good && png->header.interlaced)
        good = qsm_png_decode_interlaced(png, image, read, &colors);
    else if (good)
        good = decode_in_place(png, image, capacity, read, &colors);
    if (good && !qsm_png_apply_metadata(png, &complete, image))
        good = qsm_png_fail(png, "no memory for what travels with the image");
    if (good)
        clear_padding(image);
    else
        qsm_image_clear(image);
    return good;
}
