/* SPDX-License-Identifier: MIT */
/*
 * Bytes as the numbers of a C struct: `--as 2i32,f64be,8char`. A list of fields, separated by
 * commas. A field is a count (default 1), a type and a byte order ("le", "be"; default: this
 * machine's). The list describes one record; the records follow each other without gaps.
 */
#ifndef QSM_TOOL_TYPED_VALUES_H
#define QSM_TOOL_TYPED_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/cli/json.h"

typedef enum tool_value_kind {
    TOOL_VALUE_UNSIGNED,
    TOOL_VALUE_SIGNED,
    TOOL_VALUE_FLOAT,
    TOOL_VALUE_TEXT, /* count bytes are one value: text that ends at the first NUL */
    TOOL_VALUE_NONE  /* bytes that are skipped */
} tool_value_kind;

typedef struct tool_field {
    const char *type; /* "i32" */
    tool_value_kind kind;
    size_t width; /* bytes of one element */
    size_t count;
    bool big_endian;
} tool_field;

enum { TOOL_MOST_FIELDS = 256, TOOL_MOST_RECORD = 1 << 20 /* bytes */ };

typedef struct tool_record {
    tool_field fields[TOOL_MOST_FIELDS];
    size_t count; /* of fields; 0: --as was not given */
    size_t size;  /* bytes of one record */
} tool_record;

/* The parser of --as; target is a tool_record. */
const char *tool_parse_record(const char *value, void *target);

/* A line for each record: its offset and its values. The first byte has the number `offset`. */
void tool_print_records(FILE *out, const tool_record *record, const unsigned char *bytes,
                        size_t records, uint64_t offset);

/* The members "types" and "records". */
void tool_records_json(tool_json *json, const tool_record *record, const unsigned char *bytes,
                       size_t records, uint64_t offset);

#endif
