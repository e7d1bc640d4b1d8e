/* SPDX-License-Identifier: MIT */
/**
 * @file qsm/gui_values.h
 * Values of QtGui as plain structs.
 *
 * Structs of numbers have four functions, as those of qsm/values.h; they never grow. Structs that a
 * program initialises with QSM_INIT() begin with `size`. Errors, threads, fork and signals: see
 * qsm/data_stream.h and qsm/variant.h. A struct that is NULL gives false, with errno EINVAL from
 * all functions but qsm_variant_to_...
 */
#ifndef QSM_GUI_VALUES_H
#define QSM_GUI_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <qsm/data_stream.h>
#include <qsm/export.h>
#include <qsm/memory.h>
#include <qsm/text.h>
#include <qsm/values.h>
#include <qsm/variant.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How the components of a colour are meant: QColor::Spec. @since 0.2 */
typedef enum qsm_color_spec {
    QSM_COLOR_INVALID = 0,     /**< no colour */
    QSM_COLOR_RGB = 1,         /**< red, green, blue */
    QSM_COLOR_HSV = 2,         /**< hue, saturation, value */
    QSM_COLOR_CMYK = 3,        /**< cyan, magenta, yellow, black */
    QSM_COLOR_HSL = 4,         /**< hue, saturation, lightness */
    QSM_COLOR_EXTENDED_RGB = 5 /**< red, green, blue as bits of binary16; alpha, too */
} qsm_color_spec;

/**
 * A QColor, as the stream has it. Qt's default is invalid, with alpha 65535.
 * @since 0.2
 */
typedef struct qsm_color {
    uint8_t spec;          /**< a qsm_color_spec; a stream can have other numbers */
    uint16_t alpha;        /**< 65535: opaque */
    uint16_t component[4]; /**< 0-65535; a hue is in hundredths of a degree, 65535: grey */
} qsm_color;

/** A QTransform: m[0] is m11, m12, m13. Qt's default is the identity. @since 0.2 */
typedef struct qsm_transform {
    double m[3][3]; /**< row by row; m[2][0], m[2][1] are dx, dy */
} qsm_transform;

/** A QMatrix of Qt 5. @since 0.2 */
typedef struct qsm_matrix {
    double m11; /**< the scale in x */
    double m12; /**< the shear in y */
    double m21; /**< the shear in x */
    double m22; /**< the scale in y */
    double dx;  /**< the move in x */
    double dy;  /**< the move in y */
} qsm_matrix;

/** A QMatrix4x4. Qt's default is the identity. @since 0.2 */
typedef struct qsm_matrix4x4 {
    float m[4][4]; /**< row by row */
} qsm_matrix4x4;

/** A QGenericMatrix: QMatrix2x2, QMatrix2x3 and so on. @since 0.2 */
typedef struct qsm_generic_matrix {
    uint8_t columns; /**< 1 to 4 */
    uint8_t rows;    /**< 1 to 4 */
    double m[4][4];  /**< row by row: m[row][column] */
} qsm_generic_matrix;

/** A QVector2D. @since 0.2 */
typedef struct qsm_vector2d {
    float x; /**< QVector2D::x */
    float y; /**< QVector2D::y */
} qsm_vector2d;

/** A QVector3D. @since 0.2 */
typedef struct qsm_vector3d {
    float x; /**< QVector3D::x */
    float y; /**< QVector3D::y */
    float z; /**< QVector3D::z */
} qsm_vector3d;

/** A QVector4D. @since 0.2 */
typedef struct qsm_vector4d {
    float x; /**< QVector4D::x */
    float y; /**< QVector4D::y */
    float z; /**< QVector4D::z */
    float w; /**< QVector4D::w */
} qsm_vector4d;

/** A QQuaternion. Qt's default is 1, 0, 0, 0. @since 0.2 */
typedef struct qsm_quaternion {
    float scalar; /**< QQuaternion::scalar */
    float x;      /**< QQuaternion::x */
    float y;      /**< QQuaternion::y */
    float z;      /**< QQuaternion::z */
} qsm_quaternion;

/** A QKeySequence. @since 0.2 */
typedef struct qsm_key_sequence {
    uint32_t keys[4]; /**< each a Qt::Key with its modifiers: 0x04000000 Ctrl */
    uint32_t count;   /**< 0 to 4 */
} qsm_key_sequence;

