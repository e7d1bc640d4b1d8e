/* SPDX-License-Identifier: MIT */
/*
 * The plan of a PNG and its head: everything before the image data. All that can be wrong with an
 * image is found here. After that only the destination can fail.
 */
#ifndef QSM_IMAGE_PNG_WRITE_HEADER_H
#define QSM_IMAGE_PNG_WRITE_HEADER_H

#include "image/image_data.h"
#include "image/pixel/formats.h"
#include "image/png/header.h"
#include "image/png/write_buffer.h"

/* How an image becomes a PNG. */
typedef struct qsm_png_plan {
    const qsm_image *image;
    const qsm_format_description *description;
    qsm_row_to_png to_png; /* for this processor */
    unsigned features;     /* of this processor */
    qsm_png_header header;
    size_t filtered_size; /* all rows with their filter bytes */
    qsm_bytes head;       /* signature to the last chunk before IDAT */
} qsm_png_plan;

/*
 * Decides and makes the head behind start, which is what comes before the PNG. NULL when all is
 * well, else a static text why the image cannot be written. Ends with qsm__png_plan_free() anyway.
 */
const char *qsm__png_plan_make(qsm_png_plan *plan, const qsm_image *image, const void *start,
                               size_t start_size);

void qsm__png_plan_free(qsm_png_plan *plan);

/* The row of the image as samples. */
void qsm__png_convert_row(const qsm_png_plan *plan, unsigned char *out, int y);

#endif
