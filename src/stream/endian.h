/* SPDX-License-Identifier: MIT */
/*
 * Integers of 1 to 8 bytes in the stream's byte order, and the lengths of strings and arrays. All
 * types are built on these. Scalars are inline: one bounds check, no call.
 */
#ifndef QSM_STREAM_ENDIAN_H
#define QSM_STREAM_ENDIAN_H

#include <string.h>

#include "stream/stream.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define QSM_HOST_BYTE_ORDER QSM_DATA_STREAM_BIG_ENDIAN
#else
#define QSM_HOST_BYTE_ORDER QSM_DATA_STREAM_LITTLE_ENDIAN
#endif

/* Before this version, a 64-bit integer is written as two halves. */
#define QSM_WHOLE_64_BIT_VERSION QSM_DATA_STREAM_QT_3_3

/* Compilers make one instruction of these. */
static inline uint16_t qsm__swap16(uint16_t value)
{
    return (uint16_t)(value << 8 | value >> 8);
}

static inline uint32_t qsm__swap32(uint32_t value)
{
    return value << 24 | (value << 8 & 0xff0000U) | (value >> 8 & 0xff00U) | value >> 24;
}

static inline uint64_t qsm__swap64(uint64_t value)
{
    return (uint64_t)qsm__swap32((uint32_t)value) << 32 | qsm__swap32((uint32_t)(value >> 32));
}

/* Whether the status is Ok. All public functions that read or write a value return this. */
bool qsm__stream_ok(const qsm_data_stream *stream);

/* Stores the low size bytes of value at out, in the stream's byte order. */
void qsm__stream_put_integer(const qsm_data_stream *stream, unsigned char *out, size_t size,
                             uint64_t value);

/* Writes an integer. Returns whether the status is Ok. */
bool qsm__stream_write_integer(qsm_data_stream *stream, size_t size, uint64_t value);

/* The length that means a null QByteArray or QString. */
#define QSM_STREAM_NULL_COUNT UINT64_MAX

/*
 * The bytes of the length field for size bytes at this version. 0 if the length cannot be written.
 */
size_t qsm__stream_count_size(const qsm_data_stream *stream, uint64_t count);

/* Stores a length, or null, in the bytes that qsm__stream_count_size() returned. */
void qsm__stream_put_count(const qsm_data_stream *stream, unsigned char *out, uint64_t count);

/* Writes a length. Returns whether the status is Ok. */
bool qsm__stream_write_count(qsm_data_stream *stream, uint64_t count);

/*
 * Reads a length. *count becomes 0 on failure. Returns whether there was a length. Null is
 * QSM_STREAM_NULL_COUNT at every version, as in Qt.
 */
static inline bool qsm__stream_read_count(qsm_data_stream *stream, uint64_t *count);

/*
 * The same where there is no null: up to Qt 6.6, ffffffff is a length that no data can have. With
 * Qt 6.7 it is SizeLimitExceeded.
 */
bool qsm__stream_read_size(qsm_data_stream *stream, uint64_t *count);

/*
 * Returns the next size bytes and consumes them. If there are fewer: NULL, ReadPastEnd, and all
 * bytes are consumed. what names the bytes in the error text.
 */
static inline const unsigned char *qsm__stream_take(qsm_data_stream *stream, uint64_t size,
                                                    const char *what);

/* The same where the bytes are missing. */
const unsigned char *qsm__stream_take_missing(qsm_data_stream *stream, uint64_t size,
                                              const char *what);

/* The same without the look that the inline form has done. */
const unsigned char *qsm__stream_take_scalar(qsm_data_stream *stream, size_t size);

/* Reserves and adds size bytes, at most 16. NULL: see qsm__stream_reserve(). */
unsigned char *qsm__stream_claim_scalar(qsm_data_stream *stream, size_t size);

/*
 * Allocates size bytes + extra. NULL with SizeLimitExceeded if there is no memory. First check that
 * the stream contains the bytes.
 */
void *qsm__stream_allocate(qsm_data_stream *stream, size_t size, size_t extra);

static inline const unsigned char *qsm__stream_next(qsm_data_stream *stream, size_t size)
{
    if (stream != NULL && (size_t)(stream->in_end - stream->in) >= size) {
        const unsigned char *in = stream->in;
        stream->in += size;
        return in;
    }
    return qsm__stream_take_scalar(stream, size);
}

static inline unsigned char *qsm__stream_claim(qsm_data_stream *stream, size_t size)
{
    if (stream != NULL && (size_t)(stream->out_end - stream->out) >= size) {
        unsigned char *out = stream->out;
        stream->out += size;
        return out;
    }
    return qsm__stream_claim_scalar(stream, size);
}

