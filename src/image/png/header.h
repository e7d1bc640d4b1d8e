/* SPDX-License-Identifier: MIT */
/* IHDR: what it contains, and what follows from it. */
#ifndef QSM_IMAGE_PNG_HEADER_H
#define QSM_IMAGE_PNG_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include <qsm/image.h>

typedef struct qsm_png_header {
    int width;
    int height;
    int depth; /* bits of a sample */
    int color_type;
    bool interlaced;
} qsm_png_header;

/* Samples of a pixel. */
int qsm__png_channels(int color_type);

/* Bytes of a row of so many pixels without its filter byte. */
size_t qsm__png_row_bytes(const qsm_png_header *header, int width);

/* Bytes from a sample to the same sample of the pixel before, as filters count; at least 1. */
size_t qsm__png_filter_distance(const qsm_png_header *header);

/*
 * Reads 13 bytes of an IHDR. NULL when it is a legal header within PNG's and Qt's bounds, else a
 * static text what is wrong.
 */
const char *qsm__png_parse_header(const unsigned char *bytes, qsm_png_header *header);

/* The format it will be read as; transparent: a valid tRNS came. */
qsm_image_format_code qsm__png_image_format(const qsm_png_header *header, bool transparent);

#endif
