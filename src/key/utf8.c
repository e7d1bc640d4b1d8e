/* SPDX-License-Identifier: MIT */
#include "key/utf8.h"

#include <string.h>

#include "text/utf8.h"

size_t qsm__utf8_character(const char *text, size_t size)
{
    uint32_t ignored;
    return qsm__utf8_decode(text, size, &ignored);
}

bool qsm__utf8_is_valid(const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        size_t length = qsm__utf8_character(text, left);
        if (length == 0)
            return false;
        text += length;
        left -= length;
    }
    return true;
}

size_t qsm__utf8_prefix(const char *text, size_t units)
{
    size_t size = strlen(text);
    size_t taken = 0;
    while (taken < size) {
        size_t length = qsm__utf8_character(text + taken, size - taken);
        size_t needs = length == 4 ? 2 : 1;
        if (length == 0 || needs > units)
            break;
        units -= needs;
        taken += length;
    }
    return taken;
}
