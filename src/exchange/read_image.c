/* SPDX-License-Identifier: MIT */
/* Process B reads an image from shared memory. */
#include "exchange/exchange.h"

#include <stdint.h>
#include <unistd.h>

#include "image/image_data.h"
#include "ipc/kernel_copy.h"
#include "ipc/segment.h"

/*
 * An untrusted stream makes this process prepare at most this many bytes: of the segment, and of
 * memory for its data or its image. The caller's limits hold, too.
 */
enum { MOST_PREPARED = 64 << 20 };

qsm_copy qsm__exchange_reader(const qsm_exchange *self)
{
    return qsm__exchange_copies_through_kernel(self) ? qsm__kernel_copy_from : NULL;
}

/*
 * How much of the segment to prepare: the stream, by its lengths. The segment can be much larger.
 * This reads without the lock: if a peer writes meanwhile, too much or too little is prepared.
 */
static size_t bytes_to_prepare(const qsm_exchange *self, const qsm_exchange_read_options *options)
{
    size_t offset = options->offset;
    const unsigned char *data =
        (const unsigned char *)qsm_shared_memory_const_data(self->memory) + offset;
    size_t size = (size_t)qsm_shared_memory_size(self->memory) - offset;
    qsm_copy copy = qsm__exchange_reader(self);
    if (self->memory->backend->segment_is_cut(&self->memory->segment) ||
        qsm__image_stream_is_refused(data, size, options->limits, copy))
        return 0;
    size_t end = qsm__image_stream_end(data, size, copy);
    return end < MOST_PREPARED ? end : MOST_PREPARED;
}

/* The bytes before the first whole page. */
static size_t before_page(const unsigned char *memory)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (page - (uintptr_t)memory % page) % page;
}

/*
 * Makes all pages of private memory, from the first whole one. The system makes large pages faster.
 * As all pages are made, these take no more memory. False: the system cannot make pages.
 */
static bool make_pages(unsigned char *memory, size_t size)
{
    size_t before = before_page(memory);
    if (before >= size || qsm__ipc_all_present(memory + before, size - before))
        return true;
    if (size >= QSM_IPC_LARGE)
        qsm__ipc_prefer_large_pages(memory + before, size - before);
    return qsm__ipc_populate(memory + before, size - before, true) == 0;
}

/*
 * Data that is not compressed goes straight into the memory of the new image, which is made for it
 * here. The parser reads all lengths again under the lock.
 */
static bool make_image(const qsm_exchange *self, qsm_exchange_reading *read, size_t prepared)
{
    const unsigned char *data = qsm_shared_memory_const_data(self->memory);
    size_t offset = read->options->offset;
    qsm_image *image = prepared > 0 ? qsm_image_new() : NULL;
    if (image != NULL &&
        qsm__image_stream_prepare(image, data + offset, prepared, read->options->limits,
                                  MOST_PREPARED, qsm__exchange_reader(self)) &&
        make_pages(image->owned, image->owned_capacity)) {
        read->image = image;
        return true;
    }
    qsm_image_free(image);
    return false;
}

/*
 * Prepares the pages of memory before it takes the lock: other processes then wait for a shorter
 * time.
 */
static bool make_parser(qsm_exchange *self, qsm_exchange_reading *read)
{
    size_t offset = read->options->offset;
    size_t prepared = bytes_to_prepare(self, read->options);
    (void)qsm__ipc_make_present((unsigned char *)qsm_shared_memory_data(self->memory) + offset,
                                prepared);
    if (read->may_make_image && make_image(self, read, prepared))
        prepared = 0;
    read->parser = qsm__image_parser_new(prepared);
    if (read->parser == NULL)
        return false;
    if (read->image != NULL)
        qsm__image_parser_into(read->parser, read->image);
    return !qsm__exchange_copies_through_kernel(self) ||
           qsm__image_parser_copy_with(read->parser, qsm__kernel_copy_from);
}

bool qsm__exchange_prepare_reading(qsm_exchange *self, qsm_exchange_reading *read)
{
    size_t size = (size_t)qsm_shared_memory_size(self->memory);
    self->report.segment_size = size;
    if (read->options->offset > 0 && read->options->offset >= size)
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, "the segment ends before this offset");
    bool has_parser = read->parser != NULL || make_parser(self, read);
    read->stream = qsm_data_stream_new_reader(qsm_shared_memory_const_data(self->memory), size);
    return (has_parser && read->stream != NULL) ||
           qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, "no memory for the stream");
}

/* The parser says what is wrong with an image. If there is another thing, that is what is wrong. */
static bool fail_to_parse(qsm_exchange *self, qsm_exchange_reading *read)
{
    const unsigned char *data = qsm_shared_memory_const_data(self->memory);
    if (qsm__image_parser_lost(read->parser))
        return qsm__exchange_fail_to_copy(self);
    const char *found = read->start.is_file ? NULL
                                            : qsm__start_explain(&read->start, read->options, data,
                                                                 self->report.segment_size,
                                                                 qsm__exchange_reader(self));
    return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM,
                              found != NULL ? found : qsm_data_stream_error_string(read->stream));
}

void qsm__exchange_find_start(const qsm_exchange *self, qsm_exchange_reading *read)
{
    qsm__start_choose(&read->start, read->options, qsm_shared_memory_const_data(self->memory),
                      (size_t)qsm_shared_memory_size(self->memory), qsm__exchange_reader(self));
}

