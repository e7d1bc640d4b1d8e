/* SPDX-License-Identifier: MIT */
/*
 * Premultiplied formats with at most 8 bits, or 10 bits with a 2-bit alpha. First they become
 * RGBA8888, then straight.
 */
#include <stddef.h>

#include "image/pixel/pixels.h"
#include "image/pixel/premultiply.h"
#include "image/pixel/rgba8888.h"
#include "image/pixel/rows.h"

void qsm__row_argb32_premultiplied(unsigned char *out, const unsigned char *row, int width)
{
    qsm__rgba8888_from_argb32(out, row, width);
    qsm__unpremultiply_rgba8888(out, width);
}

void qsm__row_rgba8888_premultiplied(unsigned char *out, const unsigned char *row, int width)
{
    qsm__rgba8888_from_rgba8888(out, row, width);
    qsm__unpremultiply_rgba8888(out, width);
}

void qsm__row_argb4444(unsigned char *out, const unsigned char *row, int width)
{
    qsm__rgba8888_from_argb4444(out, row, width);
    qsm__unpremultiply_rgba8888(out, width);
}

void qsm__row_argb6666(unsigned char *out, const unsigned char *row, int width)
{
    qsm__rgba8888_from_argb6666(out, row, width);
    qsm__unpremultiply_rgba8888(out, width);
}

void qsm__row_argb8555(unsigned char *out, const unsigned char *row, int width)
{
    qsm__rgba8888_from_argb8555(out, row, width);
    qsm__unpremultiply_rgba8888(out, width);
}

void qsm__row_argb8565(unsigned char *out, const unsigned char *row, int width)
{
    qsm__rgba8888_from_argb8565(out, row, width);
    qsm__unpremultiply_rgba8888(out, width);
}

/* Qt makes 10 bits straight before it reduces them to 8 bits. */
static void put_30(unsigned char *out, uint32_t r, uint32_t g, uint32_t b, uint32_t alpha)
{
    qsm__put_rgba(out, qsm__straighten_10(r, alpha) >> 2, qsm__straighten_10(g, alpha) >> 2,
                  qsm__straighten_10(b, alpha) >> 2, alpha * 0x55);
}

void qsm__row_a2rgb30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 4) {
        uint32_t w = qsm__load_32(row);
        put_30(out, w >> 20, w >> 10, w, w >> 30);
    }
}

void qsm__row_a2bgr30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 4) {
        uint32_t w = qsm__load_32(row);
        put_30(out, w, w >> 10, w >> 20, w >> 30);
    }
}
