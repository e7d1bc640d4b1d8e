/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/values.h
 * Values of QtCore as plain structs. They own nothing. They never grow.
 *
 * Each struct has four functions: two for streams, as `stream << value` and `stream >> value`, and
 * two for values of a tree. Reading a struct whose bytes are missing gives zeros for its missing
 * fields, as in Qt. qsm_variant_to_... leaves the struct unchanged if the value has another type.
 *
 * Some structs point to text or arrays. A function that reads such a struct has a parameter tree:
 * what the struct points to belongs to the tree until qsm_tree_clear() or qsm_tree_free(). The
 * values of the tree do not change. What qsm_variant_to_... gives belongs to the tree of the value,
 * and is good as long as the value.
 *
 * Errors, threads, fork and signals: see qsm/data_stream.h and qsm/variant.h. A struct or tree that
 * is NULL gives false, with errno EINVAL from all functions but qsm_variant_to_...
 */
#ifndef QSM_VALUES_H
#define QSM_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/data_stream.h>
#include <qsm/date_time.h>
#include <qsm/export.h>
#include <qsm/variant.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A QPoint. @since 0.2 */
typedef struct qsm_point {
    int32_t x; /**< to the right */
    int32_t y; /**< down */
} qsm_point;

/** A QPointF. @since 0.2 */
typedef struct qsm_point_f {
    double x; /**< to the right */
    double y; /**< down */
} qsm_point_f;

/** A QSize. Qt's default is -1, -1. @since 0.2 */
typedef struct qsm_size {
    int32_t width;  /**< negative: invalid */
    int32_t height; /**< negative: invalid */
} qsm_size;

/** A QSizeF. @since 0.2 */
typedef struct qsm_size_f {
    double width;  /**< negative: invalid */
    double height; /**< negative: invalid */
} qsm_size_f;

/** A QRect. The stream has its edges; the struct has its size. @since 0.2 */
typedef struct qsm_rect {
    int32_t x;      /**< the left edge */
    int32_t y;      /**< the top edge */
    int32_t width;  /**< QRect::width */
    int32_t height; /**< QRect::height */
} qsm_rect;

/** A QRectF. @since 0.2 */
typedef struct qsm_rect_f {
    double x;      /**< the left edge */
    double y;      /**< the top edge */
    double width;  /**< QRectF::width */
    double height; /**< QRectF::height */
} qsm_rect_f;

/** A QLine. @since 0.2 */
typedef struct qsm_line {
    int32_t x1; /**< where it begins */
    int32_t y1; /**< where it begins */
    int32_t x2; /**< where it ends */
    int32_t y2; /**< where it ends */
} qsm_line;

/** A QLineF. @since 0.2 */
typedef struct qsm_line_f {
    double x1; /**< where it begins */
    double y1; /**< where it begins */
    double x2; /**< where it ends */
    double y2; /**< where it ends */
} qsm_line_f;

/** A QMargins. @since 0.2 */
typedef struct qsm_margins {
    int32_t left;   /**< QMargins::left */
    int32_t top;    /**< QMargins::top */
    int32_t right;  /**< QMargins::right */
    int32_t bottom; /**< QMargins::bottom */
} qsm_margins;

/** A QMarginsF. @since 0.2 */
typedef struct qsm_margins_f {
    double left;   /**< QMarginsF::left */
    double top;    /**< QMarginsF::top */
    double right;  /**< QMarginsF::right */
    double bottom; /**< QMarginsF::bottom */
} qsm_margins_f;

/** A QUuid. @since 0.2 */
typedef struct qsm_uuid {
    uint8_t bytes[16]; /**< in the order in which it is printed */
} qsm_uuid;

/** A QBitArray. @since 0.2 */
typedef struct qsm_bit_array {
    const uint8_t *bytes; /**< bit i is bytes[i / 8] >> i % 8 & 1; NULL if there are none */
    size_t count;         /**< of bits */
} qsm_bit_array;

/** A QRegularExpression. It is not compiled. @since 0.2 */
typedef struct qsm_regular_expression {
    qsm_text pattern; /**< QRegularExpression::pattern */
    uint32_t options; /**< QRegularExpression::PatternOptions */
} qsm_regular_expression;

/** A QRegExp of Qt 5. @since 0.2 */
typedef struct qsm_reg_exp {
    qsm_text pattern;         /**< QRegExp::pattern */
    uint8_t case_sensitivity; /**< Qt::CaseSensitivity */
    uint8_t pattern_syntax;   /**< QRegExp::PatternSyntax */
    bool minimal;             /**< QRegExp::isMinimal */
} qsm_reg_exp;

