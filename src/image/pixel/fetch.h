/* SPDX-License-Identifier: MIT */
/*
 * Rows of any format as rows of RGBA8888 or RGBA64. PNG samples and other formats are made of
 * these.
 */
#ifndef QSM_IMAGE_PIXEL_FETCH_H
#define QSM_IMAGE_PIXEL_FETCH_H

#include <qsm/image.h>

/*
 * A row to four channels a pixel: R G B A. RGBA8888: four bytes. RGBA64: four numbers of 16 bits in
 * host byte order. The channels are premultiplied if the format is. Without alpha A is full.
 */
typedef void (*qsm_fetch_row)(unsigned char *out, const unsigned char *row, int width);

typedef struct qsm_fetchers {
    qsm_fetch_row rgba8888_premultiplied; /* formats that Qt takes as premultiplied 8 bits */
    qsm_fetch_row rgba64;                 /* formats that have more than 8 bits */
} qsm_fetchers;

/* Never NULL; what a format has no fetcher for is NULL in it. */
const qsm_fetchers *qsm__format_fetchers(qsm_image_format_code format);

/* To RGBA8888, from premultiplied formats. */
void qsm__rgba8888_from_argb32(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_rgba8888(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_argb4444(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_argb6666(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_argb8555(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_argb8565(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_a2rgb30(unsigned char *out, const unsigned char *row, int width);
void qsm__rgba8888_from_a2bgr30(unsigned char *out, const unsigned char *row, int width);

/* To RGBA64. */
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

/* qsm__inverse_alpha() of 0 (which gives 0) to 255. */
extern const uint32_t qsm__inverse_alphas[256];

/* In place: premultiplied to straight and back. */
void qsm__unpremultiply_rgba8888(unsigned char *row, int width);
void qsm__premultiply_rgba8888(unsigned char *row, int width);
void qsm__unpremultiply_rgba64(unsigned char *row, int width);
void qsm__premultiply_rgba64(unsigned char *row, int width);

/* x / 257, rounded, and x * 257. The rows must not overlap. */
void qsm__rgba64_to_rgba8888(unsigned char *rgba8888, const unsigned char *rgba64, int width);
void qsm__rgba8888_to_rgba64(unsigned char *rgba64, const unsigned char *rgba8888, int width);

#endif
