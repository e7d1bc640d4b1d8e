/* SPDX-License-Identifier: MIT */
/*
 * Rows of 16 bits a channel and of floating point.
 */
#include "image/rows.h"

#include <stddef.h>

#include "image/half.h"
#include "image/pixels.h"

void qsm_row_grayscale16(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 2, row += 2)
        qsm_store_16_big(out, qsm_load_16(row));
}

void qsm_row_rgbx64(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 6, row += 8) {
        for (int channel = 0; channel < 3; channel++)
            qsm_store_16_big(out + 2 * channel, qsm_load_16(row + 2 * channel));
    }
}

void qsm_row_rgba64(unsigned char *out, const unsigned char *row, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++)
        qsm_store_16_big(out + 2 * i, qsm_load_16(row + 2 * i));
}

void qsm_row_rgba64_premultiplied(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 8) {
        uint32_t alpha = qsm_load_16(row + 6);
        for (int channel = 0; channel < 3; channel++) {
            uint32_t c = qsm_load_16(row + 2 * channel);
            /* Without any alpha the colours stay, in Qt too. */
            qsm_store_16_big(out + 2 * channel, alpha == 0 ? c : qsm_unpremultiply_16(c, alpha));
        }
        qsm_store_16_big(out + 6, alpha);
    }
}

/* The four channels of a pixel as floats. */
typedef void (*load_channels)(float channels[4], const unsigned char *in);

static void load_halves(float channels[4], const unsigned char *in)
{
    for (int i = 0; i < 4; i++)
        channels[i] = qsm_half_to_float(qsm_load_16(in + 2 * i));
}

static void load_floats(float channels[4], const unsigned char *in)
{
    memcpy(channels, in, 4 * sizeof(float));
}

/* 0-1 as 0-full, rounded half up; what is outside, or no number, is cut. */
static uint32_t quantize(float c, float full)
{
    if (!(c > 0.0F))
        return 0;
    return (uint32_t)((c < 1.0F ? c : 1.0F) * full + 0.5F);
}

static void row_rgbx(unsigned char *out, const unsigned char *row, int width, size_t size,
                     load_channels load)
{
    for (int x = 0; x < width; x++, out += 3, row += size) {
        float c[4];
        load(c, row);
        qsm_put_rgb(out, quantize(c[0], 255), quantize(c[1], 255), quantize(c[2], 255));
    }
}

/* Qt goes through 16 bits here. */
static void row_rgba(unsigned char *out, const unsigned char *row, int width, size_t size,
                     load_channels load)
{
    for (int x = 0; x < width; x++, out += 4, row += size) {
        float c[4];
        load(c, row);
        for (int i = 0; i < 4; i++)
            out[i] = (unsigned char)qsm_div_257(quantize(c[i], 65535));
    }
}

/* A premultiplied 16-bit channel as straight 8 bits, in one rounding; alpha is not 0. */
static uint32_t straighten_16_to_8(uint32_t c, uint32_t alpha)
{
    if (alpha == 65535)
        return qsm_div_257(c);
    return qsm_least((c * 255 + alpha / 2) / alpha, 255);
}

static void row_premultiplied(unsigned char *out, const unsigned char *row, int width, size_t size,
                              load_channels load)
{
    for (int x = 0; x < width; x++, out += 4, row += size) {
        float c[4];
        load(c, row);
        uint32_t alpha = quantize(c[3], 65535);
        for (int i = 0; i < 3; i++)
            out[i] =
                alpha == 0 ? 0 : (unsigned char)straighten_16_to_8(quantize(c[i], 65535), alpha);
        out[3] = (unsigned char)qsm_div_257(alpha);
    }
}

void qsm_row_rgbx16f(unsigned char *out, const unsigned char *row, int width)
{
    row_rgbx(out, row, width, 8, load_halves);
}

void qsm_row_rgba16f(unsigned char *out, const unsigned char *row, int width)
{
    row_rgba(out, row, width, 8, load_halves);
}

void qsm_row_rgba16f_premultiplied(unsigned char *out, const unsigned char *row, int width)
{
    row_premultiplied(out, row, width, 8, load_halves);
}

void qsm_row_rgbx32f(unsigned char *out, const unsigned char *row, int width)
{
    row_rgbx(out, row, width, 16, load_floats);
}

void qsm_row_rgba32f(unsigned char *out, const unsigned char *row, int width)
{
    row_rgba(out, row, width, 16, load_floats);
}

void qsm_row_rgba32f_premultiplied(unsigned char *out, const unsigned char *row, int width)
{
    row_premultiplied(out, row, width, 16, load_floats);
}
