/* SPDX-License-Identifier: MIT */
/* Stream version 1: images are bitmap files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/image.h>

#include "limits.h"
#include "suite.h"

/* What real Qt writes for 5 x 2: Indexed8 of four colours (i, 2, 3), all index 1; ARGB32 00000001h.
 */
static const unsigned char indexed[] =
    "BM\x4e\0\0\0\0\0\0\0\x46\0\0\0\x28\0\0\0\5\0\0\0\2\0\0\0\1\0\4\0\0\0\0\0\x08\0\0\0\x61\x0f\0\0"
    "\x61\x0f\0\0\4\0\0\0\4\0\0\0\3\2\0\0\3\2\1\0\3\2\2\0\3\2\3\0\x11\x11\x10\0\x11\x11\x10\0";
static const unsigned char argb[] =
    "BM\x56\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\5\0\0\0\2\0\0\0\1\0\x18\0\0\0\0\0\x20\0\0\0\x61\x0f\0"
    "\0"
    "\x61\x0f\0\0\0\0\0\0\0\0\0\0\1\0\0\1\0\0\1\0\0\1\0\0\1\0\0\0\1\0\0\1\0\0\1\0\0\1\0\0\1\0\0\0";

static qsm_data_stream *write_bmp(const qsm_image *image)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    qsm_data_stream_set_version(stream, 1);
    CU_ASSERT_TRUE(qsm_data_stream_write_image(stream, image, QSM_IMAGE_STORED));
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream),
                    qsm_image_stream_size(image, 1, QSM_IMAGE_STORED, NULL));
    return stream;
}

static qsm_image *read_bmp(const void *data, size_t size, size_t *position, const char *text)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader(data, size);
    qsm_image *image = qsm_image_new();
    qsm_data_stream_set_version(stream, 1);
    CU_ASSERT_TRUE(qsm_data_stream_read_image(stream, image, NULL));
    if (strstr(qsm_data_stream_error_string(stream), text) == NULL)
        printf("  \"%s\", not \"%s\"\n", qsm_data_stream_error_string(stream), text);
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(stream), text));
    *position = qsm_data_stream_position(stream);
    qsm_data_stream_free(stream);
    return image;
}

static void expect_bytes(const qsm_image *image, const unsigned char *wanted, size_t size)
{
    qsm_data_stream *stream = write_bmp(image);
    CU_ASSERT_EQUAL_FATAL(qsm_data_stream_size(stream), size);
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(stream), wanted, size), 0);
    qsm_data_stream_free(stream);
}

static void test_indexed(void)
{
    const uint32_t colors[4] = {0xFF000203, 0xFF010203, 0xFF020203, 0xFF030203};
    qsm_image *image = qsm_image_new_size(5, 2, QSM_IMAGE_FORMAT_INDEXED8);
    memset(qsm_image_bits(image), 1, qsm_image_size_in_bytes(image));
    qsm_image_set_color_table(image, colors, 4);
    expect_bytes(image, indexed, sizeof indexed - 1);
    qsm_image_free(image);
    size_t position;
    unsigned char longer[sizeof indexed + 50] = {0};
    memcpy(longer, indexed, sizeof indexed);
    image = read_bmp(longer, sizeof longer, &position, "");
    CU_ASSERT_EQUAL(position, sizeof indexed - 1);
    CU_ASSERT_EQUAL(qsm_image_format(image), QSM_IMAGE_FORMAT_INDEXED8);
    CU_ASSERT_EQUAL(qsm_image_color_count(image), 4);
    CU_ASSERT_EQUAL(((const unsigned char *)qsm_image_const_scan_line(image, 1))[4], 1);
    CU_ASSERT_EQUAL(qsm_image_color(image, 1), 0xFF010203U);
    CU_ASSERT_EQUAL(qsm_image_dots_per_meter_x(image), 3937);
    qsm_image_free(image);
}

