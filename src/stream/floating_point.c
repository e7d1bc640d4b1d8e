/* SPDX-License-Identifier: MIT */
/*
 * float and double, IEEE 754 in the stream's byte order.
 */
#include "stream/endian.h"

#include <string.h>

/* From this version on, the precision of the stream decides. Before, the type decides. */
#define PRECISION_VERSION QSM_DATA_STREAM_QT_4_6

static bool travels_single(const qsm_data_stream *stream, bool type_is_float)
{
    if (qsm_data_stream_version(stream) < PRECISION_VERSION)
        return type_is_float;
    return qsm_data_stream_floating_point_precision(stream) == QSM_DATA_STREAM_SINGLE_PRECISION;
}

static bool write_single(qsm_data_stream *stream, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return qsm__stream_write_integer(stream, sizeof bits, bits);
}

static bool write_double(qsm_data_stream *stream, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return qsm__stream_write_integer(stream, sizeof bits, bits);
}

static float read_single(qsm_data_stream *stream)
{
    uint64_t integer;
    qsm__stream_read_integer(stream, sizeof(float), &integer);
    uint32_t bits = (uint32_t)integer;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double read_double(qsm_data_stream *stream)
{
    uint64_t bits;
    qsm__stream_read_integer(stream, sizeof bits, &bits);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool qsm_data_stream_write_float(qsm_data_stream *stream, float value)
{
    return travels_single(stream, true) ? write_single(stream, value)
                                        : write_double(stream, (double)value);
}

bool qsm_data_stream_write_double(qsm_data_stream *stream, double value)
{
    return travels_single(stream, false) ? write_single(stream, (float)value)
                                         : write_double(stream, value);
}

bool qsm_data_stream_read_float(qsm_data_stream *stream, float *value)
{
    *value = travels_single(stream, true) ? read_single(stream) : (float)read_double(stream);
    return qsm__stream_ok(stream);
}

bool qsm_data_stream_read_double(qsm_data_stream *stream, double *value)
{
    *value = travels_single(stream, false) ? (double)read_single(stream) : read_double(stream);
    return qsm__stream_ok(stream);
}
