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
bool qsm__key_file_make(const char *name, bool *made);

/* The number that the file gives now. False with errno. */
bool qsm__key_file_number(const char *name, int project, key_t *number);

/* Whether the file that is there now gives this number: as far as anybody cares, the same file. */
qsm_ipc_whereabouts qsm__key_file_whereabouts(const char *name, int project, key_t number);

/*
 * Whether another object needs the file, by whichever number Qt of any release makes of it: any
 * segment, any semaphore but the one of `spared` (-1: none).
 */
bool qsm__key_file_serves(const char *name, int project, key_t spared);

/* Unlinks the file only if it gives this number, is regular, empty and not a link. */
void qsm__key_file_unlink(const char *name, int project, key_t number);

#endif
