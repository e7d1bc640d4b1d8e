/* SPDX-License-Identifier: MIT */
/* The pull reader and the push form, which pulls. */
#include "value/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "abi/struct_size.h"

/* ---- steps ---- */

/* The limits by what has arrived so far. A tree that is thrown away value by value stays small. */
static void renew(qsm_stream_reader *r)
{
    qsm_coder *c = &r->coder;
    unsigned depth = c->depth;
    size_t elements = c->elements;
    qsm_data_stream *stream = c->stream;
    size_t limit = stream->limits.memory;
    if (!r->begun)
        r->start = qsm__stream_position(stream);
    r->begun = true;
    qsm__coder_begin(c, stream, QSM_MODE_READ, r->schema->types, r->tree);
    c->depth = depth;
    c->elements = elements;
    if (stream->limits.elements == 0)
        c->most_elements += qsm__stream_position(stream) - r->start;
    if (limit != 0)
        r->tree->arena.limit = limit;
}

/* A reader that does not wait takes no step again. */
static void remember(qsm_stream_reader *r)
{
    if (qsm__reader_waits(r))
        r->before = (qsm_reader_state){.position = qsm__stream_position(r->coder.stream),
                                       .depth = r->coder.depth,
                                       .elements = r->coder.elements,
                                       .arena = r->tree->arena,
                                       .odd = r->coder.stream->odd};
}

/* The step did not find all its bytes. More may come: then it is taken again. */
static void wait_for_more(qsm_stream_reader *r, qsm_event *event)
{
    const qsm_reader_state *b = &r->before;
    (void)qsm_data_stream_seek(r->coder.stream, b->position);
    r->coder.depth = b->depth;
    r->coder.elements = b->elements;
    qsm__stream_set_odd(r->coder.stream, b->odd);
    qsm__arena_back(&r->tree->arena, &b->arena);
    r->waiting = true;
    event->kind = QSM_EVENT_NEED_MORE;
}

/*
 * One step. If the bytes of the innermost sizedN(...) are all there, the data ends behind them:
 * then nothing that is missing can come.
 */
static bool step(qsm_stream_reader *r, qsm_event *event)
{
    qsm_data_stream *stream = r->coder.stream;
    const qsm_reader_group *sized = qsm__reader_sized(r);
    size_t left = 0;
    if (sized != NULL)
        qsm__stream_unread(stream, &left);
    bool whole = sized != NULL && sized->end - qsm__stream_position(stream) <= left;
    r->coder.partial = !whole && qsm__reader_waits(r);
    if (!whole)
        return qsm__reader_step(r, event);
    const unsigned char *end =
        qsm__stream_narrow(stream, sized->end - qsm__stream_position(stream));
    bool ok = qsm__reader_step(r, event);
    qsm__stream_widen(stream, end);
    if (!ok && stream->status == QSM_DATA_STREAM_READ_PAST_END)
        qsm__stream_assign_status(stream, QSM_DATA_STREAM_READ_CORRUPT_DATA);
    return ok;
}

/* The rest of a value in pieces that the program did not read. */
static bool drop_pieces(qsm_stream_reader *r)
{
    size_t left;
    qsm_data_stream *stream = r->coder.stream;
    qsm__stream_unread(stream, &left);
    if (r->left < left)
        left = (size_t)r->left;
    qsm__stream_skip(stream, left);
    r->left -= left;
    return r->left == 0 ||
           qsm__coder_fail(&r->coder, QSM_DATA_STREAM_READ_PAST_END, qsm__stream_position(stream),
                           "%llu bytes of a byte array are missing", (unsigned long long)r->left);
}

static bool failed(qsm_stream_reader *r, qsm_event *event)
{
    *event = (qsm_event){.size = sizeof *event, .kind = QSM_EVENT_ERROR};
    bool missing = r->coder.stream->status == QSM_DATA_STREAM_READ_PAST_END;
    if (missing && qsm__reader_waits(r))
        wait_for_more(r, event);
    else
        r->over = QSM_EVENT_ERROR;
    return false;
}

/* A step with what stands before it: the rest of pieces, and the move to what is next. */
static bool next_step(qsm_stream_reader *r, qsm_event *event)
{
    if (r->left > 0 && !drop_pieces(r)) {
        remember(r); /* what was skipped stays so */
        qsm__reader_path(r);
        return failed(r, event);
    }
    qsm__reader_advance(r);
    remember(r);
    if (!step(r, event))
        return failed(r, event);
    r->tried = r->progress.count = 0;
    return true;
}

bool qsm__reader_next(qsm_stream_reader *r, qsm_event *event)
{
    *event = (qsm_event){.size = sizeof *event, .kind = r->over};
    if (r->over != 0)
        return false;
    while (event->kind == 0) {
        if (!next_step(r, event))
            return false;
    }
    if (event->kind != QSM_EVENT_END_OF_DATA)
        return true;
    r->over = QSM_EVENT_END_OF_DATA;
    return false;
}

/* ---- the object ---- */

bool qsm__reader_begin(qsm_stream_reader *r, qsm_data_stream *stream, const qsm_schema *schema)
{
    r->schema = schema;
    r->coder.stream = stream;
    r->most_bytes = SIZE_MAX;
    r->tree = qsm_tree_new();
    return r->tree != NULL;
}

