/* SPDX-License-Identifier: MIT */
/*
 * The image object: making, wrapping, copying, limits, table, text, profile.
 */
#include <qsm/image.h>

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "image/image_data.h"
#include "suite.h"

static void count_call(void *context)
{
    ++*(int *)context;
}

static void null_image(void)
{
    qsm_image *image = qsm_image_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    CU_ASSERT_TRUE(qsm_image_is_null(image));
    CU_ASSERT_EQUAL(qsm_image_width(image), 0);
    CU_ASSERT_EQUAL(qsm_image_height(image), 0);
    CU_ASSERT_EQUAL(qsm_image_format(image), QSM_IMAGE_FORMAT_INVALID);
    CU_ASSERT_EQUAL(qsm_image_depth(image), 0);
    CU_ASSERT_EQUAL(qsm_image_bytes_per_line(image), 0);
    CU_ASSERT_EQUAL(qsm_image_size_in_bytes(image), 0);
    CU_ASSERT_PTR_NULL(qsm_image_bits(image));
    CU_ASSERT_PTR_NULL(qsm_image_scan_line(image, 0));
    CU_ASSERT_FALSE(qsm_image_set_text(image, "a", "b"));
    CU_ASSERT_FALSE(qsm_image_set_icc_profile(image, "a", "b", 1));
    uint32_t color = 1;
    CU_ASSERT_FALSE(qsm_image_set_color_table(image, &color, 1));
    qsm_image *copy = qsm_image_copy(image);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    CU_ASSERT_TRUE(qsm_image_is_null(copy));
    qsm_image_free(copy);
    qsm_image_free(image);
    qsm_image_free(NULL);
}

static void new_sizes(void)
{
    static const struct {
        int width, height, stride;
        qsm_image_format_code format;
    } good[] = {
        {1, 1, 4, QSM_IMAGE_FORMAT_MONO},      {33, 2, 8, QSM_IMAGE_FORMAT_MONOLSB},
        {5, 3, 8, QSM_IMAGE_FORMAT_INDEXED8},  {5, 3, 16, QSM_IMAGE_FORMAT_RGB888},
        {7, 9, 28, QSM_IMAGE_FORMAT_RGB32},    {3, 1, 8, QSM_IMAGE_FORMAT_RGB16},
        {3, 1, 24, QSM_IMAGE_FORMAT_RGBA64},   {3, 1, 48, QSM_IMAGE_FORMAT_RGBA32FPX4},
        {3, 1, 12, QSM_IMAGE_FORMAT_CMYK8888},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        qsm_image *image = qsm_image_new_size(good[i].width, good[i].height, good[i].format);
        CU_ASSERT_PTR_NOT_NULL_FATAL(image);
        CU_ASSERT_EQUAL(qsm_image_width(image), good[i].width);
        CU_ASSERT_EQUAL(qsm_image_height(image), good[i].height);
        CU_ASSERT_EQUAL(qsm_image_bytes_per_line(image), good[i].stride);
        size_t size = (size_t)good[i].stride * (size_t)good[i].height;
        CU_ASSERT_EQUAL(qsm_image_size_in_bytes(image), size);
        CU_ASSERT_EQUAL(qsm_image_depth(image), qsm_image_format_depth(good[i].format));
        const unsigned char *bits = qsm_image_const_bits(image);
        unsigned char any = 0;
        for (size_t j = 0; j < size; j++)
            any |= bits[j];
        CU_ASSERT_EQUAL(any, 0);
        CU_ASSERT_PTR_EQUAL(qsm_image_const_scan_line(image, good[i].height - 1),
                            bits + size - (size_t)good[i].stride);
        CU_ASSERT_PTR_NULL(qsm_image_scan_line(image, good[i].height));
        CU_ASSERT_PTR_NULL(qsm_image_scan_line(image, -1));
        CU_ASSERT_EQUAL(qsm_image_dots_per_meter_x(image), 3937);
        qsm_image_free(image);
    }
}

