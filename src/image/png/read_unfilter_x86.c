/* SPDX-License-Identifier: MIT */
/*
 * First the bytes of a pixel are reordered as in the image. The filters work on single bytes, so
 * the order does not matter to them. The row above can then be the row of the image, and no scratch
 * row is needed.
 *
 * For RGB, the fourth byte of the image is computed like the others, then set.
 */
#include "image/png/read_unfilter_x86.h"

#include <stddef.h>

#if QSM_CPU_X86

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define SSE41_INLINE __attribute__((target("sse4.1"), always_inline)) static inline
#define SSE41 __attribute__((target("sse4.1")))

/*
 * The types of pixel. Each caller of a function below passes a constant, so that the compiler
 * removes all branches.
 */
typedef enum pixel_kind { GRAY, RGB, RGBA, GRAY_DEEP, RGB_DEEP, RGBA_DEEP } pixel_kind;

/* Bytes of a pixel in the PNG and in the image. */
SSE41_INLINE ptrdiff_t size_in(pixel_kind kind)
{
    static const int sizes[] = {1, 3, 4, 2, 6, 8};
    return sizes[kind];
}

SSE41_INLINE ptrdiff_t size_out(pixel_kind kind)
{
    static const int sizes[] = {1, 4, 4, 2, 8, 8};
    return sizes[kind];
}

/*
 * Reorders 16 bytes of whole pixels from PNG to image: swaps red and blue, and the bytes of 16-bit
 * samples.
 */
