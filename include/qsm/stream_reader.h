/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/stream_reader.h
 * The values of a stream, one event after the other, for data that is too large for a tree or that
 * arrives in parts. The program asks for each event:
 *
 *     qsm_stream_reader *reader = qsm_stream_reader_new(stream, schema);
 *     qsm_event event = QSM_INIT(qsm_event);
 *     while (qsm_stream_reader_next(reader, &event))
 *         handle(&event);
 *     if (event.kind == QSM_EVENT_ERROR)
 *         fprintf(stderr, "%s\n", qsm_data_stream_error_string(stream));
 *
 * The events are those of qsm_data_stream_read_events(), in the same order. Memory is used for the
 * containers that are open (about 200 bytes each), their keys, and one value. A key, a QVariant
 * within a QVariant and a struct (QPen) are read as a whole.
 *
 * Data that arrives in parts: the stream is a feed (qsm_data_stream_new_feed()). If bytes are
 * missing, the event is QSM_EVENT_NEED_MORE, and the status of the stream is ReadPastEnd. Feed
 * more, then call qsm_stream_reader_next() again: it continues with the value that was not
 * complete. Bytes of values that were read are dropped. The time does not depend on how small the
 * parts are, apart from the calls themselves. No transaction is needed. In a transaction
 * of the program, the feed keeps the bytes: after a rollback call qsm_stream_reader_restart().
 *
 * Errors: a function that fails returns false, and the status of the stream says why. NULL gives
 * false or 0 with errno EINVAL.
 *
 * Threads: one reader, and its stream, is used by one thread at a time. Fork: a child may use its
 * copy. Signals: no function waits. A signal handler must not call any function.
 */
#ifndef QSM_STREAM_READER_H
#define QSM_STREAM_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/data_stream.h>
#include <qsm/export.h>
#include <qsm/stream_schema.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Reads the values of a schema one after the other. Opaque. @since 0.2 */
typedef struct qsm_stream_reader qsm_stream_reader;

/**
 * Makes a reader. It begins at the position of the stream when the first event is asked for.
 * @param stream must live as long as the reader. Other functions must not read from it or move its
 *        position between two events.
 * @param schema must live as long as the reader. An invalid schema gives ReadCorruptData at the
 *        first event.
 * @return a new reader for qsm_stream_reader_free(); NULL with errno ENOMEM when out of memory,
 *         EINVAL for NULL.
 * @since 0.2
 */
QSM_API qsm_stream_reader *qsm_stream_reader_new(qsm_data_stream *stream, const qsm_schema *schema);

/** Frees a reader, not its stream. NULL is fine. @since 0.2 */
QSM_API void qsm_stream_reader_free(qsm_stream_reader *reader);

/**
 * Reads the next event.
 * @param reader the reader.
 * @param event a struct of QSM_INIT(qsm_event). It receives the event. Its strings and its value
 *        are valid until the next call with the reader.
 * @return whether there is an event. If not, event->kind is QSM_EVENT_END_OF_DATA (all values of
 *         the schema were read), QSM_EVENT_NEED_MORE (a feed: see above) or QSM_EVENT_ERROR. An
 *         error stays until qsm_stream_reader_restart(). A stream whose status is an error gives
 *         QSM_EVENT_ERROR. False with errno EINVAL: the struct was not initialised.
 * @since 0.2
 */
QSM_API bool qsm_stream_reader_next(qsm_stream_reader *reader, qsm_event *event);

/**
 * Skips the rest of the innermost open container: the next event is its end. Skipped values need no
 * memory. Errors in them are found.
 * @return false with errno EINVAL if no container is open.
 * @since 0.2
 */
QSM_API bool qsm_stream_reader_skip(qsm_stream_reader *reader);

/**
 * From now on, a QByteArray or raw[N] with more bytes comes in pieces: the event is
 * QSM_EVENT_BYTES, and qsm_stream_reader_read_bytes() reads the bytes. Bytes that are not read are
 * skipped by the next call of qsm_stream_reader_next(). Keys are always whole.
 * @param reader the reader.
 * @param most bytes of a value. Default: SIZE_MAX, no value comes in pieces.
 * @since 0.2
 */
QSM_API void qsm_stream_reader_set_most_bytes(qsm_stream_reader *reader, size_t most);

/** Bytes of the value in pieces that were not read yet. @since 0.2 */
QSM_API uint64_t qsm_stream_reader_bytes_left(const qsm_stream_reader *reader);

/**
 * Reads bytes of the value in pieces.
 * @param reader the reader.
 * @param data receives the bytes.
 * @param size the capacity of data.
 * @return the number of bytes; 0 when the value has been read, or (a feed) when more must be fed.
 *         qsm_stream_reader_bytes_left() tells the two apart. 0 with errno EINVAL: data is NULL.
 * @since 0.2
 */
QSM_API size_t qsm_stream_reader_read_bytes(qsm_stream_reader *reader, void *data, size_t size);

/**
 * For a feed: no more bytes will come, for example because the peer has closed the connection. From
 * now on missing bytes are an error, and repeat(...) ends with the data.
 * @since 0.2
 */
QSM_API void qsm_stream_reader_set_complete(qsm_stream_reader *reader);

/**
 * Begins again with the first type of the schema, at the position of the stream: for the next
 * message of a protocol, or after a rollback. What qsm_stream_reader_set_most_bytes() and
 * qsm_stream_reader_set_complete() have set stays.
 * @since 0.2
 */
QSM_API void qsm_stream_reader_restart(qsm_stream_reader *reader);

#ifdef __cplusplus
}
#endif

#endif
