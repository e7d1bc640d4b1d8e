/* SPDX-License-Identifier: MIT */
/* The steps of the pull reader: values, keys, and the beginning and end of containers. */
#include "stream/endian.h"
#include "value/reader.h"
#include "value/scalars.h"
#include "value/schema_steps.h"
#include "value/user_types.h"

/* ---- events ---- */

static bool has_keys(const qsm_type *type)
{
    return qsm__entry_nodes(type) == 2 || type->kind == QSM_KIND_RECORD;
}

/* The type of an entry's part. */
static const qsm_type *part_type(const qsm_reader_frame *frame)
{
    if (frame->type->kind == QSM_KIND_RECORD)
        return frame->type->record->fields[frame->index].type;
    return frame->type->of[frame->part];
}

/* The type as the schema has it; of what stands in another value, its own name. */
static const char *type_text(const qsm_stream_reader *r, const qsm_slot *slot)
{
    if (r->coder.depth == 0 && !slot->in_variant)
        return r->step->text;
    return slot->type != NULL ? slot->type->name : "";
}

static void tell(const qsm_stream_reader *r, qsm_event *event, qsm_event_kind kind,
                 const qsm_slot *slot)
{
    event->kind = kind;
    event->type = type_text(r, slot);
    event->is_variant = slot->in_variant;
    event->offset = slot->start;
    event->bytes = qsm__stream_position(r->coder.stream) - slot->start;
    event->depth = r->coder.depth;
}

/* ---- values ---- */

static bool is_ok(const qsm_stream_reader *r)
{
    return r->coder.stream->status == QSM_DATA_STREAM_OK;
}

/* What was begun or told is read. */
static void finish(qsm_stream_reader *r)
{
    if (r->top != NULL)
        r->top->done = true;
    else
        r->done = true;
}

/* A value of count bytes, which the program reads or skips. */
static bool begin_pieces(qsm_stream_reader *r, const qsm_slot *slot, uint64_t count,
                         qsm_event *event)
{
    size_t ahead;
    qsm_coder *c = &r->coder;
    if (qsm__reader_ahead(r, &ahead) && count > ahead)
        return r->step->kind == QSM_STEP_RAW && r->top == NULL
                   ? qsm__raw_missing(c, r->step)
                   : qsm__stream_take(c->stream, count, "a byte array") != NULL;
    r->left = count;
    finish(r);
    if (r->skipping != NULL)
        return true;
    tell(r, event, QSM_EVENT_BYTES, slot);
    event->count = count;
    event->bytes += (size_t)count;
    return true;
}

/* How many bytes a byte array may have to be told as a value. */
static size_t most_whole(const qsm_stream_reader *r)
{
    return r->skipping != NULL ? 0 : r->most_bytes;
}

/* Whether a byte array comes in pieces: looks at its count. False: an error. */
static bool find_pieces(qsm_stream_reader *r, const qsm_slot *slot, uint64_t *count, bool *pieces)
{
    qsm_data_stream *stream = r->coder.stream;
    size_t most = most_whole(r);
    *pieces = false;
    if (slot->type == NULL || slot->type->code != qsm__type_bytes || most == SIZE_MAX)
        return true;
    size_t start = qsm__stream_position(stream);
    if (!qsm__stream_read_count(stream, count))
        return false;
    *pieces = *count > most && *count != QSM_STREAM_NULL_COUNT;
    return *pieces || qsm_data_stream_seek(stream, start);
}

/* Skips a value by and by. False: bytes are missing, or it is damaged. */
static bool skip_on(qsm_stream_reader *r, const qsm_slot *slot)
{
    qsm_coder *c = &r->coder;
    qsm_variant ignored;
    qsm_mode mode = c->mode;
    qsm__progress_restart(&r->progress);
    qsm__variant_reset(&ignored, r->tree);
    c->progress = &r->progress;
    c->mode = QSM_MODE_SKIP;
    bool ok = qsm__slot_value(c, slot, &ignored) && is_ok(r);
    c->mode = mode;
    c->progress = NULL;
    return ok;
}

/*
 * Whether a value is to be read: not if it has lacked bytes, and still lacks some. But when it has
 * twice as many bytes as when it was last read, it is read anyway: a limit of memory counts while
 * it is read. What is damaged is read, too: reading tells the place of it.
 */