SSE41_INLINE __m128i reorder(pixel_kind kind, __m128i bytes)
{
    switch (kind) {
    case RGB:
        return _mm_shuffle_epi8(
            bytes, _mm_setr_epi8(2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1));
    case RGBA:
        return _mm_shuffle_epi8(
            bytes, _mm_setr_epi8(2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15));
    case GRAY_DEEP:
    case RGBA_DEEP:
        return _mm_shuffle_epi8(
            bytes, _mm_setr_epi8(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
    case RGB_DEEP:
        return _mm_shuffle_epi8(
            bytes, _mm_setr_epi8(1, 0, 3, 2, 5, 4, -1, -1, 7, 6, 9, 8, 11, 10, -1, -1));
    default:
        return bytes;
    }
}

SSE41_INLINE __m128i set_alpha(pixel_kind kind, __m128i pixels)
{
    if (kind == RGB)
        return _mm_or_si128(pixels, _mm_set1_epi32((int)0xFF000000U));
    if (kind == RGB_DEEP)
        return _mm_or_si128(pixels, _mm_set1_epi64x((long long)0xFFFF000000000000U));
    return pixels;
}

SSE41_INLINE __m128i load_bytes_4(const unsigned char *at)
{
    int value;
    memcpy(&value, at, sizeof value);
    return _mm_cvtsi32_si128(value);
}

/* Loads 1, 2, 3, 4, 6 or 8 bytes, without a temporary copy in memory where possible. */
SSE41_INLINE __m128i load_bytes(const unsigned char *at, ptrdiff_t size)
{
    if (size == 8)
        return _mm_loadl_epi64((const __m128i *)(const void *)at);
    if (size == 6) {
        int16_t high; /* signed: without optimisation _mm_insert_epi16() is a macro for a short */
        memcpy(&high, at + 4, sizeof high);
        return _mm_insert_epi16(load_bytes_4(at), high, 2);
    }
    if (size == 4)
        return load_bytes_4(at);
    unsigned bytes = at[0];
    if (size >= 2)
        bytes |= (unsigned)at[1] << 8U;
    if (size == 3)
        bytes |= (unsigned)at[2] << 16U;
    return _mm_cvtsi32_si128((int)bytes);
}

SSE41_INLINE void store_bytes(unsigned char *at, __m128i value, ptrdiff_t size)
{
    int low = _mm_cvtsi128_si32(value);
    if (size == 8)
        _mm_storel_epi64((__m128i *)(void *)at, value);
    else
        memcpy(at, &low, (size_t)size);
}

/*
 * Loads a pixel in the order of the image. For speed, 1 or 2 bytes more than a pixel of three
 * samples are read. For the last pixel of a row they are not.
 */
SSE41_INLINE __m128i load_pixel(pixel_kind kind, const unsigned char *at, bool last)
{
    ptrdiff_t size = last ? size_in(kind) : size_out(kind);
    return reorder(kind, load_bytes(at, size));
}

SSE41_INLINE __m128i load_16(const unsigned char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

SSE41_INLINE void store_16(unsigned char *at, __m128i value)
{
    _mm_storeu_si128((__m128i *)(void *)at, value);
}

/*
 * step_of(): the pixels of a step, which reads and writes 16 bytes. wide_part(): the pixels of a
 * row that steps can read without leaving the row.
 */
SSE41_INLINE ptrdiff_t step_of(pixel_kind kind)
{
    return 16 / size_out(kind);
}

SSE41_INLINE ptrdiff_t wide_part(pixel_kind kind, int width)
{
    ptrdiff_t spare = (16 - step_of(kind) * size_in(kind) + size_in(kind) - 1) / size_in(kind);
    return width > spare ? (width - spare) / step_of(kind) * step_of(kind) : 0;
}

/* No filter, or Up. */
SSE41_INLINE void undo_up(pixel_kind kind, bool add, unsigned char *out, const unsigned char *in,
                          const unsigned char *prior, int width)
{
    ptrdiff_t wide = wide_part(kind, width);
    ptrdiff_t x = 0;
    for (; x < wide; x += step_of(kind), in += step_of(kind) * size_in(kind), out += 16) {
        __m128i pixels = reorder(kind, load_16(in));
        if (add)
            pixels = _mm_add_epi8(pixels, load_16(prior + x * size_out(kind)));
        store_16(out, set_alpha(kind, pixels));
    }
    for (; x < width; x++, in += size_in(kind), out += size_out(kind)) {
        __m128i pixel = load_pixel(kind, in, x + 1 == width);
        if (add)
            pixel = _mm_add_epi8(pixel, load_bytes(prior + x * size_out(kind), size_out(kind)));
        store_bytes(out, set_alpha(kind, pixel), size_out(kind));
    }
}

/*
 * Prefix sums of 4, 8 or 16 pixels with few additions. *left is the sum before them, and receives
 * their last sum, repeated in all places.
 */
SSE41_INLINE __m128i sum_pixels(pixel_kind kind, __m128i pixels, __m128i *left)
{
    if (size_out(kind) <= 1)
        pixels = _mm_add_epi8(pixels, _mm_slli_si128(pixels, 1));
    if (size_out(kind) <= 2)
        pixels = _mm_add_epi8(pixels, _mm_slli_si128(pixels, 2));
    if (size_out(kind) <= 4)
        pixels = _mm_add_epi8(pixels, _mm_slli_si128(pixels, 4));
    pixels = _mm_add_epi8(_mm_add_epi8(pixels, _mm_slli_si128(pixels, 8)), *left);
    if (size_out(kind) == 1)
        *left = _mm_shuffle_epi8(pixels, _mm_set1_epi8(15));
    else if (size_out(kind) == 2)
        *left = _mm_shuffle_epi8(pixels, _mm_set1_epi16(0x0F0E));
    else
        *left = size_out(kind) == 4 ? _mm_shuffle_epi32(pixels, 0xFF)
                                    : _mm_unpackhi_epi64(pixels, pixels);
    return pixels;
}

SSE41_INLINE void undo_sub(pixel_kind kind, unsigned char *out, const unsigned char *in, int width)
{
    __m128i left = _mm_setzero_si128();
    ptrdiff_t wide = wide_part(kind, width);
    ptrdiff_t x = 0;
    for (; x < wide; x += step_of(kind), in += step_of(kind) * size_in(kind), out += 16)
        store_16(out, set_alpha(kind, sum_pixels(kind, reorder(kind, load_16(in)), &left)));
    for (; x < width; x++, in += size_in(kind), out += size_out(kind)) {
        left = _mm_add_epi8(left, load_pixel(kind, in, x + 1 == width));
        store_bytes(out, set_alpha(kind, left), size_out(kind));
    }
}

/*
 * Computes in 16 bits, so that the differences fit. Only the difference to the left neighbour
 * depends on the pixel before.
 */
SSE41_INLINE __m128i paeth(__m128i left, __m128i above, __m128i above_left)
{
    __m128i to_left = _mm_sub_epi16(above, above_left);
    __m128i to_above = _mm_sub_epi16(left, above_left);
    __m128i to_both = _mm_abs_epi16(_mm_add_epi16(to_left, to_above));
    to_left = _mm_abs_epi16(to_left);
    to_above = _mm_abs_epi16(to_above);
    __m128i minimum = _mm_min_epi16(to_both, _mm_min_epi16(to_left, to_above));
    __m128i other = _mm_blendv_epi8(above_left, above, _mm_cmpeq_epi16(minimum, to_above));
    return _mm_blendv_epi8(other, left, _mm_cmpeq_epi16(minimum, to_left));
}

SSE41_INLINE __m128i predict(int filter, __m128i left, __m128i above, __m128i above_left)
{
    return filter == QSM_FILTER_PAETH ? paeth(left, above, above_left)
                                      : _mm_srli_epi16(_mm_add_epi16(left, above), 1);
}

SSE41_INLINE __m128i widen(__m128i bytes)
{
    return _mm_unpacklo_epi8(bytes, _mm_setzero_si128());
}

SSE41_INLINE void store_values(pixel_kind kind, unsigned char *out, __m128i values)
{
    store_bytes(out, set_alpha(kind, _mm_packus_epi16(values, values)), size_out(kind));
}

/* A pixel of a row with a filter that depends on the pixel before. */
SSE41_INLINE __m128i next_pixel(pixel_kind kind, int filter, const unsigned char *in, bool last,
                                __m128i left, __m128i above, __m128i above_left)
{
    return _mm_add_epi8(widen(load_pixel(kind, in, last)),
                        predict(filter, left, above, above_left));
}

SSE41_INLINE void undo_slow(pixel_kind kind, int filter, unsigned char *out,
                            const unsigned char *in, const unsigned char *prior, int width)
{
    __m128i left = _mm_setzero_si128();
    __m128i above_left = left;
    __m128i above;
    for (ptrdiff_t x = 1; x < width; x++) {
        above = widen(load_bytes(prior, size_out(kind)));
        left = next_pixel(kind, filter, in, false, left, above, above_left);
        store_values(kind, out, left);
        above_left = above;
        in += size_in(kind);
        out += size_out(kind);
        prior += size_out(kind);
    }
    above = widen(load_bytes(prior, size_out(kind)));
    store_values(kind, out, next_pixel(kind, filter, in, true, left, above, above_left));
}

/* The pixels for the next step of two rows. */
typedef struct two_rows {
    __m128i above; /* above the first row */
    __m128i first;
    __m128i first_left;
    __m128i second;
} two_rows;

SSE41_INLINE void step_first(pixel_kind kind, int filter, two_rows *rows, unsigned char *out,
                             const unsigned char *in, bool last, const unsigned char *prior)
{
    __m128i above = widen(load_bytes(prior, size_out(kind)));
    __m128i next = next_pixel(kind, filter, in, last, rows->first, above, rows->above);
    store_values(kind, out, next);
    rows->above = above;
    rows->first_left = rows->first;
    rows->first = next;
}

/*
 * Unfilters two rows together. The second row is one pixel behind the first, because it needs the
 * pixel above. A pixel costs the latency of a chain of instructions. Two independent chains take no
 * longer than one.
 */
SSE41_INLINE void undo_slow_two(pixel_kind kind, int filter_1, int filter_2,
                                unsigned char *const outs[2], const unsigned char *const ins[2],
                                const unsigned char *prior, int width)
{
    const unsigned char *in_1 = ins[0];
    const unsigned char *in_2 = ins[1];
    unsigned char *out_1 = outs[0];
    unsigned char *out_2 = outs[1];
    two_rows rows = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128(),
                     _mm_setzero_si128()};
    step_first(kind, filter_1, &rows, out_1, in_1, width == 1, prior);
    for (ptrdiff_t x = 1; x < width; x++) {
        /* The second row first: it needs the old pixels of the first row. */
        __m128i second =
            next_pixel(kind, filter_2, in_2, false, rows.second, rows.first, rows.first_left);
        in_1 += size_in(kind);
        out_1 += size_out(kind);
        prior += size_out(kind);
        if (x + 1 < width)
            step_first(kind, filter_1, &rows, out_1, in_1, false, prior);
        else
            step_first(kind, filter_1, &rows, out_1, in_1, true, prior);
        store_values(kind, out_2, second);
        rows.second = second;
        in_2 += size_in(kind);
        out_2 += size_out(kind);
    }
    store_values(kind, out_2,
                 next_pixel(kind, filter_2, in_2, true, rows.second, rows.first, rows.first_left));
}

SSE41_INLINE void undo_row(pixel_kind kind, unsigned char *out, const unsigned char *in,
                           const unsigned char *prior, int filter, int width)
{
    switch (filter) {
    case QSM_FILTER_SUB:
        undo_sub(kind, out, in, width);
        break;
    case QSM_FILTER_UP:
        undo_up(kind, true, out, in, prior, width);
        break;
    case QSM_FILTER_AVERAGE:
        undo_slow(kind, QSM_FILTER_AVERAGE, out, in, prior, width);
        break;
    case QSM_FILTER_PAETH:
        undo_slow(kind, QSM_FILTER_PAETH, out, in, prior, width);
        break;
    default:
        undo_up(kind, false, out, in, prior, width);
        break;
    }
}

SSE41_INLINE void undo_two(pixel_kind kind, unsigned char *const outs[2],
                           const unsigned char *const in[2], const unsigned char *prior,
                           const int filters[2], int width)
{
    if (filters[0] == QSM_FILTER_PAETH && filters[1] == QSM_FILTER_PAETH)
        undo_slow_two(kind, QSM_FILTER_PAETH, QSM_FILTER_PAETH, outs, in, prior, width);
    else if (filters[0] == QSM_FILTER_PAETH)
        undo_slow_two(kind, QSM_FILTER_PAETH, QSM_FILTER_AVERAGE, outs, in, prior, width);
    else if (filters[1] == QSM_FILTER_PAETH)
        undo_slow_two(kind, QSM_FILTER_AVERAGE, QSM_FILTER_PAETH, outs, in, prior, width);
    else
        undo_slow_two(kind, QSM_FILTER_AVERAGE, QSM_FILTER_AVERAGE, outs, in, prior, width);
}

#define FUNCTIONS_OF(kind, name)                                                                   \
    SSE41 static void name##_row(unsigned char *out, const unsigned char *filtered,                \
                                 const unsigned char *prior, int filter, int width)                \
    {                                                                                              \
        undo_row(kind, out, filtered, prior, filter, width);                                       \
    }                                                                                              \
    SSE41 static void name##_two(unsigned char *const outs[2],                                     \
                                 const unsigned char *const filtered[2],                           \
                                 const unsigned char *prior, const int filters[2], int width)      \
    {                                                                                              \
        undo_two(kind, outs, filtered, prior, filters, width);                                     \
    }

