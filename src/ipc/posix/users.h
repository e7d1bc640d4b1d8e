/* SPDX-License-Identifier: MIT */
/* Facts about POSIX objects that only files of the system give. */
#ifndef QSM_IPC_POSIX_USERS_H
#define QSM_IPC_POSIX_USERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "ipc/inspect/platform.h"
#include "ipc/snapshot.h"

/* The processes that map a file; snapshot may be NULL. */
qsm_file_users qsm__posix_users_of(const struct stat *file, qsm_snapshot *snapshot);

/*
 * The same for a semaphore, by its name, with the snapshot and the guard in facts. Opens the file
 * only if /proc shows no user.
 */
qsm_file_users qsm__posix_name_users(const char *name, const struct stat *file,
                                     const qsm_segment_facts *facts);

/* The path of a semaphore's file, in buffer; NULL if the system shows none. */
const char *qsm__posix_name_path(const char *name, char buffer[QSM_LOCK_PATH_SIZE]);

/*
 * The file of a segment or of a semaphore, without opening it. False with errno: ENOENT (also for
 * something else than a regular file), ENOTSUP (the system does not show objects as files).
 */
bool qsm__posix_segment_status(const char *name, struct stat *status);
bool qsm__posix_semaphore_status(const char *name, struct stat *status);

#endif