/* Whether there are a stream and a schema. */
static bool given(const qsm_data_stream *stream, const qsm_schema *schema)
{
    return qsm__stream_is_given(stream) && qsm__schema_is_given(schema);
}

qsm_stream_reader *qsm_stream_reader_new(qsm_data_stream *stream, const qsm_schema *schema)
{
    if (!given(stream, schema))
        return NULL;
    qsm_stream_reader *r = calloc(1, sizeof *r);
    if (r != NULL && qsm__reader_begin(r, stream, schema))
        return r;
    free(r);
    return NULL;
}

void qsm_stream_reader_free(qsm_stream_reader *reader)
{
    if (reader == NULL)
        return;
    qsm_tree_free(reader->tree);
    qsm__progress_free(&reader->progress);
    free(reader);
}

static bool is_given(const qsm_stream_reader *reader)
{
    if (reader == NULL)
        errno = EINVAL;
    return reader != NULL;
}

/* The status is Ok, or that of a wait that is over. False: it is another. */
static bool is_ready(qsm_stream_reader *r)
{
    qsm_data_stream *stream = r->coder.stream;
    if (r->waiting && stream->status == QSM_DATA_STREAM_READ_PAST_END)
        qsm_data_stream_reset_status(stream);
    r->waiting = false;
    if (r->schema->error[0] != '\0')
        return qsm__stream_fail_at(stream, QSM_DATA_STREAM_READ_CORRUPT_DATA,
                                   qsm__stream_position(stream), "%s", r->schema->error);
    return stream->status == QSM_DATA_STREAM_OK;
}

bool qsm_stream_reader_next(qsm_stream_reader *reader, qsm_event *event)
{
    qsm_event made = {.size = sizeof made, .kind = QSM_EVENT_ERROR};
    if (!is_given(reader) || event == NULL || !qsm__struct_can_receive(event)) {
        errno = EINVAL;
        return false;
    }
    bool ok = is_ready(reader);
    if (ok) {
        renew(reader);
        ok = qsm__reader_next(reader, &made);
        reader->tree->arena.limit = 0;
    }
    qsm__struct_write(event, &made, sizeof made);
    return ok;
}

bool qsm_stream_reader_skip(qsm_stream_reader *reader)
{
    if (!is_given(reader) || reader->top == NULL) {
        errno = EINVAL;
        return false;
    }
    if (reader->skipping == NULL)
        reader->skipping = reader->top;
    return true;
}

void qsm_stream_reader_set_most_bytes(qsm_stream_reader *reader, size_t most)
{
    if (is_given(reader))
        reader->most_bytes = most;
}

uint64_t qsm_stream_reader_bytes_left(const qsm_stream_reader *reader)
{
    return is_given(reader) ? reader->left : 0;
}

size_t qsm_stream_reader_read_bytes(qsm_stream_reader *reader, void *data, size_t size)
{
    size_t there;
    if (!is_given(reader) || (data == NULL && size > 0)) {
        errno = EINVAL;
        return 0;
    }
    const unsigned char *in = qsm__stream_unread(reader->coder.stream, &there);
    if (there > size)
        there = size;
    if (reader->left < there)
        there = (size_t)reader->left;
    if (there > 0)
        memcpy(data, in, there);
    qsm__stream_skip(reader->coder.stream, there);
    reader->left -= there;
    return there;
}

void qsm_stream_reader_set_complete(qsm_stream_reader *reader)
{
    if (is_given(reader))
        reader->complete = true;
}

void qsm_stream_reader_restart(qsm_stream_reader *reader)
{
    if (!is_given(reader))
        return;
    qsm_tree_clear(reader->tree);
    *reader = (qsm_stream_reader){
        .schema = reader->schema,
        .coder = {.stream = reader->coder.stream},
        .tree = reader->tree,
        .most_bytes = reader->most_bytes,
        .complete = reader->complete,
        .progress = {.notes = reader->progress.notes, .capacity = reader->progress.capacity},
        .waiting = reader->waiting};
}

/* ---- the push form ---- */

static bool push(qsm_stream_reader *r, qsm_event_function function, void *context)
{
    qsm_event event;
    if (!is_ready(r))
        return false;
    renew(r);
    while (qsm__reader_next(r, &event)) {
        if (function(context, &event))
            continue;
        qsm__coder_fail(&r->coder, QSM_DATA_STREAM_READ_CORRUPT_DATA,
                        qsm__stream_position(r->coder.stream), "the reader has stopped");
        qsm__reader_path(r);
        return false;
    }
    return event.kind == QSM_EVENT_END_OF_DATA;
}

bool qsm_data_stream_read_events(qsm_data_stream *stream, const qsm_schema *schema,
                                 qsm_event_function function, void *context)
{
    qsm_stream_reader r = {.complete = true};
    if (!given(stream, schema))
        return false;
    if (function == NULL) {
        errno = EINVAL;
        return false;
    }
    if (!qsm__reader_begin(&r, stream, schema))
        return qsm__stream_fail_at(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                                   qsm__stream_position(stream), "no memory for the value");
    bool ok = push(&r, function, context);
    qsm_tree_free(r.tree);
    return ok;
}
