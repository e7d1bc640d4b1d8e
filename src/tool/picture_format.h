/* SPDX-License-Identifier: MIT */
/* Formats of pictures in words, and which of them this build reads and writes. */
#ifndef QSM_TOOL_PICTURE_FORMAT_H
#define QSM_TOOL_PICTURE_FORMAT_H

#include <qsm/image.h>

#include "tool/cli/command.h"

/* What a file is, in words: "a JPEG file". format: of qsm_image_file_format(). */
const char *tool_format_words(const char *format, char buffer[32]);

/* What the bytes of a file are, in words: "a JPEG file", "a QImage stream", "a PNG file". NULL: not
 * known. */
const char *tool_file_words(const void *data, size_t size, char buffer[32]);

/* Whether data begins as a stream of version 5 or newer does: a marker, then a PNG. */
bool tool_is_stream(const void *data, size_t size);

/*
 * The format that the name of an output file asks for: "png", "bmp" or "jpeg". "png" also for "-"
 * and for names that no format of pictures has. NULL: this build does not write the format; a
 * message about a wrong usage has been printed.
 */
const char *tool_output_format(const tool_call *call, const char *path);

/*
 * Prints that a file cannot be read, with the command that converts it. words: "a JPEG file". Ends
 * with TOOL_FAILED.
 */
int tool_fail_format(const tool_call *call, const char *path, const char *words);

/* The same for a stream of a QImage. */
int tool_fail_stream(const tool_call *call, const char *path);

#endif
