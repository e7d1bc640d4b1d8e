/* SPDX-License-Identifier: MIT */
/* Frames, damage, limits and sizes of image streams. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/image.h>

#include "image/deflate/deflate.h"
#include "image/image_stream.h"
#include "image/png/png.h"
#include "suite.h"

#define CHUNK(a, b, c, d) QSM_PNG_TYPE(a, b, c, d)

/* ---- a stream made by hand ------------------------------------------------------------------- */

typedef struct maker {
    unsigned char data[65536];
    size_t size;
} maker;

static void put(maker *m, const void *data, size_t size)
{
    memcpy(m->data + m->size, data, size);
    m->size += size;
}

static void put_u32(maker *m, uint32_t value)
{
    unsigned char bytes[4];
    qsm_png_put_u32(bytes, value);
    put(m, bytes, 4);
}

static void put_chunk_crc(maker *m, uint32_t type, const void *data, size_t size, uint32_t spoil)
{
    size_t start = m->size + 4;
    put_u32(m, (uint32_t)size);
    put_u32(m, type);
    if (size > 0)
        put(m, data, size);
    put_u32(m, qsm_crc32(0, m->data + start, size + 4) ^ spoil);
}

static void put_chunk(maker *m, uint32_t type, const void *data, size_t size)
{
    put_chunk_crc(m, type, data, size, 0);
}

static void put_start(maker *m, uint32_t width, uint32_t height, int depth, int color_type)
{
    unsigned char header[13] = {0};
    m->size = 0;
    put_u32(m, 1);
    put(m, QSM_PNG_SIGNATURE, 8);
    qsm_png_put_u32(header, width);
    qsm_png_put_u32(header + 4, height);
    header[8] = (unsigned char)depth;
    header[9] = (unsigned char)color_type;
    put_chunk(m, CHUNK('I', 'H', 'D', 'R'), header, sizeof header);
}

static size_t pack(unsigned char *out, const void *data, size_t size)
{
    return qsm_deflate_fast(out, 4096, data, size);
}

/* Two gray pixels in a row, zlib data given. */
static void put_gray(maker *m, const void *idat, size_t size)
{
    put_start(m, 2, 1, 8, 0);
    put_chunk(m, CHUNK('I', 'D', 'A', 'T'), idat, size);
    put_chunk(m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
}

typedef struct outcome {
    bool null;
    int status;
    size_t position;
    char text[256];
} outcome;

static outcome read_version(const void *data, size_t size, int version, qsm_image *image,
                            const qsm_image_limits *limits)
{
    outcome got;
    qsm_data_stream *stream = qsm_data_stream_new_reader(data, size);
    qsm_data_stream_set_version(stream, version);
    bool good = qsm_data_stream_read_image(stream, image, limits);
    got.null = qsm_image_is_null(image);
    got.status = (int)qsm_data_stream_status(stream);
    got.position = qsm_data_stream_position(stream);
    snprintf(got.text, sizeof got.text, "%s", qsm_data_stream_error_string(stream));
    CU_ASSERT_EQUAL(good, got.status == 0);
    qsm_data_stream_free(stream);
    return got;
}

static outcome read_data(const void *data, size_t size)
{
    qsm_image *image = qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_RGB32);
    outcome got = read_version(data, size, 20, image, NULL);
    qsm_image_free(image);
    return got;
}

/* A failed assertion tells which case it was. */
static void expect(bool good, const char *what)
{
    if (!good)
        printf("  %s\n", what);
    CU_ASSERT_TRUE(good);
}

static void expect_refused(const maker *m, const char *part_of_text)
{
    outcome got = read_data(m->data, m->size);
    if (!(got.null && got.status == 1 && strstr(got.text, part_of_text) != NULL))
        printf("  wanted \"%s\", got null %d status %d \"%s\"\n", part_of_text, got.null,
               got.status, got.text);
    CU_ASSERT_TRUE(got.null && got.status == 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(got.text, part_of_text));
}

