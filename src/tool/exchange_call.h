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

typedef struct tool_exchange {
    const tool_call *call;
    const qsm_native_ipc_key *key;
    qsm_image *image; /* the caller's */
    qsm_shared_memory *memory;
    char *name; /* the key's text form */
    qsm_exchange_report report;
    qsm_key_scheme kind; /* after tool_exchange_attach_any(): which kind of key it was */
    bool said;           /* what failed was said */
} tool_exchange;

/* False after saying why; tool_exchange_end() in any case. */
bool tool_exchange_start(tool_exchange *exchange, const tool_call *call,
                         const qsm_native_ipc_key *key, qsm_image *image);

/* Detaches and frees. */
void tool_exchange_end(tool_exchange *exchange);

/* One try that waits so many milliseconds for the lock; fills in the report. */
typedef bool (*tool_exchange_try)(tool_exchange *exchange, int lock_milliseconds);

/*
 * Tries when the lock is free, waits for it up to timeout milliseconds (-1: as long as it takes).
 * False when the try failed, which is not said yet, or when it did not come to that: then
 * exchange->said is set.
 */
bool tool_exchange_run(tool_exchange *exchange, int timeout, tool_exchange_try try_once);

/*
 * Says what the report and the object's error tell, with what to do about it, unless something was
 * said already. Returns false.
 */
bool tool_exchange_fail(tool_exchange *exchange);

/* Say that a signal ended the command; that there is no segment of the key. Both return false. */
bool tool_exchange_interrupted(tool_exchange *exchange);
bool tool_exchange_nothing_there(tool_exchange *exchange);

/*
 * Attaches to what the legacy key of exchange->key means to whatever program made it, and goes on
 * with that key. Waits until deadline for a segment, up to timeout milliseconds (-1: as long as it
 * takes) for its lock. False after saying why not.
 */
bool tool_exchange_attach_any(tool_exchange *exchange, int64_t deadline, int timeout);

/* The report's lines, or members. */
void tool_exchange_describe(FILE *out, const tool_exchange *exchange);
void tool_exchange_describe_json(tool_json *json, const tool_exchange *exchange);

#endif
