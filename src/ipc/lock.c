/* SPDX-License-Identifier: MIT */
/* A semaphore as the lock of a segment: what shared_memory.c needs beyond QSystemSemaphore. */
#include "ipc/semaphore.h"

qsm_system_semaphore *qsm__semaphore_new_lock(void)
{
    qsm_system_semaphore *semaphore = qsm__semaphore_new(qsm_native_ipc_key_new());
    if (semaphore != NULL) {
        semaphore->is_lock = true;
        semaphore->initial_value = 1;
    }
    return semaphore;
}

bool qsm__semaphore_open_lock(qsm_system_semaphore *semaphore)
{
    return qsm__semaphore_open(semaphore, QSM_SYSTEM_SEMAPHORE_OPEN);
}

/*
 * Removes only a free semaphore that this object made: the processes that have it open then open
 * the name again. A semaphore of another process stays in use, as with Qt.
 */
void qsm__semaphore_renew_nameless(qsm_system_semaphore *semaphore)
{
    if (!semaphore->handle.open || !semaphore->handle.created || semaphore->held > 0 ||
        !semaphore->backend->removal_is_noticed ||
        semaphore->backend->semaphore_whereabouts(&semaphore->handle) == QSM_IPC_SAME)
        return;
    if (qsm__semaphore_acquire_until(semaphore, QSM_IPC_AT_ONCE) == QSM_IPC_DONE)
        qsm__semaphore_close(semaphore);
}

void qsm__semaphore_drop_lost(qsm_system_semaphore *semaphore)
{
    if (semaphore->handle.open && semaphore->held == 0 && !semaphore->handle.created &&
        semaphore->backend->semaphore_whereabouts(&semaphore->handle) != QSM_IPC_SAME)
        qsm__semaphore_drop(semaphore);
}

qsm_removal_reason qsm__semaphore_remove(qsm_system_semaphore *semaphore)
{
    return qsm__semaphore_remove_handle(semaphore, !semaphore->handle.created);
}

void qsm__semaphore_forget_held(qsm_system_semaphore *semaphore)
{
    semaphore->held = 0;
}