static void expect_accepted(const maker *m, const char *warning)
{
    outcome got = read_data(m->data, m->size);
    if (got.null || got.status != 0 || strstr(got.text, warning) == NULL)
        printf("  wanted \"%s\", got null %d status %d \"%s\"\n", warning, got.null, got.status,
               got.text);
    CU_ASSERT_TRUE(!got.null && got.status == 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(got.text, warning));
    CU_ASSERT_EQUAL(got.position, m->size);
}

/* ---- damage ---------------------------------------------------------------------------------- */

/* 5 x 3 RGB32, as real Qt wrote it. */
static const unsigned char rgb32_stream[] = {
    0x00, 0x00, 0x00, 0x01, 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D,
    0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x03, 0x08, 0x02, 0x00, 0x00,
    0x00, 0xD4, 0x54, 0x52, 0xAF, 0x00, 0x00, 0x00, 0x09, 0x70, 0x48, 0x59, 0x73, 0x00, 0x00, 0x0F,
    0x61, 0x00, 0x00, 0x0F, 0x61, 0x01, 0xA8, 0x3F, 0xA7, 0x69, 0x00, 0x00, 0x00, 0x28, 0x49, 0x44,
    0x41, 0x54, 0x08, 0x99, 0x63, 0x64, 0x70, 0x60, 0x60, 0x67, 0x16, 0x84, 0x23, 0x16, 0x5E, 0x59,
    0x6E, 0x76, 0x66, 0x4E, 0x76, 0x66, 0x76, 0x76, 0x66, 0x56, 0x76, 0x66, 0x6E, 0x08, 0xFF, 0x2D,
    0x3B, 0xB3, 0x14, 0x84, 0x04, 0x00, 0x3B, 0x06, 0x03, 0x9E, 0xB0, 0x6E, 0xE3, 0x4D, 0x00, 0x00,
    0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};

enum { RGB32_SIZE = sizeof rgb32_stream };

static void test_every_prefix(void)
{
    CU_ASSERT_EQUAL(RGB32_SIZE, 122);
    for (size_t size = 0; size <= RGB32_SIZE; size++) {
        /* In memory of exactly this size, so that a checker sees every byte read too far. */
        unsigned char *copy = malloc(size + (size == 0));
        memcpy(copy, rgb32_stream, size);
        outcome got = read_data(copy, size);
        bool accepted = size >= 118;
        CU_ASSERT_EQUAL(got.null, !accepted);
        CU_ASSERT_EQUAL(got.status, accepted ? 0 : 1);
        CU_ASSERT(accepted || got.text[0] != '\0');
        if (accepted)
            CU_ASSERT_EQUAL(got.position, size);
        free(copy);
    }
}

static void test_every_bit(void)
{
    unsigned char copy[RGB32_SIZE];
    int accepted = 0;
    for (size_t bit = 0; bit < sizeof copy * 8; bit++) {
        memcpy(copy, rgb32_stream, sizeof copy);
        copy[bit / 8] ^= (unsigned char)(1U << bit % 8);
        outcome got = read_data(copy, sizeof copy);
        bool in_marker = bit < 32;
        bool in_dots = bit / 8 >= 45 && bit / 8 < 58; /* type, data and CRC of pHYs */
        if (in_marker || in_dots)
            accepted += !got.null || bit == 24;
        else
            expect(got.null || (bit / 8 >= 41 && bit / 8 < 45), "a flipped bit went unseen");
        CU_ASSERT_EQUAL(got.status, got.null && bit != 24 ? 1 : 0);
    }
    CU_ASSERT_EQUAL(accepted, 32 + 13 * 8);
}

