/* SPDX-License-Identifier: MIT */
/*
 * Writing a PNG. All that can be wrong with an image is found while the head (everything before
 * the image data) is made; after that only the destination can fail.
 */
#ifndef QSM_IMAGE_PNG_WRITE_IMAGE_H
#define QSM_IMAGE_PNG_WRITE_IMAGE_H

#include "image/image_data.h"
#include "image/pixel/formats.h"
#include "image/png/png.h"
#include "stream/stream.h"

/* Bytes in memory that grow; failed when memory ran out. */
typedef struct qsm_bytes {
    unsigned char *data;
    size_t size;
    size_t capacity;
    bool failed;
} qsm_bytes;

void qsm__bytes_add(qsm_bytes *bytes, const void *data, size_t size);
void qsm__bytes_add_u32(qsm_bytes *bytes, uint32_t value);

/* How an image becomes a PNG. */
typedef struct qsm_png_plan {
    const qsm_image *image;
    const qsm_format_description *description;
    qsm_row_to_png to_png; /* for this processor */
    unsigned features;     /* of this processor */
    qsm_png_header header;
    size_t row_bytes;     /* without the filter byte */
    size_t distance;      /* as filters count */
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

/* Bytes of the whole PNG: exact for STORED, a bound else. 0 when it exceeds size_t. */
size_t qsm__png_plan_size(const qsm_png_plan *plan, qsm_image_compression compression);

/* Writes head, image data and end; nothing of it is in the stream on failure. */
bool qsm__png_write(const qsm_png_plan *plan, qsm_data_stream *stream,
                    qsm_image_compression compression);

/* Texts and the profile as chunks. NULL or a static text. */
const char *qsm__png_add_texts(qsm_bytes *head, const qsm_image *image);
const char *qsm__png_add_profile(qsm_bytes *head, const qsm_image *image, int color_type);

/* A whole chunk. */
void qsm__png_add_chunk(qsm_bytes *out, uint32_t type, const void *data, size_t size);

/* The row of the image as samples. */
void qsm__png_convert_row(const qsm_png_plan *plan, unsigned char *out, int y);

/* ---- the three forms of image data ----------------------------------------------------------- */

/* Where the chunks of image data go: reserved in the stream, committed at the end. */
typedef struct qsm_png_output {
    qsm_data_stream *stream;
    size_t size; /* reserved and filled so far */
} qsm_png_output;

/* Memory for size bytes behind the filled ones; NULL when the stream has too little. */
unsigned char *qsm__png_output_reserve(qsm_png_output *output, size_t size);

size_t qsm__png_stored_size(const qsm_png_plan *plan); /* of the IDAT chunks; 0 for too many */
bool qsm__png_write_stored(const qsm_png_plan *plan, qsm_png_output *output);

size_t qsm__png_fast_bound(const qsm_png_plan *plan);
bool qsm__png_write_fast(const qsm_png_plan *plan, qsm_png_output *output);

size_t qsm__png_exact_bound(const qsm_png_plan *plan);
bool qsm__png_write_exact(const qsm_png_plan *plan, qsm_png_output *output);

#endif
