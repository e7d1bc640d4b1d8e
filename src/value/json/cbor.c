/* SPDX-License-Identifier: MIT */
/*
 * CBOR in diagnostic notation (RFC 8949, section 8), as Qt prints it: [1, "two", {"k": h'00ff'}].
 * Notation cannot tell all encodings: bytes that would not come back from it stand as {"hex":...}.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/reals.h"
#include "stream/text.h"
#include "value/core/cbor_item.h"
#include "value/core/core.h"
#include "value/json/structs.h"

enum { MOST_DEPTH = 200, DOUBLE_INFO = 27, FALSE_VALUE = 20, SIMPLE_VALUES = 4 };

static const char invalid[] = "<invalid>";
static const char *const simple[SIMPLE_VALUES] = {"false", "true", "null", "undefined"};

static void put(qsm_data_stream *out, const char *text)
{
    qsm_data_stream_write_raw_data(out, text, strlen(text));
}

/* Printing. The item is checked already. */

static void print_text(qsm_data_stream *out, const char *text, size_t size)
{
    char part[16];
    unsigned char *units = malloc(2 * size + 2);
    if (units == NULL) {
        qsm_data_stream_set_status(out, QSM_DATA_STREAM_WRITE_FAILED);
        return;
    }
    size_t count = qsm__units_from_text(units, text, size, QSM_UNITS_LITTLE);
    put(out, "\"");
    for (size_t i = 0; i < count; i++) {
        unsigned unit = units[2 * i] | (unsigned)units[2 * i + 1] << 8;
        bool quoted = unit == '"' || unit == '\\';
        if (unit >= 0x20 && unit < 0x7f)
            (void)snprintf(part, sizeof part, "%s%c", quoted ? "\\" : "", (int)unit);
        else
            (void)snprintf(part, sizeof part, "\\u%04X", unit);
        put(out, part);
    }
    put(out, "\"");
    free(units);
}

static void print_bytes(qsm_data_stream *out, const unsigned char *bytes, size_t size)
{
    char digits[4];
    put(out, "h'");
    for (size_t i = 0; i < size; i++) {
        (void)snprintf(digits, sizeof digits, "%02x", bytes[i]);
        put(out, digits);
    }
    put(out, "'");
}

static void print_number(qsm_data_stream *out, const qsm_cbor_head *head)
{
    char digits[48];
    uint64_t number = head->value + (head->major == QSM_CBOR_NEGATIVE);
    if (head->major == QSM_CBOR_NEGATIVE && head->value == UINT64_MAX)
        (void)snprintf(digits, sizeof digits, "-18446744073709551616");
    else
        (void)snprintf(digits, sizeof digits, "%s%llu", head->major == QSM_CBOR_NEGATIVE ? "-" : "",
                       (unsigned long long)number);
    put(out, digits);
}

static void print_double(qsm_data_stream *out, double value)
{
    if (value != value)
        put(out, "nan");
    else if (value - value != 0)
        put(out, value > 0 ? "inf" : "-inf");
    else {
        size_t start = qsm_data_stream_size(out);
        qsm__json_put_double(out, value);
        const char *digits = (const char *)qsm_data_stream_data(out) + start;
        size_t size = qsm_data_stream_size(out) - start;
        if (qsm_data_stream_status(out) == QSM_DATA_STREAM_OK &&
            memchr(digits, '.', size) == NULL && memchr(digits, 'e', size) == NULL)
            put(out, ".0");
    }
}

static void print_simple(qsm_data_stream *out, const qsm_cbor_head *head)
{
    char word[24];
    if (head->info == DOUBLE_INFO) {
        print_double(out, qsm__double_of(head->value));
    } else if (head->value >= FALSE_VALUE && head->value < FALSE_VALUE + SIMPLE_VALUES) {
        put(out, simple[head->value - FALSE_VALUE]);
    } else {
        (void)snprintf(word, sizeof word, "simple(%u)", (unsigned)(head->value & 0xff));
        put(out, word);
    }
}

