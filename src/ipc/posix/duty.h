/* SPDX-License-Identifier: MIT */
/*
 * Semaphores that this process made and could not remove, because they were still open. Another
 * object of this process can be the reason: then the close of that object removes the semaphore.
 * These notes and the counter of forks are the library's only state of a process.
 *
 * Threads: any thread, at any time, without a mutex: a child of fork() would inherit it locked. A
 * child has none of its parent's notes.
 */
#ifndef QSM_IPC_POSIX_DUTY_H
#define QSM_IPC_POSIX_DUTY_H

#include <stdbool.h>

#include "ipc/platform.h"

/*
 * Removes a closed semaphore that this process made, as qsm__posix_name_remove_unused(). If it is
 * still open somewhere, notes it.
 */
qsm_removal_reason qsm__posix_duty_remove(const char *name, const qsm_ipc_file *file,
                                          bool only_own);

/* The same for a closed semaphore of which it is not known who made it; only if it is noted. */
void qsm__posix_duty_closed(const char *name, const qsm_ipc_file *file);

#endif
