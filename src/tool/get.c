/* SPDX-License-Identifier: MIT */
/*
 * qsm get: process B. Reads the picture from the segment, prints its properties, writes it to
 * files.
 */
#include <limits.h>
#include <stdlib.h>

#include "tool/cli/signals.h"
#include "tool/content.h"
#include "tool/exchange_call.h"
#include "tool/key_options.h"
#include "tool/key_words.h"
#include "tool/max_bytes.h"
#include "tool/picture.h"
#include "tool/stream_hint.h"
#include "tool/waiting.h"

/* The wait for bytes that do not change, in milliseconds. */
enum { HINT_WAIT = 100 };

typedef struct get_options {
    tool_key_options key;
    tool_picture_output output;
    tool_duration wait;
    tool_duration timeout;
    tool_size offset;
    int version;
    bool own;
    tool_size max_bytes;
} get_options;

static const tool_option options[] = {
    TOOL_PICTURE_OUTPUT_OPTIONS(get_options, output),
    {"wait", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for a picture (default: 0)",
     tool_parse_duration, offsetof(get_options, wait)},
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for the lock (default: forever)",
     tool_parse_duration, offsetof(get_options, timeout)},
    TOOL_OFFSET_OPTION(get_options, offset),
    TOOL_VERSION_OPTION(get_options, version),
    TOOL_MAX_BYTES_OPTION(get_options, max_bytes),
    {"own", 0, TOOL_TAKES_NOTHING, NULL, "read only from a segment that this user owns",
     tool_parse_flag, offsetof(get_options, own)},
    TOOL_ANY_OPTION(get_options, key),
    TOOL_SCHEME_OPTION(get_options, key),
    TOOL_KEY_OPTIONS(get_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* The milliseconds left of --wait; -1 waits for ever, as in the library. */
static int left_until(int64_t deadline)
{
    return deadline == TOOL_FOREVER ? -1 : tool_left(deadline, INT_MAX);
}

/* For scripts, there are no notes: the message says what values the bytes look like. */
static bool fail_json(tool_exchange *exchange)
{
    tool_stream_hint hint;
    qsm_segment_content content = QSM_INIT(qsm_segment_content);
    bool found = exchange->call->json && exchange->report.failed_step == QSM_EXCHANGE_STREAM &&
                 qsm_segment_contents(exchange->key, HINT_WAIT, &content) &&
                 tool_hint_of_key(&hint, exchange->key, &content, HINT_WAIT);
    char *words = found ? tool_key_words(exchange->key) : NULL;
    char *command = words != NULL ? tool_hint_command(&hint, words) : NULL;
    if (command != NULL)
        (void)tool_fail(exchange->call, "%s; it looks like %s; to show it: %s",
                        exchange->report.message, hint.text, command);
    free(words);
    free(command);
    return command != NULL;
}

/* Bytes that are no picture can be something else. Returns false. */
static bool fail(tool_exchange *exchange)
{
    const get_options *chosen = exchange->call->values;
    if (fail_json(exchange))
        return false;
    (void)tool_exchange_fail(exchange);
    if (exchange->report.failed_step == QSM_EXCHANGE_STREAM)
        tool_content_note(exchange->call, exchange->key, true, !chosen->offset.given);
    return false;
}

/* On an error: prints a message and returns false. */
static bool read_image(tool_exchange *exchange, qsm_image *image)
{
    const get_options *chosen = exchange->call->values;
    int64_t deadline = tool_deadline(tool_duration_or(chosen->wait, 0));
    if (!tool_exchange_find(exchange, &chosen->key, chosen->own, deadline))
        return false;
    const qsm_image_limits limits = tool_image_limits(exchange->call);
    qsm_exchange_read_options how = {.size = sizeof how,
                                     .version = chosen->version,
                                     .limits = &limits,
                                     .offset = tool_offset(chosen->offset),
                                     .also_files = chosen->version == 0};
    if (!qsm_shared_memory_wait_for_image(exchange->memory, left_until(deadline), image, &how,
                                          &exchange->report))
        return fail(exchange);
    tool_progress_clear();
    if (qsm_image_is_null(image))
        tool_content_note(exchange->call, exchange->key, false, !chosen->offset.given);
    return true;
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
    bool ok = tool_exchange_start(&exchange, call, key, tool_duration_or(chosen->timeout, -1));
    if (ok) {
        qsm_shared_memory_set_same_user_only(exchange.memory, chosen->own);
        ok = read_image(&exchange, image);
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
        "Attaches to the segment of KEY, under whatever key scheme it exists, reads the picture\n"
        "under its lock and detaches. Prints the size, the format and all other data of the\n"
        "picture. A file appears complete or not at all. The file name - is standard output; the\n"
        "description then goes to standard error.\n"
        "\n"
        "A PNG or BMP file in the segment is read, too; a note says so. If the segment holds no\n"
        "picture, the message says what it holds, also what values of Qt that looks like, and "
        "which\n"
        "command reads that.\n",
    .examples = "  qsm get hello\n"
                "  qsm get hello --offset 8      # behind a qint64\n"
                "  qsm get hello -o copy.png --wait 10\n"
                "  qsm get hello --raw pixels.bin --json\n"
                "  qsm get hello --scheme posix-safe\n"
                "  qsm get --native posix:/hello -o - | display\n",
    .options = options,
    .values_size = sizeof(get_options),
    .run = run,
};
