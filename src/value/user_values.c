/* SPDX-License-Identifier: MIT */
/* Values of a type by its name: new ones, and values that get another type. */
#include <errno.h>
#include <string.h>

#include "value/number.h"
#include "value/user_types.h"

static bool refuse(int error)
{
    errno = error;
    return false;
}

/* The type of a name, in the tree of the value. NULL with EINVAL or ENOMEM. */
static const qsm_type *type_of(const qsm_variant *variant, const qsm_types *types, const char *name)
{
    const char *problem;
    if (variant == NULL || name == NULL) {
        errno = EINVAL;
        return NULL;
    }
    int error = errno;
    errno = EINVAL; /* unless memory is out */
    const qsm_type *type = NULL;
    if (qsm__tree_hold(variant->tree, qsm__types_mutable(types)))
        type = qsm__type_of_name(qsm__types_set(types), &variant->tree->arena, name, strlen(name),
                                 false, &problem);
    if (type != NULL)
        errno = error;
    return type;
}

/* How many values a new value has: a list has none. */
static size_t new_count(const qsm_type *type)
{
    if (type->record != NULL)
        return type->record->count;
    return type->kind == QSM_KIND_PAIR ? 2 : 0;
}

static bool make(qsm_variant *node, const qsm_type *type)
{
    if (type->kind == QSM_KIND_VARIANT) /* the place for one: an invalid value */
        return true;
    if (type->kind == QSM_KIND_UNDEFINED)
        return refuse(EINVAL);
    void *value = qsm__variant_become(node, type);
    if (value == NULL)
        return refuse(ENOMEM);
    if (!qsm__is_container(type))
        return true;
    qsm_items *items = value;
    items->built = true;
    for (size_t i = 0; i < new_count(type); i++) {
        qsm_variant *part = qsm__items_add(items, node->tree, 1);
        if (part == NULL)
            return refuse(ENOMEM);
        const qsm_record *record = type->record;
        if (!make(part, record != NULL ? record->fields[i].type : type->of[i]))
            return false;
    }
    return true;
}

bool qsm_variant_set_type(qsm_variant *variant, const qsm_types *types, const char *type)
{
    qsm_variant made;
    const qsm_type *row = type_of(variant, types, type);
    if (row == NULL)
        return false;
    qsm__variant_reset(&made, variant->tree);
    if (!make(&made, row))
        return false;
    *variant = made;
    return true;
}

static bool convert(qsm_variant *node, const qsm_type *type, unsigned depth);

static bool is_number(const qsm_type *type)
{
    return type->kind >= QSM_KIND_BOOL && type->kind <= QSM_KIND_FLOAT;
}

static bool convert_number(qsm_variant *node, const qsm_type *type)
{
    qsm_number number = qsm__number_of(node->type, node->value.bytes);
    return qsm__number_store(type, qsm__variant_become(node, type), &number) || refuse(EINVAL);
}

/* The elements of a list, a pair or a map. */
static bool convert_items(qsm_variant *node, const qsm_type *type, unsigned depth)
{
    const qsm_items *items = qsm__variant_items(node);
    node->type = type;
    for (size_t i = 0; i < items->count; i++) {
        const qsm_type *of = type->kind == QSM_KIND_LIST ? type->of[0] : type->of[i % 2];
        if (!convert(qsm__items_at(items, i), of, depth + 1))
            return false;
    }
    return true;
}

/* A map with a key for each field, and no other; or a value of a user type. */
static bool convert_fields(qsm_variant *node, const qsm_type *type, unsigned depth)
{
    const qsm_record *record = type->record;
    const qsm_variant from = *node;
    if (qsm_variant_count(&from) != record->count)
        return refuse(EINVAL);
    qsm_items *items = qsm__variant_become(node, type);
    if (items == NULL)
        return refuse(ENOMEM);
    for (size_t i = 0; i < record->count; i++) {
        const qsm_variant *value =
            qsm_variant_find(&from, qsm_variant_text(&record->fields[i].key).data);
        qsm_variant *part = value != NULL ? qsm__items_add(items, node->tree, 1) : NULL;
        if (part == NULL)
            return refuse(value == NULL ? EINVAL : ENOMEM);
        *part = *value;
        if (!convert(part, record->fields[i].type, depth + 1))
            return false;
    }
    return true;
}

/* In memory of its own: it may fail half way. */
static bool convert(qsm_variant *node, const qsm_type *type, unsigned depth)
{
    const qsm_type *has = node->type;
    if (type->kind == QSM_KIND_VARIANT)
        return true;
    if (has == NULL || depth > QSM_TREE_MOST_DEPTH)
        return refuse(EINVAL);
    if (is_number(type) && is_number(has))
        return convert_number(node, type);
    if (type->kind == QSM_KIND_RECORD)
        return convert_fields(node, type, depth);
    bool maps = qsm__is_container(type) && qsm__is_container(has) && qsm__entry_nodes(type) == 2 &&
                qsm__entry_nodes(has) == 2;
    if (has->kind != type->kind && !maps)
        return refuse(EINVAL);
    if (qsm__is_container(type))
        return convert_items(node, type, depth);
    bool same = type->kind == QSM_KIND_TEXT || type->kind == QSM_KIND_BYTES ||
                (has->code == type->code && has->size == type->size);
    if (same)
        node->type = type;
    return same || refuse(EINVAL);
}

bool qsm_variant_convert(qsm_variant *variant, const qsm_types *types, const char *type)
{
    qsm_variant made;
    const qsm_type *row = type_of(variant, types, type);
    if (row == NULL)
        return false;
    qsm__variant_reset(&made, variant->tree);
    if (!qsm_variant_assign(&made, qsm__variant_innermost(variant)) || !convert(&made, row, 0))
        return false;
    *variant = made;
    return true;
}
