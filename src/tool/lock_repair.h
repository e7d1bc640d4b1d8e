/* SPDX-License-Identifier: MIT */
/* qsm lock --repair: explains the state of a lock, and repairs an abandoned lock. */
#ifndef QSM_TOOL_LOCK_REPAIR_H
#define QSM_TOOL_LOCK_REPAIR_H

#include <qsm/qsm.h>

#include "tool/cli/command.h"

typedef struct tool_lock_repair {
    bool force; /* also a lock that a live process may hold */
    bool yes;   /* without asking */
} tool_lock_repair;

/* Returns the exit status: 0 if the lock is free at the end. */
int tool_repair_lock(const tool_call *call, const qsm_native_ipc_key *key,
                     const tool_lock_repair *how);

#endif
