/* SPDX-License-Identifier: MIT */
/*
 * The samples of a pixel are put in the order of the image first: filters treat each sample by
 * itself, so their order does not matter to them. The row above is then the image's own, and there
 * is no row in between to write and to read again.
 *
 * The fourth byte of an RGB pixel is computed like the others and then set.
 */
#include "image/png/unfilter_x86.h"

#if QSM_CPU_X86

#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define SSE41_INLINE __attribute__((target("sse4.1"), always_inline)) static inline
#define SSE41 __attribute__((target("sse4.1")))

/* The two kinds of pixel; each use of a function below names its own, so no branch remains. */
enum { RGB = 3, RGBA = 4 };

SSE41_INLINE __m128i order_of(int channels)
{
    return channels == RGB ? _mm_setr_epi8(2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1)
                           : _mm_setr_epi8(2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15);
}

SSE41_INLINE __m128i opaque(int channels)
{
    return channels == RGB ? _mm_set1_epi32((int)0xFF000000U) : _mm_setzero_si128();
}

SSE41_INLINE __m128i load_word(const unsigned char *at)
{
    int32_t word;
    memcpy(&word, at, sizeof word);
    return _mm_cvtsi32_si128(word);
}

SSE41_INLINE void store_word(unsigned char *at, __m128i value)
{
    int32_t word = _mm_cvtsi128_si32(value);
    memcpy(at, &word, sizeof word);
}

/* A pixel's samples in the image's order. One byte behind an RGB pixel is read, but not behind the
 * last one's row. */
SSE41_INLINE __m128i load_pixel(int channels, const unsigned char *at, bool last)
{
    unsigned char bytes[4] = {0};
    if (channels == RGBA || !last)
        return _mm_shuffle_epi8(load_word(at), order_of(channels));
    memcpy(bytes, at, RGB);
    return _mm_shuffle_epi8(load_word(bytes), order_of(channels));
}