static void test_true_color(void)
{
    size_t position;
    qsm_image *image = qsm_image_new_size(5, 2, QSM_IMAGE_FORMAT_ARGB32);
    for (size_t i = 0; i < 10; i++)
        ((uint32_t *)qsm_image_bits(image))[i] = 1;
    expect_bytes(image, argb, sizeof argb - 1);
    qsm_image_free(image);
    image = read_bmp(argb, sizeof argb - 1, &position, "");
    CU_ASSERT_EQUAL(qsm_image_format(image), QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_EQUAL(((const uint32_t *)qsm_image_const_scan_line(image, 1))[4], 0xFF000001U);
    CU_ASSERT_EQUAL(position, sizeof argb - 1);
    qsm_image_free(image);
}

static void test_bits(void)
{
    size_t position;
    qsm_image *image = qsm_image_new_size(5, 2, QSM_IMAGE_FORMAT_MONO);
    memset(qsm_image_bits(image), 0xA8, qsm_image_size_in_bytes(image));
    qsm_data_stream *stream = write_bmp(image);
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), 54 + 8 + 8);
    qsm_image_free(image);
    image = read_bmp(qsm_data_stream_data(stream), qsm_data_stream_size(stream), &position, "");
    CU_ASSERT_EQUAL(qsm_image_format(image), QSM_IMAGE_FORMAT_MONO);
    CU_ASSERT_EQUAL(qsm_image_color(image, 0), 0xFFFFFFFFU);
    CU_ASSERT_EQUAL(qsm_image_color(image, 1), 0xFF000000U);
    CU_ASSERT_EQUAL(*(const unsigned char *)qsm_image_const_bits(image), 0x50);
    qsm_image_free(image);
    qsm_data_stream_free(stream);
}

static void test_every_format(void)
{
    for (int format = 1; format < QSM_IMAGE_FORMAT_COUNT; format++) {
        size_t position;
        qsm_image *image = qsm_image_new_size(7, 3, (qsm_image_format_code)format);
        const uint32_t colors[2] = {0xFFFFFFFF, 0xFF000000};
        if (format == QSM_IMAGE_FORMAT_INDEXED8)
            qsm_image_set_color_table(image, colors, 2);
        qsm_data_stream *stream = write_bmp(image);
        qsm_image *back =
            read_bmp(qsm_data_stream_data(stream), qsm_data_stream_size(stream), &position, "");
        CU_ASSERT_EQUAL(qsm_image_width(back), 7);
        CU_ASSERT_EQUAL(position, qsm_data_stream_size(stream));
        qsm_image_free(back);
        qsm_data_stream_free(stream);
        qsm_image_free(image);
    }
}

/*
 * Missing rows are no error, as in Qt, but at least one byte of them must be there; anything else
 * gives the null image and an untouched status.
 */
