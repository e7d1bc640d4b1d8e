/* SPDX-License-Identifier: MIT */
/* The table that describes every QImage format. There is no other. */
#ifndef QSM_IMAGE_PIXEL_FORMATS_H
#define QSM_IMAGE_PIXEL_FORMATS_H

#include <qsm/image.h>

typedef enum qsm_alpha_kind {
    QSM_ALPHA_NONE,
    QSM_ALPHA_TABLE, /* also formats with a colour table */
    QSM_ALPHA_STRAIGHT,
    QSM_ALPHA_PREMULTIPLIED
} qsm_alpha_kind;

/*
 * Converts a row of pixels to straight samples of the format's PNG type. out receives width *
 * channels * (depth / 8) bytes. Samples of 16 bits are big endian.
 */
typedef void (*qsm_row_to_png)(unsigned char *out, const unsigned char *row, int width);

typedef struct qsm_format_description {
    const char *name; /* Qt's name without "Format_"; NULL for INVALID */
    int depth;        /* bits per pixel in memory */
    qsm_alpha_kind alpha;
    int png_depth;         /* bits per sample in its PNG */
    int png_color_type;    /* colour type of its PNG (Indexed8 with a gray table: gray) */
    qsm_row_to_png to_png; /* converts one row */
} qsm_format_description;

/* Samples per pixel in the PNG of a format. */
int qsm__format_png_channels(const qsm_format_description *description);

/*
 * The fastest row conversion for a processor with these features (see image/pixel/cpu.h): a SIMD
 * variant of the table's to_png, or to_png. Ask once an image, not once a row.
 */
qsm_row_to_png qsm__format_row_to_png(qsm_image_format_code format, unsigned features);

/* Never NULL. For an unknown number: the entry of INVALID. */
const qsm_format_description *qsm__format_describe(qsm_image_format_code format);

#endif
