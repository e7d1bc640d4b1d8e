/* SPDX-License-Identifier: MIT */
/*
 * Filters 32 bytes at a time. A filter reads only samples that exist already, so the bytes of a row
 * are independent of each other. (When a filter is undone they are not: see read_unfilter_x86.c.)
 */
#include "image/png/write_filter_x86.h"

#if QSM_CPU_X86

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))
#define AVX2_INLINE __attribute__((target("avx2"), always_inline)) static inline

AVX2_INLINE __m256i load(const unsigned char *at)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

/* Adds the cost of 8 bytes to each of 4 counters: the absolute value of x, taken as signed. */
AVX2_INLINE __m256i add_cost(__m256i cost, __m256i x)
{
    return _mm256_add_epi64(cost, _mm256_sad_epu8(_mm256_abs_epi8(x), _mm256_setzero_si256()));
}

AVX2_INLINE uint64_t sum(__m256i cost)
{
    uint64_t parts[4];
    _mm256_storeu_si256((__m256i *)(void *)parts, cost);
    return parts[0] + parts[1] + parts[2] + parts[3];
}

AVX2_INLINE __m256i difference(__m256i x, __m256i y)
{
    return _mm256_sub_epi8(_mm256_max_epu8(x, y), _mm256_min_epu8(x, y));
}

/* (left + above) / 2. The average instruction rounds up, so 1 is subtracted for odd sums. */
AVX2_INLINE __m256i average(__m256i left, __m256i above)
{
    __m256i odd = _mm256_and_si256(_mm256_xor_si256(left, above), _mm256_set1_epi8(1));
    return _mm256_sub_epi8(_mm256_avg_epu8(left, above), odd);
}

/*
 * Paeth in bytes. Let a = left, b = above, c = above left. If a and b are both above c or both
 * below c, then |a + b - 2c| is the sum of the other two distances, so it is never the minimum and
 * any large value can replace it. Else it is their difference. If distances are equal, a is chosen
 * before b, and b before c.
 */
AVX2_INLINE __m256i paeth(__m256i a, __m256i b, __m256i c)
{
    __m256i to_a = difference(b, c);
    __m256i to_b = difference(a, c);
    __m256i above_c = _mm256_cmpeq_epi8(_mm256_min_epu8(b, c), c);
    __m256i left_c = _mm256_cmpeq_epi8(_mm256_min_epu8(a, c), c);
    __m256i same_side = _mm256_cmpeq_epi8(above_c, left_c);
    __m256i to_c = _mm256_or_si256(difference(to_a, to_b), same_side);
    __m256i minimum = _mm256_min_epu8(to_c, _mm256_min_epu8(to_a, to_b));
    __m256i b_or_c = _mm256_blendv_epi8(c, b, _mm256_cmpeq_epi8(minimum, to_b));
    return _mm256_blendv_epi8(b_or_c, a, _mm256_cmpeq_epi8(minimum, to_a));
}

AVX2_INLINE __m256i predict(int filter, const unsigned char *row, const unsigned char *prior,
                            size_t distance)
{
    switch (filter) {
    case QSM_FILTER_SUB:
        return load(row - distance);
    case QSM_FILTER_UP:
        return load(prior);
    case QSM_FILTER_AVERAGE:
        return average(load(row - distance), load(prior));
    case QSM_FILTER_PAETH:
        return paeth(load(row - distance), load(prior), load(prior - distance));
    default:
        return _mm256_setzero_si256();
    }
}

/* Each caller passes a constant filter, so that the compiler makes one loop for each. */
AVX2_INLINE uint64_t filter_vectors(int filter, unsigned char *out, const unsigned char *row,
                                    const unsigned char *prior, size_t size, size_t distance)
{
    __m256i cost = _mm256_setzero_si256();
    for (size_t i = 0; i < size; i += sizeof cost) {
        __m256i x = _mm256_sub_epi8(load(row + i), predict(filter, row + i, prior + i, distance));
        _mm256_storeu_si256((__m256i *)(void *)(out + i), x);
        cost = add_cost(cost, x);
    }
    return sum(cost);
}

AVX2 uint64_t qsm__png_filter_avx2(int filter, unsigned char *out, const unsigned char *row,
                                   const unsigned char *prior, size_t size, size_t distance)
{
    switch (filter) {
    case QSM_FILTER_SUB:
        return filter_vectors(QSM_FILTER_SUB, out, row, prior, size, distance);
    case QSM_FILTER_UP:
        return filter_vectors(QSM_FILTER_UP, out, row, prior, size, distance);
    case QSM_FILTER_AVERAGE:
        return filter_vectors(QSM_FILTER_AVERAGE, out, row, prior, size, distance);
    case QSM_FILTER_PAETH:
        return filter_vectors(QSM_FILTER_PAETH, out, row, prior, size, distance);
    default:
        return filter_vectors(QSM_FILTER_NONE, out, row, prior, size, distance);
    }
}

AVX2 uint64_t qsm__png_cost_avx2(const unsigned char *bytes, size_t size)
{
    __m256i cost = _mm256_setzero_si256();
    for (size_t i = 0; i < size; i += sizeof cost)
        cost = add_cost(cost, load(bytes + i));
    return sum(cost);
}

AVX2 void qsm__png_costs_avx2(uint64_t costs[4], const unsigned char *row,
                              const unsigned char *prior, size_t size, size_t distance)
{
    __m256i sub = _mm256_setzero_si256();
    __m256i up = sub;
    __m256i mean = sub;
    __m256i nearest = sub;
    for (size_t i = 0; i + sizeof sub <= size; i += 2 * sizeof sub) {
        __m256i x = load(row + i);
        __m256i a = load(row + i - distance);
        __m256i b = load(prior + i);
        __m256i c = load(prior + i - distance);
        sub = add_cost(sub, _mm256_sub_epi8(x, a));
        up = add_cost(up, _mm256_sub_epi8(x, b));
        mean = add_cost(mean, _mm256_sub_epi8(x, average(a, b)));
        nearest = add_cost(nearest, _mm256_sub_epi8(x, paeth(a, b, c)));
    }
    costs[0] = sum(sub);
    costs[1] = sum(up);
    costs[2] = sum(mean);
    costs[3] = sum(nearest);
}

#endif
