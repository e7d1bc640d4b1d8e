/* SPDX-License-Identifier: MIT */
/* Deep copies, also between trees. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "value/coder.h"
#include "value/tree.h"
#include "value/user_types.h"

static bool copy(qsm_variant *to, const qsm_variant *from, unsigned depth);

static bool no_memory(void)
{
    errno = ENOMEM;
    return false;
}

/* A type that was made from a name lives in the other tree: a copy with all its parts. */
static const qsm_type *copy_type(qsm_tree *tree, const qsm_type *type)
{
    bool is_row = type->of[0] == NULL && type->id != QSM_TYPE_USER;
    if (is_row || qsm__type_is_row(&qsm__qt_types, type))
        return type;
    if (type->record != NULL && !qsm__tree_hold(tree, type->record->owner))
        return NULL;
    qsm_type *made = qsm__arena_take(&tree->arena, sizeof *made);
    char *name = qsm__arena_take(&tree->arena, strlen(type->name) + 1);
    if (made == NULL || name == NULL)
        return NULL;
    *made = *type;
    made->name = memcpy(name, type->name, strlen(type->name) + 1);
    for (size_t i = 0; i < 2 && type->of[i] != NULL; i++) {
        made->of[i] = copy_type(tree, type->of[i]);
        if (made->of[i] == NULL)
            return NULL;
    }
    return made;
}

static bool copy_items(qsm_variant *to, const qsm_variant *from, unsigned depth)
{
    const qsm_items *items = qsm__variant_items(from);
    qsm_items *made = qsm__variant_items(to);
    made->built = items->built;
    made->nodes = items->count <= SIZE_MAX / sizeof(qsm_variant)
                      ? qsm__arena_take(&to->tree->arena, items->count * sizeof(qsm_variant))
                      : NULL;
    if (made->nodes == NULL)
        return no_memory();
    made->capacity = items->count;
    for (size_t i = 0; i < items->count; i++) {
        qsm__variant_reset(&made->nodes[i], to->tree);
        if (!copy(&made->nodes[i], qsm__items_at(items, i), depth + 1))
            return false;
        made->count++;
    }
    return true;
}

static bool copy_bytes(qsm_variant *to, const qsm_variant *from)
{
    qsm_bytes bytes;
    memcpy(&bytes, from->value.bytes, sizeof bytes);
    if (bytes.data != NULL) {
        char *memory = qsm__arena_take(&to->tree->arena, bytes.size + 1);
        if (memory == NULL)
            return no_memory();
        memcpy(memory, bytes.data, bytes.size);
        memory[bytes.size] = '\0';
        bytes.data = memory;
    }
    memcpy(to->value.bytes, &bytes, sizeof bytes);
    return true;
}

/* The C value is written, and read into the other tree. */
static bool through_stream(qsm_variant *to, const void *value, qsm_data_stream *out)
{
    qsm_coder c;
    const qsm_type *type = to->type;
    union {
        const void *from;
        void *to;
    } pointer = {.from = value}; /* is not changed: the mode is WRITE */
    qsm_data_stream_set_version(out, QSM_DATA_STREAM_QT_6_11);
    qsm__coder_begin(&c, out, QSM_MODE_WRITE, &qsm__qt_types, NULL);
    c.version = QSM_VERSION_COPY;
    type->code(&c, type, pointer.to);
    if (!qsm__coder_end(&c))
        return false;
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    if (in == NULL)
        return false;
    qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_6_11);
    qsm__coder_begin(&c, in, QSM_MODE_READ, &qsm__qt_types, to->tree);
    c.version = QSM_VERSION_COPY;
    type->code(&c, type, qsm__variant_value(to));
    bool ok = qsm__coder_end(&c);
    qsm_data_stream_free(in);
    return ok;
}

bool qsm__variant_copy_struct(qsm_variant *to, const void *value)
{
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    bool ok = out != NULL && through_stream(to, value, out);
    qsm_data_stream_free(out);
    return ok || no_memory();
}

static bool copy_inner(qsm_variant *to, const qsm_variant *from, unsigned depth)
{
    const qsm_variant *inner = qsm__variant_inner(from);
    qsm_variant *made = qsm__arena_take(&to->tree->arena, sizeof *made);
    if (made == NULL)
        return no_memory();
    qsm__variant_reset(made, to->tree);
    memcpy(to->value.bytes, &made, sizeof(void *));
    return inner == NULL || copy(made, inner, depth + 1);
}

static bool copy(qsm_variant *to, const qsm_variant *from, unsigned depth)
{
    if (from->type == NULL)
        return true;
    const qsm_type *type = copy_type(to->tree, from->type);
    if (type == NULL || depth > QSM_TREE_MOST_DEPTH || qsm__variant_become(to, type) == NULL)
        return no_memory();
    to->is_null = from->is_null;
    if (qsm__is_container(type))
        return copy_items(to, from, depth);
    if (type->kind == QSM_KIND_VARIANT)
        return copy_inner(to, from, depth);
    if (type->kind == QSM_KIND_TEXT || type->kind == QSM_KIND_BYTES)
        return copy_bytes(to, from);
    if (type->pointers)
        return qsm__variant_copy_struct(to, qsm__variant_value(from));
    if (type->size > 0)
        memcpy(qsm__variant_value(to), qsm__variant_value(from), type->size);
    return true;
}

bool qsm_variant_assign(qsm_variant *to, const qsm_variant *from)
{
    if (to == NULL) {
        errno = EINVAL;
        return false;
    }
    if (to == from)
        return true;
    /* The copy is complete before it is put in its place: from may lie above or below it. */
    qsm_variant made;
    qsm__variant_reset(&made, to->tree);
    if (from != NULL && !copy(&made, from, 0))
        return false;
    *to = made;
    return true;
}
