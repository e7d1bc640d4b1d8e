/* SPDX-License-Identifier: MIT */
/*
 * Waiting by looking, without taking part: for a segment to appear, for a lock to come free. The
 * library's attach and create wait for the lock as long as it takes, as Qt's do; the command looks
 * first, so that it can show who holds it, keep a time limit and be interrupted.
 *
 * tool_signals_hold() comes first. Deadlines are of tool_now(); TOOL_FOREVER means none.
 */
#ifndef QSM_TOOL_WAITING_H
#define QSM_TOOL_WAITING_H

#include <qsm/qsm.h>

#include "tool/cli/progress.h"

typedef enum tool_waited { TOOL_READY, TOOL_TIMED_OUT, TOOL_INTERRUPTED } tool_waited;

/* Waits until there is a segment of this key. */
tool_waited tool_wait_for_segment(const qsm_native_ipc_key *key, int64_t deadline);

/* Waits until the lock of this key is free, or not there. */
tool_waited tool_wait_for_lock(const qsm_native_ipc_key *key, int64_t deadline);

/* A short rest between two tries. TOOL_TIMED_OUT when the deadline is over. */
tool_waited tool_rest(int64_t deadline);

#endif
