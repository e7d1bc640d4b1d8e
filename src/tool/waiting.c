/* SPDX-License-Identifier: MIT */
#include "tool/waiting.h"

#include <inttypes.h>

#include "tool/cli/signals.h"

enum { REST = 20, SHOW_AFTER = 500 };

static void show_lock(int64_t holder, int64_t waited)
{
    if (holder > 0)
        tool_progress("waiting for the lock (last taken by process %" PRId64 "), %" PRId64 " s",
                      holder, waited / 1000);
    else
        tool_progress("waiting for the lock, %" PRId64 " s", waited / 1000);
}

/* Without an answer from the system the segment may exist. */
static tool_waits_for what_for(const tool_waiting *self, const qsm_segment_info *info)
{
    if (self->memory == NULL || info == NULL)
        return TOOL_WAITS_FOR_LOCK;
    if (!qsm_segment_info_exists(info))
        return TOOL_WAITS_FOR_SEGMENT;
    return qsm_segment_info_lock_value(info) == 0 ? TOOL_WAITS_FOR_LOCK : TOOL_WAITS_FOR_PICTURE;
}

static void show(tool_waiting *self)
{
    const qsm_native_ipc_key *key =
        self->memory != NULL ? qsm_shared_memory_native_ipc_key(self->memory) : self->key;
    qsm_segment_info *info = qsm_segment_inspect(key);
    tool_waits_for now = what_for(self, info);
    int64_t last_pid = info != NULL ? qsm_segment_info_lock_last_pid(info) : -1;
    qsm_segment_info_free(info);
    if (self->begun == 0 || now != self->now)
        self->begun = tool_now();
    self->now = now;
    int64_t waited = tool_now() - self->begun;
    if (waited < SHOW_AFTER)
        return;
    if (now == TOOL_WAITS_FOR_LOCK)
        show_lock(last_pid, waited);
    else
        tool_progress("waiting for the %s, %" PRId64 " s",
                      now == TOOL_WAITS_FOR_SEGMENT ? "segment" : "picture", waited / 1000);
}

bool tool_waiting_ask(void *context)
{
    tool_waiting *self = context;
    self->ended_by = tool_signals_wait(0).ended_by;
    if (self->ended_by == 0 && tool_progress_shown())
        show(self);
    return self->ended_by != 0;
}

/* Whether the lock is held; *last_pid is the process that took it last. */
static bool lock_is_held(const qsm_native_ipc_key *key, int64_t *last_pid)
{
    qsm_segment_info *info = qsm_segment_inspect(key);
    bool held = info != NULL && qsm_segment_info_lock_exists(info) &&
                qsm_segment_info_lock_value(info) == 0;
    *last_pid = held ? qsm_segment_info_lock_last_pid(info) : -1;
    qsm_segment_info_free(info);
    return held;
}

void tool_wait_for_lock(const qsm_native_ipc_key *key, int64_t deadline)
{
    int64_t begun = tool_now();
    int64_t first_holder = -1;
    int64_t last_pid;
    while (lock_is_held(key, &last_pid)) {
        /* A lock whose holder changes is in use, not stuck. */
        if (first_holder < 0)
            first_holder = last_pid;
        else if (last_pid != first_holder)
            break;
        int64_t waited = tool_now() - begun;
        if (waited >= SHOW_AFTER)
            show_lock(last_pid, waited);
        int left = tool_left(deadline, REST);
        if (left == 0 || tool_signals_wait(left).ended_by != 0)
            break;
    }
}
