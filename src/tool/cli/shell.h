/* SPDX-License-Identifier: MIT */
/* Words of command lines that the user is told to type. */
#ifndef QSM_TOOL_CLI_SHELL_H
#define QSM_TOOL_CLI_SHELL_H

/*
 * A word as a shell takes it whatever is in it: in single quotes. For free(); NULL when out of
 * memory.
 */
char *tool_shell_word(const char *word);

#endif
