/* SPDX-License-Identifier: MIT */
/* Facts about POSIX segments that only files of the system give. */
#ifndef QSM_IPC_POSIX_USERS_H
#define QSM_IPC_POSIX_USERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "ipc/inspect/platform.h"

/*
 * The number of processes that map a file and whose /proc/PID is readable. -1 if the number would
 * be 0 but /proc/PID of a process of the file's owner is not readable, or if the system does not
 * report it.
 */
typedef struct qsm_posix_users {
    int64_t count;
    int64_t one; /* the PID of one of them; -1 if there is none */
} qsm_posix_users;

qsm_posix_users qsm__posix_users_of(const struct stat *file);

/*
 * The same for a semaphore, by its name. guard: a descriptor of its file that is no user; -1: none.
 */
qsm_posix_users qsm__posix_name_users(const char *name, int guard);

/* The path of a semaphore's file, in buffer; NULL if the system shows none. */
const char *qsm__posix_name_path(const char *name, char buffer[QSM_LOCK_PATH_SIZE]);

/* The facts about a segment that this process may not open. */
bool qsm__posix_segment_status(const char *name, struct stat *status);

#endif
