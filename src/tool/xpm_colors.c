/* SPDX-License-Identifier: MIT */
#include "tool/xpm_colors.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    const char *color;
} different[] = {{"gray", "#bebebe"},   {"grey", "#bebebe"},   {"green", "#00ff00"},
                 {"maroon", "#b03060"}, {"purple", "#a020f0"}, {"transparent", "#000000"}};

/* From a file to its copy. The copy has at most twice the size. */
typedef struct copying {
    const char *at;
    const char *end;
    char *out;
} copying;

static void copy_to(copying *self, const char *end)
{
    size_t size = (size_t)(end - self->at);
    memcpy(self->out, self->at, size);
    self->out += size;
    self->at = end;
}

/* Copies up to the contents of the next string. Its end; NULL if there is no string. */
static const char *next_string(copying *self)
{
    const char *quote = memchr(self->at, '"', (size_t)(self->end - self->at));
    if (quote == NULL)
        return NULL;
    copy_to(self, quote + 1);
    return memchr(self->at, '"', (size_t)(self->end - self->at));
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && is_space(*at))
        at++;
    return at;
}

static const char *skip_word(const char *at, const char *end)
{
    while (at < end && !is_space(*at))
        at++;
    return at;
}

static bool is_word(const char *at, const char *end, const char *word)
{
    return (size_t)(end - at) == strlen(word) && memcmp(at, word, strlen(word)) == 0;
}

static bool is_key(const char *at, const char *end)
{
    static const char *const keys[] = {"c", "m", "g", "g4", "s"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (is_word(at, end, keys[i]))
            return true;
    return false;
}

/* The end of the words of a colour: at the next key. */
static const char *end_of_value(const char *at, const char *end)
{
    const char *last = skip_word(at, end);
    for (;;) {
        const char *next = skip_space(last, end);
        const char *next_end = skip_word(next, end);
        if (next == next_end || is_key(next, next_end))
            return last;
        last = next_end;
    }
}

/* Writes a colour: its number if Qt has another colour of the name, else the name in one word. */
static void write_value(copying *self, const char *end)
{
    char *name = self->out;
    for (const char *at = self->at; at < end; at++)
        if (!is_space(*at))
            *self->out++ = *at;
    for (size_t i = 0; i < sizeof different / sizeof different[0]; i++) {
        size_t length = strlen(different[i].name);
        size_t same = 0;
        while (same < length && same < (size_t)(self->out - name) &&
               (name[same] | 0x20) == different[i].name[same])
            same++;
        if (same != length || name + length != self->out)
            continue;
        memcpy(name, different[i].color, strlen(different[i].color));
        self->out = name + strlen(different[i].color);
        break;
    }
    self->at = end;
}

/* The characters of the pixel, then pairs of a key and a colour; the key s has a name instead. */
static void copy_color(copying *self, const char *end, size_t characters)
{
    if (characters > (size_t)(end - self->at))
        characters = (size_t)(end - self->at);
    copy_to(self, self->at + characters);
    while (self->at < end) {
        copy_to(self, skip_space(self->at, end));
        const char *key = self->at;
        const char *key_end = skip_word(key, end);
        bool colored = is_key(key, key_end) && !is_word(key, key_end, "s");
        copy_to(self, skip_space(key_end, end));
        if (colored)
            write_value(self, end_of_value(self->at, end));
        else
            copy_to(self, end_of_value(self->at, end));
    }
}

/* Number i, from 0, of the first string: width, height, colours, characters of a pixel. */
static size_t number_of(const char *at, const char *end, int i)
{
    size_t number = 0;
    at = skip_space(at, end);
    for (; i > 0; i--)
        at = skip_space(skip_word(at, end), end);
    for (; at < end && *at >= '0' && *at <= '9' && number < 100000; at++)
        number = number * 10 + (size_t)(*at - '0');
    return number;
}

char *tool_xpm_colors(const char *data, size_t size, size_t *new_size)
{
    char *made = malloc(2 * size + 1);
    if (made == NULL)
        return NULL;
    copying self = {.at = data, .end = data + size, .out = made};
    const char *end = next_string(&self);
    size_t colors = end != NULL ? number_of(self.at, end, 2) : 0;
    size_t characters = end != NULL ? number_of(self.at, end, 3) : 0;
    if (end != NULL)
        copy_to(&self, end + 1);
    for (; colors > 0 && (end = next_string(&self)) != NULL; colors--) {
        copy_color(&self, end, characters);
        copy_to(&self, end + 1);
    }
    copy_to(&self, self.end);
    *new_size = (size_t)(self.out - made);
    return made;
}