FUNCTIONS_OF(GRAY, gray)
FUNCTIONS_OF(RGB, rgb)
FUNCTIONS_OF(RGBA, rgba)
FUNCTIONS_OF(GRAY_DEEP, gray_deep)
FUNCTIONS_OF(RGB_DEEP, rgb_deep)
FUNCTIONS_OF(RGBA_DEEP, rgba_deep)

const qsm_png_undo *qsm__png_find_undo(int channels, int depth, unsigned features)
{
    static const qsm_png_undo shallow[] = {
        {NULL, NULL}, {gray_row, gray_two}, {NULL, NULL}, {rgb_row, rgb_two}, {rgba_row, rgba_two}};
    static const qsm_png_undo deep[] = {{NULL, NULL},
                                        {gray_deep_row, gray_deep_two},
                                        {NULL, NULL},
                                        {rgb_deep_row, rgb_deep_two},
                                        {rgba_deep_row, rgba_deep_two}};
    if ((features & QSM_CPU_SSE41) == 0 || depth < 8)
        return NULL;
    const qsm_png_undo *found = depth == 8 ? &shallow[channels] : &deep[channels];
    return found->row != NULL ? found : NULL;
}

#else

const qsm_png_undo *qsm__png_find_undo(int channels, int depth, unsigned features)
{
    (void)channels;
    (void)depth;
    (void)features;
    return NULL;
}

#endif
