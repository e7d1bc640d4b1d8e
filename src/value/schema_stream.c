/* SPDX-License-Identifier: MIT */
/* Reads, writes and tells of the values of a schema. */
#include <errno.h>
#include <string.h>

#include "value/coder.h"
#include "value/schema.h"

enum { MESSAGE_SIZE = 128 };

/* One pass over a schema. */
typedef struct run {
    qsm_coder coder;
    const qsm_schema *schema;
    const qsm_type **types;      /* of the slots */
    qsm_variant *list;           /* reading */
    const qsm_items *values;     /* writing */
    size_t rounds;               /* writing: of repeat(...) */
    size_t index;                /* of the next value in the list */
    const qsm_step *step;        /* events: the step of the value */
    qsm_event_function function; /* events */
    void *context;
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

static bool take_raw(run *r, const qsm_step *step, qsm_variant *node)
{
    qsm_data_stream *stream = r->coder.stream;
    node->offset = qsm__stream_position(stream);
    qsm_bytes *bytes = qsm__variant_become(node, step->type);
    size_t left;
    const unsigned char *in = qsm__stream_unread(stream, &left);
    if (step->bytes > left) {
        qsm__stream_fail_at(stream, QSM_DATA_STREAM_READ_PAST_END, node->offset,
                            "%s: only %zu are left", step->text, left);
        qsm__stream_skip(stream, left);
        node->size = left;
        return false;
    }
    unsigned char *copy = qsm__code_memory(&r->coder, 1, step->bytes + 1);
    if (copy == NULL)
        return false;
    memcpy(copy, in, step->bytes);
    qsm__stream_skip(stream, step->bytes);
    *bytes = (qsm_bytes){copy, step->bytes};
    node->size = step->bytes;
    return true;
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
    bool ok = step->kind == QSM_STEP_RAW       ? take_raw(r, step, node)
              : type->kind == QSM_KIND_VARIANT ? take_variant(r, node)
                                               : qsm__code_slot(&r->coder, type, node);
    node->slot = (uint16_t)(step->slot + 1);
    return ok || failed(r);
}

static bool has_keys(const qsm_type *type)
{
    return qsm__entry_nodes(type) == 2 || type->kind == QSM_KIND_RECORD;
}

static bool tell(void *context, const qsm_visit *visit)
{
    run *r = context;
    bool is_whole = visit->depth == 0 && !visit->in_variant;
    qsm_event event = {.size = sizeof event,
                       .kind = (qsm_event_kind)(visit->kind + QSM_EVENT_VALUE),
                       .is_variant = visit->in_variant,
                       .has_keys = visit->kind == QSM_VISIT_BEGIN && has_keys(visit->type),
                       .offset = visit->offset,
                       .bytes = visit->size,
                       .count = visit->count,
                       .depth = visit->depth,
                       .value = visit->value};
    event.type = is_whole ? r->step->text : visit->type != NULL ? visit->type->name : "";
    if (event.kind == QSM_EVENT_KEY)
        event.type = qsm_variant_type_name(visit->value);
    return r->function(r->context, &event);
}

static bool visit_value(run *r, const qsm_step *step)
{
    qsm_coder *c = &r->coder;
    qsm_variant node;
    qsm_arena before = c->tree->arena;
    r->step = step;
    qsm__variant_reset(&node, c->tree);
    bool ok = step->kind == QSM_STEP_RAW ? take_raw(r, step, &node)
                                         : qsm__code_slot(c, step->type, &node);
    if (ok && step->kind == QSM_STEP_RAW)
        ok = qsm__coder_visit(c, QSM_VISIT_VALUE, step->type, node.offset, 0, &node);
    qsm__arena_back(&c->tree->arena, &before);
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

/* The number before sizedN(...). */
static bool code_number(qsm_coder *c, const qsm_step *step, uint64_t *number)
{
    uint16_t small = (uint16_t)*number;
    uint32_t medium = (uint32_t)*number;
    if (step->width == sizeof *number)
        return qsm__code_u64(c, number);
    bool ok = step->width == sizeof small ? qsm__code_u16(c, &small) : qsm__code_u32(c, &medium);
    *number = step->width == sizeof small ? small : medium;
    return ok;
}

static bool decode_sized(run *r, step_function *value, size_t index)
{
    const qsm_step *step = &r->schema->steps[index];
    qsm_data_stream *stream = r->coder.stream;
    uint64_t number = 0;
    size_t left;
    size_t start = qsm__stream_position(stream);
    if (!code_number(&r->coder, step, &number))
        return failed(r);
    qsm__stream_unread(stream, &left);
    if (number > left) {
        qsm__stream_fail_at(stream, QSM_DATA_STREAM_READ_PAST_END, start,
                            "sized%d(...) of %llu bytes: only %zu are left", step->width * 8,
                            (unsigned long long)number, left);
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
    qsm__stream_fail_at(stream, QSM_DATA_STREAM_READ_CORRUPT_DATA, start,
                        "sized%d(...) of %llu bytes: its values take only %llu", step->width * 8,
                        (unsigned long long)number, (unsigned long long)number - left);
    return failed(r);
}

/* The number of bytes is known when they are written: then it is put before them. */
static bool encode_sized(run *r, step_function *value, size_t index)
{
    const qsm_step *step = &r->schema->steps[index];
    qsm_data_stream *stream = r->coder.stream;
    size_t start = qsm__stream_position(stream);
    uint64_t number = 0;
    if (!code_number(&r->coder, step, &number) || !code_steps(r, value, index + 1, step->end))
        return false;
    size_t end = qsm__stream_position(stream);
    number = end - start - step->width;
    if (step->width < sizeof number && number >> (8 * step->width) != 0)
        return qsm__stream_fail_at(stream, QSM_DATA_STREAM_WRITE_FAILED, start,
                                   "sized%d(...): %llu bytes are too many", step->width * 8,
                                   (unsigned long long)number);
    if (stream->kind == QSM_STREAM_MEASURER)
        return true;
    return qsm_data_stream_seek(stream, start) && code_number(&r->coder, step, &number) &&
           qsm_data_stream_seek(stream, end);
}

static bool code_repeat(run *r, step_function *value, size_t index)
{
    const qsm_step *step = &r->schema->steps[index];
    size_t left;
    if (!qsm__decoding(&r->coder)) {
        for (size_t i = 0; i < r->rounds; i++) {
            if (!code_steps(r, value, index + 1, step->end))
                return false;
        }
        return true;
    }
    for (;;) {
        qsm__stream_unread(r->coder.stream, &left);
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

bool qsm_data_stream_read_events(qsm_data_stream *stream, const qsm_schema *schema,
                                 qsm_event_function function, void *context)
{
    run r = {.schema = schema, .function = function, .context = context};
    if (!given(stream, schema, function != NULL))
        return false;
    if (schema->error[0] != '\0')
        return fail(stream, QSM_DATA_STREAM_READ_CORRUPT_DATA, schema->error);
    qsm_tree *tree = qsm_tree_new();
    if (tree == NULL)
        return fail(stream, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED, "no memory for the value");
    qsm__coder_begin(&r.coder, stream, QSM_MODE_VISIT, schema->types, tree);
    r.coder.visitor = tell;
    r.coder.context = &r;
    bool ok = code_steps(&r, visit_value, 0, schema->count);
    ok = qsm__coder_end(&r.coder) && ok;
    qsm_tree_free(tree);
    return ok;
}