static bool has_arrived(qsm_stream_reader *r, const qsm_slot *slot)
{
    size_t there;
    qsm_coder *c = &r->coder;
    qsm__stream_unread(c->stream, &there);
    bool anyway = !c->partial || r->tried == 0 || there / 2 >= r->tried;
    size_t start = qsm__stream_position(c->stream);
    size_t elements = c->elements;
    unsigned depth = c->depth;
    bool odd = c->stream->odd;
    qsm_arena before = r->tree->arena;
    if (!anyway && !skip_on(r, slot) && c->stream->status == QSM_DATA_STREAM_READ_PAST_END)
        return false;
    if (c->partial)
        r->tried = there > 0 ? there : 1;
    if (anyway)
        return true;
    c->elements = elements;
    c->depth = depth;
    qsm__arena_back(&r->tree->arena, &before);
    qsm__stream_set_odd(c->stream, odd);
    qsm_data_stream_reset_status(c->stream);
    return qsm_data_stream_seek(c->stream, start);
}

static bool read_whole(qsm_stream_reader *r, const qsm_slot *slot, qsm_event *event)
{
    qsm_coder *c = &r->coder;
    if (!has_arrived(r, slot))
        return false;
    qsm__variant_reset(&r->node, r->tree);
    c->mode = r->skipping != NULL ? QSM_MODE_SKIP : QSM_MODE_READ;
    bool ok = qsm__slot_value(c, slot, &r->node);
    c->mode = QSM_MODE_READ;
    if (!ok || !is_ok(r))
        return false;
    finish(r);
    if (r->skipping != NULL)
        return true;
    tell(r, event, QSM_EVENT_VALUE, slot);
    event->value = &r->node;
    return true;
}

static bool begin_container(qsm_stream_reader *r, const qsm_slot *slot, qsm_event *event)
{
    uint64_t entries;
    qsm_data_stream_status_code older; /* the status was Ok */
    if (!qsm__items_begin(&r->coder, slot->type, &entries, &older))
        return false;
    qsm_reader_frame *frame = qsm__code_memory(&r->coder, 1, sizeof *frame);
    if (frame == NULL) {
        qsm__items_end(&r->coder, older);
        return false;
    }
    *frame = (qsm_reader_frame){.outer = r->top,
                                .type = slot->type,
                                .slot = *slot,
                                .entries = entries,
                                .before = r->tree->arena,
                                .fresh = true};
    if (r->skipping == NULL) {
        r->coder.depth--;
        tell(r, event, QSM_EVENT_BEGIN, slot);
        r->coder.depth++;
        event->has_keys = has_keys(slot->type);
        event->count = slot->type->kind == QSM_KIND_PAIR ? 2 : entries;
    }
    r->top = frame;
    return true;
}

static bool end_container(qsm_stream_reader *r, qsm_event *event)
{
    qsm_reader_frame *frame = r->top;
    qsm__items_end(&r->coder, QSM_DATA_STREAM_OK);
    r->top = frame->outer;
    finish(r);
    if (r->skipping == frame)
        r->skipping = NULL;
    if (r->skipping != NULL)
        return true;
    tell(r, event, QSM_EVENT_END, &frame->slot);
    event->count = frame->type->kind == QSM_KIND_PAIR ? 2 : frame->entries;
    return true;
}

static bool read_value(qsm_stream_reader *r, const qsm_type *type, qsm_event *event)
{
    qsm_slot slot;
    uint64_t count;
    bool pieces;
    if (!qsm__slot_head(&r->coder, type, &slot))
        return false;
    if (qsm__is_container(slot.type))
        return begin_container(r, &slot, event);
    if (!find_pieces(r, &slot, &count, &pieces))
        return false;
    return pieces ? begin_pieces(r, &slot, count, event) : read_whole(r, &slot, event);
}

/* A key is read as a whole. That of a field is its name, and stands in no stream. */
static bool take_key(qsm_stream_reader *r, qsm_reader_frame *frame)
{
    if (frame->type->kind == QSM_KIND_RECORD) {
        frame->key = frame->type->record->fields[frame->index].key;
        frame->key.offset = qsm__stream_position(r->coder.stream);
        return true;
    }
    qsm_slot slot;
    qsm__variant_reset(&frame->key, r->tree);
    return qsm__slot_head(&r->coder, frame->type->of[0], &slot) && has_arrived(r, &slot) &&
           qsm__slot_value(&r->coder, &slot, &frame->key);
}

static bool read_key(qsm_stream_reader *r, qsm_reader_frame *frame, qsm_event *event)
{
    if (!take_key(r, frame))
        return false;
    frame->done = true;
    if (r->skipping != NULL)
        return true;
    const qsm_slot slot = {.start = frame->key.offset};
    tell(r, event, QSM_EVENT_KEY, &slot);
    event->type = qsm_variant_type_name(&frame->key);
    event->value = &frame->key;
    return true;
}