static void print_item(qsm_data_stream *out, const unsigned char **at, const unsigned char *end,
                       unsigned depth);

static void print_items(qsm_data_stream *out, const unsigned char **at, const unsigned char *end,
                        const qsm_cbor_head *head, unsigned depth)
{
    bool map = head->major == QSM_CBOR_MAP;
    put(out, map ? "{" : "[");
    for (uint64_t i = 0; i < head->value && *at < end && depth < MOST_DEPTH; i++) {
        put(out, i > 0 ? ", " : "");
        print_item(out, at, end, depth + 1);
        if (!map)
            continue;
        put(out, ": ");
        print_item(out, at, end, depth + 1);
    }
    put(out, map ? "}" : "]");
}

static void print_item(qsm_data_stream *out, const unsigned char **at, const unsigned char *end,
                       unsigned depth)
{
    qsm_cbor_head head;
    char tag[32];
    if (!qsm__cbor_head(at, end, &head) || head.info == QSM_CBOR_INDEFINITE ||
        depth >= MOST_DEPTH) {
        *at = end; /* not to be told in notation: what is printed does not come back */
        return;
    }
    switch ((qsm_cbor_major)head.major) {
    case QSM_CBOR_BYTES:
    case QSM_CBOR_TEXT:
        if ((uint64_t)(end - *at) < head.value)
            return;
        if (head.major == QSM_CBOR_TEXT)
            print_text(out, (const char *)*at, (size_t)head.value);
        else
            print_bytes(out, *at, (size_t)head.value);
        *at += head.value;
        return;
    case QSM_CBOR_ARRAY:
    case QSM_CBOR_MAP:
        print_items(out, at, end, &head, depth);
        return;
    case QSM_CBOR_TAG:
        (void)snprintf(tag, sizeof tag, "%llu(", (unsigned long long)head.value);
        put(out, tag);
        print_item(out, at, end, depth + 1);
        put(out, ")");
        return;
    case QSM_CBOR_SIMPLE:
        print_simple(out, &head);
        return;
    default:
        print_number(out, &head);
    }
}

/* Parsing. */

typedef struct parser {
    const char *at;
    const char *end;
    qsm_data_stream *out;
    qsm_tree *tree;
} parser;

static void put_head(qsm_data_stream *out, unsigned major, uint64_t value)
{
    unsigned bytes = value < 24            ? 0
                     : value <= 0xff       ? 1
                     : value <= 0xffff     ? 2
                     : value <= UINT32_MAX ? 4
                                           : 8;
    unsigned info = bytes == 0   ? (unsigned)value
                    : bytes == 1 ? 24
                    : bytes == 2 ? 25
                    : bytes == 4 ? 26
                                 : 27;
    qsm_data_stream_write_uint8(out, (uint8_t)(major << 5 | info));
    for (unsigned i = bytes; i-- > 0;)
        qsm_data_stream_write_uint8(out, (uint8_t)(value >> (8 * i) & 0xff));
}

static bool take(parser *p, const char *word)
{
    size_t size = strlen(word);
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\t'))
        p->at++;
    if ((size_t)(p->end - p->at) < size || memcmp(p->at, word, size) != 0)
        return false;
    p->at += size;
    return true;
}

/* The JSON text between two places, as a value of the tree. */
static bool parse_json(parser *p, const char *from, qsm_variant *node)
{
    const char *problem;
    size_t offset;
    qsm__variant_reset(node, p->tree);
    return qsm__json_parse(from, (size_t)(p->at - from), node, &problem, &offset);
}

