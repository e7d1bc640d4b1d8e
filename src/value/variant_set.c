/* SPDX-License-Identifier: MIT */
/* Values are built in place. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "stream/stream.h"
#include "value/order.h"
#include "value/tree.h"

static bool refuse(int error)
{
    errno = error;
    return false;
}

/* The C value of a row of the table, for a value that gets a new type. */
static void *become(qsm_variant *variant, qsm_variant_type_code type)
{
    if (variant == NULL) {
        errno = EINVAL;
        return NULL;
    }
    return qsm__variant_become(variant, &qsm__qt_types.core[type]);
}

#define SET_SCALAR(name, c_type, code)                                                             \
    bool qsm_variant_set_##name(qsm_variant *variant, c_type value)                                \
    {                                                                                              \
        void *memory = become(variant, code);                                                      \
        if (memory != NULL)                                                                        \
            memcpy(memory, &value, sizeof value);                                                  \
        return memory != NULL;                                                                     \
    }

SET_SCALAR(bool, bool, QSM_VARIANT_BOOL)
SET_SCALAR(int32, int32_t, QSM_VARIANT_INT)
SET_SCALAR(uint32, uint32_t, QSM_VARIANT_UINT)
SET_SCALAR(int64, int64_t, QSM_VARIANT_LONG_LONG)
SET_SCALAR(uint64, uint64_t, QSM_VARIANT_ULONG_LONG)
SET_SCALAR(double, double, QSM_VARIANT_DOUBLE)

bool qsm_variant_set_invalid(qsm_variant *variant)
{
    if (variant == NULL)
        return refuse(EINVAL);
    qsm__variant_reset(variant, variant->tree);
    return true;
}

/* A copy in the tree, with a NUL behind it. NULL stays NULL. False when memory is out. */
static bool copy(qsm_tree *tree, const void *data, size_t size, const void **copied)
{
    *copied = NULL;
    if (data == NULL)
        return true;
    char *memory = size < SIZE_MAX ? qsm__arena_take(&tree->arena, size + 1) : NULL;
    if (memory == NULL)
        return refuse(ENOMEM);
    memcpy(memory, data, size);
    memory[size] = '\0';
    *copied = memory;
    return true;
}

bool qsm__variant_set_text_type(qsm_variant *variant, const qsm_type *type, qsm_text text)
{
    const void *copied;
    if (!qsm_text_is_valid(text))
        return refuse(EINVAL);
    if (!copy(variant->tree, text.data, text.size, &copied))
        return false;
    qsm_text value = {copied, copied != NULL ? text.size : 0};
    memcpy(qsm__variant_become(variant, type), &value, sizeof value);
    return true;
}

/* The row of a name, if it has the kind; NULL with EINVAL. */
static const qsm_type *row_of(const qsm_variant *variant, const char *name, qsm_kind kind)
{
    const qsm_type *type = variant != NULL && name != NULL
                               ? qsm__type_by_name(&qsm__qt_types, name, strlen(name))
                               : NULL;
    if (type != NULL && type->kind == kind)
        return type;
    errno = EINVAL;
    return NULL;
}

bool qsm_variant_set_text_as(qsm_variant *variant, const char *type, qsm_text value)
{
    const qsm_type *row = row_of(variant, type, QSM_KIND_TEXT);
    return row != NULL && qsm__variant_set_text_type(variant, row, value);
}

bool qsm_variant_set_text(qsm_variant *variant, qsm_text value)
{
    return variant != NULL
               ? qsm__variant_set_text_type(variant, &qsm__qt_types.core[QSM_VARIANT_STRING], value)
               : refuse(EINVAL);
}

static bool set_bytes_type(qsm_variant *variant, const qsm_type *type, qsm_bytes value)
{
    const void *copied;
    if (!copy(variant->tree, value.data, value.size, &copied))
        return false;
    qsm_bytes bytes = {copied, copied != NULL ? value.size : 0};
    memcpy(qsm__variant_become(variant, type), &bytes, sizeof bytes);
    return true;
}

bool qsm_variant_set_bytes_as(qsm_variant *variant, const char *type, qsm_bytes value)
{
    const qsm_type *row = row_of(variant, type, QSM_KIND_BYTES);
    return row != NULL && set_bytes_type(variant, row, value);
}

bool qsm_variant_set_bytes(qsm_variant *variant, qsm_bytes value)
{
    return variant != NULL
               ? set_bytes_type(variant, &qsm__qt_types.core[QSM_VARIANT_BYTE_ARRAY], value)
               : refuse(EINVAL);
}

bool qsm__variant_set_items(qsm_variant *variant, const qsm_type *type)
{
    qsm_items *items = qsm__variant_become(variant, type);
    if (items == NULL)
        return refuse(ENOMEM);
    items->built = true;
    return true;
}

