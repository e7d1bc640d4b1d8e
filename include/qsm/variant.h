/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/variant.h
 * QVariant, QVariantMap, QVariantList and every other value of a stream as one tree.
 *
 * A qsm_tree owns the memory of all its values. A qsm_variant is a value in it, and is never freed
 * by itself. Children are made in place by their parent. A pointer to a value is good until that
 * value, or one above it, gets another value, and until the tree is cleared or freed. Text and
 * bytes that a tree hands out are good as long. What is overwritten stays in memory until
 * qsm_tree_clear().
 *
 * Errors: functions that read accept NULL, so that calls can be chained without checks:
 * `qsm_variant_to_int32(qsm_variant_path(root, "audio.volume"), &volume)`. They return false, 0 or
 * NULL then, and leave errno as it is. So does a place for the result that is NULL. Functions that
 * change return false, and set errno: EINVAL for NULL, a wrong type or an index that does not
 * exist; ENOMEM when out of memory.
 *
 * Threads: one thread at a time may use a tree and its values. Two trees share nothing. Fork: a
 * child may use its copy. Signals: no function waits. A signal handler must not call any function.
 */
#ifndef QSM_VARIANT_H
#define QSM_VARIANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/data_stream.h>
#include <qsm/export.h>
#include <qsm/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Owns the memory of one tree of values. Opaque. @since 0.2 */
typedef struct qsm_tree qsm_tree;

/** A value in a tree: a QVariant. Opaque. @since 0.2 */
typedef struct qsm_variant qsm_variant;

