/* SPDX-License-Identifier: MIT */
#include "tool/segment_bytes.h"

#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>

#include "tool/cli/signals.h"
#include "tool/cli/utf8.h"
#include "tool/messages.h"
#include "tool/picture.h"

/* ---- which bytes ---- */

bool tool_choose_range(const tool_exchange *exchange, uint64_t segment_size, tool_size offset,
                       tool_size size, tool_range *range)
{
    const tool_call *call = exchange->call;
    *range = (tool_range){.segment_size = segment_size, .offset = offset.bytes};
    if (offset.bytes >= segment_size) {
        (void)tool_fail_key(call, exchange->key,
                            "the segment has %" PRIu64 " bytes; --offset %" PRIu64
                            " is not inside of it",
                            segment_size, offset.bytes);
        return false;
    }
    uint64_t left = segment_size - offset.bytes;
    uint64_t wanted = size.given ? size.bytes : left;
    if (wanted > left) {
        (void)tool_fail_key(call, exchange->key,
                            "the segment has %" PRIu64 " bytes; %" PRIu64
                            " bytes from offset %" PRIu64 " on are not all inside of it",
                            segment_size, wanted, offset.bytes);
        return false;
    }
    if (!size.given && wanted > TOOL_MOST_BYTES) {
        (void)tool_fail_key(call, exchange->key,
                            "these are %" PRIu64 " bytes, more than 1 GiB; --size %" PRIu64
                            " does it, a smaller number takes a part",
                            wanted, wanted);
        return false;
    }
    range->size = (size_t)wanted;
    return true;
}

/* ---- which segment ---- */

typedef struct search {
    qsm_native_ipc_key *found;
    bool failed;
} search;

static bool take_first(void *context, const qsm_segment_candidate *candidate)
{
    search *self = context;
    if (candidate->info == NULL || !qsm_segment_info_exists(candidate->info))
        return true;
    self->found = qsm_native_ipc_key_copy(candidate->key);
    self->failed = self->found == NULL;
    return false;
}

static qsm_native_ipc_key *find_any(const tool_call *call, const char *legacy, int64_t deadline)
{
    enum { REST = 20 };
    search self = {NULL, false};
    for (;;) {
        bool asked = qsm_segment_find(legacy, NULL, take_first, &self);
        if (self.found != NULL)
            return self.found;
        if (!asked || self.failed) {
            (void)tool_fail(call, "%s: %s", strerror(errno), legacy);
            return NULL;
        }
        int left = tool_left(deadline, REST);
        if (left == 0) {
            (void)tool_fail(call, "there is no segment of this key, by any key scheme: %s", legacy);
            return NULL;
        }
        if (tool_signals_wait(left).ended_by != 0) {
            (void)tool_fail(call, "interrupted: %s", legacy);
            return NULL;
        }
    }
}

qsm_native_ipc_key *tool_existing_key(const tool_call *call, const qsm_native_ipc_key *key,
                                      const tool_key_options *options, int64_t deadline)
{
    if (options->any)
        return find_any(call, qsm_native_ipc_key_legacy_key(key), deadline);
    qsm_native_ipc_key *copy = qsm_native_ipc_key_copy(key);
    if (copy == NULL)
        (void)tool_fail(call, "out of memory");
    return copy;
}

bool tool_is_stale(const qsm_native_ipc_key *key)
{
    if (qsm_native_ipc_key_type(key) == QSM_NATIVE_IPC_KEY_POSIX_REALTIME)
        return false;
    qsm_segment_info *info = qsm_segment_inspect(key);
    bool stale =
        info != NULL && qsm_segment_info_exists(info) && qsm_segment_info_attached(info) == 0;
    qsm_segment_info_free(info);
    return stale;
}

/* ---- the copy ---- */

static sigjmp_buf before_copy;

static void on_missing_page(int number)
{
    (void)number;
    siglongjmp(before_copy, 1);
}

/*
 * False if a page is missing: a peer has shrunk the POSIX segment, or the system has no memory for
 * it. Without this the process would die with the lock taken.
 */
static bool copy(void *to, const void *from, size_t size)
{
    struct sigaction action = {.sa_handler = on_missing_page};
    struct sigaction before;
    volatile bool whole = false;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGBUS, &action, &before);
    if (sigsetjmp(before_copy, 1) == 0) { // NOLINT(cert-err52-cpp): the way out of a SIGBUS
        memcpy(to, from, size);
        whole = true;
    }
    (void)sigaction(SIGBUS, &before, NULL);
    return whole;
}

/* Prints why the lock was not taken. Returns false. */
static bool fail_lock(tool_exchange *exchange)
{
    bool timed_out = exchange->waiting.ended_by == 0 &&
                     qsm_shared_memory_error(exchange->memory) == QSM_SHARED_MEMORY_NO_ERROR;
    if (timed_out)
        exchange->report.failed_step = QSM_EXCHANGE_TIMEOUT;
    return timed_out ? tool_exchange_fail(exchange) : tool_exchange_fail_memory(exchange);
}

bool tool_copy_locked(tool_exchange *exchange, void *to, const void *from, size_t size)
{
    qsm_shared_memory *memory = exchange->memory;
    if (!qsm_shared_memory_lock_for(memory, qsm_shared_memory_lock_timeout(memory)))
        return fail_lock(exchange);
    tool_progress_clear();
    bool whole = copy(to, from, size);
    if (!qsm_shared_memory_unlock(memory))
        return tool_exchange_fail_memory(exchange);
    if (!whole)
        (void)tool_fail_key(exchange->call, exchange->key,
                            "a program has shrunk the segment, or the system has no memory for it");
    return whole;
}

/* ---- the report ---- */

void tool_describe_whole(FILE *out, const tool_exchange *exchange, uint64_t segment_size)
{
    (void)fprintf(out, "%-17s", "native key");
    tool_print_text(out, exchange->name);
    (void)fputc('\n', out);
    tool_describe_line(out, "segment size", "%" PRIu64, segment_size);
}

void tool_describe_range(FILE *out, const tool_exchange *exchange, const tool_range *range)
{
    tool_describe_whole(out, exchange, range->segment_size);
    tool_describe_line(out, "offset", "%" PRIu64, range->offset);
    tool_describe_line(out, "size", "%zu", range->size);
}

void tool_whole_json(tool_json *json, const tool_exchange *exchange, uint64_t segment_size)
{
    const char *legacy = qsm_native_ipc_key_legacy_key(exchange->key);
    tool_json_string(json, "key", *legacy != '\0' ? legacy : NULL);
    tool_json_string(json, "nativeKey", exchange->name);
    tool_json_unsigned(json, "segmentSize", segment_size);
}

void tool_range_json(tool_json *json, const tool_exchange *exchange, const tool_range *range)
{
    tool_whole_json(json, exchange, range->segment_size);
    tool_json_unsigned(json, "offset", range->offset);
    tool_json_unsigned(json, "size", range->size);
}
