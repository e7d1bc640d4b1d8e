/* SPDX-License-Identifier: MIT */
/*
 * Qt's error numbers and texts for what a back end reports. One table of errno values, one of
 * steps; both classes read them.
 */
#ifndef QSM_IPC_ERRORS_H
#define QSM_IPC_ERRORS_H

#include "ipc/platform.h"

enum { QSM_IPC_ERROR_TEXT_SIZE = 320 };

/* The last error of an object. Fixed size: locking must not allocate. */
typedef struct qsm_ipc_error {
    int code;    /* qsm_shared_memory_error_code or qsm_system_semaphore_error_code */
    int stopped; /* the stop callback ended a wait; an int, so that clearing is one store */
    char text[QSM_IPC_ERROR_TEXT_SIZE];
} qsm_ipc_error;

/* In line, since every lock and unlock does it. */
static inline void qsm__ipc_error_clear(qsm_ipc_error *error)
{
    error->code = 0;
    error->stopped = 0;
    error->text[0] = '\0';
}

void qsm__ipc_error_set(qsm_ipc_error *error, int code, const char *text);

/* The same for a call whose wait the stop callback ended; the text says that too. */
void qsm__ipc_error_set_stopped(qsm_ipc_error *error, int code, const char *text);

/* Sets code and text of the class that the failed step belongs to. */
void qsm__ipc_error_describe(qsm_ipc_error *error, const qsm_ipc_failure *failure);

/* A semaphore's error code as QSharedMemory reports it: the same name, another number. */
int qsm__ipc_shared_memory_code(int system_semaphore_code);

#endif
