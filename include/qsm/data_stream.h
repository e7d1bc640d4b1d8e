/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/data_stream.h
 * QDataStream over memory: the bytes that Qt's `stream << value` writes and `stream >> value`
 * reads.
 *
 * There are five kinds of streams. A reader reads the caller's bytes. A feed reads bytes that
 * arrive in parts. A writer writes into the caller's memory, which does not grow. A
 * buffer writes into its own memory, which grows. A measurer only counts. The bytes have no header:
 * both ends must agree on version, byte order and precision, as in Qt.
 *
 * Status, as in Qt: the first error stays. After an error, write functions do nothing. Read
 * functions go on, and give 0 if bytes are missing. Each function that writes or reads a value
 * returns whether the status is Ok after the call. So a caller may check each call, or the status
 * once at the end. An output parameter must not be NULL, unless its function says otherwise. On
 * failure the functions set it to 0 or NULL.
 *
 * Errors: see qsm_data_stream_status() and qsm_data_stream_error_string(). If the stream is NULL, a
 * function does nothing, sets errno to EINVAL, and returns false, 0, NULL or "". The status of NULL
 * is WriteFailed.
 *
 * Threads: one thread at a time may use a stream. Two streams share nothing. Many threads may use a
 * const stream. Fork: a child may use its copy of a stream. The memory of a writer belongs to the
 * caller, and may be shared. Signals: no function waits. A signal handler must not call any
 * function.
 */
#ifndef QSM_DATA_STREAM_H
#define QSM_DATA_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/export.h>
#include <qsm/memory.h>
#include <qsm/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A QDataStream. Opaque. @since 0.1 */
typedef struct qsm_data_stream qsm_data_stream;

/**
 * QDataStream::Version, with Qt's numbers. A Qt release without a name here has the number of the
 * release before it.
 * @since 0.1
 */
typedef enum qsm_data_stream_version_code {
    QSM_DATA_STREAM_QT_1_0 = 1,   /**< Qt 1.0 */
    QSM_DATA_STREAM_QT_2_0 = 2,   /**< Qt 2.0 */
    QSM_DATA_STREAM_QT_2_1 = 3,   /**< Qt 2.1 */
    QSM_DATA_STREAM_QT_3_0 = 4,   /**< Qt 3.0 */
    QSM_DATA_STREAM_QT_3_1 = 5,   /**< Qt 3.1 */
    QSM_DATA_STREAM_QT_3_3 = 6,   /**< Qt 3.3 */
    QSM_DATA_STREAM_QT_4_0 = 7,   /**< Qt 4.0 */
    QSM_DATA_STREAM_QT_4_1 = 7,   /**< Qt 4.1 */
    QSM_DATA_STREAM_QT_4_2 = 8,   /**< Qt 4.2 */
    QSM_DATA_STREAM_QT_4_3 = 9,   /**< Qt 4.3 */
    QSM_DATA_STREAM_QT_4_4 = 10,  /**< Qt 4.4 */
    QSM_DATA_STREAM_QT_4_5 = 11,  /**< Qt 4.5 */
    QSM_DATA_STREAM_QT_4_6 = 12,  /**< Qt 4.6 */
    QSM_DATA_STREAM_QT_4_7 = 12,  /**< Qt 4.7 */
    QSM_DATA_STREAM_QT_4_8 = 12,  /**< Qt 4.8 */
    QSM_DATA_STREAM_QT_4_9 = 12,  /**< Qt 4.9 */
    QSM_DATA_STREAM_QT_5_0 = 13,  /**< Qt 5.0 */
    QSM_DATA_STREAM_QT_5_1 = 14,  /**< Qt 5.1 */
    QSM_DATA_STREAM_QT_5_2 = 15,  /**< Qt 5.2 */
    QSM_DATA_STREAM_QT_5_3 = 15,  /**< Qt 5.3 */
    QSM_DATA_STREAM_QT_5_4 = 16,  /**< Qt 5.4 */
    QSM_DATA_STREAM_QT_5_5 = 16,  /**< Qt 5.5 */
    QSM_DATA_STREAM_QT_5_6 = 17,  /**< Qt 5.6 */
    QSM_DATA_STREAM_QT_5_7 = 17,  /**< Qt 5.7 */
    QSM_DATA_STREAM_QT_5_8 = 17,  /**< Qt 5.8 */
    QSM_DATA_STREAM_QT_5_9 = 17,  /**< Qt 5.9 */
    QSM_DATA_STREAM_QT_5_10 = 17, /**< Qt 5.10 */
    QSM_DATA_STREAM_QT_5_11 = 17, /**< Qt 5.11 */
    QSM_DATA_STREAM_QT_5_12 = 18, /**< Qt 5.12 */
    QSM_DATA_STREAM_QT_5_13 = 19, /**< Qt 5.13 */
    QSM_DATA_STREAM_QT_5_14 = 19, /**< Qt 5.14 */
    QSM_DATA_STREAM_QT_5_15 = 19, /**< Qt 5.15 */
    QSM_DATA_STREAM_QT_6_0 = 20,  /**< Qt 6.0 */
    QSM_DATA_STREAM_QT_6_1 = 20,  /**< Qt 6.1 */
    QSM_DATA_STREAM_QT_6_2 = 20,  /**< Qt 6.2 */
    QSM_DATA_STREAM_QT_6_3 = 20,  /**< Qt 6.3 */
    QSM_DATA_STREAM_QT_6_4 = 20,  /**< Qt 6.4 */
    QSM_DATA_STREAM_QT_6_5 = 20,  /**< Qt 6.5 */
    QSM_DATA_STREAM_QT_6_6 = 21,  /**< Qt 6.6 */
    QSM_DATA_STREAM_QT_6_7 = 22,  /**< Qt 6.7 */
    QSM_DATA_STREAM_QT_6_8 = 22,  /**< Qt 6.8 */
    QSM_DATA_STREAM_QT_6_9 = 22,  /**< Qt 6.9 */
    QSM_DATA_STREAM_QT_6_10 = 23, /**< Qt 6.10 */
    QSM_DATA_STREAM_QT_6_11 = 24, /**< Qt 6.11 */
    /** The version of a new stream. Every Qt 6 reads it. Every Qt since 3.1 reads its images. */
    QSM_DATA_STREAM_DEFAULT_VERSION = QSM_DATA_STREAM_QT_6_0
} qsm_data_stream_version_code;

