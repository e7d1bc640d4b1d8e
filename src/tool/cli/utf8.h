/* SPDX-License-Identifier: MIT */
/*
 * Text for output. Names, keys and texts in pictures come from strangers: JSON gets only valid
 * UTF-8, and both JSON and a terminal get no character that is not harmless.
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

/*
 * False for characters that control a terminal, change the direction of text, break lines or have
 * no width: with them a name can look like another name. The one rule for text and JSON.
 */
bool tool_is_harmless(uint32_t character);

/* Length of the character at text; 0 if it is not harmless, and for an invalid byte. */
int tool_harmless_length(const char *text);

/* Replaces each byte of characters that are not harmless, and invalid bytes, by '?'. */
void tool_clean_text(char *text);

/* Writes text; each byte of characters that are not harmless, and invalid bytes, become \xNN. */
void tool_print_text(FILE *out, const char *text);

#endif
