/* SPDX-License-Identifier: MIT */
#include "image/deflate/huffman.h"

#include <stdbool.h>
#include <string.h>

/* A symbol and its frequency. */
typedef struct leaf {
    uint32_t frequency;
    uint32_t symbol;
} leaf;

enum { DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS };

/* One pass of a radix sort, by the digit at shift. */
static void sort_by_digit(leaf *out, const leaf *in, unsigned count, unsigned shift)
{
    unsigned starts[DIGITS + 1] = {0};
    for (unsigned i = 0; i < count; i++)
        starts[(in[i].frequency >> shift) % DIGITS + 1]++;
    for (unsigned digit = 0; digit < DIGITS; digit++)
        starts[digit + 1] += starts[digit];
    for (unsigned i = 0; i < count; i++)
        out[starts[(in[i].frequency >> shift) % DIGITS]++] = in[i];
}

/* Sorts by frequency, the rarest first. */
static void sort_leaves(leaf *leaves, unsigned count)
{
    leaf other[QSM_HUFFMAN_MOST_SYMBOLS];
    uint32_t all = 0;
    for (unsigned i = 0; i < count; i++)
        all |= leaves[i].frequency;
    for (unsigned shift = 0; shift < 32 && all >> shift != 0; shift += 2 * DIGIT_BITS) {
        sort_by_digit(other, leaves, count, shift);
        sort_by_digit(leaves, other, count, shift + DIGIT_BITS);
    }
}

/* Lists the symbols that occur, and at least two. Returns their number. */
static unsigned collect_leaves(leaf *leaves, const uint32_t *frequencies, unsigned count)
{
    unsigned used = 0;
    for (unsigned symbol = 0; symbol < count; symbol++) {
        if (frequencies[symbol] > 0)
            leaves[used++] = (leaf){frequencies[symbol], symbol};
    }
    for (unsigned symbol = 0; used < 2; symbol++) {
        if (frequencies[symbol] == 0)
            leaves[used++] = (leaf){1, symbol};
    }
    return used;
}

/*
 * Counts the leaves at each depth of the tree. Inner nodes are made with increasing weight. So two
 * queues (sorted leaves, inner nodes) give the two lightest nodes without a search.
 */
static void count_depths(const leaf *leaves, unsigned count, unsigned limit, unsigned *at_depth)
{
    uint32_t weights[QSM_HUFFMAN_MOST_SYMBOLS] = {0};
    uint16_t parents[2 * QSM_HUFFMAN_MOST_SYMBOLS] = {0}; /* leaves first, then inner nodes */
    uint16_t depths[QSM_HUFFMAN_MOST_SYMBOLS] = {0};
    unsigned next_leaf = 0;
    unsigned next_inner = 0;
    for (unsigned made = 0; made < count - 1; made++) {
        for (int child = 0; child < 2; child++) {
            bool take_leaf =
                next_leaf < count &&
                (next_inner == made || leaves[next_leaf].frequency <= weights[next_inner]);
            weights[made] += take_leaf ? leaves[next_leaf].frequency : weights[next_inner];
            parents[take_leaf ? next_leaf++ : count + next_inner++] = (uint16_t)made;
        }
    }
    /* The last inner node is the root, at depth 0. */
    for (unsigned inner = count - 2; inner-- > 0;)
        depths[inner] = (uint16_t)(depths[parents[count + inner]] + 1);
    memset(at_depth, 0, (limit + 1) * sizeof *at_depth);
    for (unsigned i = 0; i < count; i++) {
        unsigned depth = depths[parents[i]] + 1U;
        at_depth[depth < limit ? depth : limit]++;
    }
}

/*
 * Leaves below the limit move up to the limit. Then there are more codes than the limit allows.
 * Each step takes a leaf from the limit and puts it beside the deepest leaf above the limit, which
 * moves down by one: that needs one code less.
 */
static void keep_limit(unsigned *at_depth, unsigned limit)
{
    uint32_t claimed = 0;
    for (unsigned depth = 1; depth <= limit; depth++)
        claimed += (uint32_t)at_depth[depth] << (limit - depth);
    for (; claimed > 1U << limit; claimed--) {
        unsigned depth = limit - 1;
        while (at_depth[depth] == 0)
            depth--;
        at_depth[limit]--;
        at_depth[depth]--;
        at_depth[depth + 1] += 2;
    }
}

static uint16_t reversed(unsigned code, unsigned bits)
{
    unsigned result = 0;
    for (; bits > 0; bits--, code >>= 1U)
        result = result << 1U | (code & 1U);
    return (uint16_t)result;
}

/* Codes count upwards by length, and by symbol if the lengths are equal. */
static void number_codes(const unsigned *at_depth, unsigned limit, const unsigned char *lengths,
                         unsigned count, uint16_t *codes)
{
    unsigned next[QSM_HUFFMAN_MOST_BITS + 2] = {0};
    for (unsigned bits = 1; bits <= limit; bits++)
        next[bits + 1] = (next[bits] + at_depth[bits]) << 1U;
    for (unsigned symbol = 0; symbol < count; symbol++) {
        unsigned bits = lengths[symbol];
        codes[symbol] = bits > 0 ? reversed(next[bits]++, bits) : 0;
    }
}

void qsm__huffman_make(const uint32_t *frequencies, unsigned count, unsigned limit,
                       unsigned char *lengths, uint16_t *codes)
{
    leaf leaves[QSM_HUFFMAN_MOST_SYMBOLS];
    unsigned at_depth[QSM_HUFFMAN_MOST_BITS + 1];
    unsigned used = collect_leaves(leaves, frequencies, count);
    sort_leaves(leaves, used);
    count_depths(leaves, used, limit, at_depth);
    keep_limit(at_depth, limit);
    memset(lengths, 0, count);
    unsigned next = 0;
    for (unsigned bits = limit; bits > 0; bits--) {
        for (unsigned i = 0; i < at_depth[bits]; i++)
            lengths[leaves[next++].symbol] = (unsigned char)bits;
    }
    number_codes(at_depth, limit, lengths, count, codes);
}
