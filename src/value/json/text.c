/* SPDX-License-Identifier: MIT */
/* JSON text and trees. */
#include <float.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/stream.h"
#include "stream/text.h"
#include "text/utf8.h"
#include "value/json/json.h"
#include "value/number.h"

enum { MOST_DEPTH = 400, NUMBER_SIZE = 400 };

typedef struct parser {
    const char *at;
    const char *end;
    const char *problem;
    unsigned depth;
} parser;

static bool fail(parser *p, const char *problem)
{
    if (p->problem == NULL)
        p->problem = problem;
    return false;
}

static void skip_blanks(parser *p)
{
    while (p->at < p->end && *p->at != '\0' && strchr(" \t\r\n", *p->at) != NULL)
        p->at++;
}

static bool take(parser *p, char c)
{
    if (p->at == p->end || *p->at != c)
        return false;
    p->at++;
    return true;
}

/* The characters that stand for themselves, up to the first other one. */
static size_t plain_length(const char *text, const char *end)
{
    const char *at = text;
    while (at < end && *at >= ' ' && *at < 0x7f && *at != '"' && *at != '\\')
        at++;
    return (size_t)(at - text);
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c != '\0' ? strchr(digits, c | 0x20) : NULL;
    return found != NULL && (c >= 'A' || c <= '9') ? (int)(found - digits) : -1;
}

/* The four digits of \uXXXX. */
static bool parse_unit(parser *p, unsigned char *units)
{
    unsigned unit = 0;
    if (p->end - p->at < 4)
        return fail(p, "\\u needs four digits");
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(*p->at++);
        if (digit < 0)
            return fail(p, "\\u needs four digits");
        unit = unit << 4 | (unsigned)digit;
    }
    units[0] = (unsigned char)(unit & 0xff);
    units[1] = (unsigned char)(unit >> 8);
    return true;
}

/* An escape as units, so that halves of pairs in two escapes become one character. */
static bool parse_escape(parser *p, unsigned char *units)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    if (take(p, 'u'))
        return parse_unit(p, units);
    const char *found = p->at < p->end && *p->at != '\0' ? strchr(from, *p->at) : NULL;
    if (found == NULL)
        return fail(p, "an unknown escape in a string");
    units[0] = (unsigned char)to[found - from];
    units[1] = 0;
    p->at++;
    return true;
}

/* The units of a string up to its closing quote. */
static bool parse_units(parser *p, unsigned char *units, size_t *count)
{
    *count = 0;
    for (;;) {
        if (p->at == p->end)
            return fail(p, "a string does not end");
        if (take(p, '"'))
            return true;
        if ((unsigned char)*p->at < 0x20)
            return fail(p, "a control character in a string");
        if (take(p, '\\')) {
            if (!parse_escape(p, units + 2 * *count))
                return false;
            ++*count;
            continue;
        }
        size_t length = 1;
        uint32_t ignored;
        if ((unsigned char)*p->at >= 0x80)
            length = qsm__utf8_decode(p->at, (size_t)(p->end - p->at), &ignored);
        if (length == 0)
            return fail(p, "a string is not UTF-8");
        *count += qsm__units_from_text(units + 2 * *count, p->at, length, QSM_UNITS_LITTLE);
        p->at += length;
    }
}

/* The bytes up to the closing quote. No string has more units. */
static size_t most_units(const parser *p)
{
    const char *at = p->at;
    while (at < p->end && *at != '"')
        at += *at == '\\' && p->end - at > 1 ? 2 : 1;
    return (size_t)(at - p->at);
}

/* Most strings: a copy of the characters is the text. */
static bool parse_plain(parser *p, size_t length, qsm_tree *tree, qsm_text *text)
{
    char *out = qsm__arena_take(&tree->arena, length + 1);
    if (out == NULL)
        return fail(p, qsm__json_is_out_of_memory);
    memcpy(out, p->at, length);
    out[length] = '\0';
    *text = (qsm_text){out, length};
    p->at += length + 1;
    return true;
}

/* A string behind its opening quote, as text in the tree. */
static bool parse_string(parser *p, qsm_tree *tree, qsm_text *text)
{
    size_t plain = plain_length(p->at, p->end);
    if (p->at + plain < p->end && p->at[plain] == '"')
        return parse_plain(p, plain, tree, text);
    unsigned char *units = malloc(2 * most_units(p) + 2);
    size_t count;
    if (units == NULL)
        return fail(p, qsm__json_is_out_of_memory);
    bool ok = parse_units(p, units, &count);
    char *out = ok ? (char *)qsm__arena_room(&tree->arena, 3 * count + 1) : NULL;
    if (out != NULL) {
        text->size = qsm__text_from_units(out, units, count, QSM_UNITS_LITTLE);
        text->data = out;
        out[text->size] = '\0';
        ok = qsm__arena_keep(&tree->arena, text->size + 1);
    }
    free(units);
    return ok && out != NULL ? true : fail(p, qsm__json_is_out_of_memory);
}

