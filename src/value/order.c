/* SPDX-License-Identifier: MIT */
#include "value/order.h"

#include <string.h>

#include "value/number.h"

static int compare_bytes(const qsm_bytes *one, const qsm_bytes *other)
{
    size_t common = one->size < other->size ? one->size : other->size;
    int order = common > 0 ? memcmp(one->data, other->data, common) : 0;
    return order != 0 ? order : (one->size > other->size) - (one->size < other->size);
}

int qsm__compare_keys(const qsm_variant *one, const qsm_variant *other)
{
    const qsm_type *type = one->type;
    const void *left = qsm__variant_value(one);
    const void *right = qsm__variant_value(other);
    if (type == NULL || other->type == NULL || other->type->kind != type->kind || left == NULL ||
        right == NULL)
        return 0;
    switch ((qsm_kind)type->kind) {
    case QSM_KIND_TEXT:
        return qsm_text_compare(*(const qsm_text *)left, *(const qsm_text *)right);
    case QSM_KIND_BYTES:
        return compare_bytes(left, right);
    case QSM_KIND_BOOL:
    case QSM_KIND_SIGNED:
    case QSM_KIND_UNSIGNED:
    case QSM_KIND_FLOAT:
        return qsm__compare_numbers(type, left, right);
    default:
        return 0;
    }
}

/* Merges two sorted parts of pairs; each entry is two pointers. */
static void merge(qsm_variant **out, qsm_variant **in, size_t left, size_t count, int sign)
{
    size_t one = 0;
    size_t other = left;
    for (size_t i = 0; i < count; i++) {
        bool first = other >= count ||
                     (one < left && sign * qsm__compare_keys(in[2 * one], in[2 * other]) <= 0);
        size_t from = first ? one++ : other++;
        out[2 * i] = in[2 * from];
        out[2 * i + 1] = in[2 * from + 1];
    }
}

bool qsm__items_sort(qsm_items *items, qsm_tree *tree, bool descending)
{
    size_t pairs = items->count / 2;
    if (pairs < 2)
        return true;
    if (!qsm__items_make_order(items, tree))
        return false;
    qsm_variant **from = items->order;
    qsm_variant **to = qsm__arena_take(&tree->arena, items->capacity * sizeof(void *));
    if (to == NULL)
        return false;
    for (size_t width = 1; width < pairs; width *= 2) {
        for (size_t at = 0; at < pairs; at += 2 * width) {
            size_t count = pairs - at < 2 * width ? pairs - at : 2 * width;
            size_t left = count < width ? count : width;
            merge(to + 2 * at, from + 2 * at, left, count, descending ? -1 : 1);
        }
        qsm_variant **swap = from;
        from = to;
        to = swap;
    }
    items->order = from;
    return true;
}

size_t qsm__items_place(const qsm_items *items, const qsm_variant *key)
{
    size_t low = 0;
    size_t high = items->count / 2;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (qsm__compare_keys(qsm__items_at(items, 2 * middle), key) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
