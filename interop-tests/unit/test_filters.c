/* SPDX-License-Identifier: MIT */
/* Filters: doing and undoing them, and the SIMD variants against the plain C over random rows. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/pixel/cpu.h"
#include "image/png/png.h"
#include "image/png/read_pixels.h"
#include "image/png/read_unfilter_group.h"
#include "image/png/read_unfilter_x86.h"
#include "image/png/write_filter.h"
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
        const qsm_png_filtering how = {size, distance, 0, qsm__cpu_features()};
        fill(row, size);
        fill(prior, size);
        qsm__png_filter(&how, filter, filtered, row, prior);
        qsm__png_unfilter(filter, filtered, prior, size, distance);
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
        uint64_t cost = qsm__png_filter(&how, filter, plain, row, prior);
        how.features = qsm__cpu_features();
        CU_ASSERT_EQUAL(qsm__png_filter(&how, filter, wide, row, prior), cost);
        CU_ASSERT_EQUAL(memcmp(plain, wide, size), 0);
    }
}

/* The guess is the cheapest filter if all bytes are judged, and never needs another processor. */
static void test_guesses(void)
{
    static unsigned char row[MOST], prior[MOST], out[MOST];
    for (int run = 0; run < 2000; run++) {
        size_t distance = 1 + next_random() % 8;
        bool is_short = run % 2 == 0;
        size_t size = distance + (is_short ? next_random() % 32 : 32 + next_random() % 300);
        qsm_png_filtering how = {.size = size, .distance = distance};
        fill(row, size);
        fill(prior, size);
        memset(row, 0, distance); /* the first pixel is not judged, and costs nothing here */
        memset(prior, 0, distance);
        int guess = qsm__png_filter_guess(&how, row, prior);
        uint64_t cost = qsm__png_filter(&how, guess, out, row, prior);
        for (int filter = QSM_FILTER_SUB; is_short && filter < QSM_FILTER_COUNT; filter++)
            CU_ASSERT_TRUE(qsm__png_filter(&how, filter, out, row, prior) >= cost);
        how.features = qsm__cpu_features();
        CU_ASSERT_EQUAL(qsm__png_filter_guess(&how, row, prior), guess);
    }
    /* Only the second 32 bytes differ from the row above: they are not judged. */
    qsm_png_filtering how = {.size = 99, .distance = 3};
    fill(row, 99);
    memcpy(prior, row, 99);
    memset(prior + 35, 1, 32);
    CU_ASSERT_EQUAL(qsm__png_filter_guess(&how, row, prior), QSM_FILTER_UP);
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
            uint64_t cost = qsm__png_filter(&how, QSM_FILTER_PAETH, plain, row, prior);
            how.features = qsm__cpu_features();
            if (qsm__png_filter(&how, QSM_FILTER_PAETH, wide, row, prior) != cost ||
                memcmp(plain, wide, how.size) != 0)
                CU_FAIL("Paeth differs");
        }
    }
    CU_ASSERT_EQUAL(qsm__paeth(1, 2, 3), 1);
    CU_ASSERT_EQUAL(qsm__paeth(10, 20, 12), 20);
    CU_ASSERT_EQUAL(qsm__paeth(10, 20, 15), 15);
    CU_ASSERT_EQUAL(qsm__paeth(5, 5, 5), 5);
}

/* Rows by the plain C: samples first, then pixels. */
static void undo_plainly(unsigned char *out, const unsigned char *filtered, unsigned char *above,
                         int filter, const qsm_png_header *header)
{
    static unsigned char samples[MOST];
    const qsm_png_colors colors = {.count = 256};
    size_t size = header->row_bytes;
    memcpy(samples, filtered, size);
    qsm__png_unfilter(filter, samples, above, size, header->filter_distance);
    qsm__png_row_reader_for(header, false)(out, samples, header->width, &colors);
    memcpy(above, samples, size);
}

/* Three rows: one made by the plain C as the row above, then one, then two at once. */
static void compare_rows(const qsm_png_undo *undo, const qsm_png_header *header)
{
    static unsigned char plain[4][MOST], quick[2][MOST], above[MOST], other[MOST];
    size_t size = header->row_bytes;
    size_t out_size = (size_t)header->width *
                      (size_t)qsm_image_format_depth(qsm__png_image_format(header, false)) / 8;
    unsigned char *filtered[2] = {malloc(size), malloc(size)}; /* a checker sees a byte too far */
    int filters[2];
    memset(above, 0, sizeof above);
    fill(filtered[0], size);
    undo_plainly(plain[0], filtered[0], above, QSM_FILTER_NONE, header);
    memcpy(other, above, sizeof other);
    int filter = (int)(next_random() % QSM_FILTER_COUNT);
    fill(filtered[0], size);
    undo_plainly(plain[1], filtered[0], other, filter, header);
    undo->row(quick[0], filtered[0], plain[0], filter, header->width);
    CU_ASSERT_EQUAL(memcmp(plain[1], quick[0], out_size), 0);
    for (int i = 0; i < 2; i++) {
        fill(filtered[i], size);
        filters[i] = next_random() % 2 == 0 ? QSM_FILTER_AVERAGE : QSM_FILTER_PAETH;
        undo_plainly(plain[2 + i], filtered[i], above, filters[i], header);
    }
    undo->two((unsigned char *const[2]){quick[0], quick[1]},
              (const unsigned char *const[2]){filtered[0], filtered[1]}, plain[0], filters,
              header->width);
    CU_ASSERT_EQUAL(memcmp(plain[2], quick[0], out_size), 0);
    CU_ASSERT_EQUAL(memcmp(plain[3], quick[1], out_size), 0);
    free(filtered[0]);
    free(filtered[1]);
}

