/* SPDX-License-Identifier: MIT */
/* Words of the command lines that messages suggest. */
#ifndef QSM_TOOL_CLI_SHELL_H
#define QSM_TOOL_CLI_SHELL_H

/*
 * Puts a word into single quotes, so that a shell reads it unchanged; a word with characters that
 * are not harmless (utf8.h) into $'...', with escapes. The caller frees it. NULL: out of memory.
 */
char *tool_shell_word(const char *word);

/* The same, without quotes if the word needs none. */
char *tool_shell_short_word(const char *word);

#endif
