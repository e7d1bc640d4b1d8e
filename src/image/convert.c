/* SPDX-License-Identifier: MIT */
/*
 * QImage::convertToFormat. Qt's formulas depend on the target: pixel/store.c tells from which
 * channels a target is made. Each source format is fetched in the way of Qt that loses least.
 * (src/README.md lists the differences between Qt releases.)
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "image/image_data.h"
#include "image/image_parts.h"
#include "image/pixel/fetch.h"
#include "image/pixel/formats.h"
#include "image/pixel/gray.h"
#include "image/pixel/pixels.h"
#include "image/pixel/premultiply.h"
#include "image/pixel/rgba64.h"
#include "image/pixel/store.h"

/* Pixels converted at a time. The scratch memory fits on the stack and into the cache. */
enum { CHUNK = 256 };

/* A source image. fetch_for() returns the function that fetches a row for a kind of target. */
typedef struct source {
    const qsm_image *image;
    const qsm_format_description *format;
    const qsm_fetchers *fetchers;
    const qsm_gray_curve *curve; /* NULL if gray needs no curve */
} source;

static bool is_premultiplied(const source *from)
{
    return from->format->alpha == QSM_ALPHA_PREMULTIPLIED;
}

/* Replaces indices, 1 byte a pixel, by colours. A missing colour is transparent black. */
static void look_up(unsigned char *out, const qsm_image *image, const unsigned char *indices,
                    int width)
{
    for (int x = 0; x < width; x++, out += 4) {
        uint32_t color = qsm_image_color(image, indices[x]);
        qsm__put_rgba(out, color >> 16 & 0xff, color >> 8 & 0xff, color & 0xff, color >> 24);
    }
}

/* Straight RGBA8888 from PNG samples, for formats with a colour table or 8 bits. */
static void fetch_through_png(unsigned char *out, const source *from, const unsigned char *row,
                              int width)
{
    unsigned char samples[4 * CHUNK];
    int channels = qsm__format_png_channels(from->format);
    from->format->to_png(channels == 4 ? out : samples, row, width);
    if (channels == 4)
        return;
    const unsigned char *in = samples;
    if (from->format->alpha == QSM_ALPHA_TABLE) {
        unsigned char indices[CHUNK];
        for (int x = 0; x < width && from->format->depth == 1; x++)
            indices[x] = samples[x / 8] >> (7 - x % 8) & 1;
        look_up(out, from->image, from->format->depth == 1 ? indices : samples, width);
        return;
    }
    for (int x = 0; x < width; x++, out += 4, in += channels)
        qsm__put_rgba(out, in[0], in[channels > 1 ? 1 : 0], in[channels > 1 ? 2 : 0], 0xff);
}

/* Straight RGBA64. */
static void fetch_rgba64(unsigned char *out, const source *from, const unsigned char *row,
                         int width)
{
    from->fetchers->rgba64(out, row, width);
    if (is_premultiplied(from))
        qsm__unpremultiply_rgba64(out, width);
}

static void fetch_straight(unsigned char *out, const source *from, const unsigned char *row,
                           int width)
{
    /* Opaque 30 bits are rounded here. Targets without alpha truncate them (Qt 6; Qt 5 always
     * truncates). */
    bool opaque_30 = from->format->depth == 32 && from->format->alpha == QSM_ALPHA_NONE;
    bool has_rgba64 = from->format->png_depth == 16 || opaque_30;
    if (from->fetchers->rgba64 == NULL || !has_rgba64) {
        fetch_through_png(out, from, row, width);
        return;
    }
    unsigned char rgba64[8 * CHUNK];
    fetch_rgba64(rgba64, from, row, width);
    qsm__rgba64_to_rgba8888(out, rgba64, width);
}

static void fetch_premultiplied(unsigned char *out, const source *from, const unsigned char *row,
                                int width)
{
    if (from->fetchers->rgba8888_premultiplied != NULL) {
        from->fetchers->rgba8888_premultiplied(out, row, width);
    } else if (from->fetchers->rgba64 != NULL && from->format->alpha != QSM_ALPHA_NONE) {
        unsigned char rgba64[8 * CHUNK];
        from->fetchers->rgba64(rgba64, row, width);
        if (!is_premultiplied(from))
            qsm__premultiply_rgba64(rgba64, width);
        qsm__rgba64_to_rgba8888(out, rgba64, width);
    } else {
        fetch_through_png(out, from, row, width);
        qsm__premultiply_rgba8888(out, width);
    }
}

/* Premultiplied pixels become RGBA8888 first, then are divided by alpha. 30 bits are truncated. */
static void fetch_opaque(unsigned char *out, const source *from, const unsigned char *row,
                         int width)
{
    if (is_premultiplied(from)) {
        fetch_premultiplied(out, from, row, width);
        qsm__unpremultiply_rgba8888(out, width);
    } else if (from->format->png_depth == 16) {
        fetch_straight(out, from, row, width);
    } else {
        fetch_through_png(out, from, row, width);
    }
}

static void fetch_for_rgba64(unsigned char *out, const source *from, const unsigned char *row,
                             int width)
{
    unsigned char rgba8888[4 * CHUNK];
    if (from->fetchers->rgba64 != NULL) {
        fetch_rgba64(out, from, row, width);
    } else if (from->fetchers->rgba8888_premultiplied != NULL) {
        from->fetchers->rgba8888_premultiplied(rgba8888, row, width);
        qsm__rgba8888_to_rgba64(out, rgba8888, width);
        qsm__unpremultiply_rgba64(out, width);
    } else {
        fetch_through_png(rgba8888, from, row, width);
        qsm__rgba8888_to_rgba64(out, rgba8888, width);
    }
}

