/* SPDX-License-Identifier: MIT */
/* The coders of the structs of QtCore: for other coders, and in the form of the table of types. */
#ifndef QSM_VALUE_CORE_CORE_H
#define QSM_VALUE_CORE_CORE_H

#include <qsm/values.h>

#include "value/coder.h"

bool qsm__code_point(qsm_coder *c, qsm_point *value);
bool qsm__code_point_f(qsm_coder *c, qsm_point_f *value);
bool qsm__code_size(qsm_coder *c, qsm_size *value);
bool qsm__code_size_f(qsm_coder *c, qsm_size_f *value);
bool qsm__code_rect(qsm_coder *c, qsm_rect *value);
bool qsm__code_rect_f(qsm_coder *c, qsm_rect_f *value);
bool qsm__code_line(qsm_coder *c, qsm_line *value);
bool qsm__code_line_f(qsm_coder *c, qsm_line_f *value);
bool qsm__code_margins(qsm_coder *c, qsm_margins *value);
bool qsm__code_margins_f(qsm_coder *c, qsm_margins_f *value);
bool qsm__code_uuid(qsm_coder *c, qsm_uuid *value);
bool qsm__code_date(qsm_coder *c, qsm_date *value);
bool qsm__code_time(qsm_coder *c, qsm_time *value);
bool qsm__code_time_zone(qsm_coder *c, qsm_time_zone *value);
bool qsm__code_date_time(qsm_coder *c, qsm_date_time *value);
bool qsm__code_url(qsm_coder *c, qsm_text *value);
bool qsm__code_locale(qsm_coder *c, qsm_text *value);
bool qsm__code_regular_expression(qsm_coder *c, qsm_regular_expression *value);
bool qsm__code_reg_exp(qsm_coder *c, qsm_reg_exp *value);
bool qsm__code_bit_array(qsm_coder *c, qsm_bit_array *value);
bool qsm__code_json_document(qsm_coder *c, qsm_bytes *value);
bool qsm__code_json_object(qsm_coder *c, qsm_bytes *value);
bool qsm__code_json_array(qsm_coder *c, qsm_bytes *value);
bool qsm__code_json_value(qsm_coder *c, qsm_json_value *value);
bool qsm__code_cbor_value(qsm_coder *c, qsm_bytes *value);
bool qsm__code_cbor_array(qsm_coder *c, qsm_bytes *value);
bool qsm__code_cbor_map(qsm_coder *c, qsm_bytes *value);
bool qsm__code_easing_curve(qsm_coder *c, qsm_easing_curve *value);
bool qsm__code_host_address(qsm_coder *c, qsm_host_address *value);

qsm_code qsm__type_point;
qsm_code qsm__type_point_f;
qsm_code qsm__type_size;
qsm_code qsm__type_size_f;
qsm_code qsm__type_rect;
qsm_code qsm__type_rect_f;
qsm_code qsm__type_line;
qsm_code qsm__type_line_f;
qsm_code qsm__type_margins;
qsm_code qsm__type_margins_f;
qsm_code qsm__type_uuid;
qsm_code qsm__type_date;
qsm_code qsm__type_time;
qsm_code qsm__type_time_zone;
qsm_code qsm__type_date_time;
qsm_code qsm__type_url;
qsm_code qsm__type_locale;
qsm_code qsm__type_regular_expression;
qsm_code qsm__type_reg_exp;
qsm_code qsm__type_bit_array;
qsm_code qsm__type_json_document;
qsm_code qsm__type_json_object;
qsm_code qsm__type_json_array;
qsm_code qsm__type_json_value;
qsm_code qsm__type_cbor_value;
qsm_code qsm__type_cbor_array;
qsm_code qsm__type_cbor_map;
qsm_code qsm__type_easing_curve;
qsm_code qsm__type_host_address;

#endif
