/* SPDX-License-Identifier: MIT */
/*
 * A block of deflate with codes of its own: matches and the literals between them are added, then
 * the codes are planned, then all is written.
 */
#ifndef QSM_IMAGE_DEFLATE_BLOCK_H
#define QSM_IMAGE_DEFLATE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/deflate/bits.h"
#include "image/deflate/huffman.h"

enum {
    QSM_BLOCK_MOST = 65535,       /* bytes; a stored block holds no more */
    QSM_BLOCK_SHORTEST_MATCH = 8, /* in photos shorter ones are chance and take more than bytes */
    QSM_BLOCK_LONGEST_MATCH = 258
};

/* Literals, then a match; the last has none. */
typedef struct qsm_sequence {
    uint16_t literals;
    uint16_t length;
    uint16_t distance;
} qsm_sequence;

/* A number as a symbol and extra bits. */
typedef struct qsm_symbol {
    unsigned code;
    unsigned extra; /* how many bits */
    unsigned value;
} qsm_symbol;

typedef struct qsm_alphabet {
    uint32_t frequencies[QSM_HUFFMAN_MOST_SYMBOLS];
    uint16_t codes[QSM_HUFFMAN_MOST_SYMBOLS];
    unsigned char lengths[QSM_HUFFMAN_MOST_SYMBOLS];
} qsm_alphabet;

/* The lengths of both codes, run length encoded. */
typedef struct qsm_code_table {
    qsm_alphabet pre;
    unsigned literals, distances, precodes; /* how many lengths are told */
    unsigned count;
    qsm_symbol items[QSM_HUFFMAN_MOST_SYMBOLS + 32];
} qsm_code_table;

typedef struct qsm_block {
    uint64_t extra_bits;     /* of all sequences together */
    uint32_t counts[2][256]; /* of literals; two, so that equal ones need not wait for each other */
    qsm_alphabet literal, distance;
    qsm_code_table table;
    size_t sequence_count;
    qsm_sequence sequences[QSM_BLOCK_MOST / QSM_BLOCK_SHORTEST_MATCH + 1];
} qsm_block;

/* Forgets what was in it. */
void qsm__block_begin(qsm_block *self);

/* Literals, and the match behind them; the last have none: length 0. */
void qsm__block_add(qsm_block *self, const unsigned char *literals, size_t count, size_t length,
                    size_t distance);

/* Makes all codes; returns how many bits the block will take. */
uint64_t qsm__block_plan(qsm_block *self);

/* Writes it. bytes: those that were added, from the first on. */
void qsm__block_put(const qsm_block *self, qsm_bit_writer *w, const unsigned char *bytes,
                    bool last);

#endif
