/* SPDX-License-Identifier: MIT */
#include "image/pixel/store.h"

#include <stddef.h>
#include <string.h>

#include "image/pixel/pixels.h"

static void store_rgba8888(unsigned char *out, const unsigned char *c, int width,
                           const qsm_fields *fields)
{
    (void)fields;
    memcpy(out, c, 4 * (size_t)width);
}

static void store_rgbx8888(unsigned char *out, const unsigned char *c, int width,
                           const qsm_fields *fields)
{
    (void)fields;
    for (int x = 0; x < width; x++, out += 4, c += 4)
        qsm__put_rgba(out, c[0], c[1], c[2], 0xff);
}

static void store_argb32(unsigned char *out, const unsigned char *c, int width,
                         const qsm_fields *fields)
{
    (void)fields;
    for (int x = 0; x < width; x++, out += 4, c += 4)
        qsm__store_32(out, qsm__rgb(c[0], c[1], c[2], c[3]));
}

static void store_rgb32(unsigned char *out, const unsigned char *c, int width,
                        const qsm_fields *fields)
{
    (void)fields;
    for (int x = 0; x < width; x++, out += 4, c += 4)
        qsm__store_32(out, qsm__rgb(c[0], c[1], c[2], 0xff));
}

static void store_rgb888(unsigned char *out, const unsigned char *c, int width,
                         const qsm_fields *fields)
{
    (void)fields;
    for (int x = 0; x < width; x++, out += 3, c += 4)
        qsm__put_rgb(out, c[0], c[1], c[2]);
}

static void store_bgr888(unsigned char *out, const unsigned char *c, int width,
                         const qsm_fields *fields)
{
    (void)fields;
    for (int x = 0; x < width; x++, out += 3, c += 4)
        qsm__put_rgb(out, c[2], c[1], c[0]);
}

static void store_grayscale8(unsigned char *out, const unsigned char *c, int width,
                             const qsm_fields *fields)
{
    (void)fields;
    for (int x = 0; x < width; x++, c += 4)
        out[x] = (unsigned char)((c[0] * 11 + c[1] * 16 + c[2] * 5) / 32);
}

static void store_rgba64(unsigned char *out, const unsigned char *c, int width,
                         const qsm_fields *fields)
{
    (void)fields;
    memcpy(out, c, 8 * (size_t)width);
}

/* Packs the high bits of each channel. */
static uint32_t pack(const unsigned char *c, const qsm_fields *fields)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value |= (uint32_t)c[i] >> (8 - fields->bits[i]) << fields->shift[i];
    return value;
}

static void store_fields(unsigned char *out, const unsigned char *c, int width,
                         const qsm_fields *fields)
{
    for (int x = 0; x < width; x++, out += fields->size, c += 4) {
        uint32_t value = pack(c, fields);
        if (fields->size == 2)
            qsm__store_16(out, (uint16_t)value);
        else
            qsm__put_rgb(out, value >> 16, value >> 8 & 0xff, value & 0xff);
    }
}

/* 10 bits a colour. */
static uint32_t pack_30(const uint32_t rgb[3], uint32_t alpha, const qsm_fields *fields)
{
    uint32_t value = alpha * (1U << 30);
    for (int i = 0; i < 3; i++)
        value |= rgb[i] << fields->shift[i];
    return value;
}

static uint32_t widen_8(uint32_t c)
{
    return c << 2 | c >> 6;
}

/* As Qt does: the colours stay premultiplied, as if on black. */
static void store_30_on_black(unsigned char *out, const unsigned char *c, int width,
                              const qsm_fields *fields)
{
    for (int x = 0; x < width; x++, out += 4, c += 4) {
        uint32_t rgb[3] = {widen_8(c[0]), widen_8(c[1]), widen_8(c[2])};
        qsm__store_32(out, pack_30(rgb, 3, fields));
    }
}

/* From straight 8 bits: alpha loses its low 6 bits first, then the colours are multiplied. */
static void store_30_straight(unsigned char *out, const unsigned char *c, int width,
                              const qsm_fields *fields)
{
    for (int x = 0; x < width; x++, out += 4, c += 4) {
        uint32_t alpha = c[3] >> 6;
        uint32_t rgb[3];
        for (int i = 0; i < 3; i++)
            rgb[i] = widen_8(qsm__premultiply_8(c[i], alpha * 0x55));
        qsm__store_32(out, pack_30(rgb, alpha, fields));
    }
}