/** QDataStream::ByteOrder, with Qt's numbers. The default is big endian on every host. @since 0.1
 */
typedef enum qsm_data_stream_byte_order_code {
    QSM_DATA_STREAM_BIG_ENDIAN = 0,   /**< the high byte first */
    QSM_DATA_STREAM_LITTLE_ENDIAN = 1 /**< the low byte first */
} qsm_data_stream_byte_order_code;

/** QDataStream::FloatingPointPrecision, with Qt's numbers. @since 0.1 */
typedef enum qsm_data_stream_precision {
    QSM_DATA_STREAM_SINGLE_PRECISION = 0, /**< 4 bytes */
    QSM_DATA_STREAM_DOUBLE_PRECISION = 1  /**< 8 bytes; the default */
} qsm_data_stream_precision;

/** QDataStream::Status, with Qt's numbers. @since 0.1 */
typedef enum qsm_data_stream_status_code {
    QSM_DATA_STREAM_OK = 0,            /**< no error */
    QSM_DATA_STREAM_READ_PAST_END = 1, /**< the bytes end within a value, or an image is damaged */
    QSM_DATA_STREAM_READ_CORRUPT_DATA = 2,  /**< the bytes are not a valid value */
    QSM_DATA_STREAM_WRITE_FAILED = 3,       /**< no capacity, no memory, or an invalid value */
    QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED = 4 /**< too large for the version, or no memory */
} qsm_data_stream_status_code;

/**
 * Makes a stream that reads the caller's bytes (QDataStream(const QByteArray &)). The bytes may be
 * shared memory that other programs change: each byte is read at most once.
 * @param data the bytes. The caller owns them. They must outlive the stream. NULL: no bytes.
 * @param size the number of bytes.
 * @return a new stream for qsm_data_stream_free(); NULL (errno ENOMEM) when out of memory.
 * @since 0.1
 */
QSM_API qsm_data_stream *qsm_data_stream_new_reader(const void *data, size_t size);

/**
 * Makes a stream that writes into the caller's memory, which does not grow. Ours. A value that does
 * not fit gives WriteFailed.
 * @param data the memory. The caller owns it. It must outlive the stream. NULL: no memory.
 * @param size the number of bytes.
 * @return a new stream for qsm_data_stream_free(); NULL (errno ENOMEM) when out of memory.
 * @since 0.1
 */
QSM_API qsm_data_stream *qsm_data_stream_new_writer(void *data, size_t size);

