/* SPDX-License-Identifier: MIT */
/* What the files that read bitmaps share. */
#ifndef QSM_IMAGE_BMP_READ_H
#define QSM_IMAGE_BMP_READ_H

#include "image/bmp/bmp.h"

/* The bytes of a bitmap, from front to back. */
typedef struct qsm_bmp_source {
    qsm_bmp *bmp;
    const unsigned char *data;
    size_t size;
    size_t at;
    size_t base; /* the number of the first byte, for messages */
} qsm_bmp_source;

/* Copies count bytes. False if fewer are left. */
bool qsm__bmp_take(qsm_bmp_source *source, void *to, size_t count);

/* Sets error and message. Returns false. */
bool qsm__bmp_fail(qsm_bmp *bmp, int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sets the error of data that ends too early. Returns false. */
bool qsm__bmp_data_ends(const qsm_bmp_source *source);

/* Sets a warning: missing rows are no error, as in Qt. Here they become 0. */
void qsm__bmp_rows_are_missing(const qsm_bmp_source *source);

/* The bytes of a row in the file. */
size_t qsm__bmp_line(const qsm_bmp *bmp);

/* Reads headers, masks and colours. Then source->at is the first byte of the rows. */
bool qsm__bmp_read_headers(qsm_bmp_source *source, const qsm_image_limits *limits);

/* Reads compressed rows into bmp->rows: 8 bits a pixel, from top to bottom, line bytes a row. */
bool qsm__bmp_read_rle(qsm_bmp_source *source, size_t line);

#endif
