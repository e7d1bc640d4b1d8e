/* SPDX-License-Identifier: MIT */
/* What a value is and has. NULL is an invalid value. */
#include <stdlib.h>
#include <string.h>

#include "value/number.h"
#include "value/tree.h"
#include "value/user_types.h"

qsm_variant_type_code qsm_variant_type(const qsm_variant *variant)
{
    if (variant == NULL || variant->type == NULL)
        return QSM_VARIANT_INVALID;
    return (qsm_variant_type_code)variant->type->id;
}

const char *qsm_variant_type_name(const qsm_variant *variant)
{
    return variant != NULL && variant->type != NULL ? variant->type->name : "";
}

bool qsm_variant_is_null(const qsm_variant *variant)
{
    return variant == NULL || variant->type == NULL || variant->is_null != 0;
}

size_t qsm_variant_offset(const qsm_variant *variant, size_t *size)
{
    if (size != NULL)
        *size = variant != NULL ? variant->size : 0;
    return variant != NULL ? variant->offset : SIZE_MAX;
}

static qsm_number number(const qsm_variant *variant)
{
    variant = qsm__variant_innermost(variant);
    return qsm__number_of(variant != NULL ? variant->type : NULL,
                          variant != NULL ? qsm__variant_value(variant) : NULL);
}

bool qsm_variant_to_bool(const qsm_variant *variant, bool *value)
{
    uint64_t integer;
    qsm_number n = number(variant);
    if (value == NULL || !qsm__number_to_u64(&n, &integer) || integer > 1)
        return false;
    *value = integer == 1;
    return true;
}

bool qsm_variant_to_int64(const qsm_variant *variant, int64_t *value)
{
    qsm_number n = number(variant);
    return value != NULL && qsm__number_to_i64(&n, value);
}

bool qsm_variant_to_uint64(const qsm_variant *variant, uint64_t *value)
{
    qsm_number n = number(variant);
    return value != NULL && qsm__number_to_u64(&n, value);
}

bool qsm_variant_to_int32(const qsm_variant *variant, int32_t *value)
{
    int64_t integer;
    if (value == NULL || !qsm_variant_to_int64(variant, &integer) || integer < INT32_MIN ||
        integer > INT32_MAX)
        return false;
    *value = (int32_t)integer;
    return true;
}

bool qsm_variant_to_uint32(const qsm_variant *variant, uint32_t *value)
{
    uint64_t integer;
    if (value == NULL || !qsm_variant_to_uint64(variant, &integer) || integer > UINT32_MAX)
        return false;
    *value = (uint32_t)integer;
    return true;
}

bool qsm_variant_to_double(const qsm_variant *variant, double *value)
{
    qsm_number n = number(variant);
    return value != NULL && qsm__number_to_double(&n, value);
}

qsm_text qsm_variant_text(const qsm_variant *variant)
{
    qsm_text text = {NULL, 0};
    variant = qsm__variant_innermost(variant);
    if (variant != NULL && variant->type != NULL && variant->type->kind == QSM_KIND_TEXT)
        memcpy(&text, variant->value.bytes, sizeof text);
    return text;
}

qsm_bytes qsm_variant_bytes(const qsm_variant *variant)
{
    qsm_bytes bytes = {NULL, 0};
    variant = qsm__variant_innermost(variant);
    if (variant != NULL && variant->type != NULL && variant->type->kind == QSM_KIND_BYTES)
        memcpy(&bytes, variant->value.bytes, sizeof bytes);
    return bytes;
}

static const qsm_items *items_of(const qsm_variant **variant)
{
    *variant = qsm__variant_innermost(*variant);
    return *variant != NULL && qsm__is_container((*variant)->type) ? qsm__variant_value(*variant)
                                                                   : NULL;
}

size_t qsm_variant_count(const qsm_variant *variant)
{
    const qsm_items *items = items_of(&variant);
    return items != NULL ? items->count / qsm__entry_nodes(variant->type) : 0;
}

const qsm_variant *qsm_variant_at(const qsm_variant *variant, size_t index)
{
    const qsm_items *items = items_of(&variant);
    if (items == NULL || index >= items->count / qsm__entry_nodes(variant->type))
        return NULL;
    size_t each = qsm__entry_nodes(variant->type);
    return qsm__items_at(items, index * each + each - 1);
}

const qsm_variant *qsm_variant_key(const qsm_variant *variant, size_t index)
{
    const qsm_items *items = items_of(&variant);
    if (items != NULL && variant->type->record != NULL && index < items->count)
        return &variant->type->record->fields[index].key;
    if (items == NULL || qsm__entry_nodes(variant->type) != 2 || index >= items->count / 2)
        return NULL;
    return qsm__items_at(items, index * 2);
}

qsm_text qsm_variant_key_text(const qsm_variant *variant, size_t index)
{
    return qsm_variant_text(qsm_variant_key(variant, index));
}

const qsm_variant *qsm__variant_find(const qsm_variant *map, const char *key, size_t size)
{
    for (size_t i = qsm_variant_count(map); i-- > 0;) {
        qsm_text text = qsm_variant_key_text(map, i);
        if (text.data != NULL && text.size == size && memcmp(text.data, key, size) == 0)
            return qsm_variant_at(map, i);
    }
    return NULL;
}

const qsm_variant *qsm_variant_find(const qsm_variant *map, const char *key)
{
    return key != NULL ? qsm__variant_find(map, key, strlen(key)) : NULL;
}

/* A step in brackets: a number, or a key in quotes. *path stands behind the bracket. */
static const qsm_variant *bracket(const qsm_variant *variant, const char **path)
{
    const char *at = *path;
    if (*at != '"') {
        size_t index = 0;
        const char *digits = at;
        for (; *at >= '0' && *at <= '9'; at++) {
            if (index > SIZE_MAX / 16)
                return NULL;
            index = index * 10 + (size_t)(*at - '0');
        }
        *path = at + 1;
        return at > digits && *at == ']' ? qsm_variant_at(variant, index) : NULL;
    }
    char *key = malloc(strlen(at));
    size_t size = 0;
    if (key == NULL)
        return NULL;
    for (at++; *at != '\0' && *at != '"'; at++) {
        if (*at == '\\' && at[1] != '\0')
            at++;
        key[size++] = *at;
    }
    bool closed = *at == '"' && at[1] == ']';
    const qsm_variant *found = closed ? qsm__variant_find(variant, key, size) : NULL;
    free(key);
    *path = at + 2;
    return found;
}

const qsm_variant *qsm_variant_path(const qsm_variant *root, const char *path)
{
    const char *begin = path;
    while (root != NULL && path != NULL && *path != '\0') {
        if (*path == '[') {
            path++;
            root = bracket(root, &path);
            continue;
        }
        path += *path == '.' && path != begin;
        size_t size = strcspn(path, ".[]\"\\");
        if (size == 0)
            return NULL;
        root = qsm__variant_find(root, path, size);
        path += size;
        if (*path != '\0' && *path != '.' && *path != '[')
            return NULL;
    }
    return path != NULL ? root : NULL;
}
