/* SPDX-License-Identifier: MIT */
/* Converts rows of all formats with more than 8 bits a channel to RGBA64. */
#ifndef QSM_IMAGE_PIXEL_RGBA64_H
#define QSM_IMAGE_PIXEL_RGBA64_H

void qsm__rgba64_from_rgb30(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba64_from_bgr30(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba64_from_a2rgb30(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba64_from_a2bgr30(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba64_from_grayscale16(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba64_from_rgbx64(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba64_from_rgba64(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba64_from_rgbx16f(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba64_from_rgba16f(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba64_from_rgbx32f(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba64_from_rgba32f(unsigned char *out, const unsigned char *row, int width);

/* x / 257 (rounded), and x * 257. The rows must not overlap. */
void qsm__rgba64_to_rgba8888(unsigned char *rgba8888, const unsigned char *rgba64, int width);
void qsm__rgba8888_to_rgba64(unsigned char *rgba64, const unsigned char *rgba8888, int width);

#endif
