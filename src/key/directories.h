/* SPDX-License-Identifier: MIT */
/* Paths as Qt treats them. */
#ifndef QSM_KEY_DIRECTORIES_H
#define QSM_KEY_DIRECTORIES_H

#include <stdbool.h>

#include <qsm/native_ipc_key.h>

/*
 * Copies what a program has passed; NULL gives the default. False with EINVAL when its size is
 * wrong. All other functions inside take an environment that was read so, and never NULL.
 */
bool qsm__environment_read(qsm_key_environment *ours, const qsm_key_environment *theirs);

/* The host of an environment, never QSM_KEY_HOST_THIS. */
qsm_key_host qsm__environment_host(const qsm_key_environment *environment);

/*
 * QDir::cleanPath: the path without empty and "." parts and with ".." resolved as text. A string
 * for free(), NULL when out of memory.
 */
char *qsm__clean_path(const char *path);

/* Whether a path has no empty, "." or ".." part; a slash at the end is no empty part. */
bool qsm__path_is_clean(const char *path);

/* As qsm_dir_temp_path(). */
char *qsm__temp_path(const qsm_key_environment *environment);

/* As qsm_standard_paths_runtime_location(); make: whether a missing directory is made. */
char *qsm__runtime_location(const qsm_key_environment *environment, bool make);

#endif
