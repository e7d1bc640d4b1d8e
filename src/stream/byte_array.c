/* SPDX-License-Identifier: MIT */
/* Raw bytes, bytes after a length (writeBytes), and QByteArray. */
#include "stream/endian.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Before this version, a null QByteArray is written as an empty one. */
#define NULL_VERSION QSM_DATA_STREAM_QT_3_3

/* False with WriteFailed if size is not 0 and data is NULL. */
static bool is_data(qsm_data_stream *stream, const void *data, size_t size)
{
    if (data != NULL || size == 0)
        return true;
    errno = EINVAL;
    return qsm__stream_fail(stream, QSM_DATA_STREAM_WRITE_FAILED, "%zu bytes, but the data is NULL",
                            size);
}

bool qsm_data_stream_write_raw_data(qsm_data_stream *stream, const void *data, size_t size)
{
    if (!is_data(stream, data, size))
        return false;
    unsigned char *out = qsm__stream_reserve(stream, size);
    if (out == NULL)
        return false;
    if (size > 0)
        memcpy(out, data, size);
    qsm__stream_commit(stream, size);
    return true;
}

/* Moves the position over at most size bytes. Copies them if out is not NULL. */
static size_t consume(qsm_data_stream *stream, void *out, size_t size)
{
    size_t position = qsm_data_stream_position(stream);
    size_t available;
    const unsigned char *in = qsm__stream_unread(stream, &available);
    size_t count = size < available ? size : available;
    if (out != NULL && count > 0)
        memcpy(out, in, count);
    qsm__stream_skip(stream, count);
    if (count < size)
        qsm__stream_fail(stream, QSM_DATA_STREAM_READ_PAST_END,
                         "%zu raw bytes at byte %zu: only %zu are left", size, position, available);
    return count;
}

size_t qsm_data_stream_read_raw_data(qsm_data_stream *stream, void *data, size_t size)
{
    return consume(stream, data, size);
}

size_t qsm_data_stream_skip_raw_data(qsm_data_stream *stream, size_t size)
{
    return consume(stream, NULL, size);
}

/* Writes a length and size bytes, or nothing on failure. */
static bool write_counted(qsm_data_stream *stream, uint64_t count, const void *data, size_t size)
{
    if (!qsm__stream_ok(stream))
        return false;
    size_t head = qsm__stream_count_size(stream, count);
    if (head == 0 || size > SIZE_MAX - head)
        return qsm__stream_fail(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                                "%zu bytes are too many for version %d", size,
                                qsm_data_stream_version(stream));
    unsigned char *out = qsm__stream_reserve(stream, head + size);
    if (out == NULL)
        return false;
    qsm__stream_put_count(stream, out, count);
    if (size > 0)
        memcpy(out + head, data, size);
    qsm__stream_commit(stream, head + size);
    return true;
}

bool qsm_data_stream_write_bytes(qsm_data_stream *stream, const void *data, size_t size)
{
    return is_data(stream, data, size) && write_counted(stream, size, data, size);
}

bool qsm_data_stream_write_byte_array(qsm_data_stream *stream, const void *data, size_t size)
{
    if (data != NULL)
        return write_counted(stream, size, data, size);
    bool has_null = qsm_data_stream_version(stream) >= NULL_VERSION;
    return write_counted(stream, has_null ? QSM_STREAM_NULL_COUNT : 0, NULL, 0);
}

/* Reads count bytes into new memory, and adds a NUL byte. */
static bool read_counted(qsm_data_stream *stream, uint64_t count, void **data, size_t *size)
{
    const unsigned char *in = qsm__stream_take(stream, count, "a byte array");
    if (in == NULL)
        return false;
    unsigned char *copy = qsm__stream_allocate(stream, (size_t)count, 1);
    if (copy == NULL)
        return false;
    memcpy(copy, in, (size_t)count);
    copy[count] = '\0';
    *data = copy;
    *size = (size_t)count;
    return qsm__stream_ok(stream);
}

bool qsm_data_stream_read_bytes(qsm_data_stream *stream, void **data, size_t *size)
{
    uint64_t count;
    *data = NULL;
    *size = 0;
    if (!qsm__stream_read_count(stream, &count) || count == 0)
        return qsm__stream_ok(stream);
    if (count == QSM_STREAM_NULL_COUNT) {
        /* readBytes() has no null. Up to Qt 6.6 this is a length that no data can have. With 64-bit
         * lengths (6.7) it is not a valid length. */
        if (qsm_data_stream_version(stream) >= QSM_DATA_STREAM_QT_6_7)
            return qsm__stream_fail(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                                    "a null size before byte %zu",
                                    qsm_data_stream_position(stream));
        count = UINT32_MAX;
    }
    return read_counted(stream, count, data, size);
}

bool qsm_data_stream_read_byte_array(qsm_data_stream *stream, void **data, size_t *size)
{
    uint64_t count;
    *data = NULL;
    *size = 0;
    if (!qsm__stream_read_count(stream, &count) || count == QSM_STREAM_NULL_COUNT)
        return qsm__stream_ok(stream);
    return read_counted(stream, count, data, size);
}
