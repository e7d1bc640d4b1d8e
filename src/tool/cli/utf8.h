/* SPDX-License-Identifier: MIT */
/*
 * Text for output. Keys and texts in pictures come from strangers: nothing that is no valid UTF-8
 * goes into JSON, no control character to a terminal.
 */
#ifndef QSM_TOOL_CLI_UTF8_H
#define QSM_TOOL_CLI_UTF8_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define TOOL_UTF8_REPLACEMENT 0xfffdU

/* Bytes of the character at text and its number; 0 where no valid UTF-8 begins or text ends. */
int tool_utf8_next(const char *text, uint32_t *character);

bool tool_is_utf8(const char *text);

/* Puts '?' in the place of control characters and invalid bytes, byte for byte. */
void tool_clean_text(char *text);

/* Writes text with control characters and invalid bytes as \xNN. */
void tool_print_text(FILE *out, const char *text);

#endif
