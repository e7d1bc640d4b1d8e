/* SPDX-License-Identifier: MIT */
/* The lock of a segment: how create and attach come to it, and what goes wrong. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ipc/segment.h"

const char qsm__unable_to_lock_create[] = "QSharedMemory::create: unable to lock";
const char qsm__unable_to_lock_attach[] = "QSharedMemory::attach: unable to lock";

static bool set_error(qsm_shared_memory *shared_memory, qsm_shared_memory_error_code code,
                      const char *text)
{
    qsm__ipc_error_set(&shared_memory->error, (int)code, text);
    return false;
}

bool qsm__segment_refuse_type(qsm_shared_memory *shared_memory)
{
    return set_error(shared_memory, QSM_SHARED_MEMORY_KEY_ERROR,
                     "QSharedMemory::setNativeKey: unsupported key type");
}

bool qsm__segment_fail(qsm_shared_memory *shared_memory, const qsm_ipc_failure *failure)
{
    qsm__ipc_error_describe_open(
        &shared_memory->error, failure,
        shared_memory->backend->segment_obstacle(shared_memory->segment.name, failure->error));
    return false;
}

bool qsm__segment_fail_as_foreign(qsm_shared_memory *shared_memory)
{
    return set_error(shared_memory, QSM_SHARED_MEMORY_PERMISSION_DENIED,
                     "QSharedMemory::attach: the segment is another user's");
}

/* Our own text: on such a system, Qt damages the segment. */
static bool lock_is_its_own(qsm_shared_memory *shared_memory)
{
    const char *lock = qsm_native_ipc_key_native_key(shared_memory->lock_key);
    const char *segment = qsm_native_ipc_key_native_key(shared_memory->key);
    if (!shared_memory->backend->names_are_shared || lock[0] == '\0' || strcmp(lock, segment) != 0)
        return true;
    return set_error(
        shared_memory, QSM_SHARED_MEMORY_KEY_ERROR,
        "QSharedMemoryPrivate::initKey: unable to set key on lock (this system has one "
        "name for a segment and a semaphore)");
}

bool qsm__segment_fail_to_lock(qsm_shared_memory *shared_memory, qsm_ipc_outcome outcome,
                               const char *text)
{
    if (outcome != QSM_IPC_STOPPED)
        return set_error(shared_memory, QSM_SHARED_MEMORY_LOCK_ERROR, text);
    qsm__ipc_error_set_stopped(&shared_memory->error, QSM_SHARED_MEMORY_LOCK_ERROR, text);
    return false;
}

bool qsm__segment_prepare(qsm_shared_memory *shared_memory)
{
    qsm_system_semaphore *lock = shared_memory->lock;
    shared_memory->lock_timed_out = false;
    if (shared_memory->backend == NULL)
        return qsm__segment_refuse_type(shared_memory);
    if (!lock_is_its_own(shared_memory))
        return false;
    int64_t until = qsm__ipc_open_until(qsm__ipc_deadline(shared_memory->lock_timeout));
    lock->open_until = shared_memory->segment.open_until = until;
    qsm__semaphore_renew_nameless(lock);
    if (qsm_system_semaphore_set_native_ipc_key(lock, shared_memory->lock_key, 1,
                                                QSM_SYSTEM_SEMAPHORE_OPEN) &&
        qsm__semaphore_open_lock(lock)) {
        qsm__ipc_error_clear(&shared_memory->error);
        return true;
    }
    shared_memory->error.stopped = 0;
    shared_memory->error.plain = lock->error.plain;
    shared_memory->error.code = qsm__ipc_shared_memory_code((int)qsm_system_semaphore_error(lock));
    (void)snprintf(shared_memory->error.text, sizeof shared_memory->error.text,
                   "QSharedMemoryPrivate::initKey: unable to set key on lock (%.240s)",
                   qsm_system_semaphore_error_string(lock));
    return false;
}

