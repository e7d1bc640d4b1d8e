/* SPDX-License-Identifier: MIT */
/*
 * The empty file whose inode makes a System V key number. A segment and a semaphore may share one:
 * the file goes with the last object of its number.
 */
#ifndef QSM_IPC_SYSTEMV_KEY_FILE_H
#define QSM_IPC_SYSTEMV_KEY_FILE_H

#include <sys/types.h>

#include "ipc/platform.h"

/* How often to begin again when the file vanishes between two steps. */
enum { QSM_KEY_FILE_TRIES = 100 };

/* Makes the file if there is none; *made tells. Never follows a link. False with errno. */
bool qsm_key_file_make(const char *name, bool *made);

/* The number, and which file gave it. False with errno. */
bool qsm_key_file_number(const char *name, int project, key_t *number, qsm_ipc_file *file);

qsm_ipc_whereabouts qsm_key_file_whereabouts(const char *name, const qsm_ipc_file *file);

/* Unlinks what the name leads to only if it is that file, regular, empty and not a link. */
void qsm_key_file_unlink(const char *name, const qsm_ipc_file *file);

#endif
