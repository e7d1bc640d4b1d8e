/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/values.h
 * Values of QtCore as plain structs. They own nothing. They never grow.
 *
 * Each struct has four functions: two for streams, as `stream << value` and `stream >> value`, and
 * two for values of a tree. Reading a struct whose bytes are missing gives zeros for its missing
 * fields, as in Qt. qsm_variant_to_... leaves the struct unchanged if the value has another type.
 * Errors, threads, fork and signals: see qsm/data_stream.h and qsm/variant.h. A struct that is NULL
 * gives false with errno EINVAL.
 */
#ifndef QSM_VALUES_H
#define QSM_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include <qsm/data_stream.h>
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

/** @} */

#ifdef __cplusplus
}
#endif

#endif
