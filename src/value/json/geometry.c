/* SPDX-License-Identifier: MIT */
/* Geometry: arrays of numbers, rectangles with names. QUuid: its text. */
#include <stdio.h>
#include <string.h>

#include "value/core/core.h"
#include "value/json/structs.h"

QSM_JSON_NUMBERS(point, qsm_point, qsm__json_i32s, int32_t, &v->x, &v->y)
QSM_JSON_NUMBERS(point_f, qsm_point_f, qsm__json_reals, double, &v->x, &v->y)
QSM_JSON_NUMBERS(size, qsm_size, qsm__json_i32s, int32_t, &v->width, &v->height)
QSM_JSON_NUMBERS(size_f, qsm_size_f, qsm__json_reals, double, &v->width, &v->height)
QSM_JSON_NUMBERS(line, qsm_line, qsm__json_i32s, int32_t, &v->x1, &v->y1, &v->x2, &v->y2)
QSM_JSON_NUMBERS(line_f, qsm_line_f, qsm__json_reals, double, &v->x1, &v->y1, &v->x2, &v->y2)
QSM_JSON_NUMBERS(margins, qsm_margins, qsm__json_i32s, int32_t, &v->left, &v->top, &v->right,
                 &v->bottom)
QSM_JSON_NUMBERS(margins_f, qsm_margins_f, qsm__json_reals, double, &v->left, &v->top, &v->right,
                 &v->bottom)

/* NOLINTBEGIN(bugprone-macro-parentheses): the type of a parameter */
#define RECT(name, c_type, code)                                                                   \
    bool qsm__json_##name(qsm_json *j, const qsm_type *type, void *value)                          \
    {                                                                                              \
        c_type *rect = value;                                                                      \
        const qsm_json_field fields[] = {{"x", code, &rect->x},                                    \
                                         {"y", code, &rect->y},                                    \
                                         {"w", code, &rect->width},                                \
                                         {"h", code, &rect->height}};                              \
        (void)type;                                                                                \
        return qsm__json_fields(j, fields, sizeof fields / sizeof fields[0]);                      \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
RECT(rect, qsm_rect, qsm__json_field_i32)
RECT(rect_f, qsm_rect_f, qsm__json_field_real)

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
