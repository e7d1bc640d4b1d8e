/* SPDX-License-Identifier: MIT */
/* Reads and writes the values of a schema as a tree. */
#include <errno.h>
#include <string.h>

#include "value/schema_steps.h"

enum { MESSAGE_SIZE = 128 };

/* One pass over a schema. */
typedef struct run {
    qsm_coder coder;
    const qsm_schema *schema;
    const qsm_type **types;  /* of the slots */
    qsm_variant *list;       /* reading */
    const qsm_items *values; /* writing */
    size_t rounds;           /* writing: of repeat(...) */
    size_t index;            /* of the next value in the list */
} run;

typedef bool step_function(run *r, const qsm_step *step);

/* ---- one value ---- */

/* An error of the value, or of the number of bytes before it: its place in the list. */
static bool failed(run *r)
{
    qsm__stream_path_index(r->coder.stream, r->index);
    return false;
}

static bool no_memory(run *r)
{
    return qsm__coder_fail(&r->coder, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                           qsm__stream_position(r->coder.stream),
                           "the values need more memory than there is, or than the limit");
}

/* A QVariant is read as one within the list: then its type does not depend on what it holds. */
static bool take_variant(run *r, qsm_variant *node)
{
    qsm_variant inner;
    qsm__variant_reset(&inner, node->tree);
    bool ok = qsm__code_variant(&r->coder, &inner);
    if (!qsm__variant_box(node, &inner))
        return no_memory(r);
    node->offset = inner.offset;
    node->size = inner.size;
    return ok;
}

static bool read_value(run *r, const qsm_step *step)
{
    const qsm_type *type = r->types[step->slot];
    if (!qsm__coder_element(&r->coder))
        return failed(r);
    qsm_variant *node = qsm__items_add(qsm__variant_items(r->list), r->list->tree, 1);
    if (node == NULL)
        return no_memory(r);
    bool ok = step->kind == QSM_STEP_RAW       ? qsm__code_raw(&r->coder, step, node)
              : type->kind == QSM_KIND_VARIANT ? take_variant(r, node)
                                               : qsm__code_slot(&r->coder, type, node);
    node->slot = (uint16_t)(step->slot + 1);
    return ok || failed(r);
}

static bool write_raw(run *r, const qsm_step *step, const qsm_variant *node)
{
    qsm_bytes bytes = qsm_variant_bytes(node);
    if (bytes.data != NULL && bytes.size == step->bytes)
        return qsm_data_stream_write_raw_data(r->coder.stream, bytes.data, bytes.size);
    return qsm__coder_fail(&r->coder, QSM_DATA_STREAM_WRITE_FAILED,
                           qsm__stream_position(r->coder.stream),
                           "%s needs a QByteArray of %zu bytes", step->text, step->bytes);
}

static bool write_value(run *r, const qsm_step *step)
{
    qsm_variant *node = qsm__items_at(r->values, r->index);
    bool boxed = step->type->kind == QSM_KIND_VARIANT && node->type != NULL &&
                 node->type->kind == QSM_KIND_VARIANT && qsm__variant_inner(node) != NULL;
    bool ok = step->kind == QSM_STEP_RAW
                  ? write_raw(r, step, node)
                  : qsm__code_slot(&r->coder, step->type, boxed ? qsm__variant_inner(node) : node);
    return ok || failed(r);
}

/* ---- groups ---- */

static bool code_steps(run *r, step_function *value, size_t from, size_t to);

static bool decode_sized(run *r, step_function *value, size_t index)
{
    const qsm_step *step = &r->schema->steps[index];
    qsm_data_stream *stream = r->coder.stream;
    uint64_t number = 0;
    size_t left;
    size_t start = qsm__stream_position(stream);
    if (!qsm__sized_number(&r->coder, step, &number))
        return failed(r);
    qsm__stream_unread(stream, &left);
    if (number > left) {
        qsm__sized_beyond(&r->coder, step, start, number, left);
        return failed(r);
    }
    const unsigned char *end = qsm__stream_narrow(stream, (size_t)number);
    bool ok = code_steps(r, value, index + 1, step->end);
    qsm__stream_unread(stream, &left);
    qsm__stream_widen(stream, end);
    if (!ok && stream->status == QSM_DATA_STREAM_READ_PAST_END)
        qsm__stream_assign_status(stream, QSM_DATA_STREAM_READ_CORRUPT_DATA); /* none will come */
    if (!ok || left == 0)
        return ok;
    qsm__sized_unfilled(&r->coder, step, start, number, left);
    return failed(r);
}

