/* SPDX-License-Identifier: MIT */
/*
 * What the command does while the library waits: it shows a line about the wait, and a signal ends
 * the wait. tool_waiting_ask() is the stop callback for qsm_shared_memory_set_stop() and
 * qsm_system_semaphore_set_stop(). Call tool_signals_hold() first.
 */
#ifndef QSM_TOOL_WAITING_H
#define QSM_TOOL_WAITING_H

#include <qsm/qsm.h>

#include "tool/cli/progress.h"

/* What a wait is for. */
typedef enum tool_waits_for {
    TOOL_WAITS_FOR_SEGMENT,
    TOOL_WAITS_FOR_LOCK,
    TOOL_WAITS_FOR_PICTURE
} tool_waits_for;

typedef struct tool_waiting {
    const qsm_shared_memory *memory; /* the object that waits; NULL: a semaphore waits */
    const qsm_native_ipc_key *key;   /* with NULL: the key of the segment whose lock it is */
    const char *semaphore;           /* what to call the lock; NULL: "lock" */
    tool_waits_for now;
    int64_t begun; /* when the wait for `now` began; 0: not yet */
    int ended_by;  /* the signal that ended the wait; 0: none */
} tool_waiting;

/* context is a tool_waiting. */
bool tool_waiting_ask(void *context);

#endif
