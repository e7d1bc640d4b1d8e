/* SPDX-License-Identifier: MIT */
/*
 * Memory for an image that is made by a look at the stream without the lock. Under the lock another
 * stream can be there: the image is then that of this stream. And how much memory reading takes.
 */
#include <qsm/image.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "counted_memory.h"
#include "handmade.h"
#include "image/image_data.h"
#include "image/image_stream.h"
#include "image/png/filter.h"
#include "image/png/header.h"
#include "image/png/read_unfilter.h"
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

static const qsm_image_limits no_limits = {
    .size = sizeof no_limits, .max_image_bytes = UINT64_MAX, .max_pixels = UINT64_MAX};

static bool prepare(qsm_image *image, const qsm_data_stream *stream, size_t size)
{
    const void *data = qsm_data_stream_data(stream);
    return qsm__image_stream_prepare(image, data, size, &no_limits, MOST, NULL);
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
    CU_ASSERT_FALSE(qsm__image_stream_prepare(image, data, size, &no_limits, size / 2, NULL));
    CU_ASSERT_FALSE(
        qsm__image_stream_prepare(image, "\0\0\0\0 nothing", 12, &no_limits, MOST, NULL));
    CU_ASSERT_PTR_NULL(image->owned);
    qsm_image_free(image);
    qsm_data_stream_free(icon);
    qsm_data_stream_free(compressed);
    qsm_data_stream_free(stream);
    qsm_image_free(small);
    qsm_image_free(large);
}

/* Whether the image of the stream gets memory. If not, parsing must refuse the stream, too. */
static bool is_allowed(const qsm_data_stream *stream, const qsm_image_limits *limits)
{
    const void *data = qsm_data_stream_data(stream);
    size_t size = qsm_data_stream_size(stream);
    qsm_image *image = qsm_image_new();
    bool prepared = qsm__image_stream_prepare(image, data, size, limits, MOST, NULL);
    CU_ASSERT_EQUAL(image->owned != NULL, prepared);
    CU_ASSERT_EQUAL(qsm__image_stream_is_refused(data, size, limits, NULL), !prepared);
    qsm_data_stream *reader = qsm_data_stream_new_reader(data, size);
    CU_ASSERT_EQUAL(qsm_data_stream_read_image(reader, image, limits), prepared);
    qsm_data_stream_free(reader);
    qsm_image_free(image);
    return prepared;
}

static void test_limits(void)
{
    qsm_image *picture = make_image(400, 300, QSM_IMAGE_FORMAT_RGB32);
    qsm_data_stream *stream = make_stream(picture, QSM_IMAGE_STORED);
    const uint64_t most = UINT64_MAX;
    CU_ASSERT_FALSE(is_allowed(stream, LIMITS(.max_image_bytes = 1000, .max_pixels = most)));
    CU_ASSERT_FALSE(is_allowed(stream, LIMITS(.max_image_bytes = 479999, .max_pixels = most)));
    CU_ASSERT_TRUE(is_allowed(stream, LIMITS(.max_image_bytes = 480000, .max_pixels = most)));
    CU_ASSERT_FALSE(is_allowed(stream, LIMITS(.max_image_bytes = most, .max_pixels = 119999)));
    CU_ASSERT_TRUE(is_allowed(stream, LIMITS(.max_image_bytes = most, .max_pixels = 120000)));
    CU_ASSERT_FALSE(is_allowed(stream, &(qsm_image_limits){.size = 0})); /* not initialised */
    CU_ASSERT_TRUE(is_allowed(stream, NULL));
    qsm_data_stream_free(stream);
    qsm_image_free(picture);
}

