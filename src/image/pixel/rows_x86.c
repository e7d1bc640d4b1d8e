/* SPDX-License-Identifier: MIT */
#include "image/pixel/rows_x86.h"

#if QSM_CPU_X86

#include <immintrin.h>
#include <stddef.h>

#include "image/pixel/premultiply.h"
#include "image/pixel/rows.h"

#define WITH(features) __attribute__((target(features)))

/* B G R x of 4 pixels become R G B, 4 times, in the low 12 bytes. */
WITH("ssse3") static __m128i rgb32_order(void)
{
    return _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
}

/* B G R A becomes R G B A. */
WITH("ssse3") static __m128i argb32_order(void)
{
    return _mm_setr_epi8(2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15);
}

/* R G B x of 16 bits, 2 pixels, become R G B with the high byte first, in the low 12 bytes. */
WITH("ssse3") static __m128i rgbx64_order(void)
{
    return _mm_setr_epi8(1, 0, 3, 2, 5, 4, 9, 8, 11, 10, 13, 12, -1, -1, -1, -1);
}

/* The high byte of each 16-bit sample comes first. */
WITH("ssse3") static __m128i swapped_order(void)
{
    return _mm_setr_epi8(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
}

/* order leaves 12 bytes of each 16. 64 bytes become 48: 3 whole registers. */
WITH("ssse3")
static void close_up(unsigned char *out, const unsigned char *row, __m128i order)
{
    const __m128i *in = (const __m128i *)(const void *)row;
    __m128i a = _mm_shuffle_epi8(_mm_loadu_si128(in), order);
    __m128i b = _mm_shuffle_epi8(_mm_loadu_si128(in + 1), order);
    __m128i c = _mm_shuffle_epi8(_mm_loadu_si128(in + 2), order);
    __m128i d = _mm_shuffle_epi8(_mm_loadu_si128(in + 3), order);
    __m128i *to = (__m128i *)(void *)out;
    _mm_storeu_si128(to, _mm_or_si128(a, _mm_slli_si128(b, 12)));
    _mm_storeu_si128(to + 1, _mm_or_si128(_mm_srli_si128(b, 4), _mm_slli_si128(c, 8)));
    _mm_storeu_si128(to + 2, _mm_or_si128(_mm_srli_si128(c, 8), _mm_slli_si128(d, 4)));
}

WITH("ssse3") void qsm__row_rgb32_ssse3(unsigned char *out, const unsigned char *row, int width)
{
    const __m128i order = rgb32_order();
    int x = 0;
    for (; x + 16 <= width; x += 16, row += 64, out += 48)
        close_up(out, row, order);
    qsm__row_rgb32(out, row, width - x);
}

WITH("ssse3") void qsm__row_rgbx64_ssse3(unsigned char *out, const unsigned char *row, int width)
{
    const __m128i order = rgbx64_order();
    int x = 0;
    for (; x + 8 <= width; x += 8, row += 64, out += 48)
        close_up(out, row, order);
    qsm__row_rgbx64(out, row, width - x);
}

WITH("ssse3") void qsm__row_rgba64_ssse3(unsigned char *out, const unsigned char *row, int width)
{
    const __m128i order = swapped_order();
    int x = 0;
    for (; x + 2 <= width; x += 2, row += 16, out += 16) {
        __m128i in = _mm_loadu_si128((const __m128i *)(const void *)row);
        _mm_storeu_si128((__m128i *)(void *)out, _mm_shuffle_epi8(in, order));
    }
    qsm__row_rgba64(out, row, width - x);
}

WITH("avx2") void qsm__row_rgb32_avx2(unsigned char *out, const unsigned char *row, int width)
{
    const __m256i order = _mm256_broadcastsi128_si256(rgb32_order());
    const __m256i close_up = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
    int x = 0;
    /* 8 pixels become 24 bytes. The store writes 8 bytes more, which the next 3 pixels overwrite.
     * So the row must have 3 more pixels. */
    for (; x + 11 <= width; x += 8, row += 32, out += 24) {
        __m256i in = _mm256_loadu_si256((const __m256i *)(const void *)row);
        __m256i rgb = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(in, order), close_up);
        _mm256_storeu_si256((__m256i *)(void *)out, rgb);
    }
    qsm__row_rgb32(out, row, width - x);
}

