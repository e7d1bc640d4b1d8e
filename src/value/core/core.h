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

#endif