static void sizes_refused(void)
{
    CU_ASSERT_PTR_NULL(qsm_image_new_size(0, 1, QSM_IMAGE_FORMAT_RGB32));
    CU_ASSERT_PTR_NULL(qsm_image_new_size(1, 0, QSM_IMAGE_FORMAT_RGB32));
    CU_ASSERT_PTR_NULL(qsm_image_new_size(-1, 1, QSM_IMAGE_FORMAT_RGB32));
    CU_ASSERT_PTR_NULL(qsm_image_new_size(1, -1, QSM_IMAGE_FORMAT_RGB32));
    CU_ASSERT_PTR_NULL(qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_INVALID));
    CU_ASSERT_PTR_NULL(qsm_image_new_size(1, 1, (qsm_image_format_code)37));
    CU_ASSERT_PTR_NULL(qsm_image_new_size(INT_MAX, 1, QSM_IMAGE_FORMAT_RGB32));
    CU_ASSERT_EQUAL(qsm_image_format_bytes_per_line(QSM_IMAGE_FORMAT_RGB32, (INT_MAX - 31) / 32),
                    (INT_MAX - 31) / 32 * 4);
    CU_ASSERT_EQUAL(
        qsm_image_format_bytes_per_line(QSM_IMAGE_FORMAT_RGB32, (INT_MAX - 31) / 32 + 1), 0);
    CU_ASSERT_EQUAL(qsm_image_format_bytes_per_line(QSM_IMAGE_FORMAT_INVALID, 1), 0);
    unsigned char data[8];
    CU_ASSERT_PTR_NULL(qsm_image_new_wrapping(data, 3, 1, 11, QSM_IMAGE_FORMAT_RGB32, NULL, NULL));
    CU_ASSERT_PTR_NULL(
        qsm_image_new_wrapping(data, 3, INT_MAX, PTRDIFF_MAX, QSM_IMAGE_FORMAT_RGB32, NULL, NULL));
    CU_ASSERT_PTR_NULL(qsm_image_new_wrapping(NULL, 1, 1, 4, QSM_IMAGE_FORMAT_RGB32, NULL, NULL));
    CU_ASSERT_EQUAL(qsm_image_read_buffer_size(0, 1, QSM_IMAGE_FORMAT_RGB32), 0);
    CU_ASSERT_TRUE(qsm_image_read_buffer_size(5, 2, QSM_IMAGE_FORMAT_RGB32) >= 40);
}

static void wrapping_and_copy(void)
{
    unsigned char data[2 * 11];
    int calls = 0;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)i;
    qsm_image *image =
        qsm_image_new_wrapping(data, 3, 2, 11, QSM_IMAGE_FORMAT_RGB888, count_call, &calls);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    CU_ASSERT_PTR_EQUAL(qsm_image_bits(image), data);
    CU_ASSERT_EQUAL(qsm_image_bytes_per_line(image), 11);
    qsm_image_set_offset(image, -7, 300);
    qsm_image_set_dots_per_meter_x(image, 11811);
    qsm_image_set_dots_per_meter_y(image, 5906);
    qsm_image_set_dots_per_meter_y(image, 0);
    CU_ASSERT_TRUE(qsm_image_set_text(image, "Title", "a"));
    CU_ASSERT_TRUE(qsm_image_set_icc_profile(image, NULL, "profile", 7));

    qsm_image *copy = qsm_image_copy(image);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    CU_ASSERT_EQUAL(qsm_image_bytes_per_line(copy), 12);
    CU_ASSERT_PTR_NOT_EQUAL(qsm_image_bits(copy), data);
    CU_ASSERT_EQUAL(memcmp(qsm_image_const_scan_line(copy, 1), data + 11, 9), 0);
    CU_ASSERT_EQUAL(qsm_image_offset_x(copy), -7);
    CU_ASSERT_EQUAL(qsm_image_offset_y(copy), 300);
    CU_ASSERT_EQUAL(qsm_image_dots_per_meter_x(copy), 11811);
    CU_ASSERT_EQUAL(qsm_image_dots_per_meter_y(copy), 5906);
    CU_ASSERT_STRING_EQUAL(qsm_image_text(copy, "Title"), "a");
    size_t size;
    const char *name;
    CU_ASSERT_EQUAL(memcmp(qsm_image_icc_profile(copy, &size, &name), "profile", 7), 0);
    CU_ASSERT_EQUAL(size, 7);
    CU_ASSERT_STRING_EQUAL(name, "Custom");
    CU_ASSERT_EQUAL(qsm_image_color_space(copy)->source, QSM_COLOR_SPACE_ICC);

    CU_ASSERT_EQUAL(calls, 0);
    qsm_image_swap(image, copy);
    CU_ASSERT_PTR_EQUAL(qsm_image_bits(copy), data);
    qsm_image_free(image);
    CU_ASSERT_EQUAL(calls, 0);
    CU_ASSERT_EQUAL(qsm_image_bits(copy) == data, true);
    qsm_image_free(copy);
    CU_ASSERT_EQUAL(calls, 1);
}

