/* SPDX-License-Identifier: MIT */
/* What keys need from the operating system. Only host.c depends on the system. */
#ifndef QSM_KEY_HOST_H
#define QSM_KEY_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include <qsm/native_ipc_key.h>

/* The host of this process; never QSM_KEY_HOST_THIS. */
qsm_key_host qsm__host_this(void);

/* The temporary directory if TMPDIR is not set; a string for free(), NULL when out of memory. */
char *qsm__host_default_temp_path(void);

/* The path with symbolic links resolved, for free(); NULL with errno. */
char *qsm__host_canonical_path(const char *path);

/* The working directory, for free(); NULL with errno. */
char *qsm__host_working_directory(void);

/* The effective user's name, "" if it has no name; for free(), NULL when out of memory. */
char *qsm__host_user_name(void);

/* The same for any user. */
char *qsm__host_name_of_user(int64_t user);

/*
 * Creates a missing directory if make is set. An existing directory must belong to this user and
 * have mode 0700.
 */
bool qsm__host_accept_private_directory(const char *path, bool make);

/* The system's ftok(); false with errno. */
bool qsm__host_ftok(const char *path, int id, int32_t *number);

#endif
