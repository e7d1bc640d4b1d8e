/* SPDX-License-Identifier: MIT */
#include "value/scalars.h"

#include "value/coder.h"

bool qsm__type_nothing(qsm_coder *c, const qsm_type *type, void *value)
{
    (void)c;
    (void)type;
    (void)value;
    return true;
}

QSM_TYPE_CODER(bool, bool)
QSM_TYPE_CODER(i8, int8_t)
QSM_TYPE_CODER(u8, uint8_t)
QSM_TYPE_CODER(i16, int16_t)
QSM_TYPE_CODER(u16, uint16_t)
QSM_TYPE_CODER(i32, int32_t)
QSM_TYPE_CODER(u32, uint32_t)
QSM_TYPE_CODER(i64, int64_t)
QSM_TYPE_CODER(u64, uint64_t)
QSM_TYPE_CODER(real, double)
QSM_TYPE_CODER(realf, float)
QSM_TYPE_CODER(text, qsm_text)
QSM_TYPE_CODER(bytes, qsm_bytes)
QSM_TYPE_CODER(c_string, qsm_bytes)
