/* SPDX-License-Identifier: MIT */
/* The values of a stream as lines of text. */
#ifndef QSM_TOOL_STREAM_PRINT_H
#define QSM_TOOL_STREAM_PRINT_H

#include <stdio.h>

#include <qsm/stream_schema.h>

/*
 * Reads the values of a schema, and prints a line for each when it is read: its offset, its place,
 * its type and its value. Long values are cut. False: the status of the stream says why.
 */
bool tool_stream_print(FILE *out, qsm_data_stream *stream, const qsm_schema *schema);

#endif
