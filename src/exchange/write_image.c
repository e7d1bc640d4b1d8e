/* SPDX-License-Identifier: MIT */
/* Process A writes an image into shared memory. */
#include "exchange/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "ipc/kernel_copy.h"
#include "ipc/segment.h"

/*
 * EXACT: only the finished stream shows its size, and the segment must be as large as Qt's. Through
 * the kernel: only a finished stream can be copied. NULL for all others: they are written directly
 * into the segment.
 */
static qsm_data_stream *new_private_stream(qsm_exchange *self, qsm_image_compression compression,
                                           size_t size)
{
    if (compression == QSM_IMAGE_EXACT)
        return qsm_data_stream_new_buffer();
    self->copy = malloc(size);
    return self->copy != NULL ? qsm_data_stream_new_writer(self->copy, size) : NULL;
}

static bool stream_beforehand(qsm_exchange *self, const qsm_image *image,
                              const qsm_exchange_write_options *options, qsm_data_stream **made,
                              size_t *size)
{
    const char *why;
    *made = NULL;
    self->plan = qsm__image_plan_new(image, options->version, QSM_DATA_STREAM_BIG_ENDIAN,
                                     options->compression, &why);
    *size = self->plan != NULL ? qsm__image_plan_size(self->plan) : 0;
    if (*size == 0)
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM,
                                  why != NULL ? why : "there is no image to write");
    if (options->compression != QSM_IMAGE_EXACT && !qsm__exchange_copies_through_kernel(self))
        return true;
    *made = new_private_stream(self, options->compression, *size);
    if (*made == NULL)
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, "no memory for the stream");
    qsm_data_stream_set_version(*made, options->version);
    if (!qsm__image_plan_write(self->plan, *made))
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, qsm_data_stream_error_string(*made));
    if (options->compression == QSM_IMAGE_EXACT)
        *size = qsm_data_stream_size(*made);
    return true;
}

/* Whether the stream fits into the segment that this object is attached to. */
static bool fits(const qsm_exchange *self, size_t size)
{
    return qsm_shared_memory_is_writable(self->memory) &&
           size <= (size_t)qsm_shared_memory_size(self->memory);
}

static bool create(qsm_exchange *self, size_t size, const qsm_exchange_write_options *options)
{
    if (size > PTRDIFF_MAX)
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM,
                                  "the image is too large for shared memory");
    self->report.segment_size = size;
    /* A POSIX segment stays after its last user: this object's old segment must be removed. */
    self->report.created =
        options->replace_stale || self->had_smaller
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

static bool copy_stream(qsm_exchange *self, void *data, const qsm_data_stream *made)
{
    const void *from = qsm_data_stream_data(made);
    self->report.stream_size = qsm_data_stream_size(made);
    if (qsm__exchange_copies_through_kernel(self))
        return qsm__kernel_copy_to(data, from, self->report.stream_size) ||
               qsm__exchange_fail_to_copy(self);
    memcpy(data, from, self->report.stream_size);
    return true;
}

static bool put_stream(qsm_exchange *self, qsm_data_stream *made,
                       const qsm_exchange_write_options *options)
{
    void *data = qsm_shared_memory_data(self->memory);
    self->report.segment_size = (size_t)qsm_shared_memory_size(self->memory);
    if (made != NULL)
        return copy_stream(self, data, made);
    qsm_data_stream *stream = qsm_data_stream_new_writer(data, self->report.segment_size);
    if (stream == NULL)
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, "no memory for the stream");
    qsm_data_stream_set_version(stream, options->version);
    bool written =
        qsm__image_plan_write(self->plan, stream) ||
        qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, qsm_data_stream_error_string(stream));
    self->report.stream_size = qsm_data_stream_position(stream);
    qsm_data_stream_free(stream);
    return written;
}

/*
 * Creates and writes under one lock. The two Qt programs unlock between the two steps: a reader can
 * then find zeros, which are a null image.
 */
static bool put_under_lock(qsm_exchange *self, qsm_data_stream *made, size_t size,
                           const qsm_exchange_write_options *options)
{
    bool attached = qsm_shared_memory_is_attached(self->memory);
    bool opened =
        attached || (self->room != NULL ? qsm__exchange_open(self) : create(self, size, options));
    bool written = opened && take_memory(self, size) && put_stream(self, made, options);
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

bool qsm__exchange_write(qsm_exchange *self, const qsm_image *image,
                         const qsm_exchange_write_options *options)
{
    qsm_data_stream *made;
    size_t size;
    bool held = qsm_shared_memory_is_locked(self->memory);
    bool done = stream_beforehand(self, image, options, &made, &size) && find_room(self, size);
    if (done && !qsm_shared_memory_is_attached(self->memory))
        done = qsm__segment_prepare(self->memory) || qsm__exchange_fail_memory(self);
    if (done && qsm__exchange_take_lock(self)) {
        done = qsm__exchange_is_whole(self) && put_under_lock(self, made, size, options);
        if (!held)
            done = qsm__exchange_give_lock(self) && done;
    } else {
        done = false;
    }
    qsm_data_stream_free(made);
    return done;
}

bool qsm_shared_memory_write_image(qsm_shared_memory *shared_memory, const qsm_image *image,
                                   const qsm_exchange_write_options *options,
                                   qsm_exchange_report *report)
{
    qsm_exchange self;
    qsm_exchange_write_options chosen = {.size = sizeof chosen};
    if (!qsm__exchange_begin(&self, shared_memory, report))
        return false;
    bool done =
        qsm__exchange_has_objects(&self, image) &&
        qsm__exchange_choose(&self, &chosen, sizeof chosen, options, "qsm_exchange_write_options");
    if (chosen.version == 0)
        chosen.version = QSM_DATA_STREAM_DEFAULT_VERSION;
    done = done && qsm__exchange_write(&self, image, &chosen);
    return qsm__exchange_end(&self, done, report);
}
