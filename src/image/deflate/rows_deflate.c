/* SPDX-License-Identifier: MIT */
/*
 * First find_matches() finds the matches of a strip. Strips that are mostly matches, as those of a
 * screen, are collected into one block: one pair of codes for all of them. A strip that is mostly
 * literals becomes a block of its own, or a stored block if this makes it no smaller.
 *
 * So the stream is never larger than its rows and 6 bytes for each strip. For strips that are
 * collected: of n bytes, n / 4 at most are literals of at most 12 bits, and the others are matches
 * of at least 8 bytes and at most 42 bits. This is less than 7 / 8 of n; the codes themselves are
 * less than the rest of one strip.
 */
#include "image/deflate/rows_deflate.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/deflate/bits.h"
#include "image/deflate/block.h"
#include "image/deflate/deflate.h"

enum {
    HISTORY = QSM_BLOCK_FARTHEST,
    STRIP = QSM_BLOCK_STRIP,
    PADDING = 8,                         /* the 8 bytes before a place are read together */
    SLACK = QSM_BLOCK_COPIED,            /* so many bytes from a place on are read together */
    HASH_BITS = 11,                      /* 4 KiB, so that the window stays in the L1 cache */
    SHORTEST = QSM_BLOCK_SHORTEST_MATCH, /* as many bytes as the hash */
    LONGEST = QSM_BLOCK_LONGEST_MATCH,
    PATIENCE_BITS = 2, /* after 2^PATIENCE_BITS bytes without a match the steps become longer */
    LONGEST_STEP = 32
};

struct qsm_rows_deflate {
    unsigned char *out;
    uint64_t bits; /* bits not written yet; the first is the lowest */
    unsigned bit_count;
    uint32_t adler;
    uint16_t base;               /* heads stores base + the position in the window */
    unsigned char *window;       /* the history, the strip, the slack */
    unsigned char *strip;        /* its beginning */
    size_t filled;               /* bytes in the strip */
    size_t first_step;           /* after a byte without a match */
    const unsigned char *oldest; /* the first byte where a match may begin */
    qsm_block block;
    /* The last position of each key, modulo 65536. An older position looks nearer than it is. But
     * it always points into compressed data, and only an equal key makes it a match. */
    uint16_t heads[1 << HASH_BITS];
};

size_t qsm__rows_deflate_bound(size_t size)
{
    /* A strip needs at most 42 bits more than its bytes, for the header of a stored block. The
     * stream needs its header, its check value, and the 8 bytes that the last store may write
     * beyond the end. */
    enum { FOR_STRIP = 6, FOR_STREAM = 2 + 4 + 1 + 8 };
    return size + (size / STRIP + 1) * FOR_STRIP + FOR_STREAM;
}

/* One piece of memory has the encoder, the contents of its block, and the window. */
static qsm_rows_deflate *allocate(size_t size)
{
    const qsm_block_room room = qsm__block_room_for(size);
    /* A single strip has no history. */
    size_t history = size > STRIP ? HISTORY : 0;
    size_t strip = size > STRIP ? STRIP : size;
    size_t contents = room.sequences * sizeof(qsm_sequence) + room.literals + SLACK;
    size_t window = PADDING + history + strip + SLACK;
    qsm_rows_deflate *self = malloc(sizeof *self + contents + window);
    if (self == NULL)
        return NULL;
    qsm_sequence *sequences = (qsm_sequence *)(self + 1);
    unsigned char *literals = (unsigned char *)(sequences + room.sequences);
    qsm__block_init(&self->block, sequences, literals);
    self->window = literals + room.literals + SLACK + PADDING;
    self->strip = self->window + history;
    memset(self->window - PADDING, 0, PADDING);
    memset(self->strip - PADDING, 0, PADDING);
    return self;
}

qsm_rows_deflate *qsm__rows_deflate_new(unsigned char *out, size_t size, size_t pixel_size)
{
    qsm_rows_deflate *self = allocate(size);
    if (self == NULL)
        return NULL;
    out[0] = 0x78; /* deflate, 32 KiB window */
    out[1] = 0x01; /* check bits, fastest level */
    self->out = out + 2;
    self->bits = 0;
    self->bit_count = 0;
    self->adler = 1;
    self->filled = 0;
    self->first_step = pixel_size;
    self->base = (uint16_t)(self->window - self->strip); /* so the first byte has position 0 */
    self->oldest = self->strip;
    memset(self->heads, 0, sizeof self->heads);
    return self;
}

