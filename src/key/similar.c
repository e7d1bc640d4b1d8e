/* SPDX-License-Identifier: MIT */
#include "key/similar.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "key/text.h"

static const char spaces[] = " \t\r\n";

/* ---- the case of letters; only ASCII letters have one here ---- */

static const char small_letters[] = "abcdefghijklmnopqrstuvwxyz";
static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static char upper(char c)
{
    const char *found = c != '\0' ? strchr(small_letters, c) : NULL;
    if (found == NULL)
        return c;
    return capitals[found - small_letters];
}

static char lower(char c)
{
    const char *found = c != '\0' ? strchr(capitals, c) : NULL;
    if (found == NULL)
        return c;
    return small_letters[found - capitals];
}

static char same(char c)
{
    return c;
}

/* The first letter, and all others. */
static const struct {
    char (*first)(char c);
    char (*others)(char c);
} cases[] = {{same, same},  {lower, lower}, {upper, lower},
             {upper, same}, {lower, same},  {upper, upper}};

/* What stands before and after the key. */
static const struct {
    const char *before;
    const char *after;
} frames[] = {{"", ""}, {"", " "}, {"", "\n"}, {"", "\r\n"}, {" ", ""}};

enum {
    CASES = sizeof cases / sizeof cases[0],
    FRAMES = sizeof frames / sizeof frames[0],
    MOST = CASES * FRAMES
};

typedef struct search {
    const char *key;
    bool (*visit)(void *context, const char *similar);
    void *context;
    char *made[MOST];
    size_t count;
} search;

static bool is_known(const search *self, const char *text)
{
    bool known = strcmp(text, self->key) == 0;
    for (size_t i = 0; i < self->count && !known; i++)
        known = strcmp(text, self->made[i]) == 0;
    return known;
}

/* The key without spaces around it, with other letters and another frame. NULL: no memory. */
static char *make(const search *self, size_t of_case, size_t of_frame)
{
    const char *start = self->key + strspn(self->key, spaces);
    const char *end = start + strlen(start);
    while (end > start && strchr(spaces, end[-1]) != NULL)
        end--;
    qsm_text text = {0};
    qsm__text_add_string(&text, frames[of_frame].before);
    for (const char *at = start; at < end; at++) {
        char (*change)(char) = at == start ? cases[of_case].first : cases[of_case].others;
        char c = change(*at);
        qsm__text_add(&text, &c, 1);
    }
    qsm__text_add_string(&text, frames[of_frame].after);
    return qsm__text_take(&text);
}

/* False: no memory, or the visitor wants no more (*more). */
static bool show(search *self, size_t of_case, size_t of_frame, bool *more)
{
    char *text = make(self, of_case, of_frame);
    if (text == NULL)
        return false;
    if (text[0] == '\0' || is_known(self, text)) {
        free(text);
        return true;
    }
    self->made[self->count++] = text;
    *more = self->visit(self->context, text);
    return true;
}

bool qsm__key_each_similar(const char *key, bool (*visit)(void *context, const char *similar),
                           void *context)
{
    search self = {.key = key, .visit = visit, .context = context};
    bool made = true;
    bool more = true;
    for (size_t i = 0; i < MOST && made && more; i++)
        made = show(&self, i % CASES, i / CASES, &more);
    for (size_t i = 0; i < self.count; i++)
        free(self.made[i]);
    return made;
}
