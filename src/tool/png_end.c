/* SPDX-License-Identifier: MIT */
#include "tool/png_end.h"

#include <stdint.h>
#include <string.h>

static const unsigned char signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

static uint32_t read_number(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* The offset after IEND; size if there is no IEND. */
static size_t end_of(const unsigned char *data, size_t size)
{
    enum { LENGTH = 4, TYPE = 4, CHECKSUM = 4, AROUND = LENGTH + TYPE + CHECKSUM };
    size_t at = sizeof signature;
    while (size - at >= AROUND) {
        uint32_t length = read_number(data + at);
        if (length > size - at - AROUND)
            return size;
        bool is_last = memcmp(data + at + LENGTH, "IEND", TYPE) == 0;
        at += AROUND + (size_t)length;
        if (is_last)
            return at;
    }
    return size;
}

bool tool_check_png_end(const tool_call *call, const char *path, const unsigned char *data,
                        size_t size)
{
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    size_t end = size > sizeof signature ? end_of(data, size) : size;
    size_t more = size - end;
    if (more >= sizeof signature && memcmp(data + end, signature, sizeof signature) == 0) {
        bool takes_more = strcmp(call->command->name, "put") == 0;
        (void)tool_fail(
            call, "a second picture follows in %s, at byte %zu; qsm %s reads only one%s", name, end,
            call->command->name, takes_more ? "; --png-stream takes them all" : "");
        return false;
    }
    if (more > 0)
        tool_note(call, "%zu bytes follow the picture in %s; they are ignored", more, name);
    return true;
}
