/* SPDX-License-Identifier: MIT */
/* Passes processes to visitors. */
#ifndef QSM_IPC_INSPECT_USERS_H
#define QSM_IPC_INSPECT_USERS_H

#include <qsm/inspect.h>

#include "ipc/proc.h"

typedef bool qsm__user_visitor(void *context, const qsm_segment_user *user);

/* Lends a process to a visitor. Returns the visitor's result; true if the process has ended. */
bool qsm__show_process(int64_t pid, qsm__user_visitor *visit, void *context);

#endif
