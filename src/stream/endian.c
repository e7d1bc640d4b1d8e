/* SPDX-License-Identifier: MIT */
#include "stream/endian.h"

#include <stdint.h>
#include <stdlib.h>

#define NULL_COUNT_32 0xffffffffU
#define EXTENDED_COUNT QSM_STREAM_SPECIAL_COUNT

bool qsm__stream_ok(const qsm_data_stream *stream)
{
    return qsm_data_stream_status(stream) == QSM_DATA_STREAM_OK;
}

void qsm__stream_put_integer(const qsm_data_stream *stream, unsigned char *out, size_t size,
                             uint64_t value)
{
    bool low_first = stream->byte_order == QSM_DATA_STREAM_LITTLE_ENDIAN;
    for (size_t i = 0; i < size; i++) {
        out[low_first ? i : size - 1 - i] = (unsigned char)(value & 0xff);
        value >>= 8;
    }
}

bool qsm__stream_write_integer(qsm_data_stream *stream, size_t size, uint64_t value)
{
    unsigned char *out = qsm__stream_claim(stream, size);
    if (out == NULL)
        return false;
    qsm__stream_put_integer(stream, out, size, value);
    return true;
}

bool qsm__stream_get_halves(qsm_data_stream *stream, uint64_t *value)
{
    /* Qt reads the low half first here, although it writes the high half first. */
    uint32_t low;
    uint32_t high;
    bool ok = qsm__stream_get32(stream, &low);
    ok = qsm__stream_get32(stream, &high) && ok;
    *value = (uint64_t)high << 32 | low;
    return ok;
}

bool qsm__stream_put_halves(qsm_data_stream *stream, uint64_t value)
{
    /* The high half comes first in both byte orders. */
    unsigned char *out = qsm__stream_claim(stream, 8);
    if (out == NULL)
        return false;
    qsm__stream_store32(stream, out, (uint32_t)(value >> 32));
    qsm__stream_store32(stream, out + 4, (uint32_t)value);
    return true;
}

size_t qsm__stream_count_size(const qsm_data_stream *stream, uint64_t count)
{
    if (count == QSM_STREAM_NULL_COUNT || count < EXTENDED_COUNT)
        return 4;
    if (qsm__stream_has_extended_counts(stream))
        return count <= INT64_MAX ? 12 : 0;
    return count == EXTENDED_COUNT ? 4 : 0;
}

void qsm__stream_put_count(const qsm_data_stream *stream, unsigned char *out, uint64_t count)
{
    if (qsm__stream_count_size(stream, count) == 12) {
        qsm__stream_store32(stream, out, EXTENDED_COUNT);
        qsm__stream_store64(stream, out + 4, count);
    } else {
        qsm__stream_store32(stream, out, (uint32_t)(count & NULL_COUNT_32));
    }
}

bool qsm__stream_write_count(qsm_data_stream *stream, uint64_t count)
{
    if (!qsm__stream_ok(stream))
        return false;
    size_t size = qsm__stream_count_size(stream, count);
    if (size == 0)
        return qsm__stream_fail_at(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                                   qsm_data_stream_position(stream),
                                   "a count of %llu is too large for version %d",
                                   (unsigned long long)count, stream->version);
    unsigned char *out = qsm__stream_claim(stream, size);
    if (out == NULL)
        return false;
    qsm__stream_put_count(stream, out, count);
    return true;
}

static bool read_extended_count(qsm_data_stream *stream, uint64_t *count)
{
    uint64_t integer;
    *count = 0;
    if (!qsm__stream_get_whole64(stream, &integer))
        return false;
    if (integer > INT64_MAX && integer != UINT64_MAX)
        return qsm__stream_fail_at(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                                   qsm_data_stream_position(stream) - 12, "a negative size");
    if (integer < EXTENDED_COUNT || integer == UINT64_MAX)
        qsm__stream_odd(stream);
    *count = integer; /* At these versions, -1 is null too. */
    return true;
}

bool qsm__stream_special_count(qsm_data_stream *stream, uint32_t word, uint64_t *count)
{
    if (word == EXTENDED_COUNT && qsm__stream_has_extended_counts(stream))
        return read_extended_count(stream, count);
    if (word == NULL_COUNT_32)
        *count = QSM_STREAM_NULL_COUNT;
    return true;
}

bool qsm__stream_read_size(qsm_data_stream *stream, uint64_t *count)
{
    if (!qsm__stream_read_count(stream, count))
        return false;
    if (*count != QSM_STREAM_NULL_COUNT)
        return true;
    *count = NULL_COUNT_32;
    if (stream->qt < 0x060700)
        return true;
    *count = 0;
    return qsm__stream_fail_at(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                               qsm_data_stream_position(stream) - 4,
                               "a null size where a size is needed");
}

void *qsm__stream_allocate(qsm_data_stream *stream, size_t size, size_t extra)
{
    void *memory = size <= SIZE_MAX - extra ? malloc(size + extra) : NULL;
    if (memory == NULL)
        qsm__stream_fail(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, "no memory for %zu bytes",
                         size);
    return memory;
}
