/* SPDX-License-Identifier: MIT */
/* JSON as a value, for tests and fuzzers. */
#ifndef QSM_JSON_TO_VALUE_H
#define QSM_JSON_TO_VALUE_H

#include "value/json/json.h"

/* With the types of Qt only. type: NULL for a QVariant. */
static inline bool json_to_value(qsm_variant *value, const qsm_type *type, const qsm_variant *json,
                                 const char **problem)
{
    return qsm__json_to_value_at(value, type, json, &qsm__qt_types, problem, NULL);
}

#endif
