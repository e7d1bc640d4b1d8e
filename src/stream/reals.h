/* SPDX-License-Identifier: MIT */
/*
 * Floating point numbers, IEEE 754 in the stream's byte order, with 4 or 8 bytes by version and
 * precision. A NaN keeps its sign and the payload that fits, on every processor. Where its width
 * changes it becomes quiet, as on the processors of Qt.
 */
#ifndef QSM_STREAM_REALS_H
#define QSM_STREAM_REALS_H

#include "stream/endian.h"

enum { QSM_REAL_FLOAT, QSM_REAL_DOUBLE }; /* indexes of stream->real */

static inline uint32_t qsm__float_bits(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline uint64_t qsm__double_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline float qsm__float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline double qsm__double_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The bits of a double for the bits of a float, and back. The low bits of a payload are lost. */
static inline uint64_t qsm__widen(uint32_t bits)
{
    if ((bits & 0x7fffffffU) <= 0x7f800000U)
        return qsm__double_bits((double)qsm__float_of(bits));
    return (uint64_t)(bits & 0x80000000U) << 32 | 0x7ff8000000000000U |
           (uint64_t)(bits & 0x7fffffU) << 29;
}

static inline uint32_t qsm__narrow(uint64_t bits)
{
    if ((bits & 0x7fffffffffffffffU) <= 0x7ff0000000000000U)
        return qsm__float_bits((float)qsm__double_of(bits));
    uint32_t payload = (uint32_t)(bits >> 29) & 0x7fffffU;
    return (uint32_t)(bits >> 32 & 0x80000000U) | 0x7fc00000U | payload;
}

/* By their bits: a float in a register may change a NaN. */
static inline bool qsm__stream_put_float_bits(qsm_data_stream *stream, uint32_t bits)
{
    if (stream != NULL && stream->real[QSM_REAL_FLOAT] == 8)
        return qsm__stream_put_whole64(stream, qsm__widen(bits));
    return qsm__stream_put32(stream, bits);
}

static inline bool qsm__stream_get_float_bits(qsm_data_stream *stream, uint32_t *bits)
{
    uint64_t wide;
    if (stream == NULL || stream->real[QSM_REAL_FLOAT] == 4)
        return qsm__stream_get32(stream, bits);
    bool ok = qsm__stream_get_whole64(stream, &wide);
    *bits = qsm__narrow(wide);
    if (qsm__widen(*bits) != wide) /* a float does not have so many digits */
        qsm__stream_odd(stream);
    return ok;
}

static inline bool qsm__stream_put_double_bits(qsm_data_stream *stream, uint64_t bits)
{
    if (stream != NULL && stream->real[QSM_REAL_DOUBLE] == 4)
        return qsm__stream_put32(stream, qsm__narrow(bits));
    return qsm__stream_put_whole64(stream, bits);
}

static inline bool qsm__stream_get_double_bits(qsm_data_stream *stream, uint64_t *bits)
{
    uint32_t narrow;
    if (stream == NULL || stream->real[QSM_REAL_DOUBLE] == 8)
        return qsm__stream_get_whole64(stream, bits);
    bool ok = qsm__stream_get32(stream, &narrow);
    *bits = qsm__widen(narrow);
    if (stream->status == QSM_DATA_STREAM_OK && qsm__narrow(*bits) != narrow)
        qsm__stream_odd(stream); /* a signalling NaN: Qt writes it as a quiet one */
    return ok;
}

static inline bool qsm__stream_put_float(qsm_data_stream *stream, float value)
{
    return qsm__stream_put_float_bits(stream, qsm__float_bits(value));
}

static inline bool qsm__stream_put_double(qsm_data_stream *stream, double value)
{
    return qsm__stream_put_double_bits(stream, qsm__double_bits(value));
}

static inline bool qsm__stream_get_float(qsm_data_stream *stream, float *value)
{
    uint32_t bits;
    bool ok = qsm__stream_get_float_bits(stream, &bits);
    memcpy(value, &bits, sizeof bits);
    return ok;
}

static inline bool qsm__stream_get_double(qsm_data_stream *stream, double *value)
{
    uint64_t bits;
    bool ok = qsm__stream_get_double_bits(stream, &bits);
    memcpy(value, &bits, sizeof bits);
    return ok;
}

#endif
