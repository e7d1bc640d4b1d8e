/* SPDX-License-Identifier: MIT */
/* The known chunks, and the rules for each. */
#ifndef QSM_IMAGE_PNG_READ_CHUNK_RULES_H
#define QSM_IMAGE_PNG_READ_CHUNK_RULES_H

#include "image/png/read_cursor.h"
#include "image/png/read_png.h"

/* The maximum data size of a chunk that is not deferred: a full palette. */
enum { QSM_PNG_SMALL_CHUNK = 3 * QSM_PNG_MAX_PALETTE };

/* The rules for a chunk. */
enum {
    QSM_PNG_BEFORE_PALETTE = 1,
    QSM_PNG_BEFORE_IDAT = 2,
    QSM_PNG_ONCE = 4,
    QSM_PNG_DEFER = 8,    /* deferred: decoded in the second stage */
    QSM_PNG_ANY_SIZE = 16 /* its reader checks the length */
};

/*
 * Reads data in private memory, after the CRC check. False fails the image. For an ancillary chunk
 * it is only a warning.
 */
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

/* The rule of a chunk. Sets the kind of the chunk. NULL for unknown chunks, IHDR, IDAT and IEND. */
const qsm_png_chunk_rule *qsm__png_find_rule(qsm_png_chunk *part);

/* Set a message with the name and the position of the chunk. fail returns false. */
bool qsm__png_chunk_fail(qsm_png *png, const qsm_png_chunk *part, const char *why);
void qsm__png_chunk_warn(qsm_png *png, const qsm_png_chunk *part, const char *why);

#endif
