/* SPDX-License-Identifier: MIT */
/* The private functions of a qsm_system_semaphore that shared_memory.c needs. */
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
    const qsm_ipc_backend *backend; /* of the key's type; NULL: not supported on this system */
    qsm_ipc_semaphore handle;       /* its name is the key's */
    int initial_value;
    int64_t open_until; /* how long an open may wait for a lease: a point in time; 0: not said */
    int held;           /* units taken and not given back */
    bool is_lock;
    bool only_existing; /* opening makes no semaphore */
    bool is_missing;    /* why the last open failed: there is none, and none may be made */
    qsm_ipc_stop stop;
    unsigned forks; /* qsm__forks of the process that made it */
    qsm_ipc_error error;
};

/*
 * Makes an object that has opened nothing yet. Takes the key. When out of memory: frees the key and
 * returns NULL.
 */
qsm_system_semaphore *qsm__semaphore_new(qsm_native_ipc_key *key);

/* Sets the back end and the handle's names from the key. */
void qsm__semaphore_point_at_key(qsm_system_semaphore *semaphore);

/* Sets KeyError: this system does not support the key's type. */
void qsm__semaphore_refuse_type(qsm_system_semaphore *semaphore);

/* Opens the semaphore of the key, or makes it, if it is not open. False with an error. */
bool qsm__semaphore_open(qsm_system_semaphore *semaphore, qsm_system_semaphore_access_mode mode);

/*
 * The semaphore no longer exists, or no longer has its name: there is nothing to remove or return.
 */
void qsm__semaphore_drop(qsm_system_semaphore *semaphore);

/* Removes an open semaphore, if no other process uses it; see qsm_ipc_removal. */
qsm_removal_reason qsm__semaphore_remove_handle(qsm_system_semaphore *semaphore, bool only_own);

/* Closes the semaphore. An owner removes it, if no other process uses it. */
void qsm__semaphore_close(qsm_system_semaphore *semaphore);

/*
 * Makes a semaphore without a key, for the lock of a segment. When a lock is freed, it returns its
 * units. It is removed also while other processes wait for it: they then make a new semaphore with
 * the same value. NULL when out of memory.
 */
qsm_system_semaphore *qsm__semaphore_new_lock(void);

/* Until when the caller wants to wait when it opens a file. QSM_IPC_AT_ONCE is in the past. */
static inline int64_t qsm__ipc_open_until(int64_t deadline)
{
    return deadline == QSM_IPC_AT_ONCE ? 1 : deadline;
}

/* Opens the semaphore if it is not open. Value 1, mode Open. */
bool qsm__semaphore_open_lock(qsm_system_semaphore *semaphore);

/*
 * Removes a free semaphore that this object made, if its name is gone or now belongs to another
 * semaphore: other processes could not find it. The next use opens the semaphore of this name.
 */
void qsm__semaphore_renew_nameless(qsm_system_semaphore *semaphore);

/*
 * Removes the lock that this object holds, also if another object made it; then only if ownership.h
 * allows it. Says why it stays. The next use makes a new lock.
 */
qsm_removal_reason qsm__semaphore_remove(qsm_system_semaphore *semaphore);

/* Whether it belongs to this process. A child of fork() may only free an inherited object. */
static inline bool qsm__semaphore_is_own(const qsm_system_semaphore *semaphore)
{
    return semaphore->forks == qsm__forks;
}

/* Whether a lock can be repaired when nobody has it open. */
static inline bool qsm__semaphore_can_be_repaired(const qsm_system_semaphore *semaphore)
{
    return semaphore->is_lock && semaphore->backend->semaphore_repair_unused != NULL;
}

/* A wait has parts if something is to be done in between. */
static inline bool qsm__semaphore_waits_in_parts(const qsm_system_semaphore *semaphore)
{
    return semaphore->stop.ask != NULL || qsm__semaphore_can_be_repaired(semaphore);
}

/*
 * Repairs a lock that is taken and that no process has open: its holder is gone. To prove this it
 * closes the lock for a moment. A repaired lock is this object's, as if it had made it. Afterwards
 * the lock is open again, or an open failed.
 */
void qsm__semaphore_repair_abandoned(qsm_system_semaphore *semaphore);

/* Closes a lock that others cannot find any more: it was removed, or its name leads to another. */
void qsm__semaphore_drop_lost(qsm_system_semaphore *semaphore);

/* As qsm__semaphore_acquire_until(), with all cases: opens, opens again, asks the stop callback,
 * repairs. */
qsm_ipc_outcome qsm__semaphore_acquire_slowly(qsm_system_semaphore *semaphore, int64_t deadline);

/*
 * Takes one unit until deadline; see qsm_ipc_backend. Returns done, timed out, stopped or failed.
 * This function and the next are inline: a lock is little more than a system call, and after a
 * system call each return costs time. If the unit is not free at once, the slow function starts
 * again; with a stop callback, or a POSIX lock, it does each wait.
 */
static inline qsm_ipc_outcome qsm__semaphore_acquire_until(qsm_system_semaphore *semaphore,
                                                           int64_t deadline)
{
    qsm_ipc_failure failure;
    int64_t first_try = qsm__semaphore_waits_in_parts(semaphore) ? QSM_IPC_AT_ONCE : deadline;
    if (!semaphore->handle.open || !qsm__semaphore_is_own(semaphore) ||
        semaphore->backend->semaphore_acquire(&semaphore->handle, first_try, &failure) !=
            QSM_IPC_DONE)
        return qsm__semaphore_acquire_slowly(semaphore, deadline);
    if (semaphore->held < INT_MAX)
        semaphore->held++;
    qsm__ipc_error_clear(&semaphore->error);
    return QSM_IPC_DONE;
}

/* Returns the unit of a held lock. */
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
 * The units of the current semaphore that this object has taken and not returned. 0 in a child of
 * fork(): its parent holds them.
 */
static inline int qsm__semaphore_held(const qsm_system_semaphore *semaphore)
{
    return qsm__semaphore_is_own(semaphore) ? semaphore->held : 0;
}

/* Sets the held units to 0, for a lock that could not be unlocked. */
void qsm__semaphore_forget_held(qsm_system_semaphore *semaphore);

/* Converts a time limit to a point in time: < 0 for ever, 0 at once, > 0 milliseconds from now. */
int64_t qsm__ipc_deadline(int milliseconds);

#endif
