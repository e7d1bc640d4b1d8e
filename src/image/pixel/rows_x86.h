/* SPDX-License-Identifier: MIT */
/*
 * SIMD variants of the most common row conversions. The results equal those of the plain C in
 * rows.h, which also converts the rest of a row. Call them only if qsm__cpu_features() allows it;
 * qsm__format_row_to_png() chooses.
 */
#ifndef QSM_IMAGE_PIXEL_ROWS_X86_H
#define QSM_IMAGE_PIXEL_ROWS_X86_H

#include "image/pixel/cpu.h"

#if QSM_CPU_X86
void qsm__row_rgb32_ssse3(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgb32_avx2(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgbx64_ssse3(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgba64_ssse3(unsigned char *out, const unsigned char *row, int width);
void qsm__row_argb32_ssse3(unsigned char *out, const unsigned char *row, int width);
void qsm__row_argb32_avx2(unsigned char *out, const unsigned char *row, int width);
void qsm__row_argb32_premultiplied_avx2(unsigned char *out, const unsigned char *row, int width);
void qsm__row_rgba8888_premultiplied_avx2(unsigned char *out, const unsigned char *row, int width);
#endif

#endif
