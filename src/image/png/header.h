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

    /* What follows from these: qsm__png_header_complete(). */
    int channels;           /* samples of a pixel */
    size_t row_bytes;       /* of a whole row, without its filter byte */
    size_t filter_distance; /* bytes from a sample to that of the pixel before; minimum 1 */
} qsm_png_header;

/* Computes the fields that follow from the others, which are legal. */
void qsm__png_header_complete(qsm_png_header *header);

/* Bytes of a row of so many pixels without its filter byte: for the passes of interlaced images. */
size_t qsm__png_row_bytes(const qsm_png_header *header, int width);

/* Bytes of all rows with their filter bytes, if the image is not interlaced. */
static inline size_t qsm__png_filtered_size(const qsm_png_header *header)
{
    return (header->row_bytes + 1) * (size_t)header->height;
}

/*
 * Reads 13 bytes of an IHDR. NULL when it is a legal header within PNG's and Qt's bounds, else a
 * static text what is wrong.
 */
const char *qsm__png_parse_header(const unsigned char *bytes, qsm_png_header *header);

/* The format it will be read as; transparent: a valid tRNS came. */
qsm_image_format_code qsm__png_image_format(const qsm_png_header *header, bool transparent);

#endif