static void test_damage(void)
{
    size_t position;
    for (size_t size = 0; size < sizeof indexed - 1; size++) {
        unsigned char *copy = malloc(size + (size == 0));
        memcpy(copy, indexed, size);
        qsm_image *image =
            read_bmp(copy, size, &position, size <= 70 ? "the data ends" : "rows are missing");
        CU_ASSERT_EQUAL(qsm_image_is_null(image), size <= 70);
        qsm_image_free(image);
        free(copy);
    }
    unsigned char copy[sizeof argb - 1];
    static const struct {
        int at, value;
        const char *why;
    } cases[] = {{0, 'X', "no bitmap"},     {14, 12, "planes"}, {30, 1, "compression 1"},
                 {28, 7, "7 bits a pixel"}, {18, 0, "is 0"},    {21, 0x7F, "too large"},
                 {25, 0x7F, "too large"},   {26, 0, "planes"},  {27, 1, "planes"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memcpy(copy, argb, sizeof copy);
        copy[cases[i].at] = (unsigned char)cases[i].value;
        qsm_image *image = read_bmp(copy, sizeof copy, &position, cases[i].why);
        CU_ASSERT_TRUE(qsm_image_is_null(image));
        qsm_image_free(image);
    }
}

/* ---- headers that no Qt writes, but other programs ---------------------------------------------
 */

enum { COLORS_USED = 46, HEIGHT = 22, ROWS_AT = 10 };

static qsm_image *read_changed(size_t at, const char *bytes, size_t count, const char *text)
{
    size_t position;
    unsigned char copy[2048] = {0};
    memcpy(copy, indexed, sizeof indexed);
    memcpy(copy + at, bytes, count);
    return read_bmp(copy, sizeof copy, &position, text);
}

static void test_odd_headers(void)
{
    qsm_image *image = read_changed(COLORS_USED, "\1\1\0\0", 4, "more than 256 colours");
    CU_ASSERT_TRUE(qsm_image_is_null(image));
    qsm_image_free(image);
    image = read_changed(COLORS_USED, "\0\0\0\0", 4, ""); /* as many as the depth can name */
    CU_ASSERT_EQUAL(qsm_image_color_count(image), 16);
    qsm_image_free(image);
    image = read_changed(ROWS_AT, "\0\0\0\0", 4, ""); /* right behind the colours */
    CU_ASSERT_EQUAL(((const unsigned char *)qsm_image_const_scan_line(image, 0))[0], 1);
    qsm_image_free(image);
    image = read_changed(HEIGHT, "\xfe\xff\xff\xff", 4, ""); /* top to bottom */
    CU_ASSERT_EQUAL(qsm_image_height(image), 2);
    qsm_image_free(image);
    image = read_changed(HEIGHT, "\0\0\0\x80", 4, "is 0");
    CU_ASSERT_TRUE(qsm_image_is_null(image));
    qsm_image_free(image);
}

/* The rows begin behind the colours, unless the header names a byte of the stream behind them. */
static void test_where_rows_begin(void)
{
    static const struct {
        const char *at;
        unsigned char first;
    } cases[] = {{"\x45\0\0\0", 1}, {"\0\0\0\0", 1},         {"\x48\0\0\0", 1},
                 {"\x49\0\0\0", 0}, {"\xff\xff\xff\xff", 1}, {"\x01\x08\0\0", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qsm_image *image = read_changed(ROWS_AT, cases[i].at, 4, "");
        const unsigned char *last = qsm_image_const_scan_line(image, 1);
        CU_ASSERT_PTR_NOT_NULL_FATAL(last);
        CU_ASSERT_EQUAL(last[0], cases[i].first);
        qsm_image_free(image);
    }
}

/* A pixel of 1 bit has two colours: others of the table stay 0, and nothing is turned. */
static void test_bits_of_many_colors(void)
{
    static const unsigned char three[] =
        "BM\x46\0\0\0\0\0\0\0\x42\0\0\0\x28\0\0\0\5\0\0\0\1\0\0\0\1\0\1\0\0\0\0\0\4\0\0\0"
        "\x61\x0f\0\0\x61\x0f\0\0\3\0\0\0\3\0\0\0\0\0\0\0\xff\xff\xff\0\1\2\3\0\xa8\0\0";
    size_t position;
    qsm_image *image = read_bmp(three, sizeof three, &position, "");
    CU_ASSERT_EQUAL_FATAL(qsm_image_color_count(image), 3);
    CU_ASSERT_EQUAL(qsm_image_color(image, 0), 0xff000000);
    CU_ASSERT_EQUAL(qsm_image_color(image, 1), 0xffffffff);
    CU_ASSERT_EQUAL(qsm_image_color(image, 2), 0);
    CU_ASSERT_EQUAL(((const unsigned char *)qsm_image_const_scan_line(image, 0))[0], 0xa8);
    qsm_image_free(image);
}

/* Only version 1 has bitmaps: version 0 has PNG files, as 2 has. */
static void test_version_0(void)
{
    qsm_image *image = qsm_image_new_size(3, 2, QSM_IMAGE_FORMAT_RGB32);
    qsm_image *back = qsm_image_new();
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    memset(qsm_image_bits(image), 0xff, qsm_image_size_in_bytes(image));
    qsm_data_stream_set_version(stream, 0);
    CU_ASSERT_TRUE(qsm_data_stream_write_image(stream, image, QSM_IMAGE_STORED));
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream),
                    qsm_image_stream_size(image, 2, QSM_IMAGE_STORED, NULL));
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(stream), "\x89PNG", 4), 0);
    qsm_data_stream *reader =
        qsm_data_stream_new_reader(qsm_data_stream_data(stream), qsm_data_stream_size(stream));
    qsm_data_stream_set_version(reader, 0);
    CU_ASSERT_TRUE(qsm_data_stream_read_image(reader, back, NULL));
    CU_ASSERT_TRUE(qsm_image_equals(image, back));
    qsm_data_stream_free(reader);
    reader = qsm_data_stream_new_reader(indexed, sizeof indexed - 1);
    qsm_data_stream_set_version(reader, 0);
    CU_ASSERT_TRUE(qsm_data_stream_read_image(reader, back, NULL));
    CU_ASSERT_TRUE(qsm_image_is_null(back));
    qsm_data_stream_free(reader);
    qsm_data_stream_free(stream);
    qsm_image_free(back);
    qsm_image_free(image);
}

