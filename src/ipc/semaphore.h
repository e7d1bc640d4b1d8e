/* SPDX-License-Identifier: MIT */
/* What shared_memory.c needs of a qsm_system_semaphore beyond its public functions. */
#ifndef QSM_IPC_SEMAPHORE_H
#define QSM_IPC_SEMAPHORE_H

#include <qsm/system_semaphore.h>

#include "ipc/platform.h"

/*
 * A semaphore without a key that will be the lock of a segment. It differs from others at its end:
 * units it holds are given back, and it is removed also while somebody waits for it, who then
 * makes a new one with the same value. NULL when out of memory.
 */
qsm_system_semaphore *qsm_semaphore_new_lock(void);

/* Opens it if it is not open. Value 1, mode Open. */
bool qsm_semaphore_open_lock(qsm_system_semaphore *semaphore);

/*
 * Removes a semaphore that this object made and whose name is gone or leads elsewhere by now, if it
 * is free: newcomers could not find it. The next use opens what the name leads to then.
 */
void qsm_semaphore_renew_nameless(qsm_system_semaphore *semaphore);

/* Takes one unit until deadline; see qsm_ipc_backend. Never QSM_IPC_GONE. */
qsm_ipc_outcome qsm_semaphore_acquire_until(qsm_system_semaphore *semaphore, int64_t deadline);

/* Units taken and not given back by this object, of the semaphore that exists now. */
int qsm_semaphore_held(const qsm_system_semaphore *semaphore);

/* Forgets that it holds units. For a lock that could not be given back. */
void qsm_semaphore_forget_held(qsm_system_semaphore *semaphore);

/* The point in time so many milliseconds from now; 0 or less: QSM_IPC_AT_ONCE. */
int64_t qsm_ipc_deadline(int milliseconds);

#endif
