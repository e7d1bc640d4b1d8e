/* SPDX-License-Identifier: MIT */
/*
 * Files in and out as a whole. An output file appears complete under its name or not at all: it is
 * written beside its place and renamed. "-" is standard input or output.
 */
#ifndef QSM_TOOL_CLI_FILES_H
#define QSM_TOOL_CLI_FILES_H

#include "tool/cli/command.h"

/* Reads a file into memory for free(). False after saying why not. */
bool tool_read_file(const tool_call *call, const char *path, unsigned char **data, size_t *size);

/* Writes a file. False after saying why not; a file of that name is then as it was. */
bool tool_write_file(const tool_call *call, const char *path, const void *data, size_t size);

#endif