static void test_crcs(void)
{
    maker m;
    unsigned char idat[64];
    size_t size = pack(idat, "\0\x10\x20", 3);
    put_gray(&m, idat, size);
    expect_accepted(&m, "");
    m.data[m.size - 1] ^= 1;
    expect_refused(&m, "IEND chunk at byte ");
    put_start(&m, 2, 1, 8, 0);
    put_chunk_crc(&m, CHUNK('I', 'D', 'A', 'T'), idat, size, 1);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    expect_refused(&m, "IDAT chunk at byte 37: CRC is wrong");
    put_start(&m, 2, 1, 8, 0);
    put_chunk_crc(&m, CHUNK('t', 'E', 'X', 't'), "Key\0Text", 8, 1);
    put_chunk(&m, CHUNK('I', 'D', 'A', 'T'), idat, size);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    expect_accepted(&m, "tEXt chunk at byte 37: CRC is wrong; ignored");
    put_start(&m, 2, 1, 8, 3);
    put_chunk_crc(&m, CHUNK('P', 'L', 'T', 'E'), "rgb", 3, 1);
    expect_refused(&m, "PLTE chunk at byte 37: CRC is wrong");
}

static void test_image_data(void)
{
    maker m;
    unsigned char idat[64];
    size_t size = pack(idat, "\0\x10\x20", 3);
    put_gray(&m, idat, size - 4);
    expect_refused(&m, "ends after row");
    idat[size - 1] ^= 1;
    put_gray(&m, idat, size);
    expect_refused(&m, "damaged");
    idat[size - 1] ^= 1;
    memcpy(idat + size, "more", 4);
    put_gray(&m, idat, size + 4);
    expect_accepted(&m, "data behind the compressed data");
    put_gray(&m, idat, pack(idat, "\0\x10\x20\x30\x40", 5));
    expect_accepted(&m, "more image data than needed");
    put_gray(&m, idat, pack(idat, "\0\x10", 2));
    expect_refused(&m, "ends after row 0 of 1");
    put_gray(&m, idat, pack(idat, "\5\x10\x20", 3));
    expect_refused(&m, "row 0 has filter 5");
    put_gray(&m, idat, 0);
    expect_refused(&m, "ends after row 0 of 1");
}

static void test_order_of_chunks(void)
{
    maker m;
    unsigned char idat[64];
    size_t size = pack(idat, "\0\x10\x20", 3);
    put_start(&m, 2, 1, 8, 0);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    expect_refused(&m, "no IDAT");
    put_start(&m, 2, 1, 8, 0);
    for (size_t i = 0; i < size; i++)
        put_chunk(&m, CHUNK('I', 'D', 'A', 'T'), idat + i, 1);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    expect_accepted(&m, "");
    put_start(&m, 2, 1, 8, 0);
    put_chunk(&m, CHUNK('I', 'D', 'A', 'T'), idat, 4);
    put_chunk(&m, CHUNK('t', 'E', 'X', 't'), "Key\0Text", 8);
    put_chunk(&m, CHUNK('I', 'D', 'A', 'T'), idat + 4, size - 4);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    expect_refused(&m, "ends after row");
    put_start(&m, 2, 1, 8, 0);
    put_chunk(&m, CHUNK('N', 'E', 'E', 'D'), NULL, 0);
    expect_refused(&m, "NEED chunk at byte 37: unknown critical chunk");
    put_start(&m, 2, 1, 8, 0);
    put_chunk(&m, CHUNK('n', 'e', 'E', 'D'), "x", 1);
    put_chunk(&m, CHUNK('I', 'D', 'A', 'T'), idat, size);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), "x", 1);
    expect_accepted(&m, "IEND chunk at byte ");
    put_start(&m, 2, 1, 8, 3);
    put_chunk(&m, CHUNK('I', 'D', 'A', 'T'), idat, size);
    expect_refused(&m, "no PLTE");
}

