/* SPDX-License-Identifier: MIT */
/*
 * Integers of 1 to 8 bytes in the stream's byte order, and the lengths of strings and arrays. All
 * types are built on these.
 */
#ifndef QSM_STREAM_ENDIAN_H
#define QSM_STREAM_ENDIAN_H

#include "stream/stream.h"

/* Whether the status is Ok. All public functions that read or write a value return this. */
bool qsm__stream_ok(const qsm_data_stream *stream);

/* Stores the low size bytes of value at out, in the stream's byte order. */
void qsm__stream_put_integer(const qsm_data_stream *stream, unsigned char *out, size_t size,
                             uint64_t value);

/* The integer of size bytes at in. */
uint64_t qsm__stream_get_integer(const qsm_data_stream *stream, const unsigned char *in,
                                 size_t size);

/* Writes an integer. Returns whether the status is Ok. */
bool qsm__stream_write_integer(qsm_data_stream *stream, size_t size, uint64_t value);

/*
 * Reads an integer. If bytes are missing, the rest of the data is consumed, *value becomes 0 and
 * the status ReadPastEnd. Returns whether all bytes were there, independent of the status.
 */
bool qsm__stream_read_integer(qsm_data_stream *stream, size_t size, uint64_t *value);

/* The length that means a null QByteArray or QString. */
#define QSM_STREAM_NULL_COUNT UINT64_MAX

/*
 * The bytes of the length field for size bytes at this version. 0 if the length cannot be written.
 */
size_t qsm__stream_count_size(const qsm_data_stream *stream, uint64_t count);

/* Stores a length, or null, in the bytes that qsm__stream_count_size() returned. */
void qsm__stream_put_count(const qsm_data_stream *stream, unsigned char *out, uint64_t count);

/*
 * Reads a length. *count becomes 0 on failure. Returns whether there was a length. Null is
 * QSM_STREAM_NULL_COUNT at every version, as in Qt.
 */
bool qsm__stream_read_count(qsm_data_stream *stream, uint64_t *count);

/*
 * Returns the next size bytes and consumes them. If there are fewer: NULL, ReadPastEnd, and all
 * bytes are consumed. what names the bytes in the error text.
 */
const unsigned char *qsm__stream_take(qsm_data_stream *stream, uint64_t size, const char *what);

/*
 * Allocates size bytes + extra. NULL with SizeLimitExceeded if there is no memory. First check that
 * the stream contains the bytes.
 */
void *qsm__stream_allocate(qsm_data_stream *stream, size_t size, size_t extra);

#endif