/* Loads and stores where the bytes are known to be there. */
#define QSM__STREAM_LOAD(bits)                                                                     \
    static inline uint##bits##_t qsm__stream_load##bits(const qsm_data_stream *stream,             \
                                                        const unsigned char *in)                   \
    {                                                                                              \
        uint##bits##_t value;                                                                      \
        memcpy(&value, in, sizeof value);                                                          \
        return stream->swap ? qsm__swap##bits(value) : value;                                      \
    }                                                                                              \
    static inline void qsm__stream_store##bits(const qsm_data_stream *stream, unsigned char *out,  \
                                               uint##bits##_t value)                               \
    {                                                                                              \
        if (stream->swap)                                                                          \
            value = qsm__swap##bits(value);                                                        \
        memcpy(out, &value, sizeof value);                                                         \
    }
QSM__STREAM_LOAD(16)
QSM__STREAM_LOAD(32)
QSM__STREAM_LOAD(64)

static inline uint8_t qsm__stream_load8(const qsm_data_stream *stream, const unsigned char *in)
{
    (void)stream;
    return *in;
}

static inline void qsm__stream_store8(const qsm_data_stream *stream, unsigned char *out,
                                      uint8_t value)
{
    (void)stream;
    *out = value;
}

/*
 * False: bytes were missing, *value is 0. And: not written. The call for memory that is full stands
 * last: so nothing is saved for it.
 */
#define QSM__STREAM_SCALAR(bits, get, put)                                                         \
    static inline bool get(qsm_data_stream *stream, uint##bits##_t *value)                         \
    {                                                                                              \
        const unsigned char *in = qsm__stream_next(stream, (bits) / 8);                            \
        *value = 0;                                                                                \
        if (stream == NULL || in == NULL)                                                          \
            return false;                                                                          \
        *value = qsm__stream_load##bits(stream, in);                                               \
        return true;                                                                               \
    }                                                                                              \
    static inline bool put(qsm_data_stream *stream, uint##bits##_t value)                          \
    {                                                                                              \
        if (stream == NULL || (size_t)(stream->out_end - stream->out) < (bits) / 8)                \
            return qsm__stream_write_integer(stream, (bits) / 8, value);                           \
        unsigned char *out = stream->out;                                                          \
        stream->out = out + (bits) / 8;                                                            \
        qsm__stream_store##bits(stream, out, value);                                               \
        return true;                                                                               \
    }
QSM__STREAM_SCALAR(8, qsm__stream_get8, qsm__stream_put8)
QSM__STREAM_SCALAR(16, qsm__stream_get16, qsm__stream_put16)
QSM__STREAM_SCALAR(32, qsm__stream_get32, qsm__stream_put32)
QSM__STREAM_SCALAR(64, qsm__stream_get_whole64, qsm__stream_put_whole64)

/* Two halves, in the orders of Qt before version 6: it reads them in another order than it writes.
 */
bool qsm__stream_get_halves(qsm_data_stream *stream, uint64_t *value);
bool qsm__stream_put_halves(qsm_data_stream *stream, uint64_t value);

static inline const unsigned char *qsm__stream_take(qsm_data_stream *stream, uint64_t size,
                                                    const char *what)
{
    if (stream == NULL || size > (size_t)(stream->in_end - stream->in))
        return qsm__stream_take_missing(stream, size, what);
    const unsigned char *in = stream->in;
    stream->in += size;
    return in;
}

/* From here on, a length of 32 bits is null or extended. */
#define QSM_STREAM_SPECIAL_COUNT 0xfffffffeU

/* What a special length means. */
bool qsm__stream_special_count(qsm_data_stream *stream, uint32_t word, uint64_t *count);

static inline bool qsm__stream_read_count(qsm_data_stream *stream, uint64_t *count)
{
    uint32_t word;
    bool ok = qsm__stream_get32(stream, &word);
    *count = word;
    return word < QSM_STREAM_SPECIAL_COUNT ? ok : qsm__stream_special_count(stream, word, count);
}

static inline bool qsm__stream_get64(qsm_data_stream *stream, uint64_t *value)
{
    if (stream != NULL && stream->version < QSM_WHOLE_64_BIT_VERSION)
        return qsm__stream_get_halves(stream, value);
    return qsm__stream_get_whole64(stream, value);
}

static inline bool qsm__stream_put64(qsm_data_stream *stream, uint64_t value)
{
    if (stream != NULL && stream->version < QSM_WHOLE_64_BIT_VERSION)
        return qsm__stream_put_halves(stream, value);
    return qsm__stream_put_whole64(stream, value);
}

#endif
