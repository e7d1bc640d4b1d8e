/* SPDX-License-Identifier: MIT */
/*
 * What the command does while the library waits: it shows a line about the wait, and signals end
 * the wait. tool_waiting_ask() is the stop callback of qsm_shared_memory_set_stop() and
 * qsm_system_semaphore_set_stop(). tool_signals_hold() comes first.
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
    const qsm_shared_memory *memory; /* that waits; NULL: a semaphore does */
    const qsm_native_ipc_key *key;   /* then: of the segment whose lock it is */
    tool_waits_for now;
    int64_t begun; /* when it began to wait for that; 0: not yet */
    int ended_by;  /* the signal that ended the wait; 0: none */
} tool_waiting;

/* context is a tool_waiting. */
bool tool_waiting_ask(void *context);

/* Waits until the lock of this key is free, or changes hands, or is gone; by looking only. */
void tool_wait_for_lock(const qsm_native_ipc_key *key, int64_t deadline);

#endif
