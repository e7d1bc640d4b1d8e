/* SPDX-License-Identifier: MIT */
/* Converts rows of RGBA8888 or RGBA64 in place, from premultiplied to straight and back. */
#ifndef QSM_IMAGE_PIXEL_PREMULTIPLY_H
#define QSM_IMAGE_PIXEL_PREMULTIPLY_H

#include <stdint.h>

/* qsm__inverse_alpha() of 0-255; the inverse of 0 is 0. */
extern const uint32_t qsm__inverse_alphas[256];

void qsm__unpremultiply_rgba8888(unsigned char *row, int width);
void qsm__premultiply_rgba8888(unsigned char *row, int width);
void qsm__unpremultiply_rgba64(unsigned char *row, int width);
void qsm__premultiply_rgba64(unsigned char *row, int width);

#endif
