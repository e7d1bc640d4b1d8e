/* SPDX-License-Identifier: MIT */
#include "image/bmp/bmp.h"

#include <stdlib.h>
#include <string.h>

#include "image/pixel/fetch.h"
#include "image/pixel/formats.h"
#include "image/pixel/pixels.h"
#include "image/pixel/premultiply.h"
#include "image/pixel/rgba64.h"

enum {
    HEADERS = 54,
    MAX_COLORS = 256,
    DEFAULT_DOTS = 2834, /* Qt's value for 0 */
    MAX_PIXELS = 16384 * 16384
};

typedef struct bmp_plan {
    const qsm_image *image;
    const qsm_format_description *description;
    int bits;
    int color_count;
    size_t line; /* bytes of a row in the file, padded to 4 */
    size_t size;
} bmp_plan;

static const char *choose_depth(bmp_plan *plan)
{
    const qsm_image *image = plan->image;
    plan->color_count = image->color_count;
    switch (image->format) {
    case QSM_IMAGE_FORMAT_MONO:
    case QSM_IMAGE_FORMAT_MONOLSB:
        plan->bits = 1;
        return image->color_count == 1 || image->color_count == 2
                   ? NULL
                   : "a Mono image needs a table of 1 or 2 colours";
    case QSM_IMAGE_FORMAT_INDEXED8:
        plan->bits = image->color_count <= 16 ? 4 : 8;
        if (image->color_count == 0)
            return "an Indexed8 image needs a colour table in stream version 1";
        return image->color_count > MAX_COLORS ? "more than 256 colours in stream version 1" : NULL;
    case QSM_IMAGE_FORMAT_GRAYSCALE8:
    case QSM_IMAGE_FORMAT_ALPHA8:
        plan->bits = 8;
        plan->color_count = MAX_COLORS;
        return NULL;
    default:
        plan->bits = 24;
        plan->color_count = 0;
        return NULL;
    }
}

static const char *make_plan(bmp_plan *plan, const qsm_image *image)
{
    *plan = (bmp_plan){.image = image, .description = qsm__format_describe(image->format)};
    const char *why = choose_depth(plan);
    if (why != NULL)
        return why;
    if ((uint64_t)image->width * (uint64_t)image->height > MAX_PIXELS)
        return "the image is too large for stream version 1";
    plan->line = ((size_t)image->width * (size_t)plan->bits + 31) / 32 * 4;
    plan->size = HEADERS + (size_t)plan->color_count * 4 + plan->line * (size_t)image->height;
    return NULL;
}

size_t qsm__bmp_size(const qsm_image *image, const char **why)
{
    bmp_plan plan;
    *why = make_plan(&plan, image);
    return plan.size;
}

static unsigned char *put_u16(unsigned char *out, unsigned value)
{
    out[0] = (unsigned char)value;
    out[1] = (unsigned char)(value >> 8U);
    return out + 2;
}

static unsigned char *put_u32(unsigned char *out, uint32_t value)
{
    return put_u16(put_u16(out, value & 0xFFFFU), value >> 16U);
}

static unsigned char *put_headers(const bmp_plan *plan, unsigned char *out)
{
    const qsm_image *image = plan->image;
    uint32_t colors = (uint32_t)plan->color_count;
    int dots_x = image->dots_per_meter_x != 0 ? image->dots_per_meter_x : DEFAULT_DOTS;
    int dots_y = image->dots_per_meter_y != 0 ? image->dots_per_meter_y : DEFAULT_DOTS;
    *out++ = 'B';
    *out++ = 'M';
    out = put_u32(out, (uint32_t)plan->size);
    out = put_u32(out, 0);
    out = put_u32(out, HEADERS + 4 * colors);
    out = put_u32(out, 40);
    out = put_u32(out, (uint32_t)image->width);
    out = put_u32(out, (uint32_t)image->height);
    out = put_u16(out, 1);
    out = put_u16(out, (unsigned)plan->bits);
    out = put_u32(out, 0);
    out = put_u32(out, (uint32_t)(plan->line * (size_t)image->height));
    out = put_u32(out, (uint32_t)dots_x);
    out = put_u32(out, (uint32_t)dots_y);
    return put_u32(put_u32(out, colors), colors);
}

/*
 * Alpha8 becomes black: the colours of its table differ only in alpha, and the file has no alpha.
 */
