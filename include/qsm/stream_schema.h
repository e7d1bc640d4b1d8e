/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/stream_schema.h
 * The values of a stream, described by the names of their types: "qint32,QString,QVariantMap". What
 * `qsm stream dump` and `qsm stream make` do, for programs.
 *
 * A schema is a list of types with commas between them:
 *
 * - each type that qsm_data_stream_read_value() takes: "QMap<QString,QList<QVariant>>", "quint32";
 * - each type of the program (see below): "BufferInfo", "QList<BufferInfo>";
 * - "cstring": what `stream << (const char *)` writes;
 * - "raw[16]": 16 bytes as they are, without a length;
 * - "repeat(T,...)": the same values again until the data ends. Nothing can follow, except within
 *   sizedN(...). A schema has one repeat at most, of values that have bytes;
 * - "sized16(T,...)", "sized32(...)", "sized64(...)": an unsigned number of 2, 4 or 8 bytes, then
 *   the values. The number is the number of bytes of the values.
 *
 * The values of repeat and sizedN stand in the list of values like all others. Limits: 60000 types,
 * 16 parentheses within each other.
 *
 * Errors: see each function. Functions of streams return false and set the status of the stream, as
 * in qsm/data_stream.h. NULL gives false or NULL with errno EINVAL.
 *
 * Threads: many threads may use a schema. Streams and trees: as in their headers. Fork: a child may
 * use its copy. Signals: no function waits. A signal handler must not call any function.
 */
#ifndef QSM_STREAM_SCHEMA_H
#define QSM_STREAM_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/data_stream.h>
#include <qsm/export.h>
#include <qsm/variant.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The types of the values of a stream. Opaque. @since 0.2 */
typedef struct qsm_schema qsm_schema;

/** The types of a program, beside those of Qt. Opaque. @since 0.2 */
typedef struct qsm_types qsm_types;

/** @name Types of the program
 *  A class with stream operators of its own, and an enum, have a name in a QVariant. A program adds
 *  such a name with what its operator<< writes. Streams and schemas that get the types know the
 *  name: in a QVariant, in a schema, and within other names: "QList<BufferInfo>".
 *
 *  In a tree, a value of such a type is like a map with the names of the fields as keys:
 *  qsm_variant_find(), qsm_variant_path() and qsm_variant_insert() take them. It is written in the
 *  order of the type. In JSON it is an object.
 *
 *  Streams, schemas and trees hold the types that they use: a program may free its types at once.
 *  Threads: many threads may use types that no thread changes.
 *  @{ */

/**
 * Makes an empty set of types.
 * @return a new set for qsm_types_free(); NULL (errno ENOMEM) when out of memory.
 * @since 0.2
 */
QSM_API qsm_types *qsm_types_new(void);

/** Frees a set of types, when nothing uses it any more. NULL is fine. @since 0.2 */
QSM_API void qsm_types_free(qsm_types *types);

/**
 * Adds a type.
 * @param types the set.
 * @param name the name in C++, as QMetaType has it: "BufferInfo", "Network::Server", "Pair<int>".
 * @param fields what operator<< writes, as types and names: "qint32 id, QString name". Each type
 *        of a schema can stand here but raw, repeat and sizedN; and each type of the set, also
 *        this one (in a list), and types that are added later. A single type without a name makes
 *        an alias: "qint32" for an enum.
 * @return false with errno EINVAL for NULL, a name that is in use, and a malformed text; ENOMEM.
 *         Nothing is added then, and qsm_types_error_string() says why. Limits: a name of 256
 *         bytes, 1000 fields, 32 types within each other (lists begin anew), 60000 values within a
 *         value.
 * @since 0.2
 */
QSM_API bool qsm_types_add(qsm_types *types, const char *name, const char *fields);

/**
 * Why the last qsm_types_add() has failed; or which type is used and not added yet.
 * @return a string of the set; "" if all is well. Never NULL.
 * @since 0.2
 */
QSM_API const char *qsm_types_error_string(const qsm_types *types);

/**
 * The types that names in a QVariant can have, and names that are given to
 * qsm_data_stream_read_value(). Values are written without them.
 * @param stream the stream.
 * @param types the types; NULL: those of Qt only.
 * @since 0.2
 */
QSM_API void qsm_data_stream_set_types(qsm_data_stream *stream, const qsm_types *types);

