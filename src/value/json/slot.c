/* SPDX-License-Identifier: MIT */
/* Values of all kinds and their JSON. Structs have functions of their own: json/structs.c. */
#include <stdint.h>
#include <string.h>

#include "stream/stream.h"
#include "value/json/json.h"
#include "value/order.h"
#include "value/user_types.h"

enum { CHAR_ID = 7 };

static bool json_char(qsm_json *j, uint16_t *value)
{
    qsm_json member;
    return qsm__json_member(j, "u16", &member) && qsm__json_u16(&member, value);
}

/* The elements of a list or pair. */
static bool print_list(qsm_json *j, const qsm_type *type, const qsm_items *items)
{
    if (!qsm_variant_set_list(j->node))
        return qsm__json_no_memory(j);
    for (size_t i = 0; i < items->count; i++) {
        qsm_json item;
        const qsm_type *of = type->kind == QSM_KIND_PAIR ? type->of[i % 2] : type->of[0];
        if (!qsm__json_item(j, i, &item) || !qsm__json_slot(&item, of, qsm__items_at(items, i)))
            return false;
    }
    return true;
}

static bool make_list(qsm_json *j, const qsm_type *type, qsm_items *items)
{
    size_t count;
    if (!qsm__json_array(j, &count))
        return false;
    if (type->kind == QSM_KIND_PAIR && count != 2)
        return qsm__json_fail(j, "a pair has two elements");
    for (size_t i = 0; i < count; i++) {
        qsm_json item = qsm__json_with(j, qsm_variant_at(j->node, i));
        const qsm_type *of = type->kind == QSM_KIND_PAIR ? type->of[i % 2] : type->of[0];
        qsm_variant *node = qsm__items_add(items, j->tree, 1);
        if (node == NULL)
            return qsm__json_no_memory(j);
        if (!qsm__json_slot(&item, of, node)) {
            if (j->errors != NULL)
                qsm__stream_path_index(j->errors, i);
            return false;
        }
    }
    return true;
}

/* Puts the place of an error before its path. Returns false. */
static bool pair_failed(const qsm_json *j, const qsm_variant *key, size_t index)
{
    qsm_text text = qsm_variant_text(key);
    if (j->errors != NULL && text.data != NULL)
        qsm__stream_path_key(j->errors, text.data, text.size);
    else if (j->errors != NULL)
        qsm__stream_path_index(j->errors, index);
    return false;
}

/* Containers that can have a key more than once say so in JSON. */
static const char *pairs_name(const qsm_type *type)
{
    return strncmp(type->name, "QMulti", 6) == 0 ? "insertedInThisOrder" : "pairs";
}

static bool print_map(qsm_json *j, const qsm_type *type, const qsm_variant *value)
{
    qsm_json pairs;
    qsm_items items = *qsm__variant_items(value);
    items.order = NULL;
    if (items.count > 0) {
        const qsm_items *had = qsm__variant_items(value);
        items = (qsm_items){0};
        for (size_t i = 0; i < had->count; i++) {
            qsm_variant *node = qsm__items_add(&items, j->tree, 1);
            if (node == NULL)
                return qsm__json_no_memory(j);
            *node = *qsm__items_at(had, i);
        }
    }
    if (type->kind == QSM_KIND_MAP && !qsm__items_sort(&items, j->tree, false))
        return qsm__json_no_memory(j);
    if (!qsm__json_member(j, pairs_name(type), &pairs) || !qsm_variant_set_list(pairs.node))
        return false;
    for (size_t i = 0; i < items.count; i += 2) {
        qsm_json pair;
        qsm_json key;
        qsm_json element;
        if (!qsm__json_item(&pairs, i / 2, &pair) || !qsm__json_item(&pair, 0, &key) ||
            !qsm__json_slot(&key, type->of[0], qsm__items_at(&items, i)) ||
            !qsm__json_item(&pair, 1, &element) ||
            !qsm__json_slot(&element, type->of[1], qsm__items_at(&items, i + 1)))
            return false;
    }
    return true;
}

static bool make_map(qsm_json *j, const qsm_type *type, qsm_variant *value)
{
    qsm_json pairs;
    size_t count;
    qsm_items *items = qsm__variant_items(value);
    if (!qsm__json_member(j, pairs_name(type), &pairs) || !qsm__json_array(&pairs, &count))
        return false;
    items->built = true;
    for (size_t i = 0; i < count; i++) {
        qsm_json pair = qsm__json_with(j, qsm_variant_at(pairs.node, i));
        qsm_json key;
        qsm_json element;
        qsm_variant name;
        qsm__variant_reset(&name, j->tree);
        if (!qsm__json_item(&pair, 0, &key) || !qsm__json_slot(&key, type->of[0], &name) ||
            !qsm__json_item(&pair, 1, &element))
            return pair_failed(j, NULL, i);
        qsm_variant *node = qsm__items_insert(value, &name);
        if (node == NULL)
            return qsm__json_no_memory(j);
        if (!qsm__json_slot(&element, type->of[1], node))
            return pair_failed(j, &name, i);
    }
    return true;
}

