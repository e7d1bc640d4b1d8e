/* SPDX-License-Identifier: MIT */
/* The JSON of the values of a schema, for programs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/stream.h"
#include "value/json/json.h"
#include "value/schema.h"

enum { MESSAGE_SIZE = 320 };

char *qsm_variant_to_json(const qsm_variant *value)
{
    const char *problem;
    size_t size;
    char *text = NULL;
    bool is_variant = value != NULL && value->type != NULL && value->type->kind == QSM_KIND_VARIANT;
    const qsm_variant *inner = is_variant ? qsm__variant_inner(value) : value;
    qsm_tree *tree = qsm_tree_new();
    if (tree == NULL)
        return NULL;
    qsm_variant *json = qsm_tree_root(tree);
    bool is_null = inner == NULL || (!is_variant && inner->type == NULL);
    if (is_null || qsm__json_from_value(json, is_variant ? NULL : inner->type, inner, &problem))
        text = qsm__json_print(json, &size);
    qsm_tree_free(tree);
    if (text == NULL)
        errno = ENOMEM;
    return text;
}

/* JSON on its way into a list. */
typedef struct maker {
    const qsm_schema *schema;
    const qsm_variant *values; /* the array */
    bool are_members;          /* its elements are objects with the value */
    qsm_variant *list;
    size_t rounds;           /* of repeat(...) */
    qsm_data_stream *errors; /* for paths */
    char message[MESSAGE_SIZE];
} maker;

static bool fail(maker *m, const char *problem)
{
    if (m->message[0] == '\0')
        (void)snprintf(m->message, sizeof m->message, "%s", problem);
    return false;
}

/* Finds the values in what was parsed. */
static bool find_values(maker *m, const qsm_variant *json)
{
    m->values = json;
    if (json->type != NULL && json->type->kind == QSM_KIND_LIST)
        return true;
    m->are_members = true;
    m->values = qsm_variant_find(json, "values");
    if (m->values == NULL || m->values->type == NULL || m->values->type->kind != QSM_KIND_LIST)
        return fail(m, "an array of values is needed, or what dump --json has printed");
    qsm_text status = qsm_variant_text(qsm_variant_find(json, "status"));
    if (status.data != NULL && strcmp(status.data, "Ok") != 0)
        return fail(m, "the values are those of a stream with an error: the last is not complete");
    return true;
}

static bool fail_value(maker *m, size_t index, const qsm_step *step, const char *problem)
{
    if (m->message[0] != '\0')
        return false;
    if (qsm_data_stream_status(m->errors) == QSM_DATA_STREAM_OK) /* of the value as a whole */
        qsm__stream_fail_at(m->errors, QSM_DATA_STREAM_WRITE_FAILED, 0, "%s", problem);
    qsm__stream_path_index(m->errors, index);
    (void)snprintf(m->message, sizeof m->message, "%s, %.40s: %s",
                   qsm_data_stream_error_path(m->errors), step->text, problem);
    return false;
}

/* Whether two types have the same bytes and the same JSON; the spelling of a template is free. */
static bool is_same_type(const qsm_type *a, const qsm_type *b)
{
    if (a == b || a == NULL || b == NULL)
        return a == b;
    return a->of[0] != NULL && a->kind == b->kind && a->code == b->code &&
           a->columns == b->columns && a->rows == b->rows && a->record == b->record &&
           is_same_type(a->of[0], b->of[0]) && is_same_type(a->of[1], b->of[1]);
}

/* The member "type" of what dump has printed must be that of the schema. It may be missing. */
static bool check_type(maker *m, size_t index, const qsm_step *step, const qsm_variant *name)
{
    const char *problem = NULL;
    char message[MESSAGE_SIZE / 2];
    qsm_text text = qsm_variant_text(name);
    if (name == NULL || (text.data != NULL && strcmp(text.data, step->text) == 0))
        return true;
    bool can_be = text.data != NULL && step->kind == QSM_STEP_VALUE;
    const qsm_type *type = can_be ? qsm__type_of_name(m->schema->types, &m->list->tree->arena,
                                                      text.data, text.size, false, &problem)
                                  : NULL;
    if (type != NULL && is_same_type(type, step->type))
        return true;
    if (problem == qsm__type_no_memory)
        return false;
    (void)snprintf(message, sizeof message,
                   "the member \"type\" says \"%.60s\"; the types must have it, or it must go",
                   text.data != NULL ? text.data : "");
    return fail_value(m, index, step, message);
}

