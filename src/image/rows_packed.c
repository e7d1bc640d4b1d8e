/* SPDX-License-Identifier: MIT */
/*
 * Rows of pixels packed into fields of 4 to 6 and of 10 bits.
 */
#include "image/rows.h"

#include <stddef.h>

#include "image/pixels.h"

void qsm_row_rgb16(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 2) {
        uint32_t w = qsm_load_16(row);
        qsm_put_rgb(out, qsm_widen(w, 11, 5), qsm_widen(w, 5, 6), qsm_widen(w, 0, 5));
    }
}

void qsm_row_rgb555(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 2) {
        uint32_t w = qsm_load_16(row);
        qsm_put_rgb(out, qsm_widen(w, 10, 5), qsm_widen(w, 5, 5), qsm_widen(w, 0, 5));
    }
}

void qsm_row_rgb444(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 2) {
        uint32_t w = qsm_load_16(row);
        qsm_put_rgb(out, qsm_widen(w, 8, 4), qsm_widen(w, 4, 4), qsm_widen(w, 0, 4));
    }
}

void qsm_row_rgb666(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 3) {
        uint32_t w = qsm_load_24(row);
        qsm_put_rgb(out, qsm_widen(w, 12, 6), qsm_widen(w, 6, 6), qsm_widen(w, 0, 6));
    }
}

void qsm_row_argb4444(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 2) {
        uint32_t w = qsm_load_16(row);
        qsm_put_unpremultiplied(out, qsm_widen(w, 8, 4), qsm_widen(w, 4, 4), qsm_widen(w, 0, 4),
                                qsm_widen(w, 12, 4));
    }
}

void qsm_row_argb6666(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 3) {
        uint32_t w = qsm_load_24(row);
        qsm_put_unpremultiplied(out, qsm_widen(w, 12, 6), qsm_widen(w, 6, 6), qsm_widen(w, 0, 6),
                                qsm_widen(w, 18, 6));
    }
}

/* Alpha is finer than the colours here, which may exceed it after widening: cut, as Qt does. */
static void put_cut(unsigned char *out, uint32_t r, uint32_t g, uint32_t b, uint32_t a)
{
    qsm_put_unpremultiplied(out, qsm_least(r, a), qsm_least(g, a), qsm_least(b, a), a);
}

void qsm_row_argb8555(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 3) {
        uint32_t w = qsm_load_24(row);
        put_cut(out, qsm_widen(w, 18, 5), qsm_widen(w, 13, 5), qsm_widen(w, 8, 5), w & 0xff);
    }
}

void qsm_row_argb8565(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 3) {
        uint32_t w = qsm_load_24(row);
        put_cut(out, qsm_widen(w, 19, 5), qsm_widen(w, 13, 6), qsm_widen(w, 8, 5), w & 0xff);
    }
}

void qsm_row_rgb30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 4) {
        uint32_t w = qsm_load_32(row);
        qsm_put_rgb(out, w >> 22 & 0xff, w >> 12 & 0xff, w >> 2 & 0xff);
    }
}

void qsm_row_bgr30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 4) {
        uint32_t w = qsm_load_32(row);
        qsm_put_rgb(out, w >> 2 & 0xff, w >> 12 & 0xff, w >> 22 & 0xff);
    }
}

/* 10 bits premultiplied by an alpha of 2 bits, made straight and cut to 8. */
static uint32_t straighten_10(uint32_t c, uint32_t alpha)
{
    c &= 0x3ff;
    if (alpha == 1)
        c *= 3;
    else if (alpha == 2)
        c += c >> 1;
    return qsm_least(c, 0x3ff) >> 2;
}

static void put_30(unsigned char *out, uint32_t r, uint32_t g, uint32_t b, uint32_t alpha)
{
    if (alpha == 0)
        qsm_put_rgba(out, 0, 0, 0, 0);
    else
        qsm_put_rgba(out, straighten_10(r, alpha), straighten_10(g, alpha), straighten_10(b, alpha),
                     alpha * 0x55);
}

void qsm_row_a2rgb30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 4) {
        uint32_t w = qsm_load_32(row);
        put_30(out, w >> 20, w >> 10, w, w >> 30);
    }
}

void qsm_row_a2bgr30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 4) {
        uint32_t w = qsm_load_32(row);
        put_30(out, w, w >> 10, w >> 20, w >> 30);
    }
}
