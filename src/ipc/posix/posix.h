/* SPDX-License-Identifier: MIT */
/* The functions that the files of this folder share; ipc/platform.h describes them. */
#ifndef QSM_IPC_POSIX_POSIX_H
#define QSM_IPC_POSIX_POSIX_H

#include <semaphore.h>

#include "ipc/platform.h"
#include "ipc/system.h"

bool qsm__posix_semaphore_open(qsm_ipc_semaphore *semaphore, int initial_value, bool replace,
                               qsm_ipc_failure *failure);
/*
 * Opens an existing semaphore. False with errno: ENOENT; ENOTSUP: it does not have the sem_t of
 * this program (programs of 32 bits and of 64 bits have different layouts and misread each other's
 * values); the errors of qsm__posix_open_semaphore().
 */
bool qsm__posix_semaphore_find(qsm_ipc_semaphore *semaphore);

void qsm__posix_semaphore_close(qsm_ipc_semaphore *semaphore);
qsm_ipc_outcome qsm__posix_semaphore_acquire(qsm_ipc_semaphore *semaphore, int64_t deadline,
                                             qsm_ipc_failure *failure);
qsm_ipc_outcome qsm__posix_semaphore_release(qsm_ipc_semaphore *semaphore, int count,
                                             qsm_ipc_failure *failure);
qsm_ipc_outcome qsm__posix_semaphore_unlock(qsm_ipc_semaphore *semaphore, qsm_ipc_failure *failure);
qsm_ipc_whereabouts qsm__posix_semaphore_whereabouts(const qsm_ipc_semaphore *semaphore);
qsm_removal_reason qsm__posix_semaphore_remove(qsm_ipc_semaphore *semaphore,
                                               const qsm_ipc_removal *removal);

bool qsm__posix_semaphore_repair_unused(const qsm_ipc_semaphore *semaphore);

/*
 * Waits on a semaphore until a time of the monotonic clock. False with errno: ETIMEDOUT, or EINTR
 * if signals end the wait.
 */
bool qsm__posix_sem_wait_until(sem_t *semaphore, int64_t deadline, bool interruptible);

/* Stores the file of the open semaphore in semaphore->file, if the system shows it. */
void qsm__posix_name_remember(qsm_ipc_semaphore *semaphore);
qsm_ipc_whereabouts qsm__posix_name_whereabouts(const qsm_ipc_semaphore *semaphore);

/*
 * Unlinks a closed semaphore if no process has it open and the name still leads to this file.
 * only_own: only if it is this user's. Says why it stays.
 */
qsm_removal_reason qsm__posix_name_remove_unused(const char *name, const qsm_ipc_file *file,
                                                 bool only_own);

/* Whether libc can use an open semaphore, whose size fits, without ending the process. */
bool qsm__posix_semaphore_is_sound(const sem_t *semaphore);

/*
 * Whether no other descriptor of this file is open and no process maps it. False also if not known.
 */
bool qsm__posix_sole_user(int descriptor);

/* Ends the lease of qsm__posix_sole_user() while the descriptor stays open. */
void qsm__posix_end_lease(int descriptor);

/* Whether no process has begun to open the file since qsm__posix_sole_user(). */
bool qsm__posix_still_sole_user(int descriptor);

bool qsm__posix_segment_create(qsm_ipc_segment *segment, size_t size, bool read_only,
                               qsm_ipc_failure *failure);
bool qsm__posix_segment_may_attach(const qsm_ipc_segment *segment, bool read_only, bool *own,
                                   qsm_ipc_failure *failure);
bool qsm__posix_segment_attach(qsm_ipc_segment *segment, bool read_only, qsm_ipc_failure *failure);
bool qsm__posix_segment_unmap(qsm_ipc_segment *segment, qsm_ipc_failure *failure);
bool qsm__posix_segment_remove_unused(qsm_ipc_segment *segment, qsm_ipc_segment_removal *removal,
                                      qsm_ipc_failure *failure);
bool qsm__posix_segment_is_cut(const qsm_ipc_segment *segment);
qsm_ipc_segment_state qsm__posix_segment_state(const qsm_ipc_segment *segment);
bool qsm__posix_segment_take_memory(const qsm_ipc_segment *segment, size_t size,
                                    qsm_ipc_failure *failure);

#endif
