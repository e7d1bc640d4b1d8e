/* SPDX-License-Identifier: MIT */
/* The bytes of a value: quotes, escapes, and commas between the texts of a list. */
#include <string.h>

#include "value/settings/settings.h"

typedef struct parser {
    qsm_settings_reader *reader; /* receives the units of a text */
    const char *at;
    const char *end;
    size_t kept; /* units that an escape has made: blanks among them stay */
    bool in_quotes;
    bool quoted; /* the text has quotes: its blanks stay */
    bool empty;  /* the text is not null, if it has no units */
} parser;

static bool is_blank(uint32_t unit)
{
    return unit == ' ' || unit == '\t';
}

static void skip_blanks(parser *p)
{
    while (p->at < p->end && is_blank((unsigned char)*p->at))
        p->at++;
}

static int digit_of(char c, int base)
{
    static const char digits[] = "0123456789abcdef";
    int low = c >= 'A' && c <= 'F' ? c | 0x20 : c;
    const char *found = memchr(digits, low, (size_t)base);
    return found != NULL ? (int)(found - digits) : -1;
}

/* Digits, of which there may be any number: QSettings keeps the lower 16 bits. */
static void put_number(parser *p, unsigned base)
{
    uint32_t unit = 0;
    const char *begin = p->at;
    int digit;
    while (p->at < p->end && (digit = digit_of(*p->at, (int)base)) >= 0) {
        unit = (unit * base + (unsigned)digit) & 0xffff;
        p->at++;
    }
    if (p->at > begin)
        qsm__settings_put(p->reader, unit);
}

/* What follows a backslash. QSettings drops an escape that it does not know. */
static void put_escape(parser *p)
{
    static const char from[] = "abfnrtv\"?'\\";
    static const char to[] = "\a\b\f\n\r\t\v\"?'\\";
    p->kept = p->reader->count;
    if (p->at == p->end)
        return;
    char c = *p->at;
    const char *found = c != '\0' ? strchr(from, c) : NULL;
    if (digit_of(c, 8) >= 0) {
        put_number(p, 8);
    } else {
        p->at++;
        if (c == 'x')
            put_number(p, 16);
        else if (found != NULL)
            qsm__settings_put(p->reader, (unsigned char)to[found - from]);
        else if ((c == '\n' || c == '\r') && p->at < p->end && (*p->at == '\n' || *p->at == '\r') &&
                 *p->at != c)
            p->at++; /* a line goes on behind CR LF, too */
    }
    p->kept = p->reader->count;
}

static void put_byte(parser *p)
{
    if ((unsigned char)*p->at < 0x80)
        qsm__settings_put(p->reader, (unsigned char)*p->at++);
    else
        p->at += qsm__settings_put_character(p->reader, p->at, p->end);
}

static void toggle_quotes(parser *p)
{
    p->at++;
    p->quoted = true;
    p->in_quotes = !p->in_quotes;
    if (!p->in_quotes)
        skip_blanks(p);
}

/* The next text. Returns whether a comma follows it. */
static bool next_text(parser *p)
{
    qsm_settings_reader *reader = p->reader;
    bool comma = false;
    reader->count = 0;
    p->kept = 0;
    p->quoted = false;
    skip_blanks(p);
    while (p->at < p->end && !comma) {
        if (*p->at == '\\') {
            p->at++;
            put_escape(p);
        } else if (*p->at == '"') {
            toggle_quotes(p);
        } else if (*p->at == ',' && !p->in_quotes) {
            p->at++;
            comma = true;
        } else {
            put_byte(p);
        }
    }
    p->empty = reader->count > 0;
    while (!p->quoted && reader->count > p->kept &&
           is_blank(qsm__settings_unit(reader, reader->count - 1)))
        reader->count--;
    return comma;
}

/* The texts of a list, of which the first is there already. */
static bool put_list(parser *p, qsm_variant *list)
{
    qsm_settings_reader *reader = p->reader;
    bool special = false;
    bool comma = true;
    bool ok = true;
    if (!qsm_variant_set_list(list))
        return qsm__settings_no_memory(reader);
    for (size_t i = 0; i == 0 || comma; i++) {
        if (i > 0)
            comma = next_text(p);
        qsm_variant *element = qsm__settings_element(reader) ? qsm_variant_append(list) : NULL;
        if (element == NULL)
            return reader->stop ? false : qsm__settings_no_memory(reader);
        if (!qsm__settings_value_of_text(reader, i == 0 || p->empty, element, &special)) {
            (void)qsm_variant_set_invalid(element);
            ok = false;
        }
        if (reader->stop)
            return false;
    }
    if (!special) /* a list of QString: its elements are the same */
        list->type = &qsm__qt_types.core[QSM_VARIANT_STRING_LIST];
    return ok;
}

bool qsm__settings_value(qsm_settings_reader *reader, const char *at, const char *end,
                         qsm_variant *value)
{
    bool special = false;
    parser p = {.reader = reader, .at = at, .end = end};
    bool ok = next_text(&p) ? put_list(&p, value)
                            : qsm__settings_value_of_text(reader, true, value, &special);
    if (!ok)
        (void)qsm_variant_set_invalid(value);
    return ok;
}
