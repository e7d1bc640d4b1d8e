/* SPDX-License-Identifier: MIT */
/* What writing and reading share: the report, its errors, and the lock. */
#include "exchange/exchange.h"

#include <errno.h>
#include <stdlib.h>

#include "abi/struct_size.h"
#include "ipc/explain.h"
#include "ipc/segment.h"

static uint64_t now_ns(void)
{
    return (uint64_t)qsm__ipc_now();
}

/* A struct that the caller did not initialise with QSM_INIT(). */
static bool refuse_struct(qsm_exchange *self, const char *what)
{
    self->invalid = true;
    return qsm__segment_refuse_struct(self->memory, what);
}

bool qsm__exchange_begin(qsm_exchange *self, qsm_shared_memory *memory,
                         const qsm_exchange_report *report)
{
    *self = (qsm_exchange){.memory = memory, .begun_ns = now_ns()};
    self->report = (qsm_exchange_report){.size = sizeof self->report, .message = ""};
    if (memory != NULL)
        qsm__segment_explain_nothing(memory);
    if (qsm__struct_can_receive(report))
        return true;
    return memory != NULL && refuse_struct(self, "qsm_exchange_report");
}

bool qsm__exchange_end(qsm_exchange *self, bool done, qsm_exchange_report *report)
{
    qsm__image_plan_free(self->plan);
    free(self->copy);
    self->report.total_ns = now_ns() - self->begun_ns;
    qsm__struct_write(report, &self->report, sizeof self->report);
    if (self->invalid)
        errno = EINVAL;
    return done;
}

void qsm__exchange_note(qsm_exchange *self, const char *text)
{
    if (self->report.message[0] == '\0' && text[0] != '\0')
        self->report.message = qsm__segment_explain(self->memory, text);
}

bool qsm__exchange_fail(qsm_exchange *self, qsm_exchange_step step, const char *text)
{
    if (self->report.failed_step == QSM_EXCHANGE_DONE) {
        self->report.failed_step = step;
        self->report.message = qsm__segment_explain(self->memory, text);
    }
    return false;
}

bool qsm__exchange_fail_memory(qsm_exchange *self)
{
    if (self->report.failed_step != QSM_EXCHANGE_DONE)
        return false;
    self->report.failed_step = QSM_EXCHANGE_MEMORY;
    if (qsm_shared_memory_was_stopped(self->memory))
        self->report.failed_step = QSM_EXCHANGE_STOPPED;
    else if (qsm__shared_memory_lock_timed_out(self->memory))
        self->report.failed_step = QSM_EXCHANGE_TIMEOUT;
    self->report.message = qsm__segment_explain_error(self->memory);
    return false;
}

bool qsm__exchange_has_objects(qsm_exchange *self, const void *object, const char *without)
{
    if (self->memory == NULL || object == NULL) {
        self->invalid = true;
        self->report.failed_step = self->memory == NULL ? QSM_EXCHANGE_MEMORY : QSM_EXCHANGE_STREAM;
        self->report.message =
            self->memory == NULL ? "there is no shared memory object (NULL)" : without;
        return false;
    }
    self->memory->lock_timed_out = false;
    return qsm__segment_is_usable(self->memory) || qsm__exchange_fail_memory(self);
}

bool qsm__exchange_choose(qsm_exchange *self, void *chosen, size_t size, const void *options,
                          const char *what)
{
    if (options == NULL || qsm__struct_read(chosen, size, options))
        return true;
    (void)refuse_struct(self, what);
    return qsm__exchange_fail_memory(self);
}

bool qsm__exchange_take_lock(qsm_exchange *self)
{
    bool taken =
        qsm_shared_memory_lock_for(self->memory, qsm_shared_memory_lock_timeout(self->memory));
    if (taken)
        self->locked_at_ns = now_ns();
    return taken || qsm__exchange_fail_memory(self);
}

bool qsm__exchange_give_lock(qsm_exchange *self)
{
    bool given = qsm_shared_memory_unlock(self->memory);
    self->report.locked_ns = now_ns() - self->locked_at_ns;
    return given || qsm__exchange_fail_memory(self);
}

bool qsm__exchange_copies_through_kernel(const qsm_exchange *self)
{
    return self->memory->copy_through_kernel && self->memory->backend != NULL &&
           self->memory->backend->segments_can_shrink;
}

bool qsm__exchange_fail_to_copy(qsm_exchange *self)
{
    return qsm__exchange_fail(
        self, QSM_EXCHANGE_STREAM,
        self->memory->backend->segment_is_cut(&self->memory->segment)
            ? "a peer has shrunk the segment during the copy"
            : "a part of the segment has no memory, and the system has none left");
}

bool qsm__exchange_is_whole(qsm_exchange *self)
{
    return !qsm__segment_is_attached(self->memory) ||
           !self->memory->backend->segment_is_cut(&self->memory->segment) ||
           qsm__exchange_fail(self, QSM_EXCHANGE_STREAM,
                              "a peer has shrunk the segment while it was attached");
}
