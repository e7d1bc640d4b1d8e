/* SPDX-License-Identifier: MIT */
/*
 * Lists, sets, maps, hashes and pairs: a count, then elements, or keys and values in turn. A pair
 * has no count.
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

static const qsm_text *field_name(const qsm_type *type, size_t index)
{
    return qsm__variant_value(&type->record->fields[index].key);
}

/* Puts the place of an error before its path. */
static void add_path(qsm_coder *c, const qsm_type *type, const qsm_variant *nodes, size_t index)
{
    size_t each = qsm__entry_nodes(type);
    const qsm_variant *key = each == 2 && index % 2 == 1 ? &nodes[0] : NULL;
    const qsm_text *text = key != NULL && key->type != NULL && key->type->kind == QSM_KIND_TEXT
                               ? qsm__variant_value(key)
                               : NULL;
    if (type->kind == QSM_KIND_RECORD)
        text = field_name(type, index);
    if (text != NULL && text->data != NULL)
        qsm__stream_path_key(c->stream, text->data, text->size);
    else
        qsm__stream_path_index(c->stream, index / each);
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

static bool encode(qsm_coder *c, const qsm_type *type, const qsm_items *items)
{
    qsm_data_stream_status_code older;
    if (!qsm__coder_enter(c, &older))
        return false;
    uint64_t count = items->count / qsm__entry_nodes(type);
    bool counted = type->kind != QSM_KIND_PAIR && type->kind != QSM_KIND_RECORD;
    bool ok = !counted || qsm__code_count(c, &count);
    if (type->kind == QSM_KIND_RECORD && items->count != type->record->count)
        ok = qsm__coder_fail(c, QSM_DATA_STREAM_WRITE_FAILED, qsm__stream_position(c->stream),
                             "%s: fields are missing", type->name);
    if (ok && type->kind == QSM_KIND_MAP && items->built && c->qt < 0x060000)
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
} decoder;

static bool no_room(qsm_coder *c)
{
    return qsm__coder_fail(c, QSM_DATA_STREAM_READ_PAST_END, qsm__stream_position(c->stream),
                           "an element: no bytes are left");
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
        bool read = qsm__code_slot(c, type->of[i], &nodes[i]);
        if (ok && !read)
            add_path(c, type, nodes, items->count + i);
        ok = ok && read;
    }
    items->count += d->each;
    return c->stream->status == QSM_DATA_STREAM_OK;
}

/* The same in memory that is given back; a visitor sees the entry. */
static bool show_entry(qsm_coder *c, const qsm_type *type, const decoder *d, uint64_t index)
{
    qsm_variant nodes[2];
    bool failed = false;
    if (!qsm__coder_element(c))
        return false;
    qsm_arena before = c->tree->arena;
    for (size_t i = 0; i < d->each; i++) {
        qsm__variant_reset(&nodes[i], c->tree);
        bool is_key = i == 0 && qsm__entry_nodes(type) == 2;
        unsigned quiet = c->quiet;
        c->quiet += is_key || failed; /* a list begins with the status Ok, also after an error */
        bool ok = qsm__code_slot(c, type->of[i], &nodes[i]);
        c->quiet = quiet;
        if (!ok && !failed)
            add_path(c, type, nodes, (size_t)index * d->each + i);
        else if (ok && is_key)
            qsm__coder_visit(c, QSM_VISIT_KEY, type, nodes[0].offset, 0, &nodes[0]);
        failed = failed || !ok;
    }
    qsm__arena_back(&c->tree->arena, &before);
    return c->stream->status == QSM_DATA_STREAM_OK;
}

static bool decode_entry(qsm_coder *c, const qsm_type *type, const decoder *d, uint64_t index)
{
    return c->mode == QSM_MODE_READ ? read_entry(c, type, d) : show_entry(c, type, d, index);
}

/* Memory for the nodes: never more than the bytes that are left can give. */
static bool make_nodes(qsm_coder *c, const qsm_type *type, decoder *d, uint64_t count)
{
    bool two = type->kind != QSM_KIND_LIST;
    size_t least = type->of[0]->least + (two ? type->of[1]->least : 0U);
    d->each = two ? 2 : 1;
    if (c->mode != QSM_MODE_READ || count == 0)
        return true;
    size_t entries = qsm__least_fits(c, count, least);
    size_t room = two ? entries * 2 : entries;
    d->items->nodes = qsm__code_nodes(c, room);
    d->items->capacity = d->room = room;
    return d->items->nodes != NULL;
}

