/* SPDX-License-Identifier: MIT */
/*
 * The callback that can end a wait. It is asked before a wait, after each signal, and at intervals.
 */
#ifndef QSM_IPC_STOP_H
#define QSM_IPC_STOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct qsm_ipc_stop {
    bool (*ask)(void *context); /* NULL: no wait is ended */
    void *context;
} qsm_ipc_stop;

/* Nanoseconds between two calls of the callback. */
#define QSM_IPC_STOP_INTERVAL INT64_C(100000000)

static inline bool qsm__stop_asked(const qsm_ipc_stop *stop)
{
    return stop->ask != NULL && stop->ask(stop->context);
}

#endif