/* From premultiplied RGBA64: multiplied by the 2 high bits of alpha instead of 16. */
static void store_30_deep(unsigned char *out, const unsigned char *c, int width,
                          const qsm_fields *fields)
{
    for (int x = 0; x < width; x++, out += 4, c += 8) {
        uint32_t rgb[3];
        uint32_t full = qsm__load_16(c + 6);
        uint32_t alpha = full >> 14;
        for (size_t i = 0; i < 3; i++) {
            uint32_t color = qsm__load_16(c + 2 * i);
            if (full != 0 && full != 65535)
                color = qsm__premultiply_16(qsm__unpremultiply_16(color, full), alpha * 0x5555);
            rgb[i] = color >> 6;
        }
        qsm__store_32(out, pack_30(rgb, alpha, fields));
    }
}

/* From premultiplied 30 bits, as RGBA64: the colours become straight in 10 bits. */
static void store_30_from_30(unsigned char *out, const unsigned char *c, int width,
                             const qsm_fields *fields)
{
    for (int x = 0; x < width; x++, out += 4, c += 8) {
        uint32_t rgb[3];
        for (size_t i = 0; i < 3; i++)
            rgb[i] = qsm__straighten_10(qsm__load_16(c + 2 * i) >> 6, qsm__load_16(c + 6) >> 14);
        qsm__store_32(out, pack_30(rgb, 3, fields));
    }
}

static void store_rgbx64(unsigned char *out, const unsigned char *c, int width,
                         const qsm_fields *fields)
{
    store_rgba64(out, c, width, fields);
    for (int x = 0; x < width; x++, out += 8)
        qsm__store_16(out + 6, 0xffff);
}

static void store_alpha8(unsigned char *out, const unsigned char *c, int width,
                         const qsm_fields *fields)
{
    (void)fields;
    for (int x = 0; x < width; x++)
        out[x] = c[4 * x + 3];
}

#define OPAQUE QSM_CHANNELS_OPAQUE
#define STRAIGHT QSM_CHANNELS_STRAIGHT
#define PREMULTIPLIED QSM_CHANNELS_PREMULTIPLIED

typedef struct target {
    qsm_way way;
    qsm_fields fields;        /* packed formats only */
    const qsm_way *by_source; /* NULL, or a way for each kind of source instead of way */
} target;

static const qsm_way ways_to_30[QSM_SOURCE_KINDS] = {
    [QSM_SOURCE_8] = {store_30_deep, QSM_CHANNELS_RGBA64_PREMULTIPLIED},
    [QSM_SOURCE_8_PREMULTIPLIED] = {store_30_on_black, PREMULTIPLIED},
    [QSM_SOURCE_30_PREMULTIPLIED] = {store_30_from_30, QSM_CHANNELS_RGBA64_PREMULTIPLIED},
    [QSM_SOURCE_DEEP] = {store_30_deep, QSM_CHANNELS_RGBA64_PREMULTIPLIED},
};

static const qsm_way ways_to_a2_30[QSM_SOURCE_KINDS] = {
    [QSM_SOURCE_8] = {store_30_straight, STRAIGHT},
    [QSM_SOURCE_8_PREMULTIPLIED] = {store_30_straight, STRAIGHT},
    [QSM_SOURCE_30_PREMULTIPLIED] = {store_30_deep, QSM_CHANNELS_RGBA64_PREMULTIPLIED},
    [QSM_SOURCE_DEEP] = {store_30_deep, QSM_CHANNELS_RGBA64_PREMULTIPLIED},
};

