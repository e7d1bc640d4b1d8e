/* SPDX-License-Identifier: MIT */
/*
 * Integers and bool.
 */
#include "stream/endian.h"

/* Before this version, a 64-bit integer is written as two halves. */
#define WHOLE_64_BIT_VERSION QSM_DATA_STREAM_QT_3_3

bool qsm_data_stream_write_int8(qsm_data_stream *stream, int8_t value)
{
    return qsm__stream_write_integer(stream, 1, (uint8_t)value);
}

bool qsm_data_stream_write_uint8(qsm_data_stream *stream, uint8_t value)
{
    return qsm__stream_write_integer(stream, 1, value);
}

bool qsm_data_stream_write_int16(qsm_data_stream *stream, int16_t value)
{
    return qsm__stream_write_integer(stream, 2, (uint16_t)value);
}

bool qsm_data_stream_write_uint16(qsm_data_stream *stream, uint16_t value)
{
    return qsm__stream_write_integer(stream, 2, value);
}

bool qsm_data_stream_write_int32(qsm_data_stream *stream, int32_t value)
{
    return qsm__stream_write_integer(stream, 4, (uint32_t)value);
}

bool qsm_data_stream_write_uint32(qsm_data_stream *stream, uint32_t value)
{
    return qsm__stream_write_integer(stream, 4, value);
}

bool qsm_data_stream_write_int64(qsm_data_stream *stream, int64_t value)
{
    return qsm_data_stream_write_uint64(stream, (uint64_t)value);
}

bool qsm_data_stream_write_uint64(qsm_data_stream *stream, uint64_t value)
{
    if (qsm_data_stream_version(stream) >= WHOLE_64_BIT_VERSION)
        return qsm__stream_write_integer(stream, 8, value);
    /* The high half comes first in both byte orders. */
    unsigned char *out = qsm__stream_reserve(stream, 8);
    if (out == NULL)
        return false;
    qsm__stream_put_integer(stream, out, 4, value >> 32);
    qsm__stream_put_integer(stream, out + 4, 4, value & 0xffffffffU);
    qsm__stream_commit(stream, 8);
    return true;
}

bool qsm_data_stream_write_bool(qsm_data_stream *stream, bool value)
{
    return qsm__stream_write_integer(stream, 1, value ? 1 : 0);
}

bool qsm_data_stream_read_int8(qsm_data_stream *stream, int8_t *value)
{
    uint64_t integer;
    qsm__stream_read_integer(stream, 1, &integer);
    *value = (int8_t)(uint8_t)integer;
    return qsm__stream_ok(stream);
}

bool qsm_data_stream_read_uint8(qsm_data_stream *stream, uint8_t *value)
{
    uint64_t integer;
    qsm__stream_read_integer(stream, 1, &integer);
    *value = (uint8_t)integer;
    return qsm__stream_ok(stream);
}

bool qsm_data_stream_read_int16(qsm_data_stream *stream, int16_t *value)
{
    uint64_t integer;
    qsm__stream_read_integer(stream, 2, &integer);
    *value = (int16_t)(uint16_t)integer;
    return qsm__stream_ok(stream);
}

bool qsm_data_stream_read_uint16(qsm_data_stream *stream, uint16_t *value)
{
    uint64_t integer;
    qsm__stream_read_integer(stream, 2, &integer);
    *value = (uint16_t)integer;
    return qsm__stream_ok(stream);
}

bool qsm_data_stream_read_int32(qsm_data_stream *stream, int32_t *value)
{
    uint64_t integer;
    qsm__stream_read_integer(stream, 4, &integer);
    *value = (int32_t)(uint32_t)integer;
    return qsm__stream_ok(stream);
}

bool qsm_data_stream_read_uint32(qsm_data_stream *stream, uint32_t *value)
{
    uint64_t integer;
    qsm__stream_read_integer(stream, 4, &integer);
    *value = (uint32_t)integer;
    return qsm__stream_ok(stream);
}

bool qsm_data_stream_read_int64(qsm_data_stream *stream, int64_t *value)
{
    uint64_t integer;
    bool ok = qsm_data_stream_read_uint64(stream, &integer);
    *value = (int64_t)integer;
    return ok;
}

bool qsm_data_stream_read_uint64(qsm_data_stream *stream, uint64_t *value)
{
    if (qsm_data_stream_version(stream) >= WHOLE_64_BIT_VERSION) {
        qsm__stream_read_integer(stream, 8, value);
    } else {
        /* Qt reads the low half first here, although it writes the high half first. */
        uint64_t low;
        uint64_t high;
        qsm__stream_read_integer(stream, 4, &low);
        qsm__stream_read_integer(stream, 4, &high);
        *value = high << 32 | low;
    }
    return qsm__stream_ok(stream);
}

bool qsm_data_stream_read_bool(qsm_data_stream *stream, bool *value)
{
    uint64_t integer;
    qsm__stream_read_integer(stream, 1, &integer);
    *value = integer != 0;
    return qsm__stream_ok(stream);
}
