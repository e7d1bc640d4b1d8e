/* SPDX-License-Identifier: MIT */
/*
 * Qt's error numbers and texts for a back end's failures. There is a table of errno values and a
 * table of steps; both classes use them.
 */
#ifndef QSM_IPC_ERRORS_H
#define QSM_IPC_ERRORS_H

#include "ipc/platform.h"

enum { QSM_IPC_ERROR_TEXT_SIZE = 320 };

/*
 * The last error of an object. Its size is fixed, because lock and unlock must not allocate memory.
 */
typedef struct qsm_ipc_error {
    int code;    /* qsm_shared_memory_error_code or qsm_system_semaphore_error_code */
    int stopped; /* the stop callback ended a wait; an int, so that clearing is one store */
    bool plain;  /* the text says all; valid while code is not 0 */
    char text[QSM_IPC_ERROR_TEXT_SIZE];
} qsm_ipc_error;

/* Inline, because every lock and unlock calls it. */
static inline void qsm__ipc_error_clear(qsm_ipc_error *error)
{
    error->code = 0;
    error->stopped = 0;
    error->text[0] = '\0';
}

void qsm__ipc_error_set(qsm_ipc_error *error, int code, const char *text);

/* The same for a call whose wait the stop callback ended. The text says so. */
void qsm__ipc_error_set_stopped(qsm_ipc_error *error, int code, const char *text);

/* Sets the code and the text of the failed step's class. */
void qsm__ipc_error_describe(qsm_ipc_error *error, const qsm_ipc_failure *failure);

/* The same for a failed open, with the obstacle that the back end reports. NULL: none. */
void qsm__ipc_error_describe_open(qsm_ipc_error *error, const qsm_ipc_failure *failure,
                                  const char *obstacle);

/* QSharedMemory's number for a semaphore's error code: the same name, another number. */
int qsm__ipc_shared_memory_code(int system_semaphore_code);

#endif
