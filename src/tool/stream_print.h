/* SPDX-License-Identifier: MIT */
/* The values of a stream as lines of text, and as JSON. */
#ifndef QSM_TOOL_STREAM_PRINT_H
#define QSM_TOOL_STREAM_PRINT_H

#include <stdio.h>

#include <qsm/stream_schema.h>

#include "tool/cli/json.h"

/*
 * Reads the values of a schema, and prints a line for each when it is read: its offset, its place,
 * its type and its value. Long values are cut. most: lines; 0: all. False: the status of the stream
 * says why; after the last line it is ReadCorruptData. If the status is Ok, memory was out for a
 * value.
 */
bool tool_stream_print(FILE *out, qsm_data_stream *stream, const qsm_schema *schema, unsigned most);

/*
 * A value without its type: text in quotes, other values as JSON. Long values are cut. False: out
 * of memory.
 */
bool tool_stream_print_value(FILE *out, const qsm_variant *value);

/*
 * Reads the values of a schema from the position on, and prints the members values, status,
 * consumed and, after an error, error of a JSON object. False: out of memory.
 */
bool tool_stream_json(tool_json *json, qsm_data_stream *stream, const qsm_schema *schema);

#endif
