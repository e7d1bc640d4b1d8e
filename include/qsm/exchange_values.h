/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/exchange_values.h
 * Writes values into shared memory and reads them out, in one call each: a QVariant, or the values
 * of a schema such as "QVariantMap" or "qint32,QString". Ours; for images see qsm/exchange.h.
 *
 * A Qt program does the same with a QBuffer: `QDataStream out(&buffer); out << map;`, then create,
 * lock, copy, unlock; and attach, lock, `in >> map`, unlock, detach. Its segment is often larger
 * than the stream: bytes behind the values are not looked at. A program can create its segment
 * before it writes: a reader can find zeros, which are an invalid QVariant or an empty map.
 *
 * The rules of qsm/shared_memory.h about threads, fork, signals and time limits apply here too.
 * Each wait for the lock ends at the limit of qsm_shared_memory_set_lock_timeout(), or when the
 * callback of qsm_shared_memory_set_stop() ends it.
 *
 * Errors: a call that fails gives the reason in the report and in qsm_shared_memory_error().
 */
#ifndef QSM_EXCHANGE_VALUES_H
#define QSM_EXCHANGE_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include <qsm/data_stream.h>
#include <qsm/exchange.h>
#include <qsm/export.h>
#include <qsm/shared_memory.h>
#include <qsm/stream_schema.h>
#include <qsm/variant.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Options for values. 0 means the default; so does NULL for the struct. Ours. @since 0.2 */
typedef struct qsm_exchange_value_options {
    size_t size; /**< QSM_INIT(qsm_exchange_value_options) */
    /**
     * A stream of any kind. Its version, byte order, precision, Qt release, limits, lenient mode
     * and types hold for the values. NULL: those of a new stream. A call reads nothing from it.
     */
    const qsm_data_stream *settings;
    bool replace_stale; /**< write: remove a segment that no process is attached to */
} qsm_exchange_value_options;

/**
 * Writes a QVariant into the segment of this key, as `stream << variant`. Ours.
 *
 * The call first measures the stream and makes it in private memory. If the object is attached and
 * the stream fits into its segment, the call uses that segment. The bytes behind the stream keep
 * their values. Otherwise the object detaches and creates a segment of the stream's size. The
 * stream is copied under the lock. The object stays attached: a System V segment is removed with
 * its last user.
 * @param shared_memory the object.
 * @param variant the value; not changed.
 * @param options may be NULL.
 * @param report may be NULL. The step STREAM: the value cannot be written.
 * @return false on failure; report->message says why. The call then has not changed a segment of
 *         another program. If QSM_INIT() did not initialise a struct, or for NULL: false with errno
 *         EINVAL.
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_write_variant(qsm_shared_memory *shared_memory,
                                             const qsm_variant *variant,
                                             const qsm_exchange_value_options *options,
                                             qsm_exchange_report *report);

/**
 * As qsm_shared_memory_write_variant(), for the values of a schema: `stream << a << b`. A
 * QVariantMap without the header of a QVariant is the schema "QVariantMap". Ours.
 * @param shared_memory the object.
 * @param schema the schema.
 * @param list a list of values, as for qsm_data_stream_write_schema(); not changed.
 * @param options may be NULL.
 * @param report may be NULL.
 * @return as qsm_shared_memory_write_variant().
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_write_schema(qsm_shared_memory *shared_memory,
                                            const qsm_schema *schema, const qsm_variant *list,
                                            const qsm_exchange_value_options *options,
                                            qsm_exchange_report *report);

/**
 * Reads a QVariant from the segment of this key, as `stream >> variant`. If the object is not
 * attached, the call first attaches, and detaches at the end. Ours.
 *
 * Under the lock, the call copies bytes, each once. If it does not copy the whole segment, it also
 * finds out under the lock how many bytes the values need. It makes the values after the unlock. It
 * copies at most as many bytes as the memory limit of the settings; without such a limit 1 GiB. The
 * values, too, then have at most 1 GiB.
 * @param shared_memory the object.
 * @param variant receives the value, as by qsm_data_stream_read_variant(). If the bytes are
 *        not such values, it receives what Qt leaves of them. After any other failure it keeps its
 *        value.
 * @param options may be NULL.
 * @param report may be NULL. stream_size: the bytes of the values. If the bytes are not such
 *        values, the message begins with the place: "byte 132, audio.colour: variant id 999 is no
 *        type of Qt 6.4".
 * @return false on failure; report->message says why. If QSM_INIT() did not initialise a struct, or
 *         for NULL: false with errno EINVAL.
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_read_variant(qsm_shared_memory *shared_memory, qsm_variant *variant,
                                            const qsm_exchange_value_options *options,
                                            qsm_exchange_report *report);

/**
 * As qsm_shared_memory_read_variant(), for the values of a schema: `stream >> a >> b`. Bytes before
 * the values are a part of the schema: "raw[16],QVariantMap". Ours.
 * @param shared_memory the object.
 * @param schema the schema.
 * @param list becomes a QVariantList with the values, as by qsm_data_stream_read_schema(). After a
 *        failure as for qsm_shared_memory_read_variant().
 * @param options may be NULL.
 * @param report may be NULL. The path of an error begins with the index in the list: "byte 132,
 *        [0].audio.colour: ...".
 * @return as qsm_shared_memory_read_variant().
 * @since 0.2
 */
QSM_API bool qsm_shared_memory_read_schema(qsm_shared_memory *shared_memory,
                                           const qsm_schema *schema, qsm_variant *list,
                                           const qsm_exchange_value_options *options,
                                           qsm_exchange_report *report);

#ifdef __cplusplus
}
#endif

#endif