/* For a format without alpha, the pixels of RGBA64 are premultiplied already. */
static void fetch_for_rgba64_premultiplied(unsigned char *out, const source *from,
                                           const unsigned char *row, int width)
{
    if (is_premultiplied(from) && from->fetchers->rgba64 != NULL) {
        from->fetchers->rgba64(out, row, width);
        return;
    }
    fetch_for_rgba64(out, from, row, width);
    qsm__premultiply_rgba64(out, width);
}

typedef void (*fetch_for_target)(unsigned char *out, const source *from, const unsigned char *row,
                                 int width);

static fetch_for_target fetch_for(qsm_channels kind, const source *from)
{
    static const fetch_for_target fetches[] = {
        [QSM_CHANNELS_OPAQUE] = fetch_opaque,
        [QSM_CHANNELS_STRAIGHT] = fetch_straight,
        [QSM_CHANNELS_PREMULTIPLIED] = fetch_premultiplied,
        [QSM_CHANNELS_RGBA64] = fetch_for_rgba64,
        [QSM_CHANNELS_RGBA64_PREMULTIPLIED] = fetch_for_rgba64_premultiplied,
    };
    /* The PNG samples of 16-bit gray and colour are not RGBA8888. */
    if (kind == QSM_CHANNELS_PREMULTIPLIED && from->format->png_depth == 16 &&
        from->format->alpha == QSM_ALPHA_NONE)
        return fetch_straight;
    return fetches[kind];
}

/* Channels for qsm__gray_row(), in the format that Qt uses. */
static void fetch_for_gray(unsigned char *out, const source *from, const unsigned char *row,
                           int width)
{
    if (from->fetchers->rgba64 != NULL)
        from->fetchers->rgba64(out, row, width);
    else if (is_premultiplied(from))
        fetch_premultiplied(out, from, row, width);
    else
        fetch_through_png(out, from, row, width);
}

static qsm_source_kind kind_of(const source *from)
{
    if (from->fetchers->rgba64 == NULL)
        return is_premultiplied(from) || from->image->format == QSM_IMAGE_FORMAT_ALPHA8
                   ? QSM_SOURCE_8_PREMULTIPLIED
                   : QSM_SOURCE_8;
    return is_premultiplied(from) && from->format->depth == 32 ? QSM_SOURCE_30_PREMULTIPLIED
                                                               : QSM_SOURCE_DEEP;
}

static void convert_row(unsigned char *out, const unsigned char *row, qsm_image_format_code format,
                        const source *from)
{
    unsigned char channels[8 * CHUNK];
    const qsm_way *way = qsm__format_way(format, kind_of(from));
    fetch_for_target fetch = from->curve != NULL ? fetch_for_gray : fetch_for(way->channels, from);
    qsm_gray_channels kind = {from->fetchers->rgba64 != NULL, is_premultiplied(from)};
    size_t in_step = CHUNK * (size_t)from->format->depth / 8;
    size_t out_step = CHUNK * (size_t)qsm_image_format_depth(format) / 8;
    for (int left = from->image->width; left > 0; left -= CHUNK) {
        int width = left < CHUNK ? left : CHUNK;
        fetch(channels, from, row, width);
        if (from->curve != NULL)
            qsm__gray_row(from->curve, kind, out, channels, width);
        else
            way->store(out, channels, width, qsm__format_fields(format));
        row += in_step;
        out += out_step;
    }
}

static source source_of(const qsm_image *image)
{
    source from = {image, qsm__format_describe(image->format), qsm__format_fetchers(image->format),
                   NULL};
    return from;
}

/* Fills in converted, which has the size of image. */
static bool convert_rows(qsm_image *converted, const qsm_image *image)
{
    source from = source_of(image);
    qsm_gray_curve *curve = NULL;
    if (converted->format == QSM_IMAGE_FORMAT_GRAYSCALE8 && qsm__gray_wants_curve(image->format)) {
        curve = qsm__gray_curve_new();
        if (curve == NULL)
            return false;
        from.curve = curve;
    }
    for (int y = 0; y < image->height; y++)
        convert_row(qsm_image_scan_line(converted, y), qsm_image_const_scan_line(image, y),
                    converted->format, &from);
    free(curve);
    return true;
}

qsm_image *qsm_image_convert_to(const qsm_image *image, qsm_image_format_code format)
{
    if (!qsm_image_is_null(image) && format == image->format)
        return qsm_image_copy(image);
    if (qsm_image_is_null(image) || qsm__format_way(format, QSM_SOURCE_8) == NULL) {
        errno = EINVAL;
        return NULL;
    }
    qsm_image *converted = qsm_image_new_size(image->width, image->height, format);
    if (converted == NULL)
        return NULL;
    if (!convert_rows(converted, image) || !qsm__image_copy_description(converted, image))
        return qsm__image_no_memory(converted);
    return converted;
}

uint32_t qsm_image_pixel(const qsm_image *image, int x, int y)
{
    unsigned char c[4];
    unsigned char shifted[1];
    const unsigned char *row = qsm_image_const_scan_line(image, y);
    if (row == NULL || x < 0 || x >= image->width)
        return 12345;
    source from = source_of(image);
    row += (size_t)x * (size_t)from.format->depth / 8;
    if (from.format->depth == 1) {
        /* One bit, moved to the position of the first pixel. */
        bool low_first = image->format == QSM_IMAGE_FORMAT_MONOLSB;
        shifted[0] = (unsigned char)(low_first ? *row >> (x % 8) : *row << (x % 8));
        row = shifted;
    }
    /* Qt does not unpremultiply the colours here. */
    if (is_premultiplied(&from))
        fetch_premultiplied(c, &from, row, 1);
    else
        fetch_opaque(c, &from, row, 1);
    return qsm__rgb(c[0], c[1], c[2], c[3]);
}
