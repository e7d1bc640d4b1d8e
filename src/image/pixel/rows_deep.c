/* SPDX-License-Identifier: MIT */
/*
 * Rows of 16 bits a channel and of floating point.
 */
#include <stddef.h>

#include "image/pixel/fetch.h"
#include "image/pixel/half.h"
#include "image/pixel/pixels.h"
#include "image/pixel/premultiply.h"
#include "image/pixel/rgba64.h"
#include "image/pixel/rows.h"

void qsm__row_grayscale16(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 2, row += 2)
        qsm__store_16_big(out, qsm__load_16(row));
}

void qsm__row_rgbx64(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 6, row += 8) {
        for (int i = 0; i < 6; i += 2)
            qsm__store_16_big(out + i, qsm__load_16(row + i));
    }
}

void qsm__row_rgba64(unsigned char *out, const unsigned char *row, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++)
        qsm__store_16_big(out + 2 * i, qsm__load_16(row + 2 * i));
}

void qsm__row_rgba64_premultiplied(unsigned char *out, const unsigned char *row, int width)
{
    memcpy(out, row, 8 * (size_t)width);
    qsm__unpremultiply_rgba64(out, width);
    for (size_t i = 0; i < 4 * (size_t)width; i++)
        qsm__store_16_big(out + 2 * i, qsm__load_16(out + 2 * i));
}

void qsm__row_rgbx16f(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 8) {
        for (size_t i = 0; i < 3; i++) {
            float value = qsm__half_to_float(qsm__load_16(row + 2 * i));
            out[i] = (unsigned char)qsm__quantize(value, 255.0F);
        }
    }
}

void qsm__row_rgbx32f(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 16) {
        for (size_t i = 0; i < 3; i++) {
            float value;
            memcpy(&value, row + 4 * i, sizeof value);
            out[i] = (unsigned char)qsm__quantize(value, 255.0F);
        }
    }
}

/* Converts a pixel of RGBA64 to straight 8 bits. */
static void put_rgba8888(unsigned char *out, const unsigned char *rgba64)
{
    for (size_t i = 0; i < 4; i++)
        out[i] = (unsigned char)qsm__div_257(qsm__load_16(rgba64 + 2 * i));
}

/* The same for a premultiplied pixel: one rounding divides by alpha and reduces to 8 bits. */
static void put_rgba8888_straight(unsigned char *out, const unsigned char *rgba64)
{
    uint32_t alpha = qsm__load_16(rgba64 + 6);
    put_rgba8888(out, rgba64);
    if (alpha == 65535)
        return;
    for (size_t i = 0; i < 3; i++) {
        uint32_t c = qsm__load_16(rgba64 + 2 * i);
        out[i] = alpha == 0 ? 0 : (unsigned char)qsm__minimum((c * 255 + alpha / 2) / alpha, 255);
    }
}

/* Qt converts floating point with alpha through 16 bits. */
static void row_through_rgba64(unsigned char *out, const unsigned char *row, int width, size_t size,
                               qsm_fetch_row fetch,
                               void (*put)(unsigned char *out, const unsigned char *rgba64))
{
    for (int x = 0; x < width; x++, out += 4, row += size) {
        unsigned char rgba64[8];
        fetch(rgba64, row, 1);
        put(out, rgba64);
    }
}

void qsm__row_rgba16f(unsigned char *out, const unsigned char *row, int width)
{
    row_through_rgba64(out, row, width, 8, qsm__rgba64_from_rgba16f, put_rgba8888);
}

void qsm__row_rgba16f_premultiplied(unsigned char *out, const unsigned char *row, int width)
{
    row_through_rgba64(out, row, width, 8, qsm__rgba64_from_rgba16f, put_rgba8888_straight);
}

void qsm__row_rgba32f(unsigned char *out, const unsigned char *row, int width)
{
    row_through_rgba64(out, row, width, 16, qsm__rgba64_from_rgba32f, put_rgba8888);
}

void qsm__row_rgba32f_premultiplied(unsigned char *out, const unsigned char *row, int width)
{
    row_through_rgba64(out, row, width, 16, qsm__rgba64_from_rgba32f, put_rgba8888_straight);
}
