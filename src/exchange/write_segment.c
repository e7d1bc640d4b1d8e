/* SPDX-License-Identifier: MIT */
/* The segment of a stream that is written: found, created, filled under one lock. */
#include "exchange/exchange.h"

#include <string.h>

#include "ipc/kernel_copy.h"
#include "ipc/platform.h"
#include "ipc/segment.h"

/* Whether the stream fits into the segment that this object is attached to. */
static bool fits(const qsm_exchange *self, size_t size)
{
    return qsm_shared_memory_is_writable(self->memory) &&
           size <= (size_t)qsm_shared_memory_size(self->memory);
}

static bool create(qsm_exchange *self, size_t size, bool replace_stale)
{
    if (size > PTRDIFF_MAX)
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM,
                                  "the stream is too large for shared memory");
    self->report.segment_size = size;
    /* A POSIX segment stays after its last user: this object's old segment must be removed. */
    self->report.created =
        replace_stale || self->had_smaller
            ? qsm_shared_memory_create_replacing_stale(self->memory, (ptrdiff_t)size,
                                                       QSM_SHARED_MEMORY_READ_WRITE)
            : qsm_shared_memory_create(self->memory, (ptrdiff_t)size, QSM_SHARED_MEMORY_READ_WRITE);
    return self->report.created || qsm__exchange_fail_memory(self);
}

/* Whether a segment of this key is in use, or may be. The object then is attached to it. */
static bool join(qsm_exchange *self)
{
    bool exists = qsm_shared_memory_error(self->memory) == QSM_SHARED_MEMORY_ALREADY_EXISTS;
    if (!exists)
        return false;
    bool attached = qsm_shared_memory_attach_at_least(self->memory, (ptrdiff_t)self->room->size,
                                                      QSM_SHARED_MEMORY_READ_WRITE);
    self->room->too_small =
        !attached && qsm_shared_memory_error(self->memory) == QSM_SHARED_MEMORY_INVALID_SIZE;
    return attached;
}

bool qsm__exchange_open(qsm_exchange *self)
{
    self->report.segment_size = self->room->size;
    self->report.created = qsm_shared_memory_create_replacing_stale(
        self->memory, (ptrdiff_t)self->room->size, QSM_SHARED_MEMORY_READ_WRITE);
    return self->report.created || join(self) || qsm__exchange_fail_memory(self);
}

/* A segment of a Qt program has no memory for pages that no program has written yet. */
static bool take_memory(qsm_exchange *self, size_t size)
{
    qsm_ipc_failure failure;
    return self->report.created ||
           self->memory->backend->segment_take_memory(&self->memory->segment, size, &failure) ||
           qsm__segment_fail(self->memory, &failure) || qsm__exchange_fail_memory(self);
}

bool qsm__exchange_copy_stream(qsm_exchange *self, void *data, const qsm_data_stream *made)
{
    const void *from = qsm_data_stream_data(made);
    self->report.stream_size = qsm_data_stream_size(made);
    if (qsm__exchange_copies_through_kernel(self))
        return qsm__kernel_copy_to(data, from, self->report.stream_size) ||
               qsm__exchange_fail_to_copy(self);
    memcpy(data, from, self->report.stream_size);
    return true;
}

static bool fill_segment(qsm_exchange *self, qsm_exchange_fill *fill, void *context)
{
    self->report.segment_size = (size_t)qsm_shared_memory_size(self->memory);
    return fill(self, context, qsm_shared_memory_data(self->memory), self->report.segment_size);
}

/*
 * Creates and writes under one lock. The two Qt programs unlock between the two steps: a reader can
 * then find zeros, which are a null image.
 */
static bool put_under_lock(qsm_exchange *self, size_t size, bool replace_stale,
                           qsm_exchange_fill *fill, void *context)
{
    bool attached = qsm_shared_memory_is_attached(self->memory);
    self->memory->segment.fill = self->writes_all ? size : 0;
    bool opened = attached || (self->room != NULL ? qsm__exchange_open(self)
                                                  : create(self, size, replace_stale));
    self->memory->segment.fill = 0;
    bool written = opened && take_memory(self, size) && fill_segment(self, fill, context);
    if (!written && self->report.created)
        (void)qsm_shared_memory_detach(self->memory);
    return written;
}

/* Whether a stream of this size has to leave its segment, or cannot be written at all. */
static bool find_room(qsm_exchange *self, size_t size)
{
    bool attached = qsm_shared_memory_is_attached(self->memory);
    if (attached && fits(self, size))
        return true;
    if (self->room == NULL) {
        self->had_smaller = attached && qsm_shared_memory_detach(self->memory);
        return !attached || self->had_smaller || qsm__exchange_fail_memory(self);
    }
    self->room->too_large = attached || size > self->room->size;
    return !self->room->too_large ||
           qsm__exchange_fail(self, QSM_EXCHANGE_STREAM,
                              "the picture is larger than the segment of the sender");
}

bool qsm__exchange_put(qsm_exchange *self, size_t size, bool replace_stale, qsm_exchange_fill *fill,
                       void *context)
{
    bool held = qsm_shared_memory_is_locked(self->memory);
    bool done = find_room(self, size);
    if (done && !qsm_shared_memory_is_attached(self->memory))
        done = qsm__segment_prepare(self->memory) || qsm__exchange_fail_memory(self);
    if (!done || !qsm__exchange_take_lock(self))
        return false;
    done = qsm__exchange_is_whole(self) && put_under_lock(self, size, replace_stale, fill, context);
    return (held || qsm__exchange_give_lock(self)) && done;
}
