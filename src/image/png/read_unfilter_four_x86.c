/* SPDX-License-Identifier: MIT */
/*
 * A pixel of Average or Paeth costs the latency of a chain of instructions from the pixel before.
 * Here a 256-bit register holds a pixel of each of four rows, so that one chain does four pixels.
 *
 * Pixels are done in blocks of four. A row is one block behind the row above: the pixels above come
 * from the step before, and are not in the chain. In step s, row k does block s - k.
 *
 * As in read_unfilter_x86.c the bytes are reordered first, and the fourth byte of RGB is set last.
 */
#include "image/png/read_unfilter_four_x86.h"

#include "image/pixel/cpu.h"

#if QSM_CPU_X86

#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "image/png/filter.h"

#define AVX2 __attribute__((target("avx2")))
#define AVX2_INLINE __attribute__((target("avx2"), always_inline)) static inline

#define VECTOR __m256i
#define OP(name) _mm256_##name
#define BITS(name) _mm256_##name##_si256
#define LANES_INLINE AVX2_INLINE
#include "image/png/read_unfilter_lanes_x86.h"

enum { ROWS = 4, BLOCK = 4, BLOCK_OUT = 16 };

/* The rows, and what the next step needs of the last one. Values have 16 bits; lane k is row k. */
typedef struct four_rows {
    unsigned char *const *out;
    const unsigned char *const *in;
    const unsigned char *prior;
    int width;
    int channels; /* 3 or 4 */
    lanes lanes;
    __m256i done[BLOCK]; /* the last block of each row */
} four_rows;

/* ---- blocks of a row ------------------------------------------------------------------------- */