/** What a QJsonValue is, with the numbers of QJsonValue::Type. @since 0.2 */
typedef enum qsm_json_value_type {
    QSM_JSON_VALUE_NULL = 0,        /**< no field */
    QSM_JSON_VALUE_BOOL = 1,        /**< boolean */
    QSM_JSON_VALUE_DOUBLE = 2,      /**< number */
    QSM_JSON_VALUE_STRING = 3,      /**< text */
    QSM_JSON_VALUE_ARRAY = 4,       /**< json */
    QSM_JSON_VALUE_OBJECT = 5,      /**< json */
    QSM_JSON_VALUE_UNDEFINED = 0x80 /**< no field */
} qsm_json_value_type;

/** A QJsonValue. Arrays and objects are carried as their JSON text. @since 0.2 */
typedef struct qsm_json_value {
    qsm_json_value_type type; /**< which of the fields counts */
    bool boolean;             /**< BOOL */
    double number;            /**< DOUBLE */
    qsm_text text;            /**< STRING */
    qsm_bytes json;           /**< ARRAY, OBJECT: UTF-8 */
} qsm_json_value;

/** A point of QEasingCurve::addTCBSegment. @since 0.2 */
typedef struct qsm_tcb_point {
    qsm_point_f point; /**< where the segment ends */
    double tension;    /**< t */
    double continuity; /**< c */
    double bias;       /**< b */
} qsm_tcb_point;

/** A QEasingCurve. @since 0.2 */
typedef struct qsm_easing_curve {
    uint8_t type;      /**< QEasingCurve::Type */
    bool has_config;   /**< whether the fields from period on count */
    uint64_t function; /**< an address in the process that wrote it; Qt before 6.11 calls it. 0:
                          linear */
    double period;     /**< QEasingCurve::period */
    double amplitude;  /**< QEasingCurve::amplitude */
    double overshoot;  /**< QEasingCurve::overshoot */
    const qsm_point_f *bezier_curves; /**< from stream version 19 on */
    size_t bezier_count;              /**< of points */
    const qsm_tcb_point *tcb_points;  /**< from stream version 19 on */
    size_t tcb_count;                 /**< of points */
} qsm_easing_curve;

/** What a QHostAddress is, with the numbers of QHostAddress::protocol. @since 0.2 */
typedef enum qsm_host_address_protocol {
    QSM_HOST_ADDRESS_UNKNOWN = -1, /**< null: Qt's default */
    QSM_HOST_ADDRESS_IPV4 = 0,     /**< ipv4 */
    QSM_HOST_ADDRESS_IPV6 = 1,     /**< ipv6, scope_id */
    QSM_HOST_ADDRESS_ANY = 2       /**< QHostAddress::Any */
} qsm_host_address_protocol;

/** A QHostAddress of QtNetwork. @since 0.2 */
typedef struct qsm_host_address {
    int8_t protocol;   /**< a qsm_host_address_protocol: which of the fields count */
    uint32_t ipv4;     /**< 0x7f000001: 127.0.0.1 */
    uint8_t ipv6[16];  /**< in the order in which it is printed */
    qsm_text scope_id; /**< QHostAddress::scopeId; null: none */
} qsm_host_address;

/** @name Streams and trees
 *  @{ */

/** Reads a QPoint. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_point(qsm_data_stream *stream, qsm_point *value);
/** Writes a QPoint. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_point(qsm_data_stream *stream, const qsm_point *value);
/** Gives the value of a QPoint. @since 0.2 */
QSM_API bool qsm_variant_to_point(const qsm_variant *variant, qsm_point *value);
/** Sets a QPoint. @since 0.2 */
QSM_API bool qsm_variant_set_point(qsm_variant *variant, const qsm_point *value);

/** Reads a QPointF. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_point_f(qsm_data_stream *stream, qsm_point_f *value);
/** Writes a QPointF. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_point_f(qsm_data_stream *stream, const qsm_point_f *value);
/** Gives the value of a QPointF. @since 0.2 */
QSM_API bool qsm_variant_to_point_f(const qsm_variant *variant, qsm_point_f *value);
/** Sets a QPointF. @since 0.2 */
QSM_API bool qsm_variant_set_point_f(qsm_variant *variant, const qsm_point_f *value);