static char decimal_point(void)
{
    char text[8];
    (void)snprintf(text, sizeof text, "%.1f", 0.5);
    return text[1];
}

static bool parse_number(parser *p, qsm_variant *node)
{
    char text[NUMBER_SIZE];
    size_t size = 0;
    bool integer = true;
    for (; p->at < p->end && size < sizeof text - 1; p->at++) {
        if (strchr("+-0123456789.eE", *p->at) == NULL || *p->at == '\0')
            break;
        integer = integer && strchr(".eE", *p->at) == NULL;
        text[size] = *p->at;
        if (*p->at == '.')
            text[size] = decimal_point();
        size++;
    }
    text[size] = '\0';
    char *end = text;
    bool negative = text[0] == '-';
    if (integer && size <= 20) {
        if (negative && size < 20) {
            int64_t value = strtoll(text, &end, 10);
            return size > 1 && *end == '\0' ? qsm_variant_set_int64(node, value)
                                            : fail(p, "a malformed number");
        }
        if (!negative && (size < 20 || strcmp(text, "18446744073709551615") <= 0)) {
            uint64_t value = strtoull(text, &end, 10);
            bool ok = size > 0 && *end == '\0' && text[0] != '+';
            if (ok && value <= INT64_MAX)
                return qsm_variant_set_int64(node, (int64_t)value);
            return ok ? qsm_variant_set_uint64(node, value) : fail(p, "a malformed number");
        }
    }
    double real = strtod(text, &end);
    return size > 0 && *end == '\0' && text[0] != '+' ? qsm_variant_set_double(node, real)
                                                      : fail(p, "a malformed number");
}

static bool parse_word(parser *p, qsm_variant *node)
{
    static const char *const words[] = {"null", "false", "true"};
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(p->end - p->at) < length || memcmp(p->at, words[i], length) != 0)
            continue;
        p->at += length;
        return i == 0 ? qsm_variant_set_invalid(node) : qsm_variant_set_bool(node, i == 2);
    }
    return fail(p, "a value is missing");
}

static bool parse_value(parser *p, qsm_variant *node);

static bool parse_array(parser *p, qsm_variant *node)
{
    if (!qsm_variant_set_list(node))
        return fail(p, qsm__json_is_out_of_memory);
    skip_blanks(p);
    if (take(p, ']'))
        return true;
    for (;;) {
        qsm_variant *item = qsm_variant_append(node);
        if (item == NULL)
            return fail(p, qsm__json_is_out_of_memory);
        if (!parse_value(p, item))
            return false;
        skip_blanks(p);
        if (take(p, ']'))
            return true;
        if (!take(p, ','))
            return fail(p, "an array needs , or ]");
    }
}

static bool parse_object(parser *p, qsm_variant *node)
{
    if (!qsm_variant_set_map(node))
        return fail(p, qsm__json_is_out_of_memory);
    qsm_items *items = qsm__variant_items(node);
    items->built = false; /* the order stays */
    skip_blanks(p);
    if (take(p, '}'))
        return true;
    for (;;) {
        qsm_text key;
        qsm_variant name;
        skip_blanks(p);
        if (!take(p, '"'))
            return fail(p, "an object needs a name in quotes");
        if (!parse_string(p, node->tree, &key))
            return false;
        qsm__variant_reset(&name, node->tree);
        memcpy(qsm__variant_become(&name, node->type->of[0]), &key, sizeof key);
        qsm_variant *value = qsm__items_insert(node, &name);
        skip_blanks(p);
        if (value == NULL)
            return fail(p, qsm__json_is_out_of_memory);
        if (!take(p, ':'))
            return fail(p, "an object needs : behind a name");
        if (!parse_value(p, value))
            return false;
        skip_blanks(p);
        if (take(p, '}'))
            return true;
        if (!take(p, ','))
            return fail(p, "an object needs , or }");
    }
}

static bool parse_value(parser *p, qsm_variant *node)
{
    skip_blanks(p);
    if (p->at == p->end)
        return fail(p, "a value is missing");
    if (take(p, '"')) {
        qsm_text text;
        if (!parse_string(p, node->tree, &text))
            return false;
        memcpy(qsm__variant_become(node, &qsm__qt_types.core[QSM_VARIANT_STRING]), &text,
               sizeof text);
        return true;
    }
    if (*p->at == '-' || (*p->at >= '0' && *p->at <= '9'))
        return parse_number(p, node);
    if (*p->at != '[' && *p->at != '{')
        return parse_word(p, node);
    if (++p->depth > MOST_DEPTH)
        return fail(p, "too many arrays and objects within each other");
    bool ok = *p->at++ == '[' ? parse_array(p, node) : parse_object(p, node);
    p->depth--;
    return ok;
}

