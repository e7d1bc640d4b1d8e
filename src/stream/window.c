/* SPDX-License-Identifier: MIT */
/* A part of the bytes that are left, as if the data ended behind it. */
#include "stream/stream.h"

const unsigned char *qsm__stream_narrow(qsm_data_stream *stream, size_t size)
{
    const unsigned char *end = stream->data_end;
    if (size < (size_t)(end - stream->in))
        stream->data_end = stream->in + size;
    qsm__stream_update(stream);
    return end;
}

void qsm__stream_widen(qsm_data_stream *stream, const unsigned char *end)
{
    stream->data_end = end;
    qsm__stream_update(stream);
}
