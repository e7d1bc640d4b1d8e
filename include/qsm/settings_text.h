/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/settings_text.h
 * The files of QSettings::IniFormat (.conf, .ini), as Qt 5 and Qt 6 write and read them.
 *
 * A file becomes a QVariantMap whose keys are those of QSettings::allKeys(): "section/key". A value
 * is a QString or a QStringList; `@Variant(...)`, `@ByteArray(...)`, `@DateTime(...)`,
 * `@Rect(...)`, `@Size(...)`, `@Point(...)`, `@String(...)` and `@Invalid()` become the value that
 * they stand for. QSettings writes bool, integers and double as text, and a list of one text as the
 * text. So a program asks qsm_settings_to_int64() and its like, not qsm_variant_to_int64().
 *
 * A file that is not UTF-8 is read as Latin-1, as Qt 5 does. The key of a value in an array
 * (QSettings::beginWriteArray) is "name/1/key", its size "name/size".
 *
 * Errors: functions that read accept NULL. Errors of the others: see each function.
 *
 * Threads: one thread at a time may use a tree and its values. Fork: a child may use its copy.
 * Signals: no function waits. A signal handler must not call any function.
 */
#ifndef QSM_SETTINGS_TEXT_H
#define QSM_SETTINGS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/data_stream.h>
#include <qsm/export.h>
#include <qsm/text.h>
#include <qsm/variant.h>

#ifdef __cplusplus
extern "C" {
#endif

/** @name Files
 *  @{ */

/**
 * Reads the text of a file.
 * @param ini the text. It need not end with a NUL. Comments are skipped, as in QSettings.
 * @param size of the text, in bytes.
 * @param limits for the whole file: memory (default: 128 times the text and 1 MiB), elements (keys
 *        and elements of lists; default: no limit) and depth (of containers within each other in a
 *        `@Variant`; default: 100). NULL: all defaults.
 * @param map becomes a QVariantMap, sorted by keys. If it is the root, its tree is cleared first.
 *        qsm_variant_offset() of a value is the position of its text in the file. After an error it
 *        has the values that could be read, and an invalid value for each that could not.
 * @param message receives the first error, with the number of its line, as memory for qsm_free();
 *        NULL if there is none, or when out of memory. May be NULL.
 * @return false with errno EINVAL if the text has an error; ENOMEM when out of memory.
 * @since 0.2
 */
QSM_API bool qsm_settings_read_ini(const char *ini, size_t size,
                                   const qsm_data_stream_limits *limits, qsm_variant *map,
                                   char **message);

/**
 * Writes a map as the text of a file, with the sections and keys sorted, as QSettings does. A key
 * without a section stands in the section "General". QKeySequence is written as `@Variant`, which
 * QSettings reads; its own text is the one of QKeySequence::toString(), which it reads as QString.
 * @param map a QVariantMap or QVariantHash. A key must not begin with '/'.
 * @param qt_version the Qt release that the bytes are from, as qsm_data_stream_set_qt_version(): 5
 *        writes ASCII only, 6 writes UTF-8. 0: Qt 6.4. Qt 6 reads both. A Qt 5 program reads
 *        UTF-8 only after setIniCodec("UTF-8").
 * @param size receives the size of the text in bytes; may be NULL.
 * @param message receives the error as memory for qsm_free(); NULL if there is none, or when out of
 *        memory. May be NULL.
 * @return NUL-terminated memory for qsm_free(); NULL with errno EINVAL if a key or value cannot be
 *         written; ENOMEM when out of memory.
 * @since 0.2
 */
QSM_API char *qsm_settings_write_ini(const qsm_variant *map, int qt_version, size_t *size,
                                     char **message);

/** @} */

/** @name Single values
 *  @{ */

/**
 * Reads the text of one value: what stands behind the = of a line.
 * @param text the text, with its quotes and escapes.
 * @param size of the text, in bytes.
 * @param limits as for qsm_settings_read_ini().
 * @param value receives the value. If it is the root, its tree is cleared first.
 * @param message receives the error as memory for qsm_free(); NULL if there is none, or when out of
 *        memory. May be NULL.
 * @return false with errno EINVAL if the text has an error: the value is invalid then; ENOMEM when
 *         out of memory.
 * @since 0.2
 */
QSM_API bool qsm_settings_read_value(const char *text, size_t size,
                                     const qsm_data_stream_limits *limits, qsm_variant *value,
                                     char **message);

/**
 * Writes the text of one value, with its quotes and escapes.
 * @param value the value. NULL: an invalid value.
 * @param qt_version as for qsm_settings_write_ini().
 * @param size receives the size of the text in bytes; may be NULL.
 * @param message receives the error as memory for qsm_free(); NULL if there is none, or when out of
 *        memory. May be NULL.
 * @return NUL-terminated memory for qsm_free(); NULL with errno EINVAL if the value cannot be
 *         written; ENOMEM when out of memory.
 * @since 0.2
 */
QSM_API char *qsm_settings_write_value(const qsm_variant *value, int qt_version, size_t *size,
                                       char **message);

/**
 * A bool: QSettings::value(key).toBool(). Text is false if it is empty, "0", or
 * "false" in upper or lower case.
 * @param value what qsm_variant_find() gives for a key.
 * @param result receives the bool. It stays if the function returns false: it can hold a default.
 * @return false if there is no value, or it is neither text nor a bool.
 * @since 0.2
 */
QSM_API bool qsm_settings_to_bool(const qsm_variant *value, bool *result);

/**
 * An integer: QSettings::value(key).toLongLong().
 * @param value what qsm_variant_find() gives for a key.
 * @param result receives the integer. It stays if the function returns false.
 * @return false if there is no value, or it is neither an integer nor its text.
 * @since 0.2
 */
QSM_API bool qsm_settings_to_int64(const qsm_variant *value, int64_t *result);

/**
 * A real number: QSettings::value(key).toDouble().
 * @param value what qsm_variant_find() gives for a key.
 * @param result receives the number. It stays if the function returns false.
 * @return false if there is no value, or it is neither a number nor its text.
 * @since 0.2
 */
QSM_API bool qsm_settings_to_double(const qsm_variant *value, double *result);

/**
 * The number of texts in QSettings::value(key).toStringList(): a text is a list of one.
 * @param value what qsm_variant_find() gives for a key.
 * @return 0 if there is no value, or it is neither a list nor text.
 * @since 0.2
 */
QSM_API size_t qsm_settings_text_count(const qsm_variant *value);

/**
 * A text of QSettings::value(key).toStringList().
 * @param value what qsm_variant_find() gives for a key.
 * @param index the number of the text.
 * @return the null string if there is none, or the element of the list is no text.
 * @since 0.2
 */
QSM_API qsm_text qsm_settings_text_at(const qsm_variant *value, size_t index);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