bool qsm__json_parse(const char *text, size_t size, qsm_variant *node, const char **problem,
                     size_t *offset)
{
    parser p = {.at = text, .end = text + size};
    bool ok = parse_value(&p, node);
    skip_blanks(&p);
    if (ok && p.at != p.end)
        ok = fail(&p, "something follows the value");
    *problem = p.problem;
    *offset = (size_t)(p.at - text);
    return ok;
}

static void put(qsm_data_stream *out, const char *text)
{
    qsm_data_stream_write_raw_data(out, text, strlen(text));
}

static void put_unit(qsm_data_stream *out, unsigned unit)
{
    char text[16] = {(char)unit, '\0'};
    if (unit == '"' || unit == '\\')
        (void)snprintf(text, sizeof text, "\\%c", (int)unit);
    else if (unit < 0x20 || unit >= 0x7f)
        (void)snprintf(text, sizeof text, "\\u%04x", unit);
    put(out, text);
}

/* Text that does not stand for itself. */
static void print_units(qsm_data_stream *out, const char *text, size_t size)
{
    unsigned char *units = malloc(2 * size + 2);
    if (units == NULL) {
        qsm_data_stream_set_status(out, QSM_DATA_STREAM_WRITE_FAILED);
        return;
    }
    size_t count = qsm__units_from_text(units, text, size, QSM_UNITS_LITTLE);
    for (size_t i = 0; i < count; i++)
        put_unit(out, units[2 * i] | (unsigned)units[2 * i + 1] << 8);
    free(units);
}

static void print_string(qsm_data_stream *out, qsm_text text)
{
    size_t plain = text.size > 0 ? plain_length(text.data, text.data + text.size) : 0;
    put(out, "\"");
    if (plain > 0)
        qsm_data_stream_write_raw_data(out, text.data, plain);
    if (plain < text.size)
        print_units(out, text.data + plain, text.size - plain);
    put(out, "\"");
}

void qsm__json_put_double(qsm_data_stream *out, double value)
{
    char text[40];
    /* A number of at most 15 digits comes back from its double; %g leaves out the zeros at the end.
       This does not hold for subnormal numbers. */
    bool normal = value >= DBL_MIN || value <= -DBL_MIN;
    for (int digits = normal ? DBL_DIG : 1; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    char *point = strchr(text, decimal_point());
    if (point != NULL)
        *point = '.';
    put(out, text);
}

static void print_number(qsm_data_stream *out, const qsm_variant *node)
{
    char text[32];
    qsm_number number = qsm__number_of(node->type, qsm__variant_value(node));
    if (number.form == QSM_NUMBER_REAL) {
        qsm__json_put_double(out, number.real);
        return;
    }
    if (number.form == QSM_NUMBER_SIGNED)
        (void)snprintf(text, sizeof text, "%lld", (long long)number.is_signed);
    else
        (void)snprintf(text, sizeof text, "%llu", (unsigned long long)number.is_unsigned);
    put(out, text);
}

static void print(qsm_data_stream *out, const qsm_variant *node)
{
    bool truth = false;
    const qsm_type *type = node->type;
    if (type == NULL) {
        put(out, "null");
    } else if (type->kind == QSM_KIND_BOOL) {
        qsm_variant_to_bool(node, &truth);
        put(out, truth ? "true" : "false");
    } else if (type->kind == QSM_KIND_TEXT) {
        print_string(out, qsm_variant_text(node));
    } else if (qsm__is_container(type)) {
        bool object = qsm__entry_nodes(type) == 2;
        put(out, object ? "{" : "[");
        for (size_t i = 0; i < qsm_variant_count(node); i++) {
            put(out, i > 0 ? "," : "");
            if (object) {
                print_string(out, qsm_variant_key_text(node, i));
                put(out, ":");
            }
            print(out, qsm_variant_at(node, i));
        }
        put(out, object ? "}" : "]");
    } else {
        print_number(out, node);
    }
}

char *qsm__json_print(const qsm_variant *node, size_t *size)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    if (out == NULL)
        return NULL;
    print(out, node);
    *size = qsm_data_stream_size(out);
    qsm_data_stream_write_raw_data(out, "", 1);
    char *text = qsm_data_stream_status(out) == QSM_DATA_STREAM_OK ? malloc(*size + 1) : NULL;
    if (text != NULL)
        memcpy(text, qsm_data_stream_data(out), *size + 1);
    qsm_data_stream_free(out);
    return text;
}
