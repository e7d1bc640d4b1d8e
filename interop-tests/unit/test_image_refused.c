/* SPDX-License-Identifier: MIT */
/*
 * The image object refuses: NULL in place of an image, arguments that make no sense, and memory
 * that is out. errno says which.
 */
#include <qsm/image.h>

#include "failing_memory.h"

static const qsm_image_format_code RGB32 = QSM_IMAGE_FORMAT_RGB32;

/* The answer is none, and errno says why. */
static void expect(bool answered, int error)
{
    CU_ASSERT_FALSE(answered);
    CU_ASSERT_EQUAL(errno, error);
    errno = 0;
}

static void no_image_to_ask(void)
{
    size_t size = 1;
    const char *name = "";
    errno = 0;
    expect(!qsm_image_is_null(NULL), EINVAL);
    expect(qsm_image_width(NULL) != 0, EINVAL);
    expect(qsm_image_height(NULL) != 0, EINVAL);
    expect(qsm_image_format(NULL) != QSM_IMAGE_FORMAT_INVALID, EINVAL);
    expect(qsm_image_depth(NULL) != 0, EINVAL);
    expect(qsm_image_bytes_per_line(NULL) != 0, EINVAL);
    expect(qsm_image_size_in_bytes(NULL) != 0, EINVAL);
    expect(qsm_image_bits(NULL) != NULL, EINVAL);
    expect(qsm_image_const_bits(NULL) != NULL, EINVAL);
    expect(qsm_image_scan_line(NULL, 0) != NULL, EINVAL);
    expect(qsm_image_const_scan_line(NULL, 0) != NULL, EINVAL);
    expect(qsm_image_has_alpha_channel(NULL), EINVAL);
    expect(qsm_image_pixel(NULL, 0, 0) != 12345, EINVAL);
    expect(qsm_image_color_count(NULL) != 0, EINVAL);
    expect(qsm_image_color_table(NULL) != NULL, EINVAL);
    expect(qsm_image_color(NULL, 0) != 0, EINVAL);
    expect(qsm_image_dots_per_meter_x(NULL) != 0, EINVAL);
    expect(qsm_image_dots_per_meter_y(NULL) != 0, EINVAL);
    expect(qsm_image_offset_x(NULL) != 0, EINVAL);
    expect(qsm_image_offset_y(NULL) != 0, EINVAL);
    expect(qsm_image_text_count(NULL) != 0, EINVAL);
    expect(qsm_image_text_key(NULL, 0) != NULL, EINVAL);
    expect(qsm_image_text(NULL, "a") != NULL, EINVAL);
    expect(qsm_image_color_space(NULL)->source != QSM_COLOR_SPACE_NONE, EINVAL);
    expect(qsm_image_icc_profile(NULL, &size, &name) != NULL || size != 0 || name != NULL, EINVAL);
}

static void no_image_to_change(void)
{
    uint32_t color = 0;
    qsm_image *image = qsm_image_new_size(2, 1, QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    errno = 0;
    expect(qsm_image_copy(NULL) != NULL, EINVAL);
    expect(qsm_image_convert_to(NULL, QSM_IMAGE_FORMAT_RGB32) != NULL, EINVAL);
    expect(qsm_image_set_color_table(NULL, &color, 1), EINVAL);
    expect(qsm_image_set_text(NULL, "a", "b"), EINVAL);
    expect(qsm_image_set_text(NULL, "a", NULL), EINVAL);
    expect(qsm_image_set_icc_profile(NULL, "a", "b", 1), EINVAL);
    expect(qsm_image_set_icc_profile(NULL, NULL, NULL, 0), EINVAL);
    qsm_image_swap(NULL, image);
    expect(false, EINVAL);
    qsm_image_swap(image, NULL);
    expect(qsm_image_width(image) != 2, EINVAL);
    qsm_image_use_buffer(NULL, &color, sizeof color);
    expect(false, EINVAL);
    qsm_image_set_dots_per_meter_x(NULL, 1);
    qsm_image_set_dots_per_meter_y(NULL, 1);
    qsm_image_set_offset(NULL, 1, 1);
    qsm_image_free(NULL);
    qsm_image_free(image);
}

static void no_sense(void)
{
    unsigned char data[8];
    qsm_image *null = qsm_image_new();
    qsm_image *image = qsm_image_new_size(2, 1, QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    errno = 0;
    expect(qsm_image_new_size(0, 1, RGB32) != NULL, EINVAL);
    expect(qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_INVALID) != NULL, EINVAL);
    expect(qsm_image_new_wrapping(NULL, 1, 1, 4, RGB32, NULL, NULL) != NULL, EINVAL);
    expect(qsm_image_new_wrapping(data, 2, 1, 7, RGB32, NULL, NULL) != NULL, EINVAL);
    expect(qsm_image_convert_to(null, QSM_IMAGE_FORMAT_RGB32) != NULL, EINVAL);
    expect(qsm_image_convert_to(image, QSM_IMAGE_FORMAT_MONO) != NULL, EINVAL);
    expect(qsm_image_set_color_table(null, NULL, 0), EINVAL);
    expect(qsm_image_set_text(null, "a", "b"), EINVAL);
    expect(qsm_image_set_text(image, NULL, "b"), EINVAL);
    expect(qsm_image_set_text(image, "\xff", "b"), EILSEQ);
    expect(qsm_image_set_text(image, "a", "\xff"), EILSEQ);
    expect(qsm_image_set_icc_profile(image, " a", "b", 1), EINVAL);
    CU_ASSERT_EQUAL(qsm_image_text_count(image), 0);
    qsm_image_free(null);
    qsm_image_free(image);
}

/* Without memory: nothing, and ENOMEM. */
static bool made(qsm_image *image)
{
    bool good = image != NULL;
    CU_ASSERT_TRUE(good || errno == ENOMEM);
    qsm_image_free(image);
    return good;
}

static bool make(void)
{
    return made(qsm_image_new());
}

static bool make_mono(void)
{
    return made(qsm_image_new_size(9, 2, QSM_IMAGE_FORMAT_MONO));
}

static bool wrap_mono(void)
{
    static unsigned char data[2];
    return made(qsm_image_new_wrapping(data, 8, 2, 1, QSM_IMAGE_FORMAT_MONO, NULL, NULL));
}

static qsm_image *pattern;

static bool copy(void)
{
    return made(qsm_image_copy(pattern));
}

static bool convert(void)
{
    return made(qsm_image_convert_to(pattern, QSM_IMAGE_FORMAT_GRAYSCALE8));
}

static void no_memory(void)
{
    pattern = qsm_image_new_size(2, 1, QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(pattern);
    CU_ASSERT_TRUE(qsm_image_set_text(pattern, "a", "b"));
    CU_ASSERT_TRUE(qsm_image_set_icc_profile(pattern, NULL, "b", 1));
    fail_each(make);
    fail_each(make_mono);
    fail_each(wrap_mono);
    fail_each(copy);
    fail_each(convert);
    qsm_image_free(pattern);
}

QSM_SUITE("image refused", {"no image to ask", no_image_to_ask},
          {"no image to change", no_image_to_change}, {"no sense", no_sense},
          {"no memory", no_memory})
