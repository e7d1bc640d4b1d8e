/* SPDX-License-Identifier: MIT */
/*
 * Eight rows of gray together, as read_unfilter_four_x86.c does four rows of RGB: a 128-bit
 * register holds a pixel of each row in 16 bits. Pixels are done in blocks of eight. In step s, row
 * k does block s - k.
 */
#include "image/png/read_unfilter_eight_x86.h"

#include "image/pixel/cpu.h"

#if QSM_CPU_X86

#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "image/png/filter.h"

#define SSE41 __attribute__((target("sse4.1")))
#define SSE41_INLINE __attribute__((target("sse4.1"), always_inline)) static inline

#define VECTOR __m128i
#define OP(name) _mm_##name
#define BITS(name) _mm_##name##_si128
#define LANES_INLINE SSE41_INLINE
#include "image/png/read_unfilter_lanes_x86.h"

enum { ROWS = 8, BLOCK = 8 };

/* The rows, and what the next step needs of the last one. Lane k is row k. */
typedef struct eight_rows {
    unsigned char *const *out;
    const unsigned char *const *in;
    const unsigned char *prior;
    int width;
    lanes lanes;
    __m128i done[BLOCK]; /* the last block of each row */
} eight_rows;

/* ---- blocks of a row ------------------------------------------------------------------------- */

/* The pixels of a block that are in the row: 0 to 8. */
SSE41_INLINE size_t pixels_in(const eight_rows *self, ptrdiff_t block)
{
    ptrdiff_t left = self->width - block * BLOCK;
    if (block < 0 || left < 0)
        return 0;
    return (size_t)(left < BLOCK ? left : BLOCK);
}

/* is_inner: the whole block is in the row. Otherwise pixels outside the row are 0. */
SSE41_INLINE __m128i load_block(const eight_rows *self, bool is_inner, const unsigned char *row,
                                ptrdiff_t block)
{
    unsigned char part[BLOCK] = {0};
    size_t count = is_inner ? BLOCK : pixels_in(self, block);
    if (count > 0)
        memcpy(part, row + block * BLOCK, count);
    return _mm_loadl_epi64((const __m128i *)(const void *)part);
}

SSE41_INLINE void store_block(const eight_rows *self, bool is_inner, unsigned char *row,
                              ptrdiff_t block, __m128i pixels)
{
    unsigned char part[BLOCK];
    size_t count = is_inner ? BLOCK : pixels_in(self, block);
    _mm_storel_epi64((__m128i *)(void *)part, pixels);
    if (count > 0)
        memcpy(row + block * BLOCK, part, count);
}

/* ---- eight blocks ---------------------------------------------------------------------------- */

/* Transposes the low halves of eight registers: out[i] has the bytes 2i of all, then 2i + 1. */
SSE41_INLINE void transpose(const __m128i in[8], __m128i out[4])
{
    __m128i a = _mm_unpacklo_epi8(in[0], in[1]);
    __m128i b = _mm_unpacklo_epi8(in[2], in[3]);
    __m128i c = _mm_unpacklo_epi8(in[4], in[5]);
    __m128i d = _mm_unpacklo_epi8(in[6], in[7]);
    __m128i low_1 = _mm_unpacklo_epi16(a, b);
    __m128i high_1 = _mm_unpackhi_epi16(a, b);
    __m128i low_2 = _mm_unpacklo_epi16(c, d);
    __m128i high_2 = _mm_unpackhi_epi16(c, d);
    out[0] = _mm_unpacklo_epi32(low_1, low_2);
    out[1] = _mm_unpackhi_epi32(low_1, low_2);
    out[2] = _mm_unpacklo_epi32(high_1, high_2);
    out[3] = _mm_unpackhi_epi32(high_1, high_2);
}

/* From a block of each row to registers of one pixel of each row. */
SSE41_INLINE void load_blocks(const eight_rows *self, bool is_inner, ptrdiff_t step,
                              __m128i pixels[BLOCK])
{
    __m128i rows[ROWS];
    __m128i pairs[BLOCK / 2];
    for (int k = 0; k < ROWS; k++)
        rows[k] = load_block(self, is_inner, self->in[k], step - k);
    transpose(rows, pairs);
    for (int i = 0; i < BLOCK; i += 2) {
        pixels[i] = _mm_cvtepu8_epi16(pairs[i / 2]);
        pixels[i + 1] = _mm_unpackhi_epi8(pairs[i / 2], _mm_setzero_si128());
    }
}