static bool make_value(maker *m, size_t index, const qsm_type **types)
{
    const char *problem = NULL;
    qsm_variant made;
    const qsm_step *step = qsm__schema_slot(m->schema, index, m->rounds);
    const qsm_type *type = types[step->slot];
    const qsm_variant *json = qsm_variant_at(m->values, index);
    qsm_variant *node = qsm_variant_append(m->list);
    if (node == NULL)
        return false;
    if (m->are_members && !check_type(m, index, step, qsm_variant_find(json, "type")))
        return false;
    if (m->are_members)
        json = qsm_variant_find(json, "value");
    if (json == NULL)
        return fail_value(m, index, step, "an object with the member \"value\" is needed");
    qsm__variant_reset(&made, m->list->tree);
    if (!qsm__json_to_value_at(&made, type, json, m->schema->types, &problem, m->errors))
        return problem != qsm__json_is_out_of_memory && fail_value(m, index, step, problem);
    qsm_bytes bytes = qsm_variant_bytes(&made);
    if (step->kind == QSM_STEP_RAW && (bytes.data == NULL || bytes.size != step->bytes))
        return fail_value(m, index, step, "another number of bytes is needed");
    if (type->kind != QSM_KIND_VARIANT)
        *node = made;
    else if (!qsm__variant_box(node, &made))
        return false;
    node->slot = (uint16_t)(step->slot + 1);
    return true;
}

static bool make_values(maker *m, const qsm_variant *json)
{
    if (m->schema->error[0] != '\0')
        return fail(m, m->schema->error);
    if (!find_values(m, json))
        return false;
    size_t count = qsm_variant_count(m->values);
    if (!qsm__schema_rounds(m->schema, count, &m->rounds, m->message, sizeof m->message))
        return false;
    const qsm_type **types = qsm__schema_begin(m->schema, m->list);
    for (size_t i = 0; i < count && types != NULL; i++) {
        if (!make_value(m, i, types))
            return false;
    }
    return types != NULL;
}

/* Takes the message out. An error without one is that of memory. */
static bool finish(maker *m, bool ok, char **message)
{
    bool no_memory = m->message[0] == '\0';
    if (message != NULL && !no_memory) {
        *message = strdup(m->message);
        no_memory = *message == NULL;
    }
    if (!ok)
        errno = no_memory ? ENOMEM : EINVAL;
    return ok;
}

bool qsm_schema_from_json(const qsm_schema *schema, const char *json, size_t size,
                          qsm_variant *list, char **message)
{
    const char *problem;
    size_t offset;
    maker m = {.schema = schema, .list = list};
    if (message != NULL)
        *message = NULL;
    if (!qsm__schema_is_given(schema) || json == NULL || list == NULL) {
        errno = EINVAL;
        return false;
    }
    qsm_tree *tree = qsm_tree_new();
    m.errors = qsm_data_stream_new_measurer();
    if (tree == NULL || m.errors == NULL) {
        qsm_tree_free(tree);
        qsm_data_stream_free(m.errors);
        return finish(&m, false, message);
    }
    bool ok = qsm__json_parse(json, size, qsm_tree_root(tree), &problem, &offset);
    if (!ok && problem != qsm__json_is_out_of_memory)
        (void)snprintf(m.message, sizeof m.message, "byte %zu: %s", offset, problem);
    ok = ok && make_values(&m, qsm_tree_root(tree));
    qsm_data_stream_free(m.errors);
    qsm_tree_free(tree);
    return finish(&m, ok, message);
}
