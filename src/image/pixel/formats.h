/* SPDX-License-Identifier: MIT */
/*
 * The one table that describes every QImage format; all who ask about a format ask it.
 */
#ifndef QSM_IMAGE_PIXEL_FORMATS_H
#define QSM_IMAGE_PIXEL_FORMATS_H

#include <qsm/image.h>

typedef enum qsm_alpha_kind {
    QSM_ALPHA_NONE,
    QSM_ALPHA_TABLE, /* colour tables carry it */
    QSM_ALPHA_STRAIGHT,
    QSM_ALPHA_PREMULTIPLIED
} qsm_alpha_kind;

/*
 * Rows of pixels to straight samples of the PNG type the format is written as, and nothing else:
 * out receives width * channels * (depth / 8) bytes, big endian where depth is 16.
 */
typedef void (*qsm_row_to_png)(unsigned char *out, const unsigned char *row, int width);

typedef struct qsm_format_description {
    const char *name; /* Qt's, without "Format_"; NULL for the invalid one */
    int depth;        /* bits per pixel in memory */
    qsm_alpha_kind alpha;
    int png_depth;         /* bits per sample of the PNG it is written as */
    int png_color_type;    /* PNG colour type it is written as (Indexed8 of a gray table: gray) */
    qsm_row_to_png to_png; /* conversion of one row */
} qsm_format_description;

/* Samples of a pixel of the PNG that a format is written as. */
int qsm__format_png_channels(const qsm_format_description *description);

/*
 * The fastest conversion of a row for a processor with these features (see image/pixel/cpu.h): a
 * SIMD variant of the table's to_png, or that itself. Ask once an image, not once a row.
 */
qsm_row_to_png qsm__format_row_to_png(qsm_image_format_code format, unsigned features);

/* Never NULL; the entry of the invalid format for numbers that are none. */
const qsm_format_description *qsm__format_describe(qsm_image_format_code format);

#endif
