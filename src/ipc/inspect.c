/* SPDX-License-Identifier: MIT */
/* Looking at one segment and its lock, and at its first bytes. */
#include <errno.h>
#include <stddef.h>

#include "ipc/inspect_platform.h"
#include "key/key.h"

enum { NANOSECONDS_A_MILLISECOND = 1000000 };

qsm_segment_info qsm_inspect_nothing(void)
{
    return (qsm_segment_info){.native_key = "",
                              .system_v_key = -1,
                              .id = -1,
                              .size = -1,
                              .attached = -1,
                              .owner = -1,
                              .mode = -1,
                              .creator_pid = -1,
                              .last_pid = -1,
                              .changed = -1,
                              .lock_native_key = "",
                              .lock_value = -1,
                              .lock_last_pid = -1,
                              .lock_waiters = -1};
}

const qsm_inspect_backend *qsm_inspect_backend_of(qsm_native_ipc_key_type_code type)
{
    if (qsm_key_type_is_system_v(type))
        return &qsm_inspect_systemv;
    if (type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        return &qsm_inspect_posix;
    errno = ENOTSUP;
    return NULL;
}

/* The key's lock and back end. Both are needed for everything. */
static const qsm_inspect_backend *prepare(const qsm_native_ipc_key *key,
                                          const qsm_native_ipc_key **lock)
{
    if (qsm_native_ipc_key_is_empty(key)) {
        errno = EINVAL;
        return NULL;
    }
    const qsm_inspect_backend *backend = qsm_inspect_backend_of(qsm_native_ipc_key_type(key));
    *lock = backend != NULL ? qsm_key_keep_lock(key) : NULL;
    return *lock != NULL ? backend : NULL;
}

bool qsm_segment_inspect(const qsm_native_ipc_key *key, qsm_segment_info *info)
{
    *info = qsm_inspect_nothing();
    info->type = qsm_native_ipc_key_type(key);
    info->native_key = qsm_native_ipc_key_native_key(key);
    const qsm_native_ipc_key *lock = NULL;
    const qsm_inspect_backend *backend = prepare(key, &lock);
    if (backend == NULL)
        return false;
    info->lock_native_key = qsm_native_ipc_key_native_key(lock);
    return backend->segment(info->native_key, qsm_key_project_id(key), info) &&
           backend->lock(info->lock_native_key, qsm_key_project_id(lock), info);
}

/*
 * Takes the lock if there is one. A semaphore that is removed or replaced while this waits is left,
 * and the one that has its name now taken instead; there is none now: ENOLCK.
 */
static bool take_lock(const qsm_inspect_backend *backend, qsm_ipc_semaphore *semaphore,
                      int64_t deadline)
{
    for (;;) {
        if (!backend->lock_open(semaphore)) {
            errno = errno == ENOENT ? ENOLCK : errno;
            return false;
        }
        qsm_ipc_failure failure = {QSM_IPC_NO_STEP, 0};
        qsm_ipc_outcome outcome = backend->ipc->semaphore_acquire(semaphore, deadline, &failure);
        if (outcome == QSM_IPC_DONE)
            return true;
        backend->ipc->semaphore_close(semaphore);
        if (outcome == QSM_IPC_FAILED) {
            errno = failure.error;
            return false;
        }
        if (outcome == QSM_IPC_TIMED_OUT || qsm_ipc_now() >= deadline) {
            errno = ETIMEDOUT;
            return false;
        }
    }
}

/* A lock that was removed meanwhile is dropped: giving it back would make a new one. */
static void give_lock(const qsm_inspect_backend *backend, qsm_ipc_semaphore *semaphore)
{
    qsm_ipc_failure failure = {QSM_IPC_NO_STEP, 0};
    (void)backend->ipc->semaphore_release(semaphore, 1, &failure);
    backend->ipc->semaphore_close(semaphore);
}

size_t qsm_segment_peek(const qsm_native_ipc_key *key, int milliseconds, void *data, size_t size)
{
    const qsm_native_ipc_key *lock = NULL;
    const qsm_inspect_backend *backend = prepare(key, &lock);
    if (backend == NULL)
        return 0;
    int64_t deadline = QSM_IPC_AT_ONCE;
    if (milliseconds > 0)
        deadline = qsm_ipc_now() + (int64_t)milliseconds * NANOSECONDS_A_MILLISECOND;
    qsm_ipc_semaphore semaphore = {.name = qsm_native_ipc_key_native_key(lock),
                                   .project = qsm_key_project_id(lock),
                                   .number = -1};
    if (!take_lock(backend, &semaphore, deadline))
        return 0;
    size_t copied =
        backend->copy(qsm_native_ipc_key_native_key(key), qsm_key_project_id(key), data, size);
    int error = errno;
    give_lock(backend, &semaphore);
    errno = error;
    return copied;
}