WITH("ssse3") void qsm__row_argb32_ssse3(unsigned char *out, const unsigned char *row, int width)
{
    const __m128i order = argb32_order();
    int x = 0;
    for (; x + 4 <= width; x += 4, row += 16, out += 16) {
        __m128i in = _mm_loadu_si128((const __m128i *)(const void *)row);
        _mm_storeu_si128((__m128i *)(void *)out, _mm_shuffle_epi8(in, order));
    }
    qsm__row_argb32(out, row, width - x);
}

WITH("avx2") void qsm__row_argb32_avx2(unsigned char *out, const unsigned char *row, int width)
{
    const __m256i order = _mm256_broadcastsi128_si256(argb32_order());
    int x = 0;
    for (; x + 8 <= width; x += 8, row += 32, out += 32) {
        __m256i in = _mm256_loadu_si256((const __m256i *)(const void *)row);
        _mm256_storeu_si256((__m256i *)(void *)out, _mm256_shuffle_epi8(in, order));
    }
    qsm__row_argb32(out, row, width - x);
}

/* Makes one channel of 8 pixels straight. It is in the low byte of each 32-bit lane. */
WITH("avx2") static __m256i straighten(__m256i channel, __m256i inverse)
{
    const __m256i half = _mm256_set1_epi32(32768);
    __m256i product = _mm256_add_epi32(_mm256_mullo_epi32(channel, inverse), half);
    return _mm256_min_epu32(_mm256_srli_epi32(product, 16), _mm256_set1_epi32(255));
}

/* Makes 8 pixels of R G B A straight. */
WITH("avx2") static __m256i unpremultiply(__m256i pixels)
{
    const __m256i low = _mm256_set1_epi32(255);
    __m256i alpha = _mm256_srli_epi32(pixels, 24);
    __m256i inverse =
        _mm256_i32gather_epi32((const int *)(const void *)qsm__inverse_alphas, alpha, 4);
    __m256i r = straighten(_mm256_and_si256(pixels, low), inverse);
    __m256i g = straighten(_mm256_and_si256(_mm256_srli_epi32(pixels, 8), low), inverse);
    __m256i b = straighten(_mm256_and_si256(_mm256_srli_epi32(pixels, 16), low), inverse);
    __m256i rg = _mm256_or_si256(r, _mm256_slli_epi32(g, 8));
    __m256i ba = _mm256_or_si256(_mm256_slli_epi32(b, 16), _mm256_slli_epi32(alpha, 24));
    return _mm256_or_si256(rg, ba);
}

WITH("avx2")
void qsm__row_argb32_premultiplied_avx2(unsigned char *out, const unsigned char *row, int width)
{
    const __m256i order = _mm256_broadcastsi128_si256(argb32_order());
    int x = 0;
    for (; x + 8 <= width; x += 8, row += 32, out += 32) {
        __m256i in = _mm256_loadu_si256((const __m256i *)(const void *)row);
        __m256i straight = unpremultiply(_mm256_shuffle_epi8(in, order));
        _mm256_storeu_si256((__m256i *)(void *)out, straight);
    }
    qsm__row_argb32_premultiplied(out, row, width - x);
}

WITH("avx2")
void qsm__row_rgba8888_premultiplied_avx2(unsigned char *out, const unsigned char *row, int width)
{
    int x = 0;
    for (; x + 8 <= width; x += 8, row += 32, out += 32) {
        __m256i in = _mm256_loadu_si256((const __m256i *)(const void *)row);
        _mm256_storeu_si256((__m256i *)(void *)out, unpremultiply(in));
    }
    qsm__row_rgba8888_premultiplied(out, row, width - x);
}

#else
/* C requires a declaration in each file. */
extern int qsm_no_x86_here;
#endif
