/* SPDX-License-Identifier: MIT */
/* The table of types whose JSON has a form of its own: their coder, and the function for JSON. */
#include "value/json/json.h"

#include "value/core/core.h"
#include "value/gui/gui.h"
#include "value/json/structs.h"
#include "value/scalars.h"

const qsm_json_struct qsm__json_structs[] = {
    {qsm__type_i32, "QKeyCombination", qsm__json_key_combination},
    {qsm__type_point, NULL, qsm__json_point},
    {qsm__type_point_f, NULL, qsm__json_point_f},
    {qsm__type_size, NULL, qsm__json_size},
    {qsm__type_size_f, NULL, qsm__json_size_f},
    {qsm__type_rect, NULL, qsm__json_rect},
    {qsm__type_rect_f, NULL, qsm__json_rect_f},
    {qsm__type_line, NULL, qsm__json_line},
    {qsm__type_line_f, NULL, qsm__json_line_f},
    {qsm__type_margins, NULL, qsm__json_margins},
    {qsm__type_margins_f, NULL, qsm__json_margins_f},
    {qsm__type_uuid, NULL, qsm__json_uuid},
    {qsm__type_date, NULL, qsm__json_date},
    {qsm__type_time, NULL, qsm__json_time},
    {qsm__type_date_time, NULL, qsm__json_date_time},
    {qsm__type_time_zone, NULL, qsm__json_time_zone},
    {qsm__type_regular_expression, NULL, qsm__json_regular_expression},
    {qsm__type_reg_exp, NULL, qsm__json_reg_exp},
    {qsm__type_bit_array, NULL, qsm__json_bit_array},
    {qsm__type_easing_curve, NULL, qsm__json_easing_curve},
    {qsm__type_json_document, NULL, qsm__json_document},
    {qsm__type_json_object, NULL, qsm__json_document},
    {qsm__type_json_array, NULL, qsm__json_document},
    {qsm__type_json_value, NULL, qsm__json_json_value},
    {qsm__type_cbor_value, NULL, qsm__json_cbor},
    {qsm__type_cbor_array, NULL, qsm__json_cbor},
    {qsm__type_cbor_map, NULL, qsm__json_cbor},
    {qsm__type_color, NULL, qsm__json_color},
    {qsm__type_transform, NULL, qsm__json_transform},
    {qsm__type_matrix, NULL, qsm__json_matrix},
    {qsm__type_matrix4x4, NULL, qsm__json_matrix4x4},
    {qsm__type_vector2d, NULL, qsm__json_vector2d},
    {qsm__type_vector3d, NULL, qsm__json_vector3d},
    {qsm__type_vector4d, NULL, qsm__json_vector4d},
    {qsm__type_quaternion, NULL, qsm__json_quaternion},
    {qsm__type_key_sequence, NULL, qsm__json_key_sequence},
    {qsm__type_text_length, NULL, qsm__json_text_length},
    {qsm__type_size_policy, NULL, qsm__json_size_policy},
    {qsm__type_brush, NULL, qsm__json_brush},
    {qsm__type_pen, NULL, qsm__json_pen},
    {qsm__type_font, NULL, qsm__json_font},
    {qsm__type_painter_path, NULL, qsm__json_painter_path},
    {qsm__type_region, NULL, qsm__json_region},
    {qsm__type_palette, NULL, qsm__json_palette},
    {qsm__type_cursor, NULL, qsm__json_cursor},
    {qsm__type_icon, NULL, qsm__json_icon},
    {NULL, NULL, NULL},
};