static void expect_limit(const qsm_image_limits *limits, const char *text)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader(indexed, sizeof indexed - 1);
    qsm_image *image = qsm_image_new();
    qsm_data_stream_set_version(stream, 1);
    CU_ASSERT_TRUE(qsm_data_stream_read_image(stream, image, limits)); /* as of all damage */
    CU_ASSERT_EQUAL(qsm_image_is_null(image), text[0] != '\0');
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(stream), text));
    qsm_image_free(image);
    qsm_data_stream_free(stream);
}

static void test_limits(void)
{
    expect_limit(LIMITS(.max_image_bytes = 40, .max_pixels = 10), "");
    expect_limit(LIMITS(.max_image_bytes = 39), "limit on bytes");
    expect_limit(LIMITS(.max_pixels = 9), "limit on pixels");
}

static void expect_not_written(const qsm_image *image, const char *text)
{
    const char *why = "";
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    qsm_data_stream_set_version(stream, 1);
    CU_ASSERT_FALSE(qsm_data_stream_write_image(stream, image, QSM_IMAGE_STORED));
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_WRITE_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(stream), text));
    CU_ASSERT_EQUAL(qsm_image_stream_size(image, 1, QSM_IMAGE_STORED, &why), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(why, text));
    qsm_data_stream_free(stream);
}

static void test_not_written(void)
{
    static const uint32_t colors[300];
    unsigned char nothing[4] = {0};
    qsm_image *image = qsm_image_new_size(2, 2, QSM_IMAGE_FORMAT_INDEXED8);
    expect_not_written(image, "needs a colour table");
    CU_ASSERT_TRUE(qsm_image_set_color_table(image, colors, 300));
    expect_not_written(image, "more than 256 colours");
    qsm_image_free(image);
    image = qsm_image_new_size(2, 2, QSM_IMAGE_FORMAT_MONO);
    CU_ASSERT_TRUE(qsm_image_set_color_table(image, NULL, 0));
    expect_not_written(image, "1 or 2 colours");
    qsm_image_free(image);
    /* Only its size is looked at. */
    image = qsm_image_new_wrapping(nothing, 30000, 30000, 30000, QSM_IMAGE_FORMAT_GRAYSCALE8, NULL,
                                   NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    expect_not_written(image, "too large");
    qsm_image_free(image);
}

QSM_SUITE("bitmaps", {"indexed", test_indexed}, {"true colour", test_true_color},
          {"one bit", test_bits}, {"every format", test_every_format}, {"damage", test_damage},
          {"headers of others", test_odd_headers}, {"where rows begin", test_where_rows_begin},
          {"one bit, three colours", test_bits_of_many_colors}, {"version 0", test_version_0},
          {"limits", test_limits}, {"what cannot be written", test_not_written})
