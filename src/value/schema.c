/* SPDX-License-Identifier: MIT */
/* Parses the text of a schema: types by their names, and repeat, raw, sized. */
#include "value/schema.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value/user_types.h"

enum { MOST_NESTED = 16, MOST_SLOTS = 60000, QUOTED = 60 };

typedef struct parser {
    qsm_schema *schema;
    const char *text;
    const char *at;
    unsigned depth;
    unsigned sized; /* sizedN(...) around */
    bool closed;    /* a repeat(...) was here: nothing can follow at this level */
    bool no_memory;
} parser;

/* Reports what is wrong with size bytes at a place. Returns false. */
static bool fail(parser *p, const char *at, size_t size, const char *problem)
{
    char word[QUOTED + 1];
    if (p->schema->error[0] != '\0')
        return false;
    size = size < QUOTED ? size : QUOTED;
    for (size_t i = 0; i < size; i++)
        word[i] = (char)(at[i] >= ' ' && at[i] < 0x7f ? at[i] : '?');
    word[size] = '\0';
    (void)snprintf(p->schema->error, sizeof p->schema->error,
                   size > 0 ? "character %zu, \"%s\": %s" : "character %zu%s: %s",
                   (size_t)(at - p->text) + 1, word, problem);
    return false;
}

static bool no_memory(parser *p)
{
    p->no_memory = true;
    return fail(p, p->at, 0, "no memory");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(parser *p)
{
    while (is_blank(*p->at))
        p->at++;
}

static bool take(parser *p, char c)
{
    skip_blanks(p);
    if (*p->at != c)
        return false;
    p->at++;
    return true;
}

static qsm_step *add(parser *p, qsm_step_kind kind)
{
    qsm_step *step = &p->schema->steps[p->schema->count++];
    step->kind = (uint8_t)kind;
    return step;
}

/* A step with a value: its text is kept. */
static bool add_slot(parser *p, qsm_step *step, const char *text, size_t size)
{
    qsm_schema *schema = p->schema;
    char *copy = qsm__arena_take(&schema->arena, size + 1);
    if (copy == NULL)
        return no_memory(p);
    memcpy(copy, text, size);
    copy[size] = '\0';
    step->text = copy;
    step->slot = (uint16_t)schema->slot_count;
    if (schema->slot_count == MOST_SLOTS)
        return fail(p, text, size, "more than 60000 types");
    schema->slots[schema->slot_count++] = step;
    return true;
}

/* The length of a name: up to a comma or parenthesis that is not between < and >. */
static size_t type_length(const char *at)
{
    size_t length = 0;
    unsigned open = 0;
    for (; at[length] != '\0' && at[length] != '(' && at[length] != ')'; length++) {
        if (at[length] == ',' && open == 0)
            break;
        if (at[length] == '<')
            open++;
        else if (at[length] == '>' && open > 0)
            open--;
    }
    while (length > 0 && is_blank(at[length - 1]))
        length--;
    return length;
}

static bool parse_type(parser *p)
{
    const char *problem = NULL;
    const char *text = p->at;
    size_t size = type_length(text);
    if (size == 0)
        return fail(p, text, 0, "a type is missing");
    qsm_step *step = add(p, QSM_STEP_VALUE);
    step->type =
        qsm__type_of_name(p->schema->types, &p->schema->arena, text, size, false, &problem);
    p->at += size;
    if (problem == qsm__type_no_memory)
        return no_memory(p);
    return step->type != NULL ? add_slot(p, step, text, size) : fail(p, text, size, problem);
}

/* raw[N] */
static bool parse_raw(parser *p, const char *word)
{
    qsm_step *step = add(p, QSM_STEP_RAW);
    skip_blanks(p);
    const char *digits = p->at;
    for (; *p->at >= '0' && *p->at <= '9'; p->at++) {
        if (step->bytes > SIZE_MAX / 32)
            return fail(p, digits, strspn(digits, "0123456789"), "too many bytes");
        step->bytes = step->bytes * 10 + (size_t)(*p->at - '0');
    }
    bool is_number = p->at > digits && step->bytes > 0;
    if (!is_number || !take(p, ']'))
        return fail(p, word, (size_t)(p->at - word), "a number of bytes is needed: raw[16]");
    step->type = &qsm__qt_types.core[QSM_VARIANT_BYTE_ARRAY];
    return add_slot(p, step, word, (size_t)(p->at - word));
}

/* The fewest bytes of the steps of a group. */
static size_t least(const qsm_schema *schema, size_t from)
{
    size_t sum = 0;
    for (size_t i = from; i < schema->count; i++) {
        const qsm_step *step = &schema->steps[i];
        sum += step->width;
        if (step->type != NULL)
            sum += step->kind == QSM_STEP_RAW ? 1U : step->type->least;
    }
    return sum;
}

static bool parse_list(parser *p);

/* The types in parentheses; the opening one was taken. */
static bool parse_group(parser *p, const char *word, size_t length)
{
    if (++p->depth > MOST_NESTED)
        return fail(p, word, length, "too many parentheses within each other");
    if (!parse_list(p))
        return false;
    p->depth--;
    return take(p, ')') || fail(p, p->at, 0, "a comma or ) is needed");
}

static bool parse_repeat(parser *p, const char *word, size_t length)
{
    qsm_schema *schema = p->schema;
    if (schema->repeat_first != SIZE_MAX)
        return fail(p, word, length, "only one repeat(...) can be in a schema");
    size_t index = schema->count;
    add(p, QSM_STEP_REPEAT);
    schema->repeat_first = schema->slot_count;
    if (!parse_group(p, word, length))
        return false;
    schema->repeat_end = schema->slot_count;
    schema->steps[index].end = schema->count;
    if (least(schema, index) == 0)
        return fail(p, word, length, "values without bytes would be repeated for ever");
    p->closed = true;
    return true;
}

static bool parse_sized(parser *p, const char *word, size_t length, uint8_t width)
{
    qsm_schema *schema = p->schema;
    size_t index = schema->count;
    add(p, QSM_STEP_SIZED)->width = width;
    if (!parse_group(p, word, length))
        return false;
    p->closed = false;
    schema->steps[index].end = schema->count;
    return true;
}

static bool is_word(const char *at, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(at, word, length) == 0;
}

static bool parse_step(parser *p)
{
    static const struct {
        const char *word;
        uint8_t width;
    } sized[] = {{"sized16", 2}, {"sized32", 4}, {"sized64", 8}};
    skip_blanks(p);
    const char *word = p->at;
    size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789");
    if (p->closed)
        return fail(p, word, type_length(word), "nothing can follow repeat(...)");
    p->at += length;
    if (is_word(word, length, "raw") && take(p, '['))
        return parse_raw(p, word);
    bool open = take(p, '(');
    if (open && is_word(word, length, "repeat"))
        return parse_repeat(p, word, length);
    for (size_t i = 0; i < 3 && open; i++) {
        if (is_word(word, length, sized[i].word))
            return parse_sized(p, word, length, sized[i].width);
    }
    if (open)
        return fail(p, word, length, "only repeat, sized16, sized32 and sized64 have parentheses");
    p->at = word;
    return parse_type(p);
}

static bool parse_list(parser *p)
{
    do {
        if (!parse_step(p))
            return false;
    } while (take(p, ','));
    return true;
}

/* No schema has more steps. */
static size_t most_steps(const char *text)
{
    size_t count = 1;
    for (; *text != '\0'; text++)
        count += *text == ',' || *text == '(';
    return count;
}

/* False: no memory. */
static bool parse(qsm_schema *schema, const char *text)
{
    parser p = {.schema = schema, .text = text, .at = text};
    size_t most = most_steps(text);
    schema->repeat_first = SIZE_MAX;
    schema->steps = qsm__arena_array(&schema->arena, most, sizeof *schema->steps);
    schema->slots = qsm__arena_array(&schema->arena, most, sizeof(void *));
    if (schema->steps == NULL || schema->slots == NULL)
        return false;
    bool ok = parse_list(&p);
    if (ok && *p.at != '\0')
        (void)fail(&p, p.at, strlen(p.at), "a comma is needed");
    if (schema->repeat_first == SIZE_MAX)
        schema->repeat_first = schema->repeat_end = 0;
    return !p.no_memory;
}

qsm_schema *qsm_schema_new(const char *text)
{
    return qsm_schema_new_with_types(text, NULL);
}

qsm_schema *qsm_schema_new_with_types(const char *text, const qsm_types *types)
{
    if (text == NULL) {
        errno = EINVAL;
        return NULL;
    }
    qsm_schema *schema = calloc(1, sizeof *schema);
    if (schema == NULL)
        return NULL;
    schema->types = qsm__types_set(types);
    (void)qsm__types_hold(schema->types->owner);
    if (parse(schema, text))
        return schema;
    qsm_schema_free(schema);
    errno = ENOMEM;
    return NULL;
}

void qsm_schema_free(qsm_schema *schema)
{
    if (schema == NULL)
        return;
    qsm__types_release(schema->types->owner);
    qsm__arena_free(&schema->arena);
    free(schema);
}

bool qsm__schema_is_given(const qsm_schema *schema)
{
    if (schema != NULL)
        return true;
    errno = EINVAL;
    return false;
}

const char *qsm_schema_error_string(const qsm_schema *schema)
{
    return qsm__schema_is_given(schema) ? schema->error : "";
}

const char *qsm_schema_type_name(const qsm_schema *schema, const qsm_variant *value)
{
    bool has_slot = qsm__schema_is_given(schema) && value != NULL && value->slot > 0 &&
                    value->slot <= schema->slot_count;
    return has_slot ? schema->slots[value->slot - 1]->text : qsm_variant_type_name(value);
}

const qsm_step *qsm__schema_slot(const qsm_schema *schema, size_t index, size_t rounds)
{
    size_t group = schema->repeat_end - schema->repeat_first;
    if (index >= schema->repeat_first && group > 0) {
        size_t repeated = index - schema->repeat_first;
        bool within = rounds > repeated / group;
        index = within ? schema->repeat_first + repeated % group : index - rounds * group + group;
    }
    return schema->slots[index];
}

bool qsm__schema_rounds(const qsm_schema *schema, size_t count, size_t *rounds, char *message,
                        size_t size)
{
    size_t group = schema->repeat_end - schema->repeat_first;
    size_t fixed = schema->slot_count - group;
    *rounds = group > 0 && count >= fixed ? (count - fixed) / group : 0;
    if (count == fixed + *rounds * group)
        return true;
    if (group == 0)
        (void)snprintf(message, size, "%zu values; the types need %zu", count, fixed);
    else
        (void)snprintf(message, size, "%zu values; the types need %zu, and %zu for each repetition",
                       count, fixed, group);
    return false;
}

const qsm_type **qsm__schema_begin(const qsm_schema *schema, qsm_variant *list)
{
    const char *problem;
    qsm_tree *tree = list->tree;
    if (list == &tree->root)
        qsm_tree_clear(tree);
    if (!qsm__tree_hold(tree, schema->types->owner) || !qsm_variant_set_list(list)) {
        errno = ENOMEM;
        return NULL;
    }
    const qsm_type **types = qsm__arena_array(&tree->arena, schema->slot_count, sizeof(void *));
    for (size_t i = 0; i < schema->slot_count && types != NULL; i++) {
        const qsm_step *step = schema->slots[i];
        types[i] = step->type;
        if (step->kind == QSM_STEP_VALUE && !qsm__type_is_row(schema->types, step->type))
            types[i] = qsm__type_of_name(schema->types, &tree->arena, step->text,
                                         strlen(step->text), false, &problem);
        if (types[i] == NULL)
            types = NULL;
    }
    if (types == NULL)
        errno = ENOMEM;
    return types;
}

bool qsm__variant_box(qsm_variant *variant, const qsm_variant *inner)
{
    qsm_variant *node = qsm__arena_take(&variant->tree->arena, sizeof *node);
    if (node == NULL) {
        errno = ENOMEM;
        return false;
    }
    *node = *inner;
    void *value = qsm__variant_become(variant, &qsm__qt_types.core[QSM_VARIANT_VARIANT]);
    memcpy(value, &node, sizeof(void *));
    return true;
}