static uint32_t table_color(const qsm_image *image, int i)
{
    uint32_t gray = (uint32_t)i;
    if (image->format == QSM_IMAGE_FORMAT_GRAYSCALE8)
        return gray << 16U | gray << 8U | gray;
    return image->format == QSM_IMAGE_FORMAT_ALPHA8 ? 0 : image->colors[i] & 0xFFFFFFU;
}

/* Converts the samples of a PNG row (8 or 16 bits) to B, G, R. */
static void put_pixels(const bmp_plan *plan, unsigned char *out, const unsigned char *samples)
{
    size_t sample = plan->description->png_depth == 16 ? 2 : 1;
    size_t channels = (size_t)qsm__format_png_channels(plan->description);
    for (int x = 0; x < plan->image->width; x++, samples += channels * sample, out += 3) {
        for (size_t c = 0; c < 3; c++) {
            const unsigned char *at = samples + (channels == 1 ? 0 : (2 - c) * sample);
            out[c] =
                sample == 1 ? at[0] : (unsigned char)qsm__div_257((uint32_t)at[0] << 8U | at[1]);
        }
    }
}

/* For floating point with straight alpha, Qt converts through premultiplied RGBA64. */
static bool goes_through_premultiplied(qsm_image_format_code format)
{
    return format == QSM_IMAGE_FORMAT_RGBA16FPX4 || format == QSM_IMAGE_FORMAT_RGBA32FPX4;
}

static void put_premultiplied(const bmp_plan *plan, unsigned char *out, unsigned char *rgba64,
                              const unsigned char *row)
{
    int width = plan->image->width;
    qsm__format_fetchers(plan->image->format)->rgba64(rgba64, row, width);
    qsm__premultiply_rgba64(rgba64, width);
    for (int x = 0; x < width; x++, rgba64 += 8, out += 3) {
        unsigned char rgba8888[4];
        qsm__unpremultiply_rgba64(rgba64, 1);
        qsm__rgba64_to_rgba8888(rgba8888, rgba64, 1);
        qsm__put_rgb(out, rgba8888[2], rgba8888[1], rgba8888[0]);
    }
}

static void put_nibbles(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++) {
        unsigned nibble = row[x] & 15U;
        out[x / 2] = (unsigned char)(out[x / 2] | nibble << (x % 2 == 0 ? 4U : 0U));
    }
}

static void put_row(const bmp_plan *plan, unsigned char *out, int y, unsigned char *samples)
{
    const unsigned char *row = plan->image->bits + y * plan->image->bytes_per_line;
    memset(out, 0, plan->line);
    if (plan->bits == 1)
        plan->description->to_png(out, row, plan->image->width);
    else if (plan->bits == 4)
        put_nibbles(out, row, plan->image->width);
    else if (plan->bits == 8)
        memcpy(out, row, (size_t)plan->image->width);
    else if (goes_through_premultiplied(plan->image->format))
        put_premultiplied(plan, out, samples, row);
    else {
        plan->description->to_png(samples, row, plan->image->width);
        put_pixels(plan, out, samples);
    }
}

static void put_all(const bmp_plan *plan, unsigned char *out, unsigned char *samples)
{
    out = put_headers(plan, out);
    for (int i = 0; i < plan->color_count; i++)
        out = put_u32(out, table_color(plan->image, i));
    for (int y = plan->image->height - 1; y >= 0; y--, out += plan->line)
        put_row(plan, out, y, samples);
}

bool qsm__bmp_write(qsm_data_stream *stream, const qsm_image *image)
{
    bmp_plan plan;
    const char *why = make_plan(&plan, image);
    if (why != NULL)
        return qsm__stream_fail(stream, QSM_DATA_STREAM_WRITE_FAILED,
                                "the image cannot be written: %s", why);
    unsigned char *out = qsm__stream_reserve(stream, plan.size);
    if (out == NULL)
        return false;
    unsigned char *samples = malloc((size_t)image->width * 8); /* 4 samples of 16 bits a pixel */
    if (samples == NULL)
        return qsm__stream_fail(stream, QSM_DATA_STREAM_WRITE_FAILED, "no memory for a row");
    put_all(&plan, out, samples);
    free(samples);
    qsm__stream_commit(stream, plan.size);
    return true;
}