static bool set_items(qsm_variant *variant, qsm_variant_type_code type)
{
    return variant != NULL ? qsm__variant_set_items(variant, &qsm__qt_types.core[type])
                           : refuse(EINVAL);
}

bool qsm_variant_set_container(qsm_variant *variant, const char *type)
{
    const char *problem;
    if (variant == NULL || type == NULL)
        return refuse(EINVAL);
    int error = errno;
    errno = EINVAL; /* unless memory is out */
    const qsm_type *made = qsm__type_of_name(&qsm__qt_types, &variant->tree->arena, type,
                                             strlen(type), false, &problem);
    if (made == NULL)
        return false;
    errno = error;
    return qsm__is_container(made) ? qsm__variant_set_items(variant, made) : refuse(EINVAL);
}

bool qsm_variant_set_list(qsm_variant *variant)
{
    return set_items(variant, QSM_VARIANT_LIST);
}

bool qsm_variant_set_string_list(qsm_variant *variant)
{
    return set_items(variant, QSM_VARIANT_STRING_LIST);
}

bool qsm_variant_set_map(qsm_variant *variant)
{
    return set_items(variant, QSM_VARIANT_MAP);
}

bool qsm_variant_set_hash(qsm_variant *variant)
{
    return set_items(variant, QSM_VARIANT_HASH);
}

static qsm_variant *innermost(qsm_variant *variant)
{
    return qsm__variant_mutable(qsm__variant_innermost(variant));
}

/* The elements of a container; NULL with EINVAL for other values. */
static qsm_items *items_of(qsm_variant *variant)
{
    if (variant == NULL || !qsm__is_container(variant->type)) {
        errno = EINVAL;
        return NULL;
    }
    return qsm__variant_items(variant);
}

qsm_variant *qsm_variant_append(qsm_variant *list)
{
    list = innermost(list);
    qsm_items *items = items_of(list);
    if (items == NULL || list->type->kind != QSM_KIND_LIST) {
        errno = EINVAL;
        return NULL;
    }
    return qsm__items_add(items, list->tree, 1);
}

qsm_variant *qsm_variant_child(qsm_variant *variant, size_t index)
{
    variant = innermost(variant);
    qsm_items *items = items_of(variant);
    if (items == NULL)
        return NULL;
    size_t each = qsm__entry_nodes(variant->type);
    if (index >= items->count / each) {
        errno = EINVAL;
        return NULL;
    }
    return qsm__items_at(items, index * each + each - 1);
}

qsm_variant *qsm__items_insert(qsm_variant *map, const qsm_variant *key)
{
    qsm_items *items = items_of(map);
    if (items == NULL)
        return NULL;
    size_t place = items->built && map->type->kind == QSM_KIND_MAP ? qsm__items_place(items, key)
                                                                   : items->count / 2;
    qsm_variant *nodes = qsm__items_add(items, map->tree, 2);
    if (nodes == NULL)
        return NULL;
    qsm_variant **at = items->order + 2 * place;
    memmove(at + 2, at, (items->count - 2 - 2 * place) * sizeof(void *));
    at[0] = &nodes[0];
    at[1] = &nodes[1];
    nodes[0] = *key;
    return &nodes[1];
}

qsm_variant *qsm_variant_insert(qsm_variant *map, const char *key)
{
    qsm_variant *found = qsm__variant_mutable(qsm_variant_find(map, key));
    qsm_variant name;
    if (found != NULL)
        return found;
    map = innermost(map);
    if (items_of(map) == NULL || key == NULL || qsm__entry_nodes(map->type) != 2 ||
        map->type->of[0]->kind != QSM_KIND_TEXT) {
        errno = EINVAL;
        return NULL;
    }
    qsm__variant_reset(&name, map->tree);
    if (!qsm__variant_set_text_type(&name, map->type->of[0], qsm_text_of(key)))
        return NULL;
    return qsm__items_insert(map, &name);
}

bool qsm_variant_remove(qsm_variant *variant, size_t index)
{
    variant = innermost(variant);
    qsm_items *items = items_of(variant);
    if (items == NULL)
        return false;
    size_t each = qsm__entry_nodes(variant->type);
    if (index >= items->count / each || variant->type->kind == QSM_KIND_PAIR ||
        variant->type->kind == QSM_KIND_RECORD)
        return refuse(EINVAL);
    if (!qsm__items_make_order(items, variant->tree))
        return refuse(ENOMEM);
    qsm_variant **at = items->order + index * each;
    memmove(at, at + each, (items->count - (index + 1) * each) * sizeof(void *));
    items->count -= each;
    return true;
}

bool qsm_variant_sort(qsm_variant *map, int qt_version)
{
    map = innermost(map);
    qsm_items *items = items_of(map);
    if (items == NULL || qsm__entry_nodes(map->type) != 2)
        return refuse(EINVAL);
    if (!qsm__items_sort(items, map->tree, qt_version < QSM_QT_6))
        return refuse(ENOMEM);
    items->built = false;
    return true;
}
