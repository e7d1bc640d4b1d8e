/* SPDX-License-Identifier: MIT */
/*
 * Rows of pixels as four plain channels R G B A: the half way house between the formats and what
 * is made of them, PNG samples or another format.
 */
#ifndef QSM_IMAGE_PIXEL_FETCH_H
#define QSM_IMAGE_PIXEL_FETCH_H

#include <qsm/image.h>

/*
 * A row to four channels a pixel. Narrow: four bytes. Wide: four words of 16 bits of this host. The
 * channels are premultiplied if the format is; without alpha A is full.
 */
typedef void (*qsm_fetch_row)(unsigned char *out, const unsigned char *row, int width);

typedef struct qsm_fetchers {
    qsm_fetch_row narrow_premultiplied; /* formats that Qt takes as premultiplied 8 bits */
    qsm_fetch_row wide;                 /* formats that have more than 8 bits */
} qsm_fetchers;

/* Never NULL; what a format has no fetcher for is NULL in it. */
const qsm_fetchers *qsm__format_fetchers(qsm_image_format_code format);

/* Narrow rows of premultiplied formats. */
void qsm__fetch_argb32(unsigned char *out, const unsigned char *row, int width);
void qsm__fetch_rgba8888(unsigned char *out, const unsigned char *row, int width);
void qsm__fetch_argb4444(unsigned char *out, const unsigned char *row, int width);
void qsm__fetch_argb6666(unsigned char *out, const unsigned char *row, int width);
void qsm__fetch_argb8555(unsigned char *out, const unsigned char *row, int width);
void qsm__fetch_argb8565(unsigned char *out, const unsigned char *row, int width);
void qsm__fetch_a2rgb30(unsigned char *out, const unsigned char *row, int width);
void qsm__fetch_a2bgr30(unsigned char *out, const unsigned char *row, int width);

/* Wide rows. */
void qsm__wide_rgb30(unsigned char *out, const unsigned char *row, int width);
void qsm__wide_bgr30(unsigned char *out, const unsigned char *row, int width);
void qsm__wide_a2rgb30(unsigned char *out, const unsigned char *row, int width);
void qsm__wide_a2bgr30(unsigned char *out, const unsigned char *row, int width);
void qsm__wide_grayscale16(unsigned char *out, const unsigned char *row, int width);
void qsm__wide_rgbx64(unsigned char *out, const unsigned char *row, int width);
void qsm__wide_rgba64(unsigned char *out, const unsigned char *row, int width);
void qsm__wide_rgbx16f(unsigned char *out, const unsigned char *row, int width);
void qsm__wide_rgba16f(unsigned char *out, const unsigned char *row, int width);
void qsm__wide_rgbx32f(unsigned char *out, const unsigned char *row, int width);
void qsm__wide_rgba32f(unsigned char *out, const unsigned char *row, int width);

/* qsm__inverse_alpha() of 0 (which gives 0) to 255. */
extern const uint32_t qsm__inverse_alphas[256];

/* Rows in place: narrow or wide, premultiplied to straight and back. */
void qsm__unpremultiply_narrow(unsigned char *row, int width);
void qsm__premultiply_narrow(unsigned char *row, int width);
void qsm__unpremultiply_wide(unsigned char *row, int width);
void qsm__premultiply_wide(unsigned char *row, int width);

/* Wide to narrow (x / 257, rounded) and narrow to wide (x * 257). They may not overlap. */
void qsm__narrow_row(unsigned char *narrow, const unsigned char *wide, int width);
void qsm__widen_row(unsigned char *wide, const unsigned char *narrow, int width);

#endif
