/* SPDX-License-Identifier: MIT */
/*
 * Each strip becomes one block: matches are found first (find_matches), then the codes are made of
 * what was found (plan_block), then all is written (put_block). Where that does not pay the strip
 * is stored as it is, so a stream never grows beyond its bytes and a few for each strip.
 */
#include "image/deflate/rows_deflate.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/deflate/deflate.h"
#include "image/deflate/huffman.h"

enum {
    HISTORY = 32768, /* as far back as a match may lie */
    STRIP = 65535,   /* a stored block holds no more */
    PADDING = 8,     /* words are read whole at the end */
    HASH_BITS = 11,  /* 4 KiB: leave the nearest cache to the window; more find little more */
    SHORTEST = 8, /* as the hash; in photos shorter matches are chance and take more than bytes */
    LONGEST = 258,
    PATIENCE_BITS = 2, /* after 2 to the so many bytes without a match steps begin to grow */
    LONGEST_STEP = 32
};

enum {
    LITERALS = 286,
    END_OF_BLOCK = 256,
    FIRST_LENGTH = 257,
    DISTANCES = 30,
    PRECODES = 19,
    REPEAT = 16, /* the length before, 3 to 6 times */
    ZEROS = 17,  /* 3 to 10 */
    MORE_ZEROS = 18,
    CODE_BITS = 12, /* four literals at once, and a whole match, fit into a word */
    PRECODE_BITS = 7
};

/* Literals, then a match; the last has none. */
typedef struct sequence {
    uint16_t literals;
    uint16_t length;
    uint16_t distance;
} sequence;

/* A number as a symbol and extra bits. */
typedef struct symbol {
    unsigned code;
    unsigned extra; /* how many bits */
    unsigned value;
} symbol;

typedef struct alphabet {
    uint32_t frequencies[QSM_HUFFMAN_MOST_SYMBOLS];
    uint16_t codes[QSM_HUFFMAN_MOST_SYMBOLS];
    unsigned char lengths[QSM_HUFFMAN_MOST_SYMBOLS];
} alphabet;

/* The lengths of both codes, run length encoded. */
typedef struct code_table {
    alphabet pre;
    unsigned literals, distances, precodes; /* how many lengths are told */
    unsigned count;
    symbol items[LITERALS + DISTANCES];
} code_table;

struct qsm_rows_deflate {
    unsigned char *out;
    uint64_t bits; /* not written yet, the first lowest */
    unsigned bit_count;
    uint32_t adler;
    uint16_t base; /* counts strips' bytes: what a position in the window is called in heads */
    size_t filled; /* of the strip */
    const unsigned char *oldest; /* where matches may begin */
    size_t sequence_count;
    uint64_t extra_bits; /* of all sequences together */
    /* Where a key was last, modulo 65536. What is longer ago looks nearer than it is, but within
     * what was compressed already, and only an equal key makes it a match. */
    uint16_t heads[1 << HASH_BITS];
    uint32_t counts[2][256]; /* of literals; two, so that equal ones need not wait for each other */
    alphabet literal, distance;
    code_table table;
    sequence sequences[STRIP / SHORTEST + 1];
    unsigned char window[HISTORY + STRIP + PADDING];
};

size_t qsm_rows_deflate_bound(size_t size)
{
    /* A strip takes at most the 42 bits that a stored block needs beside its bytes; then come the
     * stream's header and check value, and what the last word written reaches beyond the end. */
    enum { FOR_STRIP = 6, FOR_STREAM = 2 + 4 + 1 + 8 };
    return size + (size / STRIP + 1) * FOR_STRIP + FOR_STREAM;
}

qsm_rows_deflate *qsm_rows_deflate_new(unsigned char *out)
{
    qsm_rows_deflate *self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    out[0] = 0x78; /* deflate, window of 32 KiB */
    out[1] = 0x01; /* check bits, lowest level */
    self->out = out + 2;
    self->adler = 1;
    self->base = (uint16_t)(65536 - HISTORY); /* the first byte is 0 */
    self->oldest = self->window + HISTORY;
    return self;
}

void qsm_rows_deflate_free(qsm_rows_deflate *self)
{
    free(self);
}

/* ---- finding matches ------------------------------------------------------------------------- */

/* Words are little endian, so that the lowest bits that differ are in the first byte that does. */
static inline uint64_t little_endian(uint64_t word)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(word) : word;
}

/* Not byte by byte: not every compiler makes one load of eight. */
static inline uint64_t load_u64(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return little_endian(word);
}

static inline void store_u64(unsigned char *out, uint64_t value)
{
    uint64_t word = little_endian(value);
    memcpy(out, &word, sizeof word);
}

