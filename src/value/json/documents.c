/* SPDX-License-Identifier: MIT */
/* Regular expressions, bit arrays, easing curves; JSON documents as their text. */
#include <string.h>

#include "stream/reals.h"
#include "value/core/core.h"
#include "value/json/structs.h"

static bool named_text(qsm_json *j, const char *name, qsm_text *text)
{
    qsm_json member;
    return qsm__json_member(j, name, &member) && qsm__json_text(&member, text);
}

bool qsm__json_regular_expression(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_json member;
    qsm_regular_expression *v = value;
    (void)type;
    return named_text(j, "pattern", &v->pattern) && qsm__json_member(j, "options", &member) &&
           qsm__json_u32(&member, &v->options);
}

bool qsm__json_reg_exp(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_json member;
    qsm_reg_exp *v = value;
    (void)type;
    return named_text(j, "pattern", &v->pattern) &&
           qsm__json_member(j, "caseSensitivity", &member) &&
           qsm__json_u8(&member, &v->case_sensitivity) &&
           qsm__json_member(j, "patternSyntax", &member) &&
           qsm__json_u8(&member, &v->pattern_syntax) && qsm__json_member(j, "minimal", &member) &&
           qsm__json_bool(&member, &v->minimal);
}

static bool make_bits(qsm_json *j, qsm_text text, qsm_bit_array *bits)
{
    if (text.data == NULL || strspn(text.data, "01") != text.size)
        return qsm__json_fail(j, "bits are digits 0 and 1");
    uint8_t *bytes = qsm__arena_zero(&j->tree->arena, text.size / 8 + 1);
    if (bytes == NULL)
        return qsm__json_no_memory(j);
    for (size_t i = 0; i < text.size; i++)
        bytes[i / 8] = (uint8_t)(bytes[i / 8] | (text.data[i] - '0') << i % 8);
    *bits = (qsm_bit_array){bytes, text.size};
    return true;
}

bool qsm__json_bit_array(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_json member;
    qsm_bit_array *bits = value;
    (void)type;
    if (!qsm__json_member(j, "bits", &member))
        return false;
    if (j->making)
        return make_bits(j, qsm_variant_text(member.node), bits);
    size_t count = bits->bytes != NULL ? bits->count : 0;
    char *digits = count < SIZE_MAX ? qsm__arena_take(&j->tree->arena, count + 1) : NULL;
    if (digits == NULL)
        return qsm__json_no_memory(j);
    for (size_t i = 0; i < count; i++)
        digits[i] = (char)('0' + (bits->bytes[i / 8] >> i % 8 & 1));
    digits[count] = '\0';
    return qsm_variant_set_text(member.node, (qsm_text){digits, count}) || qsm__json_no_memory(j);
}

/* A list of arrays of numbers. */
static bool json_points(qsm_json *j, const char *name, const void **points, size_t *count,
                        size_t reals)
{
    enum { MOST_REALS = 5 };
    qsm_json list;
    size_t size = reals * sizeof(double);
    const char *from = *points;
    char *made = NULL;
    if (!qsm__json_member(j, name, &list) || !qsm__json_array(&list, count))
        return false;
    if (j->making) {
        made = qsm__arena_array(&j->tree->arena, *count + 1, size);
        *points = made;
        if (made == NULL)
            return qsm__json_no_memory(j);
    }
    for (size_t i = 0; i < *count; i++) {
        qsm_json item;
        double numbers[MOST_REALS] = {0};
        double *const fields[] = {&numbers[0], &numbers[1], &numbers[2], &numbers[3], &numbers[4]};
        if (!j->making)
            memcpy(numbers, from + i * size, size);
        if (!qsm__json_item(&list, i, &item) || !qsm__json_reals(&item, fields, reals))
            return false;
        if (made != NULL)
            memcpy(made + i * size, numbers, size);
    }
    return true;
}

