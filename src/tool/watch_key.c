/* SPDX-License-Identifier: MIT */
#include "tool/watch_key.h"

#include <errno.h>
#include <limits.h>

#include "tool/cli/signals.h"

bool tool_watch_key_start(tool_watch_key *self, const tool_call *call,
                          const tool_key_options *options, const qsm_native_ipc_key *key)
{
    *self = (tool_watch_key){.call = call,
                             .key = key,
                             .scheme = tool_named_scheme(options),
                             .memory = qsm_shared_memory_new_native(key)};
    if (self->memory == NULL) {
        tool_watch_key_out_of_memory(self);
        return false;
    }
    self->waiting.memory = self->memory;
    qsm_shared_memory_set_stop(self->memory, tool_waiting_ask, &self->waiting);
    if (tool_takes_any_scheme(options)) {
        self->legacy = qsm_native_ipc_key_legacy_key(key);
        (void)tool_watch_key_find(self, false);
    }
    tool_signals_hold(false);
    return !self->out_of_memory;
}

void tool_watch_key_end(tool_watch_key *self)
{
    qsm_shared_memory_free(self->memory);
}

void tool_watch_key_out_of_memory(tool_watch_key *self)
{
    self->out_of_memory = true;
    (void)tool_fail(self->call, "out of memory");
}

/* Goes on with the key of a scheme. The object forgets the lock of the old key. */
static void follow(tool_watch_key *self, const tool_schemes *schemes, qsm_key_scheme scheme)
{
    tool_schemes_tell(schemes, self->call, scheme);
    self->scheme = scheme;
    if (!qsm_shared_memory_set_native_ipc_key(self->memory, schemes->of[scheme].key))
        tool_watch_key_out_of_memory(self);
    self->key = qsm_shared_memory_native_ipc_key(self->memory);
}

bool tool_watch_key_find(tool_watch_key *self, bool only_own)
{
    tool_schemes schemes;
    qsm_key_scheme found = QSM_KEY_SCHEME_NONE;
    if (tool_schemes_look(&schemes, self->legacy, NULL, false))
        found = tool_schemes_best(&schemes);
    else if (errno == ENOMEM)
        tool_watch_key_out_of_memory(self);
    const tool_scheme_state *state = &schemes.of[found];
    bool is_there = found != QSM_KEY_SCHEME_NONE && (only_own ? state->own : state->usable);
    if (is_there && found != self->scheme)
        follow(self, &schemes, found);
    tool_schemes_end(&schemes);
    return is_there;
}

static bool wait_under_any_scheme(tool_watch_key *self, int64_t deadline)
{
    enum { LOOK_EVERY = 20 };
    while (!self->out_of_memory && !tool_watch_key_find(self, false)) {
        int left = tool_left(deadline, LOOK_EVERY);
        if (left == 0 || tool_waiting_ask(&self->waiting))
            return false;
        self->waiting.ended_by = tool_signals_wait(left).ended_by;
        if (self->waiting.ended_by != 0)
            return false;
    }
    return !self->out_of_memory;
}

bool tool_watch_key_wait(tool_watch_key *self, int64_t deadline)
{
    int left = deadline == TOOL_FOREVER ? -1 : tool_left(deadline, INT_MAX);
    if (self->legacy != NULL)
        return wait_under_any_scheme(self, deadline);
    return qsm_shared_memory_wait_for_segment(self->memory, left);
}
