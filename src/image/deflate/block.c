/* SPDX-License-Identifier: MIT */
#include "image/deflate/block.h"

#include <string.h>

enum {
    LITERALS = 286,
    END_OF_BLOCK = 256,
    NO_LITERAL = 256,
    FIRST_LENGTH = 257,
    DISTANCES = QSM_BLOCK_DISTANCES,
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

/* A strip ends with a sequence that has no match. */
qsm_block_room qsm__block_room_for(size_t size)
{
    const qsm_block_room most = {.sequences = QSM_BLOCK_FULL_SEQUENCES +
                                              QSM_BLOCK_STRIP / QSM_BLOCK_SHORTEST_MATCH + 1,
                                 .literals = QSM_BLOCK_FULL_LITERALS + QSM_BLOCK_STRIP};
    size_t sequences = size / QSM_BLOCK_SHORTEST_MATCH + size / QSM_BLOCK_STRIP + 1;
    return (qsm_block_room){
        .sequences = sequences < most.sequences ? sequences : most.sequences,
        .literals = size < most.literals ? size : most.literals,
    };
}

void qsm__block_init(qsm_block *self, qsm_sequence *sequences, unsigned char *literals)
{
    qsm_block_symbols *symbols = &self->symbols;
    self->sequences = sequences;
    self->literals = literals;
    for (unsigned length = 3; length <= QSM_BLOCK_LONGEST_MATCH; length++)
        symbols->lengths[length] = (unsigned char)(length_symbol(length).code - FIRST_LENGTH);
    for (unsigned i = 0; i < sizeof symbols->near; i++)
        symbols->near[i] = (unsigned char)distance_symbol(i + 1).code;
    for (unsigned i = 0; i < sizeof symbols->far; i++)
        symbols->far[i] = (unsigned char)distance_symbol(128 * i + 1).code;
    qsm__block_clear(self);
}

void qsm__block_clear(qsm_block *self)
{
    self->sequence_count = 0;
    self->literal_count = 0;
    self->earlier = (qsm_match_counts){0};
    self->strip = (qsm_match_counts){0};
}

static void add_counts(qsm_match_counts *to, const qsm_match_counts *counts)
{
    for (unsigned i = 0; i < QSM_BLOCK_LENGTHS; i++)
        to->lengths[i] += counts->lengths[i];
    for (unsigned i = 0; i < DISTANCES; i++)
        to->distances[i] += counts->distances[i];
}

qsm_block_cursor qsm__block_begin_strip(qsm_block *self)
{
    add_counts(&self->earlier, &self->strip);
    self->strip = (qsm_match_counts){0};
    return (qsm_block_cursor){self->sequences + self->sequence_count,
                              self->literals + self->literal_count, &self->symbols, &self->strip};
}

void qsm__block_end_strip(qsm_block *self, qsm_block_cursor cursor, const unsigned char *literals,
                          size_t count)
{
    *cursor.sequence++ = (qsm_sequence){.literals = (uint16_t)count};
    qsm__block_add_literals(&cursor, literals, count);
    self->sequence_count = (size_t)(cursor.sequence - self->sequences);
    self->literal_count = (size_t)(cursor.literal - self->literals);
}

qsm_block_mark qsm__block_end(const qsm_block *self)
{
    return (qsm_block_mark){self->sequence_count, self->literal_count};
}

bool qsm__block_is_full(const qsm_block *self)
{
    return self->sequence_count >= QSM_BLOCK_FULL_SEQUENCES ||
           self->literal_count >= QSM_BLOCK_FULL_LITERALS;
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

/* Four tables: equal literals after each other need not wait for each other. */
static void count_literals(uint32_t *frequencies, const unsigned char *literals, size_t count)
{
    enum { TABLES = 4 };
    uint32_t counts[TABLES][END_OF_BLOCK] = {{0}};
    size_t i = 0;
    for (; i + TABLES <= count; i += TABLES) {
        counts[0][literals[i]]++;
        counts[1][literals[i + 1]]++;
        counts[2][literals[i + 2]]++;
        counts[3][literals[i + 3]]++;
    }
    for (; i < count; i++)
        counts[0][literals[i]]++;
    for (unsigned byte = 0; byte < END_OF_BLOCK; byte++)
        frequencies[byte] = counts[0][byte] + counts[1][byte] + counts[2][byte] + counts[3][byte];
}

static void count_matches(qsm_block *self, qsm_block_mark end)
{
    qsm_match_counts counts = self->earlier;
    if (end.sequences == self->sequence_count)
        add_counts(&counts, &self->strip);
    memcpy(self->literal.frequencies + FIRST_LENGTH, counts.lengths, sizeof counts.lengths);
    memcpy(self->distance.frequencies, counts.distances, sizeof counts.distances);
}

/* The extra bits of all matches together, by the frequencies of their symbols. */
static uint64_t extra_bits(const qsm_block *self)
{
    uint64_t bits = 0;
    for (unsigned code = FIRST_LENGTH + 8; code < LITERALS - 1; code++)
        bits += (uint64_t)self->literal.frequencies[code] * ((code - FIRST_LENGTH) / 4 - 1);
    for (unsigned code = 4; code < DISTANCES; code++)
        bits += (uint64_t)self->distance.frequencies[code] * (code / 2 - 1);
    return bits;
}

uint64_t qsm__block_plan(qsm_block *self, qsm_block_mark end)
{
    const qsm_code_table *table = &self->table;
    count_literals(self->literal.frequencies, self->literals, end.literals);
    count_matches(self, end);
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
           symbol_bits(&self->distance, DISTANCES) + extra_bits(self);
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

/* What one look-up gives: bits to write, and their number. */
typedef struct joined_code {
    uint32_t bits;
    uint32_t count;
} joined_code;

/* A distance: its code, and what is subtracted for its extra bits. */
typedef struct joined_distance {
    uint16_t code;
    uint16_t count;
    uint16_t least; /* the first distance of the symbol */
    uint16_t extra;
} joined_distance;

/* All look-ups of a block. A length and its extra bits are one. */
typedef struct joined_codes {
    joined_code literals[END_OF_BLOCK + 1]; /* and no literal: no bits */
    joined_code lengths[QSM_BLOCK_LONGEST_MATCH + 1];
    joined_distance distances[DISTANCES];
} joined_codes;

static void join_codes(joined_codes *joined, const qsm_block *self)
{
    const qsm_alphabet *a = &self->literal;
    for (unsigned i = 0; i < END_OF_BLOCK; i++)
        joined->literals[i] = (joined_code){a->codes[i], a->lengths[i]};
    joined->literals[NO_LITERAL] = (joined_code){0, 0};
    for (unsigned length = QSM_BLOCK_SHORTEST_MATCH; length <= QSM_BLOCK_LONGEST_MATCH; length++) {
        qsm_symbol s = length_symbol(length);
        unsigned count = a->lengths[s.code];
        joined->lengths[length] =
            (joined_code){a->codes[s.code] | s.value << count, count + s.extra};
    }
    for (unsigned code = 0; code < DISTANCES; code++) {
        unsigned extra = code < 4 ? 0 : code / 2 - 1;
        unsigned least = code < 4 ? code + 1 : ((2U + code % 2) << extra) + 1;
        joined->distances[code] =
            (joined_distance){self->distance.codes[code], self->distance.lengths[code],
                              (uint16_t)least, (uint16_t)extra};
    }
}

static inline void put_literal(qsm_bit_writer *w, const joined_codes *joined, unsigned literal)
{
    const joined_code *code = &joined->literals[literal];
    qsm__put_bits(w, code->bits, code->count);
}

static inline void put_literals(qsm_bit_writer *w, const joined_codes *joined,
                                const unsigned char *literals, size_t count)
{
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        put_literal(w, joined, literals[i]);
        put_literal(w, joined, literals[i + 1]);
        put_literal(w, joined, literals[i + 2]);
        put_literal(w, joined, literals[i + 3]);
        qsm__flush_bits(w);
    }
    /* No branch: the number of literals between two matches cannot be predicted. */
    for (size_t more = 0; more < 3; more++)
        put_literal(w, joined, i + more < count ? literals[i + more] : NO_LITERAL);
    qsm__flush_bits(w);
}

/* At most 17 + 12 + 13 bits. */
static inline void put_match(qsm_bit_writer *w, const joined_codes *joined, const qsm_sequence *s)
{
    const joined_code *length = &joined->lengths[s->length];
    const joined_distance *distance = &joined->distances[s->distance_code];
    qsm__put_bits(w, length->bits, length->count);
    qsm__put_bits(w, distance->code, distance->count);
    qsm__put_bits(w, (uint64_t)s->distance - distance->least, distance->extra);
    qsm__flush_bits(w);
}

/* Moves what comes after the mark to the beginning. */
static void remove_before(qsm_block *self, qsm_block_mark end)
{
    self->sequence_count -= end.sequences;
    self->literal_count -= end.literals;
    memmove(self->sequences, self->sequences + end.sequences,
            self->sequence_count * sizeof self->sequences[0]);
    memmove(self->literals, self->literals + end.literals, self->literal_count);
    self->earlier = (qsm_match_counts){0};
    if (self->sequence_count == 0)
        self->strip = (qsm_match_counts){0};
}

void qsm__block_put(qsm_block *self, qsm_block_mark end, qsm_bit_writer *w, bool last)
{
    const unsigned char *literals = self->literals;
    const qsm_sequence *s = self->sequences;
    const qsm_sequence *past = s + end.sequences;
    joined_codes joined;
    join_codes(&joined, self);
    put_table(w, &self->table, last);
    qsm_bit_writer fast = *w; /* its own copy stays in registers */
    for (; s < past; s++) {
        if (s->literals > 0)
            put_literals(&fast, &joined, literals, s->literals);
        if (s->length > 0)
            put_match(&fast, &joined, s);
        literals += s->literals;
    }
    *w = fast;
    put_code(w, &self->literal, END_OF_BLOCK);
    qsm__flush_bits(w);
    remove_before(self, end);
}