/** The types of values, with the numbers of QMetaType in Qt 6. @since 0.2 */
typedef enum qsm_variant_type_code {
    QSM_VARIANT_INVALID = 0,             /**< no value */
    QSM_VARIANT_BOOL = 1,                /**< bool */
    QSM_VARIANT_INT = 2,                 /**< int: qint32 */
    QSM_VARIANT_UINT = 3,                /**< uint: quint32 */
    QSM_VARIANT_LONG_LONG = 4,           /**< qint64 */
    QSM_VARIANT_ULONG_LONG = 5,          /**< quint64 */
    QSM_VARIANT_DOUBLE = 6,              /**< double */
    QSM_VARIANT_CHAR = 7,                /**< QChar */
    QSM_VARIANT_MAP = 8,                 /**< QVariantMap */
    QSM_VARIANT_LIST = 9,                /**< QVariantList */
    QSM_VARIANT_STRING = 10,             /**< QString */
    QSM_VARIANT_STRING_LIST = 11,        /**< QStringList */
    QSM_VARIANT_BYTE_ARRAY = 12,         /**< QByteArray */
    QSM_VARIANT_BIT_ARRAY = 13,          /**< QBitArray */
    QSM_VARIANT_DATE = 14,               /**< QDate */
    QSM_VARIANT_TIME = 15,               /**< QTime */
    QSM_VARIANT_DATE_TIME = 16,          /**< QDateTime */
    QSM_VARIANT_URL = 17,                /**< QUrl */
    QSM_VARIANT_LOCALE = 18,             /**< QLocale */
    QSM_VARIANT_RECT = 19,               /**< QRect */
    QSM_VARIANT_RECT_F = 20,             /**< QRectF */
    QSM_VARIANT_SIZE = 21,               /**< QSize */
    QSM_VARIANT_SIZE_F = 22,             /**< QSizeF */
    QSM_VARIANT_LINE = 23,               /**< QLine */
    QSM_VARIANT_LINE_F = 24,             /**< QLineF */
    QSM_VARIANT_POINT = 25,              /**< QPoint */
    QSM_VARIANT_POINT_F = 26,            /**< QPointF */
    QSM_VARIANT_HASH = 28,               /**< QVariantHash */
    QSM_VARIANT_EASING_CURVE = 29,       /**< QEasingCurve */
    QSM_VARIANT_UUID = 30,               /**< QUuid */
    QSM_VARIANT_LONG = 32,               /**< long: 8 bytes on the wire */
    QSM_VARIANT_SHORT = 33,              /**< qint16 */
    QSM_VARIANT_PLAIN_CHAR = 34,         /**< char */
    QSM_VARIANT_ULONG = 35,              /**< unsigned long: 8 bytes on the wire */
    QSM_VARIANT_USHORT = 36,             /**< quint16 */
    QSM_VARIANT_UCHAR = 37,              /**< quint8 */
    QSM_VARIANT_FLOAT = 38,              /**< float */
    QSM_VARIANT_SCHAR = 40,              /**< qint8 */
    QSM_VARIANT_VARIANT = 41,            /**< a QVariant within a QVariant */
    QSM_VARIANT_REGULAR_EXPRESSION = 44, /**< QRegularExpression */
    QSM_VARIANT_JSON_VALUE = 45,         /**< QJsonValue */
    QSM_VARIANT_JSON_OBJECT = 46,        /**< QJsonObject: its text as bytes */
    QSM_VARIANT_JSON_ARRAY = 47,         /**< QJsonArray: its text as bytes */
    QSM_VARIANT_JSON_DOCUMENT = 48,      /**< QJsonDocument: its text as bytes */
    QSM_VARIANT_BYTE_ARRAY_LIST = 49,    /**< QByteArrayList */
    QSM_VARIANT_NULLPTR = 51,            /**< std::nullptr_t */
    QSM_VARIANT_CBOR_SIMPLE_TYPE = 52,   /**< QCborSimpleType: a number */
    QSM_VARIANT_CBOR_VALUE = 53,         /**< QCborValue: its bytes */
    QSM_VARIANT_CBOR_ARRAY = 54,         /**< QCborArray: its bytes */
    QSM_VARIANT_CBOR_MAP = 55,           /**< QCborMap: its bytes */
    QSM_VARIANT_CHAR16 = 56,             /**< char16_t */
    QSM_VARIANT_CHAR32 = 57,             /**< char32_t */
    QSM_VARIANT_PAIR = 58,               /**< QVariantPair */
    QSM_VARIANT_FLOAT16 = 63,            /**< qfloat16 */
    QSM_VARIANT_FONT = 0x1000,           /**< QFont */
    QSM_VARIANT_PIXMAP = 0x1001,         /**< QPixmap */
    QSM_VARIANT_BRUSH = 0x1002,          /**< QBrush */
    QSM_VARIANT_COLOR = 0x1003,          /**< QColor */
    QSM_VARIANT_PALETTE = 0x1004,        /**< QPalette */
    QSM_VARIANT_ICON = 0x1005,           /**< QIcon */
    QSM_VARIANT_IMAGE = 0x1006,          /**< QImage */
    QSM_VARIANT_POLYGON = 0x1007,        /**< QPolygon */
    QSM_VARIANT_REGION = 0x1008,         /**< QRegion */
    QSM_VARIANT_BITMAP = 0x1009,         /**< QBitmap */
    QSM_VARIANT_CURSOR = 0x100a,         /**< QCursor */
    QSM_VARIANT_KEY_SEQUENCE = 0x100b,   /**< QKeySequence */
    QSM_VARIANT_PEN = 0x100c,            /**< QPen */
    QSM_VARIANT_TEXT_LENGTH = 0x100d,    /**< QTextLength */
    QSM_VARIANT_TEXT_FORMAT = 0x100e,    /**< QTextFormat: a pair of its type and its properties */
    QSM_VARIANT_TRANSFORM = 0x1010,      /**< QTransform */
    QSM_VARIANT_MATRIX4X4 = 0x1011,      /**< QMatrix4x4 */
    QSM_VARIANT_VECTOR2D = 0x1012,       /**< QVector2D */
    QSM_VARIANT_VECTOR3D = 0x1013,       /**< QVector3D */
    QSM_VARIANT_VECTOR4D = 0x1014,       /**< QVector4D */
    QSM_VARIANT_QUATERNION = 0x1015,     /**< QQuaternion */
    QSM_VARIANT_POLYGON_F = 0x1016,      /**< QPolygonF */
    QSM_VARIANT_COLOR_SPACE = 0x1017,    /**< QColorSpace: an ICC profile */
    QSM_VARIANT_SIZE_POLICY = 0x2000,    /**< QSizePolicy of QtWidgets */
    QSM_VARIANT_USER = 0x10000           /**< a type with a name only: qsm_variant_type_name() */
} qsm_variant_type_code;

