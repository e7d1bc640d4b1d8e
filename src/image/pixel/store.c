/* SPDX-License-Identifier: MIT */
#include "image/pixel/store.h"

#include <stddef.h>
#include <string.h>

#include "image/pixel/pixels.h"

static void store_rgba8888(unsigned char *out, const unsigned char *c, int width)
{
    memcpy(out, c, 4 * (size_t)width);
}

static void store_rgbx8888(unsigned char *out, const unsigned char *c, int width)
{
    for (int x = 0; x < width; x++, out += 4, c += 4)
        qsm__put_rgba(out, c[0], c[1], c[2], 0xff);
}

static void store_argb32(unsigned char *out, const unsigned char *c, int width)
{
    for (int x = 0; x < width; x++, out += 4, c += 4)
        qsm__store_32(out, qsm__rgb(c[0], c[1], c[2], c[3]));
}

static void store_rgb32(unsigned char *out, const unsigned char *c, int width)
{
    for (int x = 0; x < width; x++, out += 4, c += 4)
        qsm__store_32(out, qsm__rgb(c[0], c[1], c[2], 0xff));
}

static void store_rgb888(unsigned char *out, const unsigned char *c, int width)
{
    for (int x = 0; x < width; x++, out += 3, c += 4)
        qsm__put_rgb(out, c[0], c[1], c[2]);
}

static void store_bgr888(unsigned char *out, const unsigned char *c, int width)
{
    for (int x = 0; x < width; x++, out += 3, c += 4)
        qsm__put_rgb(out, c[2], c[1], c[0]);
}

static void store_grayscale8(unsigned char *out, const unsigned char *c, int width)
{
    for (int x = 0; x < width; x++, c += 4)
        out[x] = (unsigned char)((c[0] * 11 + c[1] * 16 + c[2] * 5) / 32);
}

static void store_rgba64(unsigned char *out, const unsigned char *c, int width)
{
    memcpy(out, c, 8 * (size_t)width);
}

static const qsm_target targets[] = {
    {QSM_IMAGE_FORMAT_RGBA8888, QSM_CHANNELS_STRAIGHT, store_rgba8888},
    {QSM_IMAGE_FORMAT_RGBX8888, QSM_CHANNELS_OPAQUE, store_rgbx8888},
    {QSM_IMAGE_FORMAT_ARGB32, QSM_CHANNELS_STRAIGHT, store_argb32},
    {QSM_IMAGE_FORMAT_ARGB32_PREMULTIPLIED, QSM_CHANNELS_PREMULTIPLIED, store_argb32},
    {QSM_IMAGE_FORMAT_RGB32, QSM_CHANNELS_OPAQUE, store_rgb32},
    {QSM_IMAGE_FORMAT_RGB888, QSM_CHANNELS_OPAQUE, store_rgb888},
    {QSM_IMAGE_FORMAT_BGR888, QSM_CHANNELS_OPAQUE, store_bgr888},
    {QSM_IMAGE_FORMAT_GRAYSCALE8, QSM_CHANNELS_OPAQUE, store_grayscale8},
    {QSM_IMAGE_FORMAT_RGBA64, QSM_CHANNELS_RGBA64, store_rgba64},
};

const qsm_target *qsm__format_target(qsm_image_format_code format)
{
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        if (targets[i].format == format)
            return &targets[i];
    }
    return NULL;
}
