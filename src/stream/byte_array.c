/* SPDX-License-Identifier: MIT */
/* Raw bytes, bytes after a length (writeBytes), and QByteArray. */
#include "stream/endian.h"

#include <errno.h>
#include <stdint.h>
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
    if (qsm__stream_counted(stream, size))
        return true;
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
    size_t available;
    const unsigned char *in = qsm__stream_unread(stream, &available);
    size_t count = size < available ? size : available;
    if (out != NULL && count > 0)
        memcpy(out, in, count);
    if (count < size)
        qsm__stream_fail_at(stream, QSM_DATA_STREAM_READ_PAST_END, qsm_data_stream_position(stream),
                            "%zu raw bytes: only %zu are left", size, available);
    qsm__stream_skip(stream, count);
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

/* Writes the length count, then size bytes. */
static bool write_counted(qsm_data_stream *stream, uint64_t count, const void *data, size_t size)
{
    if (!qsm__stream_ok(stream))
        return false;
    size_t head = qsm__stream_count_size(stream, count);
    if (head == 0 || size > SIZE_MAX - head)
        return qsm__stream_fail_at(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                                   qsm_data_stream_position(stream),
                                   "%zu bytes are too many for version %d", size, stream->version);
    if (qsm__stream_counted(stream, head + size))
        return true;
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

bool qsm_data_stream_write_c_string(qsm_data_stream *stream, const char *text)
{
    size_t size = text != NULL ? strlen(text) + 1 : 0;
    return write_counted(stream, size, text, size);
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
    if (!qsm__stream_read_size(stream, &count) || count == 0)
        return qsm__stream_ok(stream);
    return read_counted(stream, count, data, size);
}

bool qsm_data_stream_read_c_string(qsm_data_stream *stream, char **text, size_t *size)
{
    void *data;
    size_t bytes;
    bool ok = qsm_data_stream_read_bytes(stream, &data, &bytes);
    *text = data;
    if (size != NULL)
        *size = bytes > 0 ? bytes - 1 : 0;
    /* Every Qt writes a NUL. Without one all bytes count, as in Qt. */
    if (bytes > 0 && (*text)[bytes - 1] != '\0') {
        qsm__stream_odd(stream);
        if (size != NULL)
            *size = bytes;
    }
    return ok;
}

/* A QByteArray that has a value. False: null, or damaged. */
static bool take_byte_array(qsm_data_stream *stream, uint64_t *count)
{
    if (!qsm__stream_read_count(stream, count))
        return false;
    if (*count == QSM_STREAM_NULL_COUNT && stream->version < NULL_VERSION)
        qsm__stream_odd(stream);
    return *count != QSM_STREAM_NULL_COUNT;
}

bool qsm_data_stream_read_byte_array(qsm_data_stream *stream, void **data, size_t *size)
{
    uint64_t count;
    *data = NULL;
    *size = 0;
    if (!take_byte_array(stream, &count))
        return qsm__stream_ok(stream);
    return read_counted(stream, count, data, size);
}

bool qsm_data_stream_read_byte_array_view(qsm_data_stream *stream, qsm_bytes *bytes)
{
    uint64_t count;
    *bytes = (qsm_bytes){NULL, 0};
    if (!take_byte_array(stream, &count))
        return qsm__stream_ok(stream);
    bytes->data = qsm__stream_take(stream, count, "a byte array");
    bytes->size = bytes->data != NULL ? (size_t)count : 0;
    return qsm__stream_ok(stream);
}