void qsm__rows_deflate_free(qsm_rows_deflate *self)
{
    free(self);
}

/* ---- finding matches ------------------------------------------------------------------------- */

static unsigned hash(uint64_t key)
{
    return (unsigned)(key * 0x9E3779B97F4A7C15U >> (64 - HASH_BITS));
}

/* Whether 32 bytes are equal. */
static bool are_equal_32(const unsigned char *a, const unsigned char *b)
{
    uint64_t difference = 0;
    for (size_t i = 0; i < 32; i += 8)
        difference |= qsm__load_u64(a + i) ^ qsm__load_u64(b + i);
    return difference == 0;
}

/* The equal bytes of 8, from the first on. */
static size_t equal_of_8(const unsigned char *a, const unsigned char *b)
{
    uint64_t difference = qsm__load_u64(a) ^ qsm__load_u64(b);
    return difference == 0 ? 8 : (size_t)__builtin_ctzll(difference) / 8;
}

/*
 * The number of equal bytes, at most most. The first 8 are equal. Up to 8 bytes more are read from
 * both. Most matches are short, and most of the others are very long.
 */
static size_t common(const unsigned char *a, const unsigned char *b, size_t most)
{
    size_t i = SHORTEST;
    size_t equal = i < most ? equal_of_8(a + i, b + i) : 0;
    i += equal;
    while (equal == 8 && i + 32 <= most && are_equal_32(a + i, b + i))
        i += 32;
    while (equal == 8 && i < most) {
        equal = equal_of_8(a + i, b + i);
        i += equal;
    }
    return i < most ? i : most;
}

