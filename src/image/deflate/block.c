/* SPDX-License-Identifier: MIT */
#include "image/deflate/block.h"

#include <string.h>

enum {
    LITERALS = 286,
    END_OF_BLOCK = 256,
    FIRST_LENGTH = 257,
    DISTANCES = 30,
    PRECODES = 19,
    REPEAT = 16, /* the length before, 3-6 times */
    ZEROS = 17,  /* 3-10 times */
    MORE_ZEROS = 18,
    CODE_BITS = 12, /* 4 literals together, or a whole match, fit into 64 bits */
    PRECODE_BITS = 7
};

static unsigned highest_bit(unsigned value)
{
    return 31U - (unsigned)__builtin_clz(value);
}

/* From 8 on, 4 symbols have the same number of extra bits. The longest match has its own symbol. */
static qsm_symbol length_symbol(unsigned length)
{
    unsigned value = length - 3;
    if (value < 8)
        return (qsm_symbol){FIRST_LENGTH + value, 0, 0};
    if (length == QSM_BLOCK_LONGEST_MATCH)
        return (qsm_symbol){LITERALS - 1, 0, 0};
    unsigned top = highest_bit(value);
    unsigned extra = top - 2;
    return (qsm_symbol){FIRST_LENGTH + 4 * (top - 1) + ((value >> extra) & 3U), extra,
                        value & ((1U << extra) - 1)};
}

/* From 4 on, 2 symbols have the same number of extra bits. */
static qsm_symbol distance_symbol(unsigned distance)
{
    unsigned value = distance - 1;
    if (value < 4)
        return (qsm_symbol){value, 0, 0};
    unsigned top = highest_bit(value);
    unsigned extra = top - 1;
    return (qsm_symbol){2 * top + ((value >> extra) & 1U), extra, value & ((1U << extra) - 1)};
}

void qsm__block_begin(qsm_block *self)
{
    memset(self->counts, 0, sizeof self->counts);
    memset(self->literal.frequencies, 0, sizeof self->literal.frequencies);
    memset(self->distance.frequencies, 0, sizeof self->distance.frequencies);
    self->sequence_count = 0;
    self->extra_bits = 0;
}

void qsm__block_add(qsm_block *self, const unsigned char *literals, size_t count, size_t length,
                    size_t distance)
{
    self->sequences[self->sequence_count++] =
        (qsm_sequence){(uint16_t)count, (uint16_t)length, (uint16_t)distance};
    for (size_t i = 0; i < count; i++)
        self->counts[i % 2][literals[i]]++;
    if (length == 0)
        return;
    qsm_symbol l = length_symbol((unsigned)length);
    qsm_symbol d = distance_symbol((unsigned)distance);
    self->literal.frequencies[l.code]++;
    self->distance.frequencies[d.code]++;
    self->extra_bits += l.extra + d.extra;
}

/* ---- planning a block ------------------------------------------------------------------------ */

/* The number of lengths to write. Zeros at the end are not written. */
static unsigned told(const unsigned char *lengths, unsigned count, unsigned minimum)
{
    while (count > minimum && lengths[count - 1] == 0)
        count--;
    return count;
}

static void add_item(qsm_code_table *table, unsigned code, unsigned extra, unsigned value)
{
    table->items[table->count++] = (qsm_symbol){code, extra, value};
    table->pre.frequencies[code]++;
}

/* Codes the same length, left times in a row. Returns how many times one item repeats it. */
static unsigned tell_run(qsm_code_table *table, unsigned length, unsigned left, bool is_first)
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

static void tell_lengths(qsm_code_table *table, const unsigned char *lengths, unsigned count)
{
    for (unsigned i = 0; i < count;) {
        unsigned end = i + 1;
        while (end < count && lengths[end] == lengths[i])
            end++;
        for (unsigned first = i; i < end;)
            i += tell_run(table, lengths[i], end - i, i == first);
    }
}

/* The order in which the lengths of the code lengths code are written. */
static const unsigned char pre_order[PRECODES] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                  11, 4,  12, 3, 13, 2, 14, 1, 15};

static void make_table(qsm_block *self)
{
    qsm_code_table *table = &self->table;
    memset(table->pre.frequencies, 0, sizeof table->pre.frequencies);
    table->count = 0;
    table->literals = told(self->literal.lengths, LITERALS, FIRST_LENGTH);
    table->distances = told(self->distance.lengths, DISTANCES, 1);
    tell_lengths(table, self->literal.lengths, table->literals);
    tell_lengths(table, self->distance.lengths, table->distances);
    qsm__huffman_make(table->pre.frequencies, PRECODES, PRECODE_BITS, table->pre.lengths,
                      table->pre.codes);
    table->precodes = PRECODES;
    while (table->precodes > 4 && table->pre.lengths[pre_order[table->precodes - 1]] == 0)
        table->precodes--;
}

