/* SPDX-License-Identifier: MIT */
/* The memory of a tree, and its nodes. */
#include "value/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "value/user_types.h"

static void release_types(qsm_tree *tree)
{
    qsm_held_types *held = tree->held.next;
    qsm__types_release(tree->held.types);
    while (held != NULL) {
        qsm_held_types *next = held->next;
        qsm__types_release(held->types);
        free(held);
        held = next;
    }
    tree->held = (qsm_held_types){NULL, NULL};
}

bool qsm__tree_hold(qsm_tree *tree, struct qsm_types *types)
{
    qsm_held_types *at = &tree->held;
    if (types == NULL)
        return true;
    for (; at->types != types && at->next != NULL; at = at->next)
        ;
    if (at->types == types)
        return true;
    if (at->types != NULL) { /* only the first one has a place; memory of the arena may go back */
        qsm_held_types *made = calloc(1, sizeof *made);
        if (made == NULL)
            return false;
        at->next = made;
        at = made;
    }
    at->types = qsm__types_hold(types);
    return true;
}

qsm_tree *qsm_tree_new(void)
{
    qsm_tree *tree = calloc(1, sizeof *tree);
    if (tree != NULL)
        qsm__variant_reset(&tree->root, tree);
    return tree;
}

void qsm_tree_free(qsm_tree *tree)
{
    if (tree == NULL)
        return;
    release_types(tree);
    qsm__arena_free(&tree->arena);
    free(tree);
}

void qsm_tree_clear(qsm_tree *tree)
{
    if (tree == NULL) {
        errno = EINVAL;
        return;
    }
    release_types(tree);
    qsm__arena_clear(&tree->arena);
    qsm__variant_reset(&tree->root, tree);
}

qsm_variant *qsm_tree_root(qsm_tree *tree)
{
    if (tree == NULL) {
        errno = EINVAL;
        return NULL;
    }
    return &tree->root;
}

void *qsm__variant_become_large(qsm_variant *variant, const qsm_type *type)
{
    variant->value.pointer = qsm__arena_zero(&variant->tree->arena, type->size);
    if (variant->value.pointer == NULL)
        qsm__variant_reset(variant, variant->tree);
    return variant->value.pointer;
}

/* The first change: from then on, nodes are found by pointers. */
static bool make_order(qsm_items *items, qsm_arena *arena, size_t capacity)
{
    if (capacity > SIZE_MAX / sizeof(void *))
        return false;
    qsm_variant **order = qsm__arena_take(arena, capacity * sizeof(void *));
    if (order == NULL)
        return false;
    for (size_t i = 0; i < items->count; i++)
        order[i] = qsm__items_at(items, i);
    items->order = order;
    items->capacity = capacity;
    return true;
}

bool qsm__items_make_order(qsm_items *items, qsm_tree *tree)
{
    return items->order != NULL || make_order(items, &tree->arena, items->count + 8);
}

qsm_variant *qsm__items_add(qsm_items *items, qsm_tree *tree, size_t count)
{
    size_t wanted = items->count + count;
    if ((items->order == NULL || wanted > items->capacity) &&
        !make_order(items, &tree->arena, wanted + wanted / 2 + 8))
        return NULL;
    qsm_variant *nodes = qsm__arena_take(&tree->arena, count * sizeof *nodes);
    if (nodes == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        qsm__variant_reset(&nodes[i], tree);
        items->order[items->count++] = &nodes[i];
    }
    return nodes;
}
