/* SPDX-License-Identifier: MIT */
#include "key/utf8.h"

#include <stdint.h>
#include <string.h>

/* A form of one length: its lead bits and the smallest number that needs it. */
typedef struct form {
    unsigned char mask;
    unsigned char lead;
    uint32_t smallest;
} form;

static const form forms[] = {
    {0x80, 0x00, 0x0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};

enum { FORMS = sizeof forms / sizeof forms[0] };

static bool is_character(uint32_t number, const form *used)
{
    return number >= used->smallest && number <= 0x10ffff && (number < 0xd800 || number > 0xdfff);
}

size_t qsm_utf8_character(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t i = 0; i < FORMS && i < size; i++) {
        if ((bytes[0] & forms[i].mask) != forms[i].lead)
            continue;
        uint32_t number = bytes[0] & (unsigned char)~forms[i].mask;
        for (size_t k = 1; k <= i; k++) {
            if ((bytes[k] & 0xc0) != 0x80)
                return 0;
            number = number << 6 | (bytes[k] & 0x3f);
        }
        return is_character(number, &forms[i]) ? i + 1 : 0;
    }
    return 0;
}

bool qsm_utf8_is_valid(const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        size_t length = qsm_utf8_character(text, left);
        if (length == 0)
            return false;
        text += length;
        left -= length;
    }
    return true;
}

size_t qsm_utf8_prefix(const char *text, size_t units)
{
    size_t size = strlen(text);
    size_t taken = 0;
    while (taken < size) {
        size_t length = qsm_utf8_character(text + taken, size - taken);
        size_t needs = length == 4 ? 2 : 1;
        if (length == 0 || needs > units)
            break;
        units -= needs;
        taken += length;
    }
    return taken;
}
