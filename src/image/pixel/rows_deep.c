/* SPDX-License-Identifier: MIT */
/*
 * Rows of 16 bits a channel and of floating point.
 */
#include <stddef.h>

#include "image/pixel/fetch.h"
#include "image/pixel/half.h"
#include "image/pixel/pixels.h"
#include "image/pixel/rows.h"

void qsm_row_grayscale16(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 2, row += 2)
        qsm_store_16_big(out, qsm_load_16(row));
}

void qsm_row_rgbx64(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 6, row += 8) {
        for (int i = 0; i < 6; i += 2)
            qsm_store_16_big(out + i, qsm_load_16(row + i));
    }
}

void qsm_row_rgba64(unsigned char *out, const unsigned char *row, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++)
        qsm_store_16_big(out + 2 * i, qsm_load_16(row + 2 * i));
}

void qsm_row_rgba64_premultiplied(unsigned char *out, const unsigned char *row, int width)
{
    memcpy(out, row, 8 * (size_t)width);
    qsm_unpremultiply_wide(out, width);
    for (size_t i = 0; i < 4 * (size_t)width; i++)
        qsm_store_16_big(out + 2 * i, qsm_load_16(out + 2 * i));
}

void qsm_row_rgbx16f(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 8) {
        for (size_t i = 0; i < 3; i++) {
            float value = qsm_half_to_float(qsm_load_16(row + 2 * i));
            out[i] = (unsigned char)qsm_quantize(value, 255.0F);
        }
    }
}

void qsm_row_rgbx32f(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 16) {
        for (size_t i = 0; i < 3; i++) {
            float value;
            memcpy(&value, row + 4 * i, sizeof value);
            out[i] = (unsigned char)qsm_quantize(value, 255.0F);
        }
    }
}

/* A pixel of a wide row as straight 8 bits. */
static void put_narrow(unsigned char *out, const unsigned char *wide)
{
    for (size_t i = 0; i < 4; i++)
        out[i] = (unsigned char)qsm_div_257(qsm_load_16(wide + 2 * i));
}

/* The same of a premultiplied one: divided by alpha and cut to 8 bits in one rounding. */
static void put_narrow_straight(unsigned char *out, const unsigned char *wide)
{
    uint32_t alpha = qsm_load_16(wide + 6);
    put_narrow(out, wide);
    if (alpha == 65535)
        return;
    for (size_t i = 0; i < 3; i++) {
        uint32_t c = qsm_load_16(wide + 2 * i);
        out[i] = alpha == 0 ? 0 : (unsigned char)qsm_least((c * 255 + alpha / 2) / alpha, 255);
    }
}

/* Qt goes through 16 bits for floating point with alpha. */
static void row_through_wide(unsigned char *out, const unsigned char *row, int width, size_t size,
                             qsm_fetch_row fetch,
                             void (*put)(unsigned char *out, const unsigned char *wide))
{
    for (int x = 0; x < width; x++, out += 4, row += size) {
        unsigned char wide[8];
        fetch(wide, row, 1);
        put(out, wide);
    }
}

void qsm_row_rgba16f(unsigned char *out, const unsigned char *row, int width)
{
    row_through_wide(out, row, width, 8, qsm_wide_rgba16f, put_narrow);
}

void qsm_row_rgba16f_premultiplied(unsigned char *out, const unsigned char *row, int width)
{
    row_through_wide(out, row, width, 8, qsm_wide_rgba16f, put_narrow_straight);
}

void qsm_row_rgba32f(unsigned char *out, const unsigned char *row, int width)
{
    row_through_wide(out, row, width, 16, qsm_wide_rgba32f, put_narrow);
}

void qsm_row_rgba32f_premultiplied(unsigned char *out, const unsigned char *row, int width)
{
    row_through_wide(out, row, width, 16, qsm_wide_rgba32f, put_narrow_straight);
}
