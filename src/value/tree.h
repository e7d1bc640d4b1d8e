/* SPDX-License-Identifier: MIT */
/* The inside of qsm_tree and qsm_variant. */
#ifndef QSM_VALUE_TREE_H
#define QSM_VALUE_TREE_H

#include <string.h>

#include <qsm/variant.h>

#include "value/arena.h"
#include "value/types.h"

enum { QSM_NULL_BY_QT = 2 };         /* is_null of a new nullptr: Qt 5 writes 0, Qt 6 writes 1 */
enum { QSM_INLINE_BYTES = 16 };      /* C values up to this size stand in the node itself */
enum { QSM_TREE_MOST_DEPTH = 1000 }; /* of what a program can build: recursion ends */

/* The memory of values that are read, by default: so many times the bytes of the stream. */
enum { QSM_TREE_MEMORY_FACTOR = 64 };

/*
 * A node: one value. It never moves. A node within a QVariant, and a node in a QList<int>, are the
 * same: whether a header is written is decided by the type of the container's elements.
 */
struct qsm_variant {
    qsm_tree *tree;
    const qsm_type *type; /* NULL: invalid */
    size_t offset;        /* in the stream that it was read from; SIZE_MAX: not read */
    size_t size;
    union {
        unsigned char bytes[QSM_INLINE_BYTES];
        void *pointer; /* larger C values */
        uint64_t aligned;
        double also_aligned;
    } value;
    uint8_t is_null; /* the flag of the wire */
    uint16_t slot;   /* of a value that a schema has read: its type in the schema, from 1 on */
};

/* More than one set of types that a tree holds. */
typedef struct qsm_held_types {
    struct qsm_types *types;
    struct qsm_held_types *next;
} qsm_held_types;

struct qsm_tree {
    qsm_arena arena;
    qsm_variant root;
    qsm_held_types held; /* the types of a program that values of the tree have */
};

/*
 * Holds the types of a program, which values get: until the tree is cleared or freed. NULL: those
 * of Qt. False with ENOMEM.
 */
bool qsm__tree_hold(qsm_tree *tree, struct qsm_types *types);

/*
 * The elements of a container, or the pairs: key and value in turn. A container that was read is
 * one array. The first change makes order, so that no node moves.
 */
typedef struct qsm_items {
    qsm_variant *nodes;
    qsm_variant **order; /* NULL: nodes[0], nodes[1]... */
    size_t count;        /* nodes: two for each pair */
    size_t capacity;     /* of order, or of nodes without it */
    bool built;          /* by the program: a map is sorted when it is written */
} qsm_items;

static inline qsm_variant *qsm__items_at(const qsm_items *items, size_t index)
{
    return items->order != NULL ? items->order[index] : &items->nodes[index];
}

/* For a node that is only read, by functions that both read and write. */
static inline qsm_variant *qsm__variant_mutable(const qsm_variant *variant)
{
    union {
        const qsm_variant *from;
        qsm_variant *to;
    } pointer = {.from = variant};
    return pointer.to;
}

/* The C value of a node; NULL if it has none (invalid, or memory was out). */
static inline void *qsm__variant_value(const qsm_variant *variant)
{
    const qsm_type *type = variant->type;
    if (type == NULL || type->size == 0)
        return NULL;
    if (type->size <= QSM_INLINE_BYTES)
        return qsm__variant_mutable(variant)->value.bytes;
    return variant->value.pointer;
}

/* Makes a node invalid. What it had stays in the arena. */
static inline void qsm__variant_reset(qsm_variant *variant, qsm_tree *tree)
{
    *variant = (qsm_variant){.tree = tree, .offset = SIZE_MAX, .is_null = 1};
}

/* The same for C values that do not fit into the node. */
void *qsm__variant_become_large(qsm_variant *variant, const qsm_type *type);

/* Gives a node a type and a value of zeros. NULL when memory is out: then the node is invalid. */
static inline void *qsm__variant_become(qsm_variant *variant, const qsm_type *type)
{
    variant->type = type;
    variant->is_null = type->kind == QSM_KIND_NOTHING ? QSM_NULL_BY_QT : 0;
    if (type->size > QSM_INLINE_BYTES)
        return qsm__variant_become_large(variant, type);
    memset(&variant->value, 0, sizeof variant->value);
    return variant->value.bytes;
}

/* Makes room for count more nodes behind the last. Returns the first; NULL when memory is out. */
qsm_variant *qsm__items_add(qsm_items *items, qsm_tree *tree, size_t count);

/* Makes the array of pointers, before a change of order. False when memory is out. */
bool qsm__items_make_order(qsm_items *items, qsm_tree *tree);

/* Whether the type has elements, pairs or fields. */
static inline bool qsm__is_container(const qsm_type *type)
{
    return type != NULL && type->kind >= QSM_KIND_LIST && type->kind <= QSM_KIND_RECORD;
}

/* The elements of a node whose type is a container. They never fit into the node. */
static inline qsm_items *qsm__variant_items(const qsm_variant *variant)
{
    return variant->value.pointer;
}

/* What a QVariant within a QVariant holds: of the kind VARIANT. */
static inline qsm_variant *qsm__variant_inner(const qsm_variant *variant)
{
    return variant->value.pointer;
}

/* A QVariant within a QVariant has the value, and the elements, of the inner one. */
static inline const qsm_variant *qsm__variant_innermost(const qsm_variant *variant)
{
    while (variant != NULL && variant->type != NULL && variant->type->kind == QSM_KIND_VARIANT)
        variant = qsm__variant_inner(variant);
    return variant;
}

/* The C value of a node, or of a QVariant within it, that has this coder. NULL: another coder. */
static inline const void *qsm__variant_coded(const qsm_variant *variant, qsm_code *code)
{
    variant = qsm__variant_innermost(variant);
    if (variant == NULL || variant->type == NULL || variant->type->code != code)
        return NULL;
    return qsm__variant_value(variant);
}

/* Nodes of one entry: 2 for maps. */
static inline size_t qsm__entry_nodes(const qsm_type *type)
{
    return type->kind == QSM_KIND_MAP || type->kind == QSM_KIND_HASH ? 2 : 1;
}

/* For a type of the kind TEXT: a copy of the text. False with EINVAL or ENOMEM. */
bool qsm__variant_set_text_type(qsm_variant *variant, const qsm_type *type, qsm_text text);

/* Copies a struct with all that it points to into a node of its type. False with ENOMEM. */
bool qsm__variant_copy_struct(qsm_variant *to, const void *value);

/* An empty container of the type. False with ENOMEM. */
bool qsm__variant_set_items(qsm_variant *variant, const qsm_type *type);

/* A new pair of a map or hash, in its place; key is taken over. Returns the value; NULL: ENOMEM. */
qsm_variant *qsm__items_insert(qsm_variant *map, const qsm_variant *key);

/* qsm_variant_find() for a key that need not end with a NUL. */
const qsm_variant *qsm__variant_find(const qsm_variant *map, const char *key, size_t size);

#endif
