/* SPDX-License-Identifier: MIT */
/*
 * SIMD variants of write_filter.c for the middle of a row. Call them only if QSM_CPU_AVX2 is set.
 */
#ifndef QSM_IMAGE_PNG_WRITE_FILTER_X86_H
#define QSM_IMAGE_PNG_WRITE_FILTER_X86_H

#include "image/pixel/cpu.h"
#include "image/png/write_filter.h"

#if QSM_CPU_X86
/*
 * Filters size bytes, a multiple of 32. At least distance samples must be before them. Returns the
 * cost.
 */
uint64_t qsm__png_filter_avx2(int filter, unsigned char *out, const unsigned char *row,
                              const unsigned char *prior, size_t size, size_t distance);

/* The cost of size bytes without a filter. size is a multiple of 32. */
uint64_t qsm__png_cost_avx2(const unsigned char *bytes, size_t size);

/*
 * The costs of Sub, Up, Average and Paeth for the first 32 bytes, and for every second 32 after
 * them that are whole. At least distance samples must be before them.
 */
void qsm__png_costs_avx2(uint64_t costs[4], const unsigned char *row, const unsigned char *prior,
                         size_t size, size_t distance);
#endif

#endif