static unsigned hash(uint64_t key)
{
    return (unsigned)(key * 0x9E3779B97F4A7C15U >> (64 - HASH_BITS));
}

/* How many bytes are equal, at most most; both may be read a word beyond. */
static size_t common(const unsigned char *a, const unsigned char *b, size_t most)
{
    for (size_t i = 0; i < most; i += 8) {
        uint64_t difference = load_u64(a + i) ^ load_u64(b + i);
        if (difference == 0)
            continue;
        i += (size_t)__builtin_ctzll(difference) / 8;
        return i < most ? i : most;
    }
    return most;
}

static unsigned highest_bit(unsigned value)
{
    return 31U - (unsigned)__builtin_clz(value);
}

/* From 8 on four symbols share a number of extra bits; the longest has a symbol of its own. */
static symbol length_symbol(unsigned length)
{
    unsigned value = length - 3;
    if (value < 8)
        return (symbol){FIRST_LENGTH + value, 0, 0};
    if (length == LONGEST)
        return (symbol){LITERALS - 1, 0, 0};
    unsigned top = highest_bit(value);
    unsigned extra = top - 2;
    return (symbol){FIRST_LENGTH + 4 * (top - 1) + ((value >> extra) & 3U), extra,
                    value & ((1U << extra) - 1)};
}

/* From 4 on two symbols share a number of extra bits. */
static symbol distance_symbol(unsigned distance)
{
    unsigned value = distance - 1;
    if (value < 4)
        return (symbol){value, 0, 0};
    unsigned top = highest_bit(value);
    unsigned extra = top - 1;
    return (symbol){2 * top + ((value >> extra) & 1U), extra, value & ((1U << extra) - 1)};
}

static void add_sequence(qsm_rows_deflate *self, const unsigned char *literals, size_t count,
                         size_t length, size_t distance)
{
    self->sequences[self->sequence_count++] =
        (sequence){(uint16_t)count, (uint16_t)length, (uint16_t)distance};
    for (size_t i = 0; i < count; i++)
        self->counts[i % 2][literals[i]]++;
    if (length == 0)
        return;
    symbol l = length_symbol((unsigned)length);
    symbol d = distance_symbol((unsigned)distance);
    self->literal.frequencies[l.code]++;
    self->distance.frequencies[d.code]++;
    self->extra_bits += l.extra + d.extra;
}

/* The distance of an equal key before at, 0 if none is known. Notes at for later. */
static size_t find_key(qsm_rows_deflate *self, const unsigned char *at)
{
    uint64_t key = load_u64(at);
    uint16_t position = (uint16_t)(self->base + (size_t)(at - self->window));
    uint16_t *head = &self->heads[hash(key)];
    uint16_t distance = (uint16_t)(position - *head);
    *head = position;
    /* A run is told with distance 1, which is the shortest to write. */
    if (at > self->window + HISTORY && load_u64(at - 1) == key)
        return 1;
    return distance != 0 && distance <= HISTORY && load_u64(at - distance) == key ? distance : 0;
}

/* Fills sequences and frequencies. Greedy: the first match found is taken. */
static void find_matches(qsm_rows_deflate *self)
{
    const unsigned char *at = self->window + HISTORY;
    const unsigned char *end = at + self->filled;
    const unsigned char *literals = at;
    size_t misses = 0;
    while (end - at >= SHORTEST) {
        size_t distance = find_key(self, at);
        if (distance == 0) {
            size_t step = 1 + (misses++ >> PATIENCE_BITS);
            at += step < LONGEST_STEP ? step : LONGEST_STEP;
            continue;
        }
        misses = 0;
        size_t most = (size_t)(end - at) < LONGEST ? (size_t)(end - at) : LONGEST;
        size_t length = common(at, at - distance, most);
        /* What a step went over may belong to the match. */
        while (at > literals && length < LONGEST && at - self->oldest > (ptrdiff_t)distance &&
               at[-1] == (at - distance)[-1]) {
            at--;
            length++;
        }
        add_sequence(self, literals, (size_t)(at - literals), length, distance);
        at += length;
        literals = at;
    }
    add_sequence(self, literals, (size_t)(end - literals), 0, 0);
}

/* ---- planning a block ------------------------------------------------------------------------ */

/* How many lengths must be told: those at the end that are 0 need not. */
static unsigned told(const unsigned char *lengths, unsigned count, unsigned least)
{
    while (count > least && lengths[count - 1] == 0)
        count--;
    return count;
}

static void add_item(code_table *table, unsigned code, unsigned extra, unsigned value)
{
    table->items[table->count++] = (symbol){code, extra, value};
    table->pre.frequencies[code]++;
}

