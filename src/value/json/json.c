/* SPDX-License-Identifier: MIT */
/* What the JSON of all types needs: members, elements, numbers, text. */
#include "value/json/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/reals.h"
#include "stream/stream.h"
#include "value/number.h"

#define EXACT_INTEGER                                                                              \
    ((int64_t)1 << 53) /* larger ones stand as strings: JSON readers use doubles */

bool qsm__json_fail(qsm_json *j, const char *problem)
{
    if (*j->problem == NULL) {
        *j->problem = problem;
        if (j->errors != NULL)
            qsm__stream_fail_at(j->errors, QSM_DATA_STREAM_WRITE_FAILED, 0, "%s", problem);
    }
    return false;
}

const char qsm__json_is_out_of_memory[] = "no memory";

bool qsm__json_no_memory(qsm_json *j)
{
    return qsm__json_fail(j, qsm__json_is_out_of_memory);
}

qsm_json qsm__json_with(const qsm_json *j, const qsm_variant *node)
{
    qsm_json other = *j;
    other.node = qsm__variant_mutable(node); /* only read when making */
    return other;
}

bool qsm__json_member(qsm_json *j, const char *name, qsm_json *member)
{
    if (j->making) {
        *member = qsm__json_with(j, qsm_variant_find(j->node, name));
        return member->node != NULL || qsm__json_fail(j, "a member of an object is missing");
    }
    if (j->node->type == NULL && !qsm_variant_set_map(j->node))
        return qsm__json_no_memory(j);
    qsm_items *items = qsm__variant_items(j->node);
    items->built = false; /* in the order in which they are added */
    *member = qsm__json_with(j, qsm_variant_insert(j->node, name));
    return member->node != NULL || qsm__json_no_memory(j);
}

bool qsm__json_has(const qsm_json *j, const char *name, bool has)
{
    return j->making ? qsm_variant_find(j->node, name) != NULL : has;
}

bool qsm__json_item(qsm_json *j, size_t index, qsm_json *item)
{
    if (j->making) {
        *item = qsm__json_with(j, qsm_variant_at(j->node, index));
        return item->node != NULL || qsm__json_fail(j, "an element of an array is missing");
    }
    if (j->node->type == NULL && !qsm_variant_set_list(j->node))
        return qsm__json_no_memory(j);
    *item = qsm__json_with(j, qsm_variant_append(j->node));
    return item->node != NULL || qsm__json_no_memory(j);
}

bool qsm__json_null(qsm_json *j, bool is_null)
{
    if (j->making)
        return j->node->type == NULL;
    if (is_null)
        qsm_variant_set_invalid(j->node);
    return is_null;
}

bool qsm__json_array(qsm_json *j, size_t *count)
{
    if (!j->making)
        return qsm_variant_set_list(j->node) || qsm__json_no_memory(j);
    *count = qsm_variant_count(j->node);
    bool is_array = j->node->type != NULL && j->node->type->kind == QSM_KIND_LIST;
    return is_array || qsm__json_fail(j, "an array is needed");
}

/* "inf" and the like. */
static bool special_real(const qsm_number *number, const char **text)
{
    if (number->form != QSM_NUMBER_REAL)
        return false;
    double real = number->real;
    if (real != real)
        *text = "nan";
    else if (real > 1.7976931348623157e308)
        *text = "inf";
    else if (real < -1.7976931348623157e308)
        *text = "-inf";
    else if (real == 0 && qsm__double_bits(real) != 0)
        *text = "-0";
    else
        return false;
    return true;
}

static bool print_number(qsm_json *j, const qsm_type *type, const void *value)
{
    char digits[32];
    const char *text = digits;
    int64_t integer;
    qsm_number number = qsm__number_of(type, value);
    bool special = special_real(&number, &text);
    if (number.form == QSM_NUMBER_REAL && !special) {
        bool whole = qsm__number_to_i64(&number, &integer) && integer < EXACT_INTEGER &&
                     integer > -EXACT_INTEGER;
        return (whole ? qsm_variant_set_int64(j->node, integer)
                      : qsm_variant_set_double(j->node, number.real)) ||
               qsm__json_no_memory(j);
    }
    if (!special && qsm__number_to_i64(&number, &integer) && integer <= EXACT_INTEGER &&
        integer >= -EXACT_INTEGER)
        return qsm_variant_set_int64(j->node, integer) || qsm__json_no_memory(j);
    if (number.form == QSM_NUMBER_SIGNED)
        (void)snprintf(digits, sizeof digits, "%lld", (long long)number.is_signed);
    else if (!special)
        (void)snprintf(digits, sizeof digits, "%llu", (unsigned long long)number.is_unsigned);
    return qsm_variant_set_text(j->node, qsm_text_of(text)) || qsm__json_no_memory(j);
}

/* A number that stands as a string. */
static bool number_of_text(qsm_text text, qsm_number *number)
{
    static const struct {
        const char *text;
        uint64_t bits;
    } specials[] = {{"inf", 0x7ff0000000000000},
                    {"-inf", 0xfff0000000000000},
                    {"nan", 0x7ff8000000000000},
                    {"-0", 0x8000000000000000}};
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(text.data, specials[i].text) == 0) {
            number->form = QSM_NUMBER_REAL;
            number->real = qsm__double_of(specials[i].bits);
            return true;
        }
    }
    bool negative = text.data[0] == '-';
    size_t digits = strspn(text.data + negative, "0123456789");
    if (digits == 0 || digits > 20 || digits + negative != text.size)
        return false;
    errno = 0;
    if (negative)
        number->is_signed = strtoll(text.data, NULL, 10);
    else
        number->is_unsigned = strtoull(text.data, NULL, 10);
    if (errno != 0)
        return false;
    number->form = negative ? QSM_NUMBER_SIGNED : QSM_NUMBER_UNSIGNED;
    return true;
}

