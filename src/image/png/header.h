/* SPDX-License-Identifier: MIT */
/* The fields of IHDR, and the values computed from them. */
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

    /* Computed by qsm__png_header_complete(). */
    int channels;           /* samples of a pixel */
    size_t row_bytes;       /* of a row, without its filter byte */
    size_t filter_distance; /* bytes from a sample to the same sample of the pixel before; at least
                               1 */
} qsm_png_header;

/* Computes these fields from the other fields, which must be valid. */
void qsm__png_header_complete(qsm_png_header *header);

/*
 * Bytes of a row with width pixels, without its filter byte. For the passes of interlaced images.
 */
size_t qsm__png_row_bytes(const qsm_png_header *header, int width);

/* Bytes of all rows with their filter bytes, if the image is not interlaced. */
static inline size_t qsm__png_filtered_size(const qsm_png_header *header)
{
    return (header->row_bytes + 1) * (size_t)header->height;
}

/*
 * Reads the 13 bytes of an IHDR. NULL if the header is valid within the limits of PNG and Qt, else
 * a static text with the error.
 */
const char *qsm__png_parse_header(const unsigned char *bytes, qsm_png_header *header);

/* The format of the image after reading. transparent: there is a valid tRNS. */
qsm_image_format_code qsm__png_image_format(const qsm_png_header *header, bool transparent);

#endif