static void test_unfilter_variants(void)
{
    static const int types[] = {QSM_PNG_GRAY, QSM_PNG_RGB, QSM_PNG_RGBA};
    int compared = 0;
    for (int run = 0; run < 6000; run++) {
        qsm_png_header header = {.width = 1 + (int)(next_random() % 70),
                                 .height = 1,
                                 .depth = run % 2 == 0 ? 8 : 16,
                                 .color_type = types[run % 3]};
        qsm__png_header_complete(&header);
        const qsm_png_undo *undo =
            qsm__png_find_undo(header.channels, header.depth, qsm__cpu_features());
        if (undo != NULL) {
            compare_rows(undo, &header);
            compared++;
        }
    }
    CU_ASSERT_EQUAL(compared, (qsm__cpu_features() & QSM_CPU_SSE41) != 0 ? 6000 : 0);
    CU_ASSERT_PTR_NULL(qsm__png_find_undo(3, 8, 0));
    CU_ASSERT_PTR_NULL(qsm__png_find_undo(1, 4, qsm__cpu_features()));
}

/*
 * Rows together, below a row of the plain C. As at the end of an image, the last row of pixels
 * overlaps its own samples; a checker sees a byte outside the others.
 */
static void compare_group(const qsm_png_undo_group *group, const qsm_png_header *header,
                          bool only_paeth)
{
    enum { ROWS = QSM_MOST_ROWS_OF_GROUP };
    static unsigned char plain[ROWS + 1][MOST], quick[ROWS][MOST], above[MOST];
    const int last = group->rows - 1;
    size_t size = header->row_bytes;
    size_t out_size = (size_t)header->width * (header->channels == 1 ? 1 : 4);
    unsigned char *filtered[ROWS];
    unsigned char *outs[ROWS];
    int filters[ROWS];
    memset(above, 0, sizeof above);
    fill(quick[0], size);
    undo_plainly(plain[0], quick[0], above, QSM_FILTER_NONE, header);
    for (int i = 0; i < group->rows; i++) {
        filters[i] = only_paeth ? QSM_FILTER_PAETH : (int)(next_random() % QSM_FILTER_COUNT);
        outs[i] = quick[i];
        filtered[i] = malloc(size);
        fill(filtered[i], size);
        undo_plainly(plain[i + 1], filtered[i], above, filters[i], header);
    }
    memcpy(quick[last] + out_size - size, filtered[last], size);
    free(filtered[last]);
    filtered[last] = quick[last] + out_size - size;
    group->undo(outs, (const unsigned char *const *)filtered, plain[0], filters, header->width);
    for (int i = 0; i < group->rows; i++)
        CU_ASSERT_EQUAL(memcmp(plain[i + 1], quick[i], out_size), 0);
    for (int i = 0; i < last; i++)
        free(filtered[i]);
}

static void test_groups(void)
{
    static const struct {
        int color_type;
        int rows;
        unsigned feature;
    } kinds[] = {{QSM_PNG_GRAY, 8, QSM_CPU_SSE41},
                 {QSM_PNG_RGB, 4, QSM_CPU_AVX2},
                 {QSM_PNG_RGBA, 4, QSM_CPU_AVX2}};
    for (unsigned run = 0; run < 9000; run++) {
        qsm_png_header header = {.width = 1 + (int)(next_random() % 130),
                                 .height = 1,
                                 .depth = 8,
                                 .color_type = kinds[run % 3].color_type};
        qsm__png_header_complete(&header);
        const qsm_png_undo_group *group =
            qsm__png_find_undo_group(header.channels, header.depth, qsm__cpu_features());
        CU_ASSERT_EQUAL(group != NULL, (qsm__cpu_features() & kinds[run % 3].feature) != 0);
        if (group != NULL) {
            CU_ASSERT_EQUAL(group->rows, kinds[run % 3].rows);
            compare_group(group, &header, run % 5 == 0);
        }
    }
    CU_ASSERT_PTR_NULL(qsm__png_find_undo_group(3, 16, qsm__cpu_features()));
    CU_ASSERT_PTR_NULL(qsm__png_find_undo_group(2, 8, qsm__cpu_features()));
    CU_ASSERT_PTR_NULL(qsm__png_find_undo_group(3, 8, 0));
}

QSM_SUITE("filters", {"every filter there and back", test_there_and_back},
          {"filtering 32 bytes at a time", test_filter_variants},
          {"a filter by a half of the row", test_guesses}, {"Paeth over all distances", test_paeth},
          {"undoing into pixels of the image", test_unfilter_variants},
          {"undoing rows together", test_groups})
