/* SPDX-License-Identifier: MIT */
/*
 * qsm create: makes a segment of zeros and stays attached, because with System V the last process
 * that detaches removes the segment.
 */
#include <inttypes.h>
#include <stdint.h>

#include "tool/cli/signals.h"
#include "tool/commands.h"
#include "tool/holding.h"
#include "tool/segment_bytes.h"

typedef struct create_options {
    tool_key_options key;
    tool_size size;
    tool_duration hold;
    tool_duration timeout;
    bool replace;
} create_options;

static const tool_option options[] = {
    {"size", 0, TOOL_TAKES_VALUE, "BYTES", "the size of the segment; necessary", tool_parse_size,
     offsetof(create_options, size)},
    {"hold", 0, TOOL_TAKES_VALUE, "SECONDS",
     "how long to hold the segment (default: until interrupted)", tool_parse_duration,
     offsetof(create_options, hold)},
    {"replace", 0, TOOL_TAKES_NOTHING, NULL,
     "first remove a stale segment (no process is attached to it)", tool_parse_flag,
     offsetof(create_options, replace)},
    {"timeout", 0, TOOL_TAKES_VALUE, "SECONDS", "how long to wait for the lock (default: forever)",
     tool_parse_duration, offsetof(create_options, timeout)},
    TOOL_KEY_OPTIONS(create_options, key),
    {NULL, 0, TOOL_TAKES_NOTHING, NULL, NULL, NULL, 0}};

/* On an error: prints a message and returns false. */
static bool make(tool_exchange *exchange)
{
    const create_options *chosen = exchange->call->values;
    qsm_shared_memory *memory = exchange->memory;
    ptrdiff_t size = (ptrdiff_t)chosen->size.bytes;
    bool made =
        chosen->replace
            ? qsm_shared_memory_create_replacing_stale(memory, size, QSM_SHARED_MEMORY_READ_WRITE)
            : qsm_shared_memory_create(memory, size, QSM_SHARED_MEMORY_READ_WRITE);
    tool_progress_clear();
    if (made)
        return true;
    exchange->replacing = chosen->replace;
    return tool_exchange_fail_memory(exchange);
}

static void report(const tool_exchange *exchange, uint64_t size)
{
    const create_options *chosen = exchange->call->values;
    if (!exchange->call->json) {
        tool_describe_whole(stdout, exchange, size);
        return;
    }
    tool_json json;
    tool_json_start(&json, stdout);
    tool_json_begin_object(&json, NULL);
    tool_whole_json(&json, exchange, size);
    tool_hold_json(&json, chosen->hold);
    tool_json_end_object(&json);
    tool_json_finish(&json);
}

static int create(tool_call *call, const qsm_native_ipc_key *key)
{
    const create_options *chosen = call->values;
    if (!chosen->size.given)
        return tool_fail_usage(call, "--size BYTES is missing");
    if (chosen->size.bytes == 0)
        return tool_fail_usage(call, "--size 0: a segment has at least 1 byte");
    if (chosen->size.bytes > PTRDIFF_MAX)
        return tool_fail(call, "%" PRIu64 " bytes are too many for shared memory",
                         chosen->size.bytes);
    tool_signals_hold(true);
    tool_exchange exchange;
    bool ok = tool_exchange_start(&exchange, call, key, tool_duration_or(chosen->timeout, -1)) &&
              make(&exchange);
    if (ok) {
        report(&exchange, (uint64_t)qsm_shared_memory_size(exchange.memory));
        tool_hold(call, chosen->hold, "segment", exchange.memory);
    }
    tool_exchange_end(&exchange);
    return ok ? TOOL_OK : TOOL_FAILED;
}

static int run(tool_call *call)
{
    const create_options *chosen = call->values;
    return tool_with_key(call, &chosen->key, create);
}

const tool_command tool_create = {
    .name = "create",
    .operands = "KEY --size BYTES [OPTION]...",
    .summary = "create a segment of zeros and hold it",
    .description =
        "Creates the segment of KEY, as QSharedMemory::create() does. All its bytes are 0. Holds "
        "the\n"
        "segment until interrupted (SIGINT, SIGTERM) or for --hold SECONDS, detaches, and exits\n"
        "with status 0. With System V the last process that detaches removes the segment. A POSIX\n"
        "segment stays; qsm rm removes it.\n"
        "\n"
        "BYTES can be decimal (4096), hexadecimal (0x1000), or with a unit (4K, 1M, 1G).\n",
    .examples = "  qsm create scores --size 4096\n"
                "  qsm create scores --size 1M --hold 60 --replace\n"
                "  qsm create --native posix:/scores --size 4K &\n",
    .options = options,
    .values_size = sizeof(create_options),
    .run = run,
};
