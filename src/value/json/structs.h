/* SPDX-License-Identifier: MIT */
/* The functions of json/structs.c. */
#ifndef QSM_VALUE_JSON_STRUCTS_H
#define QSM_VALUE_JSON_STRUCTS_H

#include "value/json/json.h"

qsm_json_code qsm__json_key_combination;
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
qsm_json_code qsm__json_document;
qsm_json_code qsm__json_json_value;
qsm_json_code qsm__json_cbor;

#endif
