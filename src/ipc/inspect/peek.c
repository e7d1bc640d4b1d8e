/* SPDX-License-Identifier: MIT */
/*
 * Copies the first bytes of a segment under its lock. Takes this lock without becoming its owner.
 */
#include <errno.h>

#include "ipc/inspect/segment_info.h"
#include "ipc/semaphore.h"

bool qsm__inspect_take_lock(const qsm_inspect_backend *backend, qsm_ipc_semaphore *semaphore,
                            int64_t deadline)
{
    semaphore->open_until = qsm__ipc_open_until(deadline);
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

size_t qsm_segment_info_peek(const qsm_segment_info *info, int milliseconds, void *data,
                             size_t size)
{
    if (!qsm__segment_info_is(info))
        return 0;
    const qsm_segment_facts *facts = &info->facts;
    const qsm_inspect_backend *backend = qsm__inspect_backend_of(facts->type);
    if (backend == NULL)
        return 0;
    if (facts->native_key[0] == '\0' || !qsm__inspect_has_lock_name(backend, facts)) {
        errno = ENOLCK;
        return 0;
    }
    qsm_ipc_semaphore semaphore = {
        .name = facts->lock_native_key, .project = facts->lock_ftok_id, .number = -1};
    if (!qsm__inspect_take_lock(backend, &semaphore, qsm__ipc_deadline(milliseconds)))
        return 0;
    size_t copied = backend->copy(facts->native_key, facts->ftok_id, data, size);
    int error = errno;
    qsm__inspect_give_lock(backend, &semaphore);
    errno = error;
    return copied;
}

size_t qsm_segment_peek(const qsm_native_ipc_key *key, int milliseconds, void *data, size_t size)
{
    qsm_segment_info *info = qsm__segment_info_of_names(key);
    size_t copied = info != NULL ? qsm_segment_info_peek(info, milliseconds, data, size) : 0;
    int error = errno;
    qsm_segment_info_free(info);
    errno = error;
    return copied;
}
