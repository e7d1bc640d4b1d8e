/* SPDX-License-Identifier: MIT */
/*
 * The structs of qsm/image.h as an older program, a newer one, and one that forgot QSM_INIT() give
 * them to the library.
 */
#include <qsm/image.h>

#include <errno.h>
#include <string.h>

#include "limits.h"
#include "suite.h"

/* A struct of a release to come: one field more. */
typedef struct newer_limits {
    qsm_image_limits known;
    uint64_t more;
} newer_limits;

typedef struct newer_header {
    qsm_image_header known;
    uint64_t more;
} newer_header;

static qsm_data_stream *stream_of_image(int width, int height)
{
    qsm_image *image = qsm_image_new_size(width, height, QSM_IMAGE_FORMAT_RGB32);
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE_FATAL(qsm_data_stream_write_image(stream, image, QSM_IMAGE_STORED));
    qsm_image_free(image);
    return stream;
}

/* Whether a picture of 3 x 2 pixels passes these limits. */
static bool passes(const qsm_image_limits *limits)
{
    qsm_data_stream *written = stream_of_image(3, 2);
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(written), qsm_data_stream_size(written));
    qsm_image *image = qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_RGB32);
    errno = 0;
    bool good = qsm_data_stream_read_image(in, image, limits);
    CU_ASSERT_EQUAL(qsm_image_is_null(image), !good);
    if (!good && errno == EINVAL) {
        CU_ASSERT_EQUAL(qsm_data_stream_position(in), 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(in), "QSM_INIT()"));
    }
    qsm_image_free(image);
    qsm_data_stream_free(in);
    qsm_data_stream_free(written);
    return good;
}

static void test_limits(void)
{
    qsm_image_limits limits = QSM_INIT(qsm_image_limits);
    CU_ASSERT_TRUE(passes(&limits));
    limits.max_pixels = 5;
    CU_ASSERT_FALSE(passes(&limits));
    CU_ASSERT_NOT_EQUAL(errno, EINVAL);
    limits.size = 0;
    limits.max_pixels = 6;
    CU_ASSERT_FALSE(passes(&limits));
    CU_ASSERT_EQUAL(errno, EINVAL);
    /* An older program, whose struct ends before max_pixels: what lies behind it is not read. */
    limits.size = offsetof(qsm_image_limits, max_pixels);
    limits.max_pixels = 1;
    CU_ASSERT_TRUE(passes(&limits));
    limits.max_image_bytes = 23;
    CU_ASSERT_FALSE(passes(&limits));
}

static void test_newer_limits(void)
{
    newer_limits limits = {.known = {.size = sizeof limits, .max_pixels = 6}};
    CU_ASSERT_TRUE(passes(&limits.known));
    limits.more = 1;
    CU_ASSERT_FALSE(passes(&limits.known));
    CU_ASSERT_EQUAL(errno, EINVAL);
}

static void test_header(void)
{
    qsm_data_stream *stream = stream_of_image(3, 2);
    const void *data = qsm_data_stream_data(stream);
    size_t size = qsm_data_stream_size(stream);
    qsm_image_header header = {.width = 7, .height = 8};
    errno = 0;
    CU_ASSERT_FALSE(qsm_image_peek(data, size, &header));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_EQUAL(header.width, 7);
    header.size = offsetof(qsm_image_header, height);
    CU_ASSERT_TRUE(qsm_image_peek(data, size, &header));
    CU_ASSERT_EQUAL(header.width, 3);
    CU_ASSERT_EQUAL(header.height, 8); /* beyond what the older program has */
    CU_ASSERT_EQUAL(header.size, offsetof(qsm_image_header, height));
    newer_header newer = {.known = {.size = sizeof newer}, .more = 1};
    CU_ASSERT_TRUE(qsm_image_peek(data, size, &newer.known));
    CU_ASSERT_EQUAL(newer.known.height, 2);
    CU_ASSERT_EQUAL(newer.more, 0);
    CU_ASSERT_TRUE(qsm_image_peek(data, size, NULL));
    CU_ASSERT_FALSE(qsm_image_peek(NULL, size, NULL));
    qsm_data_stream_free(stream);
}

static void expect_space(const qsm_image *image, qsm_color_space_source source)
{
    const qsm_color_space *space = qsm_image_color_space(image);
    CU_ASSERT_PTR_NOT_NULL_FATAL(space);
    CU_ASSERT_EQUAL(space->size, sizeof *space);
    CU_ASSERT_EQUAL(space->source, source);
}

static void test_color_space(void)
{
    qsm_data_stream *stream = stream_of_image(3, 2);
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(stream), qsm_data_stream_size(stream));
    qsm_image *image = qsm_image_new();
    expect_space(NULL, QSM_COLOR_SPACE_NONE);
    expect_space(image, QSM_COLOR_SPACE_NONE);
    CU_ASSERT_TRUE(qsm_data_stream_read_image(in, image, NULL));
    expect_space(image, QSM_COLOR_SPACE_NONE);
    CU_ASSERT_TRUE(qsm_image_set_icc_profile(image, NULL, "profile", 7));
    expect_space(image, QSM_COLOR_SPACE_ICC);
    qsm_image *copy = qsm_image_copy(image);
    expect_space(copy, QSM_COLOR_SPACE_ICC);
    CU_ASSERT_TRUE(qsm_image_set_icc_profile(image, NULL, NULL, 0));
    expect_space(image, QSM_COLOR_SPACE_NONE);
    qsm_image_free(copy);
    qsm_image_free(image);
    qsm_data_stream_free(in);
    qsm_data_stream_free(stream);
}

static void test_no_image(void)
{
    qsm_data_stream *stream = stream_of_image(3, 2);
    qsm_image *image = qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_RGB32);
    const char *why = NULL;
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_read_image(NULL, image, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_TRUE(qsm_image_is_null(image));
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_write_image(NULL, image, QSM_IMAGE_STORED));
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
    CU_ASSERT_EQUAL(qsm_image_stream_size(NULL, 20, QSM_IMAGE_STORED, &why), 0);
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_PTR_NOT_NULL(why);
    size_t before = qsm_data_stream_size(stream);
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_write_image(stream, NULL, QSM_IMAGE_STORED));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_WRITE_FAILED);
    CU_ASSERT_NOT_EQUAL(qsm_data_stream_error_string(stream)[0], '\0');
    CU_ASSERT_EQUAL(qsm_data_stream_size(stream), before);
    qsm_data_stream *in = qsm_data_stream_new_reader(qsm_data_stream_data(stream), before);
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_read_image(in, NULL, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_NOT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_OK);
    CU_ASSERT_EQUAL(qsm_data_stream_position(in), 0);
    qsm_data_stream_free(in);
    qsm_data_stream_free(stream);
    qsm_image_free(image);
}

QSM_SUITE("image structs", {"limits of this release, and of an older one", test_limits},
          {"limits of a newer release", test_newer_limits}, {"the header of a stream", test_header},
          {"the colour space that is lent", test_color_space},
          {"no image, no stream", test_no_image})
