/* SPDX-License-Identifier: MIT */
/*
 * Internal functions of a stream for the types (src/stream/ and src/image/image_stream.c). Only
 * data_stream.c knows how a stream stores its bytes.
 */
#ifndef QSM_STREAM_STREAM_H
#define QSM_STREAM_STREAM_H

#include <qsm/data_stream.h>

/*
 * The bytes not read yet. They may be shared memory that changes at any time: read each byte once,
 * and check the copy.
 */
const unsigned char *qsm__stream_unread(const qsm_data_stream *stream, size_t *available);

/* Moves the position over bytes that were read, at most to the end. */
void qsm__stream_skip(qsm_data_stream *stream, size_t size);

/*
 * Reserves size bytes at the position. The caller fills them, then calls qsm__stream_commit(). NULL
 * with status WriteFailed if the bytes do not fit, memory is out, or the status is not Ok.
 */
unsigned char *qsm__stream_reserve(qsm_data_stream *stream, size_t size);

/* Adds the first size reserved bytes to the stream. */
void qsm__stream_commit(qsm_data_stream *stream, size_t size);

/* Sets the status if it is Ok. Sets the text if there is none. Returns false. */
bool qsm__stream_fail(qsm_data_stream *stream, qsm_data_stream_status_code status,
                      const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Sets the text only, not the status. */
void qsm__stream_warn(qsm_data_stream *stream, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Removes the text of an earlier failure or warning. */
void qsm__stream_clear_text(qsm_data_stream *stream);

#endif
