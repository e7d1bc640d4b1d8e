/* SPDX-License-Identifier: MIT */
#include "tool/hexdump.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_PER_LINE = 16, TEXT_COLUMN = 51, LINE_SIZE = TEXT_COLUMN + BYTES_PER_LINE + 3 };

static const char digits[] = "0123456789abcdef";

static void put_digits(char *at, unsigned char byte)
{
    at[0] = digits[byte >> 4];
    at[1] = digits[byte & 0xf];
}

/* "  xx xx ... xx  xx ... xx  |text|" */
static void print_line(FILE *out, const unsigned char *bytes, size_t count)
{
    static const unsigned char dot = '.';
    char line[LINE_SIZE];
    memset(line, ' ', sizeof line);
    char *text = line + TEXT_COLUMN;
    *text++ = '|';
    for (size_t i = 0; i < count; i++) {
        put_digits(line + 1 + 3 * i + (i < BYTES_PER_LINE / 2 ? 0 : 1), bytes[i]);
        memcpy(text++, bytes[i] >= ' ' && bytes[i] <= '~' ? &bytes[i] : &dot, 1);
    }
    *text++ = '|';
    *text++ = '\n';
    (void)fwrite(line, 1, (size_t)(text - line), out);
}

void tool_hexdump(FILE *out, const unsigned char *bytes, size_t size, uint64_t offset)
{
    bool repeats = false;
    for (size_t at = 0; at < size; at += BYTES_PER_LINE) {
        bool same = at > 0 && size - at >= BYTES_PER_LINE &&
                    memcmp(bytes + at, bytes + at - BYTES_PER_LINE, BYTES_PER_LINE) == 0;
        if (!same) {
            (void)fprintf(out, "%08" PRIx64 " ", offset + at);
            print_line(out, bytes + at, size - at < BYTES_PER_LINE ? size - at : BYTES_PER_LINE);
        } else if (!repeats) {
            (void)fputs("*\n", out);
        }
        repeats = same;
    }
    (void)fprintf(out, "%08" PRIx64 "\n", offset + size);
}

char *tool_hex_digits(const unsigned char *bytes, size_t size)
{
    char *text = size < SIZE_MAX / 2 ? malloc(2 * size + 1) : NULL;
    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < size; i++)
        put_digits(text + 2 * i, bytes[i]);
    text[2 * size] = '\0';
    return text;
}