static void memory_is_reused(void)
{
    int calls = 0;
    uint32_t pixel = 0;
    qsm_image *image =
        qsm_image_new_wrapping(&pixel, 1, 1, 4, QSM_IMAGE_FORMAT_RGB32, count_call, &calls);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    qsm_image_set_offset(image, 1, 1);
    CU_ASSERT_TRUE(qsm__image_reset(image, 10, 10, QSM_IMAGE_FORMAT_RGB32, 0));
    CU_ASSERT_EQUAL(calls, 1);
    CU_ASSERT_EQUAL(qsm_image_offset_x(image), 0);
    void *bits = qsm_image_bits(image);
    CU_ASSERT_PTR_NOT_EQUAL(bits, &pixel);
    CU_ASSERT_TRUE(qsm__image_reset(image, 5, 10, QSM_IMAGE_FORMAT_MONO, 0));
    CU_ASSERT_PTR_EQUAL(qsm_image_bits(image), bits);
    CU_ASSERT_EQUAL(qsm_image_color_count(image), 2);
    CU_ASSERT_EQUAL(qsm_image_color(image, 0), 0xff000000);
    CU_ASSERT_EQUAL(qsm_image_color(image, 1), 0xffffffff);
    CU_ASSERT_TRUE(qsm__image_reset(image, 5, 1, QSM_IMAGE_FORMAT_INDEXED8, 1000));
    CU_ASSERT_EQUAL(qsm_image_color_count(image), 0);
    memset(qsm_image_bits(image), 1, 1000);
    CU_ASSERT_FALSE(qsm__image_reset(image, 0, 1, QSM_IMAGE_FORMAT_INDEXED8, 0));
    CU_ASSERT_TRUE(qsm_image_is_null(image));
    qsm_image_free(image);
}

static void read_buffer(void)
{
    static unsigned char buffer[400];
    qsm_image *image = qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    qsm_image_use_buffer(image, buffer, sizeof buffer);
    CU_ASSERT_TRUE(qsm_image_is_null(image));
    CU_ASSERT_TRUE(qsm__image_reset(image, 10, 10, QSM_IMAGE_FORMAT_ARGB32, 0));
    CU_ASSERT_PTR_EQUAL(qsm_image_bits(image), buffer);
    CU_ASSERT_FALSE(qsm__image_reset(image, 10, 10, QSM_IMAGE_FORMAT_ARGB32, 401));
    CU_ASSERT_TRUE(qsm_image_is_null(image));
    CU_ASSERT_FALSE(qsm__image_reset(image, 10, 11, QSM_IMAGE_FORMAT_ARGB32, 0));
    qsm__image_clear(image);
    CU_ASSERT_TRUE(qsm__image_reset(image, 10, 1, QSM_IMAGE_FORMAT_ARGB32, 0));
    CU_ASSERT_PTR_EQUAL(qsm_image_bits(image), buffer);
    qsm_image_use_buffer(image, NULL, 0);
    CU_ASSERT_TRUE(qsm__image_reset(image, 10, 11, QSM_IMAGE_FORMAT_ARGB32, 0));
    CU_ASSERT_PTR_NOT_EQUAL(qsm_image_bits(image), buffer);
    qsm_image_free(image);
}