/* A length that stands left times in a row; returns how many of them one item tells. */
static unsigned tell_run(code_table *table, unsigned length, unsigned left, bool is_first)
{
    if (length == 0 && left >= 11) {
        unsigned run = left < 138 ? left : 138;
        add_item(table, MORE_ZEROS, 7, run - 11);
        return run;
    }
    if (length == 0 && left >= 3) {
        add_item(table, ZEROS, 3, left - 3);
        return left;
    }
    if (!is_first && left >= 3) {
        unsigned run = left < 6 ? left : 6;
        add_item(table, REPEAT, 2, run - 3);
        return run;
    }
    add_item(table, length, 0, 0);
    return 1;
}

static void tell_lengths(code_table *table, const unsigned char *lengths, unsigned count)
{
    for (unsigned i = 0; i < count;) {
        unsigned end = i + 1;
        while (end < count && lengths[end] == lengths[i])
            end++;
        for (unsigned first = i; i < end;)
            i += tell_run(table, lengths[i], end - i, i == first);
    }
}

/* The order in which the lengths of the code for lengths are told. */
static const unsigned char pre_order[PRECODES] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                  11, 4,  12, 3, 13, 2, 14, 1, 15};

static void make_table(qsm_rows_deflate *self)
{
    code_table *table = &self->table;
    memset(table->pre.frequencies, 0, sizeof table->pre.frequencies);
    table->count = 0;
    table->literals = told(self->literal.lengths, LITERALS, FIRST_LENGTH);
    table->distances = told(self->distance.lengths, DISTANCES, 1);
    tell_lengths(table, self->literal.lengths, table->literals);
    tell_lengths(table, self->distance.lengths, table->distances);
    qsm_huffman_make(table->pre.frequencies, PRECODES, PRECODE_BITS, table->pre.lengths,
                     table->pre.codes);
    table->precodes = PRECODES;
    while (table->precodes > 4 && table->pre.lengths[pre_order[table->precodes - 1]] == 0)
        table->precodes--;
}

static uint64_t symbol_bits(const alphabet *a, unsigned count)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < count; i++)
        bits += (uint64_t)a->frequencies[i] * a->lengths[i];
    return bits;
}

/* Makes all codes; returns how many bits the block will take. */
static uint64_t plan_block(qsm_rows_deflate *self)
{
    const code_table *table = &self->table;
    for (unsigned i = 0; i < END_OF_BLOCK; i++)
        self->literal.frequencies[i] = self->counts[0][i] + self->counts[1][i];
    self->literal.frequencies[END_OF_BLOCK] = 1;
    qsm_huffman_make(self->literal.frequencies, LITERALS, CODE_BITS, self->literal.lengths,
                     self->literal.codes);
    qsm_huffman_make(self->distance.frequencies, DISTANCES, CODE_BITS, self->distance.lengths,
                     self->distance.codes);
    make_table(self);
    uint64_t bits = 3 + 5 + 5 + 4 + 3 * (uint64_t)table->precodes;
    for (unsigned i = 0; i < table->count; i++)
        bits += table->items[i].extra;
    return bits + symbol_bits(&table->pre, PRECODES) + symbol_bits(&self->literal, LITERALS) +
           symbol_bits(&self->distance, DISTANCES) + self->extra_bits;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* Where bits go, held in registers while a block is written. */
typedef struct bit_writer {
    unsigned char *out;
    uint64_t bits;
    unsigned count;
} bit_writer;

/* At most 56 bits may wait between two calls of flush(), fewer than 8 do after one. */
static inline void put_bits(bit_writer *w, uint64_t value, unsigned count)
{
    w->bits |= value << w->count;
    w->count += count;
}

/* Writes a whole word and goes on behind the bytes that are complete. */
static inline void flush(bit_writer *w)
{
    store_u64(w->out, w->bits);
    w->out += w->count / 8;
    w->bits >>= w->count / 8 * 8;
    w->count %= 8;
}

static inline void put_code(bit_writer *w, const alphabet *a, unsigned code)
{
    put_bits(w, a->codes[code], a->lengths[code]);
}

static void put_table(bit_writer *w, const code_table *table, bool last)
{
    put_bits(w, last ? 1 : 0, 1);
    put_bits(w, 2, 2);
    put_bits(w, table->literals - FIRST_LENGTH, 5);
    put_bits(w, table->distances - 1, 5);
    put_bits(w, table->precodes - 4, 4);
    flush(w);
    for (unsigned i = 0; i < table->precodes; i++) {
        put_bits(w, table->pre.lengths[pre_order[i]], 3);
        flush(w);
    }
    for (unsigned i = 0; i < table->count; i++) {
        put_code(w, &table->pre, table->items[i].code);
        put_bits(w, table->items[i].value, table->items[i].extra);
        flush(w);
    }
}

/* A literal's code and how long it is, told by one look. */
static inline void put_literal(bit_writer *w, const uint32_t *joined, unsigned literal)
{
    put_bits(w, joined[literal] >> 8U, joined[literal] & 0xFFU);
}

static void put_literals(bit_writer *w, const uint32_t *joined, const unsigned char *literals,
                         size_t count)
{
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        put_literal(w, joined, literals[i]);
        put_literal(w, joined, literals[i + 1]);
        put_literal(w, joined, literals[i + 2]);
        put_literal(w, joined, literals[i + 3]);
        flush(w);
    }
    for (; i < count; i++)
        put_literal(w, joined, literals[i]);
    flush(w);
}

