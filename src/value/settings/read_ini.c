/* SPDX-License-Identifier: MIT */
/* The lines of a file: sections, keys, values, comments. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "abi/struct_size.h"
#include "stream/unicode.h"
#include "value/order.h"
#include "value/settings/settings.h"

enum { MEMORY_FACTOR = 128, SPARE_MEMORY = 1 << 20, SPARE_BYTES = 32 };

typedef struct file {
    qsm_settings_reader *reader;
    qsm_variant *map;
    const char *begin;
    const char *at;
    const char *end;
    const char *counted;    /* line breaks before it are counted */
    unsigned char *section; /* its units, with a slash at the end */
    size_t section_count;
} file;

/* A line, without its comment. equals: NULL if there is none. */
typedef struct line {
    const char *begin;
    const char *end;
    const char *equals;
} line;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Without the blanks around it. */
static void trim(const char **begin, const char **end)
{
    while (*begin < *end && is_space(**begin))
        ++*begin;
    while (*end > *begin && is_space((*end)[-1]))
        --*end;
}

static bool is_break(char c)
{
    return c == '\n' || c == '\r';
}

/* Counts the lines up to a position. CR LF is one break. */
static void count_lines(file *f, const char *to)
{
    for (; f->counted < to; f->counted++) {
        bool second = *f->counted == '\n' && f->counted > f->begin && f->counted[-1] == '\r';
        if (is_break(*f->counted) && !second)
            f->reader->line++;
    }
}

static void skip_line(file *f)
{
    while (f->at < f->end && !is_break(*f->at))
        f->at++;
}

/* Behind an escape; an escaped CR LF is one break. */
static void skip_escape(file *f)
{
    f->at++;
    if (f->at == f->end)
        return;
    char c = *f->at++;
    if (is_break(c) && f->at < f->end && is_break(*f->at) && *f->at != c)
        f->at++;
}

/* False at the end. Quotes and backslashes can make a line of several. */
static bool next_line(file *f, line *l)
{
    bool in_quotes = false;
    while (f->at < f->end && (is_blank(*f->at) || is_break(*f->at) || *f->at == ';')) {
        if (*f->at == ';')
            skip_line(f);
        else
            f->at++;
    }
    *l = (line){.begin = f->at, .equals = NULL};
    count_lines(f, f->at);
    while (f->at < f->end && (in_quotes || (*f->at != ';' && !is_break(*f->at)))) {
        if (*f->at == '\\') {
            skip_escape(f);
            continue;
        }
        if (*f->at == '"')
            in_quotes = !in_quotes;
        else if (*f->at == '=' && !in_quotes && l->equals == NULL)
            l->equals = f->at;
        f->at++;
    }
    l->end = f->at;
    if (f->at < f->end && *f->at == ';')
        skip_line(f);
    return l->begin < f->end;
}

static int hex_digits(const char *at, const char *end, int count)
{
    int number = 0;
    if (end - at < count)
        return -1;
    for (int i = 0; i < count; i++) {
        char low = (char)(at[i] | 0x20);
        if (at[i] >= '0' && at[i] <= '9')
            number = number << 4 | (at[i] - '0');
        else if (low >= 'a' && low <= 'f' && at[i] >= 'A')
            number = number << 4 | (low - 'a' + 10);
        else
            return -1;
    }
    return number;
}

/* A key or the name of a section, added to the units of the reader: \ is /, %41 and %U0041 are A.
 */
static void put_key(qsm_settings_reader *reader, const char *at, const char *end)
{
    while (at < end) {
        bool wide = *at == '%' && end - at > 1 && at[1] == 'U';
        int unit = *at == '%' ? hex_digits(at + 1 + wide, end, wide ? 4 : 2) : -1;
        if (unit >= 0) {
            qsm__settings_put(reader, (uint32_t)unit);
            at += wide ? 6 : 3;
        } else if ((unsigned char)*at >= 0x80) {
            at += qsm__settings_put_character(reader, at, end);
        } else {
            qsm__settings_put(reader, *at == '\\' ? '/' : (unsigned char)*at);
            at++;
        }
    }
}

static bool is_word(const char *begin, const char *end, const char *word)
{
    size_t size = strlen(word);
    return (size_t)(end - begin) == size && strncasecmp(begin, word, size) == 0;
}

static void begin_section(file *f, const line *l)
{
    qsm_settings_reader *reader = f->reader;
    const char *begin = l->begin + 1;
    const char *end = memchr(begin, ']', (size_t)(l->end - begin));
    if (end == NULL) {
        (void)qsm__settings_fail(reader, "a section without ]");
        end = l->end;
    }
    trim(&begin, &end);
    reader->count = 0;
    if (!is_word(begin, end, "General")) {
        if (is_word(begin, end, "%General"))
            begin++;
        put_key(reader, begin, end);
        qsm__settings_put(reader, '/');
    }
    f->section_count = reader->count;
    memcpy(f->section, reader->units, 2 * reader->count);
}

/* A new pair behind the others. NULL: no memory, or a limit. */
static qsm_variant *add_key(file *f, const line *l)
{
    qsm_settings_reader *reader = f->reader;
    const char *name = l->begin;
    const char *end = l->equals;
    qsm_variant key;
    qsm_text text;
    if (!qsm__settings_element(reader))
        return NULL;
    trim(&name, &end);
    memcpy(reader->units, f->section, 2 * f->section_count);
    reader->count = f->section_count;
    put_key(reader, name, end);
    if (!qsm__settings_text(reader, 0, reader->count, &text))
        return NULL;
    qsm__variant_reset(&key, f->map->tree);
    memcpy(qsm__variant_become(&key, f->map->type->of[0]), &text, sizeof text);
    qsm_variant *value = qsm__items_insert(f->map, &key);
    if (value == NULL)
        (void)qsm__settings_no_memory(reader);
    return value;
}

