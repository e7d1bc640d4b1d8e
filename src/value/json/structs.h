/* SPDX-License-Identifier: MIT */
/* The functions of json/structs.c. */
#ifndef QSM_VALUE_JSON_STRUCTS_H
#define QSM_VALUE_JSON_STRUCTS_H

#include "value/json/json.h"

qsm_json_code qsm__json_key_combination;
qsm_json_code qsm__json_type_revision;
qsm_json_code qsm__json_point;
qsm_json_code qsm__json_point_f;
qsm_json_code qsm__json_size;
qsm_json_code qsm__json_size_f;
qsm_json_code qsm__json_rect;
qsm_json_code qsm__json_rect_f;
qsm_json_code qsm__json_line;
qsm_json_code qsm__json_line_f;
qsm_json_code qsm__json_margins;
qsm_json_code qsm__json_margins_f;
qsm_json_code qsm__json_uuid;
qsm_json_code qsm__json_date;
qsm_json_code qsm__json_time;
qsm_json_code qsm__json_date_time;
qsm_json_code qsm__json_time_zone;
qsm_json_code qsm__json_regular_expression;
qsm_json_code qsm__json_reg_exp;
qsm_json_code qsm__json_bit_array;
qsm_json_code qsm__json_easing_curve;
qsm_json_code qsm__json_host_address;
qsm_json_code qsm__json_document;
qsm_json_code qsm__json_json_value;
qsm_json_code qsm__json_cbor;
qsm_json_code qsm__json_color;
qsm_json_code qsm__json_transform;
qsm_json_code qsm__json_matrix;
qsm_json_code qsm__json_matrix4x4;
qsm_json_code qsm__json_vector2d;
qsm_json_code qsm__json_vector3d;
qsm_json_code qsm__json_vector4d;
qsm_json_code qsm__json_quaternion;
qsm_json_code qsm__json_generic_matrix;
qsm_json_code qsm__json_key_sequence;
qsm_json_code qsm__json_text_length;
qsm_json_code qsm__json_size_policy;
qsm_json_code qsm__json_brush;
qsm_json_code qsm__json_pen;
qsm_json_code qsm__json_font;
qsm_json_code qsm__json_painter_path;
qsm_json_code qsm__json_region;
qsm_json_code qsm__json_palette;
qsm_json_code qsm__json_cursor;
qsm_json_code qsm__json_icon;

/*
 * Makes qsm__json_NAME() for a struct whose JSON is an array of numbers. ...: pointers to them; v
 * is the struct.
 */
/* NOLINTBEGIN(bugprone-macro-parentheses): the type of a parameter */
#define QSM_JSON_NUMBERS(name, c_type, function, number, ...)                                      \
    bool qsm__json_##name(qsm_json *j, const qsm_type *type, void *value)                          \
    {                                                                                              \
        c_type *v = value;                                                                         \
        number *const fields[] = {__VA_ARGS__};                                                    \
        (void)type;                                                                                \
        return function(j, fields, sizeof fields / sizeof fields[0]);                              \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

/* An array of plain structs. Making: the items are new. */
bool qsm__json_items(qsm_json *j, const void **items, size_t *count, size_t size,
                     bool (*code)(qsm_json *, void *));

/* Members of an object. */
typedef struct qsm_json_field {
    const char *name;
    bool (*code)(qsm_json *j, void *value);
    void *value;
} qsm_json_field;

bool qsm__json_member_of(qsm_json *j, const char *name, bool (*code)(qsm_json *, void *),
                         void *value);
bool qsm__json_fields(qsm_json *j, const qsm_json_field *fields, size_t count);

bool qsm__json_field_bool(qsm_json *j, void *value);
bool qsm__json_field_u8(qsm_json *j, void *value);
bool qsm__json_field_u16(qsm_json *j, void *value);
bool qsm__json_field_i32(qsm_json *j, void *value);
bool qsm__json_field_u32(qsm_json *j, void *value);
bool qsm__json_field_real(qsm_json *j, void *value);
bool qsm__json_field_text(qsm_json *j, void *value);
bool qsm__json_field_hex(qsm_json *j, void *value);

#endif
