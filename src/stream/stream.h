/* SPDX-License-Identifier: MIT */
/*
 * What the families of types (src/stream/ and src/image/image_stream.c) need of a stream beside its
 * public face. Only data_stream.c knows how a stream keeps its bytes.
 */
#ifndef QSM_STREAM_STREAM_H
#define QSM_STREAM_STREAM_H

#include <qsm/data_stream.h>

/*
 * The bytes not yet read. They may be shared memory that changes at any time: read each byte once,
 * check the copy.
 */
const unsigned char *qsm__stream_unread(const qsm_data_stream *stream, size_t *available);

/* Moves the position over bytes read, at most to the end. */
void qsm__stream_skip(qsm_data_stream *stream, size_t size);

/*
 * Room for size bytes at the position, to be filled and then committed. NULL, status WriteFailed,
 * when they do not fit, memory is out, or the status is not Ok.
 */
unsigned char *qsm__stream_reserve(qsm_data_stream *stream, size_t size);

/* Takes the first size bytes of what was reserved into the stream. */
void qsm__stream_commit(qsm_data_stream *stream, size_t size);

/* Sets the status if it is Ok, and the text if none is set. Returns false. */
bool qsm__stream_fail(qsm_data_stream *stream, qsm_data_stream_status_code status,
                      const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Sets the text and leaves the status. */
void qsm__stream_warn(qsm_data_stream *stream, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Drops the text of an earlier failure or warning. */
void qsm__stream_clear_text(qsm_data_stream *stream);

#endif
