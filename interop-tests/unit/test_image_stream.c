/* SPDX-License-Identifier: MIT */
/* Frames of image streams, what is refused, all forms there and back, memory of the caller's. */
#include "../lib/stored_png.h"
#include "handmade.h"

#include "image/image_stream.h"
#include "image/pixel/pixels.h"

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

/* The end, by lengths alone: of hostile lengths never more than there is. */
static void test_end_of_a_stream(void)
{
    unsigned char copy[RGB32_SIZE + 100];
    memset(copy, 0xAA, sizeof copy);
    memcpy(copy, rgb32_stream, RGB32_SIZE);
    CU_ASSERT_EQUAL(qsm__image_stream_end(copy, sizeof copy, NULL), RGB32_SIZE);
    CU_ASSERT_EQUAL(qsm__image_stream_end(copy, RGB32_SIZE, NULL), RGB32_SIZE);
    CU_ASSERT_EQUAL(qsm__image_stream_end(copy + 4, sizeof copy - 4, NULL), RGB32_SIZE - 4);
    for (size_t size = 0; size < RGB32_SIZE; size++)
        CU_ASSERT_TRUE(qsm__image_stream_end(copy, size, NULL) <= size);
    CU_ASSERT_EQUAL(qsm__image_stream_end(copy, RGB32_SIZE - 13, NULL), RGB32_SIZE - 13);
    memcpy(copy + 12, "\x7f\xff\xff\xff", 4); /* the length of IHDR */
    CU_ASSERT_EQUAL(qsm__image_stream_end(copy, sizeof copy, NULL), sizeof copy);
    memcpy(copy + 12, "\x80", 1); /* no length at all */
    CU_ASSERT_EQUAL(qsm__image_stream_end(copy, sizeof copy, NULL), 12);
    memset(copy, 0, sizeof copy);
    CU_ASSERT_EQUAL(qsm__image_stream_end(copy, sizeof copy, NULL), 0);
    memcpy(copy, "BM\x50\0\0\0", 6);
    CU_ASSERT_EQUAL(qsm__image_stream_end(copy, sizeof copy, NULL), 0x50);
    memcpy(copy, "BM\xff\xff\xff\xff", 6);
    CU_ASSERT_EQUAL(qsm__image_stream_end(copy, sizeof copy, NULL), sizeof copy);
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
    image = qsm_image_new();
    qsm_image_set_offset(image, 1, 2); /* there is nothing to set it of */
    CU_ASSERT_EQUAL(qsm_image_offset_x(image), 0);
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

/* What is missing shows when the last that zlib has kept back comes out. */
static void test_a_little_too_small(void)
{
    uint32_t state = 2;
    unsigned char memory[4096];
    qsm_image *image = random_image(&state, 20, 10, QSM_IMAGE_FORMAT_RGB32);
    qsm_data_stream *whole = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE(qsm_data_stream_write_image(whole, image, QSM_IMAGE_EXACT));
    for (size_t less = 1; less < 40; less++) {
        qsm_data_stream *writer =
            qsm_data_stream_new_writer(memory, qsm_data_stream_size(whole) - less);
        CU_ASSERT_FALSE(qsm_data_stream_write_image(writer, image, QSM_IMAGE_EXACT));
        CU_ASSERT_EQUAL(qsm_data_stream_size(writer), 0);
        qsm_data_stream_free(writer);
    }
    qsm_data_stream_free(whole);
    qsm_image_free(image);
}

/* Each UTF-16 unit that Latin-1 has not is a question mark of the keyword, as in Qt. */
static void test_keyword_of_other_letters(void)
{
    qsm_image *image = qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_GRAYSCALE8);
    CU_ASSERT_TRUE(qsm_image_set_text(image, "\xf0\x9f\x98\x80 \xe2\x82\xac", "text"));
    qsm_data_stream *writer = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE(qsm_data_stream_write_image(writer, image, QSM_IMAGE_STORED));
    outcome got =
        read_version(qsm_data_stream_data(writer), qsm_data_stream_size(writer), 20, image, NULL);
    CU_ASSERT_EQUAL(got.status, 0);
    CU_ASSERT_EQUAL_FATAL(qsm_image_text_count(image), 1);
    CU_ASSERT_STRING_EQUAL(qsm_image_text_key(image, 0), "?? ?");
    qsm_data_stream_free(writer);
    qsm_image_free(image);
}

