/* SPDX-License-Identifier: MIT */
#include "tool/cli/shell.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/utf8.h"

static const char quoted_quote[] = "'\\''"; /* closes the quotes, a quote, opens them again */
enum { LONGEST = 4 };                       /* what one byte becomes */

static char *in_quotes(char *to, const char *word)
{
    *to++ = '\'';
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            to = stpcpy(to, quoted_quote);
        else
            *to++ = *word;
    }
    return to;
}

/* In $'...', bash, zsh and ksh read escapes. So no byte of the word controls the terminal. */
static char *in_escapes(char *to, const char *word)
{
    to = stpcpy(to, "$'");
    while (*word != '\0') {
        int length = tool_harmless_length(word);
        if (*word == '\'' || *word == '\\')
            *to++ = '\\';
        for (int i = 0; i < length; i++)
            *to++ = *word++;
        if (length == 0)
            to += sprintf(to, "\\x%02x", (unsigned)(unsigned char)*word++);
    }
    return to;
}

static bool is_harmless(const char *word)
{
    int length = 1;
    for (; *word != '\0' && length > 0; word += length)
        length = tool_harmless_length(word);
    return length > 0;
}

char *tool_shell_word(const char *word)
{
    char *made = malloc(strlen(word) * LONGEST + sizeof "$''");
    if (made == NULL)
        return NULL;
    char *to = (is_harmless(word) ? in_quotes : in_escapes)(made, word);
    *to++ = '\'';
    *to = '\0';
    return made;
}

char *tool_shell_short_word(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_./:@%+,-";
    bool no_quotes = word[0] != '\0' && word[0] != '-' && strspn(word, plain) == strlen(word);
    return no_quotes ? strdup(word) : tool_shell_word(word);
}