static bool parse_text(parser *p)
{
    qsm_variant node;
    const char *from = p->at - 1; /* the quote */
    while (p->at < p->end && *p->at != '"')
        p->at += 1 + (*p->at == '\\' && p->end - p->at > 1);
    if (p->at++ >= p->end || !parse_json(p, from, &node))
        return false;
    qsm_text text = qsm_variant_text(&node);
    if (text.data == NULL || !qsm_text_is_utf8(text))
        return false;
    put_head(p->out, QSM_CBOR_TEXT, text.size);
    qsm_data_stream_write_raw_data(p->out, text.data, text.size);
    return true;
}

static bool parse_bytes(parser *p)
{
    size_t size = strspn(p->at, "0123456789abcdefABCDEF");
    if (size % 2 != 0 || p->at[size] != '\'')
        return false;
    put_head(p->out, QSM_CBOR_BYTES, size / 2);
    for (size_t i = 0; i < size; i += 2)
        qsm_data_stream_write_uint8(p->out, (uint8_t)(qsm__json_hex_value(p->at[i]) << 4 |
                                                      qsm__json_hex_value(p->at[i + 1])));
    p->at += size + 1;
    return true;
}

static void put_double(parser *p, double value)
{
    qsm_data_stream_write_uint8(p->out, (uint8_t)(QSM_CBOR_SIMPLE << 5 | DOUBLE_INFO));
    uint64_t bits = value != value ? 0x7ff8000000000000 : qsm__double_bits(value);
    for (unsigned i = 8; i-- > 0;)
        qsm_data_stream_write_uint8(p->out, (uint8_t)(bits >> (8 * i) & 0xff));
}

static bool parse_item(parser *p, unsigned depth);

/* A number, or a tag: 2(h'01'). */
static bool parse_number(parser *p, unsigned depth)
{
    qsm_variant node;
    double real = 0;
    const char *from = p->at;
    size_t size = strspn(p->at, "+-0123456789.eE");
    bool negative = *from == '-';
    bool integer = strcspn(p->at, ".eE") >= size;
    p->at += size;
    if (!integer)
        return parse_json(p, from, &node) && qsm_variant_to_double(&node, &real) &&
               (put_double(p, real), true);
    if (size < 1U + negative || size > 20U + negative ||
        strspn(from + negative, "0123456789") + negative != size)
        return false;
    errno = 0;
    uint64_t value = strtoull(from + negative, NULL, 10);
    if (errno != 0 || (negative && value == 0))
        return false;
    if (negative) {
        put_head(p->out, QSM_CBOR_NEGATIVE, value - 1);
        return true;
    }
    bool tag = take(p, "(");
    put_head(p->out, tag ? QSM_CBOR_TAG : QSM_CBOR_UNSIGNED, value);
    return !tag || (parse_item(p, depth + 1) && take(p, ")"));
}

/* Elements behind a bracket. Their number stands before them: so they are made apart. */
static bool parse_items(parser *p, bool map, unsigned depth)
{
    uint64_t count = 0;
    qsm_data_stream *outer = p->out;
    p->out = qsm_data_stream_new_buffer();
    bool ok = p->out != NULL;
    const char *close = map ? "}" : "]";
    while (ok && !take(p, close)) {
        ok = (count == 0 || take(p, ",")) && parse_item(p, depth + 1) &&
             (!map || (take(p, ":") && parse_item(p, depth + 1)));
        count++;
    }
    if (ok) {
        put_head(outer, map ? QSM_CBOR_MAP : QSM_CBOR_ARRAY, count);
        qsm_data_stream_write_raw_data(outer, qsm_data_stream_data(p->out),
                                       qsm_data_stream_size(p->out));
        ok = qsm_data_stream_status(p->out) == QSM_DATA_STREAM_OK;
    }
    qsm_data_stream_free(p->out);
    p->out = outer;
    return ok;
}

static bool parse_simple(parser *p)
{
    const char *from = p->at;
    unsigned value = 0;
    for (; p->at - from < 3 && *p->at >= '0' && *p->at <= '9'; p->at++)
        value = value * 10 + (unsigned)(*p->at - '0');
    if (p->at == from || value > 0xff || (value > 23 && value < 32))
        return false;
    put_head(p->out, QSM_CBOR_SIMPLE, value);
    return take(p, ")");
}

