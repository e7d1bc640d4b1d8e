/* SPDX-License-Identifier: MIT */
#include "utf8.h"

#include <stdbool.h>

/* Lead bytes: mask and value of the fixed bits, bytes in all, least number that needs so many. */
static const struct {
    unsigned char mask;
    unsigned char lead;
    int length;
    uint32_t least;
} forms[] = {
    {0x80, 0x00, 1, 0}, {0xe0, 0xc0, 2, 0x80}, {0xf0, 0xe0, 3, 0x800}, {0xf8, 0xf0, 4, 0x10000}};

int tool_utf8_next(const char *text, uint32_t *character)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (bytes[0] == 0)
        return 0;
    for (unsigned i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if ((bytes[0] & forms[i].mask) != forms[i].lead)
            continue;
        uint32_t number = bytes[0] & (unsigned char)~forms[i].mask;
        for (int k = 1; k < forms[i].length; k++) {
            if ((bytes[k] & 0xc0) != 0x80)
                return 0;
            number = number << 6 | (bytes[k] & 0x3fU);
        }
        bool surrogate = number >= 0xd800 && number <= 0xdfff;
        if (number < forms[i].least || number > 0x10ffff || surrogate)
            return 0;
        *character = number;
        return forms[i].length;
    }
    return 0;
}

void tool_print_text(FILE *out, const char *text)
{
    while (*text != '\0') {
        uint32_t character = 0;
        int length = tool_utf8_next(text, &character);
        bool control = character < 0x20 || (character >= 0x7f && character < 0xa0);
        if (length > 0 && !control) {
            (void)fwrite(text, 1, (size_t)length, out);
            text += length;
        } else {
            (void)fprintf(out, "\\x%02x", (unsigned)(unsigned char)*text);
            text++;
        }
    }
}
