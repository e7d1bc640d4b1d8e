/* SPDX-License-Identifier: MIT */
/*
 * The stream: its bytes and the position. This file does not know what the bytes mean.
 */
#include "stream/endian.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

/* Stands for memory of 0 bytes: so no pointer of a stream is NULL. Nobody writes to it. */
static unsigned char nowhere[1];

static qsm_data_stream *new_stream(qsm_stream_kind kind)
{
    qsm_data_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        return NULL;
    stream->kind = (unsigned char)kind;
    stream->in = stream->in_end = stream->begin = stream->data_end = nowhere;
    stream->out = stream->out_end = stream->memory = stream->memory_end = nowhere;
    stream->error_position = SIZE_MAX;
    stream->byte_order = QSM_DATA_STREAM_BIG_ENDIAN;
    stream->swap = QSM_HOST_BYTE_ORDER != QSM_DATA_STREAM_BIG_ENDIAN;
    qsm_data_stream_set_version(stream, QSM_DATA_STREAM_DEFAULT_VERSION);
    return stream;
}

qsm_data_stream *qsm_data_stream_new_reader(const void *data, size_t size)
{
    qsm_data_stream *stream = new_stream(QSM_STREAM_READER);
    if (stream != NULL && data != NULL) {
        stream->in = stream->begin = data;
        stream->in_end = stream->data_end = stream->in + size;
    }
    return stream;
}

qsm_data_stream *qsm_data_stream_new_feed(void)
{
    return new_stream(QSM_STREAM_FEED);
}

qsm_data_stream *qsm_data_stream_new_writer(void *data, size_t size)
{
    qsm_data_stream *stream = new_stream(QSM_STREAM_WRITER);
    if (stream != NULL && data != NULL) {
        stream->out = stream->memory = data;
        stream->out_end = stream->memory_end = stream->memory + size;
    }
    return stream;
}

qsm_data_stream *qsm_data_stream_new_buffer(void)
{
    return new_stream(QSM_STREAM_BUFFER);
}

qsm_data_stream *qsm_data_stream_new_measurer(void)
{
    return new_stream(QSM_STREAM_MEASURER);
}

void qsm_data_stream_free(qsm_data_stream *stream)
{
    if (stream == NULL)
        return;
    if (stream->kind != QSM_STREAM_WRITER && stream->memory != nowhere)
        free(stream->memory);
    if (stream->types != NULL)
        stream->hold_types(stream->types, false);
    free(stream->view);
    free(stream);
}

const void *qsm_data_stream_data(const qsm_data_stream *stream)
{
    const qsm_data_stream *self = qsm__stream_given(stream);
    const unsigned char *data = qsm__stream_reads(self) ? self->begin : self->memory;
    bool has_data = self == stream && data != nowhere && self->kind != QSM_STREAM_MEASURER;
    return has_data ? data : NULL;
}

/* Bytes of the memory that were written. */
static size_t written(const qsm_data_stream *stream)
{
    size_t here = (size_t)(stream->out - stream->memory);
    return here > stream->high ? here : stream->high;
}

size_t qsm_data_stream_size(const qsm_data_stream *stream)
{
    const qsm_data_stream *self = qsm__stream_given(stream);
    if (qsm__stream_reads(self))
        return (size_t)(self->data_end - self->begin);
    return self->origin + written(self);
}

size_t qsm_data_stream_position(const qsm_data_stream *stream)
{
    return qsm__stream_position(qsm__stream_given(stream));
}

bool qsm_data_stream_seek(qsm_data_stream *stream, size_t position)
{
    if (!qsm__stream_is_given(stream) || position < stream->origin)
        return false;
    size_t here = position - stream->origin;
    if (qsm__stream_reads(stream)) {
        if (here > (size_t)(stream->data_end - stream->begin))
            return false;
        stream->in = stream->begin + here;
    } else {
        stream->high = written(stream);
        if (here > stream->high)
            return false;
        stream->out = stream->memory + here;
    }
    qsm__stream_update(stream);
    return true;
}

bool qsm_data_stream_at_end(const qsm_data_stream *stream)
{
    const qsm_data_stream *self = qsm__stream_given(stream);
    if (qsm__stream_reads(self))
        return self->in == self->data_end;
    return (size_t)(self->out - self->memory) == written(self);
}

