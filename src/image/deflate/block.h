/* SPDX-License-Identifier: MIT */
/*
 * A deflate block with dynamic Huffman codes. First add matches and the literals between them, then
 * plan the codes, then write the block. The bytes that were added are not needed afterwards.
 */
#ifndef QSM_IMAGE_DEFLATE_BLOCK_H
#define QSM_IMAGE_DEFLATE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "image/deflate/bits.h"
#include "image/deflate/huffman.h"

enum {
    QSM_BLOCK_STRIP = 65535,      /* bytes that can always be added to a block that is not full */
    QSM_BLOCK_SHORTEST_MATCH = 8, /* in photos shorter matches are random and do not pay */
    QSM_BLOCK_LONGEST_MATCH = 258,
    QSM_BLOCK_FULL_SEQUENCES = 16384, /* a block with so many sequences or literals is full */
    QSM_BLOCK_FULL_LITERALS = 65536,
    QSM_BLOCK_FARTHEST = 32768,
    QSM_BLOCK_COPIED = 16 /* bytes of literals that are copied together */
};

/* Literals, then a match. length 0: no match. */
typedef struct qsm_sequence {
    uint16_t literals;
    uint16_t length;
    uint16_t distance;
} qsm_sequence;

/* A number as a symbol with extra bits. */
typedef struct qsm_symbol {
    unsigned code;
    unsigned extra; /* the number of extra bits */
    unsigned value;
} qsm_symbol;

typedef struct qsm_alphabet {
    uint32_t frequencies[QSM_HUFFMAN_MOST_SYMBOLS];
    uint16_t codes[QSM_HUFFMAN_MOST_SYMBOLS];
    unsigned char lengths[QSM_HUFFMAN_MOST_SYMBOLS];
} qsm_alphabet;

/* The lengths of both codes, run-length encoded. */
typedef struct qsm_code_table {
    qsm_alphabet pre;
    unsigned literals, distances, precodes; /* the number of lengths */
    unsigned count;
    qsm_symbol items[QSM_HUFFMAN_MOST_SYMBOLS + 32];
} qsm_code_table;

/* The symbols of all lengths and distances. They are the same for all blocks. */
typedef struct qsm_block_symbols {
    qsm_symbol lengths[QSM_BLOCK_LONGEST_MATCH + 1];
    unsigned char near[256];                     /* of distances 1 to 256 */
    unsigned char far[QSM_BLOCK_FARTHEST / 128]; /* of 128 distances each, above 256 */
} qsm_block_symbols;

typedef struct qsm_block {
    qsm_block_symbols symbols;
    qsm_alphabet literal, distance;
    qsm_code_table table;
    size_t sequence_count;
    size_t literal_count;
    qsm_sequence *sequences;
    unsigned char *literals;
} qsm_block;

/* The contents that a block needs memory for. */
typedef struct qsm_block_room {
    size_t sequences;
    size_t literals;
} qsm_block_room;

/* The most that the blocks of a stream of size bytes contain. */
qsm_block_room qsm__block_room_for(size_t size);

/* A place in the contents of a block. */
typedef struct qsm_block_mark {
    size_t sequences;
    size_t literals;
} qsm_block_mark;

/*
 * Makes an empty block. Its memory is the caller's, and need not be zeros. Behind the literals
 * there are QSM_BLOCK_COPIED bytes more.
 */
void qsm__block_init(qsm_block *self, qsm_sequence *sequences, unsigned char *literals);

/* Where contents are added. It is a copy, so that it stays in registers. */
typedef struct qsm_block_cursor {
    qsm_sequence *sequence;
    unsigned char *literal;
} qsm_block_cursor;

static inline qsm_block_cursor qsm__block_cursor(const qsm_block *self)
{
    return (qsm_block_cursor){self->sequences + self->sequence_count,
                              self->literals + self->literal_count};
}

/* What was added at the cursor is in the block. */
static inline void qsm__block_keep(qsm_block *self, qsm_block_cursor cursor)
{
    self->sequence_count = (size_t)(cursor.sequence - self->sequences);
    self->literal_count = (size_t)(cursor.literal - self->literals);
}

/*
 * Adds literals and the match after them. length 0: no match. Behind the literals there are
 * QSM_BLOCK_COPIED bytes that can be read: most literals are few, and one copy of a fixed size
 * takes them all.
 */
static inline void qsm__block_add(qsm_block_cursor *cursor, const unsigned char *literals,
                                  size_t count, size_t length, size_t distance)
{
    *cursor->sequence++ = (qsm_sequence){(uint16_t)count, (uint16_t)length, (uint16_t)distance};
    memcpy(cursor->literal, literals, QSM_BLOCK_COPIED);
    if (count > QSM_BLOCK_COPIED)
        memcpy(cursor->literal + QSM_BLOCK_COPIED, literals + QSM_BLOCK_COPIED,
               count - QSM_BLOCK_COPIED);
    cursor->literal += count;
}

/* Where the contents end now. */
qsm_block_mark qsm__block_end(const qsm_block *self);

/* Whether the block must be written before another strip is added. */
bool qsm__block_is_full(const qsm_block *self);

/* Makes all codes for the contents before this mark. Returns the number of bits of the block. */
uint64_t qsm__block_plan(qsm_block *self, qsm_block_mark end);

/* Writes the contents before this mark as one block, and removes them. They are planned. */
void qsm__block_put(qsm_block *self, qsm_block_mark end, qsm_bit_writer *w, bool last);

/* Removes all contents. */
void qsm__block_clear(qsm_block *self);

#endif
