/* SPDX-License-Identifier: MIT */
/* The key of qsm watch: its segment can appear under any key scheme, and is never attached to. */
#ifndef QSM_TOOL_WATCH_KEY_H
#define QSM_TOOL_WATCH_KEY_H

#include <qsm/qsm.h>

#include "tool/cli/command.h"
#include "tool/key_options.h"
#include "tool/waiting.h"

typedef struct tool_watch_key {
    const tool_call *call;
    const qsm_native_ipc_key *key; /* of the scheme that was found last */
    const char *legacy;        /* KEY, if its segment can exist under any key scheme; else NULL */
    qsm_key_scheme scheme;     /* of key */
    qsm_shared_memory *memory; /* waits for a segment; never attached */
    tool_waiting waiting;
    bool out_of_memory; /* the message has been printed */
} tool_watch_key;

/*
 * Holds signals: they end each wait. On an error it prints a message and returns false. The caller
 * calls tool_watch_key_end() in both cases.
 */
bool tool_watch_key_start(tool_watch_key *self, const tool_call *call,
                          const tool_key_options *options, const qsm_native_ipc_key *key);
void tool_watch_key_end(tool_watch_key *self);

void tool_watch_key_out_of_memory(tool_watch_key *self);

/*
 * Whether a segment exists, under any key scheme, that this user may use; only_own: of this user. A
 * stranger can make one at any time. Only if legacy is not NULL.
 */
bool tool_watch_key_find(tool_watch_key *self, bool only_own);

/* Waits until a segment exists. False: not in time, or a signal ended the wait (waiting.ended_by).
 */
bool tool_watch_key_wait(tool_watch_key *self, int64_t deadline);

#endif
