/* SPDX-License-Identifier: MIT */
/*
 * The plan of a PNG and its head: all chunks before the image data. Every error of the image is
 * found here. After that only the destination can fail.
 */
#ifndef QSM_IMAGE_PNG_WRITE_HEADER_H
#define QSM_IMAGE_PNG_WRITE_HEADER_H

#include "image/image_data.h"
#include "image/pixel/formats.h"
#include "image/png/header.h"
#include "image/png/write_buffer.h"

/* The plan for writing an image as a PNG. */
typedef struct qsm_png_plan {
    const qsm_image *image;
    const qsm_format_description *description;
    qsm_row_to_png to_png; /* for this processor */
    unsigned features;     /* of this processor */
    qsm_png_header header;
    size_t filtered_size; /* all rows with their filter bytes */
    qsm_png_bytes head;   /* signature and all chunks before IDAT */
} qsm_png_plan;

/*
 * Makes the plan and the head. start is written before the PNG. NULL on success, else a static text
 * with the error. Call qsm__png_plan_free() in both cases.
 */
const char *qsm__png_plan_make(qsm_png_plan *plan, const qsm_image *image,
                               qsm_image_compression compression, const void *start,
                               size_t start_size);

void qsm__png_plan_free(qsm_png_plan *plan);

/* Converts row y of the image to samples. */
void qsm__png_convert_row(const qsm_png_plan *plan, unsigned char *out, int y);

#endif
