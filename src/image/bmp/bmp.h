/* SPDX-License-Identifier: MIT */
/*
 * Windows bitmaps, the images in streams of version 1. Written: the bitmaps that Qt writes. Read:
 * these, and uncompressed bitmaps of other programs.
 */
#ifndef QSM_IMAGE_BMP_BMP_H
#define QSM_IMAGE_BMP_BMP_H

#include "image/copier.h"
#include "image/image_data.h"
#include "stream/stream.h"

/* The result of parsing. Private memory. */
typedef struct qsm_bmp {
    int width;
    int height;
    bool top_down;
    int bits; /* of a pixel: 1, 4, 8, 24 or 32 */
    int dots_x;
    int dots_y;
    uint32_t colors[256];
    int color_count;
    unsigned char *rows; /* as in the file; 0 for missing bytes */
    size_t capacity;     /* of rows, if the caller has allocated it */
    qsm_copier *copier;  /* NULL: memcpy */
    char message[160];
} qsm_bmp;

/* The bytes of the file. 0 and a static text in *why if the image cannot be written. */
size_t qsm__bmp_size(const qsm_image *image, const char **why);

/* Writes the file. On failure the stream does not change. */
bool qsm__bmp_write(qsm_data_stream *stream, const qsm_image *image);

/* Reading has two stages, as for PNG: see image/png/png.h. */
bool qsm__bmp_parse(qsm_bmp *bmp, const unsigned char *data, size_t available, size_t base,
                    const qsm_image_limits *limits, size_t *used);
bool qsm__bmp_decode(qsm_bmp *bmp, qsm_image *image);

#endif
