/* SPDX-License-Identifier: MIT */
#include "image/pixel/rgba64.h"

#include <stddef.h>

#include "image/pixel/half.h"
#include "image/pixel/pixels.h"

static void put_rgba64(unsigned char *out, uint32_t r, uint32_t g, uint32_t b, uint32_t a)
{
    qsm__store_16(out, (uint16_t)r);
    qsm__store_16(out + 2, (uint16_t)g);
    qsm__store_16(out + 4, (uint16_t)b);
    qsm__store_16(out + 6, (uint16_t)a);
}

/* Takes a field of 10 bits at shift. Repeats its high bits to make 16 bits. */
static uint32_t widen_10(uint32_t value, unsigned shift)
{
    uint32_t field = value >> shift & 0x3ff;
    return field << 6 | field >> 4;
}

void qsm__rgba64_from_rgb30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 4) {
        uint32_t w = qsm__load_32(row);
        put_rgba64(out, widen_10(w, 20), widen_10(w, 10), widen_10(w, 0), 0xffff);
    }
}

void qsm__rgba64_from_bgr30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 4) {
        uint32_t w = qsm__load_32(row);
        put_rgba64(out, widen_10(w, 0), widen_10(w, 10), widen_10(w, 20), 0xffff);
    }
}

void qsm__rgba64_from_a2rgb30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 4) {
        uint32_t w = qsm__load_32(row);
        put_rgba64(out, widen_10(w, 20), widen_10(w, 10), widen_10(w, 0), (w >> 30) * 0x5555);
    }
}

void qsm__rgba64_from_a2bgr30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 4) {
        uint32_t w = qsm__load_32(row);
        put_rgba64(out, widen_10(w, 0), widen_10(w, 10), widen_10(w, 20), (w >> 30) * 0x5555);
    }
}

void qsm__rgba64_from_grayscale16(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 2) {
        uint32_t gray = qsm__load_16(row);
        put_rgba64(out, gray, gray, gray, 0xffff);
    }
}

void qsm__rgba64_from_rgbx64(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 8, row += 8) {
        memcpy(out, row, 6);
        qsm__store_16(out + 6, 0xffff);
    }
}

void qsm__rgba64_from_rgba64(unsigned char *out, const unsigned char *row, int width)
{
    memcpy(out, row, 8 * (size_t)width);
}

static uint32_t quantize_16(float value)
{
    return qsm__quantize(value, 65535.0F);
}

void qsm__rgba64_from_rgba16f(unsigned char *out, const unsigned char *row, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++) {
        float value = qsm__half_to_float(qsm__load_16(row + 2 * i));
        qsm__store_16(out + 2 * i, (uint16_t)quantize_16(value));
    }
}

void qsm__rgba64_from_rgba32f(unsigned char *out, const unsigned char *row, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++) {
        float value;
        memcpy(&value, row + 4 * i, sizeof value);
        qsm__store_16(out + 2 * i, (uint16_t)quantize_16(value));
    }
}

static void make_opaque(unsigned char *out, int width)
{
    for (size_t x = 0; x < (size_t)width; x++)
        qsm__store_16(out + 8 * x + 6, 0xffff);
}

void qsm__rgba64_from_rgbx16f(unsigned char *out, const unsigned char *row, int width)
{
    qsm__rgba64_from_rgba16f(out, row, width);
    make_opaque(out, width);
}

void qsm__rgba64_from_rgbx32f(unsigned char *out, const unsigned char *row, int width)
{
    qsm__rgba64_from_rgba32f(out, row, width);
    make_opaque(out, width);
}

void qsm__rgba64_to_rgba8888(unsigned char *rgba8888, const unsigned char *rgba64, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++)
        rgba8888[i] = (unsigned char)qsm__div_257(qsm__load_16(rgba64 + 2 * i));
}

void qsm__rgba8888_to_rgba64(unsigned char *rgba64, const unsigned char *rgba8888, int width)
{
    for (size_t i = 0; i < 4 * (size_t)width; i++)
        qsm__store_16(rgba64 + 2 * i, (uint16_t)(rgba8888[i] * 257));
}
