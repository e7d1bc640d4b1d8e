/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/data_stream.h
 * QDataStream over memory: the bytes that Qt's `stream << value` writes and `stream >> value`
 * reads.
 *
 * A stream reads from bytes of the caller's, writes into memory of the caller's that does not grow,
 * or writes into a buffer of its own that grows. It has no header: both ends must agree on version,
 * byte order and precision, as in Qt.
 *
 * Status as in Qt: the first error sticks; writing then does nothing; reading goes on and gives 0
 * where bytes are missing. Every function below returns whether the status is Ok after it, so a
 * caller may check each call or the status once at the end. Unless said otherwise an output
 * parameter may not be NULL and is set (to 0, or to null) on failure too.
 */
#ifndef QSM_DATA_STREAM_H
#define QSM_DATA_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A QDataStream. Opaque; one object belongs to one thread at a time. */
typedef struct qsm_data_stream qsm_data_stream;

/** QDataStream::Version, with Qt's numbers. Releases not named share the number before them. */
typedef enum qsm_data_stream_version_code {
    QSM_DATA_STREAM_QT_1_0 = 1,
    QSM_DATA_STREAM_QT_2_0 = 2,
    QSM_DATA_STREAM_QT_2_1 = 3,
    QSM_DATA_STREAM_QT_3_0 = 4,
    QSM_DATA_STREAM_QT_3_1 = 5,
    QSM_DATA_STREAM_QT_3_3 = 6,
    QSM_DATA_STREAM_QT_4_0 = 7,
    QSM_DATA_STREAM_QT_4_1 = 7,
    QSM_DATA_STREAM_QT_4_2 = 8,
    QSM_DATA_STREAM_QT_4_3 = 9,
    QSM_DATA_STREAM_QT_4_4 = 10,
    QSM_DATA_STREAM_QT_4_5 = 11,
    QSM_DATA_STREAM_QT_4_6 = 12,
    QSM_DATA_STREAM_QT_4_7 = 12,
    QSM_DATA_STREAM_QT_4_8 = 12,
    QSM_DATA_STREAM_QT_4_9 = 12,
    QSM_DATA_STREAM_QT_5_0 = 13,
    QSM_DATA_STREAM_QT_5_1 = 14,
    QSM_DATA_STREAM_QT_5_2 = 15,
    QSM_DATA_STREAM_QT_5_3 = 15,
    QSM_DATA_STREAM_QT_5_4 = 16,
    QSM_DATA_STREAM_QT_5_5 = 16,
    QSM_DATA_STREAM_QT_5_6 = 17,
    QSM_DATA_STREAM_QT_5_7 = 17,
    QSM_DATA_STREAM_QT_5_8 = 17,
    QSM_DATA_STREAM_QT_5_9 = 17,
    QSM_DATA_STREAM_QT_5_10 = 17,
    QSM_DATA_STREAM_QT_5_11 = 17,
    QSM_DATA_STREAM_QT_5_12 = 18,
    QSM_DATA_STREAM_QT_5_13 = 19,
    QSM_DATA_STREAM_QT_5_14 = 19,
    QSM_DATA_STREAM_QT_5_15 = 19,
    QSM_DATA_STREAM_QT_6_0 = 20,
    QSM_DATA_STREAM_QT_6_1 = 20,
    QSM_DATA_STREAM_QT_6_2 = 20,
    QSM_DATA_STREAM_QT_6_3 = 20,
    QSM_DATA_STREAM_QT_6_4 = 20,
    QSM_DATA_STREAM_QT_6_5 = 20,
    QSM_DATA_STREAM_QT_6_6 = 21,
    QSM_DATA_STREAM_QT_6_7 = 22,
    QSM_DATA_STREAM_QT_6_8 = 22,
    QSM_DATA_STREAM_QT_6_9 = 22,
    QSM_DATA_STREAM_QT_6_10 = 23,
    QSM_DATA_STREAM_QT_6_11 = 24,
    /** What a new stream uses: understood by every Qt 6 and, for images, by every Qt since 3.1. */
    QSM_DATA_STREAM_DEFAULT_VERSION = QSM_DATA_STREAM_QT_6_0
} qsm_data_stream_version_code;

/** QDataStream::ByteOrder, with Qt's numbers. Big endian is the default on every host. */
typedef enum qsm_data_stream_byte_order_code {
    QSM_DATA_STREAM_BIG_ENDIAN = 0,
    QSM_DATA_STREAM_LITTLE_ENDIAN = 1
} qsm_data_stream_byte_order_code;

/** QDataStream::FloatingPointPrecision, with Qt's numbers. */
typedef enum qsm_data_stream_precision {
    QSM_DATA_STREAM_SINGLE_PRECISION = 0,
    QSM_DATA_STREAM_DOUBLE_PRECISION = 1
} qsm_data_stream_precision;

