/* SPDX-License-Identifier: MIT */
/*
 * Words of 1 to 8 bytes in the stream's byte order, and the counts made of them: what every family
 * of types is built on.
 */
#ifndef QSM_STREAM_WORDS_H
#define QSM_STREAM_WORDS_H

#include "stream/stream.h"

/* Whether the status is Ok: what every public function returns. */
bool qsm__stream_ok(const qsm_data_stream *stream);

/* Stores the low size bytes of value at out in the stream's byte order. */
void qsm__stream_put_word(const qsm_data_stream *stream, unsigned char *out, size_t size,
                          uint64_t value);

/* The word of size bytes at in. */
uint64_t qsm__stream_get_word(const qsm_data_stream *stream, const unsigned char *in, size_t size);

/* Writes a word. Returns whether the status is Ok. */
bool qsm__stream_write_word(qsm_data_stream *stream, size_t size, uint64_t value);

/*
 * Reads a word. Where bytes are missing the rest of the data is consumed, *value is 0 and the
 * status ReadPastEnd. Returns whether the word was there, whatever the status is.
 */
bool qsm__stream_read_word(qsm_data_stream *stream, size_t size, uint64_t *value);

/* The count that stands for a null QByteArray or QString. */
#define QSM_STREAM_NULL_COUNT UINT64_MAX

/* How many bytes the count of size bytes takes at this version; 0 if it cannot be written. */
size_t qsm__stream_count_size(const qsm_data_stream *stream, uint64_t count);

/* Stores a count, null included, in the bytes that qsm__stream_count_size() tells. */
void qsm__stream_put_count(const qsm_data_stream *stream, unsigned char *out, uint64_t count);

/*
 * Reads a count; *count is 0 on failure. Returns whether there was one. Null is
 * QSM_STREAM_NULL_COUNT at every version, as Qt reads it.
 */
bool qsm__stream_read_count(qsm_data_stream *stream, uint64_t *count);

/*
 * The next size bytes, which are consumed; NULL, all consumed and ReadPastEnd if there are fewer.
 * What they are called in the text of the failure is the caller's to say.
 */
const unsigned char *qsm__stream_take(qsm_data_stream *stream, uint64_t size, const char *what);

/*
 * Memory of size bytes + extra for what was read, NULL with SizeLimitExceeded when there is none.
 * Call it only after the bytes were found to be there.
 */
void *qsm__stream_allocate(qsm_data_stream *stream, size_t size, size_t extra);

#endif
