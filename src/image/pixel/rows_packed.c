/* SPDX-License-Identifier: MIT */
/*
 * Rows of opaque pixels packed into fields of 4 to 6 and of 10 bits.
 */
#include "image/pixel/rows.h"

#include <stddef.h>

#include "image/pixel/pixels.h"

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