/** A QTextLength. @since 0.2 */
typedef struct qsm_text_length {
    int32_t type; /**< 0 variable, 1 fixed, 2 a percentage */
    double value; /**< QTextLength::rawValue */
} qsm_text_length;

/** A QSizePolicy of QtWidgets. @since 0.2 */
typedef struct qsm_size_policy {
    uint8_t horizontal;           /**< QSizePolicy::Policy, 0 to 15 */
    uint8_t vertical;             /**< the same */
    uint8_t control_type;         /**< the number of the bit of QSizePolicy::ControlType, 0 to 31 */
    uint8_t horizontal_stretch;   /**< QSizePolicy::horizontalStretch */
    uint8_t vertical_stretch;     /**< QSizePolicy::verticalStretch */
    bool height_for_width;        /**< QSizePolicy::hasHeightForWidth */
    bool width_for_height;        /**< QSizePolicy::hasWidthForHeight */
    bool retain_size_when_hidden; /**< QSizePolicy::retainSizeWhenHidden */
} qsm_size_policy;

/** A colour of a gradient. @since 0.2 */
typedef struct qsm_gradient_stop {
    double position; /**< 0 to 1 */
    qsm_color color; /**< the colour there */
} qsm_gradient_stop;

/** A QGradient. Initialise it with QSM_INIT(qsm_gradient). @since 0.2 */
typedef struct qsm_gradient {
    size_t size;                    /**< sizeof(qsm_gradient) */
    int32_t type;                   /**< 0 linear, 1 radial, 2 conical */
    int32_t spread;                 /**< 0 pad, 1 reflect, 2 repeat */
    int32_t coordinate_mode;        /**< QGradient::CoordinateMode */
    int32_t interpolation;          /**< 0 colours, 1 components */
    const qsm_gradient_stop *stops; /**< in the order of their positions */
    size_t stop_count;              /**< 0: Qt's two, black and white */
    qsm_point_f points[2]; /**< linear: start, end; radial: centre, focal point; conical: centre */
    double radius;         /**< radial */
    double focal_radius;   /**< radial */
    double angle;          /**< conical, in degrees */
} qsm_gradient;

/** A QBrush. Initialise it with QSM_INIT(qsm_brush). @since 0.2 */
typedef struct qsm_brush {
    size_t size;             /**< sizeof(qsm_brush) */
    uint8_t style;           /**< Qt::BrushStyle: 0 none, 1 solid, 15 to 17 gradients, 24 texture */
    qsm_color color;         /**< invalid for gradients */
    qsm_transform transform; /**< QBrush::transform; all zero is set as the identity */
    const qsm_gradient *gradient; /**< styles 15 linear, 16 radial, 17 conical; else NULL */
    qsm_bytes texture;            /**< style 24: a PNG file; none: the null picture */
} qsm_brush;

/** A QPen. Initialise it with QSM_INIT(qsm_pen). @since 0.2 */
typedef struct qsm_pen {
    size_t size;            /**< sizeof(qsm_pen) */
    uint8_t style;          /**< Qt::PenStyle: 0 none, 1 solid, 2 to 5 dashes and dots, 6 custom */
    uint16_t cap;           /**< Qt::PenCapStyle: 0 flat, 16 square, 32 round */
    uint16_t join;          /**< Qt::PenJoinStyle: 0 miter, 64 bevel, 128 round, 256 SVG miter */
    bool cosmetic;          /**< QPen::isCosmetic, if it was set */
    bool default_width;     /**< Qt 5: the width was never set; Qt 6 computes it */
    double width;           /**< QPen::widthF */
    double miter_limit;     /**< Qt's default is 2 */
    double dash_offset;     /**< QPen::dashOffset */
    const qsm_brush *brush; /**< NULL: solid black */
    const double *dashes;   /**< QPen::dashPattern */
    size_t dash_count;      /**< 0: the pattern of the style */
} qsm_pen;

/** A feature or an axis of a font. @since 0.2 */
typedef struct qsm_font_tag {
    uint32_t tag; /**< four letters, the first in the highest byte: 0x6c696761 is "liga" */
    double value; /**< an integer for features */
} qsm_font_tag;

