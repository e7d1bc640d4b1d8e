/* SPDX-License-Identifier: MIT */
/* The table of types whose JSON has a form of its own: their coder, and the function for JSON. */
#include "value/json/json.h"

#include "value/json/structs.h"
#include "value/scalars.h"

const qsm_json_struct qsm__json_structs[] = {
    {qsm__type_i32, "QKeyCombination", qsm__json_key_combination},
    {NULL, NULL, NULL},
};