/* The equal bytes of the 8 before a and b, from the last on. */
static size_t equal_of_8_before(const unsigned char *a, const unsigned char *b)
{
    uint64_t difference = qsm__load_u64(a - 8) ^ qsm__load_u64(b - 8);
    return difference == 0 ? 8 : (size_t)__builtin_clzll(difference) / 8;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/*
 * The number of equal bytes before a and b, at most most. Without a branch if they are fewer than
 * 8: their number cannot be predicted.
 */
static size_t common_before(const unsigned char *a, const unsigned char *b, size_t most)
{
    size_t equal = equal_of_8_before(a, b);
    size_t i = equal;
    while (equal == 8 && i < most) {
        equal = equal_of_8_before(a - i, b - i);
        i += equal;
    }
    return smaller(i, most);
}

/* What the search for a key reads. It is a copy, so that it stays in registers. */
typedef struct finder {
    uint16_t *heads;
    const unsigned char *oldest;
    uint16_t base; /* position = base + address */
} finder;

static finder finder_for(qsm_rows_deflate *self)
{
    return (finder){self->heads, self->oldest, (uint16_t)(self->base - (uintptr_t)self->window)};
}

/* The distance of an earlier equal key, 0 if none is known. Stores the position at. */
static size_t find_key(const finder *f, const unsigned char *at)
{
    uint64_t key = qsm__load_u64(at);
    /* A run has distance 1, which has the shortest code. Its position is not stored: it is most
     * common, and its beginning is stored. */
    if (qsm__load_u64(at - 1) == key && at > f->oldest)
        return 1;
    uint16_t position = (uint16_t)(f->base + (uintptr_t)at);
    uint16_t *head = &f->heads[hash(key)];
    uint16_t distance = (uint16_t)(position - *head);
    *head = position;
    bool is_near = (uint16_t)(distance - 1) < HISTORY;
    return is_near && qsm__load_u64(at - distance) == key ? distance : 0;
}

/* Fills the block. Greedy: the first match is used. */
static void find_matches(qsm_rows_deflate *self)
{
    const finder f = finder_for(self);
    const size_t first_step = self->first_step;
    const unsigned char *at = self->strip;
    const unsigned char *end = at + self->filled;
    const unsigned char *literals = at;
    qsm_block_cursor cursor = qsm__block_begin_strip(&self->block);
    size_t misses = 0;
    while (end - at >= SHORTEST) {
        size_t distance = find_key(&f, at);
        if (distance == 0) {
            at += smaller(first_step + (misses++ >> PATIENCE_BITS), LONGEST_STEP);
            continue;
        }
        misses = 0;
        size_t length = common(at, at - distance, smaller((size_t)(end - at), LONGEST));
        /* The match may also contain bytes that the step skipped. */
        size_t most = smaller((size_t)(at - literals), LONGEST - length);
        most = smaller(most, (size_t)(at - f.oldest) - distance);
        size_t before = common_before(at, at - distance, most);
        qsm__block_add(&cursor, literals, (size_t)(at - literals) - before, length + before,
                       distance);
        at += length;
        literals = at;
    }
    qsm__block_end_strip(&self->block, cursor, literals, (size_t)(end - literals));
}

/* ---- blocks ---------------------------------------------------------------------------------- */

static void put_stored(const qsm_rows_deflate *self, qsm_bit_writer *w, bool last)
{
    qsm__put_bits(w, last ? 1 : 0, 3);
    qsm__fill_byte(w);
    qsm__put_bits(w, self->filled, 16);
    qsm__put_bits(w, ~self->filled & 0xFFFFU, 16);
    qsm__flush_bits(w);
    memcpy(w->out, self->strip, self->filled);
    w->out += self->filled;
}

/* The block has only this strip: the strip itself is still there. */
static void put_one(qsm_rows_deflate *self, qsm_bit_writer *w, bool last)
{
    qsm_block_mark end = qsm__block_end(&self->block);
    /* Compares with the minimum size of a stored block. */
    if (qsm__block_plan(&self->block, end) <= 3 + 32 + 8 * (uint64_t)self->filled) {
        qsm__block_put(&self->block, end, w, last);
    } else {
        put_stored(self, w, last);
        qsm__block_clear(&self->block);
    }
}

/* The block has strips that are mostly matches. */
static void put_many(qsm_rows_deflate *self, qsm_block_mark end, qsm_bit_writer *w, bool last)
{
    (void)qsm__block_plan(&self->block, end);
    qsm__block_put(&self->block, end, w, last);
}

/* ---- strips ---------------------------------------------------------------------------------- */

static void put_strip(qsm_rows_deflate *self, bool last)
{
    qsm_bit_writer w = {self->out, self->bits, self->bit_count};
    qsm_block_mark before = qsm__block_end(&self->block);
    self->adler = qsm__adler32(self->adler, self->strip, self->filled);
    memset(self->strip + self->filled, 0, SLACK);
    find_matches(self);
    qsm_block_mark end = qsm__block_end(&self->block);
    bool is_literal = end.literals - before.literals > self->filled / 4;
    if (is_literal && before.sequences > 0)
        put_many(self, before, &w, false);
    if (is_literal || (last && before.sequences == 0))
        put_one(self, &w, last);
    else if (last || qsm__block_is_full(&self->block))
        put_many(self, end, &w, last);
    if (last)
        qsm__fill_byte(&w);
    self->out = w.out;
    self->bits = w.bits;
    self->bit_count = w.count;
}

/* Moves the end of the strip to the history of the next strip. */
static void slide(qsm_rows_deflate *self)
{
    memmove(self->window, self->window + STRIP, HISTORY);
    self->oldest = self->window;
    self->base = (uint16_t)(self->base + STRIP);
    self->filled = 0;
}

void qsm__rows_deflate_add(qsm_rows_deflate *self, const void *data, size_t size)
{
    const unsigned char *from = data;
    while (size > 0) {
        if (self->filled == STRIP) {
            put_strip(self, false);
            slide(self);
        }
        size_t capacity = STRIP - self->filled;
        size_t part = size < capacity ? size : capacity;
        memcpy(self->strip + self->filled, from, part);
        self->filled += part;
        from += part;
        size -= part;
    }
}

unsigned char *qsm__rows_deflate_finish(qsm_rows_deflate *self)
{
    put_strip(self, true);
    unsigned char *out = self->out;
    for (unsigned shift = 32; shift > 0; shift -= 8)
        *out++ = (unsigned char)(self->adler >> (shift - 8));
    return out;
}
