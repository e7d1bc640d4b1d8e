/* SPDX-License-Identifier: MIT */
/*
 * qsm get: process B. Takes the picture out of the segment, tells what it is, writes it to files.
 */
#include "tool/cli/signals.h"
#include "tool/exchange_call.h"
#include "tool/key_options.h"
#include "tool/picture.h"
#include "tool/waiting.h"

typedef struct get_options {
    tool_key_options key;
    tool_picture_output output;
    tool_duration wait;
    tool_duration timeout;
    int version;
    bool own;
} get_options;

static const tool_option options[] = {
    TOOL_PICTURE_OUTPUT_OPTIONS(get_options, output),
    {"wait", 0, TOOL_TAKES_VALUE, "SECONDS", "wait so long for the segment and a picture in it",
     tool_parse_duration, offsetof(get_options, wait)},
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for the lock (default: forever)",
     tool_parse_duration, offsetof(get_options, timeout)},
    TOOL_VERSION_OPTION(get_options, version),
    {"own", 0, TOOL_TAKES_NOTHING, NULL, "only from a segment that is this user's own",
     tool_parse_flag, offsetof(get_options, own)},
    TOOL_ANY_OPTION(get_options, key),
    TOOL_KEY_OPTIONS(get_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/*
 * Whether a try that ended so may end otherwise a moment later: process A creates the segment
 * before it takes the lock to write, so that a reader can find it empty.
 */
static bool may_come(const tool_exchange *exchange, const qsm_image *image)
{
    if (exchange->report.failed_step == QSM_EXCHANGE_DONE)
        return qsm_image_is_null(image);
    return exchange->report.failed_step == QSM_EXCHANGE_STREAM ||
           qsm_shared_memory_error(exchange->memory) == QSM_SHARED_MEMORY_NOT_FOUND;
}

static bool read_once(tool_exchange *exchange, int lock_milliseconds)
{
    const get_options *chosen = exchange->call->values;
    qsm_exchange_read_options how = {.version = chosen->version};
    qsm_shared_memory_set_lock_timeout(exchange->memory, lock_milliseconds);
    return qsm_shared_memory_read_image(exchange->memory, exchange->image, &how, &exchange->report);
}

/* False after saying why. */
static bool read_image(tool_exchange *exchange)
{
    const get_options *chosen = exchange->call->values;
    int timeout = tool_duration_or(chosen->timeout, -1);
    int64_t deadline = tool_deadline(tool_duration_or(chosen->wait, 0));
    if (chosen->key.any && !tool_exchange_attach_any(exchange, deadline, timeout))
        return false;
    for (;;) {
        tool_waited waited = tool_wait_for_segment(exchange->key, deadline);
        if (waited == TOOL_INTERRUPTED)
            return tool_exchange_interrupted(exchange);
        if (waited == TOOL_TIMED_OUT)
            return tool_exchange_nothing_there(exchange);
        bool ok = tool_exchange_run(exchange, timeout, read_once);
        if (exchange->said)
            return false;
        waited = tool_rest(may_come(exchange, exchange->image) ? deadline : 0);
        if (waited == TOOL_INTERRUPTED)
            return tool_exchange_interrupted(exchange);
        if (waited == TOOL_TIMED_OUT)
            return ok || tool_exchange_fail(exchange);
    }
}

static void print_result(const tool_exchange *exchange, const qsm_image *image)
{
    const get_options *chosen = exchange->call->values;
    if (exchange->call->json) {
        tool_json json;
        tool_json_start(&json, stdout);
        tool_json_begin_object(&json, NULL);
        tool_exchange_describe_json(&json, exchange);
        tool_json_begin_object(&json, "image");
        tool_describe_json(&json, image);
        tool_json_end_object(&json);
        tool_json_end_object(&json);
        tool_json_finish(&json);
        return;
    }
    if (exchange->report.message[0] != '\0')
        tool_note(exchange->call, "%s", exchange->report.message);
    FILE *out = tool_description_stream(&chosen->output);
    tool_exchange_describe(out, exchange);
    tool_describe(out, image);
}

static int get(tool_call *call, const qsm_native_ipc_key *key)
{
    const get_options *chosen = call->values;
    if (!tool_check_output(call, &chosen->output))
        return TOOL_USAGE;
    qsm_image *image = qsm_image_new();
    if (image == NULL)
        return tool_fail(call, "out of memory");
    tool_signals_hold(false);
    tool_exchange exchange;
    bool ok = tool_exchange_start(&exchange, call, key, image);
    if (ok) {
        qsm_shared_memory_set_same_user_only(exchange.memory, chosen->own);
        ok = read_image(&exchange);
    }
    if (ok) {
        ok = tool_write_picture(call, image, &chosen->output);
        if (ok)
            print_result(&exchange, image);
    }
    tool_exchange_end(&exchange);
    qsm_image_free(image);
    return ok ? TOOL_OK : TOOL_FAILED;
}

static int run(tool_call *call)
{
    const get_options *chosen = call->values;
    return tool_with_key(call, &chosen->key, get);
}

const tool_command tool_get = {
    .name = "get",
    .operands = "KEY [OPTION]...",
    .summary = "fetch the picture from shared memory (process B)",
    .description =
        "Attaches to the segment of KEY, takes the picture out under its lock, detaches, and "
        "prints\n"
        "the picture's size, format and everything that travelled with it. Files appear complete "
        "or\n"
        "not at all; - as a file name is standard output (the description then goes to standard\n"
        "error).\n",
    .examples = "  qsm get hello\n"
                "  qsm get hello -o copy.png --wait 10\n"
                "  qsm get hello --raw pixels.bin --json\n"
                "  qsm get hello --any           # from a Qt program of any release\n"
                "  qsm get --native posix:/hello -o - | display\n",
    .options = options,
    .values_size = sizeof(get_options),
    .run = run,
};
