/* SPDX-License-Identifier: MIT */
/*
 * Memory for an image that is made by a look at the stream without the lock. Under the lock another
 * stream can be there: the image is then that of this stream.
 */
#include <qsm/image.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image/image_data.h"
#include "image/image_stream.h"
#include "suite.h"

enum { MOST = 64 << 20 };

static qsm_image *make_image(int width, int height, qsm_image_format_code format)
{
    qsm_image *image = qsm_image_new_size(width, height, format);
    CU_ASSERT_PTR_NOT_NULL_FATAL(image);
    size_t size = qsm_image_size_in_bytes(image);
    unsigned char *bits = qsm_image_bits(image);
    for (size_t i = 0; i < size; i++)
        bits[i] = (unsigned char)(i * i / 7 + i);
    return image;
}

static qsm_data_stream *make_stream(const qsm_image *image, qsm_image_compression compression)
{
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE_FATAL(qsm_data_stream_write_image(stream, image, compression));
    return stream;
}

static bool prepare(qsm_image *image, const qsm_data_stream *stream, size_t size)
{
    return qsm__image_stream_prepare(image, qsm_data_stream_data(stream), size, MOST, NULL);
}

/* Reads the stream into an image whose memory was made for another stream. */
static qsm_image *read_into(qsm_image *image, const qsm_data_stream *stream)
{
    qsm_data_stream *reader =
        qsm_data_stream_new_reader(qsm_data_stream_data(stream), qsm_data_stream_size(stream));
    qsm_image_parser *parser = qsm__image_parser_new(0);
    qsm__image_parser_into(parser, image);
    CU_ASSERT_TRUE(qsm__image_parser_parse(parser, reader, NULL));
    CU_ASSERT_TRUE(qsm__image_parser_decode(parser, reader, image));
    qsm__image_parser_free(parser);
    qsm_data_stream_free(reader);
    return image;
}

static void test_same_stream(void)
{
    qsm_image *picture = make_image(400, 300, QSM_IMAGE_FORMAT_RGB32);
    qsm_data_stream *stream = make_stream(picture, QSM_IMAGE_STORED);
    qsm_image *image = qsm_image_new();
    CU_ASSERT_TRUE(prepare(image, stream, qsm_data_stream_size(stream)));
    const unsigned char *memory = image->owned;
    read_into(image, stream);
    CU_ASSERT_PTR_EQUAL(image->owned, memory);
    CU_ASSERT_TRUE(qsm_image_equals(image, picture));
    qsm_image_free(image);
    qsm_data_stream_free(stream);
    qsm_image_free(picture);
}

static void test_other_streams(void)
{
    static const struct {
        int width, height;
        qsm_image_format_code format;
        qsm_image_compression compression;
    } others[] = {{500, 300, QSM_IMAGE_FORMAT_RGB32, QSM_IMAGE_STORED},
                  {300, 290, QSM_IMAGE_FORMAT_ARGB32, QSM_IMAGE_STORED},
                  {400, 300, QSM_IMAGE_FORMAT_RGB32, QSM_IMAGE_EXACT},
                  {400, 300, QSM_IMAGE_FORMAT_RGBA64, QSM_IMAGE_FAST},
                  {2, 1, QSM_IMAGE_FORMAT_MONO, QSM_IMAGE_STORED}};
    qsm_image *picture = make_image(400, 300, QSM_IMAGE_FORMAT_RGB32);
    qsm_data_stream *stream = make_stream(picture, QSM_IMAGE_STORED);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        qsm_image *other = make_image(others[i].width, others[i].height, others[i].format);
        qsm_data_stream *changed = make_stream(other, others[i].compression);
        qsm_image *image = qsm_image_new();
        CU_ASSERT_TRUE(prepare(image, stream, qsm_data_stream_size(stream)));
        CU_ASSERT_TRUE(qsm_image_equals(read_into(image, changed), other));
        qsm_image_free(image);
        qsm_data_stream_free(changed);
        qsm_image_free(other);
    }
    qsm_data_stream_free(stream);
    qsm_image_free(picture);
}

/* No memory is made: the parser needs its own, or the stream cannot be trusted. */
static void test_not_prepared(void)
{
    qsm_image *large = make_image(400, 300, QSM_IMAGE_FORMAT_RGB32);
    qsm_image *small = make_image(40, 30, QSM_IMAGE_FORMAT_RGB32);
    qsm_image *image = qsm_image_new();
    qsm_data_stream *stream = make_stream(large, QSM_IMAGE_STORED);
    qsm_data_stream *compressed = make_stream(large, QSM_IMAGE_EXACT);
    qsm_data_stream *icon = make_stream(small, QSM_IMAGE_STORED);
    size_t size = qsm_data_stream_size(stream);
    CU_ASSERT_FALSE(prepare(image, compressed, qsm_data_stream_size(compressed)));
    CU_ASSERT_FALSE(prepare(image, icon, qsm_data_stream_size(icon)));
    CU_ASSERT_FALSE(prepare(image, stream, 0));
    CU_ASSERT_FALSE(prepare(image, stream, 20));
    CU_ASSERT_FALSE(prepare(image, stream, size / 2)); /* its data is not there */
    const void *data = qsm_data_stream_data(stream);
    CU_ASSERT_FALSE(qsm__image_stream_prepare(image, data, size, size / 2, NULL));
    CU_ASSERT_FALSE(qsm__image_stream_prepare(image, "\0\0\0\0 nothing", 12, MOST, NULL));
    CU_ASSERT_PTR_NULL(image->owned);
    qsm_image_free(image);
    qsm_data_stream_free(icon);
    qsm_data_stream_free(compressed);
    qsm_data_stream_free(stream);
    qsm_image_free(small);
    qsm_image_free(large);
}

QSM_SUITE("memory for an image", {"the stream is the same", test_same_stream},
          {"another stream came meanwhile", test_other_streams},
          {"streams without this memory", test_not_prepared})
