/* SPDX-License-Identifier: MIT */
/* What only the system's files tell of POSIX segments. */
#ifndef QSM_IPC_POSIX_USERS_H
#define QSM_IPC_POSIX_USERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/*
 * How many processes map the file, as far as this process may look into others: -1 where none was
 * found, but one of the file's owner could not be looked into, or where the system does not tell.
 */
int64_t qsm_posix_count_users(const struct stat *file);

/* What the system says of a segment that this process may not open. */
bool qsm_posix_segment_status(const char *name, struct stat *status);

#endif
