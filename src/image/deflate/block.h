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
    QSM_BLOCK_FULL_SEQUENCES = 10240, /* a block with so many sequences or literals is full */
    QSM_BLOCK_FULL_LITERALS = 65536,
    QSM_BLOCK_FARTHEST = 32768,
    QSM_BLOCK_COPIED = 16 /* bytes of literals that are copied together */
};

/* Literals, then a match. length 0: no match. */
typedef struct qsm_sequence {
    uint16_t literals;
    uint16_t length;
    uint16_t distance;
    uint16_t distance_code;
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
    unsigned char lengths[QSM_BLOCK_LONGEST_MATCH + 1]; /* above that of the shortest length, 3 */
    unsigned char near[256];                            /* of distances 1 to 256 */
    unsigned char far[QSM_BLOCK_FARTHEST / 128];        /* of 128 distances each, above 256 */
} qsm_block_symbols;

enum { QSM_BLOCK_LENGTHS = 29, QSM_BLOCK_DISTANCES = 30 };

/* How often each symbol of matches occurs. */
typedef struct qsm_match_counts {
    uint32_t lengths[QSM_BLOCK_LENGTHS];
    uint32_t distances[QSM_BLOCK_DISTANCES];
} qsm_match_counts;

typedef struct qsm_block {
    qsm_block_symbols symbols;
    qsm_alphabet literal, distance;
    qsm_code_table table;
    qsm_match_counts earlier; /* before the last strip */
    qsm_match_counts strip;   /* in the last strip */
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

/*
 * Where the matches of a strip are added. It is a copy, so that it stays in registers. Counting
 * here costs nothing: the search waits for memory most of the time.
 */
typedef struct qsm_block_cursor {
    qsm_sequence *sequence;
    unsigned char *literal;
    const qsm_block_symbols *symbols;
    qsm_match_counts *counts;
} qsm_block_cursor;

/* Begins a strip. */
qsm_block_cursor qsm__block_begin_strip(qsm_block *self);

/* Ends it with literals that no match follows. */
void qsm__block_end_strip(qsm_block *self, qsm_block_cursor cursor, const unsigned char *literals,
                          size_t count);

/*
 * Copies literals. Behind them there are QSM_BLOCK_COPIED bytes that can be read: most literals are
 * few, and one copy of a fixed size takes them all.
 */
static inline void qsm__block_add_literals(qsm_block_cursor *cursor, const unsigned char *literals,
                                           size_t count)
{
    memcpy(cursor->literal, literals, QSM_BLOCK_COPIED);
    if (count > QSM_BLOCK_COPIED)
        memcpy(cursor->literal + QSM_BLOCK_COPIED, literals + QSM_BLOCK_COPIED,
               count - QSM_BLOCK_COPIED);
    cursor->literal += count;
}

/* Adds literals and the match after them. */
static inline void qsm__block_add(qsm_block_cursor *cursor, const unsigned char *literals,
                                  size_t count, size_t length, size_t distance)
{
    const qsm_block_symbols *symbols = cursor->symbols;
    unsigned code = distance <= sizeof symbols->near ? symbols->near[distance - 1]
                                                     : symbols->far[(distance - 1) / 128];
    cursor->counts->lengths[symbols->lengths[length]]++;
    cursor->counts->distances[code]++;
    *cursor->sequence++ =
        (qsm_sequence){(uint16_t)count, (uint16_t)length, (uint16_t)distance, (uint16_t)code};
    qsm__block_add_literals(cursor, literals, count);
}

/* Where the contents end now. */
qsm_block_mark qsm__block_end(const qsm_block *self);

/* Whether the block must be written before another strip is added. */
bool qsm__block_is_full(const qsm_block *self);

/*
 * Makes all codes for the contents before this mark: the end of the contents, or the beginning of
 * the last strip. Returns the number of bits of the block.
 */
uint64_t qsm__block_plan(qsm_block *self, qsm_block_mark end);

/* Writes the contents before this mark as one block, and removes them. They are planned. */
void qsm__block_put(qsm_block *self, qsm_block_mark end, qsm_bit_writer *w, bool last);

/* Removes all contents. */
void qsm__block_clear(qsm_block *self);

#endif
