/* SPDX-License-Identifier: MIT */
/* The private memory between the two stages of reading, and its messages. */
#ifndef QSM_IMAGE_PNG_READ_PNG_H
#define QSM_IMAGE_PNG_READ_PNG_H

#include "image/copier.h"
#include "image/png/color_chunks.h"
#include "image/png/header.h"
#include "image/png/png.h"

/* A deferred chunk: its data is decoded in the second stage. */
typedef struct qsm_png_deferred {
    uint32_t type;
    size_t at;     /* the number of its first byte in the stream */
    size_t offset; /* of its data in qsm_png.deferred_data */
    size_t size;
} qsm_png_deferred;

/* The result of parsing, for decoding. Private memory: no other process changes it. */
typedef struct qsm_png {
    qsm_png_header header;

    unsigned char palette[3 * QSM_PNG_MAX_PALETTE];
    int palette_count; /* 0: no PLTE */
    unsigned char transparency[QSM_PNG_MAX_PALETTE];
    int transparency_size; /* 0: no tRNS */

    int32_t dots_x; /* 0: none */
    int32_t dots_y;
    int32_t offset_x; /* 0: none */
    int32_t offset_y;
    qsm_png_color_chunks color; /* iCCP is read when decoding */

    unsigned char *idat;     /* the data of all IDAT chunks together */
    qsm_image *image_buffer; /* its memory may receive uncompressed data; may be NULL */
    bool in_place;           /* idat is in the memory of image_buffer */
    size_t idat_size;
    size_t idat_capacity;
    qsm_copier *copier; /* of the stream's bytes; NULL: memcpy */
    size_t idat_at;     /* the number of the first byte of the first IDAT in the stream */
    unsigned seen;      /* one bit for each chunk seen; read_chunks.c uses it */
    uint64_t mark;      /* of the chunks, see read_cursor.h */
    uint32_t adler;     /* as mark */

    unsigned char *deferred_data; /* the data of all deferred chunks together */
    size_t deferred_data_size;
    size_t deferred_data_capacity;
    qsm_png_deferred *deferred;
    size_t deferred_count;
    size_t deferred_capacity;

    char message[160]; /* the error, or the first warning */
    int error;         /* of an error: EBADMSG, EFBIG (a limit) or ENOMEM */
} qsm_png;

void qsm__png_free(qsm_png *png);

/* Sets an error: the data is damaged. Replaces a warning. Returns false. */
bool qsm__png_fail(qsm_png *png, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for an error that is not damaged data: error is EFBIG or ENOMEM. */
bool qsm__png_fail_with(qsm_png *png, int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sets a warning if there is no message yet. */
void qsm__png_warn(qsm_png *png, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Copies the limits of a program. False with EINVAL if they were not initialised. */
bool qsm__image_limits_read(qsm_image_limits *limits, const qsm_image_limits *theirs);

/* The limits, with defaults for fields that are 0. limits may be NULL. */
qsm_image_limits qsm__image_limits_complete(const qsm_image_limits *limits);

#endif
