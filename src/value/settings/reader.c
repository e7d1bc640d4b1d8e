/* SPDX-License-Identifier: MIT */
/* What reading of settings needs everywhere: errors, limits, units as text. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "stream/text.h"
#include "stream/unicode.h"
#include "text/utf8.h"
#include "value/settings/settings.h"

bool qsm__settings_fail(qsm_settings_reader *reader, const char *format, ...)
{
    va_list arguments;
    size_t used = 0;
    if (reader->message[0] != '\0')
        return false;
    if (reader->line > 0)
        used =
            (size_t)snprintf(reader->message, sizeof reader->message, "line %zu: ", reader->line);
    va_start(arguments, format);
    (void)vsnprintf(reader->message + used, sizeof reader->message - used, format, arguments);
    va_end(arguments);
    return false;
}

bool qsm__settings_no_memory(qsm_settings_reader *reader)
{
    reader->stop = true;
    reader->no_memory = true;
    return false;
}

bool qsm__settings_element(qsm_settings_reader *reader)
{
    bool memory = reader->tree->arena.used <= reader->most_used;
    if (memory && reader->elements > 0) {
        reader->elements--;
        return true;
    }
    reader->stop = true;
    return qsm__settings_fail(reader, memory ? "more keys and elements of lists than the limit"
                                             : "the values need more memory than the limit");
}

size_t qsm__settings_put_character(qsm_settings_reader *reader, const char *at, const char *end)
{
    uint32_t character = (unsigned char)*at;
    size_t size = 1;
    if (!reader->latin1)
        size = qsm__utf8_decode(at, (size_t)(end - at), &character);
    if (size == 0) { /* its first byte has been dropped, behind a backslash */
        character = QSM_REPLACEMENT_CHARACTER;
        size = 1;
    }
    if (character < 0x10000) {
        qsm__settings_put(reader, character);
    } else {
        qsm__settings_put(reader, 0xd7c0 + (character >> 10));
        qsm__settings_put(reader, 0xdc00 | (character & 0x3ff));
    }
    return size;
}

bool qsm__settings_text(qsm_settings_reader *reader, size_t from, size_t count, qsm_text *text)
{
    qsm_arena *arena = &reader->tree->arena;
    char *out = (char *)qsm__arena_room(arena, 3 * count + 1);
    if (out == NULL)
        return qsm__settings_no_memory(reader);
    text->data = out;
    text->size = qsm__text_from_units(out, reader->units + 2 * from, count, QSM_UNITS_LITTLE);
    out[text->size] = '\0';
    (void)qsm__arena_keep(arena, text->size + 1); /* the arena has no limit here */
    return true;
}