/**
 * Makes a stream that writes into its own memory, which grows (QDataStream(QByteArray *,
 * WriteOnly)).
 * @return a new stream for qsm_data_stream_free(); NULL (errno ENOMEM) when out of memory.
 * @since 0.1
 */
QSM_API qsm_data_stream *qsm_data_stream_new_buffer(void);

/**
 * Makes a stream that counts the bytes of what is written: qsm_data_stream_size(). Ours. So a
 * program can make a shared memory segment of the right size before it writes.
 * @return a new stream for qsm_data_stream_free(); NULL (errno ENOMEM) when out of memory.
 * @since 0.2
 */
QSM_API qsm_data_stream *qsm_data_stream_new_measurer(void);

/**
 * Makes a stream that reads what qsm_data_stream_feed() gives it, for example from a socket. Ours.
 * A program reads a value between qsm_data_stream_start_transaction() and
 * qsm_data_stream_commit_transaction(). If a part is missing, it feeds more, and begins again: each
 * time from the first byte, as with Qt. So long values in small pieces cost much time. A peer that
 * is not trusted needs a limit of bytes, or qsm_stream_reader (qsm/stream_reader.h), which goes on
 * where it was.
 * @return a new stream for qsm_data_stream_free(); NULL (errno ENOMEM) when out of memory.
 * @since 0.2
 */
QSM_API qsm_data_stream *qsm_data_stream_new_feed(void);

/**
 * Adds a copy of the bytes to the end of a feed. Bytes that were read are dropped, except in a
 * transaction. Positions count from the first byte that was ever fed.
 * @return false with errno EINVAL if the stream is no feed or data is NULL; ENOMEM when out of
 *         memory. Nothing changes then.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_feed(qsm_data_stream *stream, const void *data, size_t size);

/** Frees a stream and the memory that it owns. NULL is fine. @since 0.1 */
QSM_API void qsm_data_stream_free(qsm_data_stream *stream);

/**
 * The bytes of the stream. Reader: the bytes that the caller gave. Writer and buffer: the bytes
 * written so far. Feed: the bytes that it holds. The memory of a buffer or feed belongs to the
 * stream, and the next write or feed may move it. All other memory belongs to the caller. Measurer:
 * NULL.
 * @since 0.1
 */
QSM_API const void *qsm_data_stream_data(const qsm_data_stream *stream);

/** The number of bytes of qsm_data_stream_data(). Measurer: the bytes counted. @since 0.1 */
QSM_API size_t qsm_data_stream_size(const qsm_data_stream *stream);

/** The offset of the next byte to read or write (QIODevice::pos). @since 0.1 */
QSM_API size_t qsm_data_stream_position(const qsm_data_stream *stream);

/**
 * Moves the position to an offset (QIODevice::seek). The status does not change.
 * @return false when the offset is past the end, or was dropped by a feed or a measurer. The
 *         position does not change then.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_seek(qsm_data_stream *stream, size_t position);

/** Whether the position is at the end (QDataStream::atEnd). @since 0.1 */
QSM_API bool qsm_data_stream_at_end(const qsm_data_stream *stream);

/** The version number (QDataStream::version). @since 0.1 */
QSM_API int qsm_data_stream_version(const qsm_data_stream *stream);

/** Sets the version (QDataStream::setVersion). Any number is accepted, as in Qt. @since 0.1 */
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

/** The release of the writer's Qt, as 0x060402 for 6.4.2. Ours. @since 0.2 */
QSM_API int qsm_data_stream_qt_version(const qsm_data_stream *stream);

/**
 * Sets the release of the writer's Qt, as 0x060402 for 6.4.2. Ours. Some bytes depend on it and not
 * on the version: the order of maps, names of types, lengths beyond 32 bits. 0: by the
 * version: 5.15 up to 19, 6.4 for 20, 6.6 for 21, 6.8 for 22, 6.10 for 23, 6.11 for 24. This is the
 * default.
 * @since 0.2
 */
QSM_API void qsm_data_stream_set_qt_version(qsm_data_stream *stream, int qt_version);

/** Limits for what a stream reads. A 0 stands for the default. @since 0.2 */
typedef struct qsm_data_stream_limits {
    size_t size;     /**< set by QSM_INIT(qsm_data_stream_limits) */
    size_t depth;    /**< containers within containers; default 100 */
    size_t elements; /**< of all containers of a value, and the values of a schema; default: the
                          bytes left + 1048576 */
    size_t memory;   /**< bytes of a tree; default 64 times the bytes left + 1 MiB */
} qsm_data_stream_limits;

