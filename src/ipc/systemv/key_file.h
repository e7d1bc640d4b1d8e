/* SPDX-License-Identifier: MIT */
/*
 * The empty file whose inode gives a System V key. A segment and a semaphore can share a key file.
 * The file is removed with the last object of its key.
 */
#ifndef QSM_IPC_SYSTEMV_KEY_FILE_H
#define QSM_IPC_SYSTEMV_KEY_FILE_H

#include <sys/types.h>

#include "ipc/platform.h"

/* How often to start again when another process removes the file between two steps. */
enum { QSM_KEY_FILE_TRIES = 100 };

/* Makes the file if it does not exist; *made says whether. Follows no link. False with errno. */
bool qsm__key_file_make(const char *name, bool *made);

/* Whether this process may make files in the folder of the name. */
bool qsm__key_file_can_be_made(const char *name);

/* The key that the file gives now. False with errno. */
bool qsm__key_file_number(const char *name, int project, key_t *number);

/* Whether the current file gives this key: then it counts as the same file. */
qsm_ipc_whereabouts qsm__key_file_whereabouts(const char *name, int project, key_t number);

/*
 * Whether another object needs the file, by any key that a release of Qt makes from it. This can be
 * any segment, and any semaphore but that of id `spared` (-1: none).
 */
bool qsm__key_file_serves(const char *name, int project, key_t spared);

/*
 * Unlinks the file only if it gives this key, and is a regular, empty file and not a link.
 * only_own: only if it is this user's.
 */
void qsm__key_file_unlink(const char *name, int project, key_t number, bool only_own);

#endif
