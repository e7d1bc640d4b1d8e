/* SPDX-License-Identifier: MIT */
/* Numbers whose JSON says what they are. */
#include "value/json/structs.h"

bool qsm__json_key_combination(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_json member;
    (void)type;
    return qsm__json_member(j, "combined", &member) && qsm__json_i32(&member, value);
}