/**
 * Sets a value of a type by its name, as its default constructor makes it: zeros, null text, empty
 * lists. The fields of a user type are there, and get values by qsm_variant_insert().
 * @param variant the value to set.
 * @param types the types of the program; NULL: those of Qt only.
 * @param type the name of a type.
 * @return false with errno EINVAL if there is no such type; ENOMEM when out of memory. Nothing
 *         changes then.
 * @since 0.2
 */
QSM_API bool qsm_variant_set_type(qsm_variant *variant, const qsm_types *types, const char *type);

/**
 * Gives a value another type without any loss (QVariant::convert): a number becomes another type
 * of numbers ("quint16", an enum), text becomes QUrl or QLocale, a list or map gets elements of
 * another type ("QList<quint16>"), and a map with a value for each field becomes a user type.
 * @param variant the value.
 * @param types the types of the program; NULL: those of Qt only.
 * @param type the name of a type.
 * @return false with errno EINVAL if there is no such type, or the value does not fit; ENOMEM when
 *         out of memory. Nothing changes then.
 * @since 0.2
 */
QSM_API bool qsm_variant_convert(qsm_variant *variant, const qsm_types *types, const char *type);

/** @} */

/** @name Schemas
 *  @{ */

/**
 * Makes a schema. Ask qsm_schema_error_string() whether the text is one.
 * @param text the types; see the top of this header.
 * @return a new schema for qsm_schema_free(); NULL with errno ENOMEM when out of memory, EINVAL for
 *         NULL.
 * @since 0.2
 */
QSM_API qsm_schema *qsm_schema_new(const char *text);

/**
 * The same with types of the program. A stream that the schema reads or writes uses them, not those
 * of qsm_data_stream_set_types().
 * @param text the types; see the top of this header.
 * @param types the types of the program; NULL: those of Qt only.
 * @return as qsm_schema_new().
 * @since 0.2
 */
QSM_API qsm_schema *qsm_schema_new_with_types(const char *text, const qsm_types *types);

/** Frees a schema. NULL is fine. @since 0.2 */
QSM_API void qsm_schema_free(qsm_schema *schema);

/**
 * Why the text is no schema: "character 8, "QStrin": no such type".
 * @return a string of the schema; "" if the text is a schema. Never NULL.
 * @since 0.2
 */
QSM_API const char *qsm_schema_error_string(const qsm_schema *schema);

/**
 * The type of a value as the text of the schema has it: "qint32", where qsm_variant_type_name()
 * says "int".
 * @param schema the schema.
 * @param value an element of a list that was read with the schema. The name of the type of any
 *        other value is that of qsm_variant_type_name().
 * @return a string of the schema. Never NULL.
 * @since 0.2
 */
QSM_API const char *qsm_schema_type_name(const qsm_schema *schema, const qsm_variant *value);

/** A row of the table of Qt's types. @since 0.2 */
typedef struct qsm_stream_type {
    size_t size;         /**< of this struct; set by QSM_INIT(qsm_stream_type) */
    const char *name;    /**< as QMetaType of Qt 6 has it */
    const char *aliases; /**< other names, with commas between them; NULL: none */
    int32_t id;          /**< in a QVariant of version 20 and later; 0: its name is written */
    int32_t id_qt5;      /**< of versions 13 to 19 */
    int32_t id_qt4;      /**< of versions 7 to 12 */
    int32_t id_qt3;      /**< of versions 1 to 6; 0: it cannot be written */
    bool is_template;    /**< it needs types: QList<T> */
    bool is_supported;   /**< qsm reads and writes it; else Qt has no stream operators for it */
} qsm_stream_type;

/**
 * A row of the table of Qt's types.
 * @param index the number of the row, from 0 on.
 * @param type receives the row.
 * @return false if there is no such row, or (errno EINVAL) the struct was not initialised.
 * @since 0.2
 */
QSM_API bool qsm_stream_type_at(size_t index, qsm_stream_type *type);

/** @} */

/** @name Values
 *  @{ */

/**
 * Reads the values of a schema, up to the first error.
 * @param stream the stream.
 * @param schema the schema. An invalid schema gives ReadCorruptData, and nothing is read.
 * @param list becomes a QVariantList with the values. If it is the root, its tree is cleared first.
 *        After an error, its last element is the value that failed, as Qt leaves it. A QVariant of
 *        the schema is a QVariant within the list, also if it is invalid.
 * @return whether the status of the stream is Ok. The path of an error begins with the index in the
 *         list: "[2].audio.volume".
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_schema(qsm_data_stream *stream, const qsm_schema *schema,
                                         qsm_variant *list);

/**
 * Writes the values of a schema.
 * @param stream the stream. A measurer counts the bytes.
 * @param schema the schema.
 * @param list a list of values, one for each type. Another number, or a value of another type,
 *        gives WriteFailed.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_write_schema(qsm_data_stream *stream, const qsm_schema *schema,
                                          const qsm_variant *list);

/** @} */

