/* SPDX-License-Identifier: MIT */
/* Checks for a key's segment and lock. The checks create and open nothing. */
#ifndef QSM_IPC_EXISTS_H
#define QSM_IPC_EXISTS_H

#include <stdbool.h>

#include <qsm/inspect.h>

#include "ipc/snapshot.h"

/* qsm_segment_inspect() as a part of a look at several objects; snapshot may be NULL. */
qsm_segment_info *qsm__segment_inspect(const qsm_native_ipc_key *key, qsm_snapshot *snapshot);

/* Whether a segment of this key exists. True also if the system does not report it. */
bool qsm__segment_exists(const qsm_native_ipc_key *key);

/* Whether the lock of this key exists. */
bool qsm__segment_lock_exists(const qsm_native_ipc_key *key);

/*
 * Whether there is no segment and the semaphore's value is above 1. Then it is not a lock but the
 * QSystemSemaphore of a program: the unlock of a lock would not return a unit that was taken from
 * it.
 */
bool qsm__segment_is_counter(const qsm_native_ipc_key *key);

#endif
