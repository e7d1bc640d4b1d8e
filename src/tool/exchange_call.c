/* SPDX-License-Identifier: MIT */
#include "tool/exchange_call.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/signals.h"
#include "tool/cli/utf8.h"
#include "tool/max_bytes.h"
#include "tool/messages.h"
#include "tool/picture.h"
#include "tool/waiting.h"

bool tool_exchange_start(tool_exchange *exchange, const tool_call *call,
                         const qsm_native_ipc_key *key, int timeout)
{
    memset(exchange, 0, sizeof *exchange);
    exchange->call = call;
    exchange->key = key;
    exchange->memory = qsm_shared_memory_new_native(key);
    exchange->waiting.memory = exchange->memory;
    exchange->report = (qsm_exchange_report){.size = sizeof exchange->report, .message = ""};
    qsm_shared_memory_set_lock_timeout(exchange->memory, timeout);
    (void)qsm_shared_memory_set_copy_through_kernel(exchange->memory, true);
    qsm_shared_memory_set_stop(exchange->memory, tool_waiting_ask, &exchange->waiting);
    exchange->name = qsm_native_ipc_key_to_string(key);
    if (exchange->memory != NULL && exchange->name != NULL)
        return true;
    (void)tool_fail(call, "out of memory");
    return false;
}

void tool_exchange_end(tool_exchange *exchange)
{
    qsm_shared_memory_free(exchange->memory);
    qsm_free(exchange->name);
}

/* Prints the text and the names of the key. Returns false. */
static bool say(const tool_exchange *exchange, const char *text)
{
    (void)tool_fail_key(exchange->call, exchange->key, "%s", text);
    return false;
}

/* The object goes first: while it has a POSIX lock open, the lock has a user. */
static void fail_lock(tool_exchange *exchange)
{
    qsm_native_ipc_key *key = qsm_native_ipc_key_copy(exchange->key);
    qsm_shared_memory_free(exchange->memory);
    exchange->memory = NULL;
    (void)tool_fail_lock(exchange->call, key, TOOL_FAILED);
    qsm_native_ipc_key_free(key);
}

/* Prints what is known about the errors that have a cause outside of this process. */
static bool fail_known(tool_exchange *exchange)
{
    const tool_call *call = exchange->call;
    const char *text = qsm_shared_memory_error_string(exchange->memory);
    switch (qsm_shared_memory_error(exchange->memory)) {
    case QSM_SHARED_MEMORY_ALREADY_EXISTS:
        tool_fail_exists(call, exchange->key, exchange->replacing, text);
        return true;
    case QSM_SHARED_MEMORY_PERMISSION_DENIED:
        return tool_fail_denied(call, exchange->key, text);
    case QSM_SHARED_MEMORY_NOT_FOUND:
    case QSM_SHARED_MEMORY_KEY_ERROR:
        return tool_fail_directory(call, exchange->key);
    default:
        return false;
    }
}

bool tool_exchange_fail(tool_exchange *exchange)
{
    tool_progress_clear();
    if (exchange->waiting.ended_by != 0)
        return say(exchange, "interrupted");
    if (exchange->report.failed_step == QSM_EXCHANGE_TIMEOUT) {
        fail_lock(exchange);
        return false;
    }
    if (exchange->report.failed_step == QSM_EXCHANGE_MEMORY && fail_known(exchange))
        return false;
    (void)tool_fail(exchange->call, "%s%s", exchange->report.message,
                    tool_limit_hint(exchange->call, exchange->report.message));
    tool_note_doctor(exchange->call, exchange->key);
    return false;
}

/* Replaces the key by the key of the scheme that was found. */
static bool go_on_with_found(tool_exchange *exchange)
{
    char *name = NULL;
    exchange->key = qsm_shared_memory_native_ipc_key(exchange->memory);
    name = qsm_native_ipc_key_to_string(exchange->key);
    if (name == NULL)
        return say(exchange, "out of memory");
    qsm_free(exchange->name);
    exchange->name = name;
    return true;
}

