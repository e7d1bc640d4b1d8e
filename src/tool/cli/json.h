/* SPDX-License-Identifier: MIT */
/*
 * Writes indented JSON (RFC 8259) to a FILE. Names and strings are UTF-8; an invalid byte becomes
 * U+FFFD, a character that is not harmless (utf8.h) becomes \uNNNN. name is NULL inside arrays and
 * for the outermost value.
 */
#ifndef QSM_TOOL_CLI_JSON_H
#define QSM_TOOL_CLI_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct tool_json {
    FILE *out;
    int depth;
    bool empty; /* the innermost object or array is empty so far */
} tool_json;

void tool_json_start(tool_json *json, FILE *out);
/* Ends the line of the outermost value. */
void tool_json_finish(tool_json *json);

void tool_json_begin_object(tool_json *json, const char *name);
void tool_json_end_object(tool_json *json);
void tool_json_begin_array(tool_json *json, const char *name);
void tool_json_end_array(tool_json *json);

void tool_json_string(tool_json *json, const char *name, const char *value); /* NULL: null */
void tool_json_integer(tool_json *json, const char *name, int64_t value);
void tool_json_unsigned(tool_json *json, const char *name, uint64_t value);
void tool_json_decimal(tool_json *json, const char *name, double value, int digits);
/* A number that is text already. */
void tool_json_literal(tool_json *json, const char *name, const char *number);
void tool_json_bool(tool_json *json, const char *name, bool value);
void tool_json_number(tool_json *json, const char *name, int64_t value); /* below 0: null */
void tool_json_null(tool_json *json, const char *name);

#endif