static void test_headers(void)
{
    static const struct {
        uint32_t width, height;
        int depth, type;
        const char *why;
    } cases[] = {
        {0, 1, 8, 0, "is 0"},
        {1, 0, 8, 0, "is 0"},
        {1000001, 1, 8, 0, "above 1000000"},
        {1, 1000001, 8, 0, "above 1000000"},
        {1, 1, 3, 0, "depth"},
        {1, 1, 16, 3, "depth"},
        {1, 1, 8, 1, "depth"},
        {1, 1, 8, 7, "depth"},
        {1, 1, 200, 200, "depth"},
        {1000000, 1000000, 1, 0, "limit on bytes"},
        {8192, 8193, 8, 2, "limit on bytes"},
    };
    maker m;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put_start(&m, cases[i].width, cases[i].height, cases[i].depth, cases[i].type);
        expect_refused(&m, cases[i].why);
    }
    put_start(&m, 8192, 8192, 8, 2);
    expect_refused(&m, "the stream ends"); /* the limit itself is allowed */
}

static void test_hostile_lengths(void)
{
    maker m;
    static const uint32_t lengths[] = {0xFFFFFFFFU, 0x80000000U, 0x7FFFFFFFU, 0x10000U};
    static const uint32_t types[] = {CHUNK('I', 'D', 'A', 'T'), CHUNK('t', 'E', 'X', 't'),
                                     CHUNK('n', 'e', 'E', 'D'), CHUNK('I', 'E', 'N', 'D')};
    for (size_t i = 0; i < 16; i++) {
        put_start(&m, 2, 1, 8, 0);
        put_u32(&m, lengths[i / 4]);
        put_u32(&m, types[i % 4]);
        put(&m, "12345678", 8);
        expect_refused(&m, i % 4 == 3 && i >= 8 ? "IEND" : "chunk at byte 37");
    }
}

/* ---- limits ---------------------------------------------------------------------------------- */

static outcome read_limited(const maker *m, const qsm_image_limits *limits)
{
    qsm_image *image = qsm_image_new();
    outcome got = read_version(m->data, m->size, 20, image, limits);
    qsm_image_free(image);
    return got;
}

static void test_limits(void)
{
    maker m;
    unsigned char idat[64];
    size_t size = pack(idat, "\0\x10\x20", 3);
    put_gray(&m, idat, size);
    CU_ASSERT_FALSE(read_limited(&m, &(qsm_image_limits){.max_image_bytes = 8}).null);
    CU_ASSERT_TRUE(read_limited(&m, &(qsm_image_limits){.max_image_bytes = 7}).null);
    CU_ASSERT_FALSE(read_limited(&m, &(qsm_image_limits){.max_pixels = 2}).null);
    CU_ASSERT_TRUE(read_limited(&m, &(qsm_image_limits){.max_pixels = 1}).null);
}

static void test_text_limit(void)
{
    maker m;
    unsigned char idat[64];
    unsigned char packed[4096] = "Key\0";
    static unsigned char zeros[100000];
    size_t idat_size = pack(idat, "\0\x10\x20", 3);
    memset(zeros, 'a', sizeof zeros);
    size_t size = 5 + qsm_deflate_fast(packed + 5, sizeof packed - 5, zeros, sizeof zeros);
    put_start(&m, 2, 1, 8, 0);
    put_chunk(&m, CHUNK('z', 'T', 'X', 't'), packed, size);
    put_chunk(&m, CHUNK('I', 'D', 'A', 'T'), idat, idat_size);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    outcome got = read_limited(&m, &(qsm_image_limits){.max_text_bytes = sizeof zeros - 1});
    CU_ASSERT_FALSE(got.null);
    CU_ASSERT_PTR_NOT_NULL(strstr(got.text, "more text than the limit"));
    got = read_limited(&m, &(qsm_image_limits){.max_text_bytes = sizeof zeros});
    CU_ASSERT_FALSE(got.null);
    CU_ASSERT_STRING_EQUAL(got.text, "");
    expect_accepted(&m, "");
}

/* ---- frames ---------------------------------------------------------------------------------- */