static void color_table(void)
{
    qsm_image *image = qsm_image_new_size(2, 1, QSM_IMAGE_FORMAT_INDEXED8);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    CU_ASSERT_PTR_NULL(qsm_image_color_table(image));
    CU_ASSERT_FALSE(qsm_image_has_alpha_channel(image));
    uint32_t colors[] = {0xff112233, 0xff000000, 0x80ffffff};
    CU_ASSERT_TRUE(qsm_image_set_color_table(image, colors, 2));
    CU_ASSERT_FALSE(qsm_image_has_alpha_channel(image));
    CU_ASSERT_TRUE(qsm_image_set_color_table(image, colors, 3));
    CU_ASSERT_TRUE(qsm_image_has_alpha_channel(image));
    colors[0] = 0;
    CU_ASSERT_EQUAL(qsm_image_color_table(image)[0], 0xff112233);
    CU_ASSERT_EQUAL(qsm_image_color(image, 2), 0x80ffffff);
    CU_ASSERT_EQUAL(qsm_image_color(image, 3), 0);
    CU_ASSERT_EQUAL(qsm_image_color(image, -1), 0);
    qsm_image *copy = qsm_image_copy(image);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    CU_ASSERT_EQUAL(qsm_image_color_count(copy), 3);
    CU_ASSERT_TRUE(qsm_image_set_color_table(image, NULL, 0));
    CU_ASSERT_EQUAL(qsm_image_color_count(image), 0);
    CU_ASSERT_EQUAL(qsm_image_color(copy, 2), 0x80ffffff);
    qsm_image_free(copy);
    qsm_image_free(image);
    image = qsm_image_new_size(2, 1, QSM_IMAGE_FORMAT_ALPHA8);
    CU_ASSERT_TRUE(qsm_image_has_alpha_channel(image));
    qsm_image_free(image);
}

static void texts(void)
{
    qsm_image *image = qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    /* U+FB01 sorts behind U+1F600, whose first unit is D83D. */
    static const char *const sorted[] = {
        "", "Author", "Title", "a", "a\xcc\x81", "\xc3\xa9", "\xf0\x9f\x98\x80", "\xef\xac\x81"};
    static const int order[] = {5, 0, 7, 2, 6, 1, 4, 3};
    for (int i = 0; i < 8; i++)
        CU_ASSERT_TRUE(qsm_image_set_text(image, sorted[order[i]], sorted[i]));
    CU_ASSERT_EQUAL_FATAL(qsm_image_text_count(image), 8);
    for (int i = 0; i < 8; i++) {
        CU_ASSERT_STRING_EQUAL(qsm_image_text_key(image, i), sorted[i]);
        CU_ASSERT_STRING_EQUAL(qsm_image_text(image, sorted[order[i]]), sorted[i]);
    }
    CU_ASSERT_PTR_NULL(qsm_image_text_key(image, 8));
    CU_ASSERT_PTR_NULL(qsm_image_text_key(image, -1));
    CU_ASSERT_PTR_NULL(qsm_image_text(image, "b"));
    CU_ASSERT_PTR_NULL(qsm_image_text(image, "\xff"));
    CU_ASSERT_TRUE(qsm_image_set_text(image, "a", "new"));
    CU_ASSERT_STRING_EQUAL(qsm_image_text(image, "a"), "new");
    CU_ASSERT_TRUE(qsm_image_set_text(image, "a", NULL));
    CU_ASSERT_TRUE(qsm_image_set_text(image, "a", NULL));
    CU_ASSERT_PTR_NULL(qsm_image_text(image, "a"));
    CU_ASSERT_EQUAL(qsm_image_text_count(image), 7);
    CU_ASSERT_FALSE(qsm_image_set_text(image, "\xc0\x80", "a"));
    CU_ASSERT_FALSE(qsm_image_set_text(image, "a", "\xed\xa0\x80"));
    CU_ASSERT_FALSE(qsm_image_set_text(image, NULL, "a"));
    CU_ASSERT_EQUAL(qsm_image_text_count(image), 7);
    qsm_image_free(image);
}