SSE41_INLINE void store_blocks(const eight_rows *self, bool is_inner, ptrdiff_t step)
{
    __m128i pixels[BLOCK];
    __m128i pairs[ROWS / 2];
    for (int i = 0; i < BLOCK; i++)
        pixels[i] = _mm_packus_epi16(self->done[i], self->done[i]);
    transpose(pixels, pairs);
    for (int k = 0; k < ROWS; k += 2) {
        __m128i pair = pairs[k / 2];
        store_block(self, is_inner, self->out[k], step - k, pair);
        store_block(self, is_inner, self->out[k + 1], step - k - 1, _mm_unpackhi_epi64(pair, pair));
    }
}

/* One pixel above: for row 0 of prior (in the highest lane), for the others of the row above. */
SSE41_INLINE __m128i above_of(__m128i done, __m128i prior)
{
    return _mm_alignr_epi8(done, prior, 14);
}

SSE41_INLINE void find_above(const eight_rows *self, bool is_inner, ptrdiff_t step,
                             __m128i above[BLOCK])
{
    __m128i prior = _mm_cvtepu8_epi16(load_block(self, is_inner, self->prior, step));
    above[0] = above_of(self->done[0], _mm_slli_si128(prior, 14));
    above[1] = above_of(self->done[1], _mm_slli_si128(prior, 12));
    above[2] = above_of(self->done[2], _mm_slli_si128(prior, 10));
    above[3] = above_of(self->done[3], _mm_slli_si128(prior, 8));
    above[4] = above_of(self->done[4], _mm_slli_si128(prior, 6));
    above[5] = above_of(self->done[5], _mm_slli_si128(prior, 4));
    above[6] = above_of(self->done[6], _mm_slli_si128(prior, 2));
    above[7] = above_of(self->done[7], prior);
}

/* Rows that have not begun stay 0: all that they are computed from is 0. */
SSE41_INLINE void do_step(eight_rows *self, bool is_inner, ptrdiff_t step)
{
    __m128i pixels[BLOCK];
    __m128i above[BLOCK];
    load_blocks(self, is_inner, step, pixels);
    find_above(self, is_inner, step, above);
    for (int i = 0; i < BLOCK; i++)
        self->done[i] = next_pixel(&self->lanes, false, pixels[i], above[i]);
    store_blocks(self, is_inner, step);
}

SSE41_INLINE void do_rows(eight_rows *self)
{
    const ptrdiff_t inner = self->width / BLOCK;
    const ptrdiff_t blocks = (self->width + BLOCK - 1) / BLOCK;
    ptrdiff_t step = 0;
    for (; step < ROWS - 1; step++)
        do_step(self, false, step);
    for (; step < inner; step++)
        do_step(self, true, step);
    for (; step < blocks + ROWS - 1; step++)
        do_step(self, false, step);
}

/* All bits of the lanes of rows with this filter. */
SSE41_INLINE __m128i rows_with(const int *filters, short filter)
{
    __m128i low = _mm_loadu_si128((const __m128i *)(const void *)filters);
    __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(filters + 4));
    return _mm_cmpeq_epi16(_mm_packs_epi32(low, high), _mm_set1_epi16(filter));
}

SSE41 static void undo_gray(unsigned char *const *outs, const unsigned char *const *filtered,
                            const unsigned char *prior, const int *filters, int width)
{
    const __m128i zero = _mm_setzero_si128();
    eight_rows rows = {.out = outs,
                       .in = filtered,
                       .prior = prior,
                       .width = width,
                       .lanes = begin_lanes(filters),
                       .done = {zero, zero, zero, zero, zero, zero, zero, zero}};
    do_rows(&rows);
}

const qsm_png_undo_group qsm__png_undo_gray = {ROWS, undo_gray};

#endif
