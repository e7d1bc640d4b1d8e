/* SPDX-License-Identifier: MIT */
/* Integers and bits in the order of deflate. */
#ifndef QSM_IMAGE_DEFLATE_BITS_H
#define QSM_IMAGE_DEFLATE_BITS_H

#include <stdint.h>
#include <string.h>

/* Converts to little endian: the lowest bit that differs is then in the first byte that differs. */
static inline uint64_t qsm__little_endian(uint64_t word)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(word) : word;
}

/* memcpy() instead of a loop over bytes: not every compiler makes one load of the loop. */
static inline uint64_t qsm__load_u64(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return qsm__little_endian(word);
}

static inline void qsm__store_u64(unsigned char *out, uint64_t value)
{
    uint64_t word = qsm__little_endian(value);
    memcpy(out, &word, sizeof word);
}

/* Writes bits. Bits are collected in a register first. */
typedef struct qsm_bit_writer {
    unsigned char *out;
    uint64_t bits;
    unsigned count;
} qsm_bit_writer;

/*
 * Between two calls of qsm__flush_bits() at most 56 bits may be put. After a call fewer than 8
 * remain.
 */
static inline void qsm__put_bits(qsm_bit_writer *w, uint64_t value, unsigned count)
{
    w->bits |= value << w->count;
    w->count += count;
}

/* Writes 8 bytes, and moves behind the complete bytes. */
static inline void qsm__flush_bits(qsm_bit_writer *w)
{
    qsm__store_u64(w->out, w->bits);
    w->out += w->count / 8;
    w->bits >>= w->count / 8 * 8;
    w->count %= 8;
}

/* The next bits begin with a new byte. */
static inline void qsm__fill_byte(qsm_bit_writer *w)
{
    w->count = (w->count + 7) / 8 * 8;
    qsm__flush_bits(w);
}

#endif
