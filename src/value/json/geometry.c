/* SPDX-License-Identifier: MIT */
/* Geometry: arrays of numbers, rectangles with names. QUuid: its text. */
#include <stdio.h>
#include <string.h>

#include "value/core/core.h"
#include "value/json/structs.h"

#define NUMBERS(name, c_type, function, number, ...)                                               \
    bool qsm__json_##name(qsm_json *j, const qsm_type *type, void *value)                          \
    {                                                                                              \
        c_type *v = value;                                                                         \
        number *const fields[] = {__VA_ARGS__};                                                    \
        (void)type;                                                                                \
        return function(j, fields, sizeof fields / sizeof fields[0]);                              \
    }
NUMBERS(point, qsm_point, qsm__json_i32s, int32_t, &v->x, &v->y)
NUMBERS(point_f, qsm_point_f, qsm__json_reals, double, &v->x, &v->y)
NUMBERS(size, qsm_size, qsm__json_i32s, int32_t, &v->width, &v->height)
NUMBERS(size_f, qsm_size_f, qsm__json_reals, double, &v->width, &v->height)
NUMBERS(line, qsm_line, qsm__json_i32s, int32_t, &v->x1, &v->y1, &v->x2, &v->y2)
NUMBERS(line_f, qsm_line_f, qsm__json_reals, double, &v->x1, &v->y1, &v->x2, &v->y2)
NUMBERS(margins, qsm_margins, qsm__json_i32s, int32_t, &v->left, &v->top, &v->right, &v->bottom)
NUMBERS(margins_f, qsm_margins_f, qsm__json_reals, double, &v->left, &v->top, &v->right, &v->bottom)

static const char *const rect_names[] = {"x", "y", "w", "h"};

bool qsm__json_rect(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_rect *rect = value;
    int32_t *const fields[] = {&rect->x, &rect->y, &rect->width, &rect->height};
    (void)type;
    for (size_t i = 0; i < 4; i++) {
        qsm_json member;
        if (!qsm__json_member(j, rect_names[i], &member) || !qsm__json_i32(&member, fields[i]))
            return false;
    }
    return true;
}

bool qsm__json_rect_f(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_rect_f *rect = value;
    double *const fields[] = {&rect->x, &rect->y, &rect->width, &rect->height};
    (void)type;
    for (size_t i = 0; i < 4; i++) {
        qsm_json member;
        if (!qsm__json_member(j, rect_names[i], &member) || !qsm__json_real(&member, fields[i]))
            return false;
    }
    return true;
}

enum { UUID_TEXT = 38 }; /* {00112233-4455-6677-8899-aabbccddeeff} */

static bool is_dash(size_t byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

static bool parse_uuid(qsm_json *j, qsm_text text, qsm_uuid *uuid)
{
    const char *at = text.data;
    bool ok = text.size == UUID_TEXT && *at++ == '{';
    for (size_t i = 0; i < 16 && ok; i++) {
        ok = !is_dash(i) || *at++ == '-';
        int high = ok ? qsm__json_hex_value(at[0]) : -1;
        int low = ok ? qsm__json_hex_value(at[1]) : -1;
        ok = high >= 0 && low >= 0;
        uuid->bytes[i] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    return (ok && *at == '}') || qsm__json_fail(j, "a UUID in braces is needed");
}

bool qsm__json_uuid(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_uuid *uuid = value;
    qsm_text text = {NULL, 0};
    char digits[UUID_TEXT + 1] = "{";
    (void)type;
    if (j->making) {
        text = qsm_variant_text(j->node);
        return text.data != NULL ? parse_uuid(j, text, uuid)
                                 : qsm__json_fail(j, "a UUID in braces is needed");
    }
    for (size_t i = 0; i < 16; i++)
        (void)snprintf(digits + strlen(digits), 4, "%s%02x", is_dash(i) ? "-" : "", uuid->bytes[i]);
    digits[UUID_TEXT - 1] = '}';
    digits[UUID_TEXT] = '\0';
    return qsm_variant_set_text(j->node, qsm_text_of(digits)) || qsm__json_no_memory(j);
}