static void test_markers(void)
{
    unsigned char copy[RGB32_SIZE + 100];
    memset(copy, 0xAA, sizeof copy);
    memcpy(copy, rgb32_stream, RGB32_SIZE);
    static const unsigned char markers[][4] = {
        {0, 0, 0, 1}, {0, 0, 0, 2}, {0xFF, 0xFF, 0xFF, 0xFF}, {1, 0, 0, 0}};
    for (size_t i = 0; i < 4; i++) {
        memcpy(copy, markers[i], 4);
        outcome got = read_data(copy, sizeof copy);
        CU_ASSERT_FALSE(got.null);
        CU_ASSERT_EQUAL(got.position, RGB32_SIZE);
    }
    memset(copy, 0, 4);
    outcome got = read_data(copy, sizeof copy);
    CU_ASSERT(got.null && got.status == 0 && got.position == 4);
    got = read_data(copy, 3);
    CU_ASSERT(got.null && got.status == 1);
    memcpy(copy, "\0\0\0\1BM", 6);
    got = read_data(copy, sizeof copy);
    CU_ASSERT(got.null && got.status == 1 && got.position == 4);
    CU_ASSERT_STRING_EQUAL(got.text, "byte 4: no PNG begins here");
}

static void test_old_versions(void)
{
    for (int version = 2; version <= 4; version++) {
        qsm_image *image = qsm_image_new();
        outcome got = read_version(rgb32_stream + 4, RGB32_SIZE - 4, version, image, NULL);
        CU_ASSERT(!got.null && got.status == 0 && got.position == RGB32_SIZE - 4);
        qsm_data_stream *writer = qsm_data_stream_new_buffer();
        qsm_data_stream_set_version(writer, version);
        CU_ASSERT_TRUE(qsm_data_stream_write_image(writer, image, QSM_IMAGE_EXACT));
        CU_ASSERT_EQUAL(qsm_data_stream_size(writer), RGB32_SIZE - 4);
        CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(writer), rgb32_stream + 4, RGB32_SIZE - 4), 0);
        qsm_data_stream_free(writer);
        got = read_version(rgb32_stream + 4, 50, version, image, NULL);
        CU_ASSERT(got.null && got.status == 0 && got.text[0] != '\0');
        got = read_version("", 0, version, image, NULL);
        CU_ASSERT(got.null && got.status == 0);
        qsm_image_free(image);
    }
}

static void test_null_image(void)
{
    qsm_image *image = qsm_image_new();
    for (int version = 1; version < 8; version++) {
        qsm_data_stream *writer = qsm_data_stream_new_buffer();
        qsm_data_stream_set_version(writer, version);
        CU_ASSERT_TRUE(qsm_data_stream_write_image(writer, image, QSM_IMAGE_STORED));
        CU_ASSERT_EQUAL(qsm_data_stream_size(writer), version < 5 ? 0 : 4);
        CU_ASSERT_EQUAL(qsm_image_stream_size(image, version, QSM_IMAGE_STORED, NULL),
                        version < 5 ? 0 : 4);
        qsm_data_stream_free(writer);
    }
    qsm_image_free(image);
}

static void test_byte_order(void)
{
    qsm_image *image = qsm_image_new();
    read_version(rgb32_stream, RGB32_SIZE, 20, image, NULL);
    qsm_data_stream *writer = qsm_data_stream_new_buffer();
    qsm_data_stream_set_byte_order(writer, QSM_DATA_STREAM_LITTLE_ENDIAN);
    CU_ASSERT_TRUE(qsm_data_stream_write_image(writer, image, QSM_IMAGE_EXACT));
    const unsigned char *data = qsm_data_stream_data(writer);
    CU_ASSERT_EQUAL(memcmp(data, "\1\0\0\0", 4), 0);
    CU_ASSERT_EQUAL(memcmp(data + 4, rgb32_stream + 4, RGB32_SIZE - 4), 0);
    qsm_data_stream_free(writer);
    qsm_image_free(image);
}