/* Where a container begins: with the header of its QVariant. */
typedef struct place {
    size_t offset;
    bool in_variant;
} place;

static place begin(qsm_coder *c)
{
    place at = {c->in_variant ? c->header : qsm__stream_position(c->stream), c->in_variant};
    c->in_variant = false; /* its elements do not */
    return at;
}

static bool show(qsm_coder *c, qsm_visit_kind kind, const qsm_type *type, place at, uint64_t count)
{
    c->in_variant = at.in_variant;
    bool ok = qsm__coder_visit(c, kind, type, at.offset, count, NULL);
    c->in_variant = false;
    return ok;
}

static bool decode_pair(qsm_coder *c, const qsm_type *type, qsm_items *items)
{
    decoder d = {.items = items};
    place at = begin(c);
    bool ok = show(c, QSM_VISIT_BEGIN, type, at, 2);
    if (!qsm__coder_deeper(c))
        return false;
    ok = make_nodes(c, type, &d, 1) && decode_entry(c, type, &d, 0) && ok;
    c->depth--;
    show(c, QSM_VISIT_END, type, at, 2);
    return ok;
}

/* A field in its place. Showing: in memory that is given back, and the visitor sees its name. */
static bool decode_field(qsm_coder *c, const qsm_type *type, qsm_items *items, size_t index)
{
    const qsm_record_field *field = &type->record->fields[index];
    qsm_variant scratch;
    qsm_variant *node = c->mode == QSM_MODE_READ ? &items->nodes[index] : &scratch;
    qsm_arena before = c->tree->arena;
    qsm__variant_reset(node, c->tree);
    items->count = c->mode == QSM_MODE_READ ? index + 1 : 0;
    qsm__coder_visit(c, QSM_VISIT_KEY, type, qsm__stream_position(c->stream), 0, &field->key);
    bool ok = qsm__code_slot(c, field->type, node);
    if (c->mode != QSM_MODE_READ)
        qsm__arena_back(&c->tree->arena, &before);
    return ok;
}

/* All fields are read, also after an error, as by the operators of Qt programs. */
static bool decode_fields(qsm_coder *c, const qsm_type *type, qsm_items *items)
{
    size_t count = type->record->count;
    unsigned quiet = c->quiet;
    bool ok = true;
    if (c->mode == QSM_MODE_READ) {
        items->nodes = qsm__code_nodes(c, count);
        items->capacity = count;
        if (items->nodes == NULL)
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!qsm__coder_element(c))
            break;
        bool read = decode_field(c, type, items, i);
        if (ok && !read) {
            add_path(c, type, items->nodes, i);
            c->quiet++; /* nothing is shown after an error; a list begins with the status Ok */
        }
        ok = ok && read;
    }
    c->quiet = quiet;
    return ok && c->stream->status == QSM_DATA_STREAM_OK;
}

static bool decode_record(qsm_coder *c, const qsm_type *type, qsm_items *items)
{
    place at = begin(c);
    bool ok = show(c, QSM_VISIT_BEGIN, type, at, type->record->count);
    if (!qsm__coder_deeper(c))
        return false;
    ok = decode_fields(c, type, items) && ok;
    c->depth--;
    show(c, QSM_VISIT_END, type, at, type->record->count);
    return ok;
}

static bool decode(qsm_coder *c, const qsm_type *type, qsm_items *items)
{
    decoder d = {.items = items};
    qsm_data_stream_status_code older;
    uint64_t count;
    place at = begin(c);
    if (!qsm__coder_enter(c, &older))
        return false;
    bool ok = qsm__code_count(c, &count);
    c->depth--;
    ok = show(c, QSM_VISIT_BEGIN, type, at, count) && ok;
    c->depth++;
    ok = ok && make_nodes(c, type, &d, count);
    for (uint64_t i = 0; i < count && ok; i++)
        ok = decode_entry(c, type, &d, i);
    ok = ok && c->stream->status == QSM_DATA_STREAM_OK;
    if (!ok)
        items->count = 0;
    qsm__coder_leave(c, older);
    show(c, QSM_VISIT_END, type, at, count);
    return ok;
}

bool qsm__type_items(qsm_coder *c, const qsm_type *type, void *value)
{
    if (!qsm__decoding(c))
        return encode(c, type, value);
    if (type->kind == QSM_KIND_RECORD)
        return decode_record(c, type, value);
    return type->kind == QSM_KIND_PAIR ? decode_pair(c, type, value) : decode(c, type, value);
}
