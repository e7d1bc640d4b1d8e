/* SPDX-License-Identifier: MIT */
/*
 * The only UTF-8 decoder of the project, one character at a time, and the rule for what may be
 * printed. It is inline and depends on nothing. So every folder may use it, the command too, which
 * may include no other internal header of the library.
 */
#ifndef QSM_TEXT_UTF8_H
#define QSM_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The encoded form of a length: its lead bits, and the smallest code point that needs it. */
typedef struct qsm_utf8_form {
    unsigned char mask;
    unsigned char lead;
    uint32_t minimum;
} qsm_utf8_form;

enum { QSM_UTF8_FORMS = 4 };

/* The form with length bytes, 1-4. */
static inline qsm_utf8_form qsm__utf8_form_of(size_t length)
{
    static const qsm_utf8_form forms[QSM_UTF8_FORMS] = {
        {0x80, 0x00, 0x0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
    return forms[length - 1];
}

static inline bool qsm__is_surrogate(uint32_t code_point)
{
    return code_point >= 0xd800 && code_point <= 0xdfff;
}

/*
 * Returns the bytes of the character at text, 1-4. At most size bytes are read. Returns 0 if size
 * is 0, and for invalid UTF-8: overlong forms, surrogates, and above U+10FFFF. Sets *code_point if
 * the result is not 0.
 */
static inline size_t qsm__utf8_decode(const char *text, size_t size, uint32_t *code_point)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t length = 1; length <= QSM_UTF8_FORMS && length <= size; length++) {
        qsm_utf8_form form = qsm__utf8_form_of(length);
        if ((bytes[0] & form.mask) != form.lead)
            continue;
        uint32_t number = bytes[0] & (unsigned char)~form.mask;
        for (size_t i = 1; i < length; i++) {
            if ((bytes[i] & 0xc0) != 0x80)
                return 0;
            number = number << 6 | (bytes[i] & 0x3fU);
        }
        if (number < form.minimum || number > 0x10ffff || qsm__is_surrogate(number))
            return 0;
        *code_point = number;
        return length;
    }
    return 0;
}

/*
 * False for characters that control a terminal, change the direction of text, break lines or have
 * no width: with them a name can look like another name. The one rule for all output.
 */
static inline bool qsm__is_harmless(uint32_t character)
{
    static const struct {
        uint32_t first;
        uint32_t last;
    } ranges[] = {
        {0x0000, 0x001f}, /* C0 controls */
        {0x007f, 0x009f}, /* DEL, C1 controls */
        {0x061c, 0x061c}, /* Arabic letter mark: direction */
        {0x200b, 0x200f}, /* zero width, direction */
        {0x2028, 0x202e}, /* line and paragraph separators, direction */
        {0x2060, 0x206f}, /* zero width, direction */
        {0xfeff, 0xfeff}, /* zero width */
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last)
            return false;
    }
    return true;
}

#endif
