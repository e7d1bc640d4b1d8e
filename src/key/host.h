/* SPDX-License-Identifier: MIT */
/* What keys ask of the operating system. host.c alone knows which one it is. */
#ifndef QSM_KEY_HOST_H
#define QSM_KEY_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include <qsm/native_ipc_key.h>

/* The host this process runs on; never QSM_KEY_HOST_THIS. */
qsm_key_host qsm__host_this(void);

/* The temp directory where TMPDIR names none; a string for free(), NULL when out of memory. */
char *qsm__host_default_temp_path(void);

/* The path with symbolic links resolved, for free(); NULL with errno. */
char *qsm__host_canonical_path(const char *path);

/* The working directory, for free(); NULL with errno. */
char *qsm__host_working_directory(void);

/* The effective user's name, "" if there is none; for free(), NULL when out of memory. */
char *qsm__host_user_name(void);

/*
 * Makes the directory if make is set, or checks that it is a private one of this user (mode exactly
 * 0700).
 */
bool qsm__host_accept_private_directory(const char *path, bool make);

/* The system's ftok(); false with errno. */
bool qsm__host_ftok(const char *path, int id, int32_t *number);

#endif
