/* SPDX-License-Identifier: MIT */
/* Tables of fields are checked here: names of types, sizes of members. */
#include "value/struct_plan.h"

#include <errno.h>
#include <stdio.h>

#include "value/tree.h"

enum { MESSAGE_SIZE = 160, COUNT_BYTES = 4 };

typedef struct maker {
    qsm_coder *coder;
    qsm_arena *arena;
    qsm_arena *types;
    qsm_plan *plans;
} maker;

static bool fail(maker *m, const qsm_field *field, const char *problem)
{
    qsm_coder *c = m->coder;
    errno = EINVAL;
    return qsm__coder_fail(
        c, qsm__decoding(c) ? QSM_DATA_STREAM_READ_CORRUPT_DATA : QSM_DATA_STREAM_WRITE_FAILED,
        qsm__stream_position(c->stream), "the table of a struct: field \"%.60s\": %s",
        field->name != NULL ? field->name : "", problem);
}

static bool no_memory(maker *m)
{
    return qsm__coder_fail(m->coder, QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED,
                           qsm__stream_position(m->coder->stream), "no memory for the table");
}

static bool wrong_size(maker *m, const qsm_field *field, const char *type, size_t wanted,
                       const char *other)
{
    char problem[MESSAGE_SIZE];
    (void)snprintf(problem, sizeof problem, "%.60s needs a member of %zu bytes%s; it has %zu", type,
                   wanted, other, field->size);
    return fail(m, field, problem);
}

/* Whether an array of C values can hold the elements. */
static bool is_plain(const qsm_type *type)
{
    return type != NULL && !qsm__is_container(type) && type->kind != QSM_KIND_VARIANT &&
           type->size > 0;
}

/* A list has two forms; the size of the member says which. */
static bool plan_type(maker *m, qsm_plan_field *planned)
{
    const qsm_field *field = planned->field;
    const qsm_type *type = planned->type;
    bool list = type->kind == QSM_KIND_LIST && is_plain(type->of[0]);
    if (list && field->size == sizeof(qsm_member_array)) {
        planned->form = QSM_MEMBER_ARRAY;
        planned->type = type->of[0];
        return true;
    }
    if (list && field->size != sizeof(qsm_variant *))
        return wrong_size(m, field, type->name, sizeof(qsm_member_array), " (QSM_ARRAY)");
    if (type->kind == QSM_KIND_NOTHING)
        return fail(m, field, "the type has no value");
    planned->form = is_plain(type) ? QSM_MEMBER_VALUE : QSM_MEMBER_NODE;
    if (planned->form == QSM_MEMBER_VALUE && field->size != type->size)
        return wrong_size(m, field, type->name, type->size, "");
    if (planned->form == QSM_MEMBER_NODE && field->size != sizeof(qsm_variant *))
        return wrong_size(m, field, type->name, sizeof(qsm_variant *), " (const qsm_variant *)");
    return true;
}

/* Whether what the member points to has a place. */
static bool check_tree(maker *m, const qsm_plan_field *planned)
{
    bool pointers = planned->form == QSM_MEMBER_VALUE ? planned->type->pointers
                                                      : planned->form != QSM_MEMBER_STRUCT;
    if (!pointers || !qsm__decoding(m->coder) || m->coder->tree != NULL)
        return true;
    return fail(m, planned->field, "it points to memory of a tree; no tree was given");
}

static bool plan_name(maker *m, qsm_plan_field *planned)
{
    char text[MESSAGE_SIZE];
    const char *problem = "";
    const char *name = planned->field->type;
    int error = errno;
    errno = 0;
    planned->type =
        qsm__type_of_name(m->coder->types, m->types, name, strlen(name), false, &problem);
    if (planned->type == NULL && errno != 0)
        return no_memory(m);
    errno = error;
    if (planned->type != NULL)
        return plan_type(m, planned);
    (void)snprintf(text, sizeof text, "%.60s: %s", name, problem);
    return fail(m, planned->field, text);
}

static qsm_plan *plan_struct(maker *m, const qsm_struct *table);

static bool plan_of(maker *m, qsm_plan_field *planned)
{
    const qsm_field *field = planned->field;
    bool list = field->type != NULL;
    const qsm_plan *of = plan_struct(m, field->of);
    if (of == NULL)
        return false;
    planned->of = of;
    planned->form = list ? QSM_MEMBER_STRUCTS : QSM_MEMBER_STRUCT;
    if (list && strcmp(field->type, "QList") != 0)
        return fail(m, field, "only a QList has a table for its elements");
    if (list && field->size != sizeof(qsm_member_array))
        return wrong_size(m, field, "a list of structs", sizeof(qsm_member_array), " (QSM_ARRAY)");
    if (list)
        return true;
    if (!of->ready)
        return fail(m, field, "the struct contains itself");
    return field->size == field->of->size ||
           wrong_size(m, field, "the struct of its table", field->of->size, "");
}

static size_t least_of(const qsm_plan_field *planned)
{
    if (planned->form == QSM_MEMBER_STRUCT)
        return planned->of->least;
    bool counted = planned->form == QSM_MEMBER_ARRAY || planned->form == QSM_MEMBER_STRUCTS;
    return counted ? COUNT_BYTES : planned->type->least;
}

static bool plan_field(maker *m, qsm_plan *plan, size_t index)
{
    const qsm_struct *table = plan->table;
    qsm_plan_field *planned = &plan->fields[index];
    const qsm_field *field = planned->field = &table->fields[index];
    if (field->name == NULL || (field->type == NULL && field->of == NULL))
        return fail(m, field, "a name and a type are needed");
    if (field->offset > table->size || field->size > table->size - field->offset)
        return fail(m, field, "the member is not within the struct");
    bool ok = field->of != NULL ? plan_of(m, planned) : plan_name(m, planned);
    if (!ok || !check_tree(m, planned))
        return false;
    plan->least += least_of(planned);
    return true;
}

static qsm_plan *plan_struct(maker *m, const qsm_struct *table)
{
    static const qsm_field none = {.name = ""};
    for (qsm_plan *plan = m->plans; plan != NULL; plan = plan->next) {
        if (plan->table == table)
            return plan;
    }
    qsm_plan *made = qsm__arena_zero(m->arena, sizeof *made);
    if (table->fields == NULL || table->count == 0) {
        (void)fail(m, &none, "there are no fields");
        return NULL;
    }
    qsm_plan_field *fields = qsm__arena_array(m->arena, table->count, sizeof *fields);
    if (made == NULL || fields == NULL) {
        (void)no_memory(m);
        return NULL;
    }
    *made = (qsm_plan){.table = table, .fields = fields, .next = m->plans};
    m->plans = made;
    for (size_t i = 0; i < table->count; i++) {
        if (!plan_field(m, made, i))
            return NULL;
    }
    made->ready = true;
    return made;
}

const qsm_plan *qsm__struct_plan(qsm_coder *c, const qsm_struct *table, qsm_arena *arena,
                                 qsm_arena *types)
{
    maker m = {.coder = c, .arena = arena, .types = types};
    return plan_struct(&m, table);
}
