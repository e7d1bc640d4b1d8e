/* SPDX-License-Identifier: MIT */
/*
 * A deflate block with dynamic Huffman codes. First add matches and the literals between them, then
 * plan the codes, then write the block.
 */
#ifndef QSM_IMAGE_DEFLATE_BLOCK_H
#define QSM_IMAGE_DEFLATE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/deflate/bits.h"
#include "image/deflate/huffman.h"

enum {
    QSM_BLOCK_MOST = 65535,       /* bytes; a stored block has no more */
    QSM_BLOCK_SHORTEST_MATCH = 8, /* in photos shorter matches are random and do not pay */
    QSM_BLOCK_LONGEST_MATCH = 258
};

/* Literals, then a match. The last sequence has no match. */
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

typedef struct qsm_block {
    uint64_t extra_bits;     /* of all sequences together */
    uint32_t counts[2][256]; /* of literals; two tables: equal literals need not wait */
    qsm_alphabet literal, distance;
    qsm_code_table table;
    size_t sequence_count;
    qsm_sequence sequences[QSM_BLOCK_MOST / QSM_BLOCK_SHORTEST_MATCH + 1];
} qsm_block;

/* Removes the contents. */
void qsm__block_begin(qsm_block *self);

/* Adds literals and the match after them. length 0: no match; only for the last literals. */
void qsm__block_add(qsm_block *self, const unsigned char *literals, size_t count, size_t length,
                    size_t distance);

/* Makes all codes. Returns the number of bits of the block. */
uint64_t qsm__block_plan(qsm_block *self);

/* Writes the block. bytes: the bytes that were added, from the first one on. */
void qsm__block_put(const qsm_block *self, qsm_bit_writer *w, const unsigned char *bytes,
                    bool last);

#endif