/** @name Trees
 *  @{ */

/**
 * Makes a tree. Its root is invalid.
 * @return a new tree for qsm_tree_free(); NULL (errno ENOMEM) when out of memory.
 * @since 0.2
 */
QSM_API qsm_tree *qsm_tree_new(void);

/** Frees a tree with all its values. NULL is fine. @since 0.2 */
QSM_API void qsm_tree_free(qsm_tree *tree);

/** Makes the root invalid. The memory is kept for the next value. @since 0.2 */
QSM_API void qsm_tree_clear(qsm_tree *tree);

/** The root of a tree. NULL only for NULL. @since 0.2 */
QSM_API qsm_variant *qsm_tree_root(qsm_tree *tree);

/** @} */

/** @name What a value is
 *  @{ */

/** The type (QVariant::userType). @since 0.2 */
QSM_API qsm_variant_type_code qsm_variant_type(const qsm_variant *variant);

/** The name of the type (QVariant::typeName); "" for an invalid value. Never NULL. @since 0.2 */
QSM_API const char *qsm_variant_type_name(const qsm_variant *variant);

/** Whether the value is invalid, or has the null flag of the stream. @since 0.2 */
QSM_API bool qsm_variant_is_null(const qsm_variant *variant);

/**
 * Where a value stood in the stream that it was read from, with its header.
 * @param variant the value.
 * @param size receives the number of bytes; may be NULL.
 * @return the offset; SIZE_MAX if it was not read.
 * @since 0.2
 */
QSM_API size_t qsm_variant_offset(const qsm_variant *variant, size_t *size);

/**
 * Whether two values have the same type and contents. The order of the pairs of a map or hash does
 * not count. Numbers are compared by their bits.
 * @since 0.2
 */
QSM_API bool qsm_variant_equals(const qsm_variant *a, const qsm_variant *b);

/** @} */

/** @name Values
 *  A function stores the value if the type fits, or can be converted without any loss. Else it
 *  returns false, and the output parameter keeps its value: so it can hold a default.
 *  @{ */

/** A bool, or a number that is 0 or 1. @since 0.2 */
QSM_API bool qsm_variant_to_bool(const qsm_variant *variant, bool *value);
/** A number without a fraction in the range of int32_t (QVariant::toInt). @since 0.2 */
QSM_API bool qsm_variant_to_int32(const qsm_variant *variant, int32_t *value);
/** A number without a fraction in the range of uint32_t (QVariant::toUInt). @since 0.2 */
QSM_API bool qsm_variant_to_uint32(const qsm_variant *variant, uint32_t *value);
/** A number without a fraction in the range of int64_t (QVariant::toLongLong). @since 0.2 */
QSM_API bool qsm_variant_to_int64(const qsm_variant *variant, int64_t *value);
/** A number without a fraction in the range of uint64_t (QVariant::toULongLong). @since 0.2 */
QSM_API bool qsm_variant_to_uint64(const qsm_variant *variant, uint64_t *value);
/** A number that is exactly a double (QVariant::toDouble). @since 0.2 */
QSM_API bool qsm_variant_to_double(const qsm_variant *variant, double *value);
/** The text of a QString, QUrl, QLocale, QPageRanges; else the null string. @since 0.2 */
QSM_API qsm_text qsm_variant_text(const qsm_variant *variant);
/**
 * The bytes of a QByteArray, of JSON or CBOR, of a QPicture or QColorSpace; the PNG file of a
 * QImage, QPixmap or QBitmap; the null array for other types.
 * @since 0.2
 */
