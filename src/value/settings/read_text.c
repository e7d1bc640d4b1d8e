/* SPDX-License-Identifier: MIT */
/* One text of a value: QSettings marks what is no plain text with @. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <qsm/values.h>

#include "value/settings/settings.h"

enum { MOST_NUMBERS = 4 };

/* The text behind the marker and before its closing bracket. */
typedef struct inside {
    size_t from;
    size_t count;
} inside;

typedef struct form form;

typedef bool decode(qsm_settings_reader *reader, const form *chosen, const inside *text,
                    qsm_variant *value);

struct form {
    const char *marker;
    decode *decode;
    int detail; /* a stream version, or a number of numbers */
};

static bool ok_or_no_memory(qsm_settings_reader *reader, bool ok)
{
    return ok || qsm__settings_no_memory(reader);
}

/* QString::toLatin1(): the units as bytes, in their own memory. */
static const unsigned char *latin1(qsm_settings_reader *reader, const inside *text)
{
    for (size_t i = 0; i < text->count; i++) {
        uint32_t unit = qsm__settings_unit(reader, text->from + i);
        reader->units[i] = unit > 0xff ? '?' : (unsigned char)unit;
    }
    return reader->units;
}

static bool decode_bytes(qsm_settings_reader *reader, const form *chosen, const inside *text,
                         qsm_variant *value)
{
    (void)chosen;
    const qsm_bytes bytes = {latin1(reader, text), text->count};
    return ok_or_no_memory(reader, qsm_variant_set_bytes(value, bytes));
}

static bool decode_string(qsm_settings_reader *reader, const form *chosen, const inside *text,
                          qsm_variant *value)
{
    qsm_text string;
    (void)chosen;
    if (!qsm__settings_text(reader, text->from, text->count, &string))
        return false;
    memcpy(qsm__variant_become(value, &qsm__qt_types.core[QSM_VARIANT_STRING]), &string,
           sizeof string);
    return true;
}

static bool decode_invalid(qsm_settings_reader *reader, const form *chosen, const inside *text,
                           qsm_variant *value)
{
    (void)reader;
    (void)chosen;
    (void)text;
    return qsm_variant_set_invalid(value);
}

/* What is left of the limits, for the stream of one value. */
static void set_limits(const qsm_settings_reader *reader, qsm_data_stream *stream, size_t size)
{
    qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
    size_t used = reader->tree->arena.used;
    limits.memory = reader->most_used > used ? reader->most_used - used : 1;
    limits.elements = size < SIZE_MAX / 2 ? 2 * size + 1000 : SIZE_MAX; /* also without bytes */
    if (limits.elements > reader->elements)
        limits.elements = reader->elements + 1; /* 0 would be the default */
    limits.depth = reader->depth;
    (void)qsm_data_stream_set_limits(stream, &limits);
}

static bool decode_stream(qsm_settings_reader *reader, const form *chosen, const inside *text,
                          qsm_variant *value)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader(latin1(reader, text), text->count);
    if (stream == NULL)
        return qsm__settings_no_memory(reader);
    qsm_data_stream_set_version(stream, chosen->detail);
    set_limits(reader, stream, text->count);
    errno = 0;
    bool ok = qsm_data_stream_read_variant(stream, value);
    bool no_memory = !ok && errno == ENOMEM;
    if (no_memory)
        (void)qsm__settings_no_memory(reader);
    else if (!ok)
        (void)qsm__settings_fail(reader, "%s...): %s", chosen->marker,
                                 qsm_data_stream_error_string(stream));
    qsm_data_stream_free(stream);
    return ok;
}

