/* SPDX-License-Identifier: MIT */
/* The functions of json/structs.c. */
#ifndef QSM_VALUE_JSON_STRUCTS_H
#define QSM_VALUE_JSON_STRUCTS_H

#include "value/json/json.h"

qsm_json_code qsm__json_key_combination;

#endif