const unsigned char *qsm__stream_unread(const qsm_data_stream *stream, size_t *available)
{
    /* A stream for writing has no bytes to read, as a QDataStream on a WriteOnly device. */
    if (!qsm__stream_is_given(stream)) {
        *available = 0;
        return (const unsigned char *)"";
    }
    *available = (size_t)(stream->in_end - stream->in);
    return stream->in;
}

void qsm__stream_skip(qsm_data_stream *stream, size_t size)
{
    size_t available;
    qsm__stream_unread(stream, &available);
    if (available > 0)
        stream->in += size < available ? size : available;
}

const unsigned char *qsm__stream_take_missing(qsm_data_stream *stream, uint64_t size,
                                              const char *what)
{
    size_t available;
    qsm__stream_unread(stream, &available);
    size_t position = qsm_data_stream_position(stream);
    qsm__stream_skip(stream, available);
    qsm__stream_fail_at(stream, QSM_DATA_STREAM_READ_PAST_END, position,
                        "%s of %llu bytes: only %zu are left", what, (unsigned long long)size,
                        available);
    return NULL;
}

const unsigned char *qsm__stream_take_scalar(qsm_data_stream *stream, size_t size)
{
    return qsm__stream_take_missing(stream, size, "a value");
}

static bool grow(qsm_data_stream *stream, size_t wanted)
{
    size_t used = (size_t)(stream->out - stream->memory);
    size_t had = (size_t)(stream->memory_end - stream->memory);
    size_t capacity = had < FIRST_CAPACITY ? FIRST_CAPACITY : had;
    while (capacity < wanted)
        capacity = capacity > SIZE_MAX / 2 ? wanted : capacity * 2;
    unsigned char *memory = realloc(stream->memory != nowhere ? stream->memory : NULL, capacity);
    if (memory == NULL)
        return false;
    stream->memory = memory;
    stream->out = memory + used;
    stream->memory_end = memory + capacity;
    qsm__stream_update(stream);
    return true;
}

/* Counts bytes of a measurer. After a seek, some of them may be counted already. */
static void pass(qsm_data_stream *stream, size_t size)
{
    stream->origin += size;
    stream->high -= size < stream->high ? size : stream->high;
}

/* The bytes of a measurer are counted, then their memory is used again. */
static void drop_measured(qsm_data_stream *stream)
{
    if (stream->kind != QSM_STREAM_MEASURER)
        return;
    pass(stream, (size_t)(stream->out - stream->memory));
    stream->out = stream->memory;
}

unsigned char *qsm__stream_reserve(qsm_data_stream *stream, size_t size)
{
    if (!qsm__stream_is_given(stream) || stream->status != QSM_DATA_STREAM_OK)
        return NULL;
    if (qsm__stream_reads(stream)) {
        qsm__stream_fail(stream, QSM_DATA_STREAM_WRITE_FAILED, "the stream is read-only");
        return NULL;
    }
    drop_measured(stream);
    size_t used = (size_t)(stream->out - stream->memory);
    if (size <= (size_t)(stream->memory_end - stream->out))
        return stream->out;
    size_t position = stream->origin + used;
    if (stream->kind == QSM_STREAM_WRITER) {
        qsm__stream_fail_at(stream, QSM_DATA_STREAM_WRITE_FAILED, position,
                            "%zu bytes do not fit into the %zu bytes of memory", size,
                            (size_t)(stream->memory_end - stream->memory));
        return NULL;
    }
    if (size > SIZE_MAX - position || !grow(stream, used + size)) {
        qsm__stream_fail_at(stream, QSM_DATA_STREAM_WRITE_FAILED, position,
                            "no memory for %zu bytes", size);
        return NULL;
    }
    return stream->out;
}

void qsm__stream_commit(qsm_data_stream *stream, size_t size)
{
    stream->out += size;
}

unsigned char *qsm__stream_claim_scalar(qsm_data_stream *stream, size_t size)
{
    unsigned char *out = qsm__stream_reserve(stream, size);
    if (out != NULL)
        qsm__stream_commit(stream, size);
    return out;
}

bool qsm__stream_counted(qsm_data_stream *stream, size_t size)
{
    if (stream == NULL || stream->kind != QSM_STREAM_MEASURER ||
        stream->status != QSM_DATA_STREAM_OK)
        return false;
    drop_measured(stream);
    if (size > SIZE_MAX - stream->origin)
        return false; /* there is no such memory either: the caller's reserve fails */
    pass(stream, size);
    return true;
}
