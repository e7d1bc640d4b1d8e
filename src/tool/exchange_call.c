/* SPDX-License-Identifier: MIT */
#include "tool/exchange_call.h"

#include <errno.h>
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
    exchange->text = qsm_native_ipc_key_legacy_key(key);
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

/* The size of a segment that could not be created, if it can be the cause: a limit of the system.
 */
static size_t size_in_question(const tool_exchange *exchange)
{
    qsm_shared_memory_error_code error = qsm_shared_memory_error(exchange->memory);
    bool can_be =
        !qsm_shared_memory_is_attached(exchange->memory) &&
        (error == QSM_SHARED_MEMORY_OUT_OF_RESOURCES || error == QSM_SHARED_MEMORY_INVALID_SIZE ||
         error == QSM_SHARED_MEMORY_UNKNOWN_ERROR);
    return can_be ? exchange->report.segment_size : 0;
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
    tool_note_doctor(exchange->call, exchange->text, exchange->key, size_in_question(exchange));
    return false;
}

/* Says what was searched. */
static void fail_nothing(const tool_exchange *exchange)
{
    if (exchange->any_scheme)
        (void)tool_fail(exchange->call, "no segment of this key exists, by any key scheme: %s (%s)",
                        exchange->text, TOOL_SCHEME_WORDS);
    else if (exchange->scheme != QSM_KEY_SCHEME_NONE)
        (void)tool_fail_key(exchange->call, exchange->key, "no segment exists by the key scheme %s",
                            tool_scheme_word(exchange->scheme));
    else
        (void)say(exchange, "no segment of this native key exists");
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
    bool is_missing = qsm_shared_memory_error(exchange->memory) == QSM_SHARED_MEMORY_NOT_FOUND;
    size_t size = size_in_question(exchange);
    if (is_missing)
        fail_nothing(exchange);
    else
        (void)say(exchange, qsm_shared_memory_error_string(exchange->memory));
    if (is_missing || size > 0)
        tool_note_doctor(exchange->call, exchange->text, exchange->key, size);
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

/* From now on the key is that of a scheme. */
static bool use(tool_exchange *exchange, const tool_schemes *schemes, qsm_key_scheme scheme)
{
    qsm_shared_memory *memory = exchange->memory;
    char *name = qsm_native_ipc_key_to_string(schemes->of[scheme].key);
    if (name == NULL || !qsm_shared_memory_set_native_ipc_key(memory, schemes->of[scheme].key)) {
        qsm_free(name);
        return say(exchange, "out of memory");
    }
    qsm_free(exchange->name);
    exchange->name = name;
    exchange->key = qsm_shared_memory_native_ipc_key(memory);
    exchange->scheme = scheme;
    tool_schemes_tell(schemes, exchange->call, scheme);
    return true;
}

/* Which segments count. A stranger can make one at any time, that this user may not even use. */
typedef enum limits { ANY, USABLE, OWN } limits;

static bool counts(const tool_scheme_state *state, limits wanted)
{
    return wanted == OWN ? state->own : wanted == ANY || state->usable;
}

/* Uses the best segment that counts. -1: it failed, with a message. 0: there is no segment. */
static int look(tool_exchange *exchange, bool prefer_own, limits wanted)
{
    tool_schemes schemes;
    int found = -1;
    if (tool_schemes_look(&schemes, exchange->text, NULL, prefer_own)) {
        qsm_key_scheme best = tool_schemes_best(&schemes);
        bool use_it = best != QSM_KEY_SCHEME_NONE && counts(&schemes.of[best], wanted);
        found = use_it ? 1 : 0;
        if (use_it && !use(exchange, &schemes, best))
            found = -1;
    } else {
        (void)tool_fail(exchange->call, "%s: %s", strerror(errno), exchange->text);
    }
    tool_schemes_end(&schemes);
    return found;
}

bool tool_exchange_find(tool_exchange *exchange, const tool_key_options *options, bool own,
                        int64_t deadline)
{
    int found = 0;
    exchange->scheme = tool_named_scheme(options);
    if (!tool_takes_any_scheme(options))
        return true;
    do
        found = look(exchange, own, USABLE);
    while (found == 0 && rest(exchange, deadline));
    if (found == 0 && exchange->waiting.ended_by == 0)
        found = look(exchange, own, ANY); /* the attach says why it is of no use */
    tool_progress_clear();
    if (found == 0 && exchange->waiting.ended_by != 0)
        return say(exchange, "interrupted");
    if (found == 0) {
        exchange->any_scheme = true;
        if (!tool_fail_directory(exchange->call, exchange->key))
            fail_nothing(exchange);
        tool_note_doctor(exchange->call, exchange->text, exchange->key, 0);
    }
    return found > 0;
}

bool tool_exchange_find_or_choose(tool_exchange *exchange, const tool_key_options *options)
{
    exchange->scheme = tool_named_scheme(options);
    if (!tool_takes_any_scheme(options))
        return true;
    exchange->scheme = QSM_KEY_SCHEME_SYSTEM_V_LEGACY;
    if (look(exchange, false, OWN) < 0)
        return false;
    if (exchange->scheme != QSM_KEY_SCHEME_SYSTEM_V_LEGACY)
        tool_note(exchange->call, "for programs that use QSharedMemory(\"%s\"): --scheme %s",
                  exchange->text, tool_scheme_word(QSM_KEY_SCHEME_SYSTEM_V_LEGACY));
    return true;
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

void tool_exchange_describe_scheme(FILE *out, const tool_exchange *exchange)
{
    if (exchange->scheme == QSM_KEY_SCHEME_NONE)
        return;
    tool_describe_line(out, "key scheme", "%s (%s)", qsm_key_scheme_name(exchange->scheme),
                       tool_scheme_word(exchange->scheme));
}

void tool_exchange_describe_programs(FILE *out, const tool_exchange *exchange)
{
    if (exchange->scheme == QSM_KEY_SCHEME_NONE)
        return;
    char *programs = tool_scheme_programs(exchange->scheme, exchange->call->taken);
    if (programs != NULL)
        tool_describe_line(out, "seen by", "%s", programs);
    free(programs);
}

void tool_exchange_describe_key_json(tool_json *json, const tool_exchange *exchange)
{
    bool has_scheme = exchange->scheme != QSM_KEY_SCHEME_NONE;
    const char *key = has_scheme ? exchange->call->taken : exchange->text;
    tool_json_string(json, "key", *key != '\0' ? key : NULL);
    tool_json_string(json, "nativeKey", exchange->name);
    if (has_scheme)
        tool_json_string(json, "scheme", qsm_key_scheme_name(exchange->scheme));
}

void tool_exchange_describe(FILE *out, const tool_exchange *exchange)
{
    const qsm_exchange_report *report = &exchange->report;
    (void)fprintf(out, "%-17s", "native key");
    tool_print_text(out, exchange->name);
    (void)fputc('\n', out);
    tool_exchange_describe_scheme(out, exchange);
    tool_describe_line(out, "segment size", "%zu", report->segment_size);
    tool_describe_line(out, "stream size", "%zu", report->stream_size);
    tool_describe_line(out, "locked for", "%.3f ms", (double)report->locked_ns / 1e6);
    tool_describe_line(out, "took", "%.3f ms", (double)report->total_ns / 1e6);
}

void tool_exchange_describe_json(tool_json *json, const tool_exchange *exchange)
{
    const qsm_exchange_report *report = &exchange->report;
    tool_exchange_describe_key_json(json, exchange);
    tool_json_unsigned(json, "segmentSize", report->segment_size);
    tool_json_unsigned(json, "streamSize", report->stream_size);
    tool_json_decimal(json, "lockedMilliseconds", (double)report->locked_ns / 1e6, 6);
    tool_json_decimal(json, "totalMilliseconds", (double)report->total_ns / 1e6, 6);
    if (report->message[0] != '\0')
        tool_json_string(json, "warning", report->message);
}