/* By format number. To a format without a row nothing is converted. */
static const target targets[QSM_IMAGE_FORMAT_COUNT] = {
    [QSM_IMAGE_FORMAT_RGB32] = {{store_rgb32, OPAQUE}, {0}, NULL},
    [QSM_IMAGE_FORMAT_ARGB32] = {{store_argb32, STRAIGHT}, {0}, NULL},
    [QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED] = {{store_argb32, PREMULTIPLIED}, {0}, NULL},
    [QSM_IMAGE_FORMAT_RGB16] = {{store_fields, OPAQUE}, {2, {11, 5, 0, 0}, {5, 6, 5, 0}}, NULL},
    [QSM_IMAGE_FORMAT_ARGB8565_PREMULTIPLIED] = {{store_fields, PREMULTIPLIED},
                                                 {3, {19, 13, 8, 0}, {5, 6, 5, 8}},
                                                 NULL},
    [QSM_IMAGE_FORMAT_RGB666] = {{store_fields, OPAQUE}, {3, {12, 6, 0, 0}, {6, 6, 6, 0}}, NULL},
    [QSM_IMAGE_FORMAT_ARGB6666_PREMULTIPLIED] = {{store_fields, PREMULTIPLIED},
                                                 {3, {12, 6, 0, 18}, {6, 6, 6, 6}},
                                                 NULL},
    [QSM_IMAGE_FORMAT_RGB555] = {{store_fields, OPAQUE}, {2, {10, 5, 0, 0}, {5, 5, 5, 0}}, NULL},
    [QSM_IMAGE_FORMAT_ARGB8555_PREMULTIPLIED] = {{store_fields, PREMULTIPLIED},
                                                 {3, {18, 13, 8, 0}, {5, 5, 5, 8}},
                                                 NULL},
    [QSM_IMAGE_FORMAT_RGB888] = {{store_rgb888, OPAQUE}, {0}, NULL},
    [QSM_IMAGE_FORMAT_RGB444] = {{store_fields, OPAQUE}, {2, {8, 4, 0, 0}, {4, 4, 4, 0}}, NULL},
    [QSM_IMAGE_FORMAT_ARGB4444_PREMULTIPLIED] = {{store_fields, PREMULTIPLIED},
                                                 {2, {8, 4, 0, 12}, {4, 4, 4, 4}},
                                                 NULL},
    [QSM_IMAGE_FORMAT_RGBX8888] = {{store_rgbx8888, OPAQUE}, {0}, NULL},
    [QSM_IMAGE_FORMAT_RGBA8888] = {{store_rgba8888, STRAIGHT}, {0}, NULL},
    [QSM_IMAGE_FORMAT_RGBA8888_PREMULTIPLIED] = {{store_rgba8888, PREMULTIPLIED}, {0}, NULL},
    [QSM_IMAGE_FORMAT_BGR30] = {{NULL, OPAQUE}, {4, {0, 10, 20, 30}, {0}}, ways_to_30},
    [QSM_IMAGE_FORMAT_A2BGR30_PREMULTIPLIED] = {{NULL, OPAQUE},
                                                {4, {0, 10, 20, 30}, {0}},
                                                ways_to_a2_30},
    [QSM_IMAGE_FORMAT_RGB30] = {{NULL, OPAQUE}, {4, {20, 10, 0, 30}, {0}}, ways_to_30},
    [QSM_IMAGE_FORMAT_A2RGB30_PREMULTIPLIED] = {{NULL, OPAQUE},
                                                {4, {20, 10, 0, 30}, {0}},
                                                ways_to_a2_30},
    [QSM_IMAGE_FORMAT_ALPHA8] = {{store_alpha8, STRAIGHT}, {0}, NULL},
    [QSM_IMAGE_FORMAT_GRAYSCALE8] = {{store_grayscale8, OPAQUE}, {0}, NULL},
    [QSM_IMAGE_FORMAT_RGBX64] = {{store_rgbx64, QSM_CHANNELS_RGBA64}, {0}, NULL},
    [QSM_IMAGE_FORMAT_RGBA64] = {{store_rgba64, QSM_CHANNELS_RGBA64}, {0}, NULL},
    [QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED] = {{store_rgba64, QSM_CHANNELS_RGBA64_PREMULTIPLIED},
                                               {0},
                                               NULL},
    [QSM_IMAGE_FORMAT_BGR888] = {{store_bgr888, OPAQUE}, {0}, NULL},
};

static const target *target_of(qsm_image_format_code format)
{
    size_t index = (size_t)format;
    return &targets[index < QSM_IMAGE_FORMAT_COUNT ? index : 0];
}

const qsm_way *qsm__format_way(qsm_image_format_code format, qsm_source_kind source)
{
    const target *to = target_of(format);
    const qsm_way *way = to->by_source != NULL ? &to->by_source[source] : &to->way;
    return way->store != NULL ? way : NULL;
}

const qsm_fields *qsm__format_fields(qsm_image_format_code format)
{
    return &target_of(format)->fields;
}