static uint64_t symbol_bits(const qsm_alphabet *a, unsigned count)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < count; i++)
        bits += (uint64_t)a->frequencies[i] * a->lengths[i];
    return bits;
}

uint64_t qsm__block_plan(qsm_block *self)
{
    const qsm_code_table *table = &self->table;
    for (unsigned i = 0; i < END_OF_BLOCK; i++)
        self->literal.frequencies[i] = self->counts[0][i] + self->counts[1][i];
    self->literal.frequencies[END_OF_BLOCK] = 1;
    qsm__huffman_make(self->literal.frequencies, LITERALS, CODE_BITS, self->literal.lengths,
                      self->literal.codes);
    qsm__huffman_make(self->distance.frequencies, DISTANCES, CODE_BITS, self->distance.lengths,
                      self->distance.codes);
    make_table(self);
    uint64_t bits = 3 + 5 + 5 + 4 + 3 * (uint64_t)table->precodes;
    for (unsigned i = 0; i < table->count; i++)
        bits += table->items[i].extra;
    return bits + symbol_bits(&table->pre, PRECODES) + symbol_bits(&self->literal, LITERALS) +
           symbol_bits(&self->distance, DISTANCES) + self->extra_bits;
}

/* ---- writing --------------------------------------------------------------------------------- */

static inline void put_code(qsm_bit_writer *w, const qsm_alphabet *a, unsigned code)
{
    qsm__put_bits(w, a->codes[code], a->lengths[code]);
}

static void put_table(qsm_bit_writer *w, const qsm_code_table *table, bool last)
{
    qsm__put_bits(w, last ? 1 : 0, 1);
    qsm__put_bits(w, 2, 2);
    qsm__put_bits(w, table->literals - FIRST_LENGTH, 5);
    qsm__put_bits(w, table->distances - 1, 5);
    qsm__put_bits(w, table->precodes - 4, 4);
    qsm__flush_bits(w);
    for (unsigned i = 0; i < table->precodes; i++) {
        qsm__put_bits(w, table->pre.lengths[pre_order[i]], 3);
        qsm__flush_bits(w);
    }
    for (unsigned i = 0; i < table->count; i++) {
        put_code(w, &table->pre, table->items[i].code);
        qsm__put_bits(w, table->items[i].value, table->items[i].extra);
        qsm__flush_bits(w);
    }
}

/* One lookup gives a literal's code and its length. */
static inline void put_literal(qsm_bit_writer *w, const uint32_t *joined, unsigned literal)
{
    qsm__put_bits(w, joined[literal] >> 8U, joined[literal] & 0xFFU);
}

static void put_literals(qsm_bit_writer *w, const uint32_t *joined, const unsigned char *literals,
                         size_t count)
{
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        put_literal(w, joined, literals[i]);
        put_literal(w, joined, literals[i + 1]);
        put_literal(w, joined, literals[i + 2]);
        put_literal(w, joined, literals[i + 3]);
        qsm__flush_bits(w);
    }
    for (; i < count; i++)
        put_literal(w, joined, literals[i]);
    qsm__flush_bits(w);
}

static void put_match(qsm_bit_writer *w, const qsm_block *self, const qsm_sequence *s)
{
    qsm_symbol length = length_symbol(s->length);
    qsm_symbol distance = distance_symbol(s->distance);
    put_code(w, &self->literal, length.code);
    qsm__put_bits(w, length.value, length.extra);
    put_code(w, &self->distance, distance.code);
    qsm__put_bits(w, distance.value, distance.extra);
    qsm__flush_bits(w);
}

void qsm__block_put(const qsm_block *self, qsm_bit_writer *w, const unsigned char *bytes, bool last)
{
    const unsigned char *at = bytes;
    uint32_t joined[END_OF_BLOCK];
    for (unsigned i = 0; i < END_OF_BLOCK; i++)
        joined[i] = (uint32_t)self->literal.codes[i] << 8U | self->literal.lengths[i];
    put_table(w, &self->table, last);
    for (size_t i = 0; i < self->sequence_count; i++) {
        const qsm_sequence *s = &self->sequences[i];
        put_literals(w, joined, at, s->literals);
        if (s->length > 0)
            put_match(w, self, s);
        at += s->literals + s->length;
    }
    put_code(w, &self->literal, END_OF_BLOCK);
    qsm__flush_bits(w);
}
