/* SPDX-License-Identifier: MIT */
/*
 * Converts rows of premultiplied formats with at most 8 bits, or 10 bits, a channel to
 * premultiplied RGBA8888.
 */
#ifndef QSM_IMAGE_PIXEL_RGBA8888_H
#define QSM_IMAGE_PIXEL_RGBA8888_H

void qsm__rgba8888_from_argb32(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_rgba8888(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_argb4444(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_argb6666(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_argb8555(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_argb8565(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_a2rgb30(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_a2bgr30(unsigned char *out, const unsigned char *row, int width);

#endif
