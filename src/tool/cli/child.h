/* SPDX-License-Identifier: MIT */
/* Running another command. */
#ifndef QSM_TOOL_CLI_CHILD_H
#define QSM_TOOL_CLI_CHILD_H

#include <sys/types.h>

/* As in timeout(1) and in shells: a command itself rarely returns these. */
enum { TOOL_EXIT_CANNOT_RUN = 126, TOOL_EXIT_NOT_FOUND = 127, TOOL_EXIT_BY_SIGNAL = 128 };

/*
 * Starts a command; words ends with NULL. prepare is called in the child before exec; NULL: nothing
 * to prepare. -1 with errno if the command cannot be started or executed.
 */
pid_t tool_child_start(char *const *words, void (*prepare)(void));

/*
 * Waits for the end of the child. Sends it the signals that only this process got. Returns the exit
 * status, or TOOL_EXIT_BY_SIGNAL + the signal that ended the child. Call tool_signals_hold() first.
 */
int tool_child_follow(pid_t child);

#endif