/** Bits of qsm_font.bits. @since 0.2 */
typedef enum qsm_font_bit {
    QSM_FONT_ITALIC = 0x01,      /**< italic or oblique */
    QSM_FONT_UNDERLINE = 0x02,   /**< underlined */
    QSM_FONT_STRIKE_OUT = 0x04,  /**< struck out */
    QSM_FONT_FIXED_PITCH = 0x08, /**< all characters have one width */
    QSM_FONT_KERNING = 0x10,     /**< Qt's default */
    QSM_FONT_OVERLINE = 0x40,    /**< a line above */
    QSM_FONT_OBLIQUE = 0x80      /**< oblique, with QSM_FONT_ITALIC */
} qsm_font_bit;

/** Bits of qsm_font.more_bits. @since 0.2 */
typedef enum qsm_font_more_bit {
    QSM_FONT_IGNORE_PITCH = 0x01,    /**< QSM_FONT_FIXED_PITCH was never set; Qt's default */
    QSM_FONT_ABSOLUTE_SPACING = 0x02 /**< letter_spacing is no percentage */
} qsm_font_more_bit;

/**
 * A QFont. Initialise it with QSM_INIT(qsm_font). Fields that a version of the stream lacks are
 * Qt's defaults.
 * @since 0.2
 */
typedef struct qsm_font {
    size_t size;                  /**< sizeof(qsm_font) */
    qsm_text family;              /**< the first family */
    qsm_text style_name;          /**< QFont::styleName; null: none */
    const qsm_text *families;     /**< all families with the first; Qt 5: as they were set */
    size_t family_count;          /**< 0: only `family` */
    double point_size;            /**< -1: see pixel_size */
    int32_t pixel_size;           /**< -1: see point_size */
    uint16_t weight;              /**< 1 to 1000 at every version; 400 normal, 700 bold */
    uint16_t stretch;             /**< 0 any, 100 not stretched */
    uint16_t style_strategy;      /**< QFont::StyleStrategy */
    uint8_t style_hint;           /**< QFont::StyleHint; 5: any */
    uint8_t bits;                 /**< qsm_font_bit */
    uint8_t more_bits;            /**< qsm_font_more_bit */
    uint8_t hinting;              /**< QFont::HintingPreference */
    uint8_t capitalization;       /**< QFont::Capitalization */
    int32_t letter_spacing;       /**< in 1/64 of a pixel or percent */
    int32_t word_spacing;         /**< in 1/64 of a pixel */
    const qsm_font_tag *features; /**< Qt 6.6 and later */
    size_t feature_count;         /**< how many */
    const qsm_font_tag *axes;     /**< Qt 6.7 and later */
    size_t axis_count;            /**< how many */
} qsm_font;

/** An element of a path. @since 0.2 */
typedef struct qsm_path_element {
    int32_t type; /**< 0 move, 1 line, 2 curve, 3 further point of a curve */
    double x;     /**< where it leads */
    double y;     /**< where it leads */
} qsm_path_element;

/** A QPainterPath. @since 0.2 */
typedef struct qsm_painter_path {
    const qsm_path_element *elements; /**< QPainterPath::elementAt */
    size_t count;                     /**< 0: empty */
    int32_t start;                    /**< the element with which the last part begins */
    int32_t fill_rule;                /**< 0 odd-even, 1 winding */
} qsm_painter_path;

/** A QRegion. @since 0.2 */
typedef struct qsm_region {
    const qsm_rect *rects; /**< from top to bottom; they do not overlap */
    size_t count;          /**< 0: empty */
} qsm_region;

/** A QPalette. Initialise it with QSM_INIT(qsm_palette). @since 0.2 */
typedef struct qsm_palette {
    size_t size;              /**< sizeof(qsm_palette) */
    const qsm_brush *brushes; /**< brushes[group * role_count + role], by QPalette::ColorRole;
                                   groups: 0 active, 1 disabled, 2 inactive */
    size_t role_count;        /**< of each group; a stream of Qt 6.6 and later has 22 */
} qsm_palette;

/** A QCursor. Initialise it with QSM_INIT(qsm_cursor). @since 0.2 */
typedef struct qsm_cursor {
    size_t size;        /**< sizeof(qsm_cursor) */
    int16_t shape;      /**< Qt::CursorShape; 24: a picture */
    bool is_pixmap;     /**< shape 24: the picture is a QPixmap; else a QBitmap with a mask */
    qsm_bytes picture;  /**< shape 24: a PNG file */
    qsm_bytes mask;     /**< shape 24 without is_pixmap: a PNG file */
    qsm_point hot_spot; /**< shape 24 */
} qsm_cursor;

