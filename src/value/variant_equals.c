/* SPDX-License-Identifier: MIT */
/* Equality and copies. Structs are compared and copied as their bytes on the wire. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "value/coder.h"
#include "value/order.h"
#include "value/tree.h"

static bool equals(const qsm_variant *a, const qsm_variant *b, unsigned depth);

/* A value at the newest version. NULL: no memory, or it cannot be written. */
static qsm_data_stream *wire_of(const qsm_variant *variant)
{
    qsm_coder c;
    qsm_data_stream *stream = qsm_data_stream_new_buffer();
    if (stream == NULL)
        return NULL;
    qsm_data_stream_set_version(stream, QSM_DATA_STREAM_QT_6_11);
    qsm__coder_begin(&c, stream, QSM_MODE_WRITE, NULL, NULL);
    qsm__code_value(&c, variant->type, qsm__variant_mutable(variant));
    if (qsm__coder_end(&c))
        return stream;
    qsm_data_stream_free(stream);
    return NULL;
}

static bool equal_structs(const qsm_variant *a, const qsm_variant *b)
{
    qsm_data_stream *one = wire_of(a);
    qsm_data_stream *other = wire_of(b);
    bool equal =
        one != NULL && other != NULL && qsm_data_stream_size(one) == qsm_data_stream_size(other) &&
        memcmp(qsm_data_stream_data(one), qsm_data_stream_data(other), qsm_data_stream_size(one)) ==
            0;
    qsm_data_stream_free(one);
    qsm_data_stream_free(other);
    return equal;
}

static bool equal_bytes(const qsm_bytes *a, const qsm_bytes *b)
{
    return a->size == b->size && (a->data == NULL) == (b->data == NULL) &&
           (a->data == NULL || b->data == NULL || memcmp(a->data, b->data, a->size) == 0);
}

/* The index of the same pair in the other map: of equal keys, the one with the same number. */
static size_t partner(const qsm_items *a, const qsm_items *b, size_t index, unsigned depth)
{
    const qsm_variant *key = qsm__items_at(a, index);
    size_t number = 0;
    if (equals(key, qsm__items_at(b, index), depth))
        return index;
    for (size_t i = 0; i < index; i += 2)
        number += equals(qsm__items_at(a, i), key, depth);
    for (size_t i = 0; i < b->count; i += 2) {
        if (equals(qsm__items_at(b, i), key, depth) && number-- == 0)
            return i;
    }
    return SIZE_MAX;
}

static bool equal_items(const qsm_type *type, const qsm_items *a, const qsm_items *b,
                        unsigned depth)
{
    if (a->count != b->count || depth > QSM_TREE_MOST_DEPTH)
        return false;
    if (qsm__entry_nodes(type) == 1) {
        for (size_t i = 0; i < a->count; i++) {
            if (!equals(qsm__items_at(a, i), qsm__items_at(b, i), depth + 1))
                return false;
        }
        return true;
    }
    for (size_t i = 0; i < a->count; i += 2) {
        size_t other = partner(a, b, i, depth + 1);
        if (other == SIZE_MAX ||
            !equals(qsm__items_at(a, i + 1), qsm__items_at(b, other + 1), depth + 1))
            return false;
    }
    return true;
}

/* NULL is an invalid value: also within a QVariant for which there was no memory. */
static bool equals(const qsm_variant *a, const qsm_variant *b, unsigned depth)
{
    const qsm_type *type = a != NULL ? a->type : NULL;
    if (a == b) /* also one that cannot be written */
        return true;
    if (type == NULL || b == NULL || b->type == NULL)
        return type == NULL && (b == NULL || b->type == NULL);
    if (type != b->type && strcmp(type->name, b->type->name) != 0)
        return false;
    if (a->is_null != b->is_null && type->kind != QSM_KIND_NOTHING)
        return false;
    if (qsm__is_container(type))
        return equal_items(type, qsm__variant_items(a), qsm__variant_items(b), depth);
    switch ((qsm_kind)type->kind) {
    case QSM_KIND_NOTHING:
        return true;
    case QSM_KIND_TEXT:
    case QSM_KIND_BYTES: /* the structs are alike */
        return equal_bytes((const void *)a->value.bytes, (const void *)b->value.bytes);
    case QSM_KIND_VARIANT:
        return equals(qsm__variant_inner(a), qsm__variant_inner(b), depth + 1);
    case QSM_KIND_STRUCT:
        return equal_structs(a, b);
    default:
        return memcmp(a->value.bytes, b->value.bytes, type->size) == 0;
    }
}

bool qsm_variant_equals(const qsm_variant *a, const qsm_variant *b)
{
    return equals(a, b, 0);
}