bool qsm__json_easing_curve(qsm_json *j, const qsm_type *type, void *value)
{
    static const char *const names[] = {"period", "amplitude", "overshoot"};
    qsm_json member;
    qsm_easing_curve *v = value;
    double *const fields[] = {&v->period, &v->amplitude, &v->overshoot};
    (void)type;
    if (!qsm__json_member(j, "type", &member) || !qsm__json_u8(&member, &v->type))
        return false;
    v->has_config = qsm__json_has(j, "period", v->has_config);
    if (!v->has_config)
        return true;
    for (size_t i = 0; i < 3; i++) {
        if (!qsm__json_member(j, names[i], &member) || !qsm__json_real(&member, fields[i]))
            return false;
    }
    const void *bezier = v->bezier_curves;
    const void *tcb = v->tcb_points;
    bool ok = json_points(j, "bezierCurves", &bezier, &v->bezier_count, 2) &&
              json_points(j, "tcbPoints", &tcb, &v->tcb_count, 5);
    v->bezier_curves = bezier;
    v->tcb_points = tcb;
    return ok;
}

/* The text of JSON as a string. */
bool qsm__json_document(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_json member;
    qsm_bytes *json = value;
    qsm_text text = {json->data, json->size};
    (void)type;
    if (!qsm__json_member(j, "json", &member) || !qsm__json_text(&member, &text))
        return false;
    *json = (qsm_bytes){text.data, text.size};
    return true;
}

/* What stands for the types without a field, and for strings that would be taken for them. */
static const char *const words[] = {"null", "undefined"};

static bool is_word(qsm_text text, size_t word)
{
    return text.data != NULL && strcmp(text.data, words[word]) == 0;
}

static bool make_json_value(qsm_json *j, qsm_json_value *v)
{
    qsm_json member;
    qsm_text text = qsm_variant_text(j->node);
    const qsm_type *of = j->node->type;
    if (is_word(text, 0) || is_word(text, 1)) {
        v->type = is_word(text, 0) ? QSM_JSON_VALUE_NULL : QSM_JSON_VALUE_UNDEFINED;
        return true;
    }
    if (text.data != NULL) {
        v->type = QSM_JSON_VALUE_STRING;
        return qsm__json_text(j, &v->text);
    }
    if (qsm__json_has(j, "string", false)) {
        v->type = QSM_JSON_VALUE_STRING;
        return named_text(j, "string", &v->text);
    }
    if (of != NULL && of->kind == QSM_KIND_BOOL) {
        v->type = QSM_JSON_VALUE_BOOL;
        return qsm__json_bool(j, &v->boolean);
    }
    if (!qsm__json_has(j, "json", false)) {
        v->type = QSM_JSON_VALUE_DOUBLE;
        member = *j;
        if (qsm__json_has(j, "number", false))
            (void)qsm__json_member(j, "number", &member);
        return qsm__json_real(&member, &v->number);
    }
    if (!qsm__json_document(j, NULL, &v->json))
        return false;
    bool object = v->json.size > 0 && *(const char *)v->json.data == '{';
    v->type = object ? QSM_JSON_VALUE_OBJECT : QSM_JSON_VALUE_ARRAY;
    return true;
}

/* Others stand as strings, which would be taken for strings. */
static bool is_json_number(double number)
{
    bool finite = number - number == 0;
    return finite && (number != 0 || qsm__double_bits(number) == 0);
}

static bool print_json_value(qsm_json *j, qsm_json_value *v)
{
    qsm_json member;
    qsm_text word;
    switch (v->type) {
    case QSM_JSON_VALUE_BOOL:
        return qsm__json_bool(j, &v->boolean);
    case QSM_JSON_VALUE_DOUBLE:
        if (is_json_number(v->number))
            return qsm__json_real(j, &v->number);
        return qsm__json_member(j, "number", &member) && qsm__json_real(&member, &v->number);
    case QSM_JSON_VALUE_STRING:
        if (v->text.data == NULL || is_word(v->text, 0) || is_word(v->text, 1))
            return named_text(j, "string", &v->text);
        return qsm__json_text(j, &v->text);
    case QSM_JSON_VALUE_ARRAY:
    case QSM_JSON_VALUE_OBJECT:
        return qsm__json_document(j, NULL, &v->json);
    default:
        word = qsm_text_of(words[v->type != QSM_JSON_VALUE_NULL]);
        return qsm__json_text(j, &word);
    }
}

bool qsm__json_json_value(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_json member;
    (void)type;
    return qsm__json_member(j, "jsonvalue", &member) &&
           (j->making ? make_json_value(&member, value) : print_json_value(&member, value));
}
