/* SPDX-License-Identifier: MIT */
#include "tool/waiting.h"

#include <inttypes.h>

#include "tool/cli/signals.h"

enum { REST = 20, SHOW_AFTER = 500 };

tool_waited tool_rest(int64_t deadline)
{
    int left = tool_left(deadline, REST);
    tool_event event = tool_signals_wait(left);
    if (event.ended_by != 0)
        return TOOL_INTERRUPTED;
    return left == 0 ? TOOL_TIMED_OUT : TOOL_READY;
}

/* A key the system would not answer for is left to the call that follows, which has the words. */
static bool segment_exists(const qsm_native_ipc_key *key)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    bool exists = info == NULL || qsm_segment_info_exists(info);
    qsm_segment_info_free(info);
    return exists;
}

tool_waited tool_wait_for_segment(const qsm_native_ipc_key *key, int64_t deadline)
{
    int64_t begun = tool_now();
    while (!segment_exists(key)) {
        int64_t waited = tool_now() - begun;
        if (waited >= SHOW_AFTER)
            tool_progress("waiting for the segment, %" PRId64 " s", waited / 1000);
        tool_waited rested = tool_rest(deadline);
        if (rested != TOOL_READY)
            return rested;
    }
    return TOOL_READY;
}

/* Whether the lock is held, and by whom it was taken last. */
static bool lock_is_held(const qsm_native_ipc_key *key, int64_t *last_pid)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    bool held = info != NULL && qsm_segment_info_lock_exists(info) &&
                qsm_segment_info_lock_value(info) == 0;
    *last_pid = held ? qsm_segment_info_lock_last_pid(info) : -1;
    qsm_segment_info_free(info);
    return held;
}

tool_waited tool_wait_for_lock(const qsm_native_ipc_key *key, int64_t deadline)
{
    int64_t begun = tool_now();
    int64_t first_holder = -1;
    int64_t last_pid;
    while (lock_is_held(key, &last_pid)) {
        /* A lock that changes hands is in use, not stuck: time to stand in the queue. */
        if (first_holder < 0)
            first_holder = last_pid;
        else if (last_pid != first_holder)
            break;
        int64_t waited = tool_now() - begun;
        if (waited >= SHOW_AFTER)
            tool_progress("waiting for the lock (last taken by process %" PRId64 "), %" PRId64 " s",
                          last_pid, waited / 1000);
        tool_waited rested = tool_rest(deadline);
        if (rested != TOOL_READY)
            return rested;
    }
    return TOOL_READY;
}
