/* SPDX-License-Identifier: MIT */
/* Filters: doing and undoing them, and the SIMD variants against the plain C over random rows. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/cpu.h"
#include "image/png/filter.h"
#include "image/png/filter_x86.h"
#include "image/png/rows.h"
#include "image/png/unfilter_x86.h"
#include "suite.h"

enum { MOST = 4096 };

static uint32_t state = 1;

static uint32_t next_random(void)
{
    state = state * 1664525U + 1013904223U;
    return state >> 8U;
}

/* Noise, or steps of a few values where distances tie. */
static void fill(unsigned char *out, size_t size)
{
    bool noise = next_random() % 2 == 0;
    for (size_t i = 0; i < size; i++)
        out[i] = (unsigned char)(noise ? next_random() : next_random() % 3 * 127);
}

static void test_there_and_back(void)
{
    static unsigned char row[MOST], prior[MOST], filtered[MOST];
    for (int run = 0; run < 2000; run++) {
        size_t distance = 1 + next_random() % 8;
        size_t size = 1 + next_random() % 300;
        int filter = (int)(next_random() % QSM_FILTER_COUNT);
        const qsm_png_filtering how = {size, distance, 0, qsm_cpu_features()};
        fill(row, size);
        fill(prior, size);
        qsm_png_filter(&how, filter, filtered, row, prior);
        qsm_png_unfilter(filter, filtered, prior, size, distance);
        CU_ASSERT_EQUAL(memcmp(filtered, row, size), 0);
    }
}

static void test_filter_variants(void)
{
    static unsigned char row[MOST], prior[MOST], plain[MOST], wide[MOST];
    for (int run = 0; run < 2000; run++) {
        size_t size = 1 + next_random() % 300;
        qsm_png_filtering how = {size, 1 + next_random() % 8, 0, 0};
        int filter = (int)(next_random() % QSM_FILTER_COUNT);
        fill(row, size);
        fill(prior, size);
        uint64_t cost = qsm_png_filter(&how, filter, plain, row, prior);
        how.features = qsm_cpu_features();
        CU_ASSERT_EQUAL(qsm_png_filter(&how, filter, wide, row, prior), cost);
        CU_ASSERT_EQUAL(memcmp(plain, wide, size), 0);
    }
}

/* Every triple of neighbours, four steps apart, and all around the ties. */
static void test_paeth(void)
{
    static unsigned char row[MOST], prior[MOST], plain[MOST], wide[MOST];
    qsm_png_filtering how = {MOST, 4, 0, 0};
    for (int left = 0; left < 256; left += 3) {
        for (int above_left = 0; above_left < 256; above_left++) {
            for (size_t i = 0; i < 256 * 8; i++) {
                bool second = i % 8 >= 4;
                row[i] = (unsigned char)left;
                prior[i] = (unsigned char)(second ? i / 8 : (size_t)above_left);
            }
            how.size = 256 * 8;
            how.features = 0;
            uint64_t cost = qsm_png_filter(&how, QSM_FILTER_PAETH, plain, row, prior);
            how.features = qsm_cpu_features();
            if (qsm_png_filter(&how, QSM_FILTER_PAETH, wide, row, prior) != cost ||
                memcmp(plain, wide, how.size) != 0)
                CU_FAIL("Paeth differs");
        }
    }
    CU_ASSERT_EQUAL(qsm_paeth(1, 2, 3), 1);
    CU_ASSERT_EQUAL(qsm_paeth(10, 20, 12), 20);
    CU_ASSERT_EQUAL(qsm_paeth(10, 20, 15), 15);
    CU_ASSERT_EQUAL(qsm_paeth(5, 5, 5), 5);
}

#if QSM_CPU_X86
/* One row by the plain C: samples first, then words. */
static void undo_plainly(unsigned char *out, const unsigned char *filtered,
                         const unsigned char *prior, int filter, int width, int color_type)
{
    static unsigned char samples[MOST], above[MOST];
    const qsm_png_header header = {width, 1, 8, color_type, false};
    const qsm_png_colors colors = {.count = 256};
    size_t channels = (size_t)qsm_png_channels(color_type);
    size_t size = qsm_png_row_bytes(&header, width);
    for (size_t x = 0; x < (size_t)width; x++) {
        for (size_t c = 0; c < channels; c++)
            above[x * channels + c] = prior[4 * x + (c < 3 ? 2 - c : 3)];
    }
    memcpy(samples, filtered, size);
    qsm_png_unfilter(filter, samples, above, size, channels);
    qsm_png_row_reader_for(&header, false)(out, samples, width, &colors);
}

static void test_unfilter_variants(void)
{
    static unsigned char prior[MOST], plain[MOST], quick[MOST];
    if ((qsm_cpu_features() & QSM_CPU_SSE41) == 0) {
        CU_PASS("this processor has no SSE4.1");
        return;
    }
    for (int run = 0; run < 4000; run++) {
        bool alpha = run % 2 == 0;
        int width = 1 + (int)(next_random() % 70);
        size_t size = (size_t)width * (alpha ? 4 : 3);
        int filter = (int)(next_random() % QSM_FILTER_COUNT);
        unsigned char *filtered = malloc(size); /* so that a checker sees bytes read too far */
        fill(filtered, size);
        fill(prior, (size_t)width * 4);
        for (int x = 0; !alpha && x < width; x++)
            prior[4 * x + 3] = 0xFF;
        undo_plainly(plain, filtered, prior, filter, width, alpha ? QSM_PNG_RGBA : QSM_PNG_RGB);
        (alpha ? qsm_png_unfilter_rgba_sse41 : qsm_png_unfilter_rgb_sse41)(quick, filtered, prior,
                                                                           filter, width);
        CU_ASSERT_EQUAL(memcmp(plain, quick, (size_t)width * 4), 0);
        free(filtered);
    }
}
#else
static void test_unfilter_variants(void)
{
    CU_PASS("no SIMD variants in this build");
}
#endif

QSM_SUITE("filters", {"every filter there and back", test_there_and_back},
          {"filtering 32 bytes at a time", test_filter_variants},
          {"Paeth over all distances", test_paeth},
          {"undoing into words of the image", test_unfilter_variants})
