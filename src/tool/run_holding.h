/* SPDX-License-Identifier: MIT */
/* Runs a command while holding one unit of a semaphore: for lock and semaphore acquire. */
#ifndef QSM_TOOL_RUN_HOLDING_H
#define QSM_TOOL_RUN_HOLDING_H

#include <qsm/qsm.h>

#include "tool/cli/command.h"

/* What is held. */
typedef struct tool_held {
    const char *what;              /* "lock" or "semaphore": in messages and in --json */
    const char *name;              /* the text form of its native key */
    const qsm_native_ipc_key *own; /* its key */
    const qsm_native_ipc_key *key; /* of the segment whose lock it is: for the line of the wait */
    const char *busy;              /* the message when the time is over; NULL: who has the lock */
    int timeout;                   /* milliseconds; -1: for ever */
} tool_held;

/*
 * Takes a unit, runs call->operands and gives the unit back. Holds the signals back. Returns the
 * exit status of the command, or 124 if no unit was free in time. On an error it prints a message.
 * The semaphore has no key then.
 */
int tool_run_holding(const tool_call *call, qsm_system_semaphore *semaphore, const tool_held *held);

#endif
