/* SPDX-License-Identifier: MIT */
/*
 * Text for output. Keys and texts in pictures come from strangers: JSON gets only valid UTF-8, a
 * terminal gets no control characters.
 */
#ifndef QSM_TOOL_CLI_UTF8_H
#define QSM_TOOL_CLI_UTF8_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define TOOL_UTF8_REPLACEMENT 0xfffdU

/* Length of the character at text, and its number; 0 at invalid UTF-8 and at the end. */
int tool_utf8_next(const char *text, uint32_t *character);

bool tool_is_utf8(const char *text);

/* Replaces each byte of control characters and invalid bytes by '?'. */
void tool_clean_text(char *text);

/* Writes text; control characters and invalid bytes become \xNN. */
void tool_print_text(FILE *out, const char *text);

#endif