static bool read_part(qsm_stream_reader *r, qsm_event *event)
{
    qsm_reader_frame *frame = r->top;
    if (frame->index == frame->entries)
        return end_container(r, event);
    if (frame->part == 0) {
        r->no_entry = !qsm__coder_element(&r->coder);
        if (r->no_entry)
            return false;
        if (has_keys(frame->type))
            return read_key(r, frame, event);
    }
    return read_value(r, part_type(frame), event);
}

static bool read_raw(qsm_stream_reader *r, qsm_event *event)
{
    const qsm_step *step = r->step;
    qsm_slot slot = {.type = step->type, .start = qsm__stream_position(r->coder.stream)};
    if (step->bytes > most_whole(r))
        return begin_pieces(r, &slot, step->bytes, event);
    qsm__variant_reset(&r->node, r->tree);
    if (!qsm__code_raw(&r->coder, step, &r->node))
        return false;
    finish(r);
    tell(r, event, QSM_EVENT_VALUE, &slot);
    event->value = &r->node;
    return true;
}

/* The next value of the schema, or the end of it. */
static bool read_step(qsm_stream_reader *r, qsm_event *event)
{
    bool at_value;
    if (!qsm__reader_walk(r, &at_value))
        return false;
    if (!at_value) {
        if (r->at == r->schema->count && r->group_count == 0)
            event->kind = QSM_EVENT_END_OF_DATA;
        return true;
    }
    r->step = &r->schema->steps[r->at];
    if (!qsm__coder_element(&r->coder))
        return false;
    if (r->step->kind == QSM_STEP_RAW)
        return read_raw(r, event);
    return read_value(r, r->step->type, event);
}

void qsm__reader_advance(qsm_stream_reader *r)
{
    qsm_reader_frame *frame = r->top;
    if (frame == NULL) {
        if (r->done) {
            qsm__arena_clear(&r->tree->arena);
            r->index++;
            r->at++;
        }
        r->done = false;
        return;
    }
    if (frame->done && ++frame->part == (frame->type->kind == QSM_KIND_LIST ? 1 : 2)) {
        frame->index++;
        frame->part = 0;
    }
    if ((frame->done && frame->part == 0) || frame->fresh)
        qsm__arena_back(&r->tree->arena, &frame->before);
    frame->done = frame->fresh = false;
}

void qsm__reader_path(qsm_stream_reader *r)
{
    const qsm_reader_frame *frame = r->no_entry ? r->top->outer : r->top;
    for (; frame != NULL; frame = frame->outer) {
        bool keyed = qsm__entry_nodes(frame->type) == 2;
        bool in_pair = frame->type->kind == QSM_KIND_PAIR;
        if (!frame->fresh)
            qsm__items_path(&r->coder, frame->type, keyed && frame->part == 1 ? &frame->key : NULL,
                            in_pair ? frame->part : frame->index);
    }
    qsm__stream_path_index(r->coder.stream, r->index);
    qsm__stream_path_close(r->coder.stream);
}

/* The rest of the entry, or of the record, in which an error was. */
static void finish_entry(qsm_stream_reader *r, const qsm_reader_frame *frame)
{
    qsm_variant ignored;
    qsm_items none = {.count = 0};
    if (frame->type->kind == QSM_KIND_RECORD) {
        (void)qsm__record_fields(&r->coder, frame->type, &none, (size_t)frame->index + 1, false);
    } else if (frame->part == 0 && frame->type->kind != QSM_KIND_LIST) {
        qsm__variant_reset(&ignored, r->tree);
        (void)qsm__code_slot(&r->coder, frame->type->of[1], &ignored);
    }
}

/*
 * After an error: as in Qt, the value of a key, the second part of a pair, and the other fields of
 * a record are read also if the first is damaged. Then the position is that of Qt.
 */
static void finish_entries(qsm_stream_reader *r)
{
    qsm_coder *c = &r->coder;
    c->mode = QSM_MODE_SKIP;
    for (const qsm_reader_frame *frame = r->top; frame != NULL; frame = frame->outer) {
        if (frame != r->top || !r->no_entry)
            finish_entry(r, frame);
        c->depth--;
    }
    c->mode = QSM_MODE_READ;
}

bool qsm__reader_step(qsm_stream_reader *r, qsm_event *event)
{
    bool ok = r->top != NULL ? read_part(r, event) : read_step(r, event);
    if (ok)
        return true;
    qsm__reader_path(r);
    if (r->coder.stream->status != QSM_DATA_STREAM_READ_PAST_END || !r->coder.partial)
        finish_entries(r);
    return false;
}
