/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/stream_struct.h
 * C structs in a stream, by a table of their fields: what `stream << a.name << a.color` does.
 *
 * ~~~{.c}
 * typedef struct person {
 *     qsm_text name;
 *     QSM_ARRAY(qsm_text) tags;
 *     qsm_color color;
 * } person;
 *
 * static const qsm_field person_fields[] = {QSM_FIELD(person, name, "QString"),
 *                                           QSM_FIELD(person, tags, "QStringList"),
 *                                           QSM_FIELD(person, color, "QColor")};
 * static const qsm_struct person_struct = QSM_STRUCT(person, person_fields);
 * ~~~
 *
 * The rows stand in the order of the stream. The member of a type:
 *
 * | type | member |
 * |---|---|
 * | "qint32", "quint8", "bool", "double" | int32_t, uint8_t, bool, double |
 * | "QChar" | uint16_t |
 * | an enum, QFlags: the type in the stream, mostly "qint32" | mostly int32_t |
 * | "QString", "QUrl", "QLocale" | qsm_text |
 * | "QByteArray", "cstring", JSON, CBOR, "QImage" (a PNG file) | qsm_bytes |
 * | "QRect", "QDateTime", "QColor"... | the struct of qsm/values.h or qsm/gui_values.h |
 * | "QStringList", "QList<T>", "QSet<T>" of such a T | QSM_ARRAY(the member of T) |
 * | "QVariant", maps, hashes, pairs, other lists, types of qsm_types_add() | const qsm_variant * |
 * | a struct within the struct: QSM_FIELD_STRUCT | the struct |
 * | a list of structs: QSM_FIELD_LIST | QSM_ARRAY(the struct) |
 *
 * Errors: functions of streams return false and set the status of the stream, as in
 * qsm/data_stream.h. A table with an unknown type, or whose type does not fit the size of its
 * member, gives ReadCorruptData or WriteFailed with errno EINVAL; the text names the field. NULL
 * gives false with errno EINVAL.
 *
 * Threads: many threads may use a table. Streams and trees: as in their headers. Fork: a child may
 * use its copy. Signals: no function waits. A signal handler must not call any function.
 */
#ifndef QSM_STREAM_STRUCT_H
#define QSM_STREAM_STRUCT_H

#include <stdbool.h>
#include <stddef.h>

#include <qsm/data_stream.h>
#include <qsm/export.h>
#include <qsm/gui_values.h>
#include <qsm/stream_schema.h>
#include <qsm/text.h>
#include <qsm/values.h>
#include <qsm/variant.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A field of a struct. It never grows. Made by QSM_FIELD(). @since 0.2 */
typedef struct qsm_field {
    const char *name;            /**< for messages */
    const char *type;            /**< in Qt; NULL: a struct within the struct */
    size_t offset;               /**< of the member */
    size_t size;                 /**< of the member */
    const struct qsm_struct *of; /**< the struct within, or of the elements of a list */
} qsm_field;

/** The fields of a struct in the order of the stream. Made by QSM_STRUCT(). @since 0.2 */
typedef struct qsm_struct {
    const qsm_field *fields; /**< the fields */
    size_t count;            /**< of the fields */
    size_t size;             /**< of the C struct */
} qsm_struct;

/** A member for a list: `QSM_ARRAY(int32_t) list;` has list.data and list.count. @since 0.2 */
#define QSM_ARRAY(element)                                                                         \
    struct {                                                                                       \
        const element *data;                                                                       \
        size_t count;                                                                              \
    }

/** The size of a member. @since 0.2 */
#define QSM_MEMBER_SIZE(c_struct, member) sizeof(((c_struct *)NULL)->member)

/** A row of a table: a member with the name of its type in Qt. @since 0.2 */
#define QSM_FIELD(c_struct, member, type)                                                          \
    {                                                                                              \
#member, type, offsetof(c_struct, member), QSM_MEMBER_SIZE(c_struct, member), NULL         \
    }

/** A row for a struct within the struct. table: its qsm_struct. @since 0.2 */
#define QSM_FIELD_STRUCT(c_struct, member, table)                                                  \
    {                                                                                              \
#member, NULL, offsetof(c_struct, member), QSM_MEMBER_SIZE(c_struct, member), &(table)     \
    }

/** A row for a QList of structs: a member QSM_ARRAY(struct). table: its qsm_struct. @since 0.2 */
#define QSM_FIELD_LIST(c_struct, member, table)                                                    \
    {                                                                                              \
#member, "QList", offsetof(c_struct, member), QSM_MEMBER_SIZE(c_struct, member), &(table)  \
    }

/** The table of a struct from the array of its rows. @since 0.2 */
#define QSM_STRUCT(c_struct, rows)                                                                 \
    {                                                                                              \
        rows, sizeof(rows) / sizeof((rows)[0]), sizeof(c_struct)                                   \
    }

/**
 * Reads the fields of a struct. After an error the other fields are read as well, as by an
 * operator>> of Qt: a field whose bytes are missing is 0, null or empty.
 * @param stream the stream. Its limits hold; types of qsm_data_stream_set_types() are known.
 * @param fields the table.
 * @param object the struct. Members without a row stay as they are.
 * @param tree owns what the struct points to: text, bytes, arrays, values. They are good until the
 *        tree is cleared or freed; its values stay. NULL: no field may point to anything.
 * @return whether the status of the stream is Ok. The path of an error has the names of the fields.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_struct(qsm_data_stream *stream, const qsm_struct *fields,
                                         void *object, qsm_tree *tree);

/**
 * Writes the fields of a struct, up to the first error.
 * @param stream the stream. A measurer counts the bytes.
 * @param fields the table.
 * @param object the struct. A `const qsm_variant *` that is NULL is written as an invalid QVariant,
 *        and is an error for other types.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_write_struct(qsm_data_stream *stream, const qsm_struct *fields,
                                          const void *object);

/**
 * The bytes that qsm_data_stream_write_struct() will write with these settings.
 * @param settings a stream whose version, precision, Qt release and types hold.
 * @param fields the table.
 * @param object the struct.
 * @return SIZE_MAX if it cannot be written.
 * @since 0.2
 */
QSM_API size_t qsm_data_stream_size_of_struct(const qsm_data_stream *settings,
                                              const qsm_struct *fields, const void *object);

#ifdef __cplusplus
}
#endif

#endif