/* The data is smaller than the memory for it may be, the image is not. */
static void test_small_data_of_a_large_image(void)
{
    enum { WIDTH = 1000000, HEIGHT = 268, DEPTH = 2, IDAT = (WIDTH / 4 + 1) * HEIGHT + 16 };
    enum { IHDR_AT = 12, IDAT_AT = 37, SIZE = IDAT_AT + 12 + IDAT };
    unsigned char *data = calloc(1, SIZE); /* the system makes only the first page */
    qsm_image *image = qsm_image_new();
    CU_ASSERT_FATAL(data != NULL && (size_t)SIZE < MOST);
    qsm__png_put_u32(data, 1);
    memcpy(data + 4, QSM_PNG_SIGNATURE, QSM_PNG_SIGNATURE_SIZE);
    qsm__png_put_u32(data + IHDR_AT, 13);
    memcpy(data + IHDR_AT + 4, "IHDR", 4);
    qsm__png_put_u32(data + IHDR_AT + 8, WIDTH);
    qsm__png_put_u32(data + IHDR_AT + 12, HEIGHT);
    data[IHDR_AT + 16] = DEPTH;
    qsm__png_put_u32(data + IHDR_AT + 21, qsm__crc32(0, data + IHDR_AT + 4, 17));
    qsm__png_put_u32(data + IDAT_AT, IDAT);
    memcpy(data + IDAT_AT + 4, "IDAT", 4);
    CU_ASSERT_FALSE(qsm__image_stream_is_refused(data, SIZE, &no_limits, NULL));
    CU_ASSERT_FALSE(qsm__image_stream_prepare(image, data, SIZE, &no_limits, MOST, NULL));
    CU_ASSERT_PTR_NULL(image->owned);
    CU_ASSERT_TRUE(
        qsm__image_stream_is_refused(data, SIZE, LIMITS(.max_image_bytes = 65536), NULL));
    /* This is a stream that gets memory, if it may be as large as its image. */
    CU_ASSERT_TRUE(
        qsm__image_stream_prepare(image, data, SIZE, &no_limits, 5 * (size_t)MOST, NULL));
    CU_ASSERT(image->owned_capacity >= (size_t)WIDTH * HEIGHT);
    qsm_image_free(image);
    free(data);
}

/* Memory for a much larger image is given back, memory for decoding is not. */
static void test_give_back(void)
{
    enum { MORE = 2 << 20 };
    static const int heights[] = {1, 2, 300, 1499, 1500};
    qsm_image *large = make_image(1000, 1500, QSM_IMAGE_FORMAT_RGB32);
    qsm_data_stream *stream = make_stream(large, QSM_IMAGE_STORED);
    for (size_t i = 0; i < sizeof heights / sizeof heights[0]; i++) {
        qsm_image *picture = make_image(1000, heights[i], QSM_IMAGE_FORMAT_RGB32);
        qsm_data_stream *changed = make_stream(picture, QSM_IMAGE_STORED);
        qsm_image *image = qsm_image_new();
        CU_ASSERT_TRUE(prepare(image, stream, qsm_data_stream_size(stream)));
        const size_t prepared = image->owned_capacity;
        read_into(image, changed);
        CU_ASSERT_EQUAL(image->owned_capacity, prepared);
        qsm__image_give_back(image);
        CU_ASSERT_TRUE(image->owned_capacity < 3 * qsm_image_size_in_bytes(picture) + MORE);
        CU_ASSERT_EQUAL(image->owned_capacity == prepared, heights[i] > 1000);
        CU_ASSERT_PTR_EQUAL(image->bits, image->owned);
        CU_ASSERT_TRUE(qsm_image_equals(image, picture));
        qsm_image_free(image);
        qsm_data_stream_free(changed);
        qsm_image_free(picture);
    }
    qsm_data_stream_free(stream);
    qsm_image_free(large);
}

static size_t bytes_to_read(const qsm_data_stream *stream, const qsm_image *expected)
{
    qsm_image *image = qsm_image_new();
    qsm_data_stream *reader =
        qsm_data_stream_new_reader(qsm_data_stream_data(stream), qsm_data_stream_size(stream));
    size_t before = allocated_bytes;
    CU_ASSERT_TRUE(qsm_data_stream_read_image(reader, image, NULL));
    size_t bytes = allocated_bytes - before;
    CU_ASSERT_TRUE(qsm_image_equals(image, expected));
    qsm_data_stream_free(reader);
    qsm_image_free(image);
    return bytes;
}

/*
 * Reading takes the image, the stream and some rows. An image of few rows takes no memory for work
 * on more rows.
 */
