/* SPDX-License-Identifier: MIT */
/* The chunks that are understood, and what is expected of each. */
#ifndef QSM_IMAGE_PNG_READ_CHUNK_RULES_H
#define QSM_IMAGE_PNG_READ_CHUNK_RULES_H

#include "image/png/read_cursor.h"
#include "image/png/read_png.h"

/* The most data of a chunk that is not deferred: a full palette. */
enum { QSM_PNG_SMALL_CHUNK = 3 * QSM_PNG_MAX_PALETTE };

/* What is asked of a chunk. */
enum {
    QSM_PNG_BEFORE_PALETTE = 1,
    QSM_PNG_BEFORE_IDAT = 2,
    QSM_PNG_ONCE = 4,
    QSM_PNG_DEFER = 8,    /* decoded in the second stage */
    QSM_PNG_ANY_SIZE = 16 /* its reader checks the length */
};

/* Gets data in private memory, CRC checked. False fails the image; ancillary ones only warn. */
typedef bool (*qsm_png_chunk_reader)(qsm_png *png, const qsm_png_chunk *part,
                                     const unsigned char *data);

typedef struct qsm_png_chunk_rule {
    uint32_t type;
    uint32_t size; /* unless ANY_SIZE */
    unsigned rules;
    qsm_png_chunk_reader read; /* NULL for deferred ones */
} qsm_png_chunk_rule;

/* The palette's bit in qsm_png.seen. */
enum { QSM_PNG_SEEN_PALETTE = 1U << 0U };

/* The rule of a chunk, whose kind it sets; NULL for those not known, IHDR, IDAT and IEND. */
const qsm_png_chunk_rule *qsm__png_find_rule(qsm_png_chunk *part);

/* Messages that name the chunk and its position; fail returns false. */
bool qsm__png_chunk_fail(qsm_png *png, const qsm_png_chunk *part, const char *why);
void qsm__png_chunk_warn(qsm_png *png, const qsm_png_chunk *part, const char *why);

#endif
