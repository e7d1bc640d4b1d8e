/* SPDX-License-Identifier: MIT */
/*
 * qsm put: process A. Loads a picture, writes it into the segment and stays attached. At its end it
 * removes the segment that it created, if no process uses it, or keeps it with --keep.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "tool/cli/shell.h"
#include "tool/cli/signals.h"
#include "tool/exchange_call.h"
#include "tool/holding.h"
#include "tool/key_options.h"
#include "tool/max_bytes.h"
#include "tool/messages.h"
#include "tool/picture.h"
#include "tool/waiting.h"

typedef struct put_options {
    tool_key_options key;
    tool_duration hold;
    tool_duration timeout;
    bool keep;
    bool replace;
    qsm_image_compression compression;
    int version;
    tool_size max_bytes;
} put_options;

static const tool_option options[] = {
    {"hold", 0, TOOL_MAY_TAKE_VALUE, "SECONDS",
     "how long to hold the segment (default: until interrupted)", tool_parse_duration,
     offsetof(put_options, hold)},
    {"keep", 0, TOOL_TAKES_NOTHING, NULL,
     "at the end leave the segment and its lock, until 'qsm rm'", tool_parse_flag,
     offsetof(put_options, keep)},
    {"replace", 0, TOOL_TAKES_NOTHING, NULL,
     "first remove a stale segment (no process is attached to it)", tool_parse_flag,
     offsetof(put_options, replace)},
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for the lock (default: forever)",
     tool_parse_duration, offsetof(put_options, timeout)},
    TOOL_COMPRESSION_OPTION(put_options, compression),
    TOOL_VERSION_OPTION(put_options, version),
    TOOL_MAX_BYTES_OPTION(put_options, max_bytes),
    TOOL_KEY_OPTIONS(put_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

static void print_report(const qsm_image *image, const tool_exchange *exchange)
{
    tool_exchange_describe(stdout, exchange);
    tool_describe(stdout, image);
    (void)fflush(stdout);
}

static void print_report_json(const tool_call *call, const qsm_image *image,
                              const tool_exchange *exchange)
{
    const put_options *chosen = call->values;
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    tool_exchange_describe_json(&json, exchange);
    tool_json_bool(&json, "created", exchange->report.created);
    tool_hold_json(&json, chosen->hold);
    tool_json_bool(&json, "keep", chosen->keep);
    tool_json_begin_object(&json, "image");
    tool_describe_json(&json, image);
    tool_json_end_object(&json);
    tool_json_end_object(&json);
    tool_json_finish(&json);
    (void)fflush(stdout);
}

/* On an error: prints a message and returns false. */
static bool write_image(tool_exchange *exchange, const qsm_image *image)
{
    const put_options *chosen = exchange->call->values;
    qsm_exchange_write_options how = {.size = sizeof how,
                                      .compression = chosen->compression,
                                      .version = chosen->version,
                                      .replace_stale = chosen->replace};
    if (qsm_shared_memory_write_image(exchange->memory, image, &how, &exchange->report)) {
        tool_progress_clear();
        return true;
    }
    exchange->replacing = chosen->replace;
    return tool_exchange_fail(exchange);
}

static void say_it_stays(const tool_exchange *exchange, const char *reason)
{
    char *word = tool_shell_word(exchange->name);
    if (word != NULL)
        tool_note(exchange->call, "%s; to remove it: qsm rm --native %s", reason, word);
    free(word);
}

/*
 * With System V the last process that detaches removes the segment. With POSIX no Qt program
 * removes it: it would stay, and without its lock, which goes with this process, no list would show
 * it.
 */
static void end(tool_exchange *exchange)
{
    bool ours = exchange->report.created &&
                qsm_native_ipc_key_type(exchange->key) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME;
    qsm_shared_memory_set_remove_on_last_detach(exchange->memory, ours);
    /* An attach tells whether it is still there, for less than qsm_segment_inspect(). */
    if (ours && qsm_shared_memory_detach(exchange->memory) &&
        qsm_shared_memory_attach(exchange->memory, QSM_SHARED_MEMORY_READ_ONLY))
        say_it_stays(exchange, "another process uses the segment, so it stays");
    tool_exchange_end(exchange);
}

/* The end of the process detaches, and removes nothing. The list finds the segment by its lock. */
static void keep(tool_exchange *exchange)
{
    static qsm_shared_memory *volatile kept; /* for leak checkers */
    kept = exchange->memory;
    exchange->memory = NULL;
    (void)kept;
    say_it_stays(exchange, "the segment stays");
    tool_exchange_end(exchange);
}

static int put(tool_call *call, const qsm_native_ipc_key *key, const char *path)
{
    qsm_image *image = tool_read_picture(call, path);
    if (image == NULL)
        return TOOL_FAILED;
    tool_signals_hold(false);
    tool_exchange exchange;
    const put_options *chosen = call->values;
    bool ok = tool_exchange_start(&exchange, call, key, tool_duration_or(chosen->timeout, -1)) &&
              write_image(&exchange, image);
    if (ok) {
        tool_note_directory(call, exchange.key);
        if (call->json)
            print_report_json(call, image, &exchange);
        else
            print_report(image, &exchange);
        tool_hold(call, chosen->hold, "segment", exchange.memory);
    }
    qsm_image_free(image);
    if (ok)
        (chosen->keep ? keep : end)(&exchange);
    else
        tool_exchange_end(&exchange);
    return ok ? TOOL_OK : TOOL_FAILED;
}

static int run(tool_call *call)
{
    const put_options *chosen = call->values;
    int status = TOOL_USAGE;
    qsm_native_ipc_key *key = tool_take_key(call, &chosen->key, &status);
    if (key == NULL)
        return status;
    const char *path = tool_take_operand(call, "FILE");
    if (path == NULL || !tool_no_more_operands(call))
        status = TOOL_USAGE;
    else
        status = put(call, key, path);
    qsm_native_ipc_key_free(key);
    return status;
}

const tool_command tool_put = {
    .name = "put",
    .operands = "KEY FILE [OPTION]...",
    .summary = "publish a picture in shared memory and hold it there (process A)",
    .description =
        "Loads a picture and creates the segment of KEY. Writes the picture into the segment "
        "under\n"
        "its lock, as a Qt program does with QDataStream << QImage. Prints a report. Then holds "
        "the\n"
        "segment until interrupted (SIGINT, SIGTERM) or for --hold SECONDS, detaches, and exits\n"
        "with status 0. The segment goes with its last user; with POSIX, where Qt never removes a\n"
        "segment, put removes what it created, if no process uses it. With --keep the segment and\n"
        "its lock stay, and a later process can read the picture. The FILE.png - is standard "
        "input.\n",
    .examples = "  qsm put hello photo.png\n"
                "  qsm put hello photo.png --hold 60 --replace\n"
                "  qsm put hello photo.png --hold 0 --keep   # until: qsm rm hello\n"
                "  qsm put --native posix:/hello photo.png\n"
                "  qsm put --safe systemv hello photo.png --json\n",
    .options = options,
    .values_size = sizeof(put_options),
    .run = run,
};
