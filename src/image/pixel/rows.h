/* SPDX-License-Identifier: MIT */
/*
 * Converts a row of each format to the samples of its PNG (see qsm_row_to_png). The table in
 * formats.c names the function of each format. Each family has a file: rows_8bit.c, rows_packed.c,
 * rows_premultiplied.c, rows_deep.c.
 */
#ifndef QSM_IMAGE_PIXEL_ROWS_H
#define QSM_IMAGE_PIXEL_ROWS_H

#include <stdbool.h>

/* 1 bit a pixel. Inverts all bits, or none. Padding bits of the last byte become 0. */
void qsm__copy_bits(unsigned char *out, const unsigned char *row, int width, bool turn);

/* 1 bit and 1 byte. Padding bits of the last byte become 0. */
void qsm__row_mono(unsigned char *out, const unsigned char *row, int width);
void qsm__row_monolsb(unsigned char *out, const unsigned char *row, int width);
void qsm__row_bytes(unsigned char *out, const unsigned char *row, int width);
void qsm__row_alpha8(unsigned char *out, const unsigned char *row, int width);

/* 8 bits a channel */
void qsm__row_rgb32(unsigned char *out, const unsigned char *row, int width);
void qsm__row_argb32(unsigned char *out, const unsigned char *row, int width);
void qsm__row_argb32_premultiplied(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgb888(unsigned char *out, const unsigned char *row, int width);
void qsm__row_bgr888(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgbx8888(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgba8888(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgba8888_premultiplied(unsigned char *out, const unsigned char *row, int width);
void qsm__row_cmyk8888(unsigned char *out, const unsigned char *row, int width);

/* 4-6 and 10 bits a channel */
void qsm__row_rgb16(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgb555(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgb444(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgb666(unsigned char *out, const unsigned char *row, int width);
void qsm__row_argb4444(unsigned char *out, const unsigned char *row, int width);
void qsm__row_argb6666(unsigned char *out, const unsigned char *row, int width);
void qsm__row_argb8555(unsigned char *out, const unsigned char *row, int width);
void qsm__row_argb8565(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgb30(unsigned char *out, const unsigned char *row, int width);
void qsm__row_bgr30(unsigned char *out, const unsigned char *row, int width);
void qsm__row_a2rgb30(unsigned char *out, const unsigned char *row, int width);
void qsm__row_a2bgr30(unsigned char *out, const unsigned char *row, int width);

/* 16 bits a channel and floating point */
void qsm__row_grayscale16(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgbx64(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgba64(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgba64_premultiplied(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgbx16f(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgba16f(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgba16f_premultiplied(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgbx32f(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgba32f(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgba32f_premultiplied(unsigned char *out, const unsigned char *row, int width);

#endif