/** QDataStream::Status, with Qt's numbers. */
typedef enum qsm_data_stream_status_code {
    QSM_DATA_STREAM_OK = 0,
    QSM_DATA_STREAM_READ_PAST_END = 1,
    QSM_DATA_STREAM_READ_CORRUPT_DATA = 2,
    QSM_DATA_STREAM_WRITE_FAILED = 3,
    QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED = 4
} qsm_data_stream_status_code;

/**
 * A stream that reads size bytes at data (QDataStream(const QByteArray &)). The bytes stay the
 * caller's and must outlive the stream; they may be shared memory that others write to: each byte
 * is read at most once.
 * @return a new stream for qsm_data_stream_free(), NULL when out of memory.
 * @since 0.1
 */
QSM_API qsm_data_stream *qsm_data_stream_new_reader(const void *data, size_t size);

/**
 * A stream that writes into size bytes at data and no further; what does not fit gives WriteFailed.
 * The memory stays the caller's and must outlive the stream.
 * @return a new stream, NULL when out of memory.
 * @since 0.1
 */
QSM_API qsm_data_stream *qsm_data_stream_new_writer(void *data, size_t size);

/**
 * A stream that writes into a buffer of its own that grows (QDataStream(QByteArray *, WriteOnly)).
 * @return a new stream, NULL when out of memory.
 * @since 0.1
 */
QSM_API qsm_data_stream *qsm_data_stream_new_buffer(void);

/** Frees a stream and the buffer it grew; NULL is fine. @since 0.1 */
QSM_API void qsm_data_stream_free(qsm_data_stream *stream);

/** The bytes written so far (writers) or the bytes given (readers). @since 0.1 */
QSM_API const void *qsm_data_stream_data(const qsm_data_stream *stream);

/** How many bytes qsm_data_stream_data() has. @since 0.1 */
QSM_API size_t qsm_data_stream_size(const qsm_data_stream *stream);

/** Offset of the next byte to read or write (QIODevice::pos). @since 0.1 */
QSM_API size_t qsm_data_stream_position(const qsm_data_stream *stream);

/**
 * Moves to an offset (QIODevice::seek). The status stays.
 * @return false, nothing moved, when the offset is past qsm_data_stream_size().
 * @since 0.1
 */
QSM_API bool qsm_data_stream_seek(qsm_data_stream *stream, size_t position);

/** Whether nothing is left to read (QDataStream::atEnd). @since 0.1 */
QSM_API bool qsm_data_stream_at_end(const qsm_data_stream *stream);

/** The version number (QDataStream::version). @since 0.1 */
QSM_API int qsm_data_stream_version(const qsm_data_stream *stream);

/** Sets the version; any number is taken, as in Qt (QDataStream::setVersion). @since 0.1 */
QSM_API void qsm_data_stream_set_version(qsm_data_stream *stream, int version);

/** The byte order (QDataStream::byteOrder). @since 0.1 */
QSM_API qsm_data_stream_byte_order_code qsm_data_stream_byte_order(const qsm_data_stream *stream);

/** Sets the byte order (QDataStream::setByteOrder). @since 0.1 */
QSM_API void qsm_data_stream_set_byte_order(qsm_data_stream *stream,
                                            qsm_data_stream_byte_order_code order);

/** The precision (QDataStream::floatingPointPrecision). @since 0.1 */
QSM_API qsm_data_stream_precision
qsm_data_stream_floating_point_precision(const qsm_data_stream *stream);

/** Sets the precision (QDataStream::setFloatingPointPrecision). @since 0.1 */
QSM_API void qsm_data_stream_set_floating_point_precision(qsm_data_stream *stream,
                                                          qsm_data_stream_precision precision);

/** The status (QDataStream::status). @since 0.1 */
QSM_API qsm_data_stream_status_code qsm_data_stream_status(const qsm_data_stream *stream);

/** Sets the status if it is Ok (QDataStream::setStatus). @since 0.1 */
QSM_API void qsm_data_stream_set_status(qsm_data_stream *stream,
                                        qsm_data_stream_status_code status);

/** Makes the status Ok again (QDataStream::resetStatus). @since 0.1 */
QSM_API void qsm_data_stream_reset_status(qsm_data_stream *stream);

/**
 * What went wrong and at which byte, "" while the status is Ok and nothing is worth saying. Ours.
 * Belongs to the stream; never NULL.
 * @since 0.1
 */
QSM_API const char *qsm_data_stream_error_string(const qsm_data_stream *stream);

/** @name Integers and bool (operator<< and operator>>): 1, 2, 4 or 8 bytes; bool is 1 byte
 *  @since 0.1
 *  @{ */