/** @name Events
 *  A program that wants no tree gets an event for each value that is read.
 *  @{ */

/** What an event is. @since 0.2 */
typedef enum qsm_event_kind {
    QSM_EVENT_VALUE = 1, /**< a value without elements */
    QSM_EVENT_BEGIN = 2, /**< a list, map, hash or pair; its elements follow */
    QSM_EVENT_KEY = 3,   /**< a key of a map or hash; its value follows */
    QSM_EVENT_END = 4,   /**< the end of what began */
    /* Only qsm/stream_reader.h has the rest. */
    QSM_EVENT_BYTES = 5,       /**< a byte array that the program reads in pieces */
    QSM_EVENT_END_OF_DATA = 6, /**< no event: all values were read */
    QSM_EVENT_NEED_MORE = 7,   /**< no event: the stream must be fed */
    QSM_EVENT_ERROR = 8        /**< no event: the status of the stream says why */
} qsm_event_kind;

/** An event. It is valid during the call; that of a reader, until its next call. @since 0.2 */
typedef struct qsm_event {
    size_t size;              /**< of this struct; for a reader, set by QSM_INIT(qsm_event) */
    qsm_event_kind kind;      /**< what it is */
    const char *type;         /**< the type; of a QVariant, the type of what it holds */
    bool is_variant;          /**< the value stands in a QVariant, which may be invalid */
    bool has_keys;            /**< of a begin: a key comes before each value */
    size_t offset;            /**< of the first byte in the stream, with the header of a QVariant */
    size_t bytes;             /**< of a value, a key and an end: how many there are */
    uint64_t count;           /**< of a begin and an end: elements, or pairs; of bytes: how many */
    unsigned depth;           /**< containers around it */
    const qsm_variant *value; /**< of a value and a key */
} qsm_event;

/** Gets an event. @return false to stop: the status is ReadCorruptData then. @since 0.2 */
typedef bool (*qsm_event_function)(void *context, const qsm_event *event);

/**
 * Reads the values of a schema, and gives each to a function. The memory of a value is used again
 * for the next. qsm/stream_reader.h has the same for a program that asks for each event.
 * @param stream the stream.
 * @param schema the schema.
 * @param function is called for each event, up to the first error.
 * @param context is given to the function.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_events(qsm_data_stream *stream, const qsm_schema *schema,
                                         qsm_event_function function, void *context);

/** @} */

/** @name JSON
 *  The form of `qsm stream dump --json`: numbers as numbers, integers beyond 2^53 as strings of
 *  digits, "inf", "-inf", "nan" and "-0" as strings, text as strings, bytes as {"hex":"00ff"}, null
 *  text and bytes as null, lists as arrays, maps as {"pairs":[[key,value]...]}, a QVariant as
 *  {"metatype":"int","value":1}, a type of the program as an object with the names of its fields.
 *  The forms of the other types stand in qsm(1), section VALUES.
 *  @{ */

/**
 * A value as JSON, without blanks, in ASCII.
 * @param value the value. A QVariant within a list is its element with its type. NULL or an invalid
 *        value: null.
 * @return NUL-terminated memory for qsm_free(); NULL with errno ENOMEM when out of memory.
 * @since 0.2
 */
QSM_API char *qsm_variant_to_json(const qsm_variant *value);

/**
 * The values of a schema from JSON.
 * @param schema the schema.
 * @param json an array of values, one for each type of the schema; or the object that
 *        `qsm stream dump --json` prints. In the object, a value whose "type" is not the type of
 *        the schema is an error.
 * @param size of the JSON, in bytes.
 * @param list becomes a QVariantList, as by qsm_data_stream_read_schema().
 * @param message receives what is wrong, as memory for qsm_free(); NULL if nothing is, or when out
 *        of memory. May be NULL.
 * @return false with errno EINVAL if the JSON has no such values; ENOMEM when out of memory.
 * @since 0.2
 */
QSM_API bool qsm_schema_from_json(const qsm_schema *schema, const char *json, size_t size,
                                  qsm_variant *list, char **message);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
