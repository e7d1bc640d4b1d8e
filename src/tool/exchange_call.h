/* SPDX-License-Identifier: MIT */
/*
 * What put, get and the commands for bytes share: the shared memory object, the wait for its lock
 * with a time limit, the error messages and the report.
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
    char *name;     /* the key's text form */
    bool replacing; /* the command got --replace */
    qsm_exchange_report report;
    qsm_key_scheme scheme; /* of the key; set by tool_exchange_attach_any() */
    tool_waiting waiting;
} tool_exchange;

/*
 * Makes an object of the key. The object waits up to timeout milliseconds (-1: for ever) for the
 * lock and shows the wait. On an error it prints a message and returns false. The caller calls
 * tool_exchange_end() in both cases.
 */
bool tool_exchange_start(tool_exchange *exchange, const tool_call *call,
                         const qsm_native_ipc_key *key, int timeout);

/* Detaches and frees. */
void tool_exchange_end(tool_exchange *exchange);

/*
 * Prints the message of the report, who has the segment or the lock, and what to do; or that a
 * signal ended the command. Returns false. exchange->memory may be NULL then.
 */
bool tool_exchange_fail(tool_exchange *exchange);

/*
 * Attaches to a segment of the legacy key of exchange->key, by any key scheme. exchange->key is
 * then the key of that scheme. Waits until deadline for a segment. On an error it prints a message
 * and returns false.
 */
bool tool_exchange_attach_any(tool_exchange *exchange, int64_t deadline);

/*
 * Attaches to the segment of exchange->key. Waits until deadline for a segment. On an error it
 * prints a message and returns false.
 */
bool tool_exchange_attach(tool_exchange *exchange, qsm_shared_memory_access_mode mode,
                          int64_t deadline);

/* The same without a report, after an attach, a create or a lock that failed. Returns false. */
bool tool_exchange_fail_memory(tool_exchange *exchange);

/* Print the report: as lines, or as members of a JSON object. */
void tool_exchange_describe(FILE *out, const tool_exchange *exchange);
void tool_exchange_describe_json(tool_json *json, const tool_exchange *exchange);

#endif
