/* SPDX-License-Identifier: MIT */
/*
 * The guard of a repair: flock() on the lock's file. Two repairs of one lock do not run at the same
 * time, so each of them acts on the state that it has read.
 */
#ifndef QSM_IPC_INSPECT_GUARD_H
#define QSM_IPC_INSPECT_GUARD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Opens the file and locks it. Tries until the deadline. Follows no link, and waits for no lease
 * and no FIFO. *descriptor is -1 on a system without flock(): there a repair is not guarded. False
 * with errno: EBUSY (another repair goes on), ENOENT (no file), EINVAL (not a regular file), EACCES
 * and other errors of the system.
 */
bool qsm__guard_take(const char *path, int64_t deadline, int *descriptor);

/* Keeps errno. -1 is fine. */
void qsm__guard_give(int descriptor);

#endif