static void read_line(file *f, const line *l)
{
    if (*l->begin == '[') {
        begin_section(f, l);
        return;
    }
    if (l->equals == NULL) /* QSettings skips it, too: so does # */
        return;
    qsm_variant *value = add_key(f, l);
    if (value == NULL)
        return;
    const char *text = l->equals + 1;
    (void)qsm__settings_value(f->reader, text, l->end, value);
    value->offset = (size_t)(text - f->begin);
    value->size = (size_t)(l->end - text);
}

/* Sorts the pairs. Of equal keys the last stays. */
static bool sort(qsm_variant *map)
{
    qsm_items *items = qsm__variant_items(map);
    if (!qsm__items_sort(items, map->tree, false))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < items->count; i += 2) {
        bool again = kept > 0 && qsm__compare_keys(qsm__items_at(items, kept - 2),
                                                   qsm__items_at(items, i)) == 0;
        if (again)
            kept -= 2;
        if (kept != i) { /* there is order: two pairs have been sorted */
            items->order[kept] = items->order[i];
            items->order[kept + 1] = items->order[i + 1];
        }
        kept += 2;
    }
    items->count = kept;
    items->built = true;
    return true;
}

/* Sets up the reader for a text of size bytes. False: no memory. */
static bool begin(qsm_settings_reader *reader, const char *text, size_t size,
                  const qsm_data_stream_limits *limits, qsm_variant *value)
{
    if (value == &value->tree->root)
        qsm_tree_clear(value->tree);
    *reader = (qsm_settings_reader){.tree = value->tree, .elements = SIZE_MAX};
    reader->latin1 = !qsm__utf8_valid(text, size);
    size_t memory = size < SIZE_MAX / 4 / MEMORY_FACTOR ? size * MEMORY_FACTOR : SIZE_MAX / 4;
    memory += SPARE_MEMORY;
    reader->depth = limits->depth;
    if (limits->memory != 0)
        memory = limits->memory;
    if (limits->elements != 0)
        reader->elements = limits->elements;
    size_t used = value->tree->arena.used;
    reader->most_used = memory < SIZE_MAX - used ? used + memory : SIZE_MAX;
    /* A section and a key, each with a unit a byte. */
    reader->units = size < SIZE_MAX / 8 ? malloc(2 * size + SPARE_BYTES) : NULL;
    return reader->units != NULL;
}

/* Frees the reader, hands out its message and sets errno. Returns whether there was no error. */
static bool finish(qsm_settings_reader *reader, char **message)
{
    free(reader->units);
    bool failed = reader->message[0] != '\0';
    if (!failed && !reader->no_memory)
        return true;
    if (message != NULL && !reader->no_memory) {
        *message = strdup(reader->message);
        reader->no_memory = *message == NULL;
    }
    errno = reader->no_memory ? ENOMEM : EINVAL;
    return false;
}

/* Checks the parameters; *read gets the limits. False with EINVAL. */
static bool is_given(const char **text, size_t size, const qsm_data_stream_limits *limits,
                     const qsm_variant *value, qsm_data_stream_limits *read, char **message)
{
    static const qsm_data_stream_limits defaults = {0};
    *read = defaults;
    if (message != NULL)
        *message = NULL;
    if (value == NULL || (*text == NULL && size > 0)) {
        errno = EINVAL;
        return false;
    }
    if (*text == NULL)
        *text = "";
    return limits == NULL || qsm__struct_read(read, sizeof *read, limits);
}

static void read_lines(file *f)
{
    line l;
    qsm_variant *map = f->map;
    if (!qsm_variant_set_map(map)) {
        (void)qsm__settings_no_memory(f->reader);
        return;
    }
    qsm_items *items = qsm__variant_items(map);
    items->built = false; /* so that pairs are added at the end */
    while (!f->reader->stop && next_line(f, &l))
        read_line(f, &l);
    if (!sort(map))
        (void)qsm__settings_no_memory(f->reader);
}

bool qsm_settings_read_ini(const char *ini, size_t size, const qsm_data_stream_limits *limits,
                           qsm_variant *map, char **message)
{
    static const char mark[] = "\xef\xbb\xbf";
    qsm_settings_reader reader;
    qsm_data_stream_limits read;
    if (!is_given(&ini, size, limits, map, &read, message))
        return false;
    file f = {.reader = &reader, .map = map, .begin = ini, .end = ini + size};
    bool ok = begin(&reader, ini, size, &read, map);
    f.section = ok ? malloc(2 * size + SPARE_BYTES) : NULL;
    if (f.section != NULL) {
        bool has_mark = size >= 3 && memcmp(ini, mark, 3) == 0;
        f.at = ini + (has_mark ? 3 : 0);
        f.counted = f.at;
        reader.line = 1;
        read_lines(&f);
    } else {
        (void)qsm__settings_no_memory(&reader);
    }
    free(f.section);
    return finish(&reader, message);
}

bool qsm_settings_read_value(const char *text, size_t size, const qsm_data_stream_limits *limits,
                             qsm_variant *value, char **message)
{
    qsm_settings_reader reader;
    qsm_data_stream_limits read;
    if (!is_given(&text, size, limits, value, &read, message))
        return false;
    if (begin(&reader, text, size, &read, value))
        (void)qsm__settings_value(&reader, text, text + size, value);
    else
        (void)qsm__settings_no_memory(&reader);
    return finish(&reader, message);
}