static bool parse_item(parser *p, unsigned depth)
{
    if (depth >= MOST_DEPTH)
        return false;
    for (size_t i = 0; i < SIMPLE_VALUES; i++) {
        if (take(p, simple[i])) {
            put_head(p->out, QSM_CBOR_SIMPLE, FALSE_VALUE + i);
            return true;
        }
    }
    if (take(p, "\""))
        return parse_text(p);
    if (take(p, "h'"))
        return parse_bytes(p);
    if (take(p, "["))
        return parse_items(p, false, depth);
    if (take(p, "{"))
        return parse_items(p, true, depth);
    if (take(p, "simple("))
        return parse_simple(p);
    uint64_t infinity = 0x7ff0000000000000;
    bool minus = take(p, "-inf");
    if (minus || take(p, "inf"))
        return put_double(p, qsm__double_of(infinity | (uint64_t)minus << 63)), true;
    if (take(p, "nan"))
        return put_double(p, qsm__double_of(infinity | 1)), true;
    return p->at < p->end && parse_number(p, depth);
}

/* Notation as bytes in the arena. False: it is none. */
static bool parse(qsm_json *j, qsm_text text, qsm_bytes *cbor)
{
    parser p = {.at = text.data, .end = text.data + text.size, .tree = j->tree};
    p.out = qsm_data_stream_new_buffer();
    bool ok = p.out != NULL && parse_item(&p, 0) && take(&p, "") && p.at == p.end &&
              qsm_data_stream_status(p.out) == QSM_DATA_STREAM_OK;
    size_t size = ok ? qsm_data_stream_size(p.out) : 0;
    unsigned char *bytes = ok ? qsm__arena_take(&j->tree->arena, size + 1) : NULL;
    if (bytes != NULL) {
        memcpy(bytes, qsm_data_stream_data(p.out), size);
        *cbor = (qsm_bytes){bytes, size};
    }
    qsm_data_stream_free(p.out);
    return bytes != NULL;
}

/* Notation of bytes in the arena; null text if it does not tell them. */
static qsm_text notation(qsm_json *j, const qsm_bytes *cbor)
{
    qsm_text text = {NULL, 0};
    qsm_bytes back;
    const unsigned char *at = cbor->data;
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    if (out == NULL)
        return text;
    print_item(out, &at, at + cbor->size, 0);
    size_t size = qsm_data_stream_size(out);
    bool printed_any = qsm_data_stream_status(out) == QSM_DATA_STREAM_OK && size > 0;
    char *copy = printed_any ? qsm__arena_take(&j->tree->arena, size + 1) : NULL;
    if (copy != NULL) {
        memcpy(copy, qsm_data_stream_data(out), size);
        copy[size] = '\0';
        qsm_text printed = {copy, size};
        if (parse(j, printed, &back) && back.size == cbor->size &&
            memcmp(back.data, cbor->data, back.size) == 0)
            text = printed;
    }
    qsm_data_stream_free(out);
    return text;
}

bool qsm__json_cbor(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_json member;
    qsm_bytes *cbor = value;
    qsm_text text = qsm_text_of(invalid);
    (void)type;
    if (!j->making && cbor->size > 0)
        text = notation(j, cbor);
    if (!qsm__json_has(j, "diag", text.data != NULL))
        return qsm__json_hex(j, cbor);
    if (!qsm__json_member(j, "diag", &member))
        return false;
    if (!j->making)
        return qsm__json_text(&member, &text);
    text = qsm_variant_text(member.node);
    *cbor = (qsm_bytes){NULL, 0};
    return (text.data != NULL && (strcmp(text.data, invalid) == 0 || parse(j, text, cbor))) ||
           qsm__json_fail(j, "no diagnostic notation of CBOR");
}
