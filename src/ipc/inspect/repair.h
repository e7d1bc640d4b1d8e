/* SPDX-License-Identifier: MIT */
/* The repair of a lock: under a guard, and only if the lock needs it at that moment. */
#ifndef QSM_IPC_INSPECT_REPAIR_H
#define QSM_IPC_INSPECT_REPAIR_H

#include "ipc/inspect/segment_info.h"

/* Whether a lock in this state may be repaired. */
typedef bool qsm__repair_rule(void *context, qsm_lock_state state, const qsm_segment_facts *facts);

/*
 * Takes the guard for up to one second, reads the state of the lock that names has, and repairs the
 * lock if rule allows it. *was receives the state that was read; may be NULL. True: the lock is
 * free now, also if it was free before. False with errno: EBUSY (rule said no, another repair goes
 * on, or a process took the lock meanwhile), ENOENT (no lock), EACCES (its value or its file is not
 * readable), or the system's error.
 *
 * A POSIX lock that this process has open looks held. A caller that has it open and does not hold
 * it closes it first.
 */
bool qsm__lock_repair_guarded(const qsm_segment_facts *names, qsm__repair_rule *rule, void *context,
                              qsm_lock_state *was);

/* The rule: only a lock that no process can hold any more. */
bool qsm__lock_is_abandoned(void *context, qsm_lock_state state, const qsm_segment_facts *facts);

#endif