/**
 * Sets limits. Ours: Qt has none. A value that exceeds a limit gives SizeLimitExceeded.
 * @param stream the stream.
 * @param limits the limits. NULL: the defaults.
 * @return false (errno EINVAL) if limits was not initialised. Nothing changes then.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_set_limits(qsm_data_stream *stream,
                                        const qsm_data_stream_limits *limits);

/** Whether the stream reads as Qt does where the default is stricter. Ours. @since 0.2 */
QSM_API bool qsm_data_stream_lenient(const qsm_data_stream *stream);

/**
 * Sets whether the stream reads as Qt does. Ours. By default an unknown type of a QVariant is an
 * error. Qt reads it as an invalid variant, and its bytes as the next value.
 * @since 0.2
 */
QSM_API void qsm_data_stream_set_lenient(qsm_data_stream *stream, bool lenient);

/**
 * False after the stream has read bytes that no Qt writes for this value, for example the byte 2
 * for true. Ours. If such a value is written, the bytes differ.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_canonical(const qsm_data_stream *stream);

/** The status (QDataStream::status). @since 0.1 */
QSM_API qsm_data_stream_status_code qsm_data_stream_status(const qsm_data_stream *stream);

/** Sets the status, if it is Ok (QDataStream::setStatus). @since 0.1 */
QSM_API void qsm_data_stream_set_status(qsm_data_stream *stream,
                                        qsm_data_stream_status_code status);

/** Makes the status Ok again (QDataStream::resetStatus). @since 0.1 */
QSM_API void qsm_data_stream_reset_status(qsm_data_stream *stream);

/**
 * The text of the first error, with the number of the byte. Ours. The text may also be a warning;
 * then the status is Ok.
 * @return a string of the stream, valid until the next call with this stream. "" if there is no
 *         error. Never NULL.
 * @since 0.1
 */
QSM_API const char *qsm_data_stream_error_string(const qsm_data_stream *stream);

/** The offset of the first error; SIZE_MAX if there is none. Ours. @since 0.2 */
QSM_API size_t qsm_data_stream_error_position(const qsm_data_stream *stream);

/**
 * Where in the value the first error is: "[0].audio.volume". Ours.
 * @return a string of the stream, as qsm_data_stream_error_string(). "" for a value without parts.
 * @since 0.2
 */
QSM_API const char *qsm_data_stream_error_path(const qsm_data_stream *stream);

/** @name Transactions
 *  @{ */

/**
 * Begins to read values that may not be there yet (QDataStream::startTransaction). Resets the
 * status. After an error, nothing more is read until the transaction ends. Transactions can be
 * nested: then only the outermost counts.
 * @since 0.2
 */
QSM_API void qsm_data_stream_start_transaction(qsm_data_stream *stream);

/**
 * Ends a transaction (QDataStream::commitTransaction). If the status is ReadPastEnd, the position
 * goes back to where the transaction began: wait for more data. With any other status it stays.
 * @return whether the status is Ok. Without a transaction: false (errno EINVAL).
 * @since 0.2
 */
QSM_API bool qsm_data_stream_commit_transaction(qsm_data_stream *stream);

/** Ends a transaction as if data was missing (QDataStream::rollbackTransaction). @since 0.2 */
QSM_API void qsm_data_stream_rollback_transaction(qsm_data_stream *stream);

/** Ends a transaction because the data is corrupt (QDataStream::abortTransaction). @since 0.2 */
QSM_API void qsm_data_stream_abort_transaction(qsm_data_stream *stream);

/** @} */

/** @name Integers and bool (operator<< and operator>>)
 *  @{ */