/** A picture of an icon. @since 0.2 */
typedef struct qsm_icon_entry {
    qsm_bytes pixmap;   /**< a PNG file; none if the icon has only a file name */
    qsm_text file_name; /**< null: none */
    qsm_size icon_size; /**< of the picture */
    uint32_t mode;      /**< QIcon::Mode */
    uint32_t state;     /**< QIcon::State */
} qsm_icon_entry;

/** A QIcon. Initialise it with QSM_INIT(qsm_icon). @since 0.2 */
typedef struct qsm_icon {
    size_t size;                   /**< sizeof(qsm_icon) */
    qsm_text engine;               /**< "QPixmapIconEngine", "QIconLoaderEngine" or
                                        "QThemeIconEngine"; null: a null icon */
    qsm_text theme_name;           /**< of an icon of a theme */
    const qsm_icon_entry *entries; /**< of a QPixmapIconEngine */
    size_t entry_count;            /**< how many */
} qsm_icon;

/** A colour of four components from 0 to 255. @since 0.2 */
QSM_API qsm_color qsm_color_from_rgba(uint8_t red, uint8_t green, uint8_t blue, uint8_t alpha);

/**
 * The colour as red, green, blue and alpha from 0 to 255, as QColor::rgba computes them.
 * @param color the colour.
 * @param rgba receives the four components.
 * @return false if the colour is invalid, or its spec is unknown: then rgba does not change.
 * @since 0.2
 */
QSM_API bool qsm_color_to_rgba(const qsm_color *color, uint8_t rgba[4]);

/** @name In a stream, and as a value of a tree
 *  @{ */

/** Reads a QColor. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_color(qsm_data_stream *stream, qsm_color *value);
/** Writes a QColor. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_color(qsm_data_stream *stream, const qsm_color *value);
/** Gives the value of a QColor. @since 0.2 */
QSM_API bool qsm_variant_to_color(const qsm_variant *variant, qsm_color *value);
/** Sets a QColor. @since 0.2 */
QSM_API bool qsm_variant_set_color(qsm_variant *variant, const qsm_color *value);

/** Reads a QTransform. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_transform(qsm_data_stream *stream, qsm_transform *value);
/** Writes a QTransform. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_transform(qsm_data_stream *stream, const qsm_transform *value);
/** Gives the value of a QTransform. @since 0.2 */
QSM_API bool qsm_variant_to_transform(const qsm_variant *variant, qsm_transform *value);
/** Sets a QTransform. @since 0.2 */
QSM_API bool qsm_variant_set_transform(qsm_variant *variant, const qsm_transform *value);

/** Reads a QMatrix. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_matrix(qsm_data_stream *stream, qsm_matrix *value);
/** Writes a QMatrix. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_matrix(qsm_data_stream *stream, const qsm_matrix *value);
/** Gives the value of a QMatrix. @since 0.2 */
QSM_API bool qsm_variant_to_matrix(const qsm_variant *variant, qsm_matrix *value);
/** Sets a QMatrix. @since 0.2 */
QSM_API bool qsm_variant_set_matrix(qsm_variant *variant, const qsm_matrix *value);

/** Reads a QMatrix4x4. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_matrix4x4(qsm_data_stream *stream, qsm_matrix4x4 *value);
/** Writes a QMatrix4x4. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_matrix4x4(qsm_data_stream *stream, const qsm_matrix4x4 *value);
/** Gives the value of a QMatrix4x4. @since 0.2 */
QSM_API bool qsm_variant_to_matrix4x4(const qsm_variant *variant, qsm_matrix4x4 *value);
/** Sets a QMatrix4x4. @since 0.2 */
QSM_API bool qsm_variant_set_matrix4x4(qsm_variant *variant, const qsm_matrix4x4 *value);

/** Reads a QVector2D. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_vector2d(qsm_data_stream *stream, qsm_vector2d *value);
/** Writes a QVector2D. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_vector2d(qsm_data_stream *stream, const qsm_vector2d *value);
/** Gives the value of a QVector2D. @since 0.2 */
QSM_API bool qsm_variant_to_vector2d(const qsm_variant *variant, qsm_vector2d *value);
/** Sets a QVector2D. @since 0.2 */
QSM_API bool qsm_variant_set_vector2d(qsm_variant *variant, const qsm_vector2d *value);

