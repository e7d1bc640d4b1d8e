/* SPDX-License-Identifier: MIT */
/* The functions that the files of this folder share; ipc/platform.h describes them. */
#ifndef QSM_IPC_SYSTEMV_SYSTEMV_H
#define QSM_IPC_SYSTEMV_SYSTEMV_H

#include <sys/ipc.h>
#include <sys/sem.h>

#include "ipc/inspect/platform.h"

/* By POSIX the caller defines it, but some systems define it too. */
union qsm_semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
};

bool qsm__systemv_semaphore_open(qsm_ipc_semaphore *semaphore, int initial_value, bool replace,
                                 qsm_ipc_failure *failure);
void qsm__systemv_semaphore_close(qsm_ipc_semaphore *semaphore);
qsm_ipc_outcome qsm__systemv_semaphore_acquire(qsm_ipc_semaphore *semaphore, int64_t deadline,
                                               qsm_ipc_failure *failure);
qsm_ipc_outcome qsm__systemv_semaphore_release(qsm_ipc_semaphore *semaphore, int count,
                                               qsm_ipc_failure *failure);
qsm_ipc_outcome qsm__systemv_semaphore_unlock(qsm_ipc_semaphore *semaphore,
                                              qsm_ipc_failure *failure);
qsm_ipc_whereabouts qsm__systemv_semaphore_whereabouts(const qsm_ipc_semaphore *semaphore);
qsm_removal_reason qsm__systemv_semaphore_remove(qsm_ipc_semaphore *semaphore,
                                                 const qsm_ipc_removal *removal);
/* Why ownership.h does not allow the removal of an open semaphore. */
qsm_removal_reason qsm__systemv_semaphore_foreign(const qsm_ipc_semaphore *semaphore);

/*
 * One operation that waits until a point in time. False with errno; EAGAIN: timeout; EINTR: a
 * signal came, if signals end the wait.
 */
bool qsm__systemv_semop_until(int number, struct sembuf *operation, int64_t deadline,
                              bool interruptible);

bool qsm__systemv_segment_create(qsm_ipc_segment *segment, size_t size, bool read_only,
                                 qsm_ipc_failure *failure);
bool qsm__systemv_segment_may_attach(const qsm_ipc_segment *segment, bool read_only, bool *own,
                                     qsm_ipc_failure *failure);
bool qsm__systemv_segment_attach(qsm_ipc_segment *segment, bool read_only,
                                 qsm_ipc_failure *failure);
qsm_ipc_segment_state qsm__systemv_segment_state(const qsm_ipc_segment *segment);
bool qsm__systemv_segment_unmap(qsm_ipc_segment *segment, qsm_ipc_failure *failure);
bool qsm__systemv_segment_remove_unused(qsm_ipc_segment *segment, qsm_ipc_segment_removal *removal,
                                        qsm_ipc_failure *failure);
void qsm__systemv_segment_clear_name(qsm_ipc_segment *segment);

/* As qsm_inspect_backend.look. */
size_t qsm__systemv_look(qsm_look *look);

#endif
