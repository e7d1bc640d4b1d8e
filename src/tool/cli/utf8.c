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

/* Length of the character at text; 0 for a character that is not harmless and an invalid byte. */
static int harmless(const char *text)
{
    uint32_t character = 0;
    int length = tool_utf8_next(text, &character);
    return length > 0 && tool_is_harmless(character) ? length : 0;
}

void tool_clean_text(char *text)
{
    while (*text != '\0') {
        int length = harmless(text);
        if (length == 0)
            *text = '?';
        text += length > 0 ? length : 1;
    }
}

void tool_print_text(FILE *out, const char *text)
{
    while (*text != '\0') {
        int length = harmless(text);
        if (length > 0) {
            (void)fwrite(text, 1, (size_t)length, out);
            text += length;
        } else {
            (void)fprintf(out, "\\x%02x", (unsigned)(unsigned char)*text);
            text++;
        }
    }
}