/* ---- what is refused before anything is written ---------------------------------------------- */

static void expect_not_written(const qsm_image *image, const char *why)
{
    for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
        const char *error = NULL;
        qsm_data_stream *writer = qsm_data_stream_new_buffer();
        CU_ASSERT_FALSE(qsm_data_stream_write_image(writer, image, (qsm_image_compression)form));
        CU_ASSERT_EQUAL(qsm_data_stream_size(writer), 0);
        CU_ASSERT_EQUAL(qsm_data_stream_status(writer), QSM_DATA_STREAM_WRITE_FAILED);
        CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(writer), why));
        CU_ASSERT_EQUAL(qsm_image_stream_size(image, 20, (qsm_image_compression)form, &error), 0);
        CU_ASSERT_PTR_NOT_NULL(error);
        qsm_data_stream_free(writer);
    }
}

static void test_refusals(void)
{
    const uint32_t colors[3] = {1, 2, 3};
    qsm_image *image = qsm_image_new_size(1000001, 1, QSM_IMAGE_FORMAT_GRAYSCALE8);
    expect_not_written(image, "1000000");
    qsm_image_free(image);
    image = qsm_image_new_size(2, 2, QSM_IMAGE_FORMAT_MONO);
    qsm_image_set_color_table(image, colors, 3);
    expect_not_written(image, "1 or 2 colours");
    qsm_image_set_color_table(image, colors, 0);
    expect_not_written(image, "1 or 2 colours");
    qsm_image_set_color_table(image, colors, 1);
    qsm_image_set_text(image, " \t \xC2\xA0", "text");
    expect_not_written(image, "keyword");
    qsm_image_free(image);
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8U;
}

static qsm_image *random_image(uint32_t *state, int width, int height, qsm_image_format_code format)
{
    qsm_image *image = qsm_image_new_size(width, height, format);
    unsigned char *bits = qsm_image_bits(image);
    size_t size = qsm_image_size_in_bytes(image);
    bool calm = next_random(state) % 2 == 0;
    for (size_t i = 0; i < size; i++)
        bits[i] = (unsigned char)(calm ? i / 7 : next_random(state));
    uint32_t colors[256];
    for (int i = 0; i < 256; i++)
        colors[i] = next_random(state) * 257;
    if (format == QSM_IMAGE_FORMAT_INDEXED8)
        qsm_image_set_color_table(image, colors, 256);
    return image;
}

static void test_too_small_a_place(void)
{
    uint32_t state = 1;
    qsm_image *image = random_image(&state, 300, 200, QSM_IMAGE_FORMAT_RGB32);
    unsigned char *memory = malloc(400000);
    for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
        qsm_data_stream *writer = qsm_data_stream_new_writer(memory, 300);
        CU_ASSERT_FALSE(qsm_data_stream_write_image(writer, image, (qsm_image_compression)form));
        CU_ASSERT_EQUAL(qsm_data_stream_status(writer), QSM_DATA_STREAM_WRITE_FAILED);
        CU_ASSERT_EQUAL(qsm_data_stream_size(writer), 0);
        qsm_data_stream_free(writer);
    }
    free(memory);
    qsm_image_free(image);
}

/* ---- all forms ----------------------------------------------------------------------------------
 */

static void expect_same(const qsm_image *one, const qsm_image *other)
{
    int depth = qsm_image_depth(one);
    size_t bits = (size_t)qsm_image_width(one) * (size_t)depth;
    CU_ASSERT_EQUAL_FATAL(qsm_image_width(one), qsm_image_width(other));
    CU_ASSERT_EQUAL_FATAL(qsm_image_height(one), qsm_image_height(other));
    CU_ASSERT_EQUAL_FATAL(qsm_image_format(one), qsm_image_format(other));
    bool same = true;
    for (int y = 0; y < qsm_image_height(one); y++) {
        const unsigned char *left = qsm_image_const_scan_line(one, y);
        const unsigned char *right = qsm_image_const_scan_line(other, y);
        same = same && memcmp(left, right, bits / 8) == 0;
        if (bits % 8 != 0)
            same = same && (left[bits / 8] ^ right[bits / 8]) >> (8 - bits % 8) == 0;
    }
    CU_ASSERT_TRUE(same);
}

