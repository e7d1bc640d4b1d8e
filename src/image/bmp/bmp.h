/* SPDX-License-Identifier: MIT */
/*
 * Windows bitmaps: files, and the images in streams of version 1. Written: the bitmaps that Qt
 * writes. Read: every bitmap that Qt 6.4 reads. read_headers.c reads up to the rows, read.c the
 * rows, read_rle.c the rows of compressed bitmaps. decode.c makes an image of all that.
 */
#ifndef QSM_IMAGE_BMP_BMP_H
#define QSM_IMAGE_BMP_BMP_H

#include "image/copier.h"
#include "image/image_data.h"
#include "stream/stream.h"

/* Where a pixel of more than 8 bits has a channel: ((pixel & mask) >> shift) * scale. */
typedef struct qsm_bmp_channel {
    uint32_t mask;
    unsigned shift;
    unsigned scale;
} qsm_bmp_channel;

typedef enum qsm_bmp_compression {
    QSM_BMP_RGB = 0,
    QSM_BMP_RLE8 = 1,
    QSM_BMP_RLE4 = 2,
    QSM_BMP_BIT_FIELDS = 3
} qsm_bmp_compression;

/* The result of parsing. Private memory. */
typedef struct qsm_bmp {
    int width;
    int height;
    bool top_down;
    int bits; /* of a pixel: 1, 4, 8, 16, 24 or 32 */
    uint32_t compression;
    int dots_x; /* 0: the header has none */
    int dots_y;
    uint32_t colors[256];
    int color_count;
    qsm_bmp_channel channels[4]; /* red, green, blue, alpha */
    unsigned char *rows;         /* as in the file; 0 for missing bytes */
    bool is_expanded;            /* rows were compressed: now 8 bits a pixel, from top to bottom */
    size_t capacity;             /* of rows, if the caller has allocated it */
    qsm_copier *copier;          /* NULL: memcpy */
    int error;                   /* an errno: EBADMSG, EFBIG or ENOMEM */
    char message[160];           /* the error, or a warning */
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
