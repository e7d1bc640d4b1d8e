/* SPDX-License-Identifier: MIT */
/* What both stages of reading share: the private memory between them, and its messages. */
#ifndef QSM_IMAGE_PNG_READ_PNG_H
#define QSM_IMAGE_PNG_READ_PNG_H

#include "image/png/header.h"
#include "image/png/png.h"

/* A chunk whose data is decoded in the second stage. */
typedef struct qsm_png_deferred {
    uint32_t type;
    size_t at;     /* byte of the stream where the chunk begins */
    size_t offset; /* of its data in qsm_png.deferred_data */
    size_t size;
} qsm_png_deferred;

/* What parsing leaves for decoding. Private memory: nobody else changes it. */
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
    qsm_color_space color_space; /* iCCP is settled when decoding */

    unsigned char *idat;     /* the data of all IDAT chunks in a row */
    qsm_image *image_buffer; /* its memory may receive data that is not compressed; or NULL */
    bool in_place;           /* idat is in the memory of image_buffer */
    size_t idat_size;
    size_t idat_capacity;
    size_t idat_at; /* byte of the stream where the first of them begins */
    unsigned seen;  /* chunks seen, a bit each; read_chunks.c's */

    unsigned char *deferred_data; /* the data of the deferred chunks, one after the other */
    size_t deferred_data_size;
    size_t deferred_data_capacity;
    qsm_png_deferred *deferred;
    size_t deferred_count;
    size_t deferred_capacity;

    char message[160]; /* why it failed, or the first warning */
    int error;         /* of a failure: EBADMSG, EFBIG (a limit) or ENOMEM */
} qsm_png;

void qsm__png_free(qsm_png *png);

/* Notes why it failed, over any warning: the data is damaged. Returns false. */
bool qsm__png_fail(qsm_png *png, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for what is no damage of the data: error is EFBIG or ENOMEM. */
bool qsm__png_fail_with(qsm_png *png, int error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Notes a warning if there is no message yet. */
void qsm__png_warn(qsm_png *png, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The limits of a program, as this library knows them. False with EINVAL: not initialised. */
bool qsm__image_limits_read(qsm_image_limits *limits, const qsm_image_limits *theirs);

/* The fields of the limits with their defaults filled in; limits may be NULL. */
qsm_image_limits qsm__image_limits_complete(const qsm_image_limits *limits);

#endif
