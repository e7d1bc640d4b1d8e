/* SPDX-License-Identifier: MIT */
#include "tool/cli/utf8.h"

#include <string.h>

#include "text/utf8.h"

int tool_utf8_next(const char *text, uint32_t *character)
{
    return *text != '\0' ? (int)qsm__utf8_decode(text, strnlen(text, QSM_UTF8_FORMS), character)
                         : 0;
}

bool tool_is_utf8(const char *text)
{
    uint32_t character = 0;
    while (*text != '\0') {
        int length = tool_utf8_next(text, &character);
        if (length == 0)
            return false;
        text += length;
    }
    return true;
}

bool tool_is_harmless(uint32_t character)
{
    return qsm__is_harmless(character);
}

int tool_harmless_length(const char *text)
{
    uint32_t character = 0;
    int length = tool_utf8_next(text, &character);
    return length > 0 && tool_is_harmless(character) ? length : 0;
}

void tool_clean_text(char *text)
{
    while (*text != '\0') {
        int length = tool_harmless_length(text);
        if (length == 0)
            *text = '?';
        text += length > 0 ? length : 1;
    }
}

void tool_print_text(FILE *out, const char *text)
{
    while (*text != '\0') {
        int length = tool_harmless_length(text);
        if (length > 0) {
            (void)fwrite(text, 1, (size_t)length, out);
            text += length;
        } else {
            (void)fprintf(out, "\\x%02x", (unsigned)(unsigned char)*text);
            text++;
        }
    }
}
