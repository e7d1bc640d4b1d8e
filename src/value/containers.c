/* SPDX-License-Identifier: MIT */
/*
 * Lists, sets, maps, hashes and pairs: a count, then elements, or keys and values in turn. A pair
 * has no count, and neither has a record, the class of a program.
 */
#include "value/coder.h"
#include "value/order.h"
#include "value/tree.h"
#include "value/user_types.h"

/* The types of an entry's nodes in turn. */
static const qsm_type *node_type(const qsm_type *type, size_t index)
{
    if (type->kind == QSM_KIND_RECORD)
        return type->record->fields[index].type;
    return type->kind == QSM_KIND_LIST ? type->of[0] : type->of[index % 2];
}

void qsm__items_path(qsm_coder *c, const qsm_type *type, const qsm_variant *key, uint64_t index)
{
    if (type->kind == QSM_KIND_RECORD)
        key = &type->record->fields[index].key;
    bool has_text = key != NULL && key->type != NULL && key->type->kind == QSM_KIND_TEXT;
    const qsm_text *text = has_text ? qsm__variant_value(key) : NULL;
    if (text != NULL && text->data != NULL)
        qsm__stream_path_key(c->stream, text->data, text->size);
    else
        qsm__stream_path_index(c->stream, index);
}

/* The same for node `index` of a container; nodes: of its entry. */
static void add_path(qsm_coder *c, const qsm_type *type, const qsm_variant *nodes, size_t index)
{
    size_t each = qsm__entry_nodes(type);
    qsm__items_path(c, type, each == 2 && index % 2 == 1 ? nodes : NULL, index / each);
}

/* Writes an entry, or a pair. */
static bool encode_nodes(qsm_coder *c, const qsm_type *type, const qsm_items *items, size_t first,
                         size_t count)
{
    bool ok = true;
    for (size_t i = first; i < first + count && ok; i++) {
        qsm_variant *node = qsm__items_at(items, i);
        ok = qsm__code_slot(c, node_type(type, i), node);
        if (!ok)
            add_path(c, type, i > 0 ? qsm__items_at(items, i - 1) : node, i);
    }
    return ok;
}

/* Qt 5 writes a map from its last key to its first; values of equal keys as they were inserted. */
static bool encode_backwards(qsm_coder *c, const qsm_type *type, const qsm_items *items)
{
    bool ok = true;
    for (size_t end = items->count / 2; end > 0 && ok;) {
        size_t start = end - 1;
        while (start > 0 && qsm__compare_keys(qsm__items_at(items, 2 * start - 2),
                                              qsm__items_at(items, 2 * start)) == 0)
            start--;
        for (size_t i = start; i < end && ok; i++)
            ok = encode_nodes(c, type, items, 2 * i, 2);
        end = start;
    }
    return ok;
}

/* False: fewer values than a pair or a record has. Its reading has failed. */
static bool is_whole(qsm_coder *c, const qsm_type *type, const qsm_items *items)
{
    size_t position = qsm__stream_position(c->stream);
    if (type->kind == QSM_KIND_PAIR && items->count != 2)
        return qsm__coder_fail(c, QSM_DATA_STREAM_WRITE_FAILED, position,
                               "a pair without its two values");
    if (type->kind == QSM_KIND_RECORD && items->count != type->record->count)
        return qsm__coder_fail(c, QSM_DATA_STREAM_WRITE_FAILED, position, "%s: fields are missing",
                               type->name);
    return true;
}

static bool encode(qsm_coder *c, const qsm_type *type, const qsm_items *items)
{
    qsm_data_stream_status_code older;
    if (!is_whole(c, type, items))
        return false;
    if (!qsm__coder_enter(c, &older))
        return false;
    uint64_t count = items->count / qsm__entry_nodes(type);
    bool counted = type->kind != QSM_KIND_PAIR && type->kind != QSM_KIND_RECORD;
    bool ok = !counted || qsm__code_count(c, &count);
    if (ok && type->kind == QSM_KIND_MAP && items->built && c->qt < QSM_QT_6)
        ok = encode_backwards(c, type, items);
    else if (ok)
        ok = encode_nodes(c, type, items, 0, items->count);
    qsm__coder_leave(c, older);
    return ok;
}

/* Where the nodes of an entry are read. */
typedef struct decoder {
    qsm_items *items;
    size_t room; /* nodes of the array */
    size_t each; /* nodes of an entry */
    qsm_loop loop;
} decoder;

static bool no_room(qsm_coder *c)
{
    return qsm__coder_fail(c, QSM_DATA_STREAM_READ_PAST_END, qsm__stream_position(c->stream),
                           "an element: no bytes are left");
}

/* The value behind a key that has failed: the error stays where it was. */
static bool read_after_error(qsm_coder *c, const qsm_type *type, qsm_variant *node)
{
    bool open = qsm__stream_path_hold(c->stream);
    bool ok = qsm__code_slot(c, type, node);
    qsm__stream_path_resume(c->stream, open);
    return ok;
}

/* Reads an entry into the array. A key and its value are both read, also if the key failed: as in
 * Qt. */
static bool read_entry(qsm_coder *c, const qsm_type *type, const decoder *d)
{
    qsm_items *items = d->items;
    if (d->room - items->count < d->each)
        return no_room(c);
    if (!qsm__coder_element(c))
        return false;
    qsm_variant *nodes = &items->nodes[items->count];
    bool ok = true;
    for (size_t i = 0; i < d->each; i++) {
        qsm__variant_reset(&nodes[i], c->tree);
        bool read = ok ? qsm__code_slot(c, type->of[i], &nodes[i])
                       : read_after_error(c, type->of[i], &nodes[i]);
        if (ok && !read)
            add_path(c, type, nodes, items->count + i);
        ok = ok && read;
    }
    items->count += d->each;
    return c->stream->status == QSM_DATA_STREAM_OK;
}

