/* SPDX-License-Identifier: MIT */
/*
 * Files in memory and by name, by what is in them: PNG and BMP are read, whatever the name says;
 * the error of any other names its format. qsm_image_save() writes what the name says.
 */
#include <qsm/image_file.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "limits.h"
#include "suite.h"

static qsm_image *make_image(void)
{
    qsm_image *image = qsm_image_new_size(5, 4, QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 5; x++)
            ((uint32_t *)qsm_image_scan_line(image, y))[x] = 0xff102030U * (uint32_t)(x + 5 * y);
    return image;
}

static void save_and_load(const char *name, const char *format)
{
    char folder[] = "/tmp/qsm-load-XXXXXX";
    char path[64];
    unsigned char first[32];
    qsm_image *image = make_image();
    qsm_image *loaded = qsm_image_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    CU_ASSERT_TRUE(qsm_image_save(image, path));
    FILE *file = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fread(first, 1, sizeof first, file), sizeof first);
    (void)fclose(file);
    CU_ASSERT_STRING_EQUAL(qsm_image_file_format(first, sizeof first), format);
    CU_ASSERT_TRUE(qsm_image_load(loaded, path));
    CU_ASSERT_TRUE(qsm_image_equals(image, loaded));
    CU_ASSERT_EQUAL(unlink(path) + rmdir(folder), 0);
    qsm_image_free(loaded);
    qsm_image_free(image);
}

static void test_save(void)
{
    save_and_load("a.png", "png");
    save_and_load("a.bmp", "bmp");
    save_and_load("a.BMP", "bmp");
    save_and_load("bmp", "png");
    save_and_load("a.bmp.x", "png");
}

static void expect_refused(const void *data, size_t size, const qsm_image_limits *limits, int error,
                           const char *text)
{
    qsm_image *image = make_image();
    errno = 0;
    CU_ASSERT_FALSE(qsm_image_load_from_data(image, data, size, limits));
    CU_ASSERT_EQUAL(errno, error);
    CU_ASSERT_TRUE(qsm_image_is_null(image));
    bool says = strstr(qsm_image_error_string(image), text) != NULL;
    CU_ASSERT_TRUE(says);
    if (!says)
        printf("    '%s', not '%s'\n", qsm_image_error_string(image), text);
    qsm_image_free(image);
}

static const unsigned char bitmap[] =
    "BM\x3e\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\2\0\0\0\1\0\x18\0\0\0\0\0\x08\0\0\0\0\0\0\0"
    "\0\0\0\0\0\0\0\0\0\0\0\0\1\2\3\0\4\5\6";

static void test_errors(void)
{
    const qsm_image_limits wrong = {.size = 3};
    expect_refused("\xff\xd8\xff\xe0", 4, NULL, EBADMSG, "format JPEG; the library reads PNG and");
    expect_refused("GIF89a", 6, NULL, EBADMSG, "format GIF;");
    expect_refused("P6 1 1 255 abc", 14, NULL, EBADMSG, "format PPM;");
    expect_refused("text", 4, NULL, EBADMSG, "no PNG or BMP file");
    expect_refused("", 0, NULL, EBADMSG, "no PNG or BMP file");
    expect_refused(NULL, 4, NULL, EINVAL, "no data");
    expect_refused("\x89PNG\r\n\x1a\n", 8, NULL, EBADMSG, "ends");
    expect_refused(bitmap, sizeof bitmap, LIMITS(.max_pixels = 1), EFBIG, "limit on pixels");
    expect_refused(bitmap, sizeof bitmap, &wrong, EINVAL, "QSM_INIT");
    expect_refused(bitmap, 30, NULL, EBADMSG, "the data ends within it");
    expect_refused("BMxx", 4, NULL, EBADMSG, "the data ends at byte 4");
    errno = 0;
    CU_ASSERT_FALSE(qsm_image_load_from_data(NULL, bitmap, sizeof bitmap, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
}

/* A buffer that is too small is as no memory. */
static void test_buffer(void)
{
    unsigned char buffer[4];
    qsm_image *image = qsm_image_new();
    qsm_image_use_buffer(image, buffer, sizeof buffer);
    errno = 0;
    CU_ASSERT_FALSE(qsm_image_load_from_data(image, bitmap, sizeof bitmap, NULL));
    CU_ASSERT_EQUAL(errno, ENOMEM);
    qsm_image_free(image);
}

static void test_bitmap(void)
{
    qsm_image *image = qsm_image_new();
    CU_ASSERT_TRUE(qsm_image_load_from_data(image, bitmap, sizeof bitmap, NULL));
    CU_ASSERT_STRING_EQUAL(qsm_image_error_string(image), "");
    CU_ASSERT_EQUAL(qsm_image_pixel(image, 0, 1), 0xff030201U);
    CU_ASSERT_EQUAL(qsm_image_pixel(image, 0, 0), 0xff060504U);
    CU_ASSERT_EQUAL(qsm_image_dots_per_meter_x(image), 3937);
    CU_ASSERT_TRUE(qsm_image_load_from_data(image, bitmap, sizeof bitmap - 4, NULL));
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_image_error_string(image), "rows are missing"));
    qsm_image_free(image);
}

QSM_SUITE("files of images", {"the name says what is written", test_save},
          {"what is refused", test_errors}, {"a buffer that is too small", test_buffer},
          {"a bitmap", test_bitmap})