QSM_API qsm_bytes qsm_variant_bytes(const qsm_variant *variant);

/** @} */

/** @name Elements of lists, maps, hashes and pairs
 *  @{ */

/** The number of elements of a list, or of pairs of a map; 0 for other types. @since 0.2 */
QSM_API size_t qsm_variant_count(const qsm_variant *variant);

/** An element of a list, or a value of a map; NULL if there is none. @since 0.2 */
QSM_API const qsm_variant *qsm_variant_at(const qsm_variant *variant, size_t index);

/** A key of a map or hash; NULL if there is none. @since 0.2 */
QSM_API const qsm_variant *qsm_variant_key(const qsm_variant *variant, size_t index);

/** A key that is text; the null string if there is none. @since 0.2 */
QSM_API qsm_text qsm_variant_key_text(const qsm_variant *variant, size_t index);

/**
 * The value of a key, as QVariantMap::value() of Qt 6: the last of equal keys.
 * @return NULL if there is none.
 * @since 0.2
 */
QSM_API const qsm_variant *qsm_variant_find(const qsm_variant *map, const char *key);

/**
 * A value by its path: "settings.windows[2].title". A key with one of . [ ] " \ stands in quotes:
 * `["a.b"].c`; within quotes, \ stands before " and \ .
 * @return NULL if there is none, the path is malformed, or when out of memory. The path "" gives
 *         the value itself.
 * @since 0.2
 */
QSM_API const qsm_variant *qsm_variant_path(const qsm_variant *root, const char *path);

/** @} */

/** @name Changes
 *  @{ */

/**
 * Copies a value with all that it contains. The other may belong to another tree, or contain this
 * value, or be a part of it.
 * @param to the value to change.
 * @param from the value to copy; NULL: an invalid value.
 * @return false (errno ENOMEM) when out of memory. Nothing changes then.
 * @since 0.2
 */
QSM_API bool qsm_variant_assign(qsm_variant *to, const qsm_variant *from);

/** Makes a value invalid. @since 0.2 */
QSM_API bool qsm_variant_set_invalid(qsm_variant *variant);
/** Sets a bool. @since 0.2 */
QSM_API bool qsm_variant_set_bool(qsm_variant *variant, bool value);
/** Sets an int. @since 0.2 */
QSM_API bool qsm_variant_set_int32(qsm_variant *variant, int32_t value);
/** Sets a uint. @since 0.2 */
QSM_API bool qsm_variant_set_uint32(qsm_variant *variant, uint32_t value);
/** Sets a qint64. @since 0.2 */
QSM_API bool qsm_variant_set_int64(qsm_variant *variant, int64_t value);
/** Sets a quint64. @since 0.2 */
QSM_API bool qsm_variant_set_uint64(qsm_variant *variant, uint64_t value);
/** Sets a double. @since 0.2 */
QSM_API bool qsm_variant_set_double(qsm_variant *variant, double value);
/** Sets a QString to a copy of the text. EINVAL if it is no valid text. @since 0.2 */
QSM_API bool qsm_variant_set_text(qsm_variant *variant, qsm_text value);
/** Sets a QByteArray to a copy of the bytes. @since 0.2 */
QSM_API bool qsm_variant_set_bytes(qsm_variant *variant, qsm_bytes value);
/**
 * Sets a value of a type whose value is text: "QUrl" (the encoded form), "QLocale" (the name),
 * "QPageRanges" or "QString". qsm_variant_text() gives it.
 * @return false with errno EINVAL if there is no such type, or the text is invalid; ENOMEM.
 * @since 0.2
 */
QSM_API bool qsm_variant_set_text_as(qsm_variant *variant, const char *type, qsm_text value);
/**
 * Sets a value of a type that is carried as its bytes: "QJsonDocument", "QJsonObject", "QJsonArray"
 * (JSON text), "QCborValue", "QCborArray", "QCborMap" (CBOR), "QPicture", "QColorSpace" (an ICC
 * profile), "cstring" or "QByteArray". The bytes are not checked.
 * qsm_variant_bytes() gives them.
 * @return false with errno EINVAL if there is no such type; ENOMEM.
 * @since 0.2
 */