/* The same in memory that is given back. */
static bool skip_entry(qsm_coder *c, const qsm_type *type, const decoder *d, uint64_t index)
{
    qsm_variant nodes[2];
    bool ok = true;
    qsm__coder_note(c, &d->loop, index);
    if (!qsm__coder_element(c))
        return false;
    qsm_arena before = c->tree->arena;
    for (size_t i = 0; i < d->each; i++) {
        qsm__variant_reset(&nodes[i], c->tree);
        bool read = ok ? qsm__code_slot(c, type->of[i], &nodes[i])
                       : read_after_error(c, type->of[i], &nodes[i]);
        if (ok && !read)
            add_path(c, type, nodes, (size_t)index * d->each + i);
        ok = ok && read;
    }
    qsm__arena_back(&c->tree->arena, &before);
    return c->stream->status == QSM_DATA_STREAM_OK;
}

static bool decode_entry(qsm_coder *c, const qsm_type *type, const decoder *d, uint64_t index)
{
    return c->mode == QSM_MODE_READ ? read_entry(c, type, d) : skip_entry(c, type, d, index);
}

/* Memory for the nodes: never more than the bytes that are left can give. */
static bool make_nodes(qsm_coder *c, const qsm_type *type, decoder *d, uint64_t count)
{
    bool two = type->kind != QSM_KIND_LIST;
    size_t least = qsm__type_least(type->of[0], c->version) +
                   (two ? qsm__type_least(type->of[1], c->version) : 0U);
    d->each = two ? 2 : 1;
    if (c->mode != QSM_MODE_READ || count == 0)
        return true;
    size_t entries = qsm__least_fits(c, count, least);
    size_t room = two ? entries * 2 : entries;
    d->items->nodes = qsm__code_nodes(c, room);
    d->items->capacity = d->room = room;
    return d->items->nodes != NULL;
}

bool qsm__items_begin(qsm_coder *c, const qsm_type *type, uint64_t *entries,
                      qsm_data_stream_status_code *older)
{
    *entries = type->kind == QSM_KIND_RECORD ? type->record->count : 1;
    *older = QSM_DATA_STREAM_OK;
    if (type->kind == QSM_KIND_PAIR || type->kind == QSM_KIND_RECORD)
        return qsm__coder_deeper(c);
    if (!qsm__coder_enter(c, older))
        return false;
    if (qsm__code_count(c, entries))
        return true;
    qsm__coder_leave(c, *older);
    return false;
}

void qsm__items_end(qsm_coder *c, qsm_data_stream_status_code older)
{
    qsm__coder_leave(c, older);
}

/* A field in its place. Skipping: in memory that is given back. */
static bool decode_field(qsm_coder *c, const qsm_type *type, qsm_items *items, size_t index,
                         bool ok)
{
    const qsm_type *of = type->record->fields[index].type;
    qsm_variant scratch;
    qsm_variant *node = c->mode == QSM_MODE_READ ? &items->nodes[index] : &scratch;
    qsm_arena before = c->tree->arena;
    qsm__variant_reset(node, c->tree);
    items->count = c->mode == QSM_MODE_READ ? index + 1 : 0;
    bool read = ok ? qsm__code_slot(c, of, node) : read_after_error(c, of, node);
    if (ok && !read)
        add_path(c, type, NULL, index);
    if (c->mode != QSM_MODE_READ)
        qsm__arena_back(&c->tree->arena, &before);
    return ok && read;
}

bool qsm__record_fields(qsm_coder *c, const qsm_type *type, qsm_items *items, size_t first, bool ok)
{
    qsm_loop loop;
    qsm__coder_loop(c, &loop);
    size_t count = type->record->count;
    size_t i = loop.first > 0 ? (size_t)loop.first : first;
    for (; i < count; i++) {
        qsm__coder_note(c, &loop, i);
        if (!qsm__coder_element(c))
            break;
        ok = decode_field(c, type, items, i, ok);
    }
    qsm__coder_note(c, &loop, i);
    return ok && c->stream->status == QSM_DATA_STREAM_OK;
}

static bool decode_record(qsm_coder *c, const qsm_type *type, qsm_items *items)
{
    uint64_t count;
    qsm_data_stream_status_code older;
    if (!qsm__items_begin(c, type, &count, &older))
        return false;
    bool ok = true;
    if (c->mode == QSM_MODE_READ) {
        items->nodes = qsm__code_nodes(c, (size_t)count);
        items->capacity = (size_t)count;
        ok = items->nodes != NULL;
    }
    ok = ok && qsm__record_fields(c, type, items, 0, true);
    qsm__items_end(c, older);
    return ok;
}

static bool decode(qsm_coder *c, const qsm_type *type, qsm_items *items)
{
    decoder d = {.items = items};
    qsm_data_stream_status_code older;
    uint64_t entries;
    if (!qsm__items_begin(c, type, &entries, &older))
        return false;
    bool ok = make_nodes(c, type, &d, entries);
    qsm__coder_loop(c, &d.loop);
    for (uint64_t i = d.loop.first; i < entries && ok; i++)
        ok = decode_entry(c, type, &d, i);
    ok = ok && c->stream->status == QSM_DATA_STREAM_OK;
    qsm__coder_note(c, &d.loop, entries);
    if (!ok && type->kind != QSM_KIND_PAIR)
        items->count = 0;
    qsm__items_end(c, older);
    return ok;
}

bool qsm__type_items(qsm_coder *c, const qsm_type *type, void *value)
{
    if (!qsm__decoding(c))
        return encode(c, type, value);
    return type->kind == QSM_KIND_RECORD ? decode_record(c, type, value) : decode(c, type, value);
}
