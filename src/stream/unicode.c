/* SPDX-License-Identifier: MIT */
#include "stream/unicode.h"

#include <string.h>

#include "text/utf8.h"

uint32_t qsm__utf8_next(const char **text, const char *end)
{
    uint32_t code_point;
    size_t length = qsm__utf8_decode(*text, (size_t)(end - *text), &code_point);
    *text += length > 0 ? length : 1;
    return length > 0 ? code_point : QSM_UTF8_INVALID;
}

size_t qsm__utf8_put(char *out, uint32_t code_point)
{
    size_t length = 1;
    while (length < QSM_UTF8_FORMS && code_point >= qsm__utf8_form_of(length + 1).minimum)
        length++;
    for (size_t i = length; i-- > 1;) {
        out[i] = (char)(unsigned char)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    out[0] = (char)(unsigned char)(qsm__utf8_form_of(length).lead | code_point);
    return length;
}

bool qsm__utf8_valid(const char *text, size_t size)
{
    return qsm__utf16_length(text, size) != SIZE_MAX;
}

size_t qsm__utf16_length(const char *text, size_t size)
{
    size_t length = 0;
    for (const char *end = text + size; text < end;) {
        uint32_t code_point = qsm__utf8_next(&text, end);
        if (code_point == QSM_UTF8_INVALID)
            return SIZE_MAX;
        length += code_point >= 0x10000 ? 2 : 1;
    }
    return length;
}

/* In UTF-16, surrogates sort below U+E000-U+FFFF. Only there do the two orders differ. */
static uint32_t utf16_rank(uint32_t code_point)
{
    return code_point >= 0x10000 ? 0xd800 + ((code_point - 0x10000) >> 10) : code_point;
}

int qsm__utf16_compare(const char *one, const char *other)
{
    const char *one_end = one + strlen(one);
    const char *other_end = other + strlen(other);
    while (one < one_end && other < other_end) {
        uint32_t left = qsm__utf8_next(&one, one_end);
        uint32_t right = qsm__utf8_next(&other, other_end);
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
