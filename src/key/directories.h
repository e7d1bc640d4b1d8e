/* SPDX-License-Identifier: MIT */
/* Paths, by Qt's rules. */
#ifndef QSM_KEY_DIRECTORIES_H
#define QSM_KEY_DIRECTORIES_H

#include <stdbool.h>

#include <qsm/native_ipc_key.h>

/*
 * Copies a program's environment struct; NULL gives the default. False with EINVAL when its size is
 * wrong. All other internal functions take such a copy, never NULL.
 */
bool qsm__environment_read(qsm_key_environment *ours, const qsm_key_environment *theirs);

/* The host of an environment, never QSM_KEY_HOST_THIS. */
qsm_key_host qsm__environment_host(const qsm_key_environment *environment);

/*
 * QDir::cleanPath: removes empty and "." parts, and resolves ".." as text. A string for free(),
 * NULL when out of memory.
 */
char *qsm__clean_path(const char *path);

/* Whether a path has no empty, "." or ".." part. A slash at the end is not an empty part. */
bool qsm__path_is_clean(const char *path);

/* As qsm_dir_temp_path(). */
char *qsm__temp_path(const qsm_key_environment *environment);

/* As qsm_standard_paths_runtime_location(); make: create a missing directory. */
char *qsm__runtime_location(const qsm_key_environment *environment, bool make);

#endif
