/* SPDX-License-Identifier: MIT */
/*
 * Reads values from shared memory: their bytes are copied under the lock, each byte once, and read
 * after it.
 */
#include "exchange/values_call.h"

#include <stdlib.h>
#include <string.h>

#include "ipc/kernel_copy.h"
#include "ipc/segment.h"
#include "stream/stream.h"
#include "value/tree.h"

/*
 * What is copied first: the pages at the beginning that have contents, between LEAST and FIRST
 * bytes. A page without contents costs memory when it is read. More is copied while the values go
 * on behind the copy: up to TIMES as many bytes where pages have contents, because the lock is held
 * longer for reading the same bytes anew than for copying these. An untrusted stream makes this
 * process copy at most MOST bytes, if the caller has set no limit.
 */
enum { LEAST = 4096, FIRST = 1 << 20, TIMES = 8, MOST = 1 << 30 };

typedef struct reading {
    const qsm_exchange_values *values;
    const qsm_schema *schema; /* of the values; or of a QVariant */
    size_t size;              /* of the segment */
    size_t room;              /* of the copy */
    size_t most;              /* bytes that may be copied */
} reading;

static bool no_memory(qsm_exchange *self)
{
    return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, "no memory for the copy of the segment");
}

static bool make_room(qsm_exchange *self, reading *read, size_t room)
{
    void *larger = realloc(self->copy, room);
    if (larger == NULL)
        return no_memory(self);
    self->copy = larger;
    read->room = room;
    return true;
}

static size_t least(size_t one, size_t other)
{
    return one < other ? one : other;
}

/* The bytes from `from` on, at most `most`, that are in pages with contents. */
static size_t bytes_there(const qsm_exchange *self, size_t from, size_t most)
{
    unsigned char *data = qsm_shared_memory_data(self->memory);
    bool cut = self->memory->backend->segment_is_cut(&self->memory->segment);
    return cut ? 0 : qsm__ipc_make_present(data + from, most);
}

static size_t first_size(const qsm_exchange *self, const reading *read)
{
    size_t most = least(least(read->size, FIRST), read->most);
    size_t there = bytes_there(self, 0, most);
    return there > LEAST ? there : least(most, LEAST);
}

/* Prepares the pages of memory before it takes the lock. */
static bool prepare(qsm_exchange *self, void *context)
{
    reading *read = context;
    const qsm_data_stream *settings = read->values->settings;
    size_t limit = settings != NULL ? settings->limits.memory : 0;
    read->size = (size_t)qsm_shared_memory_size(self->memory);
    read->most = limit != 0 ? limit : MOST;
    self->report.segment_size = read->size;
    if (!make_room(self, read, first_size(self, read)))
        return false;
    memset(self->copy, 0, read->room);
    return true;
}

/* Copies the bytes from `from` up to the end of the room. */
static bool copy_bytes(qsm_exchange *self, const reading *read, size_t from)
{
    const unsigned char *data = qsm_shared_memory_const_data(self->memory);
    unsigned char *copy = self->copy;
    if (qsm__exchange_copies_through_kernel(self))
        return qsm__kernel_copy_from(copy + from, data + from, read->room - from) ||
               qsm__exchange_fail_to_copy(self);
    memcpy(copy + from, data + from, read->room - from);
    return true;
}

static bool go_on(void *context, const qsm_event *event)
{
    (void)context;
    (void)event;
    return true;
}

/* Five bytes that cost nothing, in a page without contents, can be a value of 56 bytes. */
size_t qsm__exchange_most_memory(size_t room, size_t chosen)
{
    enum { LARGE = MOST / QSM_TREE_MEMORY_FACTOR };
    return chosen == 0 && room > LARGE ? MOST : chosen;
}

static qsm_data_stream *open_copy(qsm_exchange *self, const reading *read)
{
    qsm_data_stream *stream = qsm__exchange_set_up(
        self, read->values, qsm_data_stream_new_reader(self->copy, read->room));
    if (stream != NULL)
        stream->limits.memory = qsm__exchange_most_memory(read->room, stream->limits.memory);
    return stream;
}