/* The fields of a user type: an object with their names. */
static bool fields(qsm_json *j, const qsm_type *type, qsm_items *items)
{
    const qsm_record *record = type->record;
    for (size_t i = 0; i < record->count; i++) {
        qsm_json member;
        qsm_text name = qsm_variant_text(&record->fields[i].key);
        qsm_variant *node = j->making ? qsm__items_add(items, j->tree, 1) : qsm__items_at(items, i);
        if (node == NULL)
            return qsm__json_no_memory(j);
        if (!qsm__json_member(j, name.data, &member) ||
            !qsm__json_slot(&member, record->fields[i].type, node)) {
            if (j->errors != NULL)
                qsm__stream_path_key(j->errors, name.data, name.size);
            return false;
        }
    }
    return true;
}

/* The function of a type that has one of its own: of a struct, or of a number with another form. */
static qsm_json_code *struct_code(const qsm_json *j, const qsm_type *type)
{
    for (const qsm_json_struct *row = j->structs; row->json != NULL; row++) {
        if (row->code == type->code && (row->name == NULL || strcmp(row->name, type->name) == 0))
            return row->json;
    }
    return NULL;
}

static bool boxed(qsm_json *j, qsm_variant *value);

/* The value of a node that has its type. */
static bool content(qsm_json *j, const qsm_type *type, qsm_variant *value)
{
    void *memory = qsm__variant_value(value);
    qsm_json_code *own = struct_code(j, type);
    switch ((qsm_kind)type->kind) {
    case QSM_KIND_NOTHING:
        return j->making || qsm_variant_set_invalid(j->node);
    case QSM_KIND_BOOL:
        return qsm__json_bool(j, memory);
    case QSM_KIND_SIGNED:
    case QSM_KIND_UNSIGNED:
    case QSM_KIND_FLOAT:
        return own != NULL           ? own(j, type, memory)
               : type->id == CHAR_ID ? json_char(j, memory)
                                     : qsm__json_number(j, type, memory);
    case QSM_KIND_TEXT:
        return own != NULL ? own(j, type, memory) : qsm__json_text(j, memory);
    case QSM_KIND_BYTES:
        return own != NULL ? own(j, type, memory) : qsm__json_hex(j, memory);
    case QSM_KIND_LIST:
    case QSM_KIND_PAIR:
        return j->making ? make_list(j, type, memory) : print_list(j, type, memory);
    case QSM_KIND_MAP:
    case QSM_KIND_HASH:
        return j->making ? make_map(j, type, value) : print_map(j, type, value);
    case QSM_KIND_RECORD:
        return fields(j, type, memory);
    case QSM_KIND_VARIANT:
        return boxed(j, value);
    default:
        return own != NULL ? own(j, type, memory)
                           : qsm__json_fail(j, "the type has no JSON form yet");
    }
}

static bool print_variant(qsm_json *j, const qsm_variant *value)
{
    qsm_json member;
    if (!qsm__json_member(j, "metatype", &member))
        return false;
    if (value->type == NULL)
        return qsm__json_member(j, "value", &member);
    if (!qsm_variant_set_text(member.node, qsm_text_of(value->type->name)) ||
        !qsm__json_member(j, "value", &member) ||
        !content(&member, value->type, qsm__variant_mutable(value)))
        return qsm__json_no_memory(j);
    if (value->is_null == 0 || value->type->kind == QSM_KIND_NOTHING)
        return true;
    return qsm__json_member(j, "isNull", &member) && qsm_variant_set_bool(member.node, true);
}

static bool make_variant(qsm_json *j, qsm_variant *value)
{
    qsm_json member;
    const char *problem = NULL;
    if (!qsm__json_member(j, "metatype", &member))
        return false;
    qsm__variant_reset(value, j->tree);
    qsm_text name = qsm_variant_text(member.node);
    if (name.data == NULL)
        return member.node->type == NULL || qsm__json_fail(j, "a name of a type is needed");
    const qsm_type *type =
        qsm__type_of_name(j->types, &j->tree->arena, name.data, name.size, true, &problem);
    if (type == NULL)
        return qsm__json_fail(j, problem);
    if (qsm__variant_become(value, type) == NULL)
        return qsm__json_no_memory(j);
    if (!qsm__json_member(j, "value", &member) || !content(&member, type, value))
        return false;
    qsm_json is_null;
    bool flag = false;
    if (qsm__json_has(j, "isNull", false) && qsm__json_member(j, "isNull", &is_null) &&
        !qsm__json_bool(&is_null, &flag))
        return false;
    if (flag)
        value->is_null = 1;
    return true;
}

/* A QVariant within a QVariant is a place for another. */
static bool boxed(qsm_json *j, qsm_variant *value)
{
    static const qsm_variant none = {.is_null = 1}; /* there was no memory for it */
    qsm_variant *node;
    if (j->making) {
        node = qsm__arena_take(&j->tree->arena, sizeof *node);
        if (node == NULL)
            return qsm__json_no_memory(j);
        memcpy(value->value.bytes, &node, sizeof(void *));
        return make_variant(j, node);
    }
    memcpy(&node, value->value.bytes, sizeof(void *));
    return print_variant(j, node != NULL ? node : &none);
}

/* A value in its place; see qsm__code_slot(). */
bool qsm__json_slot(qsm_json *j, const qsm_type *type, qsm_variant *value)
{
    if (type->kind == QSM_KIND_VARIANT)
        return j->making ? make_variant(j, value) : print_variant(j, value);
    if (j->making && qsm__variant_become(value, type) == NULL)
        return qsm__json_no_memory(j);
    return content(j, type, value);
}
