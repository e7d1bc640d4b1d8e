/* SPDX-License-Identifier: MIT */
/* Transactions (QDataStream::startTransaction), and readers whose bytes arrive in parts. */
#include "stream/stream.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void qsm_data_stream_start_transaction(qsm_data_stream *stream)
{
    if (!qsm__stream_is_given(stream) || stream->transactions++ > 0)
        return;
    stream->transaction_start = qsm_data_stream_position(stream);
    qsm_data_stream_reset_status(stream);
}

/* The outermost transaction ends: the position goes back only if data is missing. */
static void end(qsm_data_stream *stream)
{
    if (--stream->transactions == 0 && stream->status == QSM_DATA_STREAM_READ_PAST_END)
        (void)qsm_data_stream_seek(stream, stream->transaction_start);
    qsm__stream_update(stream);
}

static bool is_open(qsm_data_stream *stream)
{
    if (qsm__stream_is_given(stream) && stream->transactions > 0)
        return true;
    errno = EINVAL;
    return false;
}

bool qsm_data_stream_commit_transaction(qsm_data_stream *stream)
{
    if (!is_open(stream))
        return false;
    end(stream);
    return stream->status == QSM_DATA_STREAM_OK;
}

void qsm_data_stream_rollback_transaction(qsm_data_stream *stream)
{
    if (!is_open(stream))
        return;
    qsm_data_stream_set_status(stream, QSM_DATA_STREAM_READ_PAST_END);
    end(stream);
}

void qsm_data_stream_abort_transaction(qsm_data_stream *stream)
{
    if (!is_open(stream))
        return;
    qsm__stream_assign_status(stream, QSM_DATA_STREAM_READ_CORRUPT_DATA);
    end(stream);
}

/* Bytes at the front that nobody can go back to. A seek may have gone before the transaction. */
static size_t done_with(const qsm_data_stream *stream)
{
    size_t here = (size_t)(stream->in - stream->begin);
    size_t start = stream->transaction_start - stream->origin;
    return stream->transactions > 0 && start < here ? start : here;
}

static void drop(qsm_data_stream *stream, size_t size)
{
    size_t left = (size_t)(stream->data_end - stream->begin) - size;
    if (left > 0)
        memmove(stream->memory, stream->begin + size, left);
    stream->in -= size;
    stream->data_end -= size;
    stream->origin += size;
}

static bool make_room(qsm_data_stream *stream, size_t used, size_t size)
{
    if (size <= stream->capacity - used)
        return true;
    if (size > SIZE_MAX / 2 - used)
        return false;
    size_t wanted = (used + size) + (used + size) / 2;
    size_t here = (size_t)(stream->in - stream->begin);
    unsigned char *memory = realloc(stream->capacity > 0 ? stream->memory : NULL, wanted);
    if (memory == NULL)
        return false;
    stream->in = memory + here;
    stream->begin = memory;
    stream->data_end = memory + used;
    stream->memory = stream->memory_end = stream->out = stream->out_end = memory;
    stream->capacity = wanted;
    return true;
}

bool qsm_data_stream_feed(qsm_data_stream *stream, const void *data, size_t size)
{
    if (!qsm__stream_is_given(stream) || stream->kind != QSM_STREAM_FEED ||
        (data == NULL && size > 0)) {
        errno = EINVAL;
        return false;
    }
    /* Moving costs: it is done when it frees half, or all. */
    size_t done = done_with(stream);
    size_t used = (size_t)(stream->data_end - stream->begin);
    if (done > 0 && done >= used - done) {
        drop(stream, done);
        used -= done;
    }
    if (!make_room(stream, used, size)) {
        errno = ENOMEM;
        return false;
    }
    if (size > 0)
        memcpy(stream->memory + used, data, size);
    stream->data_end += size;
    qsm__stream_update(stream);
    return true;
}