/*
 * Whether the values may need more bytes than the copy has. The values of repeat(...) go on up to
 * the end of the data, so they can end with the copy. False, too, after a failure, which is
 * reported: without memory the end is not known.
 */
static bool go_behind(qsm_exchange *self, const reading *read)
{
    qsm_data_stream *stream = open_copy(self, read);
    if (stream == NULL)
        return false;
    (void)qsm_data_stream_read_events(stream, read->schema, go_on, NULL);
    qsm_data_stream_status_code status = qsm_data_stream_status(stream);
    bool behind = status == QSM_DATA_STREAM_READ_PAST_END || qsm_data_stream_at_end(stream);
    if (status == QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED)
        behind =
            qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, qsm_data_stream_error_string(stream));
    qsm_data_stream_free(stream);
    return behind;
}

static bool grow(qsm_exchange *self, reading *read)
{
    if (read->room == read->most)
        return qsm__exchange_fail(self, QSM_EXCHANGE_STREAM,
                                  "the values need more bytes than the memory limit of the "
                                  "settings, or than 1 GiB");
    size_t left = least(read->size, read->most) - read->room;
    size_t most = left / TIMES < read->room ? left : read->room * TIMES;
    size_t there = bytes_there(self, read->room, most);
    size_t more = least(left, read->room);
    return make_room(self, read, read->room + (there > more ? there : more));
}

static bool copy_values(qsm_exchange *self, void *context)
{
    reading *read = context;
    size_t copied = 0;
    for (;;) {
        if (!copy_bytes(self, read, copied))
            return false;
        copied = read->room;
        if (copied == read->size || !go_behind(self, read))
            return self->report.failed_step == QSM_EXCHANGE_DONE;
        if (!grow(self, read))
            return false;
    }
}

/* Reads from the copy. No lock is held. */
static bool decode(qsm_exchange *self, const reading *read, qsm_variant *variant)
{
    qsm_data_stream *stream = open_copy(self, read);
    if (stream == NULL)
        return false;
    bool ok = read->values->by_schema ? qsm_data_stream_read_schema(stream, read->schema, variant)
                                      : qsm_data_stream_read_variant(stream, variant);
    const char *text = qsm_data_stream_error_string(stream);
    self->report.stream_size = qsm_data_stream_position(stream);
    if (ok)
        qsm__exchange_note(self, text);
    else
        (void)qsm__exchange_fail(self, QSM_EXCHANGE_STREAM, text);
    qsm_data_stream_free(stream);
    return ok;
}

static bool get(qsm_exchange *self, const qsm_exchange_values *values, qsm_variant *variant)
{
    qsm_schema *of_variant = values->by_schema ? NULL : qsm_schema_new("QVariant");
    reading read = {.values = values, .schema = values->by_schema ? values->schema : of_variant};
    bool done = (read.schema != NULL || no_memory(self)) &&
                qsm__exchange_look(self, prepare, copy_values, &read) &&
                decode(self, &read, variant);
    qsm_schema_free(of_variant);
    return done;
}

static bool read_all(qsm_shared_memory *memory, qsm_exchange_values *values, qsm_variant *variant,
                     const qsm_exchange_value_options *options, qsm_exchange_report *report)
{
    qsm_exchange self;
    qsm_exchange_value_options chosen = {.size = sizeof chosen};
    if (!qsm__exchange_begin(&self, memory, report))
        return false;
    bool done = qsm__exchange_take_values(&self, values, variant, options, &chosen) &&
                get(&self, values, variant);
    return qsm__exchange_end(&self, done, report);
}

bool qsm_shared_memory_read_variant(qsm_shared_memory *shared_memory, qsm_variant *variant,
                                    const qsm_exchange_value_options *options,
                                    qsm_exchange_report *report)
{
    qsm_exchange_values values = {.by_schema = false};
    return read_all(shared_memory, &values, variant, options, report);
}

bool qsm_shared_memory_read_schema(qsm_shared_memory *shared_memory, const qsm_schema *schema,
                                   qsm_variant *list, const qsm_exchange_value_options *options,
                                   qsm_exchange_report *report)
{
    qsm_exchange_values values = {.by_schema = true, .schema = schema};
    return read_all(shared_memory, &values, list, options, report);
}