QSM_API bool qsm_data_stream_write_int8(qsm_data_stream *stream, int8_t value);
QSM_API bool qsm_data_stream_write_uint8(qsm_data_stream *stream, uint8_t value);
QSM_API bool qsm_data_stream_write_int16(qsm_data_stream *stream, int16_t value);
QSM_API bool qsm_data_stream_write_uint16(qsm_data_stream *stream, uint16_t value);
QSM_API bool qsm_data_stream_write_int32(qsm_data_stream *stream, int32_t value);
QSM_API bool qsm_data_stream_write_uint32(qsm_data_stream *stream, uint32_t value);
QSM_API bool qsm_data_stream_write_int64(qsm_data_stream *stream, int64_t value);
QSM_API bool qsm_data_stream_write_uint64(qsm_data_stream *stream, uint64_t value);
QSM_API bool qsm_data_stream_write_bool(qsm_data_stream *stream, bool value);
QSM_API bool qsm_data_stream_read_int8(qsm_data_stream *stream, int8_t *value);
QSM_API bool qsm_data_stream_read_uint8(qsm_data_stream *stream, uint8_t *value);
QSM_API bool qsm_data_stream_read_int16(qsm_data_stream *stream, int16_t *value);
QSM_API bool qsm_data_stream_read_uint16(qsm_data_stream *stream, uint16_t *value);
QSM_API bool qsm_data_stream_read_int32(qsm_data_stream *stream, int32_t *value);
QSM_API bool qsm_data_stream_read_uint32(qsm_data_stream *stream, uint32_t *value);
QSM_API bool qsm_data_stream_read_int64(qsm_data_stream *stream, int64_t *value);
QSM_API bool qsm_data_stream_read_uint64(qsm_data_stream *stream, uint64_t *value);
QSM_API bool qsm_data_stream_read_bool(qsm_data_stream *stream, bool *value);
/** @} */

/** @name float and double: 4 or 8 bytes, by the precision (versions >= 12) or by type (below 12)
 *  @since 0.1
 *  @{ */
QSM_API bool qsm_data_stream_write_float(qsm_data_stream *stream, float value);
QSM_API bool qsm_data_stream_write_double(qsm_data_stream *stream, double value);
QSM_API bool qsm_data_stream_read_float(qsm_data_stream *stream, float *value);
QSM_API bool qsm_data_stream_read_double(qsm_data_stream *stream, double *value);
/** @} */

/** Writes size bytes as they are (QDataStream::writeRawData). @since 0.1 */
QSM_API bool qsm_data_stream_write_raw_data(qsm_data_stream *stream, const void *data, size_t size);

/**
 * Reads up to size bytes as they are (QDataStream::readRawData). Fewer bytes give ReadPastEnd, as
 * in Qt.
 * @return how many bytes were read.
 * @since 0.1
 */
QSM_API size_t qsm_data_stream_read_raw_data(qsm_data_stream *stream, void *data, size_t size);

/**
 * Skips up to size bytes (QDataStream::skipRawData). Fewer bytes give ReadPastEnd, as in Qt.
 * @return how many bytes were skipped.
 * @since 0.1
 */
QSM_API size_t qsm_data_stream_skip_raw_data(qsm_data_stream *stream, size_t size);

/** Writes a length and size bytes (QDataStream::writeBytes). @since 0.1 */
QSM_API bool qsm_data_stream_write_bytes(qsm_data_stream *stream, const void *data, size_t size);

/**
 * Reads a length and so many bytes (QDataStream::readBytes).
 * @param data receives memory for free(); NULL for length 0 and on failure. As in Qt an error that
 *        stands from before does not keep this and the functions below from reading: the answer is
 *        then false, and what was read is still for free().
 * @since 0.1
 */
QSM_API bool qsm_data_stream_read_bytes(qsm_data_stream *stream, void **data, size_t *size);

/** Writes a QByteArray; data NULL is the null one, size 0 the empty one. @since 0.1 */
QSM_API bool qsm_data_stream_write_byte_array(qsm_data_stream *stream, const void *data,
                                              size_t size);

/**
 * Reads a QByteArray.
 * @param data receives memory for free(), a NUL byte behind it; NULL for a null array.
 * @param size receives its length without that NUL.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_read_byte_array(qsm_data_stream *stream, void **data, size_t *size);

/**
 * Writes a QString given in UTF-8; NULL is the null string. Text that is not valid UTF-8 gives
 * WriteFailed and writes nothing.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_write_string(qsm_data_stream *stream, const char *text);

/**
 * Reads a QString as UTF-8. Lone surrogates become U+FFFD; a U+0000 stays, so take size, not
 * strlen(), where that matters.
 * @param text receives NUL-terminated memory for free(); NULL for a null string.
 * @param size receives its length in bytes; may be NULL.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_read_string(qsm_data_stream *stream, char **text, size_t *size);

/** Writes a QString given as length UTF-16 units; NULL is the null string. @since 0.1 */
QSM_API bool qsm_data_stream_write_utf16(qsm_data_stream *stream, const uint16_t *units,
                                         size_t length);

/** Reads a QString as UTF-16 units, unchanged, for free(); NULL for a null string. @since 0.1 */
QSM_API bool qsm_data_stream_read_utf16(qsm_data_stream *stream, uint16_t **units, size_t *length);

#ifdef __cplusplus
}
#endif

#endif
