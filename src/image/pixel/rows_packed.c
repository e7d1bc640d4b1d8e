/* SPDX-License-Identifier: MIT */
/* Rows of opaque pixels with fields of 4-6 or 10 bits. */
#include "image/pixel/rows.h"

#include <stddef.h>

#include "image/pixel/pixels.h"

void qsm__row_rgb16(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 2) {
        uint32_t w = qsm__load_16(row);
        qsm__put_rgb(out, qsm__widen(w, 11, 5), qsm__widen(w, 5, 6), qsm__widen(w, 0, 5));
    }
}

void qsm__row_rgb555(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 2) {
        uint32_t w = qsm__load_16(row);
        qsm__put_rgb(out, qsm__widen(w, 10, 5), qsm__widen(w, 5, 5), qsm__widen(w, 0, 5));
    }
}

void qsm__row_rgb444(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 2) {
        uint32_t w = qsm__load_16(row);
        qsm__put_rgb(out, qsm__widen(w, 8, 4), qsm__widen(w, 4, 4), qsm__widen(w, 0, 4));
    }
}

void qsm__row_rgb666(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 3) {
        uint32_t w = qsm__load_24(row);
        qsm__put_rgb(out, qsm__widen(w, 12, 6), qsm__widen(w, 6, 6), qsm__widen(w, 0, 6));
    }
}

void qsm__row_rgb30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 4) {
        uint32_t w = qsm__load_32(row);
        qsm__put_rgb(out, w >> 22 & 0xff, w >> 12 & 0xff, w >> 2 & 0xff);
    }
}

void qsm__row_bgr30(unsigned char *out, const unsigned char *row, int width)
{
    for (int x = 0; x < width; x++, out += 3, row += 4) {
        uint32_t w = qsm__load_32(row);
        qsm__put_rgb(out, w >> 2 & 0xff, w >> 12 & 0xff, w >> 22 & 0xff);
    }
}