static void profile_names(void)
{
    qsm_image *image = qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    char longest[81];
    memset(longest, 'n', 80);
    longest[80] = '\0';
    CU_ASSERT_EQUAL(qsm_image_color_space(image)->source, QSM_COLOR_SPACE_NONE);
    CU_ASSERT_PTR_NULL(qsm_image_icc_profile(image, NULL, NULL));
    CU_ASSERT_FALSE(qsm_image_set_icc_profile(image, longest, "p", 1));
    CU_ASSERT_TRUE(qsm_image_set_icc_profile(image, longest + 1, "p", 1));
    CU_ASSERT_FALSE(qsm_image_set_icc_profile(image, " a", "p", 1));
    CU_ASSERT_FALSE(qsm_image_set_icc_profile(image, "a ", "p", 1));
    CU_ASSERT_FALSE(qsm_image_set_icc_profile(image, "a  b", "p", 1));
    CU_ASSERT_FALSE(qsm_image_set_icc_profile(image, "\xe2\x82\xac", "p", 1));
    CU_ASSERT_FALSE(qsm_image_set_icc_profile(image, "\xff", "p", 1));
    CU_ASSERT_PTR_NOT_NULL(qsm_image_icc_profile(image, NULL, NULL));
    CU_ASSERT_TRUE(qsm_image_set_icc_profile(image, "\xc3\xa9 b", "pq", 2));
    size_t size;
    const char *name;
    CU_ASSERT_PTR_NOT_NULL(qsm_image_icc_profile(image, &size, &name));
    CU_ASSERT_EQUAL(size, 2);
    CU_ASSERT_STRING_EQUAL(name, "\xc3\xa9 b");
    CU_ASSERT_TRUE(qsm_image_set_icc_profile(image, NULL, NULL, 0));
    CU_ASSERT_PTR_NULL(qsm_image_icc_profile(image, &size, &name));
    CU_ASSERT_EQUAL(size, 0);
    CU_ASSERT_PTR_NULL(name);
    CU_ASSERT_EQUAL(qsm_image_color_space(image)->source, QSM_COLOR_SPACE_NONE);
    qsm_image_free(image);
}

static void format_names(void)
{
    CU_ASSERT_PTR_NULL(qsm_image_format_name(QSM_IMAGE_FORMAT_INVALID));
    CU_ASSERT_PTR_NULL(qsm_image_format_name((qsm_image_format_code)37));
    CU_ASSERT_PTR_NULL(qsm_image_format_name((qsm_image_format_code)-1));
    for (int i = 1; i < QSM_IMAGE_FORMAT_COUNT; i++) {
        const char *name = qsm_image_format_name((qsm_image_format_code)i);
        CU_ASSERT_PTR_NOT_NULL_FATAL(name);
        CU_ASSERT_EQUAL((int)qsm_image_format_from_name(name), i);
        CU_ASSERT_TRUE(qsm_image_format_depth((qsm_image_format_code)i) > 0);
    }
    CU_ASSERT_EQUAL(qsm_image_format_from_name("format_argb32"), QSM_IMAGE_FORMAT_ARGB32);
    CU_ASSERT_EQUAL(qsm_image_format_from_name("MONOlsb"), QSM_IMAGE_FORMAT_MONOLSB);
    CU_ASSERT_EQUAL(qsm_image_format_from_name("Mon"), QSM_IMAGE_FORMAT_INVALID);
    CU_ASSERT_EQUAL(qsm_image_format_from_name(""), QSM_IMAGE_FORMAT_INVALID);
    CU_ASSERT_EQUAL(qsm_image_format_from_name(NULL), QSM_IMAGE_FORMAT_INVALID);
    CU_ASSERT_TRUE(qsm_image_format_has_alpha(QSM_IMAGE_FORMAT_RGBA64_PREMULTIPLIED));
    CU_ASSERT_FALSE(qsm_image_format_has_alpha(QSM_IMAGE_FORMAT_RGBX64));
    CU_ASSERT_FALSE(qsm_image_format_has_alpha(QSM_IMAGE_FORMAT_INDEXED8));
}

