/* SPDX-License-Identifier: MIT */
#include "tool/waiting.h"

#include <inttypes.h>

#include "tool/cli/signals.h"

enum { SHOW_AFTER = 500 /* milliseconds */ };

static void show_lock(const char *what, int64_t holder, int64_t waited)
{
    if (holder > 0)
        tool_progress("waiting for the %s (last taken by process %" PRId64 "), %" PRId64 " s", what,
                      holder, waited / 1000);
    else
        tool_progress("waiting for the %s, %" PRId64 " s", what, waited / 1000);
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
        show_lock(self->semaphore != NULL ? self->semaphore : "lock", last_pid, waited);
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
