/* SPDX-License-Identifier: MIT */
/* The coders of scalars, text and bytes in the form of the table of types. */
#ifndef QSM_VALUE_SCALARS_H
#define QSM_VALUE_SCALARS_H

#include "value/types.h"

qsm_code qsm__type_nothing; /* 0 bytes: std::nullptr_t, void */
qsm_code qsm__type_bool;
qsm_code qsm__type_i8;
qsm_code qsm__type_u8;
qsm_code qsm__type_i16;
qsm_code qsm__type_u16;
qsm_code qsm__type_i32;
qsm_code qsm__type_u32;
qsm_code qsm__type_i64;
qsm_code qsm__type_u64;
qsm_code qsm__type_real;
qsm_code qsm__type_realf;
qsm_code qsm__type_text;
qsm_code qsm__type_bytes;
qsm_code qsm__type_c_string;

#endif
