/* SPDX-License-Identifier: MIT */
/* Paths as Qt treats them. */
#ifndef QSM_KEY_DIRECTORIES_H
#define QSM_KEY_DIRECTORIES_H

#include <stdbool.h>

#include <qsm/native_ipc_key.h>

/* The host of an environment (NULL is fine), never QSM_KEY_HOST_THIS. */
qsm_key_host qsm__environment_host(const qsm_key_environment *environment);

/*
 * QDir::cleanPath: the path without empty and "." parts and with ".." resolved as text. A string
 * for free(), NULL when out of memory.
 */
char *qsm__clean_path(const char *path);

/* Whether a path has no empty, "." or ".." part; a slash at the end is no empty part. */
bool qsm__path_is_clean(const char *path);

/* As qsm_standard_paths_runtime_location(), but makes no directory that is missing. */
char *qsm__existing_runtime_location(const qsm_key_environment *environment);

#endif
