/* SPDX-License-Identifier: MIT */
/* What shared_memory.c needs of a qsm_system_semaphore beyond its public functions. */
#ifndef QSM_IPC_SEMAPHORE_H
#define QSM_IPC_SEMAPHORE_H

#include <limits.h>

#include <qsm/system_semaphore.h>

#include "ipc/errors.h"
#include "ipc/fork.h"
#include "ipc/platform.h"
#include "ipc/stop.h"

struct qsm_system_semaphore {
    qsm_native_ipc_key *key;
    const qsm_ipc_backend *backend; /* of the key's type; NULL: this system lacks it */
    qsm_ipc_semaphore handle;       /* its name is the key's */
    int initial_value;
    int held; /* units taken and not given back */
    bool is_lock;
    qsm_ipc_stop stop;
    unsigned forks; /* qsm__forks of the process that it belongs to */
    qsm_ipc_error error;
};

/*
 * A semaphore without a key that will be the lock of a segment. It differs from others at its end:
 * units it holds are given back, and it is removed also while somebody waits for it, who then
 * makes a new one with the same value. NULL when out of memory.
 */
qsm_system_semaphore *qsm__semaphore_new_lock(void);

/* Opens it if it is not open. Value 1, mode Open. */
bool qsm__semaphore_open_lock(qsm_system_semaphore *semaphore);

/*
 * Removes a semaphore that this object made and whose name is gone or leads elsewhere by now, if it
 * is free: newcomers could not find it. The next use opens what the name leads to then.
 */
void qsm__semaphore_renew_nameless(qsm_system_semaphore *semaphore);

/*
 * Removes the lock that this object holds, whoever made it, as its maker would at its end. The next
 * use makes a new one.
 */
void qsm__semaphore_remove(qsm_system_semaphore *semaphore);

/* Whether it belongs to this process; a child of fork() may only free what it inherited. */
static inline bool qsm__semaphore_is_own(const qsm_system_semaphore *semaphore)
{
    return semaphore->forks == qsm__forks;
}

/* As qsm__semaphore_acquire_until(), with all that may have to happen before and after. */
qsm_ipc_outcome qsm__semaphore_acquire_slowly(qsm_system_semaphore *semaphore, int64_t deadline);

/*
 * Takes one unit until deadline; see qsm_ipc_backend. Done, timed out, stopped or failed. This and
 * the next are in line because a lock is hardly more than a system call, after which every return
 * costs; what does not go at once is begun again on the slow way. With a stop callback that is each
 * wait.
 */
static inline qsm_ipc_outcome qsm__semaphore_acquire_until(qsm_system_semaphore *semaphore,
                                                           int64_t deadline)
{
    qsm_ipc_failure failure;
    int64_t first_try = semaphore->stop.ask == NULL ? deadline : QSM_IPC_AT_ONCE;
    if (!semaphore->handle.open || !qsm__semaphore_is_own(semaphore) ||
        semaphore->backend->semaphore_acquire(&semaphore->handle, first_try, &failure) !=
            QSM_IPC_DONE)
        return qsm__semaphore_acquire_slowly(semaphore, deadline);
    if (semaphore->held < INT_MAX)
        semaphore->held++;
    qsm__ipc_error_clear(&semaphore->error);
    return QSM_IPC_DONE;
}

/* Gives back the unit of a lock that is held. */
static inline bool qsm__semaphore_unlock(qsm_system_semaphore *semaphore)
{
    qsm_ipc_failure failure;
    if (semaphore->backend->semaphore_unlock(&semaphore->handle, &failure) != QSM_IPC_DONE)
        return qsm_system_semaphore_release(semaphore, 1);
    semaphore->held = 0;
    qsm__ipc_error_clear(&semaphore->error);
    return true;
}

/*
 * Units taken and not given back by this object, of the semaphore that exists now. A child of
 * fork() holds nothing: its parent does.
 */
static inline int qsm__semaphore_held(const qsm_system_semaphore *semaphore)
{
    return qsm__semaphore_is_own(semaphore) ? semaphore->held : 0;
}

/* Forgets that it holds units. For a lock that could not be given back. */
void qsm__semaphore_forget_held(qsm_system_semaphore *semaphore);

/* A time limit as a point in time: < 0 for ever, 0 at once, > 0 so many milliseconds from now. */
int64_t qsm__ipc_deadline(int milliseconds);

#endif
