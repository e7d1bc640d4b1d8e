/* SPDX-License-Identifier: MIT */
#include "tool/cli/json.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>

#include "tool/cli/utf8.h"

void tool_json_start(tool_json *json, FILE *out)
{
    json->out = out;
    json->depth = 0;
    json->empty = true;
}

void tool_json_finish(tool_json *json)
{
    (void)fputc('\n', json->out);
}

static void new_line(const tool_json *json)
{
    (void)fprintf(json->out, "\n%*s", json->depth * 2, "");
}

static void escaped(const tool_json *json, uint32_t character, const char *bytes, int length)
{
    static const char short_forms[][3] = {{'"', '"'},  {'\\', '\\'}, {'\b', 'b'}, {'\f', 'f'},
                                          {'\n', 'n'}, {'\r', 'r'},  {'\t', 't'}};
    for (size_t i = 0; i < sizeof short_forms / sizeof short_forms[0]; i++) {
        if (character == (unsigned char)short_forms[i][0]) {
            (void)fprintf(json->out, "\\%c", short_forms[i][1]);
            return;
        }
    }
    if (!tool_is_harmless(character))
        (void)fprintf(json->out, "\\u%04" PRIx32, character);
    else if (bytes != NULL)
        (void)fprintf(json->out, "%.*s", length, bytes);
    else
        (void)fputs("\\ufffd", json->out);
}

static void quoted(const tool_json *json, const char *text)
{
    (void)fputc('"', json->out);
    while (*text != '\0') {
        uint32_t character = 0;
        int length = tool_utf8_next(text, &character);
        if (length > 0)
            escaped(json, character, text, length);
        else
            escaped(json, TOOL_UTF8_REPLACEMENT, NULL, 0);
        text += length > 0 ? length : 1;
    }
    (void)fputc('"', json->out);
}

/* Writes the comma, the line break and the name before a value. */
static void lead(tool_json *json, const char *name)
{
    if (!json->empty)
        (void)fputc(',', json->out);
    if (json->depth > 0)
        new_line(json);
    json->empty = false;
    if (name != NULL) {
        quoted(json, name);
        (void)fputs(": ", json->out);
    }
}

static void begin(tool_json *json, const char *name, char bracket)
{
    lead(json, name);
    (void)fputc(bracket, json->out);
    json->depth++;
    json->empty = true;
}

static void end(tool_json *json, char bracket)
{
    json->depth--;
    if (!json->empty)
        new_line(json);
    (void)fputc(bracket, json->out);
    json->empty = false;
}

void tool_json_begin_object(tool_json *json, const char *name)
{
    begin(json, name, '{');
}

void tool_json_end_object(tool_json *json)
{
    end(json, '}');
}

void tool_json_begin_array(tool_json *json, const char *name)
{
    begin(json, name, '[');
}

void tool_json_end_array(tool_json *json)
{
    end(json, ']');
}

void tool_json_string(tool_json *json, const char *name, const char *value)
{
    if (value == NULL) {
        tool_json_null(json, name);
        return;
    }
    lead(json, name);
    quoted(json, value);
}

void tool_json_integer(tool_json *json, const char *name, int64_t value)
{
    lead(json, name);
    (void)fprintf(json->out, "%" PRId64, value);
}

void tool_json_unsigned(tool_json *json, const char *name, uint64_t value)
{
    lead(json, name);
    (void)fprintf(json->out, "%" PRIu64, value);
}

void tool_json_decimal(tool_json *json, const char *name, double value, int digits)
{
    if (!isfinite(value)) {
        tool_json_null(json, name);
        return;
    }
    lead(json, name);
    (void)fprintf(json->out, "%.*f", digits, value);
}

void tool_json_literal(tool_json *json, const char *name, const char *number)
{
    lead(json, name);
    (void)fputs(number, json->out);
}

void tool_json_bool(tool_json *json, const char *name, bool value)
{
    lead(json, name);
    (void)fputs(value ? "true" : "false", json->out);
}

void tool_json_number(tool_json *json, const char *name, int64_t value)
{
    if (value >= 0)
        tool_json_integer(json, name, value);
    else
        tool_json_null(json, name);
}

void tool_json_null(tool_json *json, const char *name)
{
    lead(json, name);
    (void)fputs("null", json->out);
}