/** Writes a qint8: 1 byte. @since 0.1 */
QSM_API bool qsm_data_stream_write_int8(qsm_data_stream *stream, int8_t value);
/** Writes a quint8: 1 byte. @since 0.1 */
QSM_API bool qsm_data_stream_write_uint8(qsm_data_stream *stream, uint8_t value);
/** Writes a qint16: 2 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_write_int16(qsm_data_stream *stream, int16_t value);
/** Writes a quint16: 2 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_write_uint16(qsm_data_stream *stream, uint16_t value);
/** Writes a qint32: 4 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_write_int32(qsm_data_stream *stream, int32_t value);
/** Writes a quint32: 4 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_write_uint32(qsm_data_stream *stream, uint32_t value);
/** Writes a qint64: 8 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_write_int64(qsm_data_stream *stream, int64_t value);
/** Writes a quint64: 8 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_write_uint64(qsm_data_stream *stream, uint64_t value);
/** Writes a bool: 1 byte. @since 0.1 */
QSM_API bool qsm_data_stream_write_bool(qsm_data_stream *stream, bool value);
/** Reads a qint8: 1 byte. @since 0.1 */
QSM_API bool qsm_data_stream_read_int8(qsm_data_stream *stream, int8_t *value);
/** Reads a quint8: 1 byte. @since 0.1 */
QSM_API bool qsm_data_stream_read_uint8(qsm_data_stream *stream, uint8_t *value);
/** Reads a qint16: 2 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_read_int16(qsm_data_stream *stream, int16_t *value);
/** Reads a quint16: 2 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_read_uint16(qsm_data_stream *stream, uint16_t *value);
/** Reads a qint32: 4 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_read_int32(qsm_data_stream *stream, int32_t *value);
/** Reads a quint32: 4 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_read_uint32(qsm_data_stream *stream, uint32_t *value);
/** Reads a qint64: 8 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_read_int64(qsm_data_stream *stream, int64_t *value);
/** Reads a quint64: 8 bytes. @since 0.1 */
QSM_API bool qsm_data_stream_read_uint64(qsm_data_stream *stream, uint64_t *value);
/** Reads a bool: 1 byte. @since 0.1 */
QSM_API bool qsm_data_stream_read_bool(qsm_data_stream *stream, bool *value);

/** @} */

/** @name float and double (operator<< and operator>>)
 *  From version 12 on, the precision decides whether a value has 4 or 8 bytes. Before version 12, a
 *  float has 4 bytes and a double has 8.
 *  @{ */

/** Writes a float. @since 0.1 */
QSM_API bool qsm_data_stream_write_float(qsm_data_stream *stream, float value);
/** Writes a double. @since 0.1 */
QSM_API bool qsm_data_stream_write_double(qsm_data_stream *stream, double value);
/** Reads a float. @since 0.1 */
QSM_API bool qsm_data_stream_read_float(qsm_data_stream *stream, float *value);
/** Reads a double. @since 0.1 */
QSM_API bool qsm_data_stream_read_double(qsm_data_stream *stream, double *value);

/** @} */

/** @name Bytes and text
 *  @{ */

/** Writes size bytes without a length (QDataStream::writeRawData). @since 0.1 */
QSM_API bool qsm_data_stream_write_raw_data(qsm_data_stream *stream, const void *data, size_t size);

/**
 * Reads up to size bytes (QDataStream::readRawData). Fewer bytes give ReadPastEnd, as in Qt.
 * @param stream the stream.
 * @param data receives the bytes.
 * @param size the number of bytes to read.
 * @return the number of bytes that were read.
 * @since 0.1
 */
QSM_API size_t qsm_data_stream_read_raw_data(qsm_data_stream *stream, void *data, size_t size);

/**
 * Skips up to size bytes (QDataStream::skipRawData). Fewer bytes give ReadPastEnd, as in Qt.
 * @return the number of bytes that were skipped.
 * @since 0.1
 */
QSM_API size_t qsm_data_stream_skip_raw_data(qsm_data_stream *stream, size_t size);

/** Writes size as a length, then size bytes (QDataStream::writeBytes). @since 0.1 */
QSM_API bool qsm_data_stream_write_bytes(qsm_data_stream *stream, const void *data, size_t size);

/**
 * Reads a length, then that number of bytes (QDataStream::readBytes).
 *
 * After an earlier error, this function and the read functions below still read, as in Qt. They
 * return false then. The caller must still free the result with qsm_free().
 * @param stream the stream.
 * @param data receives memory for qsm_free(); NULL for length 0 and on failure.
 * @param size receives the length.
 * @return whether the status is Ok.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_read_bytes(qsm_data_stream *stream, void **data, size_t *size);

/** Writes a QByteArray. data NULL: the null array. size 0: the empty array. @since 0.1 */
QSM_API bool qsm_data_stream_write_byte_array(qsm_data_stream *stream, const void *data,
                                              size_t size);

