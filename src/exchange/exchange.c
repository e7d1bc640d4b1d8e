/* SPDX-License-Identifier: MIT */
/*
 * Process A writes an image into shared memory, process B reads it. This is the only file that uses
 * both ipc and image. The order of the steps is that of the two Qt programs.
 */
#include <qsm/exchange.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "abi/struct_size.h"
#include "exchange/start.h"
#include "image/image_data.h"
#include "image/image_stream.h"
#include "ipc/explain.h"
#include "ipc/kernel_copy.h"
#include "ipc/segment.h"

/* One exchange. It always has a report, so no step needs to check for NULL. */
typedef struct exchange {
    qsm_shared_memory *memory;
    qsm_exchange_report report;
    uint64_t begun_ns;
    uint64_t locked_at_ns;
    bool invalid;         /* the caller's arguments are invalid: errno says it too */
    bool had_smaller;     /* write: was attached to a segment that was too small */
    qsm_image_plan *plan; /* write: made once, before the lock */
    void *copy;           /* write: memory of a stream that is made before the lock */
} exchange;

static uint64_t now_ns(void)
{
    struct timespec time;
    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
        return 0;
    return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

/* A struct that the caller did not initialise with QSM_INIT(). */
static bool refuse_struct(exchange *self, const char *what)
{
    self->invalid = true;
    return qsm__segment_refuse_struct(self->memory, what);
}

/* False, with no message, when the report cannot be filled. */
static bool begin(exchange *self, qsm_shared_memory *memory, const qsm_exchange_report *report)
{
    *self = (exchange){.memory = memory, .begun_ns = now_ns()};
    self->report = (qsm_exchange_report){.size = sizeof self->report, .message = ""};
    if (memory != NULL)
        qsm__segment_explain_nothing(memory);
    if (qsm__struct_can_receive(report))
        return true;
    return memory != NULL && refuse_struct(self, "qsm_exchange_report");
}

static bool end(exchange *self, bool done, qsm_exchange_report *report)
{
    qsm__image_plan_free(self->plan);
    free(self->copy);
    self->report.total_ns = now_ns() - self->begun_ns;
    qsm__struct_write(report, &self->report, sizeof self->report);
    if (self->invalid)
        errno = EINVAL;
    return done;
}

/* Sets a warning; keeps an earlier warning. */
static void note(exchange *self, const char *text)
{
    if (self->report.message[0] == '\0' && text[0] != '\0')
        self->report.message = qsm__segment_explain(self->memory, text);
}

/* Reports the first failure only. Later failures happen during the clean-up. */
static bool fail(exchange *self, qsm_exchange_step step, const char *text)
{
    if (self->report.failed_step == QSM_EXCHANGE_DONE) {
        self->report.failed_step = step;
        self->report.message = qsm__segment_explain(self->memory, text);
    }
    return false;
}

/* Reports a failure of create, attach, detach, lock or a wait. The object's error is set. */
static bool fail_memory(exchange *self)
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

/* Whether the call can use its objects: not NULL, and not inherited by fork(). */
static bool has_objects(exchange *self, const qsm_image *image)
{
    if (self->memory == NULL || image == NULL) {
        self->invalid = true;
        self->report.failed_step = self->memory == NULL ? QSM_EXCHANGE_MEMORY : QSM_EXCHANGE_STREAM;
        self->report.message = self->memory == NULL ? "there is no shared memory object (NULL)"
                                                    : "there is no image object (NULL)";
        return false;
    }
    self->memory->lock_timed_out = false;
    return qsm__segment_is_usable(self->memory) || fail_memory(self);
}

/* The caller's options, or the defaults. */
static bool choose(exchange *self, void *chosen, size_t size, const void *options, const char *what)
{
    if (options == NULL || qsm__struct_read(chosen, size, options))
        return true;
    (void)refuse_struct(self, what);
    return fail_memory(self);
}

/* The object's time limit applies, as for create, attach and detach. */
static bool take_lock(exchange *self)
{
    bool taken =
        qsm_shared_memory_lock_for(self->memory, qsm_shared_memory_lock_timeout(self->memory));
    if (taken)
        self->locked_at_ns = now_ns();
    return taken || fail_memory(self);
}

static bool give_lock(exchange *self)
{
    bool given = qsm_shared_memory_unlock(self->memory);
    self->report.locked_ns = now_ns() - self->locked_at_ns;
    return given || fail_memory(self);
}

/* Whether copies use system calls. Not where no peer can shrink the segment. */
static bool copies_through_kernel(const exchange *self)
{
    return self->memory->copy_through_kernel && self->memory->backend != NULL &&
           self->memory->backend->segments_can_shrink;
}

/* Reports a copy that failed. */
static bool fail_to_copy(exchange *self)
{
    return fail(self, QSM_EXCHANGE_STREAM,
                self->memory->backend->segment_is_cut(&self->memory->segment)
                    ? "a peer has shrunk the segment during the copy"
                    : "a part of the segment has no memory, and the system has none left");
}

/* --- Process A ------------------------------------------------------------------------------- */

/*
 * EXACT: only the finished stream shows its size, and the segment must be as large as Qt's. Through
 * the kernel: only a finished stream can be copied. NULL for all others: they are written directly
 * into the segment.
 */
static qsm_data_stream *new_private_stream(exchange *self, qsm_image_compression compression,
                                           size_t size)
{
    if (compression == QSM_IMAGE_EXACT)
        return qsm_data_stream_new_buffer();
    self->copy = malloc(size);
    return self->copy != NULL ? qsm_data_stream_new_writer(self->copy, size) : NULL;
}

static bool stream_beforehand(exchange *self, const qsm_image *image,
                              const qsm_exchange_write_options *options, qsm_data_stream **made,
                              size_t *size)
{
    const char *why;
    *made = NULL;
    self->plan = qsm__image_plan_new(image, options->version, QSM_DATA_STREAM_BIG_ENDIAN,
                                     options->compression, &why);
    *size = self->plan != NULL ? qsm__image_plan_size(self->plan) : 0;
    if (*size == 0)
        return fail(self, QSM_EXCHANGE_STREAM, why != NULL ? why : "there is no image to write");
    if (options->compression != QSM_IMAGE_EXACT && !copies_through_kernel(self))
        return true;
    *made = new_private_stream(self, options->compression, *size);
    if (*made == NULL)
        return fail(self, QSM_EXCHANGE_STREAM, "no memory for the stream");
    qsm_data_stream_set_version(*made, options->version);
    if (!qsm__image_plan_write(self->plan, *made))
        return fail(self, QSM_EXCHANGE_STREAM, qsm_data_stream_error_string(*made));
    if (options->compression == QSM_IMAGE_EXACT)
        *size = qsm_data_stream_size(*made);
    return true;
}

/* Whether the stream fits into the segment that this object is attached to. */
static bool fits(const exchange *self, size_t size)
{
    return qsm_shared_memory_is_writable(self->memory) &&
           size <= (size_t)qsm_shared_memory_size(self->memory);
}

static bool create(exchange *self, size_t size, const qsm_exchange_write_options *options)
{
    if (size > PTRDIFF_MAX)
        return fail(self, QSM_EXCHANGE_STREAM, "the image is too large for shared memory");
    self->report.segment_size = size;
    /* A POSIX segment stays after its last user: this object's old segment must be removed. */
    self->report.created =
        options->replace_stale || self->had_smaller
            ? qsm_shared_memory_create_replacing_stale(self->memory, (ptrdiff_t)size,
                                                       QSM_SHARED_MEMORY_READ_WRITE)
            : qsm_shared_memory_create(self->memory, (ptrdiff_t)size, QSM_SHARED_MEMORY_READ_WRITE);
    return self->report.created || fail_memory(self);
}

/* A segment of a Qt program has no memory for pages that no program has written yet. */
static bool take_memory(exchange *self, size_t size)
{
    qsm_ipc_failure failure;
    return self->report.created ||
           self->memory->backend->segment_take_memory(&self->memory->segment, size, &failure) ||
           qsm__segment_fail(self->memory, &failure) || fail_memory(self);
}

static bool copy_stream(exchange *self, void *data, const qsm_data_stream *made)
{
    const void *from = qsm_data_stream_data(made);
    self->report.stream_size = qsm_data_stream_size(made);
    if (copies_through_kernel(self))
        return qsm__kernel_copy_to(data, from, self->report.stream_size) || fail_to_copy(self);
    memcpy(data, from, self->report.stream_size);
    return true;
}

static bool put_stream(exchange *self, qsm_data_stream *made,
                       const qsm_exchange_write_options *options)
{
    void *data = qsm_shared_memory_data(self->memory);
    self->report.segment_size = (size_t)qsm_shared_memory_size(self->memory);
    if (made != NULL)
        return copy_stream(self, data, made);
    qsm_data_stream *stream = qsm_data_stream_new_writer(data, self->report.segment_size);
    if (stream == NULL)
        return fail(self, QSM_EXCHANGE_STREAM, "no memory for the stream");
    qsm_data_stream_set_version(stream, options->version);
    bool written = qsm__image_plan_write(self->plan, stream) ||
                   fail(self, QSM_EXCHANGE_STREAM, qsm_data_stream_error_string(stream));
    self->report.stream_size = qsm_data_stream_position(stream);
    qsm_data_stream_free(stream);
    return written;
}

/*
 * Creates and writes under one lock. The two Qt programs unlock between the two steps: a reader can
 * then find zeros, which are a null image.
 */
static bool put_under_lock(exchange *self, qsm_data_stream *made, size_t size,
                           const qsm_exchange_write_options *options)
{
    bool attached = qsm_shared_memory_is_attached(self->memory);
    bool written = (attached || create(self, size, options)) && take_memory(self, size) &&
                   put_stream(self, made, options);
    if (!written && self->report.created)
        (void)qsm_shared_memory_detach(self->memory);
    return written;
}

/* Reports a segment that a peer has shrunk: no access is allowed. The caller holds the lock. */
static bool is_whole(exchange *self)
{
    return !qsm__segment_is_attached(self->memory) ||
           !self->memory->backend->segment_is_cut(&self->memory->segment) ||
           fail(self, QSM_EXCHANGE_STREAM, "a peer has shrunk the segment while it was attached");
}

static bool put(exchange *self, const qsm_image *image, const qsm_exchange_write_options *options)
{
    qsm_data_stream *made;
    size_t size;
    bool held = qsm_shared_memory_is_locked(self->memory);
    bool done = stream_beforehand(self, image, options, &made, &size);
    if (done && qsm_shared_memory_is_attached(self->memory) && !fits(self, size))
        done = self->had_smaller = qsm_shared_memory_detach(self->memory) || fail_memory(self);
    if (done && !qsm_shared_memory_is_attached(self->memory))
        done = qsm__segment_prepare(self->memory) || fail_memory(self);
    if (done && take_lock(self)) {
        done = is_whole(self) && put_under_lock(self, made, size, options);
        if (!held)
            done = give_lock(self) && done;
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
    exchange self;
    qsm_exchange_write_options chosen = {.size = sizeof chosen};
    if (!begin(&self, shared_memory, report))
        return false;
    bool done = has_objects(&self, image) &&
                choose(&self, &chosen, sizeof chosen, options, "qsm_exchange_write_options");
    if (chosen.version == 0)
        chosen.version = QSM_DATA_STREAM_DEFAULT_VERSION;
    done = done && put(&self, image, &chosen);
    return end(&self, done, report);
}

/* --- Process B ------------------------------------------------------------------------------- */

/* An untrusted stream makes this process prepare at most this many bytes. */
enum { MOST_PREPARED = 64 << 20 };

/* The state of process B between attach and detach. */
typedef struct reading {
    qsm_image_parser *parser;
    qsm_data_stream *stream;
    const qsm_exchange_read_options *options;
    qsm_exchange_start start;
} reading;

/* The function that copies from the segment; NULL: memcpy() may. */
static qsm_copy reader_of(const exchange *self)
{
    return copies_through_kernel(self) ? qsm__kernel_copy_from : NULL;
}

/*
 * How much of the segment to prepare: the stream, by its lengths. The segment can be much larger.
 * This reads without the lock: if a peer writes meanwhile, too much or too little is prepared.
 */
static size_t bytes_to_prepare(const exchange *self, size_t offset)
{
    const unsigned char *data = qsm_shared_memory_const_data(self->memory);
    size_t size = (size_t)qsm_shared_memory_size(self->memory);
    bool cut = self->memory->backend->segment_is_cut(&self->memory->segment);
    size_t end = cut ? 0 : qsm__image_stream_end(data + offset, size - offset, reader_of(self));
    return end < MOST_PREPARED ? end : MOST_PREPARED;
}

static bool prepare_reading(exchange *self, reading *read)
{
    size_t size = (size_t)qsm_shared_memory_size(self->memory);
    self->report.segment_size = size;
    size_t offset = read->options->offset;
    if (offset > 0 && offset >= size)
        return fail(self, QSM_EXCHANGE_STREAM, "the segment ends before this offset");
    size_t prepared = bytes_to_prepare(self, offset);
    /*
     * Prepares the pages of memory before it takes the lock: other processes then wait for a
     * shorter time.
     */
    qsm__ipc_make_present((unsigned char *)qsm_shared_memory_data(self->memory) + offset, prepared);
    read->parser = qsm__image_parser_new(prepared);
    read->stream = qsm_data_stream_new_reader(qsm_shared_memory_const_data(self->memory), size);
    if (read->parser == NULL || read->stream == NULL ||
        (copies_through_kernel(self) &&
         !qsm__image_parser_copy_with(read->parser, qsm__kernel_copy_from)))
        return fail(self, QSM_EXCHANGE_STREAM, "no memory for the stream");
    return true;
}

/* The parser says what is wrong with an image. If there is another thing, that is what is wrong. */
static bool fail_to_parse(exchange *self, reading *read)
{
    const unsigned char *data = qsm_shared_memory_const_data(self->memory);
    if (qsm__image_parser_lost(read->parser))
        return fail_to_copy(self);
    const char *found = read->start.is_file
                            ? NULL
                            : qsm__start_explain(&read->start, read->options, data,
                                                 self->report.segment_size, reader_of(self));
    return fail(self, QSM_EXCHANGE_STREAM,
                found != NULL ? found : qsm_data_stream_error_string(read->stream));
}

static bool parse(exchange *self, reading *read)
{
    qsm__start_choose(&read->start, read->options, qsm_shared_memory_const_data(self->memory),
                      self->report.segment_size, reader_of(self));
    (void)qsm_data_stream_skip_raw_data(read->stream, read->start.offset);
    qsm_data_stream_set_version(read->stream, read->start.version);
    return qsm__image_parser_parse(read->parser, read->stream, read->options->limits) ||
           fail_to_parse(self, read);
}

static bool parse_under_lock(exchange *self, reading *read)
{
    bool held = qsm_shared_memory_is_locked(self->memory);
    if (!take_lock(self))
        return false;
    bool parsed = is_whole(self) && parse(self, read);
    self->report.stream_size = qsm_data_stream_position(read->stream) - read->start.offset;
    return (held || give_lock(self)) && parsed;
}

static bool attach_and_parse(exchange *self, reading *read)
{
    bool attached = qsm_shared_memory_is_attached(self->memory);
    if (!attached && !qsm_shared_memory_attach(self->memory, QSM_SHARED_MEMORY_READ_ONLY))
        return fail_memory(self);
    bool parsed = prepare_reading(self, read) && parse_under_lock(self, read);
    /* A failed detach is only a warning: the image is complete. */
    if (!attached && !qsm_shared_memory_detach(self->memory))
        note(self, qsm_shared_memory_error_string(self->memory));
    return parsed;
}

/*
 * Decodes into the caller's buffer, if there is one. Otherwise decodes into a new image, which
 * replaces the caller's image when it is complete.
 */
static bool decode(exchange *self, reading *read, qsm_image *image)
{
    qsm_image *target = image->read_buffer != NULL ? image : qsm_image_new();
    if (target == NULL)
        return fail(self, QSM_EXCHANGE_STREAM, "no memory for the image");
    bool decoded = qsm__image_parser_decode(read->parser, read->stream, target);
    const char *text = qsm_data_stream_error_string(read->stream);
    if (!decoded)
        (void)fail(self, QSM_EXCHANGE_STREAM, text);
    else
        note(self, text[0] != '\0' || !read->start.is_file ? text : read->start.note);
    if (target != image) {
        if (decoded)
            qsm_image_swap(target, image);
        qsm_image_free(target);
    }
    return decoded;
}

/* Makes one attempt of process B. The report is of this attempt only. */
static bool get(exchange *self, qsm_image *image, const qsm_exchange_read_options *options)
{
    reading read;
    read.parser = NULL;
    read.stream = NULL;
    read.options = options;
    read.start.offset = 0;
    read.start.is_file = false;
    self->report = (qsm_exchange_report){.size = sizeof self->report, .message = ""};
    bool done = attach_and_parse(self, &read) && decode(self, &read, image);
    qsm_data_stream_free(read.stream);
    qsm__image_parser_free(read.parser);
    return done;
}

/*
 * Whether a later attempt can succeed. Process A creates the segment before it locks and writes, so
 * a reader can find zeros, which are a null image.
 */
static bool may_come(const exchange *self, bool done, const qsm_image *image)
{
    if (done)
        return qsm_image_is_null(image);
    return self->report.failed_step == QSM_EXCHANGE_STREAM ||
           (self->report.failed_step == QSM_EXCHANGE_MEMORY &&
            qsm_shared_memory_error(self->memory) == QSM_SHARED_MEMORY_NOT_FOUND);
}

/* Repeats the attempt until it gives an image, fails finally, or the time is over. */
static bool get_first(exchange *self, qsm_image *image, const qsm_exchange_read_options *options,
                      qsm_ipc_looking *looking)
{
    for (;;) {
        if (!qsm_shared_memory_is_attached(self->memory) &&
            !qsm__segment_wait(self->memory, looking))
            return fail_memory(self);
        bool done = get(self, image, options);
        if (!may_come(self, done, image))
            return done;
        qsm_ipc_outcome outcome = qsm__segment_pause(self->memory, looking);
        if (outcome == QSM_IPC_TIMED_OUT)
            return done;
        self->report.failed_step = QSM_EXCHANGE_DONE;
        if (outcome == QSM_IPC_STOPPED)
            return fail_memory(self);
    }
}

/* looking: NULL for one attempt. */
static bool read_image(qsm_shared_memory *shared_memory, qsm_image *image,
                       const qsm_exchange_read_options *options, qsm_exchange_report *report,
                       qsm_ipc_looking *looking)
{
    exchange self;
    qsm_exchange_read_options chosen = {.size = sizeof chosen};
    if (!begin(&self, shared_memory, report))
        return false;
    bool done = has_objects(&self, image) &&
                choose(&self, &chosen, sizeof chosen, options, "qsm_exchange_read_options");
    if (chosen.version == 0)
        chosen.version = QSM_DATA_STREAM_DEFAULT_VERSION;
    if (done)
        done = looking == NULL ? get(&self, image, &chosen)
                               : get_first(&self, image, &chosen, looking);
    return end(&self, done, report);
}

bool qsm_shared_memory_read_image(qsm_shared_memory *shared_memory, qsm_image *image,
                                  const qsm_exchange_read_options *options,
                                  qsm_exchange_report *report)
{
    return read_image(shared_memory, image, options, report, NULL);
}

bool qsm_shared_memory_wait_for_image(qsm_shared_memory *shared_memory, int milliseconds,
                                      qsm_image *image, const qsm_exchange_read_options *options,
                                      qsm_exchange_report *report)
{
    qsm_ipc_looking looking = {.deadline = qsm__ipc_deadline(milliseconds)};
    return read_image(shared_memory, image, options, report, milliseconds == 0 ? NULL : &looking);
}