static void round_trip(const qsm_image *image, qsm_image *back)
{
    for (int form = QSM_IMAGE_STORED; form <= QSM_IMAGE_EXACT; form++) {
        size_t bound = qsm_image_stream_size(image, 20, (qsm_image_compression)form, NULL);
        qsm_data_stream *writer = qsm_data_stream_new_buffer();
        CU_ASSERT_TRUE(qsm_data_stream_write_image(writer, image, (qsm_image_compression)form));
        size_t size = qsm_data_stream_size(writer);
        CU_ASSERT(form == QSM_IMAGE_STORED ? size == bound : size <= bound);
        outcome got = read_version(qsm_data_stream_data(writer), size, 20, back, NULL);
        CU_ASSERT(got.status == 0 && got.position == size && got.text[0] == '\0');
        expect_same(image, back);
        qsm_data_stream_free(writer);
    }
}

static void test_round_trips(void)
{
    static const qsm_image_format_code formats[] = {
        QSM_IMAGE_FORMAT_MONO,       QSM_IMAGE_FORMAT_INDEXED8,    QSM_IMAGE_FORMAT_ARGB32,
        QSM_IMAGE_FORMAT_GRAYSCALE8, QSM_IMAGE_FORMAT_GRAYSCALE16, QSM_IMAGE_FORMAT_RGBA64};
    static const int sizes[][2] = {{1, 1},   {1, 40},  {40, 1},  {7, 9},
                                   {33, 17}, {64, 64}, {255, 3}, {300, 220}};
    uint32_t state = 7;
    qsm_image *back = qsm_image_new();
    for (size_t f = 0; f < sizeof formats / sizeof formats[0]; f++) {
        for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
            qsm_image *image = random_image(&state, sizes[s][0], sizes[s][1], formats[f]);
            round_trip(image, back);
            qsm_image_free(image);
        }
    }
    qsm_image_free(back);
}

/* Rows longer than a stored block. */
static void test_long_rows(void)
{
    uint32_t state = 9;
    qsm_image *back = qsm_image_new();
    static const int widths[] = {65533, 65534, 65535, 65536, 131069, 131070, 200001};
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        qsm_image *image = random_image(&state, widths[i], 2, QSM_IMAGE_FORMAT_GRAYSCALE8);
        round_trip(image, back);
        qsm_image_free(image);
    }
    qsm_image_free(back);
}

/* ---- memory of the caller's ------------------------------------------------------------------ */

static void test_read_buffer(void)
{
    uint32_t state = 3;
    qsm_image *image = random_image(&state, 31, 50, QSM_IMAGE_FORMAT_ARGB32);
    qsm_data_stream *writer = qsm_data_stream_new_buffer();
    qsm_data_stream_write_image(writer, image, QSM_IMAGE_FAST);
    size_t enough = qsm_image_read_buffer_size(31, 50, QSM_IMAGE_FORMAT_ARGB32);
    unsigned char *memory = malloc(enough);
    qsm_image *back = qsm_image_new();
    qsm_image_use_buffer(back, memory, enough);
    for (int again = 0; again < 2; again++) {
        outcome got = read_version(qsm_data_stream_data(writer), qsm_data_stream_size(writer), 20,
                                   back, NULL);
        CU_ASSERT(got.status == 0);
        CU_ASSERT_PTR_EQUAL(qsm_image_const_bits(back), memory);
        expect_same(image, back);
    }
    memset(memory, 0x5A, enough);
    qsm_image_use_buffer(back, memory, 31 * 50 * 4 - 1);
    outcome got =
        read_version(qsm_data_stream_data(writer), qsm_data_stream_size(writer), 20, back, NULL);
    CU_ASSERT(got.null && got.status == 1 && memory[0] == 0x5A && memory[31 * 50 * 4 - 1] == 0x5A);
    qsm_image_free(back);
    free(memory);
    qsm_data_stream_free(writer);
    qsm_image_free(image);
}