/**
 * Reads a QByteArray.
 * @param stream the stream.
 * @param data receives memory for qsm_free(): the bytes, then a NUL byte. NULL for a null array.
 * @param size receives the length without the NUL byte.
 * @return whether the status is Ok.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_read_byte_array(qsm_data_stream *stream, void **data, size_t *size);

/**
 * Reads a QByteArray without a copy.
 * @param stream the stream.
 * @param bytes receives the bytes, which stand among those of the stream: they are valid as long as
 *        the caller's data, or until the next feed. No NUL follows. A null array has data NULL.
 * @return whether the status is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_byte_array_view(qsm_data_stream *stream, qsm_bytes *bytes);

/** Writes a string as `stream << (const char *)` does. NULL is allowed. @since 0.2 */
QSM_API bool qsm_data_stream_write_c_string(qsm_data_stream *stream, const char *text);

/**
 * Reads a string that was written as `const char *`.
 * @param stream the stream.
 * @param text receives NUL-terminated memory for qsm_free(); NULL for a null string.
 * @param size receives the length in bytes, without the last NUL; may be NULL.
 * @return whether the status is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_c_string(qsm_data_stream *stream, char **text, size_t *size);

/**
 * Writes a QString. text is UTF-8; NULL is the null string. Invalid UTF-8 gives WriteFailed, and
 * nothing is written.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_write_string(qsm_data_stream *stream, const char *text);

/**
 * Reads a QString as UTF-8. Lone surrogates become U+FFFD. The text may contain U+0000: then
 * strlen() is less than size. See qsm_data_stream_read_text() for the text unchanged.
 * @param stream the stream.
 * @param text receives NUL-terminated memory for qsm_free(); NULL for a null string.
 * @param size receives the length in bytes; may be NULL.
 * @return whether the status is Ok.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_read_string(qsm_data_stream *stream, char **text, size_t *size);

/**
 * Writes a QString. Unlike qsm_data_stream_write_string(), the text may contain U+0000 and halves
 * of surrogate pairs. data NULL: the null string. Invalid text gives WriteFailed, and nothing is
 * written.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_write_text(qsm_data_stream *stream, qsm_text text);

/**
 * Reads a QString, unchanged: see qsm/text.h.
 * @param stream the stream.
 * @param text receives the text. It belongs to the stream, and is valid until the stream reads the
 *        next text, or is freed. A null string has data NULL.
 * @return whether the status is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_text(qsm_data_stream *stream, qsm_text *text);

/** Writes length UTF-16 units as a QString. units NULL: the null string. @since 0.1 */
QSM_API bool qsm_data_stream_write_utf16(qsm_data_stream *stream, const uint16_t *units,
                                         size_t length);

/**
 * Reads a QString as UTF-16 units, unchanged.
 * @param stream the stream.
 * @param units receives memory for qsm_free(): the units, then a 0. NULL for a null string.
 * @param length receives the number of units.
 * @return whether the status is Ok.
 * @since 0.1
 */
QSM_API bool qsm_data_stream_read_utf16(qsm_data_stream *stream, uint16_t **units, size_t *length);

/** @} */

/** @name Containers by hand
 *  A QList is a count, then its elements. A QMap is a count, then a key and a value in turn.
 *  @{ */

/** Writes the count of a QList, QSet, QMap or QHash. @since 0.2 */
QSM_API bool qsm_data_stream_write_count(qsm_data_stream *stream, uint64_t count);

/**
 * Reads the count of a container. As in Qt, an earlier error does not count until
 * qsm_data_stream_end_read(), except in a transaction. So each begin needs an end. Allocate nothing
 * from the count: the data may be damaged.
 * @return whether there is a count and the status is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_begin_read(qsm_data_stream *stream, uint64_t *count);

/**
 * Ends the container. The status is the error from before qsm_data_stream_begin_read(), if there
 * was one.
 * @return whether the container was read without an error. Without a begin: false (errno EINVAL).
 * @since 0.2
 */
QSM_API bool qsm_data_stream_end_read(qsm_data_stream *stream);

/**
 * Writes count numbers of 1, 2, 4 or 8 bytes in the byte order of the stream, in one pass: the
 * elements of a QList<qint32>, or of a QList<double> with double precision.
 * @return whether the status is Ok. Another element size: false (errno EINVAL).
 * @since 0.2
 */
QSM_API bool qsm_data_stream_write_array(qsm_data_stream *stream, const void *array,
                                         size_t element_size, size_t count);

/**
 * Reads count numbers of 1, 2, 4 or 8 bytes, in one pass. Numbers that are missing are 0.
 * @return whether the status is Ok. Another element size: false (errno EINVAL).
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_array(qsm_data_stream *stream, void *array, size_t element_size,
                                        size_t count);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
