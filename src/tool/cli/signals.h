/* SPDX-License-Identifier: MIT */
/*
 * Signals as events. The signals that end a program are blocked, except during tool_signals_wait().
 * So no signal is lost between a check and a wait, and the command can release its segment and its
 * lock before it ends.
 */
#ifndef QSM_TOOL_CLI_SIGNALS_H
#define QSM_TOOL_CLI_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The signals that arrived; 0 or false: none. */
typedef struct tool_event {
    int ended_by; /* SIGINT, SIGTERM, SIGHUP, ... */
    bool by_kill; /* a process sent it to this process; false: the terminal sent it to the group */
    bool child;   /* a child changed its state */
} tool_event;

/*
 * Blocks the signals from now on. SIGQUIT is not blocked unless quit_too: Ctrl-\ also ends a
 * command that is stuck in a system call.
 */
void tool_signals_hold(bool quit_too);

/* Restores the state before tool_signals_hold(), for a child before exec. */
void tool_signals_release(void);

/*
 * Waits for an event: up to so many milliseconds, 0: does not wait, -1: for ever. Each event is
 * reported once.
 */
tool_event tool_signals_wait(int milliseconds);

/*
 * The same, but a file that can be read without a wait ends it too: then *ready is true. It is also
 * true at the end of the file and if a read would fail.
 */
tool_event tool_signals_wait_for_input(int file, int milliseconds, bool *ready);

/*
 * write() that a signal ends early (EINTR), as if it was not blocked: also a signal that came
 * before. The next wait reports the signal. A file with O_NONBLOCK: EINTR, after a wait of a second
 * at most.
 */
ssize_t tool_signals_write(int file, const void *data, size_t size);

#endif
