/* SPDX-License-Identifier: MIT */
#include "image/png/write_buffer.h"

#include <stdlib.h>
#include <string.h>

#include "image/deflate/deflate.h"
#include "image/png/png.h"

void qsm__bytes_add(qsm_png_bytes *bytes, const void *data, size_t size)
{
    if (bytes->failed || size == 0)
        return;
    if (size > bytes->capacity - bytes->size) {
        size_t capacity = bytes->capacity * 2 + 512;
        if (capacity - bytes->size < size)
            capacity = bytes->size + size;
        unsigned char *larger = realloc(bytes->data, capacity);
        if (larger == NULL) {
            bytes->failed = true;
            return;
        }
        bytes->data = larger;
        bytes->capacity = capacity;
    }
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
}

void qsm__bytes_add_u32(qsm_png_bytes *bytes, uint32_t value)
{
    unsigned char number[4];
    qsm__png_put_u32(number, value);
    qsm__bytes_add(bytes, number, sizeof number);
}

void qsm__png_add_chunk(qsm_png_bytes *out, uint32_t type, const void *data, size_t size)
{
    size_t start = out->size + 4;
    qsm__bytes_add_u32(out, (uint32_t)size);
    qsm__bytes_add_u32(out, type);
    qsm__bytes_add(out, data, size);
    if (!out->failed)
        qsm__bytes_add_u32(out, qsm__crc32(0, out->data + start, size + 4));
}

unsigned char *qsm__png_output_reserve(qsm_png_output *output, size_t size)
{
    unsigned char *start = qsm__stream_reserve(output->stream, output->size + size);
    return start != NULL ? start + output->size : NULL;
}

void qsm__png_output_idat(qsm_png_output *output, unsigned char *out, size_t size)
{
    qsm__png_put_u32(out, (uint32_t)size);
    qsm__png_put_u32(out + 4, QSM_PNG_IDAT);
    qsm__png_put_u32(out + QSM_PNG_CHUNK_HEADER + size, qsm__crc32(0, out + 4, size + 4));
    output->size += size + QSM_PNG_CHUNK_OVERHEAD;
}