static void test_some_rows(void)
{
    enum { WIDTH = 10000, OBJECTS = 20000, FORMS = QSM_IMAGE_EXACT + 1 };
    static const qsm_image_format_code formats[] = {
        QSM_IMAGE_FORMAT_GRAYSCALE8, QSM_IMAGE_FORMAT_RGB32, QSM_IMAGE_FORMAT_ARGB32,
        QSM_IMAGE_FORMAT_RGBA64, QSM_IMAGE_FORMAT_GRAYSCALE16};
    static const struct {
        int height, rows;
    } sizes[] = {{1, 3}, {2, 5}, {3, 5}, {4, 12}, {7, 12}, {8, 12}, {9, 12}};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0] * FORMS; i++) {
        qsm_image_format_code format = formats[i / FORMS];
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            qsm_image *image = make_image(WIDTH, sizes[k].height, format);
            qsm_data_stream *stream = make_stream(image, (qsm_image_compression)(i % FORMS));
            size_t most = qsm_image_size_in_bytes(image) + qsm_data_stream_size(stream) + OBJECTS;
            size_t rows = (size_t)sizes[k].rows * ((size_t)qsm_image_bytes_per_line(image) + 1);
            CU_ASSERT(bytes_to_read(stream, image) < most + rows);
            qsm_data_stream_free(stream);
            qsm_image_free(image);
        }
    }
}

/* A stream of one row of filtered samples. */
static qsm_image *read_row(const qsm_png_header *header, const unsigned char *filtered)
{
    static maker made;
    unsigned char packed[4096];
    qsm_image *image = qsm_image_new();
    put_start(&made, (uint32_t)header->width, 1, header->depth, header->color_type);
    put_chunk(&made, CHUNK('I', 'D', 'A', 'T'), packed,
              pack(packed, filtered, header->row_bytes + 1));
    put_chunk(&made, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    qsm_data_stream *reader = qsm_data_stream_new_reader(made.data, made.size);
    CU_ASSERT_TRUE(qsm_data_stream_read_image(reader, image, NULL));
    qsm_data_stream_free(reader);
    return image;
}

/* Nothing is behind the rows that one row needs: a sanitizer finds what reads there. */
static void test_one_row(void)
{
    enum { WIDEST = 70, MOST_BYTES = 8 * WIDEST };
    static const unsigned char above[MOST_BYTES];
    unsigned char filtered[MOST_BYTES + 1], plain[MOST_BYTES + 1] = {QSM_FILTER_NONE};
    static const int types[] = {0, 2, 4, 6};
    for (int i = 0; i < 8 * WIDEST * QSM_FILTER_COUNT; i++) {
        int filter = i / (8 * WIDEST);
        qsm_png_header header = {.width = 1 + i % WIDEST,
                                 .height = 1,
                                 .depth = i / WIDEST % 2 == 0 ? 8 : 16,
                                 .color_type = types[i / WIDEST / 2 % 4]};
        qsm__png_header_complete(&header);
        for (size_t x = 0; x < header.row_bytes; x++)
            filtered[1 + x] = (unsigned char)(x * x / 3 + x * 11 + (size_t)i);
        filtered[0] = (unsigned char)filter;
        memcpy(plain + 1, filtered + 1, header.row_bytes);
        qsm__png_unfilter(filter, plain + 1, above, header.row_bytes, header.filter_distance);
        qsm_image *expected = read_row(&header, plain);
        qsm_image *image = read_row(&header, filtered);
        CU_ASSERT_TRUE(qsm_image_equals(image, expected));
        qsm_image_free(image);
        qsm_image_free(expected);
    }
}

QSM_SUITE("memory for an image", {"the stream is the same", test_same_stream},
          {"another stream came meanwhile", test_other_streams},
          {"streams without this memory", test_not_prepared},
          {"the limits hold before the lock, too", test_limits},
          {"small data of a large image", test_small_data_of_a_large_image},
          {"memory of a larger image is given back", test_give_back},
          {"reading takes some rows more", test_some_rows}, {"one row", test_one_row})