bool tool_exchange_fail_memory(tool_exchange *exchange)
{
    tool_progress_clear();
    if (exchange->waiting.ended_by != 0)
        return say(exchange, "interrupted");
    if (qsm_shared_memory_error(exchange->memory) == QSM_SHARED_MEMORY_LOCK_ERROR) {
        fail_lock(exchange);
        return false;
    }
    if (fail_known(exchange))
        return false;
    if (qsm_shared_memory_error(exchange->memory) != QSM_SHARED_MEMORY_NOT_FOUND)
        return say(exchange, qsm_shared_memory_error_string(exchange->memory));
    (void)say(exchange, "no program has published anything under this key");
    tool_note_doctor(exchange->call, exchange->key);
    return false;
}

/* Pauses between two attempts. False if the time is over or a signal arrived. */
static bool rest(tool_exchange *exchange, int64_t deadline)
{
    enum { REST = 20 };
    int left = tool_left(deadline, REST);
    if (left == 0 || tool_waiting_ask(&exchange->waiting))
        return false;
    exchange->waiting.ended_by = tool_signals_wait(left).ended_by;
    return exchange->waiting.ended_by == 0;
}

bool tool_exchange_attach_any(tool_exchange *exchange, int64_t deadline)
{
    const char *legacy = qsm_native_ipc_key_legacy_key(exchange->key);
    while (!qsm_shared_memory_attach_any(exchange->memory, legacy, QSM_SHARED_MEMORY_READ_ONLY,
                                         &exchange->scheme)) {
        if (qsm_shared_memory_error(exchange->memory) != QSM_SHARED_MEMORY_NOT_FOUND ||
            !rest(exchange, deadline))
            return tool_exchange_fail_memory(exchange);
    }
    tool_progress_clear();
    return go_on_with_found(exchange);
}

bool tool_exchange_attach(tool_exchange *exchange, qsm_shared_memory_access_mode mode,
                          int64_t deadline)
{
    qsm_shared_memory *memory = exchange->memory;
    for (;;) {
        /* Without a wait the attach itself says whether there is a segment, in fewer calls. */
        int left = deadline == TOOL_FOREVER ? -1 : tool_left(deadline, INT_MAX);
        if (left != 0 && !qsm_shared_memory_wait_for_segment(memory, left))
            return tool_exchange_fail_memory(exchange);
        if (qsm_shared_memory_attach(memory, mode))
            break;
        /* The segment was removed meanwhile. */
        if (qsm_shared_memory_error(memory) != QSM_SHARED_MEMORY_NOT_FOUND ||
            !rest(exchange, deadline))
            return tool_exchange_fail_memory(exchange);
    }
    tool_progress_clear();
    return true;
}

void tool_exchange_describe(FILE *out, const tool_exchange *exchange)
{
    const qsm_exchange_report *report = &exchange->report;
    (void)fprintf(out, "%-17s", "native key");
    tool_print_text(out, exchange->name);
    (void)fputc('\n', out);
    if (exchange->scheme != QSM_KEY_SCHEME_NONE)
        tool_describe_line(out, "key scheme", "%s", qsm_key_scheme_name(exchange->scheme));
    tool_describe_line(out, "segment size", "%zu", report->segment_size);
    tool_describe_line(out, "stream size", "%zu", report->stream_size);
    tool_describe_line(out, "locked for", "%.3f ms", (double)report->locked_ns / 1e6);
    tool_describe_line(out, "took", "%.3f ms", (double)report->total_ns / 1e6);
}

void tool_exchange_describe_json(tool_json *json, const tool_exchange *exchange)
{
    const qsm_exchange_report *report = &exchange->report;
    const char *legacy = qsm_native_ipc_key_legacy_key(exchange->key);
    tool_json_string(json, "key", *legacy != '\0' ? legacy : NULL);
    tool_json_string(json, "nativeKey", exchange->name);
    if (exchange->scheme != QSM_KEY_SCHEME_NONE)
        tool_json_string(json, "scheme", qsm_key_scheme_name(exchange->scheme));
    tool_json_unsigned(json, "segmentSize", report->segment_size);
    tool_json_unsigned(json, "streamSize", report->stream_size);
    tool_json_decimal(json, "lockedMilliseconds", (double)report->locked_ns / 1e6, 6);
    tool_json_decimal(json, "totalMilliseconds", (double)report->total_ns / 1e6, 6);
    if (report->message[0] != '\0')
        tool_json_string(json, "warning", report->message);
}
