/* SPDX-License-Identifier: MIT */
/*
 * What put and get share: a shared memory object of the key, waiting for its lock with a time
 * limit, words for what failed, and the report.
 */
#ifndef QSM_TOOL_EXCHANGE_CALL_H
#define QSM_TOOL_EXCHANGE_CALL_H

#include <qsm/qsm.h>

#include "tool/cli/command.h"
#include "tool/cli/json.h"
#include "tool/waiting.h"

typedef struct tool_exchange {
    const tool_call *call;
    const qsm_native_ipc_key *key;
    qsm_shared_memory *memory;
    char *name; /* the key's text form */
    qsm_exchange_report report;
    qsm_key_scheme scheme; /* of the key; after tool_exchange_attach_any() */
    tool_waiting waiting;
} tool_exchange;

/*
 * An object of the key that waits up to timeout milliseconds (-1: for ever) for the lock, and shows
 * it. False after saying why; tool_exchange_end() in any case.
 */
bool tool_exchange_start(tool_exchange *exchange, const tool_call *call,
                         const qsm_native_ipc_key *key, int timeout);

/* Detaches and frees. */
void tool_exchange_end(tool_exchange *exchange);

/* Says what the report tells, or that a signal ended the command. Returns false. */
bool tool_exchange_fail(const tool_exchange *exchange);

/*
 * Attaches to the segment of the legacy key of exchange->key, whichever program made it, and goes
 * on with that key. Waits until deadline for a segment. False after saying why not.
 */
bool tool_exchange_attach_any(tool_exchange *exchange, int64_t deadline);

/* The report's lines, or members. */
void tool_exchange_describe(FILE *out, const tool_exchange *exchange);
void tool_exchange_describe_json(tool_json *json, const tool_exchange *exchange);

#endif
