/* SPDX-License-Identifier: MIT */
/* Numbers whose JSON says what they are. */
#include "value/json/structs.h"

bool qsm__json_key_combination(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_json member;
    (void)type;
    return qsm__json_member(j, "combined", &member) && qsm__json_i32(&member, value);
}

enum { NO_PART = 0xff };

/* A part of a QTypeRevision; null: it has none. */
static bool revision_part(qsm_json *j, const char *name, uint8_t *part)
{
    qsm_json member;
    if (!qsm__json_member(j, name, &member))
        return false;
    if (qsm__json_null(&member, *part == NO_PART)) {
        *part = NO_PART;
        return true;
    }
    return qsm__json_u8(&member, part);
}

bool qsm__json_type_revision(qsm_json *j, const qsm_type *type, void *value)
{
    uint16_t *revision = value;
    uint8_t major = (uint8_t)(*revision >> 8);
    uint8_t minor = (uint8_t)*revision;
    (void)type;
    bool ok = revision_part(j, "major", &major) && revision_part(j, "minor", &minor);
    *revision = (uint16_t)(major << 8 | minor);
    return ok;
}