static void put_match(bit_writer *w, const qsm_rows_deflate *self, const sequence *s)
{
    symbol length = length_symbol(s->length);
    symbol distance = distance_symbol(s->distance);
    put_code(w, &self->literal, length.code);
    put_bits(w, length.value, length.extra);
    put_code(w, &self->distance, distance.code);
    put_bits(w, distance.value, distance.extra);
    flush(w);
}

static void put_block(qsm_rows_deflate *self, bit_writer *w, bool last)
{
    const unsigned char *at = self->window + HISTORY;
    uint32_t joined[END_OF_BLOCK];
    for (unsigned i = 0; i < END_OF_BLOCK; i++)
        joined[i] = (uint32_t)self->literal.codes[i] << 8U | self->literal.lengths[i];
    put_table(w, &self->table, last);
    for (size_t i = 0; i < self->sequence_count; i++) {
        const sequence *s = &self->sequences[i];
        put_literals(w, joined, at, s->literals);
        if (s->length > 0)
            put_match(w, self, s);
        at += s->literals + s->length;
    }
    put_code(w, &self->literal, END_OF_BLOCK);
    flush(w);
}

static void fill_byte(bit_writer *w)
{
    w->count = (w->count + 7) / 8 * 8;
    flush(w);
}

static void put_stored(qsm_rows_deflate *self, bit_writer *w, bool last)
{
    put_bits(w, last ? 1 : 0, 3);
    fill_byte(w);
    put_bits(w, self->filled, 16);
    put_bits(w, ~self->filled & 0xFFFFU, 16);
    flush(w);
    memcpy(w->out, self->window + HISTORY, self->filled);
    w->out += self->filled;
}

/* ---- strips ---------------------------------------------------------------------------------- */

static void put_strip(qsm_rows_deflate *self, bool last)
{
    bit_writer w = {self->out, self->bits, self->bit_count};
    memset(self->counts, 0, sizeof self->counts);
    memset(self->literal.frequencies, 0, sizeof self->literal.frequencies);
    memset(self->distance.frequencies, 0, sizeof self->distance.frequencies);
    self->sequence_count = 0;
    self->extra_bits = 0;
    self->adler = qsm_adler32(self->adler, self->window + HISTORY, self->filled);
    find_matches(self);
    /* What a stored block takes at least. */
    if (plan_block(self) <= 3 + 32 + 8 * (uint64_t)self->filled)
        put_block(self, &w, last);
    else
        put_stored(self, &w, last);
    if (last)
        fill_byte(&w);
    self->out = w.out;
    self->bits = w.bits;
    self->bit_count = w.count;
}

/* The end of the strip becomes the history of the next one. */
static void slide(qsm_rows_deflate *self)
{
    memmove(self->window, self->window + STRIP, HISTORY);
    self->oldest = self->window;
    self->base = (uint16_t)(self->base + STRIP);
    self->filled = 0;
}

void qsm_rows_deflate_add(qsm_rows_deflate *self, const void *data, size_t size)
{
    const unsigned char *from = data;
    while (size > 0) {
        if (self->filled == STRIP) {
            put_strip(self, false);
            slide(self);
        }
        size_t room = STRIP - self->filled;
        size_t part = size < room ? size : room;
        memcpy(self->window + HISTORY + self->filled, from, part);
        self->filled += part;
        from += part;
        size -= part;
    }
}

unsigned char *qsm_rows_deflate_finish(qsm_rows_deflate *self)
{
    put_strip(self, true);
    unsigned char *out = self->out;
    for (unsigned shift = 32; shift > 0; shift -= 8)
        *out++ = (unsigned char)(self->adler >> (shift - 8));
    return out;
}
