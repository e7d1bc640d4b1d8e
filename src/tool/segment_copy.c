/* SPDX-License-Identifier: MIT */
#include "tool/segment_copy.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/cli/signals.h"
#include "tool/key_words.h"
#include "tool/messages.h"

/* For commands without --size. Returns false. */
static bool fail_large(const tool_segment_copy *self, uint64_t segment_size)
{
    const tool_exchange *exchange = &self->exchange;
    char *words = tool_key_words(exchange->key);
    (void)tool_fail(exchange->call,
                    "the segment has %" PRIu64 " bytes, more than 1 GiB; "
                    "to save a part as a file: qsm read %s --size 1G -o FILE",
                    segment_size, words != NULL ? words : "KEY");
    free(words);
    return false;
}

/* Sets the range. On an error: prints a message and returns false. */
static bool choose_range(tool_segment_copy *self, uint64_t segment_size)
{
    const tool_copy_request *request = self->request;
    if (request->is_whole && segment_size > TOOL_MOST_BYTES)
        return fail_large(self, segment_size);
    if (!tool_choose_range(&self->exchange, segment_size, request->offset, request->size,
                           &self->range))
        return false;
    if (self->range.size >= request->needed)
        return true;
    (void)tool_fail_key(self->exchange.call, self->exchange.key,
                        "%s needs %zu bytes; there are %zu bytes", request->needed_by,
                        request->needed, self->range.size);
    return false;
}

/* Memory whose pages exist already, so that the lock is held for a short time. */
static bool prepare(tool_segment_copy *self, size_t before)
{
    size_t size = before + self->range.size;
    self->memory = malloc(size);
    if (self->memory == NULL) {
        (void)tool_fail(self->exchange.call, "out of memory");
        return false;
    }
    memset(self->memory, 0xff, size);
    self->bytes = self->memory + before;
    return true;
}

static bool read_attached(tool_segment_copy *self, int64_t deadline)
{
    const tool_copy_request *request = self->request;
    qsm_shared_memory *memory = self->exchange.memory;
    qsm_shared_memory_set_same_user_only(memory, request->own);
    if (!tool_exchange_attach(&self->exchange, QSM_SHARED_MEMORY_READ_ONLY, deadline))
        return false;
    if (!choose_range(self, (uint64_t)qsm_shared_memory_size(memory)) || !prepare(self, 0))
        return false;
    const unsigned char *data = qsm_shared_memory_const_data(memory);
    return tool_copy_locked(&self->exchange, self->bytes, data + self->range.offset,
                            self->range.size);
}

/* Waits for the lock in short steps: a signal can end the wait. 0 with errno. */
static size_t peek(tool_segment_copy *self, const qsm_segment_info *info, size_t size)
{
    enum { STEP = 100 };
    int timeout = qsm_shared_memory_lock_timeout(self->exchange.memory);
    int64_t deadline = tool_deadline(timeout);
    for (;;) {
        size_t copied = qsm_segment_info_read(info, tool_left(deadline, STEP), self->memory, size);
        if (copied > 0 || errno != ETIMEDOUT)
            return copied;
        if (tool_left(deadline, STEP) == 0 || tool_waiting_ask(&self->exchange.waiting)) {
            errno = ETIMEDOUT;
            return 0;
        }
    }
}

static bool fail_stale(tool_segment_copy *self, int error)
{
    const char *why = strerror(error);
    self->exchange.report.failed_step = QSM_EXCHANGE_TIMEOUT;
    if (error == ETIMEDOUT) /* or interrupted */
        return tool_exchange_fail(&self->exchange);
    if (error == ENOLCK)
        why = "the segment has no lock";
    else if (error == 0)
        why = "the segment is smaller now";
    (void)tool_fail_key(self->exchange.call, self->exchange.key, "%s", why);
    return false;
}

/* The bytes before the range are copied, too: nobody asked for that many. */
static bool choose_stale_range(tool_segment_copy *self, uint64_t segment_size)
{
    if (!choose_range(self, segment_size))
        return false;
    if (self->range.offset <= TOOL_MOST_BYTES)
        return true;
    (void)tool_fail_key(self->exchange.call, self->exchange.key,
                        "no process is attached: the %" PRIu64 " bytes before --offset are read, "
                        "too, and these are more than 1 GiB; a smaller --offset does it",
                        self->range.offset);
    return false;
}

/*
 * No process is attached. This one must not be the last that detaches, because that would remove
 * the segment: whoever looks at a left-over wants to keep it.
 */
static bool read_stale(tool_segment_copy *self, const qsm_segment_info *info)
{
    const tool_copy_request *request = self->request;
    if (request->own && qsm_segment_info_owner(info) != (int64_t)geteuid())
        return fail_stale(self, EACCES);
    if (!choose_stale_range(self, (uint64_t)qsm_segment_info_size(info)) ||
        !prepare(self, (size_t)self->range.offset))
        return false;
    size_t size = (size_t)self->range.offset + self->range.size;
    errno = 0;
    size_t copied = peek(self, info, size);
    return copied == size || fail_stale(self, copied > 0 ? 0 : errno);
}

static bool read_bytes(tool_segment_copy *self)
{
    const tool_copy_request *request = self->request;
    int64_t deadline = tool_deadline(tool_duration_or(request->wait, 0));
    bool done = false;
    if (!tool_exchange_find(&self->exchange, request->key, request->own, deadline))
        return false;
    if (!tool_is_stale(self->exchange.key))
        return read_attached(self, deadline);
    qsm_segment_info *info = qsm_segment_inspect(self->exchange.key);
    done = info != NULL ? read_stale(self, info) : fail_stale(self, errno);
    qsm_segment_info_free(info);
    return done;
}

bool tool_segment_copy_make(tool_segment_copy *self, const tool_call *call,
                            const qsm_native_ipc_key *key, const tool_copy_request *request)
{
    *self = (tool_segment_copy){.request = request};
    tool_signals_hold(true);
    bool ok =
        tool_exchange_start(&self->exchange, call, key, tool_duration_or(request->timeout, -1)) &&
        read_bytes(self);
    /* Nothing is held any more: a signal may end the output. */
    qsm_shared_memory_free(self->exchange.memory);
    self->exchange.memory = NULL;
    tool_signals_release();
    return ok;
}

void tool_segment_copy_end(tool_segment_copy *self)
{
    free(self->memory);
    tool_exchange_end(&self->exchange);
}
