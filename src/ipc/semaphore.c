/* SPDX-License-Identifier: MIT */
/* The handle of a semaphore object: opens, closes, removes and repairs what it leads to. */
#include "ipc/semaphore.h"

#include <errno.h>
#include <stdlib.h>

#include "key/key.h"

/* How long the maker of a lock waits for other processes to unlock before it removes the lock. */
enum { PATIENCE_MILLISECONDS = 20 };

void qsm__semaphore_point_at_key(qsm_system_semaphore *semaphore)
{
    semaphore->backend = qsm__ipc_backend_of(qsm_native_ipc_key_type(semaphore->key));
    semaphore->handle = (qsm_ipc_semaphore){
        .name = qsm_native_ipc_key_native_key(semaphore->key),
        .project = qsm__key_project_id(semaphore->key),
        .mode = qsm__key_object_mode(semaphore->key),
        .number = -1,
    };
}

void qsm__semaphore_refuse_type(qsm_system_semaphore *semaphore)
{
    qsm__ipc_error_set(&semaphore->error, QSM_SYSTEM_SEMAPHORE_KEY_ERROR,
                       "QSystemSemaphore::setNativeKey: unsupported key type");
}

bool qsm__semaphore_open(qsm_system_semaphore *semaphore, qsm_system_semaphore_access_mode mode)
{
    if (semaphore->handle.open)
        return true;
    if (semaphore->backend == NULL) {
        qsm__semaphore_refuse_type(semaphore);
        return false;
    }
    qsm_ipc_failure failure;
    semaphore->handle.open_until = semaphore->open_until;
    semaphore->handle.only_existing = semaphore->only_existing;
    semaphore->is_missing = false;
    if (semaphore->backend->semaphore_open(&semaphore->handle, semaphore->initial_value,
                                           mode == QSM_SYSTEM_SEMAPHORE_CREATE, &failure)) {
        qsm__ipc_error_clear(&semaphore->error);
        return true;
    }
    qsm__ipc_error_describe_open(
        &semaphore->error, &failure,
        semaphore->backend->semaphore_obstacle(semaphore->handle.name, failure.error));
    semaphore->is_missing = semaphore->only_existing && failure.error == ENOENT;
    return false;
}

void qsm__semaphore_drop(qsm_system_semaphore *semaphore)
{
    if (semaphore->handle.open)
        semaphore->backend->semaphore_close(&semaphore->handle);
    semaphore->held = 0;
}

qsm_removal_reason qsm__semaphore_remove_handle(qsm_system_semaphore *semaphore, bool only_own)
{
    int others = semaphore->initial_value - semaphore->held;
    qsm_ipc_removal removal = {
        .units = others > 0 ? others : 0,
        .deadline = semaphore->is_lock ? qsm__ipc_deadline(PATIENCE_MILLISECONDS) : QSM_IPC_AT_ONCE,
        .held = semaphore->is_lock && semaphore->held > 0,
        .spare_waiters = !semaphore->is_lock,
        .only_own = only_own};
    semaphore->held = 0;
    return semaphore->backend->semaphore_remove(&semaphore->handle, &removal);
}

void qsm__semaphore_close(qsm_system_semaphore *semaphore)
{
    if (!semaphore->handle.open)
        return;
    if (!qsm__semaphore_is_own(semaphore)) {
        semaphore->backend->semaphore_close(&semaphore->handle);
    } else if (semaphore->handle.created) {
        (void)qsm__semaphore_remove_handle(semaphore, false);
    } else {
        qsm_ipc_failure failure;
        if (semaphore->is_lock && semaphore->held > 0)
            (void)semaphore->backend->semaphore_unlock(&semaphore->handle, &failure);
        semaphore->backend->semaphore_close(&semaphore->handle);
    }
    semaphore->held = 0;
}

qsm_system_semaphore *qsm__semaphore_new(qsm_native_ipc_key *key)
{
    bool ready = key != NULL && qsm__fork_watch();
    qsm_system_semaphore *semaphore = ready ? calloc(1, sizeof *semaphore) : NULL;
    if (semaphore == NULL) {
        qsm_native_ipc_key_free(key);
        return NULL;
    }
    semaphore->forks = qsm__forks;
    semaphore->key = key;
    qsm__semaphore_point_at_key(semaphore);
    return semaphore;
}

void qsm__semaphore_repair_abandoned(qsm_system_semaphore *semaphore)
{
    if (!qsm__semaphore_can_be_repaired(semaphore) || semaphore->held > 0 ||
        !semaphore->handle.open)
        return;
    const qsm_ipc_file file = semaphore->handle.file;
    bool created = semaphore->handle.created;
    semaphore->backend->semaphore_close(&semaphore->handle);
    bool repaired = semaphore->backend->semaphore_repair_unused(&semaphore->handle);
    if (!qsm__semaphore_open(semaphore, QSM_SYSTEM_SEMAPHORE_OPEN))
        return;
    const qsm_ipc_file *now = &semaphore->handle.file;
    bool same = file.known && now->known && file.device == now->device && file.inode == now->inode;
    semaphore->handle.created |= same && (created || repaired);
}

int64_t qsm__ipc_deadline(int milliseconds)
{
    if (milliseconds < 0)
        return QSM_IPC_FOREVER;
    return milliseconds > 0 ? qsm__ipc_now() + milliseconds * INT64_C(1000000) : QSM_IPC_AT_ONCE;
}
