/* SPDX-License-Identifier: MIT */
/* Looking at one segment and its lock, and at its first bytes. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "ipc/inspect/platform.h"
#include "ipc/semaphore.h"
#include "key/key.h"

const qsm_inspect_backend *qsm__inspect_backend_of(qsm_native_ipc_key_type_code type)
{
    if (qsm__key_type_is_system_v(type))
        return &qsm__inspect_systemv;
    if (type == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        return &qsm__inspect_posix;
    errno = ENOTSUP;
    return NULL;
}

/* Puts the names of a key's objects into info. NULL with errno. */
static const qsm_inspect_backend *name_objects(const qsm_native_ipc_key *key,
                                               qsm_segment_info *info)
{
    *info = qsm__inspect_nothing();
    info->type = qsm_native_ipc_key_type(key);
    info->native_key = qsm_native_ipc_key_native_key(key);
    info->ftok_id = qsm__key_project_id(key);
    const qsm_inspect_backend *backend = qsm__inspect_backend_of(info->type);
    const qsm_native_ipc_key *lock = backend != NULL ? qsm__key_keep_lock(key) : NULL;
    if (lock == NULL)
        return NULL;
    info->lock_native_key = qsm_native_ipc_key_native_key(lock);
    info->lock_ftok_id = qsm__key_project_id(lock);
    if (info->native_key[0] != '\0')
        return backend;
    errno = EINVAL;
    return NULL;
}

bool qsm__inspect_has_lock_name(const qsm_inspect_backend *backend, const qsm_segment_info *info)
{
    return info->lock_native_key[0] != '\0' &&
           !(backend->ipc->names_are_shared &&
             strcmp(info->lock_native_key, info->native_key) == 0);
}

bool qsm__inspect_named(qsm_segment_info *info)
{
    const qsm_inspect_backend *backend = qsm__inspect_backend_of(info->type);
    if (backend == NULL || !backend->segment(info->native_key, info->ftok_id, info))
        return false;
    return !qsm__inspect_has_lock_name(backend, info) ||
           backend->lock(info->lock_native_key, info->lock_ftok_id, info);
}

bool qsm_segment_inspect(const qsm_native_ipc_key *key, qsm_segment_info *info)
{
    return name_objects(key, info) != NULL && qsm__inspect_named(info);
}

bool qsm__inspect_take_lock(const qsm_inspect_backend *backend, qsm_ipc_semaphore *semaphore,
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
        if (outcome == QSM_IPC_TIMED_OUT || qsm__ipc_now() >= deadline) {
            errno = ETIMEDOUT;
            return false;
        }
    }
}

void qsm__inspect_give_lock(const qsm_inspect_backend *backend, qsm_ipc_semaphore *semaphore)
{
    qsm_ipc_failure failure = {QSM_IPC_NO_STEP, 0};
    (void)backend->ipc->semaphore_release(semaphore, 1, &failure);
    backend->ipc->semaphore_close(semaphore);
}

size_t qsm_segment_peek_info(const qsm_segment_info *info, int milliseconds, void *data,
                             size_t size)
{
    const qsm_inspect_backend *backend = qsm__inspect_backend_of(info->type);
    if (backend == NULL)
        return 0;
    if (info->native_key[0] == '\0' || !qsm__inspect_has_lock_name(backend, info)) {
        errno = ENOLCK;
        return 0;
    }
    qsm_ipc_semaphore semaphore = {
        .name = info->lock_native_key, .project = info->lock_ftok_id, .number = -1};
    if (!qsm__inspect_take_lock(backend, &semaphore, qsm__ipc_deadline(milliseconds)))
        return 0;
    size_t copied = backend->copy(info->native_key, info->ftok_id, data, size);
    int error = errno;
    qsm__inspect_give_lock(backend, &semaphore);
    errno = error;
    return copied;
}

size_t qsm_segment_peek(const qsm_native_ipc_key *key, int milliseconds, void *data, size_t size)
{
    qsm_segment_info info;
    if (name_objects(key, &info) == NULL)
        return 0;
    return qsm_segment_peek_info(&info, milliseconds, data, size);
}
