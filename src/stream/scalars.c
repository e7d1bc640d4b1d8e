/* SPDX-License-Identifier: MIT */
/*
 * Integers, bool, float and double: one call a value. Everything that a call needs is inline from
 * stream/endian.h.
 */
#include "stream/reals.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): the type of a parameter */
#define INTEGER(name, type, bits)                                                                  \
    bool qsm_data_stream_write_##name(qsm_data_stream *stream, type value)                         \
    {                                                                                              \
        return qsm__stream_put##bits(stream, (uint##bits##_t)value);                               \
    }                                                                                              \
    bool qsm_data_stream_read_##name(qsm_data_stream *stream, type *value)                         \
    {                                                                                              \
        uint##bits##_t integer;                                                                    \
        bool ok = qsm__stream_get##bits(stream, &integer);                                         \
        *value = (type)integer;                                                                    \
        return ok && stream->status == QSM_DATA_STREAM_OK;                                         \
    }

/* NOLINTEND(bugprone-macro-parentheses) */
INTEGER(int8, int8_t, 8)
INTEGER(uint8, uint8_t, 8)
INTEGER(int16, int16_t, 16)
INTEGER(uint16, uint16_t, 16)
INTEGER(int32, int32_t, 32)
INTEGER(uint32, uint32_t, 32)
INTEGER(int64, int64_t, 64)
INTEGER(uint64, uint64_t, 64)

bool qsm_data_stream_write_bool(qsm_data_stream *stream, bool value)
{
    return qsm__stream_put8(stream, value ? 1 : 0);
}

bool qsm_data_stream_read_bool(qsm_data_stream *stream, bool *value)
{
    uint8_t byte;
    bool ok = qsm__stream_get8(stream, &byte);
    *value = byte != 0;
    if (byte > 1)
        qsm__stream_odd(stream);
    return ok && stream->status == QSM_DATA_STREAM_OK;
}

bool qsm_data_stream_write_float(qsm_data_stream *stream, float value)
{
    return qsm__stream_put_float(stream, value);
}

bool qsm_data_stream_write_double(qsm_data_stream *stream, double value)
{
    return qsm__stream_put_double(stream, value);
}

bool qsm_data_stream_read_float(qsm_data_stream *stream, float *value)
{
    return qsm__stream_get_float(stream, value) && stream->status == QSM_DATA_STREAM_OK;
}

bool qsm_data_stream_read_double(qsm_data_stream *stream, double *value)
{
    return qsm__stream_get_double(stream, value) && stream->status == QSM_DATA_STREAM_OK;
}