static void test_snapshot(void)
{
    unsigned char shared[RGB32_SIZE];
    memcpy(shared, rgb32_stream, sizeof shared);
    qsm_data_stream *stream = qsm_data_stream_new_reader(shared, sizeof shared);
    qsm_image_snapshot *snapshot = qsm_image_snapshot_new(sizeof shared);
    qsm_image *image = qsm_image_new();
    CU_ASSERT_TRUE(qsm_image_snapshot_take(snapshot, stream, NULL));
    memset(shared, 0xEE, sizeof shared); /* the writer is free again */
    CU_ASSERT_TRUE(qsm_image_snapshot_decode(snapshot, stream, image));
    CU_ASSERT_EQUAL(((const uint32_t *)qsm_image_const_bits(image))[1], 0xFF074311U);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_OK);
    qsm_image_free(image);
    qsm_image_snapshot_free(snapshot);
    qsm_data_stream_free(stream);
}

static void test_peek(void)
{
    qsm_image_header header;
    CU_ASSERT_TRUE(qsm_image_peek(rgb32_stream, RGB32_SIZE, &header));
    CU_ASSERT(header.width == 5 && header.height == 3 && header.format == QSM_IMAGE_FORMAT_RGB32);
    CU_ASSERT_TRUE(qsm_image_peek(rgb32_stream + 4, RGB32_SIZE - 4, &header));
    CU_ASSERT_EQUAL(header.width, 5);
    CU_ASSERT_TRUE(qsm_image_peek(rgb32_stream, 37, &header));
    CU_ASSERT_EQUAL(header.format, QSM_IMAGE_FORMAT_INVALID);
    CU_ASSERT_FALSE(qsm_image_peek(rgb32_stream, 36, &header));
    CU_ASSERT_EQUAL(header.width, 0);
    CU_ASSERT_TRUE(qsm_image_peek("\0\0\0\0", 4, &header));
    CU_ASSERT_EQUAL(header.width, 0);
    CU_ASSERT_FALSE(qsm_image_peek("\0\0\0", 3, &header));
    CU_ASSERT_FALSE(qsm_image_peek("not an image, not at all", 24, &header));
    maker m;
    put_start(&m, 9, 8, 8, 0);
    put_chunk(&m, CHUNK('t', 'R', 'N', 'S'), "\0\1", 2);
    CU_ASSERT_TRUE(qsm_image_peek(m.data, m.size, &header));
    CU_ASSERT_EQUAL(header.format, QSM_IMAGE_FORMAT_INDEXED8);
}

QSM_SUITE("image stream", {"a stream cut at every byte", test_every_prefix},
          {"a stream with each bit flipped", test_every_bit}, {"wrong CRCs", test_crcs},
          {"image data that is short, long or damaged", test_image_data},
          {"chunks out of order", test_order_of_chunks}, {"impossible headers", test_headers},
          {"hostile lengths", test_hostile_lengths}, {"limits", test_limits},
          {"the limit on texts", test_text_limit}, {"markers", test_markers},
          {"versions 2 to 4", test_old_versions}, {"the null image", test_null_image},
          {"little endian streams", test_byte_order},
          {"images that no Qt could read are not written", test_refusals},
          {"a place that is too small", test_too_small_a_place},
          {"random images in all forms", test_round_trips},
          {"rows longer than a block", test_long_rows},
          {"memory of the caller's", test_read_buffer},
          {"a snapshot outlives what it was taken of", test_snapshot}, {"peeking", test_peek})
