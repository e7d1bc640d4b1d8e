/* SPDX-License-Identifier: MIT */
/* "Did you mean": the name that is most like a word that was not found. */
#ifndef QSM_TOOL_CLI_SUGGEST_H
#define QSM_TOOL_CLI_SUGGEST_H

#include <stddef.h>

typedef struct tool_suggestion {
    const char *word; /* what was typed; need not end with NUL */
    size_t length;    /* of word */
    const char *best; /* the most similar name so far; NULL: no name is similar */
    unsigned changes; /* between word and best */
} tool_suggestion;

/*
 * Makes name the best one if it is more like the word than the names before. Letters that are
 * missing, added, changed or exchanged with their neighbour count as one change each. A name that
 * begins with the word is one change away.
 */
void tool_suggest(tool_suggestion *suggestion, const char *name);

#endif
