/* SPDX-License-Identifier: MIT */
/*
 * Interrupts as events. The signals that ask a program to end are kept back but while the command
 * waits in tool_signals_wait(), so none is lost between a check and a wait; and what the command
 * holds (a segment, a lock) is given back before it ends.
 */
#ifndef QSM_TOOL_CLI_SIGNALS_H
#define QSM_TOOL_CLI_SIGNALS_H

#include <stdbool.h>
#include <sys/types.h>

/* What arrived while waiting; 0 or false for nothing. */
typedef struct tool_event {
    int ended_by; /* a signal that asks to end: SIGINT, SIGTERM, SIGHUP, ... */
    bool by_kill; /* another process sent it to this one alone, not the terminal to the group */
    bool child;   /* a child changed its state */
} tool_event;

/*
 * From now on the signals are kept back. SIGQUIT is left out unless asked for: Ctrl-\ ends also a
 * command that is stuck in a system call.
 */
void tool_signals_hold(bool quit_too);

/* Gives the signals their state before tool_signals_hold(), for a child about to exec. */
void tool_signals_release(void);

/*
 * Waits for an event, up to so many milliseconds; 0 only looks, -1 waits as long as it takes. Each
 * event is reported once.
 */
tool_event tool_signals_wait(int milliseconds);

#endif
