/* SPDX-License-Identifier: MIT */
#include "stream/unicode.h"

#include <string.h>

typedef struct utf8_form {
    unsigned char mask;   /* of the bits that tell the length */
    unsigned char prefix; /* their value */
    unsigned char length;
    uint32_t least; /* the first code point that needs this length */
} utf8_form;

static const utf8_form forms[] = {
    {0x80, 0x00, 1, 0},
    {0xe0, 0xc0, 2, 0x80},
    {0xf0, 0xe0, 3, 0x800},
    {0xf8, 0xf0, 4, 0x10000},
};

static bool is_surrogate(uint32_t code_point)
{
    return code_point >= 0xd800 && code_point <= 0xdfff;
}

static const utf8_form *form_of(unsigned char first)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if ((first & forms[i].mask) == forms[i].prefix)
            return &forms[i];
    }
    return NULL;
}

/* The code point of one form at text, or QSM_UTF8_INVALID. */
static uint32_t decode(const char *text, const utf8_form *form)
{
    uint32_t code_point = (unsigned char)text[0] & (unsigned char)~form->mask;
    for (size_t i = 1; i < form->length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte & 0xc0) != 0x80)
            return QSM_UTF8_INVALID;
        code_point = code_point << 6 | (byte & 0x3f);
    }
    if (code_point < form->least || code_point > 0x10ffff || is_surrogate(code_point))
        return QSM_UTF8_INVALID;
    return code_point;
}

uint32_t qsm_utf8_next(const char **text, const char *end)
{
    const char *at = *text;
    const utf8_form *form = form_of((unsigned char)at[0]);
    uint32_t code_point = QSM_UTF8_INVALID;
    if (form != NULL && form->length <= (size_t)(end - at))
        code_point = decode(at, form);
    *text += code_point != QSM_UTF8_INVALID ? form->length : 1;
    return code_point;
}

size_t qsm_utf8_put(char *out, uint32_t code_point)
{
    size_t index = 0;
    while (index < 3 && code_point >= forms[index + 1].least)
        index++;
    size_t length = forms[index].length;
    for (size_t i = length; i-- > 1;) {
        out[i] = (char)(unsigned char)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    out[0] = (char)(unsigned char)(forms[index].prefix | code_point);
    return length;
}

bool qsm_utf8_valid(const char *text, size_t size)
{
    return qsm_utf16_length(text, size) != SIZE_MAX;
}

size_t qsm_utf16_length(const char *text, size_t size)
{
    size_t length = 0;
    for (const char *end = text + size; text < end;) {
        uint32_t code_point = qsm_utf8_next(&text, end);
        if (code_point == QSM_UTF8_INVALID)
            return SIZE_MAX;
        length += code_point >= 0x10000 ? 2 : 1;
    }
    return length;
}

size_t qsm_utf16_from_utf8(uint16_t *out, const char *text, size_t size)
{
    size_t length = 0;
    for (const char *end = text + size; text < end;) {
        uint32_t code_point = qsm_utf8_next(&text, end);
        if (code_point >= 0x10000) {
            out[length++] = (uint16_t)(0xd7c0 + (code_point >> 10));
            out[length++] = (uint16_t)(0xdc00 + (code_point & 0x3ff));
        } else {
            out[length++] = (uint16_t)code_point;
        }
    }
    return length;
}

/* The code point at units, which are at least one, and how many units it takes. */
static uint32_t utf16_next(const uint16_t *units, size_t length, size_t *used)
{
    *used = 1;
    if (!is_surrogate(units[0]))
        return units[0];
    bool high = units[0] < 0xdc00;
    if (!high || length < 2 || units[1] < 0xdc00 || units[1] > 0xdfff)
        return QSM_REPLACEMENT_CHARACTER;
    *used = 2;
    return 0x10000 + ((units[0] & 0x3ffU) << 10) + (units[1] & 0x3ffU);
}

size_t qsm_utf8_from_utf16(char *out, const uint16_t *units, size_t length)
{
    size_t size = 0;
    char scratch[4];
    for (size_t i = 0; i < length;) {
        size_t used;
        uint32_t code_point = utf16_next(units + i, length - i, &used);
        size += qsm_utf8_put(out != NULL ? out + size : scratch, code_point);
        i += used;
    }
    return size;
}

/* Surrogates sort below U+E000-U+FFFF: the only place where the two orders differ. */
static uint32_t utf16_rank(uint32_t code_point)
{
    return code_point >= 0x10000 ? 0xd800 + ((code_point - 0x10000) >> 10) : code_point;
}

int qsm_utf16_compare(const char *one, const char *other)
{
    const char *one_end = one + strlen(one);
    const char *other_end = other + strlen(other);
    while (one < one_end && other < other_end) {
        uint32_t left = qsm_utf8_next(&one, one_end);
        uint32_t right = qsm_utf8_next(&other, other_end);
        if (left == right)
            continue;
        uint32_t left_rank = utf16_rank(left);
        uint32_t right_rank = utf16_rank(right);
        if (left_rank != right_rank)
            return left_rank < right_rank ? -1 : 1;
        return left < right ? -1 : 1; /* the same high surrogate */
    }
    return (one < one_end) - (other < other_end);
}
