/* SPDX-License-Identifier: MIT */
#include "tool/cli/shell.h"

#include <stdlib.h>
#include <string.h>

static const char quoted_quote[] = "'\\''"; /* closes the quotes, a quote, opens them again */

char *tool_shell_word(const char *word)
{
    char *made = malloc(strlen(word) * (sizeof quoted_quote - 1) + 3);
    if (made == NULL)
        return NULL;
    char *to = made;
    *to++ = '\'';
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            to = stpcpy(to, quoted_quote);
        else
            *to++ = *word;
    }
    *to++ = '\'';
    *to = '\0';
    return made;
}
