/* SPDX-License-Identifier: MIT */
/*
 * Stored zlib blocks of any size, which are read without inflating, against the same rows
 * compressed: one result. Rows have every filter, blocks end anywhere, so rows lie across them.
 */
#include <zlib.h>

#include "handmade.h"

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8U;
}

/* Filtered rows: any bytes are some picture, but for the filter bytes. */
static unsigned char *make_rows(uint32_t *state, size_t row_size, size_t height)
{
    unsigned char *rows = malloc(row_size * height);
    CU_ASSERT_PTR_NOT_NULL_FATAL(rows);
    for (size_t i = 0; i < row_size * height; i++)
        rows[i] = (unsigned char)next_random(state);
    for (size_t y = 0; y < height; y++)
        rows[y * row_size] = (unsigned char)(next_random(state) % 5);
    return rows;
}

/* A zlib stream of stored blocks of random sizes up to most, some of them empty. */
static size_t store(uint32_t *state, unsigned char *out, const unsigned char *data, size_t size,
                    size_t most)
{
    size_t at = 0;
    size_t done = 0;
    out[at++] = 0x78;
    out[at++] = 0x01;
    bool last = false;
    while (!last) {
        size_t part = next_random(state) % (most + 1);
        if (part > size - done)
            part = size - done;
        last = done + part == size && next_random(state) % 2 == 0;
        const unsigned char header[5] = {last ? 1 : 0, (unsigned char)part,
                                         (unsigned char)(part >> 8U), (unsigned char)~part,
                                         (unsigned char)(~part >> 8U)};
        memcpy(out + at, header, sizeof header);
        memcpy(out + at + sizeof header, data + done, part);
        at += sizeof header + part;
        done += part;
    }
    qsm__png_put_u32(out + at, (uint32_t)adler32(adler32(0, NULL, 0), data, (uInt)size));
    return at + 4;
}

/* Puts the stream of one image together; its IDAT is in pieces of any size. */
static unsigned char *frame(uint32_t *state, const maker *start, const unsigned char *idat,
                            size_t size, size_t *framed)
{
    maker part = {.size = 0};
    unsigned char *out = malloc(start->size + size + size / 1000 * 12 + 4096);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    memcpy(out, start->data, start->size);
    *framed = start->size;
    for (size_t at = 0; at < size;) {
        size_t now = 2000 + next_random(state) % 60000;
        if (now > size - at)
            now = size - at;
        part.size = 0;
        put_chunk(&part, CHUNK('I', 'D', 'A', 'T'), idat + at, now);
        memcpy(out + *framed, part.data, part.size);
        *framed += part.size;
        at += now;
    }
    part.size = 0;
    put_chunk(&part, CHUNK('I', 'E', 'N', 'D'), NULL, 0);
    memcpy(out + *framed, part.data, part.size);
    *framed += part.size;
    return out;
}

static outcome read_idat(uint32_t *state, const maker *start, const unsigned char *idat,
                         size_t size, qsm_image *image)
{
    size_t framed;
    unsigned char *stream = frame(state, start, idat, size, &framed);
    outcome got = read_version(stream, framed, 20, image, NULL);
    free(stream);
    return got;
}

typedef struct kind {
    int depth;
    int color_type;
    size_t bits; /* of a pixel */
} kind;

static void compare(uint32_t *state, const kind *pixels, size_t width, size_t height, size_t most)
{
    size_t row_size = (width * pixels->bits + 7) / 8 + 1;
    size_t size = row_size * height;
    unsigned char *rows = make_rows(state, row_size, height);
    unsigned char *stored = malloc(size * 8 + 65536);
    uLongf packed_size = compressBound((uLong)size);
    unsigned char *packed = malloc(packed_size);
    CU_ASSERT_FATAL(stored != NULL && packed != NULL);
    CU_ASSERT_EQUAL(compress2(packed, &packed_size, rows, (uLong)size, 1), Z_OK);
    size_t stored_size = store(state, stored, rows, size, most);
    maker start;
    put_start(&start, (uint32_t)width, (uint32_t)height, pixels->depth, pixels->color_type);
    qsm_image *one = qsm_image_new();
    qsm_image *other = qsm_image_new();
    CU_ASSERT_FALSE(read_idat(state, &start, packed, packed_size, one).null);
    CU_ASSERT_FALSE(read_idat(state, &start, stored, stored_size, other).null);
    CU_ASSERT_EQUAL_FATAL(qsm_image_size_in_bytes(one), qsm_image_size_in_bytes(other));
    CU_ASSERT_EQUAL(memcmp(qsm_image_const_bits(one), qsm_image_const_bits(other),
                           qsm_image_size_in_bytes(one)),
                    0);
    stored[stored_size - 1] ^= 1U;
    outcome damaged = read_idat(state, &start, stored, stored_size, other);
    CU_ASSERT_TRUE(damaged.null);
    CU_ASSERT_EQUAL(damaged.status, QSM_DATA_STREAM_READ_PAST_END);
    qsm_image_free(one);
    qsm_image_free(other);
    free(packed);
    free(stored);
    free(rows);
}

static const kind kinds[] = {{8, QSM_PNG_RGB, 24},        {8, QSM_PNG_RGBA, 32},
                             {8, QSM_PNG_GRAY, 8},        {1, QSM_PNG_GRAY, 1},
                             {16, QSM_PNG_RGB, 48},       {16, QSM_PNG_RGBA, 64},
                             {8, QSM_PNG_GRAY_ALPHA, 16}, {16, QSM_PNG_GRAY, 16}};

static void test_small(void)
{
    uint32_t state = 1;
    for (size_t i = 0; i < 400; i++)
        compare(&state, &kinds[i % (sizeof kinds / sizeof kinds[0])], 1 + next_random(&state) % 60,
                1 + next_random(&state) % 12, 3 + next_random(&state) % 400);
}

/* Large enough to be read in the memory where the image ends up. */
static void test_large(void)
{
    uint32_t state = 2;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t width = 300000 * 8 / kinds[i].bits / 300;
        compare(&state, &kinds[i], width + i, 301, 65535);
        compare(&state, &kinds[i], width + i, 301, 2500);
    }
}

QSM_SUITE("stored rows", {"small images, small blocks", test_small},
          {"large images, blocks of any size", test_large})
