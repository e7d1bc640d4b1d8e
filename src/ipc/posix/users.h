/* SPDX-License-Identifier: MIT */
/* What only the system's files tell of POSIX segments. */
#ifndef QSM_IPC_POSIX_USERS_H
#define QSM_IPC_POSIX_USERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/*
 * How many processes map a file, as far as this process may look into others: -1 where none was
 * found, but one of the file's owner could not be looked into, or where the system does not tell.
 */
typedef struct qsm_posix_users {
    int64_t count;
    int64_t one; /* the number of one of them; -1 if there is none */
} qsm_posix_users;

qsm_posix_users qsm__posix_users_of(const struct stat *file);

/* The same for a semaphore, by its name. */
qsm_posix_users qsm__posix_name_users(const char *name);

/* What the system says of a segment that this process may not open. */
bool qsm__posix_segment_status(const char *name, struct stat *status);

#endif
