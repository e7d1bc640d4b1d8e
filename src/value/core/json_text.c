/* SPDX-License-Identifier: MIT */
/*
 * What QJsonDocument::fromJson() accepts. Only checked: the text itself is the value. Qt is more
 * tolerant than RFC 8259: any character may be escaped, control characters stand in strings.
 */
#include "value/core/json_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

enum { MOST_DEPTH = 1024 };

typedef struct parser {
    const unsigned char *at;
    const unsigned char *end;
    unsigned depth;
    unsigned char objects[MOST_DEPTH / 8]; /* a bit a depth: an object, no array */
} parser;

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

/* False at the end. */
static bool skip_blanks(parser *p)
{
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\t' || *p->at == '\n' || *p->at == '\r'))
        p->at++;
    return p->at < p->end;
}

static bool take(parser *p, char byte)
{
    if (!skip_blanks(p) || *p->at != (unsigned char)byte)
        return false;
    p->at++;
    return true;
}

static bool check_escape(parser *p)
{
    if (p->at == p->end)
        return false;
    if (*p->at++ != 'u')
        return true;
    if (p->end - p->at < 4)
        return false;
    for (int i = 0; i < 4; i++, p->at++) {
        unsigned char low = *p->at | 0x20;
        if (!is_digit(*p->at) && (low < 'a' || low > 'f'))
            return false;
    }
    return true;
}

/* A string behind its quote. */
static bool check_string(parser *p)
{
    while (p->at < p->end && *p->at != '"') {
        uint32_t ignored;
        size_t length = 1;
        if (*p->at >= 0x80)
            length = qsm__utf8_decode((const char *)p->at, (size_t)(p->end - p->at), &ignored);
        if (length == 0)
            return false;
        bool escape = *p->at == '\\';
        p->at += length;
        if (escape && !check_escape(p))
            return false;
    }
    if (p->at == p->end)
        return false;
    p->at++;
    return true;
}

static size_t skip_digits(parser *p)
{
    const unsigned char *from = p->at;
    while (p->at < p->end && is_digit(*p->at))
        p->at++;
    return (size_t)(p->at - from);
}

/* Whether a double holds the number: not too large, and not 0 in place of a tiny one. The fraction
 * goes into the exponent: strtod() would look for the decimal point of the locale. */
static bool fits_double(const unsigned char *at, const unsigned char *end)
{
    enum { MOST_DIGITS = 40, MOST_EXPONENT = 100000 };
    char text[MOST_DIGITS + 16];
    size_t size = 0;
    long exponent = 0;
    bool fraction = false;
    bool zero = true;
    for (; at < end && (*at | 0x20) != 'e'; at++) {
        fraction = fraction || *at == '.';
        if (!is_digit(*at))
            continue;
        zero = zero && *at == '0';
        if (!zero && size < MOST_DIGITS)
            text[size++] = (char)*at;
        else if (!zero)
            exponent++;
        exponent -= fraction;
    }
    bool negative = false;
    long power = 0;
    for (; at < end; at++) {
        negative = negative || *at == '-';
        if (is_digit(*at) && power < MOST_EXPONENT)
            power = power * 10 + (*at - '0');
    }
    exponent += negative ? -power : power;
    if (zero)
        return true;
    (void)snprintf(text + size, sizeof text - size, "e%ld", exponent);
    double value = strtod(text, NULL);
    return value > 0 && value - value == 0;
}

static bool check_number(parser *p)
{
    const unsigned char *from = p->at;
    size_t digits = 0;
    if (p->at < p->end && *p->at == '-')
        p->at++;
    if (p->at < p->end && *p->at == '0') {
        p->at++;
        digits = 1;
    } else {
        digits = skip_digits(p);
    }
    if (p->at < p->end && *p->at == '.') {
        p->at++;
        digits += skip_digits(p);
    }
    if (digits > 0 && p->at < p->end && (*p->at | 0x20) == 'e') {
        p->at++;
        if (p->at < p->end && (*p->at == '-' || *p->at == '+'))
            p->at++;
        digits = skip_digits(p);
    }
    return digits > 0 && p->at < p->end && fits_double(from, p->at);
}

static bool check_word(parser *p, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(p->end - p->at) < size || memcmp(p->at, word, size) != 0)
        return false;
    p->at += size;
    return true;
}

/* A value without parts. */
static bool check_scalar(parser *p)
{
    switch (*p->at) {
    case '"':
        p->at++;
        return check_string(p);
    case 'n':
        return check_word(p, "null");
    case 't':
        return check_word(p, "true");
    case 'f':
        return check_word(p, "false");
    default:
        return check_number(p);
    }
}

static bool check_member(parser *p)
{
    return take(p, '"') && check_string(p) && take(p, ':');
}

static bool is_open(char byte)
{
    return byte == '[' || byte == '{';
}

/* The bracket that ends what is open. */
static char closing(const parser *p)
{
    unsigned last = p->depth - 1;
    return p->objects[last / 8] >> last % 8 & 1 ? '}' : ']';
}

static bool begin(parser *p, char open)
{
    unsigned char bit = (unsigned char)(1U << p->depth % 8);
    if (p->depth == MOST_DEPTH)
        return false;
    unsigned char *bits = &p->objects[p->depth / 8];
    *bits = (unsigned char)(open == '{' ? *bits | bit : *bits & ~bit);
    p->depth++;
    return true;
}

/* An element or member, of which arrays and objects only begin here. */
static bool check_part(parser *p)
{
    if (closing(p) == '}' && !check_member(p))
        return false;
    if (!skip_blanks(p))
        return false;
    char open = (char)*p->at;
    if (!is_open(open))
        return check_scalar(p);
    p->at++;
    return begin(p, open);
}

/* An array or object behind its bracket. Nothing calls itself: the text decides about its depth. */
static bool check_items(parser *p, char open)
{
    bool is_first = begin(p, open); /* no comma stands before it */
    while (p->depth > 0) {
        if (take(p, closing(p))) {
            p->depth--;
            is_first = false;
            continue;
        }
        unsigned depth = p->depth;
        if ((!is_first && !take(p, ',')) || !check_part(p))
            return false;
        is_first = p->depth > depth;
    }
    return true;
}

char qsm__json_text_form(const unsigned char *text, size_t size)
{
    parser p = {.at = text, .end = text + size};
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        p.at += 3;
    if (!skip_blanks(&p) || !is_open((char)*p.at))
        return '\0';
    char open = (char)*p.at++;
    if (!check_items(&p, open) || skip_blanks(&p))
        return '\0';
    return open;
}