/** Reads a QVector3D. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_vector3d(qsm_data_stream *stream, qsm_vector3d *value);
/** Writes a QVector3D. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_vector3d(qsm_data_stream *stream, const qsm_vector3d *value);
/** Gives the value of a QVector3D. @since 0.2 */
QSM_API bool qsm_variant_to_vector3d(const qsm_variant *variant, qsm_vector3d *value);
/** Sets a QVector3D. @since 0.2 */
QSM_API bool qsm_variant_set_vector3d(qsm_variant *variant, const qsm_vector3d *value);

/** Reads a QVector4D. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_vector4d(qsm_data_stream *stream, qsm_vector4d *value);
/** Writes a QVector4D. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_vector4d(qsm_data_stream *stream, const qsm_vector4d *value);
/** Gives the value of a QVector4D. @since 0.2 */
QSM_API bool qsm_variant_to_vector4d(const qsm_variant *variant, qsm_vector4d *value);
/** Sets a QVector4D. @since 0.2 */
QSM_API bool qsm_variant_set_vector4d(qsm_variant *variant, const qsm_vector4d *value);

/** Reads a QQuaternion. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_quaternion(qsm_data_stream *stream, qsm_quaternion *value);
/** Writes a QQuaternion. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_quaternion(qsm_data_stream *stream, const qsm_quaternion *value);
/** Gives the value of a QQuaternion. @since 0.2 */
QSM_API bool qsm_variant_to_quaternion(const qsm_variant *variant, qsm_quaternion *value);
/** Sets a QQuaternion. @since 0.2 */
QSM_API bool qsm_variant_set_quaternion(qsm_variant *variant, const qsm_quaternion *value);

/** Reads a QKeySequence. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_key_sequence(qsm_data_stream *stream, qsm_key_sequence *value);
/** Writes a QKeySequence. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_key_sequence(qsm_data_stream *stream,
                                                const qsm_key_sequence *value);
/** Gives the value of a QKeySequence. @since 0.2 */
QSM_API bool qsm_variant_to_key_sequence(const qsm_variant *variant, qsm_key_sequence *value);
/** Sets a QKeySequence. @since 0.2 */
QSM_API bool qsm_variant_set_key_sequence(qsm_variant *variant, const qsm_key_sequence *value);

/** Reads a QTextLength. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_text_length(qsm_data_stream *stream, qsm_text_length *value);
/** Writes a QTextLength. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_text_length(qsm_data_stream *stream,
                                               const qsm_text_length *value);
/** Gives the value of a QTextLength. @since 0.2 */
QSM_API bool qsm_variant_to_text_length(const qsm_variant *variant, qsm_text_length *value);
/** Sets a QTextLength. @since 0.2 */
QSM_API bool qsm_variant_set_text_length(qsm_variant *variant, const qsm_text_length *value);

/** Reads a QSizePolicy. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_read_size_policy(qsm_data_stream *stream, qsm_size_policy *value);
/** Writes a QSizePolicy. @return whether the status of the stream is Ok. @since 0.2 */
QSM_API bool qsm_data_stream_write_size_policy(qsm_data_stream *stream,
                                               const qsm_size_policy *value);
/** Gives the value of a QSizePolicy. @since 0.2 */
QSM_API bool qsm_variant_to_size_policy(const qsm_variant *variant, qsm_size_policy *value);
/** Sets a QSizePolicy. @since 0.2 */
QSM_API bool qsm_variant_set_size_policy(qsm_variant *variant, const qsm_size_policy *value);

/**
 * Gives the value of a QGenericMatrix. Streams: qsm_data_stream_read_value(stream, "QMatrix2x3",
 * variant), qsm_data_stream_write_value().
 * @since 0.2
 */
QSM_API bool qsm_variant_to_generic_matrix(const qsm_variant *variant, qsm_generic_matrix *value);
/**
 * Sets a QGenericMatrix of float. Its name is as in Qt 6: "QGenericMatrix<2,3,float>".
 * @return false with errno EINVAL (also for columns and rows that are not 1 to 4) or ENOMEM.
 * @since 0.2
 */
