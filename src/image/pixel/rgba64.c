/* SPDX-License-Identifier: MIT */
/*
 * Wide rows: four words of 16 bits a pixel of every format that has more than 8.
 */
#include <stddef.h>

#include "image/pixel/fetch.h"
#include "image/pixel/half.h"
#include "image/pixel/pixels.h"

static void put_wide(unsigned char *out, uint32_t r, uint32_t g, uint32_t b, uint32_t a)
{
    qsm__store_16(out, (uint16_t)r);
    qsm__store_16(out + 2, (uint16_t)g);
    qsm__store_16(out + 4, (uint16_t)b);
    qsm__store_16(out + 6, (uint16_t)a);
}

/* 10 bits of a word at shift, widened by repeating the high ones. */
static uint32_t widen_10(uint32_t word, unsigned shift)
{
    uint32_t field = word >> shift & 0x3ff;
    return field << 6 | field >> 4;
}

void qsm__wide_rgb30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 4) {
        uint32_t w = qsm__load_32(row);
        put_wide(out, widen_10(w, 20), widen_10(w, 10), widen_10(w, 0), 0xffff);
    }
}

void qsm__wide_bgr30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 4) {
        uint32_t w = qsm__load_32(row);
        put_wide(out, widen_10(w, 0), widen_10(w, 10), widen_10(w, 20), 0xffff);
    }
}

void qsm__wide_a2rgb30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 4) {
        uint32_t w = qsm__load_32(row);
        put_wide(out, widen_10(w, 20), widen_10(w, 10), widen_10(w, 0), (w >> 30) * 0x5555);
    }
}

void qsm__wide_a2bgr30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 4) {
        uint32_t w = qsm__load_32(row);
        put_wide(out, widen_10(w, 0), widen_10(w, 10), widen_10(w, 20), (w >> 30) * 0x5555);
    }
}

void qsm__wide_grayscale16(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 2) {
        uint32_t gray = qsm__load_16(row);
        put_wide(out, gray, gray, gray, 0xffff);
    }
}

void qsm__wide_rgbx64(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 8) {
        memcpy(out, row, 6);
        qsm__store_16(out + 6, 0xffff);
    }
}

void qsm__wide_rgba64(unsigned char *out, const unsigned char *row, int width)
{
    memcpy(out, row, 8 * (size_t)width);
}

static uint32_t wide_float(float value)
{
    return qsm__quantize(value, 65535.0F);
}

void qsm__wide_rgba16f(unsigned char *out, const unsigned char *row, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++) {
        float value = qsm__half_to_float(qsm__load_16(row + 2 * i));
        qsm__store_16(out + 2 * i, (uint16_t)wide_float(value));
    }
}

void qsm__wide_rgba32f(unsigned char *out, const unsigned char *row, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++) {
        float value;
        memcpy(&value, row + 4 * i, sizeof value);
        qsm__store_16(out + 2 * i, (uint16_t)wide_float(value));
    }
}

static void make_opaque(unsigned char *out, int width)
{
    for (size_t x = 0; x < (size_t)width; x++)
        qsm__store_16(out + 8 * x + 6, 0xffff);
}

void qsm__wide_rgbx16f(unsigned char *out, const unsigned char *row, int width)
{
    qsm__wide_rgba16f(out, row, width);
    make_opaque(out, width);
}

void qsm__wide_rgbx32f(unsigned char *out, const unsigned char *row, int width)
{
    qsm__wide_rgba32f(out, row, width);
    make_opaque(out, width);
}
