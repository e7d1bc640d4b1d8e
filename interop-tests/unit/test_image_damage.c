/* SPDX-License-Identifier: MIT */
/* Damaged, hostile and oversized image streams. */
#include "handmade.h"

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
    expect_accepted(&m, "extra bytes after the compressed data");
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
    CU_ASSERT_FALSE(read_limited(&m, LIMITS(.max_image_bytes = 8)).null);
    CU_ASSERT_TRUE(read_limited(&m, LIMITS(.max_image_bytes = 7)).null);
    CU_ASSERT_FALSE(read_limited(&m, LIMITS(.max_pixels = 2)).null);
    CU_ASSERT_TRUE(read_limited(&m, LIMITS(.max_pixels = 1)).null);
}

static void test_text_limit(void)
{
    maker m;
    unsigned char idat[64];
    unsigned char packed[4096] = "Key\0";
    static unsigned char zeros[100000];
    size_t idat_size = pack(idat, "\0\x10\x20", 3);
    memset(zeros, 'a', sizeof zeros);
    size_t size = 5 + pack(packed + 5, zeros, sizeof zeros);
    put_start(&m, 2, 1, 8, 0);
    put_chunk(&m, CHUNK('z', 'T', 'X', 't'), packed, size);
    put_chunk(&m, CHUNK('I', 'D', 'A', 'T'), idat, idat_size);
    put_chunk(&m, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    outcome got = read_limited(&m, LIMITS(.max_text_bytes = sizeof zeros - 1));
    CU_ASSERT_FALSE(got.null);
    CU_ASSERT_PTR_NOT_NULL(strstr(got.text, "the texts exceed the limit"));
    got = read_limited(&m, LIMITS(.max_text_bytes = sizeof zeros));
    CU_ASSERT_FALSE(got.null);
    CU_ASSERT_STRING_EQUAL(got.text, "");
    expect_accepted(&m, "");
}

QSM_SUITE("image damage", {"a stream cut at every byte", test_every_prefix},
          {"a stream with each bit flipped", test_every_bit}, {"wrong CRCs", test_crcs},
          {"image data that is short, long or damaged", test_image_data},
          {"chunks out of order", test_order_of_chunks}, {"impossible headers", test_headers},
          {"hostile lengths", test_hostile_lengths}, {"limits", test_limits},
          {"the limit on texts", test_text_limit})
