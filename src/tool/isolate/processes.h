/* SPDX-License-Identifier: MIT */
/* The processes of CMD: start, wait with a time limit, and end whatever is still there. */
#ifndef QSM_TOOL_ISOLATE_PROCESSES_H
#define QSM_TOOL_ISOLATE_PROCESSES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tool/isolate/inventory.h"

typedef struct tool_process {
    pid_t pid;
    bool ended;
    int state;    /* as waitpid() gives it, if it has ended */
    int ended_by; /* the signal that this process got while it waited; 0: none */
} tool_process;

/* False with errno if the command cannot be started. Call tool_signals_hold() first. */
bool tool_process_start(tool_process *process, char *const *words);

/* Waits until the process has ended, the deadline of tool_now() comes, or a signal arrives. */
void tool_process_wait(tool_process *process, int64_t deadline);

/*
 * Waits up to so many milliseconds until no process of CMD is left. Adds the rest to the list and
 * kills it, with all its children. False if processes are left that cannot be killed.
 */
bool tool_process_end_all(tool_process *process, int milliseconds, tool_inventory *list);

#endif
