/* SPDX-License-Identifier: MIT */
/* Running another command. */
#ifndef QSM_TOOL_CLI_CHILD_H
#define QSM_TOOL_CLI_CHILD_H

#include <sys/types.h>

/* As in timeout(1) and the shells: what a command itself hardly ever returns. */
enum { TOOL_EXIT_CANNOT_RUN = 126, TOOL_EXIT_NOT_FOUND = 127, TOOL_EXIT_BY_SIGNAL = 128 };

/* Starts a command, words ending with NULL. -1 with errno, also when it could not be executed. */
pid_t tool_child_start(char *const *words);

/*
 * Waits for its end, passing on the signals that only this process was sent. Its exit status, or
 * TOOL_EXIT_BY_SIGNAL + the signal that ended it. tool_signals_hold() must have been called.
 */
int tool_child_follow(pid_t child);

#endif
