/* SPDX-License-Identifier: MIT */
#include "tool/watch_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A % in the pattern: the digits that it prints, and its length in the pattern. */
typedef struct place {
    int digits; /* 0: a % itself */
    size_t length;
} place;

/* Parses the % at `at`. Length 0: it is not valid. */
static place read_place(const char *at)
{
    if (at[1] == '%')
        return (place){.digits = 0, .length = 2};
    if (at[1] == 'd')
        return (place){.digits = 1, .length = 2};
    if (at[1] == '0' && at[2] >= '1' && at[2] <= '9' && at[3] == 'd')
        return (place){.digits = at[2] - '0', .length = 4};
    return (place){.length = 0};
}

bool tool_watch_pattern_is_good(const char *pattern)
{
    while (*pattern != '\0') {
        size_t length = *pattern == '%' ? read_place(pattern).length : 1;
        if (length == 0)
            return false;
        pattern += length;
    }
    return true;
}

char *tool_watch_file(const char *pattern, int number)
{
    enum { MOST_DIGITS = 12 };
    char *name = malloc(strlen(pattern) * MOST_DIGITS + 1);
    if (name == NULL)
        return NULL;
    char *to = name;
    while (*pattern != '\0') {
        place found = *pattern == '%' ? read_place(pattern) : (place){.length = 1};
        if (found.digits > 0)
            to += snprintf(to, MOST_DIGITS, "%0*d", found.digits, number);
        else
            *to++ = *pattern;
        pattern += found.length;
    }
    *to = '\0';
    return name;
}
