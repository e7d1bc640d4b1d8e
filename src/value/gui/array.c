/* SPDX-License-Identifier: MIT */
/* Arrays that are parts of values: of plain structs, without nodes. */
#include "value/gui/gui.h"
#include "value/tree.h"

/* An item of a value that is only read: its coder gets a copy. */
static bool encode_item(qsm_coder *c, const qsm_array *array, size_t index)
{
    union {
        unsigned char bytes[QSM_ARRAY_ITEM];
        double aligned;
        void *also_aligned;
    } copy;
    memcpy(copy.bytes, (const unsigned char *)array->items + index * array->size, array->size);
    return array->code(c, copy.bytes);
}

static bool encode_items(qsm_coder *c, const qsm_array *array)
{
    bool ok = true;
    for (size_t i = 0; i < array->count && ok; i++)
        ok = encode_item(c, array, i);
    return ok;
}

/* Reads until an item fails. What is known to fail is read, too: the position must be Qt's. */
static bool decode_all(qsm_coder *c, qsm_array *array, unsigned char *items, size_t room,
                       bool fails)
{
    for (size_t i = 0; i < room; i++) {
        if (!qsm__coder_element(c))
            return false;
        bool ok = array->code(c, items + array->size * i);
        if (!ok || (!fails && c->stream->status != QSM_DATA_STREAM_OK)) {
            qsm__stream_path_index(c->stream, i);
            return false;
        }
        array->count++;
    }
    return !fails;
}

/* Item by item, where the bytes that are left may not be all. Nothing is kept of them. */
static bool skip_items(qsm_coder *c, qsm_array *array, uint64_t count)
{
    qsm_loop loop;
    qsm__coder_loop(c, &loop);
    qsm_arena before = c->tree->arena;
    for (uint64_t i = loop.first; i < count; i++) {
        union {
            unsigned char bytes[QSM_ARRAY_ITEM];
            double aligned;
            void *also_aligned;
        } scratch = {{0}};
        qsm__coder_note(c, &loop, i);
        bool ok = qsm__coder_element(c) && array->code(c, scratch.bytes);
        qsm__arena_back(&c->tree->arena, &before);
        if (!ok || c->stream->status != QSM_DATA_STREAM_OK) {
            qsm__stream_path_index(c->stream, i);
            return false;
        }
    }
    qsm__coder_note(c, &loop, count);
    return c->stream->status == QSM_DATA_STREAM_OK;
}

/* Memory for as many items as the bytes that are left can give. */
static bool decode_items(qsm_coder *c, qsm_array *array, uint64_t count)
{
    array->items = NULL;
    array->count = 0;
    if (count == 0)
        return c->stream->status == QSM_DATA_STREAM_OK;
    if (c->progress != NULL)
        return skip_items(c, array, count);
    size_t room = qsm__least_fits(c, count, array->least);
    unsigned char *items = qsm__code_memory(c, room, array->size);
    if (items == NULL)
        return false;
    array->items = items;
    if (room < count)
        qsm__coder_fail(c, QSM_DATA_STREAM_READ_PAST_END, qsm__stream_position(c->stream),
                        "a list of %llu elements: more than the bytes that are left",
                        (unsigned long long)count);
    return decode_all(c, array, items, room, room < count);
}

bool qsm__code_array_items(qsm_coder *c, qsm_array *array, uint64_t count)
{
    return qsm__decoding(c) ? decode_items(c, array, count) : encode_items(c, array);
}

bool qsm__code_array(qsm_coder *c, qsm_array *array)
{
    qsm_data_stream_status_code older;
    uint64_t count = array->count;
    if (!qsm__coder_enter(c, &older))
        return false;
    bool ok = qsm__code_count(c, &count);
    ok = ok && qsm__code_array_items(c, array, count);
    if (!ok && qsm__decoding(c))
        array->count = 0;
    qsm__coder_leave(c, older);
    return ok;
}