/** Reads a QSize. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_size(qsm_data_stream *stream, qsm_size *value);
/** Writes a QSize. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_size(qsm_data_stream *stream, const qsm_size *value);
/** Gives the value of a QSize. @since 0.2 */
QSM_API bool qsm_variant_to_size(const qsm_variant *variant, qsm_size *value);
/** Sets a QSize. @since 0.2 */
QSM_API bool qsm_variant_set_size(qsm_variant *variant, const qsm_size *value);

/** Reads a QSizeF. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_size_f(qsm_data_stream *stream, qsm_size_f *value);
/** Writes a QSizeF. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_size_f(qsm_data_stream *stream, const qsm_size_f *value);
/** Gives the value of a QSizeF. @since 0.2 */
QSM_API bool qsm_variant_to_size_f(const qsm_variant *variant, qsm_size_f *value);
/** Sets a QSizeF. @since 0.2 */
QSM_API bool qsm_variant_set_size_f(qsm_variant *variant, const qsm_size_f *value);

/** Reads a QRect. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_rect(qsm_data_stream *stream, qsm_rect *value);
/** Writes a QRect. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_rect(qsm_data_stream *stream, const qsm_rect *value);
/** Gives the value of a QRect. @since 0.2 */
QSM_API bool qsm_variant_to_rect(const qsm_variant *variant, qsm_rect *value);
/** Sets a QRect. @since 0.2 */
QSM_API bool qsm_variant_set_rect(qsm_variant *variant, const qsm_rect *value);

/** Reads a QRectF. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_rect_f(qsm_data_stream *stream, qsm_rect_f *value);
/** Writes a QRectF. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_rect_f(qsm_data_stream *stream, const qsm_rect_f *value);
/** Gives the value of a QRectF. @since 0.2 */
QSM_API bool qsm_variant_to_rect_f(const qsm_variant *variant, qsm_rect_f *value);
/** Sets a QRectF. @since 0.2 */
QSM_API bool qsm_variant_set_rect_f(qsm_variant *variant, const qsm_rect_f *value);

/** Reads a QLine. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_line(qsm_data_stream *stream, qsm_line *value);
/** Writes a QLine. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_line(qsm_data_stream *stream, const qsm_line *value);
/** Gives the value of a QLine. @since 0.2 */
QSM_API bool qsm_variant_to_line(const qsm_variant *variant, qsm_line *value);
/** Sets a QLine. @since 0.2 */
QSM_API bool qsm_variant_set_line(qsm_variant *variant, const qsm_line *value);

/** Reads a QLineF. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_line_f(qsm_data_stream *stream, qsm_line_f *value);
/** Writes a QLineF. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_line_f(qsm_data_stream *stream, const qsm_line_f *value);
/** Gives the value of a QLineF. @since 0.2 */
QSM_API bool qsm_variant_to_line_f(const qsm_variant *variant, qsm_line_f *value);
/** Sets a QLineF. @since 0.2 */
QSM_API bool qsm_variant_set_line_f(qsm_variant *variant, const qsm_line_f *value);

/** Reads a QMargins. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_margins(qsm_data_stream *stream, qsm_margins *value);
/** Writes a QMargins. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_margins(qsm_data_stream *stream, const qsm_margins *value);
/** Gives the value of a QMargins. @since 0.2 */
QSM_API bool qsm_variant_to_margins(const qsm_variant *variant, qsm_margins *value);
/** Sets a QMargins. @since 0.2 */
QSM_API bool qsm_variant_set_margins(qsm_variant *variant, const qsm_margins *value);

/** Reads a QMarginsF. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_margins_f(qsm_data_stream *stream, qsm_margins_f *value);
/** Writes a QMarginsF. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_margins_f(qsm_data_stream *stream, const qsm_margins_f *value);
/** Gives the value of a QMarginsF. @since 0.2 */
QSM_API bool qsm_variant_to_margins_f(const qsm_variant *variant, qsm_margins_f *value);
/** Sets a QMarginsF. @since 0.2 */
QSM_API bool qsm_variant_set_margins_f(qsm_variant *variant, const qsm_margins_f *value);

/** Reads a QUuid. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_uuid(qsm_data_stream *stream, qsm_uuid *value);
/** Writes a QUuid. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_uuid(qsm_data_stream *stream, const qsm_uuid *value);
/** Gives the value of a QUuid. @since 0.2 */
QSM_API bool qsm_variant_to_uuid(const qsm_variant *variant, qsm_uuid *value);
/** Sets a QUuid. @since 0.2 */
QSM_API bool qsm_variant_set_uuid(qsm_variant *variant, const qsm_uuid *value);