/* The number of bytes is known when they are written: then it is put before them. */
static bool encode_sized(run *r, step_function *value, size_t index)
{
    const qsm_step *step = &r->schema->steps[index];
    qsm_data_stream *stream = r->coder.stream;
    size_t start = qsm__stream_position(stream);
    uint64_t number = 0;
    if (!qsm__sized_number(&r->coder, step, &number) || !code_steps(r, value, index + 1, step->end))
        return false;
    size_t end = qsm__stream_position(stream);
    number = end - start - step->width;
    if (step->width < sizeof number && number >> (8 * step->width) != 0)
        return qsm__stream_fail_at(stream, QSM_DATA_STREAM_WRITE_FAILED, start,
                                   "sized%d(...): %llu bytes are too many", step->width * 8,
                                   (unsigned long long)number);
    if (stream->kind == QSM_STREAM_MEASURER)
        return true;
    return qsm_data_stream_seek(stream, start) && qsm__sized_number(&r->coder, step, &number) &&
           qsm_data_stream_seek(stream, end);
}

static bool code_repeat(run *r, step_function *value, size_t index)
{
    const qsm_step *step = &r->schema->steps[index];
    size_t left;
    size_t before = SIZE_MAX;
    if (!qsm__decoding(&r->coder)) {
        for (size_t i = 0; i < r->rounds; i++) {
            if (!code_steps(r, value, index + 1, step->end))
                return false;
        }
        return true;
    }
    for (;;) {
        qsm__stream_unread(r->coder.stream, &left);
        if (left == before) {
            qsm__repeat_no_progress(&r->coder);
            return failed(r);
        }
        before = left;
        if (left == 0 || !code_steps(r, value, index + 1, step->end))
            return left == 0;
    }
}

static bool code_steps(run *r, step_function *value, size_t from, size_t to)
{
    for (size_t i = from; i < to;) {
        const qsm_step *step = &r->schema->steps[i];
        bool ok;
        if (step->kind == QSM_STEP_REPEAT) {
            ok = code_repeat(r, value, i);
        } else if (step->kind == QSM_STEP_SIZED) {
            ok = qsm__decoding(&r->coder) ? decode_sized(r, value, i) : encode_sized(r, value, i);
        } else {
            ok = value(r, step);
            r->index++;
        }
        if (!ok)
            return false;
        i = step->end > i ? step->end : i + 1;
    }
    return true;
}

/* ---- the public functions ---- */

static bool given(const qsm_data_stream *stream, const qsm_schema *schema, bool other)
{
    if (!qsm__stream_is_given(stream) || !qsm__schema_is_given(schema))
        return false;
    if (!other)
        errno = EINVAL;
    return other;
}

static bool fail(qsm_data_stream *stream, qsm_data_stream_status_code status, const char *message)
{
    return qsm__stream_fail_at(stream, status, qsm__stream_position(stream), "%s", message);
}

bool qsm_data_stream_read_schema(qsm_data_stream *stream, const qsm_schema *schema,
                                 qsm_variant *list)
{
    run r = {.schema = schema, .list = list};
    if (!given(stream, schema, list != NULL))
        return false;
    if (schema->error[0] != '\0')
        return fail(stream, QSM_DATA_STREAM_READ_CORRUPT_DATA, schema->error);
    r.types = qsm__schema_begin(schema, list);
    if (r.types == NULL)
        return fail(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, "no memory for the value");
    qsm__coder_begin(&r.coder, stream, QSM_MODE_READ, schema->types, list->tree);
    bool ok = code_steps(&r, read_value, 0, schema->count);
    return qsm__coder_end(&r.coder) && ok;
}

bool qsm_data_stream_write_schema(qsm_data_stream *stream, const qsm_schema *schema,
                                  const qsm_variant *list)
{
    char message[MESSAGE_SIZE];
    run r = {.schema = schema};
    if (!given(stream, schema, list != NULL))
        return false;
    if (schema->error[0] != '\0')
        return fail(stream, QSM_DATA_STREAM_WRITE_FAILED, schema->error);
    list = qsm__variant_innermost(list);
    if (list == NULL || !qsm__is_container(list->type) || qsm__entry_nodes(list->type) != 1)
        return fail(stream, QSM_DATA_STREAM_WRITE_FAILED, "a list of values is needed");
    r.values = qsm__variant_items(list);
    if (!qsm__schema_rounds(schema, r.values->count, &r.rounds, message, sizeof message))
        return fail(stream, QSM_DATA_STREAM_WRITE_FAILED, message);
    qsm_mode mode = stream->kind == QSM_STREAM_MEASURER ? QSM_MODE_MEASURE : QSM_MODE_WRITE;
    qsm__coder_begin(&r.coder, stream, mode, schema->types, NULL);
    bool ok = code_steps(&r, write_value, 0, schema->count);
    return qsm__coder_end(&r.coder) && ok;
}