/* More than a chunk holds cannot be one chunk. Sizes are arithmetic: no pixel is looked at. */
static void test_more_than_a_chunk(void)
{
    unsigned char none[4] = {0};
    static const struct {
        int height;
        bool stored;
    } cases[] = {{17000, false}, {30000, true}};
    for (size_t i = 0; i < 2; i++) {
        if ((uint64_t)30000 * 4 * (uint64_t)cases[i].height > PTRDIFF_MAX)
            continue; /* no such image with pointers of 32 bits */
        qsm_image *image =
            qsm_image_new_wrapping(none, 30000, cases[i].height, (ptrdiff_t)4 * 30000,
                                   QSM_IMAGE_FORMAT_ARGB32, NULL, NULL);
        CU_ASSERT_PTR_NOT_NULL_FATAL(image);
        size_t stored = qsm_image_stream_size(image, 20, QSM_IMAGE_STORED, NULL);
        size_t fast = qsm_image_stream_size(image, 20, QSM_IMAGE_FAST, NULL);
        CU_ASSERT(stored > (size_t)4 * 30000 * (size_t)cases[i].height);
        CU_ASSERT_EQUAL(fast == stored, cases[i].stored);
        qsm_image_free(image);
    }
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

/* Large images of noise: stored they are read in place; packed they are no smaller than that, and
 * must not be taken for it; in two chunks they have to leave the place. */
static void test_large_images(void)
{
    static const qsm_image_format_code formats[] = {
        QSM_IMAGE_FORMAT_GRAYSCALE8, QSM_IMAGE_FORMAT_RGB32, QSM_IMAGE_FORMAT_RGBA64};
    uint32_t state = 77;
    qsm_image *back = qsm_image_new();
    for (size_t i = 0; i < 3; i++) {
        qsm_image *image = random_image(&state, 701, 603, formats[i]);
        unsigned char *bits = qsm_image_bits(image);
        for (size_t at = 0; at < qsm_image_size_in_bytes(image); at++)
            bits[at] = (unsigned char)next_random(&state);
        for (size_t at = 0;
             formats[i] == QSM_IMAGE_FORMAT_RGB32 && at < qsm_image_size_in_bytes(image); at += 4)
            qsm__store_32(bits + at, qsm__load_32(bits + at) | 0xFF000000U);
        round_trip(image, back);
        qsm_image_free(image);
    }
    qsm_image_free(back);
}

static void test_large_in_two_chunks(void)
{
    uint32_t state = 78;
    qsm_image *image = random_image(&state, 701, 603, QSM_IMAGE_FORMAT_GRAYSCALE8);
    qsm_data_stream *writer = qsm_data_stream_new_buffer();
    qsm_data_stream_write_image(writer, image, QSM_IMAGE_STORED);
    const unsigned char *data = qsm_data_stream_data(writer);
    size_t size = qsm_data_stream_size(writer);
    size_t idat = 58; /* marker, signature, IHDR, pHYs */
    size_t length = qsm__png_u32(data + idat);
    unsigned char *parted = malloc(size + 12);
    memcpy(parted, data, idat);
    unsigned char *out = parted + idat;
    for (size_t part = 0; part < 2; part++) {
        size_t now = part == 0 ? length - 3 : 3;
        unsigned char *chunk = out;
        out = qsm__png_put_u32(out, (uint32_t)now);
        out = qsm__png_put_u32(out, CHUNK('I', 'D', 'A', 'T'));
        memcpy(out, data + idat + 8 + (part == 0 ? 0 : length - 3), now);
        out = qsm__png_put_u32(out + now, qsm__crc32(0, chunk + 4, now + 4));
    }
    memcpy(out, data + size - 12, 12);
    qsm_image *back = qsm_image_new();
    outcome got = read_version(parted, size + 12, 20, back, NULL);
    CU_ASSERT(got.status == 0 && got.position == size + 12);
    expect_same(image, back);
    parted[size / 2] ^= 1; /* and damage is seen there too */
    got = read_version(parted, size + 12, 20, back, NULL);
    CU_ASSERT(got.status == 1 && got.null);
    free(parted);
    qsm_image_free(back);
    qsm_data_stream_free(writer);
    qsm_image_free(image);
}

/* The last block says that it is longer than what is there; the check bits of that are right. */
static void test_large_that_lies(void)
{
    enum { IDAT = 58 };
    uint32_t state = 79;
    qsm_image *image = random_image(&state, 701, 603, QSM_IMAGE_FORMAT_GRAYSCALE8);
    qsm_data_stream *writer = qsm_data_stream_new_buffer();
    qsm_data_stream_write_image(writer, image, QSM_IMAGE_STORED);
    size_t size = qsm_data_stream_size(writer);
    unsigned char *data = malloc(size);
    memcpy(data, qsm_data_stream_data(writer), size);
    qsm_make_last_block_lie(data + IDAT);
    outcome got = read_data(data, size);
    CU_ASSERT(got.null && got.status == 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(got.text, "the image data ends after row"));
    free(data);
    qsm_data_stream_free(writer);
    qsm_image_free(image);
}

static void test_after_a_failure(void)
{
    qsm_image *image = qsm_image_new_size(2, 2, QSM_IMAGE_FORMAT_RGB32);
    qsm_data_stream *writer = qsm_data_stream_new_buffer();
    qsm_data_stream_set_status(writer, QSM_DATA_STREAM_WRITE_FAILED);
    CU_ASSERT_FALSE(qsm_data_stream_write_image(writer, image, QSM_IMAGE_STORED));
    CU_ASSERT_EQUAL(qsm_data_stream_size(writer), 0);
    qsm_data_stream_free(writer);
    qsm_image_free(image);
}

static void test_two_steps(void)
{
    unsigned char shared[RGB32_SIZE];
    memcpy(shared, rgb32_stream, sizeof shared);
    qsm_data_stream *stream = qsm_data_stream_new_reader(shared, sizeof shared);
    qsm_image_parser *parser = qsm__image_parser_new(sizeof shared);
    qsm_image *image = qsm_image_new();
    CU_ASSERT_TRUE(qsm__image_parser_parse(parser, stream, NULL));
    memset(shared, 0xEE, sizeof shared); /* the writer is free again */
    CU_ASSERT_TRUE(qsm__image_parser_decode(parser, stream, image));
    CU_ASSERT_EQUAL(((const uint32_t *)qsm_image_const_bits(image))[1], 0xFF074311U);
    CU_ASSERT_EQUAL(qsm_data_stream_status(stream), QSM_DATA_STREAM_OK);
    qsm_image_free(image);
    qsm__image_parser_free(parser);
    qsm_data_stream_free(stream);
}

static void test_peek(void)
{
    qsm_image_header header = QSM_INIT(qsm_image_header);
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
    put_start(&m, 9, 8, 8, 0);
    put_u32(&m, 100); /* of a chunk that is cut: what comes behind it is not known */
    put(&m, "tEXt and no more", 16);
    CU_ASSERT_TRUE(qsm_image_peek(m.data, m.size, &header));
    CU_ASSERT_EQUAL(header.format, QSM_IMAGE_FORMAT_INVALID);
    CU_ASSERT_FALSE(qsm_image_peek("\0\0\0\1", 4, &header));
    CU_ASSERT_FALSE(qsm_image_peek("\0\0\0\1 neither", 12, &header));
}

QSM_SUITE("image stream", {"markers", test_markers}, {"the end of a stream", test_end_of_a_stream},
          {"versions 2 to 4", test_old_versions}, {"the null image", test_null_image},
          {"little endian streams", test_byte_order},
          {"images that no Qt could read are not written", test_refusals},
          {"a place that is too small", test_too_small_a_place},
          {"a place that is a little too small", test_a_little_too_small},
          {"a keyword of other letters", test_keyword_of_other_letters},
          {"more than a chunk holds", test_more_than_a_chunk},
          {"random images in all forms", test_round_trips},
          {"rows longer than a block", test_long_rows},
          {"large images of noise", test_large_images},
          {"a large image in two chunks", test_large_in_two_chunks},
          {"a large image whose last block lies", test_large_that_lies},
          {"a stream that has failed", test_after_a_failure},
          {"memory of the caller's", test_read_buffer},
          {"what was parsed outlives the stream's memory", test_two_steps}, {"peeking", test_peek})
