/* SPDX-License-Identifier: MIT */
/* Image streams made by hand, and reading them; for the tests of the codec. */
#ifndef QSM_UNIT_HANDMADE_H
#define QSM_UNIT_HANDMADE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <qsm/image.h>

#include "image/deflate/deflate.h"
#include "image/png/png.h"
#include "limits.h"
#include "suite.h"

#define CHUNK(a, b, c, d) QSM_PNG_TYPE(a, b, c, d)

typedef struct maker {
    unsigned char data[65536];
    size_t size;
} maker;

static inline void put(maker *m, const void *data, size_t size)
{
    memcpy(m->data + m->size, data, size);
    m->size += size;
}

static inline void put_u32(maker *m, uint32_t value)
{
    unsigned char bytes[4];
    qsm__png_put_u32(bytes, value);
    put(m, bytes, 4);
}

static inline void put_chunk_crc(maker *m, uint32_t type, const void *data, size_t size,
                                 uint32_t spoil)
{
    size_t start = m->size + 4;
    put_u32(m, (uint32_t)size);
    put_u32(m, type);
    if (size > 0)
        put(m, data, size);
    put_u32(m, qsm__crc32(0, m->data + start, size + 4) ^ spoil);
}

static inline void put_chunk(maker *m, uint32_t type, const void *data, size_t size)
{
    put_chunk_crc(m, type, data, size, 0);
}

static inline void put_start(maker *m, uint32_t width, uint32_t height, int depth, int color_type)
{
    unsigned char header[13] = {0};
    m->size = 0;
    put_u32(m, 1);
    put(m, QSM_PNG_SIGNATURE, 8);
    qsm__png_put_u32(header, width);
    qsm__png_put_u32(header + 4, height);
    header[8] = (unsigned char)depth;
    header[9] = (unsigned char)color_type;
    put_chunk(m, CHUNK('I', 'H', 'D', 'R'), header, sizeof header);
}

static inline size_t pack(unsigned char *out, const void *data, size_t size)
{
    uLongf packed = 4096;
    return compress(out, &packed, data, (uLong)size) == Z_OK ? packed : 0;
}

/* Two gray pixels in a row, zlib data given. */
static inline void put_gray(maker *m, const void *idat, size_t size)
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

static inline outcome read_version(const void *data, size_t size, int version, qsm_image *image,
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

static inline outcome read_data(const void *data, size_t size)
{
    qsm_image *image = qsm_image_new_size(1, 1, QSM_IMAGE_FORMAT_RGB32);
    outcome got = read_version(data, size, 20, image, NULL);
    qsm_image_free(image);
    return got;
}

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

#endif
