/* SPDX-License-Identifier: MIT */
/* What shared memory objects ask about a key without taking part. Looking makes and keeps nothing.
 */
#ifndef QSM_IPC_EXISTS_H
#define QSM_IPC_EXISTS_H

#include <stdbool.h>

#include <qsm/native_ipc_key.h>

/* Whether there is a segment of this key. True also where the system does not tell. */
bool qsm__segment_exists(const qsm_native_ipc_key *key);

/* Whether the lock of this key is there. */
bool qsm__segment_lock_exists(const qsm_native_ipc_key *key);

/*
 * Whether there is no segment, and the lock has more than one unit: then it is no lock but the
 * QSystemSemaphore of some program. The unlock of a lock would not give back a unit taken from it.
 */
bool qsm__segment_is_counter(const qsm_native_ipc_key *key);

#endif
