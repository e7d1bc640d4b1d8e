/* SPDX-License-Identifier: MIT */
#include "image/pixel/rgba8888.h"

#include "image/pixel/pixels.h"
#include "image/pixel/rows.h"

void qsm__rgba8888_from_argb32(unsigned char *out, const unsigned char *row, int width)
{
    qsm__row_argb32(out, row, width);
}

void qsm__rgba8888_from_rgba8888(unsigned char *out, const unsigned char *row, int width)
{
    qsm__row_rgba8888(out, row, width);
}

void qsm__rgba8888_from_argb4444(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 2) {
        uint32_t w = qsm__load_16(row);
        qsm__put_rgba(out, qsm__widen(w, 8, 4), qsm__widen(w, 4, 4), qsm__widen(w, 0, 4),
                      qsm__widen(w, 12, 4));
    }
}

void qsm__rgba8888_from_argb6666(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 3) {
        uint32_t w = qsm__load_24(row);
        qsm__put_rgba(out, qsm__widen(w, 12, 6), qsm__widen(w, 6, 6), qsm__widen(w, 0, 6),
                      qsm__widen(w, 18, 6));
    }
}

/*
 * Here alpha has more bits than the colours. A colour can exceed alpha after its bits are repeated.
 * It is clamped to alpha, as in Qt.
 */
static void put_cut(unsigned char *out, uint32_t r, uint32_t g, uint32_t b, uint32_t a)
{
    qsm__put_rgba(out, qsm__minimum(r, a), qsm__minimum(g, a), qsm__minimum(b, a), a);
}

void qsm__rgba8888_from_argb8555(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 3) {
        uint32_t w = qsm__load_24(row);
        put_cut(out, qsm__widen(w, 18, 5), qsm__widen(w, 13, 5), qsm__widen(w, 8, 5), w & 0xff);
    }
}

void qsm__rgba8888_from_argb8565(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 3) {
        uint32_t w = qsm__load_24(row);
        put_cut(out, qsm__widen(w, 19, 5), qsm__widen(w, 13, 6), qsm__widen(w, 8, 5), w & 0xff);
    }
}

void qsm__rgba8888_from_a2rgb30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 4) {
        uint32_t w = qsm__load_32(row);
        qsm__put_rgba(out, w >> 22 & 0xff, w >> 12 & 0xff, w >> 2 & 0xff, (w >> 30) * 0x55);
    }
}

void qsm__rgba8888_from_a2bgr30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 4, row += 4) {
        uint32_t w = qsm__load_32(row);
        qsm__put_rgba(out, w >> 2 & 0xff, w >> 12 & 0xff, w >> 22 & 0xff, (w >> 30) * 0x55);
    }
}