bool qsm__exchange_parse(qsm_exchange *self, qsm_exchange_reading *read)
{
    (void)qsm_data_stream_skip_raw_data(read->stream, read->start.offset);
    qsm_data_stream_set_version(read->stream, read->start.version);
    bool parsed = qsm__image_parser_parse(read->parser, read->stream, read->options->limits);
    self->report.stream_size = qsm_data_stream_position(read->stream) - read->start.offset;
    return parsed || fail_to_parse(self, read);
}

static bool prepare(qsm_exchange *self, void *context)
{
    return qsm__exchange_prepare_reading(self, context);
}

static bool find_and_parse(qsm_exchange *self, void *context)
{
    qsm__exchange_find_start(self, context);
    return qsm__exchange_parse(self, context);
}

/*
 * Has the system make large pages for the memory of a new, large image. Decoding writes all of it,
 * so they take no more memory.
 */
static void prefer_large_pages(const qsm_exchange_reading *read, qsm_image *image)
{
    if (!qsm__image_parser_reserve(read->parser, image) || image->owned_capacity < QSM_IPC_LARGE)
        return;
    size_t before = before_page(image->owned);
    qsm__ipc_prefer_large_pages(image->owned + before, image->owned_capacity - before);
}

/*
 * Decodes into the caller's buffer, if there is one. Otherwise decodes into a new image, which
 * replaces the caller's image when it is complete.
 */
static bool decode(qsm_exchange *self, qsm_exchange_reading *read, qsm_image *image)
{
    if (read->may_make_image && read->image == NULL)
        read->image = qsm_image_new();
    qsm_image *target = read->may_make_image ? read->image : image;
    if (target == NULL)
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, "no memory for the image");
    if (read->may_make_image)
        prefer_large_pages(read, target);
    bool decoded = qsm__image_parser_decode(read->parser, read->stream, target);
    const char *text = qsm_data_stream_error_string(read->stream);
    if (!decoded)
        (void)qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, text);
    else
        qsm__exchange_note(self, text[0] != '\0' || !read->start.is_file ? text : read->start.note);
    if (decoded && target != image) {
        /* It can have been prepared for a larger image, which a peer replaced before the lock. */
        qsm__image_give_back(target);
        qsm_image_swap(target, image);
    }
    return decoded;
}

/* Makes one attempt of process B. The report is of this attempt only. */
static bool get(qsm_exchange *self, qsm_image *image, const qsm_exchange_read_options *options)
{
    qsm_exchange_reading read;
    read.parser = NULL;
    read.stream = NULL;
    read.image = NULL;
    read.may_make_image = image->read_buffer == NULL;
    read.options = options;
    read.start.offset = 0;
    read.start.is_file = false;
    self->report = (qsm_exchange_report){.size = sizeof self->report, .message = ""};
    bool done =
        qsm__exchange_look(self, prepare, find_and_parse, &read) && decode(self, &read, image);
    qsm_data_stream_free(read.stream);
    qsm__image_parser_free(read.parser);
    qsm_image_free(read.image);
    return done;
}

/*
 * Whether a later attempt can succeed. Process A creates the segment before it locks and writes, so
 * a reader can find zeros, which are a null image.
 */
static bool may_come(const qsm_exchange *self, bool done, const qsm_image *image)
{
    if (done)
        return qsm_image_is_null(image);
    return self->report.failed_step == QSM_EXCHANGE_STREAM ||
           (self->report.failed_step == QSM_EXCHANGE_MEMORY &&
            qsm_shared_memory_error(self->memory) == QSM_SHARED_MEMORY_NOT_FOUND);
}

/* Repeats the attempt until it gives an image, fails finally, or the time is over. */
static bool get_first(qsm_exchange *self, qsm_image *image,
                      const qsm_exchange_read_options *options, qsm_ipc_looking *looking)
{
    for (;;) {
        if (!qsm_shared_memory_is_attached(self->memory) &&
            !qsm__segment_wait(self->memory, looking))
            return qsm__exchange_fail_memory(self);
        bool done = get(self, image, options);
        if (!may_come(self, done, image))
            return done;
        qsm_ipc_outcome outcome = qsm__segment_pause(self->memory, looking);
        if (outcome == QSM_IPC_TIMED_OUT)
            return done;
        self->report.failed_step = QSM_EXCHANGE_DONE;
        if (outcome == QSM_IPC_STOPPED)
            return qsm__exchange_fail_memory(self);
    }
}

/* looking: NULL for one attempt. */
static bool read_image(qsm_shared_memory *shared_memory, qsm_image *image,
                       const qsm_exchange_read_options *options, qsm_exchange_report *report,
                       qsm_ipc_looking *looking)
{
    qsm_exchange self;
    qsm_exchange_read_options chosen = {.size = sizeof chosen};
    if (!qsm__exchange_begin(&self, shared_memory, report))
        return false;
    bool done =
        qsm__exchange_has_objects(&self, image, "there is no image object (NULL)") &&
        qsm__exchange_choose(&self, &chosen, sizeof chosen, options, "qsm_exchange_read_options");
    if (chosen.version == 0)
        chosen.version = QSM_DATA_STREAM_DEFAULT_VERSION;
    if (done)
        done = looking == NULL ? get(&self, image, &chosen)
                               : get_first(&self, image, &chosen, looking);
    return qsm__exchange_end(&self, done, report);
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