static bool make_number(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_text text = qsm_variant_text(j->node);
    qsm_number number = {.form = QSM_NUMBER_NONE};
    if (text.data != NULL)
        (void)number_of_text(text, &number);
    else
        number = qsm__number_of(j->node->type, qsm__variant_value(j->node));
    return (number.form != QSM_NUMBER_NONE && qsm__number_store(type, value, &number)) ||
           qsm__json_fail(j, "a number of this type is needed");
}

bool qsm__json_number(qsm_json *j, const qsm_type *type, void *value)
{
    return j->making ? make_number(j, type, value) : print_number(j, type, value);
}

/* NOLINTBEGIN(bugprone-macro-parentheses): the type of a parameter */
#define JSON_NUMBER(name, c_type, kind_)                                                           \
    bool qsm__json_##name(qsm_json *j, c_type *value)                                              \
    {                                                                                              \
        static const qsm_type type = {.kind = QSM_KIND_##kind_, .size = sizeof(c_type)};           \
        return qsm__json_number(j, &type, value);                                                  \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
JSON_NUMBER(u8, uint8_t, UNSIGNED)
JSON_NUMBER(u16, uint16_t, UNSIGNED)
JSON_NUMBER(i32, int32_t, SIGNED)
JSON_NUMBER(u32, uint32_t, UNSIGNED)
JSON_NUMBER(i64, int64_t, SIGNED)
JSON_NUMBER(real, double, FLOAT)
JSON_NUMBER(realf, float, FLOAT)

bool qsm__json_bool(qsm_json *j, bool *value)
{
    if (!j->making)
        return qsm_variant_set_bool(j->node, *value) || qsm__json_no_memory(j);
    return qsm_variant_to_bool(j->node, value) || qsm__json_fail(j, "true or false is needed");
}

bool qsm__json_text(qsm_json *j, qsm_text *value)
{
    if (qsm__json_null(j, value->data == NULL)) {
        *value = (qsm_text){NULL, 0};
        return true;
    }
    if (!j->making)
        return qsm_variant_set_text(j->node, *value) || qsm__json_no_memory(j);
    qsm_text text = qsm_variant_text(j->node);
    if (text.data == NULL)
        return qsm__json_fail(j, "a string is needed");
    char *copy = qsm__arena_take(&j->tree->arena, text.size + 1);
    if (copy == NULL)
        return qsm__json_no_memory(j);
    memcpy(copy, text.data, text.size + 1);
    *value = (qsm_text){copy, text.size};
    return true;
}

static bool print_hex(qsm_json *j, const qsm_bytes *value)
{
    static const char digits[] = "0123456789abcdef";
    qsm_json member;
    const unsigned char *in = value->data;
    if (!qsm__json_member(j, "hex", &member))
        return false;
    char *text = qsm__arena_take(&j->tree->arena, 2 * value->size + 1);
    if (text == NULL)
        return qsm__json_no_memory(j);
    for (size_t i = 0; i < value->size; i++) {
        text[2 * i] = digits[in[i] >> 4];
        text[2 * i + 1] = digits[in[i] & 15];
    }
    text[2 * value->size] = '\0';
    return qsm_variant_set_text(member.node, (qsm_text){text, 2 * value->size}) ||
           qsm__json_no_memory(j);
}

int qsm__json_hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool make_hex(qsm_json *j, qsm_bytes *value)
{
    qsm_json member;
    if (!qsm__json_member(j, "hex", &member))
        return false;
    qsm_text text = qsm_variant_text(member.node);
    if (text.data == NULL || text.size % 2 != 0)
        return qsm__json_fail(j, "pairs of hexadecimal digits are needed");
    unsigned char *bytes = qsm__arena_take(&j->tree->arena, text.size / 2 + 1);
    if (bytes == NULL)
        return qsm__json_no_memory(j);
    for (size_t i = 0; i < text.size / 2; i++) {
        int high = qsm__json_hex_value(text.data[2 * i]);
        int low = qsm__json_hex_value(text.data[2 * i + 1]);
        if (high < 0 || low < 0)
            return qsm__json_fail(j, "pairs of hexadecimal digits are needed");
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    bytes[text.size / 2] = '\0';
    *value = (qsm_bytes){bytes, text.size / 2};
    return true;
}

bool qsm__json_hex(qsm_json *j, qsm_bytes *value)
{
    if (qsm__json_null(j, value->data == NULL)) {
        *value = (qsm_bytes){NULL, 0};
        return true;
    }
    return j->making ? make_hex(j, value) : print_hex(j, value);
}

/* NOLINTBEGIN(bugprone-macro-parentheses): the type of a parameter */
#define JSON_NUMBERS(name, c_type, code)                                                           \
    bool qsm__json_##name(qsm_json *j, c_type *const *values, size_t count)                        \
    {                                                                                              \
        for (size_t i = 0; i < count; i++) {                                                       \
            qsm_json item;                                                                         \
            if (!qsm__json_item(j, i, &item) || !code(&item, values[i]))                           \
                return false;                                                                      \
        }                                                                                          \
        return true;                                                                               \
    }
/* NOLINTEND(bugprone-macro-parentheses) */
JSON_NUMBERS(i32s, int32_t, qsm__json_i32)
JSON_NUMBERS(reals, double, qsm__json_real)
JSON_NUMBERS(realfs, float, qsm__json_realf)