/* QString::toInt(): 0 if it is no number. */
static int32_t to_int(const qsm_settings_reader *reader, size_t from, size_t end)
{
    int64_t number = 0;
    while (from < end && qsm__settings_unit(reader, from) >= '\t' &&
           qsm__settings_unit(reader, from) <= '\r')
        from++;
    bool negative = from < end && qsm__settings_unit(reader, from) == '-';
    if (negative || (from < end && qsm__settings_unit(reader, from) == '+'))
        from++;
    for (; from < end; from++) {
        uint32_t unit = qsm__settings_unit(reader, from);
        if (unit < '0' || unit > '9' || number > INT32_MAX)
            return 0;
        number = number * 10 + (int64_t)(unit - '0');
    }
    number = negative ? -number : number;
    return number >= INT32_MIN && number <= INT32_MAX ? (int32_t)number : 0;
}

/* Numbers with one blank between them; returns how many. A bracket ends a number, too. */
static int split(const qsm_settings_reader *reader, const inside *text, int32_t *numbers)
{
    int count = 0;
    size_t end = text->from + text->count;
    size_t begin = text->from;
    for (size_t at = text->from; at <= end; at++) {
        uint32_t unit = at < end ? qsm__settings_unit(reader, at) : ')';
        if (unit != ' ' && unit != ')')
            continue;
        if (count == MOST_NUMBERS)
            return MOST_NUMBERS + 1;
        numbers[count++] = to_int(reader, begin, at);
        begin = at + 1;
    }
    return count;
}

static bool decode_numbers(qsm_settings_reader *reader, const form *chosen, const inside *text,
                           qsm_variant *value)
{
    int32_t n[MOST_NUMBERS];
    if (split(reader, text, n) != chosen->detail)
        return decode_string(reader, chosen, &(inside){0, reader->count}, value);
    if (chosen->detail == 4)
        return ok_or_no_memory(reader,
                               qsm_variant_set_rect(value, &(qsm_rect){n[0], n[1], n[2], n[3]}));
    if (chosen->marker[1] == 'S')
        return qsm_variant_set_size(value, &(qsm_size){n[0], n[1]});
    return qsm_variant_set_point(value, &(qsm_point){n[0], n[1]});
}

static const form forms[] = {
    {"@Variant(", decode_stream, QSM_SETTINGS_VERSION},
    {"@DateTime(", decode_stream, QSM_SETTINGS_DATE_TIME_VERSION},
    {"@ByteArray(", decode_bytes, 0},
    {"@String(", decode_string, 0},
    {"@Rect(", decode_numbers, 4},
    {"@Size(", decode_numbers, 2},
    {"@Point(", decode_numbers, 2},
    {"@Invalid(", decode_invalid, 0},
};

/* The form of a text that begins with @; NULL: it is plain text. */
static const form *form_of(const qsm_settings_reader *reader, inside *text)
{
    if (qsm__settings_unit(reader, reader->count - 1) != ')')
        return NULL;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        size_t size = strlen(forms[i].marker);
        size_t same = 0;
        while (same < size && same < reader->count &&
               qsm__settings_unit(reader, same) == (unsigned char)forms[i].marker[same])
            same++;
        if (same < size || reader->count == size)
            continue;
        if (forms[i].decode == decode_invalid && reader->count > size + 1)
            return NULL;
        *text = (inside){size, reader->count - size - 1};
        return &forms[i];
    }
    return NULL;
}

bool qsm__settings_value_of_text(qsm_settings_reader *reader, bool is_empty, qsm_variant *value,
                                 bool *special)
{
    static const form plain = {"", decode_string, 0};
    inside text = {0, reader->count};
    if (reader->count == 0)
        return ok_or_no_memory(reader,
                               qsm_variant_set_text(value, qsm_text_of(is_empty ? "" : NULL)));
    if (qsm__settings_unit(reader, 0) != '@')
        return plain.decode(reader, &plain, &text, value);
    bool doubled = reader->count > 1 && qsm__settings_unit(reader, 1) == '@';
    *special = *special || !doubled;
    const form *chosen = doubled ? NULL : form_of(reader, &text);
    if (doubled)
        text = (inside){1, reader->count - 1};
    if (chosen == NULL)
        chosen = &plain;
    return chosen->decode(reader, chosen, &text, value);
}
