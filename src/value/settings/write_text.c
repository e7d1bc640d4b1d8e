/* SPDX-License-Identifier: MIT */
/* Text with the escapes of settings. */
#include <stdio.h>
#include <string.h>

#include "stream/text.h"
#include "text/utf8.h"
#include "value/settings/settings.h"

enum { BYTE_ORDER_MARK = 0xfeff };

void qsm__settings_put_string(qsm_settings_writer *writer, const char *string)
{
    (void)qsm_data_stream_write_raw_data(writer->out, string, strlen(string));
}

static bool is_digit(uint32_t unit)
{
    return (unit >= '0' && unit <= '9') || ((unit | 0x20) >= 'a' && (unit | 0x20) <= 'f');
}

static void put_number(qsm_settings_writer *writer, uint32_t unit)
{
    char escape[16];
    (void)snprintf(escape, sizeof escape, "\\x%x", (unsigned)unit);
    qsm__settings_put_string(writer, escape);
}

/* A character below U+0080, or a unit that is escaped. */
static void put_unit(qsm_settings_writer *writer, uint32_t unit)
{
    static const char from[] = "\a\b\f\n\r\t\v\"\\";
    static const char to[] = "abfnrtv\"\\";
    char plain[2] = {(char)unit, '\0'};
    const char *found = unit > 0 && unit < 0x80 ? strchr(from, (int)unit) : NULL;
    char letter[3] = "\\0";
    bool number = unit < 0x20 || unit >= 0x7f || (writer->after_escape && is_digit(unit));
    if (writer->qt >= QSM_QT_6 && unit == 0x7f)
        number = false;
    writer->after_escape = false;
    if (found != NULL) {
        letter[1] = to[found - from];
        qsm__settings_put_string(writer, letter);
    } else if (unit == 0) {
        qsm__settings_put_string(writer, letter);
        writer->after_escape = true;
    } else if (number) {
        put_number(writer, unit);
        writer->after_escape = true;
    } else {
        qsm__settings_put_string(writer, plain);
    }
}

/* The character at text, which is valid; a lone surrogate is the number of its three bytes. */
static size_t next_character(const char *text, size_t size, uint32_t *character)
{
    size_t length = qsm__utf8_decode(text, size, character);
    if (length > 0)
        return length;
    *character = 0xd000 | ((uint32_t)text[1] & 0x3f) << 6 | ((uint32_t)text[2] & 0x3f);
    return 3;
}

/* As UTF-8, or escaped: Qt 6 would drop the byte order mark, and replace half of a pair. */
static void put_character(qsm_settings_writer *writer, const char *text, size_t size,
                          uint32_t character)
{
    if (writer->qt >= QSM_QT_6 && character != BYTE_ORDER_MARK && !qsm__is_surrogate(character)) {
        writer->after_escape = false;
        (void)qsm_data_stream_write_raw_data(writer->out, text, size);
    } else if (character < 0x10000) {
        put_unit(writer, character);
    } else {
        put_unit(writer, 0xd7c0 + (character >> 10));
        put_unit(writer, 0xdc00 | (character & 0x3ff));
    }
}

static void put_characters(qsm_settings_writer *writer, qsm_text text)
{
    for (size_t at = 0; at < text.size;) {
        uint32_t character;
        size_t size = next_character(text.data + at, text.size - at, &character);
        if (character < 0x80)
            put_unit(writer, character);
        else
            put_character(writer, text.data + at, size, character);
        at += size;
    }
}

static void put_bytes(qsm_settings_writer *writer, qsm_text bytes)
{
    int qt = writer->qt;
    writer->qt = 0; /* each Qt escapes them */
    for (size_t i = 0; i < bytes.size; i++)
        put_unit(writer, (unsigned char)bytes.data[i]);
    writer->qt = qt;
}

static bool needs_quotes(const qsm_settings_text *text)
{
    qsm_text t = text->text;
    if (t.size == 0)
        return false;
    return (text->before[0] == '\0' && t.data[0] == ' ') ||
           (text->after[0] == '\0' && t.data[t.size - 1] == ' ') ||
           memchr(t.data, ';', t.size) != NULL || memchr(t.data, ',', t.size) != NULL ||
           memchr(t.data, '=', t.size) != NULL;
}

void qsm__settings_put_text(qsm_settings_writer *writer, const qsm_settings_text *text)
{
    const char *quote = needs_quotes(text) ? "\"" : "";
    qsm__settings_put_string(writer, quote);
    qsm__settings_put_string(writer, text->before);
    writer->after_escape = false;
    (text->is_bytes ? put_bytes : put_characters)(writer, text->text);
    qsm__settings_put_string(writer, text->after);
    qsm__settings_put_string(writer, quote);
}

/* A unit of a key: all but letters, digits and _ - . as %41 or %U20AC. */
static void put_key_unit(qsm_settings_writer *writer, uint32_t unit)
{
    char text[8] = {(char)unit, '\0'};
    bool plain = (unit >= '0' && unit <= '9') || (unit >= 'a' && unit <= 'z') ||
                 (unit >= 'A' && unit <= 'Z') || unit == '_' || unit == '-' || unit == '.';
    if (unit == '/')
        text[0] = '\\';
    else if (!plain)
        (void)snprintf(text, sizeof text, unit < 0x100 ? "%%%02X" : "%%U%04X", (unsigned)unit);
    qsm__settings_put_string(writer, text);
}

void qsm__settings_put_key(qsm_settings_writer *writer, const char *key, size_t size)
{
    for (size_t at = 0; at < size;) {
        uint32_t character;
        at += next_character(key + at, size - at, &character);
        if (character >= 0x10000) {
            put_key_unit(writer, 0xd7c0 + (character >> 10));
            character = 0xdc00 | (character & 0x3ff);
        }
        put_key_unit(writer, character);
    }
}
