/* SPDX-License-Identifier: MIT */
/* Arrays of plain structs, which are parts of values. */
#include "value/json/structs.h"

/* Items that are printed are not changed. */
static void *item_at(const void *items, size_t size, size_t index)
{
    union {
        const unsigned char *from;
        void *to;
    } pointer = {.from = (const unsigned char *)items + size * index};
    return pointer.to;
}

bool qsm__json_items(qsm_json *j, const void **items, size_t *count, size_t size,
                     bool (*code)(qsm_json *, void *))
{
    size_t number = *count;
    if (!qsm__json_array(j, &number))
        return false;
    if (j->making) {
        *items = qsm__arena_array(&j->tree->arena, number, size);
        if (*items == NULL)
            return qsm__json_no_memory(j);
    }
    *count = number;
    for (size_t i = 0; i < number; i++) {
        qsm_json item;
        if (!qsm__json_item(j, i, &item) || !code(&item, item_at(*items, size, i)))
            return false;
    }
    return true;
}

bool qsm__json_member_of(qsm_json *j, const char *name, bool (*code)(qsm_json *, void *),
                         void *value)
{
    qsm_json member;
    return qsm__json_member(j, name, &member) && code(&member, value);
}

bool qsm__json_fields(qsm_json *j, const qsm_json_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!qsm__json_member_of(j, fields[i].name, fields[i].code, fields[i].value))
            return false;
    }
    return true;
}

#define FIELD(name, c_type, function)                                                              \
    bool qsm__json_field_##name(qsm_json *j, void *value)                                          \
    {                                                                                              \
        return function(j, (c_type *)value);                                                       \
    }
FIELD(bool, bool, qsm__json_bool)
FIELD(u8, uint8_t, qsm__json_u8)
FIELD(u16, uint16_t, qsm__json_u16)
FIELD(i32, int32_t, qsm__json_i32)
FIELD(u32, uint32_t, qsm__json_u32)
FIELD(real, double, qsm__json_real)
FIELD(text, qsm_text, qsm__json_text)
FIELD(hex, qsm_bytes, qsm__json_hex)
