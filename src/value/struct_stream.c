/* SPDX-License-Identifier: MIT */
/* C structs in a stream, by a table of their fields. */
#include <errno.h>
#include <string.h>

#include "value/struct_plan.h"
#include "value/tree.h"
#include "value/user_types.h"

/* A C value of any type, aligned. */
typedef union scratch {
    unsigned char bytes[QSM_TYPE_MOST_BYTES];
    uint64_t aligned;
    double also_aligned;
    void *pointer;
} scratch;

static bool code_struct(qsm_coder *c, const qsm_plan *plan, unsigned char *object);

/* A member or an element, which has the size of the type. */
static bool code_member(qsm_coder *c, const qsm_type *type, unsigned char *member)
{
    scratch value;
    if (qsm__decoding(c))
        memset(value.bytes, 0, type->size);
    else
        memcpy(value.bytes, member, type->size);
    bool ok = type->code(c, type, value.bytes);
    if (qsm__decoding(c)) /* coders of writing may change their copy */
        memcpy(member, value.bytes, type->size);
    return ok;
}

static bool code_node(qsm_coder *c, const qsm_type *type, unsigned char *member)
{
    qsm_variant *node = NULL;
    qsm_variant invalid;
    if (qsm__decoding(c)) {
        node = qsm__code_nodes(c, 1);
        memcpy(member, &node, sizeof(void *));
        if (node == NULL)
            return false;
        qsm__variant_reset(node, c->tree);
        return qsm__code_slot(c, type, node);
    }
    memcpy(&node, member, sizeof(void *));
    qsm__variant_reset(&invalid, NULL);
    return qsm__code_slot(c, type, node != NULL ? node : &invalid);
}

static bool code_element(qsm_coder *c, const qsm_plan_field *planned, unsigned char *element)
{
    return planned->form == QSM_MEMBER_STRUCTS ? code_struct(c, planned->of, element)
                                               : code_member(c, planned->type, element);
}

/* The elements, up to the first error. */
static bool code_elements(qsm_coder *c, const qsm_plan_field *planned, unsigned char *elements,
                          uint64_t count, size_t room, size_t size)
{
    for (uint64_t i = 0; i < count; i++) {
        bool ok = i < room ||
                  qsm__coder_fail(c, QSM_DATA_STREAM_READ_PAST_END, qsm__stream_position(c->stream),
                                  "an element: no bytes are left");
        if (!ok || !qsm__coder_element(c))
            return false;
        if (!code_element(c, planned, elements + (size_t)i * size)) {
            qsm__stream_path_index(c->stream, i);
            return false;
        }
    }
    return true;
}

/* Reading: memory for no more than the bytes that are left can give. After an error, as in Qt, the
 * list is empty. */
static bool decode_array(qsm_coder *c, const qsm_plan_field *planned, qsm_member_array *array)
{
    uint64_t count;
    bool structs = planned->form == QSM_MEMBER_STRUCTS;
    size_t size = structs ? planned->of->table->size : planned->type->size;
    size_t least = structs ? planned->of->least : planned->type->least;
    *array = (qsm_member_array){NULL, 0};
    if (!qsm__code_count(c, &count) || count == 0)
        return c->stream->status == QSM_DATA_STREAM_OK;
    size_t room = qsm__least_fits(c, count, least);
    unsigned char *elements = qsm__code_memory(c, room, size);
    if (elements == NULL || !code_elements(c, planned, elements, count, room, size))
        return false;
    *array = (qsm_member_array){elements, (size_t)count};
    return true;
}

static bool encode_array(qsm_coder *c, const qsm_plan_field *planned, const qsm_member_array *array)
{
    bool structs = planned->form == QSM_MEMBER_STRUCTS;
    uint64_t count = array->count;
    union {
        const unsigned char *from;
        unsigned char *to;
    } elements = {.from = array->data}; /* is not changed: the mode is WRITE */
    if (array->data == NULL && count > 0)
        return qsm__coder_fail(c, QSM_DATA_STREAM_WRITE_FAILED, qsm__stream_position(c->stream),
                               "an array that is NULL");
    return qsm__code_count(c, &count) &&
           code_elements(c, planned, elements.to, count, array->count,
                         structs ? planned->of->table->size : planned->type->size);
}