QSM_API bool qsm_variant_set_generic_matrix(qsm_variant *variant, const qsm_generic_matrix *value);

/** @} */

/**
 * @name Values with parts of their own size
 * They live in their tree: what a getter returns is good as long as the value, and NULL if the
 * value has another type. A setter copies all parts. To read one from a stream without a header,
 * use qsm_data_stream_read_value(stream, "QPen", variant).
 *  @{ */

/** The value of a QBrush. @since 0.2 */
QSM_API const qsm_brush *qsm_variant_brush(const qsm_variant *variant);
/** Sets a QBrush. @return false with errno EINVAL or ENOMEM. @since 0.2 */
QSM_API bool qsm_variant_set_brush(qsm_variant *variant, const qsm_brush *value);

/** The value of a QPen. @since 0.2 */
QSM_API const qsm_pen *qsm_variant_pen(const qsm_variant *variant);
/** Sets a QPen. @return false with errno EINVAL or ENOMEM. @since 0.2 */
QSM_API bool qsm_variant_set_pen(qsm_variant *variant, const qsm_pen *value);

/** The value of a QFont. @since 0.2 */
QSM_API const qsm_font *qsm_variant_font(const qsm_variant *variant);
/** Sets a QFont. @return false with errno EINVAL or ENOMEM. @since 0.2 */
QSM_API bool qsm_variant_set_font(qsm_variant *variant, const qsm_font *value);

/** The value of a QPainterPath. @since 0.2 */
QSM_API const qsm_painter_path *qsm_variant_painter_path(const qsm_variant *variant);
/** Sets a QPainterPath. @return false with errno EINVAL or ENOMEM. @since 0.2 */
QSM_API bool qsm_variant_set_painter_path(qsm_variant *variant, const qsm_painter_path *value);

/** The value of a QRegion. @since 0.2 */
QSM_API const qsm_region *qsm_variant_region(const qsm_variant *variant);
/**
 * Sets a QRegion.
 * @return false with errno EINVAL, also for more than 67108864 rectangles; ENOMEM.
 * @since 0.2
 */
QSM_API bool qsm_variant_set_region(qsm_variant *variant, const qsm_region *value);

/** The value of a QPalette. @since 0.2 */
QSM_API const qsm_palette *qsm_variant_palette(const qsm_variant *variant);
/** Sets a QPalette. @return false with errno EINVAL or ENOMEM. @since 0.2 */
QSM_API bool qsm_variant_set_palette(qsm_variant *variant, const qsm_palette *value);

/** The value of a QCursor. @since 0.2 */
QSM_API const qsm_cursor *qsm_variant_cursor(const qsm_variant *variant);
/** Sets a QCursor. @return false with errno EINVAL or ENOMEM. @since 0.2 */
QSM_API bool qsm_variant_set_cursor(qsm_variant *variant, const qsm_cursor *value);

/** The value of a QIcon. @since 0.2 */
QSM_API const qsm_icon *qsm_variant_icon(const qsm_variant *variant);
/** Sets a QIcon. @return false with errno EINVAL or ENOMEM. @since 0.2 */
QSM_API bool qsm_variant_set_icon(qsm_variant *variant, const qsm_icon *value);

/**
 * Sets a QPolygon to a copy of count points. They are read as elements: qsm_variant_at().
 * @return false with errno EINVAL or ENOMEM.
 * @since 0.2
 */
QSM_API bool qsm_variant_set_polygon(qsm_variant *variant, const qsm_point *points, size_t count);
/** The same for a QPolygonF. @since 0.2 */
QSM_API bool qsm_variant_set_polygon_f(qsm_variant *variant, const qsm_point_f *points,
                                       size_t count);

/**
 * Sets a QImage to a copy of a PNG file. qsm_variant_bytes() gives the file of a picture in a
 * value; qsm_image_load_from_data() opens it.
 * @param variant the value.
 * @param png a PNG file, which is not checked; no bytes: the null picture.
 * @return false with errno EINVAL or ENOMEM.
 * @since 0.2
 */
QSM_API bool qsm_variant_set_image_png(qsm_variant *variant, qsm_bytes png);
/** The same for a QPixmap. @since 0.2 */
QSM_API bool qsm_variant_set_pixmap_png(qsm_variant *variant, qsm_bytes png);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
