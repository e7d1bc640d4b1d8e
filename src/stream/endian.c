/* SPDX-License-Identifier: MIT */
#include "stream/endian.h"

#include <stdlib.h>
#include <string.h>

#define NULL_COUNT_32 0xffffffffU
#define EXTENDED_COUNT 0xfffffffeU

bool qsm__stream_ok(const qsm_data_stream *stream)
{
    return qsm_data_stream_status(stream) == QSM_DATA_STREAM_OK;
}

static bool little(const qsm_data_stream *stream)
{
    return qsm_data_stream_byte_order(stream) == QSM_DATA_STREAM_LITTLE_ENDIAN;
}

void qsm__stream_put_integer(const qsm_data_stream *stream, unsigned char *out, size_t size,
                             uint64_t value)
{
    bool low_first = little(stream);
    for (size_t i = 0; i < size; i++) {
        out[low_first ? i : size - 1 - i] = (unsigned char)(value & 0xff);
        value >>= 8;
    }
}

uint64_t qsm__stream_get_integer(const qsm_data_stream *stream, const unsigned char *in,
                                 size_t size)
{
    bool low_first = little(stream);
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | in[low_first ? size - 1 - i : i];
    return value;
}

bool qsm__stream_write_integer(qsm_data_stream *stream, size_t size, uint64_t value)
{
    unsigned char *out = qsm__stream_reserve(stream, size);
    if (out == NULL)
        return false;
    qsm__stream_put_integer(stream, out, size, value);
    qsm__stream_commit(stream, size);
    return true;
}

const unsigned char *qsm__stream_take(qsm_data_stream *stream, uint64_t size, const char *what)
{
    size_t position = qsm_data_stream_position(stream);
    size_t available;
    const unsigned char *in = qsm__stream_unread(stream, &available);
    if (size > available) {
        qsm__stream_skip(stream, available);
        qsm__stream_fail(stream, QSM_DATA_STREAM_READ_PAST_END,
                         "%s of %llu bytes at byte %zu: only %zu are left", what,
                         (unsigned long long)size, position, available);
        return NULL;
    }
    qsm__stream_skip(stream, (size_t)size);
    return in;
}

bool qsm__stream_read_integer(qsm_data_stream *stream, size_t size, uint64_t *value)
{
    *value = 0;
    const unsigned char *in = qsm__stream_take(stream, size, "a value");
    if (in == NULL)
        return false;
    *value = qsm__stream_get_integer(stream, in, size);
    return true;
}

/* Qt 6.7 and newer read and write 64-bit lengths at these versions. */
static bool has_extended_counts(const qsm_data_stream *stream)
{
    return qsm_data_stream_version(stream) >= QSM_DATA_STREAM_QT_6_7;
}

size_t qsm__stream_count_size(const qsm_data_stream *stream, uint64_t count)
{
    if (count == QSM_STREAM_NULL_COUNT || count < EXTENDED_COUNT)
        return 4;
    if (has_extended_counts(stream))
        return count <= INT64_MAX ? 12 : 0;
    return count == EXTENDED_COUNT ? 4 : 0;
}

void qsm__stream_put_count(const qsm_data_stream *stream, unsigned char *out, uint64_t count)
{
    if (qsm__stream_count_size(stream, count) == 12) {
        qsm__stream_put_integer(stream, out, 4, EXTENDED_COUNT);
        qsm__stream_put_integer(stream, out + 4, 8, count);
    } else {
        qsm__stream_put_integer(stream, out, 4, count & NULL_COUNT_32);
    }
}

static bool read_extended_count(qsm_data_stream *stream, uint64_t *count)
{
    uint64_t integer;
    *count = 0;
    if (!qsm__stream_read_integer(stream, 8, &integer))
        return false;
    if (integer > INT64_MAX && integer != UINT64_MAX)
        return qsm__stream_fail(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                                "a negative size before byte %zu",
                                qsm_data_stream_position(stream));
    *count = integer; /* At these versions, -1 is null too. */
    return true;
}

bool qsm__stream_read_count(qsm_data_stream *stream, uint64_t *count)
{
    if (!qsm__stream_read_integer(stream, 4, count))
        return false;
    if (*count == EXTENDED_COUNT && has_extended_counts(stream))
        return read_extended_count(stream, count);
    if (*count == NULL_COUNT_32)
        *count = QSM_STREAM_NULL_COUNT;
    return true;
}

void *qsm__stream_allocate(qsm_data_stream *stream, size_t size, size_t extra)
{
    void *memory = size <= SIZE_MAX - extra ? malloc(size + extra) : NULL;
    if (memory == NULL)
        qsm__stream_fail(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, "no memory for %zu bytes",
                         size);
    return memory;
}
