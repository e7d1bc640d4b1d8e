/* SPDX-License-Identifier: MIT */
/* The coders of QtGui's values: for other coders, and in the form of the table of types. */
#ifndef QSM_VALUE_GUI_GUI_H
#define QSM_VALUE_GUI_GUI_H

#include <qsm/gui_values.h>

#include "value/coder.h"

bool qsm__code_color(qsm_coder *c, qsm_color *value);
bool qsm__code_transform(qsm_coder *c, qsm_transform *value);
bool qsm__code_matrix(qsm_coder *c, qsm_matrix *value);
bool qsm__code_matrix4x4(qsm_coder *c, qsm_matrix4x4 *value);
bool qsm__code_vector2d(qsm_coder *c, qsm_vector2d *value);
bool qsm__code_vector3d(qsm_coder *c, qsm_vector3d *value);
bool qsm__code_vector4d(qsm_coder *c, qsm_vector4d *value);
bool qsm__code_quaternion(qsm_coder *c, qsm_quaternion *value);
bool qsm__code_key_sequence(qsm_coder *c, qsm_key_sequence *value);
bool qsm__code_text_length(qsm_coder *c, qsm_text_length *value);
bool qsm__code_size_policy(qsm_coder *c, qsm_size_policy *value);

/* The file of a picture: PNG, at version 1 BMP. No bytes: the null picture. */
bool qsm__code_picture(qsm_coder *c, qsm_bytes *value);

/* These live in the arena. */
bool qsm__code_brush(qsm_coder *c, qsm_brush *value);
bool qsm__code_pen(qsm_coder *c, qsm_pen *value);
bool qsm__code_font(qsm_coder *c, qsm_font *value);
bool qsm__code_painter_path(qsm_coder *c, qsm_painter_path *value);
bool qsm__code_region(qsm_coder *c, qsm_region *value);
bool qsm__code_palette(qsm_coder *c, qsm_palette *value);
bool qsm__code_cursor(qsm_coder *c, qsm_cursor *value);
bool qsm__code_icon(qsm_coder *c, qsm_icon *value);
bool qsm__code_drawing(qsm_coder *c, qsm_bytes *value); /* QPicture */

qsm_code qsm__type_color;
qsm_code qsm__type_transform;
qsm_code qsm__type_matrix;
qsm_code qsm__type_matrix4x4;
qsm_code qsm__type_vector2d;
qsm_code qsm__type_vector3d;
qsm_code qsm__type_vector4d;
qsm_code qsm__type_quaternion;
qsm_code qsm__type_generic_matrix;
qsm_code qsm__type_key_sequence;
qsm_code qsm__type_text_length;
qsm_code qsm__type_size_policy;
qsm_code qsm__type_picture;
qsm_code qsm__type_color_space;
qsm_code qsm__type_brush;
qsm_code qsm__type_pen;
qsm_code qsm__type_font;
qsm_code qsm__type_painter_path;
qsm_code qsm__type_region;
qsm_code qsm__type_palette;
qsm_code qsm__type_cursor;
qsm_code qsm__type_icon;
qsm_code qsm__type_drawing;

/* An array that is part of a value. */
typedef struct qsm_array {
    const void *items;
    size_t count;
    size_t size;  /* of an item, at most QSM_ARRAY_ITEM */
    size_t least; /* the fewest bytes of an item on the wire */
    bool (*code)(qsm_coder *c, void *item);
} qsm_array;

enum { QSM_ARRAY_ITEM = 48 };

/* A QList: a count, and the items. A list that fails is empty, as in Qt. */
bool qsm__code_array(qsm_coder *c, qsm_array *array);

/* The items without the count: what was read, up to the first error. */
bool qsm__code_array_items(qsm_coder *c, qsm_array *array, uint64_t count);

/* Red, green and blue from 0 to 65535. False: the spec is unknown, or the colour is invalid. */
bool qsm__color_rgb(const qsm_color *color, uint16_t rgb[3]);

/* From 0-65535 to 0-255, rounded. */
uint8_t qsm__color_byte(uint16_t component);

#endif
