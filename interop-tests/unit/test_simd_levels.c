/* SPDX-License-Identifier: MIT */
/*
 * Whole pictures, read with each level of QSM_SIMD: into memory of the image, and into a buffer
 * that has no byte to spare, where rows overlap their samples.
 */
#include <qsm/image.h>
#include <qsm/image_file.h>
#include <qsm/memory.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static uint32_t state = 7;

static uint32_t next_random(void)
{
    state = state * 1664525U + 1013904223U;
    return state >> 8U;
}

/* Slopes with a little noise: PNG's heuristic chooses Average and Paeth for such rows. */
static qsm_image *make_slopes(int width, int height, qsm_image_format_code format)
{
    qsm_image *image = qsm_image_new_size(width, height, format);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    for (int y = 0; y < height; y++) {
        unsigned char *row = qsm_image_scan_line(image, y);
        for (int i = 0; i < qsm_image_bytes_per_line(image); i++)
            row[i] = (unsigned char)(i * (y % 5) + y * (i % 4 + 2) + (int)(next_random() % 5));
    }
    return image;
}

static void read_with_levels(const void *png, size_t size, int width, int height,
                             qsm_image_format_code format)
{
    static const char *const levels[] = {"off", "ssse3", "sse41", "avx2", "on"};
    qsm_image *first = qsm_image_new();
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        CU_ASSERT_EQUAL(setenv("QSM_SIMD", levels[i], 1), 0);
        qsm_image *image = i == 0 ? first : qsm_image_new();
        CU_ASSERT_TRUE_FATAL(qsm_image_read_png(image, png, size, NULL));
        CU_ASSERT_TRUE(qsm_image_equals(image, first));
        size_t capacity = qsm_image_read_buffer_size(width, height, format);
        unsigned char *buffer = malloc(capacity);
        qsm_image *tight = qsm_image_new();
        qsm_image_use_buffer(tight, buffer, capacity);
        CU_ASSERT_TRUE(qsm_image_read_png(tight, png, size, NULL));
        CU_ASSERT_PTR_EQUAL(qsm_image_const_bits(tight), buffer);
        CU_ASSERT_TRUE(qsm_image_equals(tight, first));
        qsm_image_free(tight);
        free(buffer);
        if (image != first)
            qsm_image_free(image);
    }
    CU_ASSERT_EQUAL(unsetenv("QSM_SIMD"), 0);
    qsm_image_free(first);
}

static void test_levels(void)
{
    static const qsm_image_format_code formats[] = {QSM_IMAGE_FORMAT_RGB32, QSM_IMAGE_FORMAT_ARGB32,
                                                    QSM_IMAGE_FORMAT_GRAYSCALE8};
    for (int run = 0; run < 600; run++) {
        int width = 1 + (int)(next_random() % 60);
        int height = 1 + (int)(next_random() % 20);
        qsm_image_format_code format = formats[run % 3];
        qsm_image *image = make_slopes(width, height, format);
        void *png = NULL;
        size_t size = 0;
        CU_ASSERT_TRUE_FATAL(qsm_image_write_png(image, QSM_IMAGE_EXACT, &png, &size));
        read_with_levels(png, size, width, height, format);
        qsm_free(png);
        qsm_image_free(image);
    }
}

QSM_SUITE("SIMD levels", {"the same pixels with each level, in any memory", test_levels})