SSE41_INLINE __m128i load_four(const unsigned char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

SSE41_INLINE void store_four(unsigned char *at, __m128i value)
{
    _mm_storeu_si128((__m128i *)(void *)at, value);
}

/* How many pixels can be read four at a time, 16 bytes each time, without leaving the row. */
SSE41_INLINE int in_fours(int channels, int width)
{
    int spare = channels == RGB ? 2 : 0;
    return width > spare ? (width - spare) / 4 * 4 : 0;
}

SSE41_INLINE void undo_none(int channels, unsigned char *out, const unsigned char *in, int width)
{
    int x = 0;
    for (; x < in_fours(channels, width); x += 4, in += 4 * channels, out += 16)
        store_four(out, _mm_or_si128(_mm_shuffle_epi8(load_four(in), order_of(channels)),
                                     opaque(channels)));
    for (; x < width; x++, in += channels, out += 4)
        store_word(out, _mm_or_si128(load_pixel(channels, in, x + 1 == width), opaque(channels)));
}

SSE41_INLINE void undo_up(int channels, unsigned char *out, const unsigned char *in,
                          const unsigned char *prior, int width)
{
    int x = 0;
    for (; x < in_fours(channels, width); x += 4, in += 4 * channels, out += 16, prior += 16) {
        __m128i samples = _mm_shuffle_epi8(load_four(in), order_of(channels));
        samples = _mm_add_epi8(samples, load_four(prior));
        store_four(out, _mm_or_si128(samples, opaque(channels)));
    }
    for (; x < width; x++, in += channels, out += 4, prior += 4) {
        __m128i samples = load_pixel(channels, in, x + 1 == width);
        samples = _mm_add_epi8(samples, load_word(prior));
        store_word(out, _mm_or_si128(samples, opaque(channels)));
    }
}

/* Four pixels' running sums in three additions. */
SSE41_INLINE void undo_sub(int channels, unsigned char *out, const unsigned char *in, int width)
{
    __m128i left = _mm_setzero_si128(); /* the pixel before, in all four places */
    int x = 0;
    for (; x < in_fours(channels, width); x += 4, in += 4 * channels, out += 16) {
        __m128i sums = _mm_shuffle_epi8(load_four(in), order_of(channels));
        sums = _mm_add_epi8(sums, _mm_slli_si128(sums, 4));
        sums = _mm_add_epi8(sums, _mm_slli_si128(sums, 8));
        sums = _mm_add_epi8(sums, left);
        left = _mm_shuffle_epi32(sums, 0xFF);
        store_four(out, _mm_or_si128(sums, opaque(channels)));
    }
    for (; x < width; x++, in += channels, out += 4) {
        left = _mm_add_epi8(left, load_pixel(channels, in, x + 1 == width));
        store_word(out, _mm_or_si128(left, opaque(channels)));
    }
}

SSE41_INLINE void undo_average(int channels, unsigned char *out, const unsigned char *in,
                               const unsigned char *prior, int width)
{
    const __m128i one = _mm_set1_epi8(1);
    __m128i left = _mm_setzero_si128();
    for (int x = 0; x < width; x++, in += channels, out += 4, prior += 4) {
        __m128i above = load_word(prior);
        __m128i odd = _mm_and_si128(_mm_xor_si128(left, above), one);
        __m128i average = _mm_sub_epi8(_mm_avg_epu8(left, above), odd);
        left = _mm_add_epi8(load_pixel(channels, in, x + 1 == width), average);
        store_word(out, _mm_or_si128(left, opaque(channels)));
    }
}

/* In words of 16 bits: the distances fit, and only the difference to the left is on the path from
 * pixel to pixel. */
SSE41_INLINE __m128i nearest(__m128i left, __m128i above, __m128i above_left)
{
    __m128i to_left = _mm_sub_epi16(above, above_left);
    __m128i to_above = _mm_sub_epi16(left, above_left);
    __m128i to_both = _mm_abs_epi16(_mm_add_epi16(to_left, to_above));
    to_left = _mm_abs_epi16(to_left);
    to_above = _mm_abs_epi16(to_above);
    __m128i least = _mm_min_epi16(to_both, _mm_min_epi16(to_left, to_above));
    __m128i other = _mm_blendv_epi8(above_left, above, _mm_cmpeq_epi16(least, to_above));
    return _mm_blendv_epi8(other, left, _mm_cmpeq_epi16(least, to_left));
}

SSE41_INLINE void undo_paeth(int channels, unsigned char *out, const unsigned char *in,
                             const unsigned char *prior, int width)
{
    const __m128i zero = _mm_setzero_si128();
    __m128i left = zero;
    __m128i above_left = zero;
    for (int x = 0; x < width; x++, in += channels, out += 4, prior += 4) {
        __m128i above = _mm_unpacklo_epi8(load_word(prior), zero);
        __m128i samples = _mm_unpacklo_epi8(load_pixel(channels, in, x + 1 == width), zero);
        left = _mm_add_epi8(samples, nearest(left, above, above_left));
        above_left = above;
        store_word(out, _mm_or_si128(_mm_packus_epi16(left, left), opaque(channels)));
    }
}

SSE41_INLINE void undo(int channels, unsigned char *out, const unsigned char *in,
                       const unsigned char *prior, int filter, int width)
{
    switch (filter) {
    case QSM_FILTER_SUB:
        undo_sub(channels, out, in, width);
        break;
    case QSM_FILTER_UP:
        undo_up(channels, out, in, prior, width);
        break;
    case QSM_FILTER_AVERAGE:
        undo_average(channels, out, in, prior, width);
        break;
    case QSM_FILTER_PAETH:
        undo_paeth(channels, out, in, prior, width);
        break;
    default:
        undo_none(channels, out, in, width);
        break;
    }
}

SSE41 void qsm_png_unfilter_rgb_sse41(unsigned char *out, const unsigned char *filtered,
                                      const unsigned char *prior, int filter, int width)
{
    undo(RGB, out, filtered, prior, filter, width);
}

SSE41 void qsm_png_unfilter_rgba_sse41(unsigned char *out, const unsigned char *filtered,
                                       const unsigned char *prior, int filter, int width)
{
    undo(RGBA, out, filtered, prior, filter, width);
}

#endif
