/* SPDX-License-Identifier: MIT */
#include "tool/exchange_call.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tool/cli/shell.h"
#include "tool/cli/utf8.h"
#include "tool/picture.h"
#include "tool/waiting.h"

bool tool_exchange_start(tool_exchange *exchange, const tool_call *call,
                         const qsm_native_ipc_key *key, qsm_image *image)
{
    memset(exchange, 0, sizeof *exchange);
    exchange->call = call;
    exchange->key = key;
    exchange->image = image;
    exchange->memory = qsm_shared_memory_new_native(key);
    exchange->name = qsm_native_ipc_key_to_string(key);
    if (exchange->memory != NULL && exchange->name != NULL)
        return true;
    (void)tool_fail(call, "out of memory");
    return false;
}

void tool_exchange_end(tool_exchange *exchange)
{
    qsm_shared_memory_free(exchange->memory);
    free(exchange->name);
}

/* Says it with the key's name in front. Returns false. */
static bool say(tool_exchange *exchange, const char *text)
{
    (void)tool_fail(exchange->call, "%s: %s", exchange->name, text);
    exchange->said = true;
    return false;
}

/* The same for what has its cause outside of this process, and where that is found. */
static bool say_with_hint(tool_exchange *exchange, const char *text)
{
    const char *legacy = qsm_native_ipc_key_legacy_key(exchange->key);
    bool by_name = legacy[0] == '\0';
    char *word = tool_shell_word(by_name ? exchange->name : legacy);
    (void)say(exchange, text);
    if (word != NULL)
        tool_note(exchange->call, "to find out why: qsm doctor %s%s", by_name ? "--native " : "",
                  word);
    free(word);
    return false;
}

bool tool_exchange_interrupted(tool_exchange *exchange)
{
    return say(exchange, "interrupted");
}

bool tool_exchange_nothing_there(tool_exchange *exchange)
{
    return say_with_hint(exchange, "no program has published anything under this key");
}

bool tool_exchange_run(tool_exchange *exchange, int timeout, tool_exchange_try try_once)
{
    /* Between two slices interrupts are looked at. */
    enum { SLICE = 500 };
    int64_t deadline = tool_deadline(timeout);
    for (;;) {
        tool_waited waited = tool_wait_for_lock(exchange->key, deadline);
        tool_progress_clear();
        if (waited == TOOL_INTERRUPTED)
            return tool_exchange_interrupted(exchange);
        int left = tool_left(deadline, SLICE);
        if (waited == TOOL_READY && try_once(exchange, left > 0 ? left : 1))
            return true;
        if (waited == TOOL_READY && exchange->report.failed_step != QSM_EXCHANGE_TIMEOUT)
            return false;
        if (waited == TOOL_TIMED_OUT || tool_left(deadline, SLICE) == 0)
            return say_with_hint(exchange, "the lock is held by another process");
    }
}

/* The key is now that of the kind that was found. */
static bool go_on_with_found(tool_exchange *exchange)
{
    char *name = NULL;
    exchange->key = qsm_shared_memory_native_ipc_key(exchange->memory);
    name = qsm_native_ipc_key_to_string(exchange->key);
    if (name == NULL)
        return say(exchange, "out of memory");
    free(exchange->name);
    exchange->name = name;
    return true;
}

bool tool_exchange_attach_any(tool_exchange *exchange, int64_t deadline, int timeout)
{
    enum { SLICE = 200 };
    const char *legacy = qsm_native_ipc_key_legacy_key(exchange->key);
    int64_t lock_deadline = tool_deadline(timeout);
    int64_t begun = tool_now();
    qsm_shared_memory_set_lock_timeout(exchange->memory, SLICE);
    while (!qsm_shared_memory_attach_any(exchange->memory, legacy, QSM_SHARED_MEMORY_READ_ONLY,
                                         &exchange->kind)) {
        qsm_shared_memory_error_code error = qsm_shared_memory_error(exchange->memory);
        bool locked = error == QSM_SHARED_MEMORY_LOCK_ERROR;
        if (!locked && error != QSM_SHARED_MEMORY_NOT_FOUND)
            return say(exchange, qsm_shared_memory_error_string(exchange->memory));
        if (tool_now() - begun >= SLICE)
            tool_progress("waiting for the %s, %" PRId64 " s", locked ? "lock" : "segment",
                          (tool_now() - begun) / 1000);
        tool_waited waited = tool_rest(locked ? lock_deadline : deadline);
        if (waited == TOOL_INTERRUPTED)
            return tool_exchange_interrupted(exchange);
        if (waited == TOOL_TIMED_OUT)
            return locked ? say_with_hint(exchange, "the lock is held by another process")
                          : tool_exchange_nothing_there(exchange);
    }
    tool_progress_clear();
    qsm_shared_memory_set_lock_timeout(exchange->memory, -1);
    return go_on_with_found(exchange);
}

/* What the user can do about an error of the shared memory. */
static const char *advice(qsm_shared_memory_error_code error)
{
    static const struct {
        qsm_shared_memory_error_code error;
        const char *text;
    } known[] = {
        {QSM_SHARED_MEMORY_NOT_FOUND, "no program has published anything under this key"},
        {QSM_SHARED_MEMORY_ALREADY_EXISTS,
         "another program has a segment of this key; --replace removes one nobody is attached to"},
        {QSM_SHARED_MEMORY_PERMISSION_DENIED, "it belongs to another user"},
        {QSM_SHARED_MEMORY_OUT_OF_RESOURCES, "memory, or a limit of the system, is used up"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].error == error)
            return known[i].text;
    }
    return NULL;
}

bool tool_exchange_fail(tool_exchange *exchange)
{
    const qsm_exchange_report *report = &exchange->report;
    const char *text = report->failed_step == QSM_EXCHANGE_MEMORY
                           ? advice(qsm_shared_memory_error(exchange->memory))
                           : NULL;
    if (exchange->said)
        return false;
    if (text == NULL)
        return say_with_hint(exchange, report->message);
    char both[sizeof report->message + 128];
    (void)snprintf(both, sizeof both, "%s (%s)", text, report->message);
    return say_with_hint(exchange, both);
}

void tool_exchange_describe(FILE *out, const tool_exchange *exchange)
{
    const qsm_exchange_report *report = &exchange->report;
    (void)fprintf(out, "%-17s", "native key");
    tool_print_text(out, exchange->name);
    (void)fputc('\n', out);
    if (exchange->kind != QSM_KEY_SCHEME_NONE)
        tool_describe_line(out, "kind of key", "%s", qsm_key_scheme_name(exchange->kind));
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
    if (exchange->kind != QSM_KEY_SCHEME_NONE)
        tool_json_string(json, "kind", qsm_key_scheme_name(exchange->kind));
    tool_json_unsigned(json, "segmentSize", report->segment_size);
    tool_json_unsigned(json, "streamSize", report->stream_size);
    tool_json_decimal(json, "lockedMilliseconds", (double)report->locked_ns / 1e6, 6);
    tool_json_decimal(json, "totalMilliseconds", (double)report->total_ns / 1e6, 6);
    if (report->message[0] != '\0')
        tool_json_string(json, "warning", report->message);
}