AVX2_INLINE __m128i load_16(const unsigned char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

AVX2_INLINE void store_16(unsigned char *at, __m128i value)
{
    _mm_storeu_si128((__m128i *)(void *)at, value);
}

/* Four pixels in the order of the image. */
AVX2_INLINE __m128i reorder(int channels, __m128i samples)
{
    const __m128i rgb = _mm_setr_epi8(2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1);
    const __m128i rgba = _mm_setr_epi8(2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15);
    return _mm_shuffle_epi8(samples, channels == 3 ? rgb : rgba);
}

AVX2_INLINE __m128i set_alpha(int channels, __m128i pixels)
{
    return channels == 3 ? _mm_or_si128(pixels, _mm_set1_epi32((int)0xFF000000U)) : pixels;
}

/* The pixels of a block that are in the row: 0 to 4. */
AVX2_INLINE ptrdiff_t pixels_in(const four_rows *self, ptrdiff_t block)
{
    ptrdiff_t left = self->width - block * BLOCK;
    if (block < 0 || left < 0)
        return 0;
    return left < BLOCK ? left : BLOCK;
}

/* A block at an end of the row. Pixels outside the row are 0. */
AVX2_INLINE __m128i load_part(const unsigned char *row, ptrdiff_t block, ptrdiff_t count, int size)
{
    unsigned char part[BLOCK_OUT] = {0};
    if (count > 0)
        memcpy(part, row + block * BLOCK * size, (size_t)(count * size));
    return load_16(part);
}

AVX2_INLINE void store_part(unsigned char *row, ptrdiff_t block, ptrdiff_t count, __m128i pixels)
{
    unsigned char part[BLOCK_OUT];
    store_16(part, pixels);
    if (count > 0)
        memcpy(row + block * BLOCK_OUT, part, (size_t)count * 4);
}

/*
 * is_inner: the block of each row is inside the row, and reading 16 bytes does not leave it. The
 * compiler makes one loop with this constant, and one without.
 */
AVX2_INLINE __m128i load_samples(const four_rows *self, bool is_inner, int row, ptrdiff_t step)
{
    ptrdiff_t block = step - row;
    int size = self->channels;
    __m128i samples = is_inner ? load_16(self->in[row] + block * BLOCK * size)
                               : load_part(self->in[row], block, pixels_in(self, block), size);
    return reorder(size, samples);
}

AVX2_INLINE __m128i load_prior(const four_rows *self, bool is_inner, ptrdiff_t step)
{
    return is_inner ? load_16(self->prior + step * BLOCK_OUT)
                    : load_part(self->prior, step, pixels_in(self, step), 4);
}

AVX2_INLINE void store_pixels(const four_rows *self, bool is_inner, int row, ptrdiff_t step,
                              __m128i pixels)
{
    ptrdiff_t block = step - row;
    pixels = set_alpha(self->channels, pixels);
    if (is_inner)
        store_16(self->out[row] + block * BLOCK_OUT, pixels);
    else
        store_part(self->out[row], block, pixels_in(self, block), pixels);
}

/* ---- four blocks ----------------------------------------------------------------------------- */

AVX2_INLINE __m256i join(__m128i low, __m128i high)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

/* From a block of each row to registers of one pixel of each row. */
AVX2_INLINE void load_blocks(const four_rows *self, bool is_inner, ptrdiff_t step,
                             __m256i pixels[BLOCK])
{
    const __m256i zero = _mm256_setzero_si256();
    __m256i even =
        join(load_samples(self, is_inner, 0, step), load_samples(self, is_inner, 2, step));
    __m256i odd =
        join(load_samples(self, is_inner, 1, step), load_samples(self, is_inner, 3, step));
    __m256i first = _mm256_unpacklo_epi32(even, odd);
    __m256i second = _mm256_unpackhi_epi32(even, odd);
    pixels[0] = _mm256_unpacklo_epi8(first, zero);
    pixels[1] = _mm256_unpackhi_epi8(first, zero);
    pixels[2] = _mm256_unpacklo_epi8(second, zero);
    pixels[3] = _mm256_unpackhi_epi8(second, zero);
}

AVX2_INLINE void store_blocks(const four_rows *self, bool is_inner, ptrdiff_t step)
{
    __m256 first = _mm256_castsi256_ps(_mm256_packus_epi16(self->done[0], self->done[1]));
    __m256 second = _mm256_castsi256_ps(_mm256_packus_epi16(self->done[2], self->done[3]));
    __m256i even = _mm256_castps_si256(_mm256_shuffle_ps(first, second, 0x88));
    __m256i odd = _mm256_castps_si256(_mm256_shuffle_ps(first, second, 0xDD));
    store_pixels(self, is_inner, 0, step, _mm256_castsi256_si128(even));
    store_pixels(self, is_inner, 1, step, _mm256_castsi256_si128(odd));
    store_pixels(self, is_inner, 2, step, _mm256_extracti128_si256(even, 1));
    store_pixels(self, is_inner, 3, step, _mm256_extracti128_si256(odd, 1));
}

/* The pixels above: for row 0 those of prior, for the others the last block of the row above. */
AVX2_INLINE void find_above(const four_rows *self, bool is_inner, ptrdiff_t step,
                            __m256i above[BLOCK])
{
    enum { DOWN = 0x90, FIRST_LANE = 3 };
    __m256i prior = _mm256_cvtepu8_epi16(load_prior(self, is_inner, step));
    above[0] = _mm256_blend_epi32(_mm256_permute4x64_epi64(self->done[0], DOWN), prior, FIRST_LANE);
    above[1] = _mm256_blend_epi32(_mm256_permute4x64_epi64(self->done[1], DOWN),
                                  _mm256_permute4x64_epi64(prior, 1), FIRST_LANE);
    above[2] = _mm256_blend_epi32(_mm256_permute4x64_epi64(self->done[2], DOWN),
                                  _mm256_permute4x64_epi64(prior, 2), FIRST_LANE);
    above[3] = _mm256_blend_epi32(_mm256_permute4x64_epi64(self->done[3], DOWN),
                                  _mm256_permute4x64_epi64(prior, 3), FIRST_LANE);
}

/* Rows that have not begun stay 0: all that they are computed from is 0. */
AVX2_INLINE void do_step(four_rows *self, bool is_inner, bool all_paeth, ptrdiff_t step)
{
    __m256i pixels[BLOCK];
    __m256i above[BLOCK];
    load_blocks(self, is_inner, step, pixels);
    find_above(self, is_inner, step, above);
    for (int i = 0; i < BLOCK; i++)
        self->done[i] = next_pixel(&self->lanes, all_paeth, pixels[i], above[i]);
    store_blocks(self, is_inner, step);
}

AVX2_INLINE void do_rows(four_rows *self, bool all_paeth)
{
    /* Reading 16 bytes of samples takes up to two pixels more than a block. */
    const ptrdiff_t inner = (self->width - 2) / BLOCK;
    const ptrdiff_t blocks = (self->width + BLOCK - 1) / BLOCK;
    ptrdiff_t step = 0;
    for (; step < ROWS - 1; step++)
        do_step(self, false, all_paeth, step);
    for (; step < inner; step++)
        do_step(self, true, all_paeth, step);
    for (; step < blocks + ROWS - 1; step++)
        do_step(self, false, all_paeth, step);
}

/* All bits of the lanes of rows with this filter. */
AVX2_INLINE __m256i rows_with(const int *filters, short filter)
{
    __m128i equal =
        _mm_cmpeq_epi32(load_16((const unsigned char *)filters), _mm_set1_epi32(filter));
    return _mm256_cvtepi32_epi64(equal);
}

AVX2_INLINE void undo_four(int channels, unsigned char *const *outs,
                           const unsigned char *const *filtered, const unsigned char *prior,
                           const int *filters, int width)
{
    const __m256i zero = _mm256_setzero_si256();
    four_rows rows = {.out = outs,
                      .in = filtered,
                      .prior = prior,
                      .width = width,
                      .channels = channels,
                      .lanes = begin_lanes(filters),
                      .done = {zero, zero, zero, zero}};
    if (_mm256_movemask_epi8(rows.lanes.is_paeth) == -1)
        do_rows(&rows, true);
    else
        do_rows(&rows, false);
}

AVX2 static void undo_rgb(unsigned char *const *outs, const unsigned char *const *filtered,
                          const unsigned char *prior, const int *filters, int width)
{
    undo_four(3, outs, filtered, prior, filters, width);
}

AVX2 static void undo_rgba(unsigned char *const *outs, const unsigned char *const *filtered,
                           const unsigned char *prior, const int *filters, int width)
{
    undo_four(4, outs, filtered, prior, filters, width);
}

const qsm_png_undo_group qsm__png_undo_rgb = {ROWS, undo_rgb};
const qsm_png_undo_group qsm__png_undo_rgba = {ROWS, undo_rgba};

#endif
