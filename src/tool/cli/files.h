/* SPDX-License-Identifier: MIT */
/*
 * Reads and writes whole files. An output file appears complete or not at all: it is written under
 * another name and renamed. "-" is standard input or output.
 */
#ifndef QSM_TOOL_CLI_FILES_H
#define QSM_TOOL_CLI_FILES_H

#include "tool/cli/command.h"

/* Reads a file into memory; the caller frees it. On an error: prints a message, returns false. */
bool tool_read_file(const tool_call *call, const char *path, unsigned char **data, size_t *size);

/* The same, but reads no more than the first `most` bytes. */
bool tool_read_file_part(const tool_call *call, const char *path, size_t most, unsigned char **data,
                         size_t *size);

/*
 * Whether a file of this name can be written, as far as that is known before. Otherwise: prints the
 * message of tool_write_file() and returns false.
 */
bool tool_can_write_file(const tool_call *call, const char *path);

/* Writes a file. On an error: prints a message and returns false; an old file is unchanged. */
bool tool_write_file(const tool_call *call, const char *path, const void *data, size_t size);

#endif