static bool code_array(qsm_coder *c, const qsm_plan_field *planned, unsigned char *member)
{
    qsm_data_stream_status_code older;
    qsm_member_array array = {NULL, 0};
    if (!qsm__decoding(c))
        memcpy(&array, member, sizeof array);
    bool ok = qsm__coder_enter(c, &older);
    if (ok) {
        ok = qsm__decoding(c) ? decode_array(c, planned, &array) : encode_array(c, planned, &array);
        qsm__coder_leave(c, older);
    }
    if (qsm__decoding(c))
        memcpy(member, &array, sizeof array);
    return ok;
}

static bool code_field(qsm_coder *c, const qsm_plan_field *planned, unsigned char *member)
{
    switch (planned->form) {
    case QSM_MEMBER_VALUE:
        return code_member(c, planned->type, member);
    case QSM_MEMBER_NODE:
        return code_node(c, planned->type, member);
    case QSM_MEMBER_STRUCT:
        return code_struct(c, planned->of, member);
    default:
        return code_array(c, planned, member);
    }
}

/* Reading: all fields, also after an error, as by the operators of Qt programs. */
static bool code_struct(qsm_coder *c, const qsm_plan *plan, unsigned char *object)
{
    bool ok = true;
    if (!qsm__coder_deeper(c))
        return false;
    for (size_t i = 0; i < plan->table->count && (ok || qsm__decoding(c)); i++) {
        const qsm_field *field = plan->fields[i].field;
        bool coded = code_field(c, &plan->fields[i], object + field->offset);
        if (ok && !coded)
            qsm__stream_path_key(c->stream, field->name, strlen(field->name));
        ok = ok && coded;
    }
    c->depth--;
    return ok;
}

static bool given(const qsm_data_stream *stream, const qsm_struct *fields, const void *object)
{
    if (!qsm__stream_is_given(stream))
        return false;
    if (fields == NULL || object == NULL)
        errno = EINVAL;
    return fields != NULL && object != NULL;
}

static bool code(qsm_data_stream *stream, qsm_mode mode, const qsm_struct *fields, void *object,
                 qsm_tree *tree)
{
    qsm_coder c;
    qsm_arena arena = {.limit = 0};
    qsm__coder_begin(&c, stream, mode, &qsm__qt_types, tree);
    const qsm_plan *plan =
        qsm__struct_plan(&c, fields, &arena, tree != NULL ? &tree->arena : &arena);
    bool ok = plan != NULL && code_struct(&c, plan, object);
    qsm__arena_free(&arena);
    return qsm__coder_end(&c) && ok;
}

bool qsm_data_stream_read_struct(qsm_data_stream *stream, const qsm_struct *fields, void *object,
                                 qsm_tree *tree)
{
    return given(stream, fields, object) && code(stream, QSM_MODE_READ, fields, object, tree);
}

bool qsm_data_stream_write_struct(qsm_data_stream *stream, const qsm_struct *fields,
                                  const void *object)
{
    union {
        const void *from;
        void *to;
    } pointer = {.from = object}; /* is not changed: the mode is WRITE */
    if (!given(stream, fields, object))
        return false;
    qsm_mode mode = stream->kind == QSM_STREAM_MEASURER ? QSM_MODE_MEASURE : QSM_MODE_WRITE;
    return code(stream, mode, fields, pointer.to, NULL);
}

size_t qsm_data_stream_size_of_struct(const qsm_data_stream *settings, const qsm_struct *fields,
                                      const void *object)
{
    if (!given(settings, fields, object))
        return SIZE_MAX;
    qsm_data_stream *stream = qsm__measurer_like(settings);
    if (stream == NULL)
        return SIZE_MAX;
    bool ok = qsm_data_stream_write_struct(stream, fields, object);
    size_t size = qsm_data_stream_size(stream);
    qsm_data_stream_free(stream);
    return ok ? size : SIZE_MAX;
}
