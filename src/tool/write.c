/* SPDX-License-Identifier: MIT */
/*
 * qsm write: puts the bytes of a file into a segment that exists. It reads the file first, so that
 * it holds the lock for one copy only.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/cli/files.h"
#include "tool/cli/signals.h"
#include "tool/commands.h"
#include "tool/holding.h"
#include "tool/messages.h"
#include "tool/segment_bytes.h"

typedef struct write_options {
    tool_key_options key;
    tool_size offset;
    tool_size size;
    tool_duration hold;
    tool_duration wait;
    tool_duration timeout;
    bool own;
} write_options;

static const tool_option options[] = {
    {"offset", 0, TOOL_TAKES_VALUE, "BYTES", "where the bytes begin in the segment (default: 0)",
     tool_parse_size, offsetof(write_options, offset)},
    {"size", 0, TOOL_TAKES_VALUE, "BYTES",
     "write the first BYTES bytes of FILE (default: all of it)", tool_parse_size,
     offsetof(write_options, size)},
    {"hold", 0, TOOL_TAKES_VALUE, "SECONDS", "then stay attached for SECONDS (default: 0)",
     tool_parse_duration, offsetof(write_options, hold)},
    {"wait", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for a segment (default: 0)",
     tool_parse_duration, offsetof(write_options, wait)},
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for the lock (default: forever)",
     tool_parse_duration, offsetof(write_options, timeout)},
    {"own", 0, TOOL_TAKES_NOTHING, NULL, "write only to a segment that this user owns",
     tool_parse_flag, offsetof(write_options, own)},
    TOOL_ANY_OPTION(write_options, key),
    TOOL_KEY_OPTIONS(write_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

typedef struct input {
    unsigned char *bytes;
    size_t size;
} input;

/* On an error: prints a message and returns false. */
static bool read_input(const tool_call *call, const char *path, input *from)
{
    const write_options *chosen = call->values;
    bool given = chosen->size.given;
    size_t most = TOOL_MOST_BYTES;
    if (given)
        most = chosen->size.bytes < SIZE_MAX ? (size_t)chosen->size.bytes : SIZE_MAX - 1;
    if (!tool_read_file_part(call, path, given ? most : most + 1, &from->bytes, &from->size))
        return false;
    const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
    if (from->size == 0)
        (void)tool_fail(call, "%s is empty: there is nothing to write", name);
    else if (given && from->size < most)
        (void)tool_fail(call, "%s has only %zu bytes; --size asks for %zu", name, from->size, most);
    else if (from->size > most)
        (void)tool_fail(call, "%s has more than 1 GiB; --size BYTES says how much to write", name);
    else
        return true;
    return false;
}

/* A detach would remove the segment, and the bytes with it. */
static bool refuse_stale(const tool_exchange *exchange)
{
    (void)tool_fail_key(exchange->call, exchange->key,
                        "no process is attached, so the segment would be removed when qsm "
                        "detaches; --hold SECONDS keeps it");
    return false;
}

static bool write_bytes(tool_exchange *exchange, const input *from, tool_range *range)
{
    const write_options *chosen = exchange->call->values;
    qsm_shared_memory *memory = exchange->memory;
    int64_t deadline = tool_deadline(tool_duration_or(chosen->wait, 0));
    qsm_shared_memory_set_same_user_only(memory, chosen->own);
    if (!chosen->hold.given && tool_is_stale(exchange->key))
        return refuse_stale(exchange);
    if (!tool_exchange_attach(exchange, QSM_SHARED_MEMORY_READ_WRITE, deadline) ||
        !tool_choose_range(exchange, (uint64_t)qsm_shared_memory_size(memory), chosen->offset,
                           (tool_size){true, from->size}, range))
        return false;
    unsigned char *data = qsm_shared_memory_data(memory);
    return tool_copy_locked(exchange, data + range->offset, from->bytes, from->size);
}

static void report(const tool_exchange *exchange, const tool_range *range)
{
    const write_options *chosen = exchange->call->values;
    if (!exchange->call->json) {
        tool_describe_range(stdout, exchange, range);
        return;
    }
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    tool_range_json(&json, exchange, range);
    if (chosen->hold.given)
        tool_hold_json(&json, chosen->hold);
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

static int write_file(const tool_call *call, const qsm_native_ipc_key *asked, const char *path)
{
    const write_options *chosen = call->values;
    input from = {NULL, 0};
    if (!read_input(call, path, &from)) {
        free(from.bytes);
        return TOOL_FAILED;
    }
    tool_signals_hold(true);
    qsm_native_ipc_key *key = tool_existing_key(call, asked, &chosen->key,
                                                tool_deadline(tool_duration_or(chosen->wait, 0)));
    bool ok = false;
    if (key != NULL) {
        tool_exchange exchange;
        tool_range range;
        ok = tool_exchange_start(&exchange, call, key, tool_duration_or(chosen->timeout, -1)) &&
             write_bytes(&exchange, &from, &range);
        if (ok)
            report(&exchange, &range);
        if (ok && chosen->hold.given)
            tool_hold(call, chosen->hold, "segment", NULL); /* it can be another user's */
        tool_exchange_end(&exchange);
    }
    qsm_native_ipc_key_free(key);
    free(from.bytes);
    return ok ? TOOL_OK : TOOL_FAILED;
}

static int run(tool_call *call)
{
    const write_options *chosen = call->values;
    int status = TOOL_USAGE;
    qsm_native_ipc_key *key = tool_take_key(call, &chosen->key, &status);
    if (key == NULL)
        return status;
    const char *path = tool_take_operand(call, "FILE");
    status = TOOL_USAGE;
    if (path != NULL && chosen->size.given && chosen->size.bytes == 0)
        (void)tool_fail_usage(call, "--size 0 writes nothing");
    else if (path != NULL && tool_no_more_operands(call))
        status = write_file(call, key, path);
    qsm_native_ipc_key_free(key);
    return status;
}

const tool_command tool_write = {
    .name = "write",
    .operands = "KEY FILE [OPTION]...",
    .summary = "write the bytes of a file into a segment that exists",
    .description =
        "Reads FILE, attaches to the segment of KEY, copies the bytes into it under its lock, and\n"
        "detaches. The rest of the segment does not change. If the bytes do not fit into the\n"
        "segment, nothing is written. The FILE - is standard input. qsm create makes a segment.\n"
        "\n"
        "With System V the last process that detaches removes the segment. If no process is\n"
        "attached, the command writes only with --hold.\n"
        "\n"
        "BYTES can be decimal (4096), hexadecimal (0x1000), or with a unit (4K, 1M, 1G).\n",
    .examples = "  qsm write scores scores.bin\n"
                "  printf '\\001' | qsm write scores --offset 8 -\n"
                "  qsm write scores /dev/urandom --size 4K\n",
    .options = options,
    .values_size = sizeof(write_options),
    .run = run,
};