/* What differential.equals cannot ask Qt: it reads past the table. */
static void equals_beyond_the_table(void)
{
    static const uint32_t colors[2] = {0xff000001U, 0xff000002U};
    qsm_image *one = qsm_image_new_size(2, 1, QSM_IMAGE_FORMAT_INDEXED8);
    qsm_image *other = qsm_image_new_size(2, 1, QSM_IMAGE_FORMAT_INDEXED8);
    CU_ASSERT_FATAL(one != NULL && other != NULL);
    unsigned char *row = qsm_image_bits(one);
    unsigned char *other_row = qsm_image_bits(other);
    CU_ASSERT_TRUE(qsm_image_equals(one, other));
    row[0] = 2;
    CU_ASSERT_FALSE(qsm_image_equals(one, other));
    other_row[0] = 2;
    CU_ASSERT_TRUE(qsm_image_equals(one, other));
    CU_ASSERT_TRUE(qsm_image_set_color_table(one, colors, 2));
    CU_ASSERT_FALSE(qsm_image_equals(one, other)); /* pixel 1 has a colour in one of them */
    CU_ASSERT_TRUE(qsm_image_set_color_table(other, colors, 1));
    CU_ASSERT_TRUE(qsm_image_equals(one, other));
    row[0] = 1;
    other_row[0] = 1;
    CU_ASSERT_FALSE(qsm_image_equals(one, other));
    errno = 0;
    CU_ASSERT_FALSE(qsm_image_equals(one, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
    CU_ASSERT_FALSE(qsm_image_equals(NULL, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    qsm_image_free(one);
    qsm_image_free(other);
}

/* A wrapped image may have rows of another length. */
static void equals_of_other_strides(void)
{
    unsigned char data[2 * 7] = {1, 2, 3, 4, 5, 6, 99, 7, 8, 9, 10, 11, 12, 98};
    qsm_image *one = qsm_image_new_wrapping(data, 2, 2, 7, QSM_IMAGE_FORMAT_RGB888, NULL, NULL);
    qsm_image *copy = qsm_image_copy(one);
    CU_ASSERT_FATAL(one != NULL && copy != NULL);
    CU_ASSERT_TRUE(qsm_image_equals(one, copy));
    data[6] = 97;
    CU_ASSERT_TRUE(qsm_image_equals(one, copy));
    data[12]++;
    CU_ASSERT_FALSE(qsm_image_equals(copy, one));
    qsm_image_free(one);
    qsm_image_free(copy);
}

QSM_SUITE("image", {"a null image", null_image}, {"sizes and strides", new_sizes},
          {"sizes that are refused", sizes_refused},
          {"wrapped memory, copy, swap", wrapping_and_copy},
          {"memory is used again", memory_is_reused}, {"a buffer to read into", read_buffer},
          {"colour table", color_table}, {"texts in Qt's order", texts},
          {"colour profiles", profile_names}, {"names of formats", format_names},
          {"equal beyond the table", equals_beyond_the_table},
          {"equal with other strides", equals_of_other_strides})