QSM_API bool qsm_variant_set_bytes_as(qsm_variant *variant, const char *type, qsm_bytes value);
/**
 * Sets an empty container by the name of its type: "QList<int>", "QMap<int,QString>",
 * "QVersionNumber" (a list of int). What is added must get values of the type of its elements.
 * @return false with errno EINVAL if there is no such type, or it is no container; ENOMEM.
 * @since 0.2
 */
QSM_API bool qsm_variant_set_container(qsm_variant *variant, const char *type);
/** Sets an empty QVariantList. @since 0.2 */
QSM_API bool qsm_variant_set_list(qsm_variant *variant);
/** Sets an empty QStringList. @since 0.2 */
QSM_API bool qsm_variant_set_string_list(qsm_variant *variant);
/** Sets an empty QVariantMap. @since 0.2 */
QSM_API bool qsm_variant_set_map(qsm_variant *variant);
/** Sets an empty QVariantHash. @since 0.2 */
QSM_API bool qsm_variant_set_hash(qsm_variant *variant);

/**
 * Adds an element to the end of a list.
 * @return the new, invalid element. It must get a value of the list's type before it is written.
 *         NULL with errno EINVAL if the value is no list; ENOMEM when out of memory.
 * @since 0.2
 */
QSM_API qsm_variant *qsm_variant_append(qsm_variant *list);

/** qsm_variant_at(), to be changed. @since 0.2 */
QSM_API qsm_variant *qsm_variant_child(qsm_variant *variant, size_t index);

/**
 * The value of a key in a map or hash with keys that are text; a new, invalid value if there was
 * none. A map that a program has built is written in the order of keys that the writer's Qt has. A
 * map that was read keeps its order; new keys come last.
 * @return NULL with errno EINVAL if the value is no such map, or the key is no valid text; ENOMEM
 *         when out of memory.
 * @since 0.2
 */
QSM_API qsm_variant *qsm_variant_insert(qsm_variant *map, const char *key);

/** Removes an element of a list, or a pair of a map. The later ones move up. @since 0.2 */
QSM_API bool qsm_variant_remove(qsm_variant *variant, size_t index);

/**
 * Sorts the pairs of a map by their keys, as a Qt release writes them.
 * @param map the map.
 * @param qt_version the release, as 0x060402 for 6.4.2. Below 0x060000, also for 0, the last key is
 *        first.
 * @return whether it is sorted.
 * @since 0.2
 */
QSM_API bool qsm_variant_sort(qsm_variant *map, int qt_version);

/** @} */

/** @name In a stream
 *  @{ */

/**
 * Reads a QVariant. What the value had is overwritten. If the value is the root, the tree is
 * cleared first.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_variant(qsm_data_stream *stream, qsm_variant *variant);

/** Writes a QVariant. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_variant(qsm_data_stream *stream, const qsm_variant *variant);

/**
 * Reads a value of a type by its name: "QVariantMap", "QMap<QString,int>", "qint32". Unlike a
 * QVariant, the stream has no header for it.
 * @param stream the stream.
 * @param type the name. An unknown name gives ReadCorruptData, and nothing is read.
 * @param variant receives the value, as qsm_data_stream_read_variant().
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_value(qsm_data_stream *stream, const char *type,
                                        qsm_variant *variant);

/**
 * Writes a value without a header. An invalid value gives WriteFailed.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_write_value(qsm_data_stream *stream, const qsm_variant *variant);

/**
 * The bytes that qsm_data_stream_write_variant() will write with these settings.
 * @param settings a stream whose version, byte order, precision and Qt release hold.
 * @param variant the value.
 * @return SIZE_MAX if it cannot be written.
 * @since 0.2
 */
QSM_API size_t qsm_data_stream_size_of_variant(const qsm_data_stream *settings,
                                               const qsm_variant *variant);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