/**
 * Reads a QBitArray. What it points to lives in the tree, whose values stay.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_bit_array(qsm_data_stream *stream, qsm_tree *tree,
                                            qsm_bit_array *value);
/** Writes a QBitArray. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_bit_array(qsm_data_stream *stream, const qsm_bit_array *value);
/** Gives the value of a QBitArray. @since 0.2 */
QSM_API bool qsm_variant_to_bit_array(const qsm_variant *variant, qsm_bit_array *value);
/** Sets a QBitArray, with a copy of what it points to. @since 0.2 */
QSM_API bool qsm_variant_set_bit_array(qsm_variant *variant, const qsm_bit_array *value);

/**
 * Reads a QRegularExpression. What it points to lives in the tree, whose values stay.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_regular_expression(qsm_data_stream *stream, qsm_tree *tree,
                                                     qsm_regular_expression *value);
/** Writes a QRegularExpression. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_regular_expression(qsm_data_stream *stream,
                                                      const qsm_regular_expression *value);
/** Gives the value of a QRegularExpression. @since 0.2 */
QSM_API bool qsm_variant_to_regular_expression(const qsm_variant *variant,
                                               qsm_regular_expression *value);
/** Sets a QRegularExpression, with a copy of what it points to. @since 0.2 */
QSM_API bool qsm_variant_set_regular_expression(qsm_variant *variant,
                                                const qsm_regular_expression *value);

/**
 * Reads a QRegExp. What it points to lives in the tree, whose values stay.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_reg_exp(qsm_data_stream *stream, qsm_tree *tree,
                                          qsm_reg_exp *value);
/** Writes a QRegExp. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_reg_exp(qsm_data_stream *stream, const qsm_reg_exp *value);
/** Gives the value of a QRegExp. @since 0.2 */
QSM_API bool qsm_variant_to_reg_exp(const qsm_variant *variant, qsm_reg_exp *value);
/** Sets a QRegExp, with a copy of what it points to. @since 0.2 */
QSM_API bool qsm_variant_set_reg_exp(qsm_variant *variant, const qsm_reg_exp *value);

/**
 * Reads a QJsonValue. What it points to lives in the tree, whose values stay.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_json_value(qsm_data_stream *stream, qsm_tree *tree,
                                             qsm_json_value *value);
/** Writes a QJsonValue. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_json_value(qsm_data_stream *stream, const qsm_json_value *value);
/** Gives the value of a QJsonValue. @since 0.2 */
QSM_API bool qsm_variant_to_json_value(const qsm_variant *variant, qsm_json_value *value);
/** Sets a QJsonValue, with a copy of what it points to. @since 0.2 */
QSM_API bool qsm_variant_set_json_value(qsm_variant *variant, const qsm_json_value *value);

/**
 * Reads a QEasingCurve. What it points to lives in the tree, whose values stay.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_easing_curve(qsm_data_stream *stream, qsm_tree *tree,
                                               qsm_easing_curve *value);
/** Writes a QEasingCurve. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_easing_curve(qsm_data_stream *stream,
                                                const qsm_easing_curve *value);
/** Gives the value of a QEasingCurve. @since 0.2 */
QSM_API bool qsm_variant_to_easing_curve(const qsm_variant *variant, qsm_easing_curve *value);
/** Sets a QEasingCurve, with a copy of what it points to. @since 0.2 */
QSM_API bool qsm_variant_set_easing_curve(qsm_variant *variant, const qsm_easing_curve *value);

/**
 * Reads a QHostAddress. What it points to lives in the tree, whose values stay.
 * @return whether the status of the stream is Ok.
 * @since 0.2
 */
QSM_API bool qsm_data_stream_read_host_address(qsm_data_stream *stream, qsm_tree *tree,
                                               qsm_host_address *value);
/** Writes a QHostAddress. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_host_address(qsm_data_stream *stream,
                                                const qsm_host_address *value);
/** Gives the value of a QHostAddress. @since 0.2 */
QSM_API bool qsm_variant_to_host_address(const qsm_variant *variant, qsm_host_address *value);
/** Sets a QHostAddress, with a copy of what it points to. @since 0.2 */
QSM_API bool qsm_variant_set_host_address(qsm_variant *variant, const qsm_host_address *value);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