bool qsm__segment_enter(qsm_shared_memory *shared_memory, const char *text, bool *taken)
{
    *taken = false;
    if (qsm__semaphore_held(shared_memory->lock) > 0)
        return true;
    int64_t deadline = qsm__ipc_deadline(shared_memory->lock_timeout);
    qsm_ipc_outcome outcome = qsm__semaphore_acquire_until(shared_memory->lock, deadline);
    *taken = outcome == QSM_IPC_DONE;
    shared_memory->lock_timed_out = outcome == QSM_IPC_TIMED_OUT;
    return *taken || qsm__segment_fail_to_lock(shared_memory, outcome, text);
}

void qsm__segment_leave(qsm_shared_memory *shared_memory, bool taken)
{
    if (taken && !qsm__semaphore_unlock(shared_memory->lock))
        qsm__semaphore_forget_held(shared_memory->lock);
}

bool qsm__segment_enter_to_create(qsm_shared_memory *shared_memory, const char *text, bool *taken)
{
    qsm_system_semaphore *lock = shared_memory->lock;
    *taken = false;
    if (qsm__semaphore_held(lock) > 0)
        return true;
    if (qsm__semaphore_can_be_repaired(lock)) {
        *taken = qsm__semaphore_acquire_until(lock, QSM_IPC_AT_ONCE) == QSM_IPC_DONE;
        if (!*taken)
            qsm__semaphore_repair_abandoned(lock);
    }
    return *taken || qsm__segment_enter(shared_memory, text, taken);
}

/* Fails as the attach would. */
static bool may_attach(qsm_shared_memory *shared_memory, qsm_shared_memory_access_mode mode,
                       qsm_ipc_failure *failure)
{
    bool own = true;
    shared_memory->segment.open_until =
        qsm__ipc_open_until(qsm__ipc_deadline(shared_memory->lock_timeout));
    bool allowed = shared_memory->backend->segment_may_attach(
        &shared_memory->segment, mode == QSM_SHARED_MEMORY_READ_ONLY,
        shared_memory->same_user_only ? &own : NULL, failure);
    return allowed && own;
}

static bool prepare_and_enter(qsm_shared_memory *shared_memory, bool only_existing, bool *taken)
{
    shared_memory->lock->only_existing = only_existing;
    shared_memory->lock->is_missing = false;
    bool entered = qsm__segment_prepare(shared_memory) &&
                   qsm__segment_enter(shared_memory, qsm__unable_to_lock_attach, taken);
    shared_memory->lock->only_existing = false;
    return entered;
}

/*
 * Qt makes the lock first. With a native key both have one key file, which then is there: Qt names
 * the next step.
 */
static void name_the_step(const qsm_shared_memory *shared_memory, qsm_ipc_failure *failure)
{
    const char *lock = qsm_native_ipc_key_native_key(shared_memory->lock_key);
    if (failure->step == QSM_IPC_SHM_FTOK && failure->error == ENOENT &&
        strcmp(lock, shared_memory->segment.name) == 0)
        failure->step = QSM_IPC_SHMGET;
}

/*
 * A lock that exists is used as in Qt: a peer can make the segment while it holds the lock. Only a
 * new lock needs a segment that this process may have: it would belong to this user, and shut out
 * the segment's owner.
 */
bool qsm__segment_enter_to_attach(qsm_shared_memory *shared_memory,
                                  qsm_shared_memory_access_mode mode, bool *taken)
{
    qsm_ipc_failure failure = {QSM_IPC_NO_STEP, 0};
    bool named = shared_memory->segment.name[0] != '\0';
    if (prepare_and_enter(shared_memory, named, taken))
        return true;
    if (!shared_memory->lock->is_missing)
        return false;
    if (may_attach(shared_memory, mode, &failure))
        return prepare_and_enter(shared_memory, false, taken);
    shared_memory->lock_timed_out = false;
    name_the_step(shared_memory, &failure);
    return failure.step != QSM_IPC_NO_STEP ? qsm__segment_fail(shared_memory, &failure)
                                           : qsm__segment_fail_as_foreign(shared_memory);
}
