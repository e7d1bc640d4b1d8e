/* SPDX-License-Identifier: MIT */
/*
 * Types by their C++ names, as a QVariant has them: "QMap<int,QList<std::pair<int,QString> > >". A
 * template is a row of the table; its copy with the types between < and > is the type.
 */
#include <string.h>

#include "value/arena.h"
#include "value/types.h"

enum { MOST_NESTED = 16 };

typedef struct parser {
    const qsm_type_set *set;
    qsm_arena *arena;
    const char *at;
    const char *end;
    unsigned depth;
    const char *problem;
} parser;

const char qsm__type_no_memory[] = "no memory for the type";

static void skip_blanks(parser *p)
{
    while (p->at < p->end && *p->at == ' ')
        p->at++;
}

/* A name with blanks within ("unsigned int"), up to <, > or , . */
static size_t name_length(const parser *p)
{
    size_t length = 0;
    while (p->at + length < p->end && strchr("<>,", p->at[length]) == NULL)
        length++;
    while (length > 0 && p->at[length - 1] == ' ')
        length--;
    return length;
}

static const qsm_type *fail(parser *p, const char *problem)
{
    if (p->problem == NULL)
        p->problem = problem;
    return NULL;
}

/* A name as C++ has them: it is printed, and comes from the stream. */
static bool is_identifier(const char *name, size_t length)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:";
    size_t i = 0;
    while (i < length && name[i] != '\0' && strchr(letters, name[i]) != NULL)
        i++;
    return i == length && length > 0;
}

/* Enums and flags of Qt have 4 bytes: "Qt::Orientation", "QFlags<Qt::AlignmentFlag>". */
static const qsm_type *enum_type(parser *p, const char *name, size_t length)
{
    static const char qt[] = "Qt::";
    if (length <= sizeof qt - 1 || memcmp(name, qt, sizeof qt - 1) != 0 ||
        !is_identifier(name, length))
        return fail(p, "no such type");
    return qsm__type_by_name(p->set, "int", 3);
}

static const qsm_type *parse(parser *p);

/* The types of a template, which stands before `<`. */
static const qsm_type *parse_template(parser *p, const qsm_type *base)
{
    qsm_type *made = qsm__arena_zero(p->arena, sizeof *made);
    if (made == NULL)
        return fail(p, qsm__type_no_memory);
    *made = *base;
    made->kind = base->becomes;
    size_t wanted = base->becomes == QSM_KIND_LIST ? 1 : 2;
    for (size_t i = 0; i < wanted; i++) {
        p->at++; /* < or , */
        made->of[i] = parse(p);
        if (made->of[i] == NULL)
            return NULL;
        if (p->at == p->end || *p->at != (i + 1 < wanted ? ',' : '>'))
            return fail(p, "the types of a template are not complete");
    }
    p->at++;
    if (base->becomes == QSM_KIND_PAIR) {
        unsigned least = made->of[0]->least + (unsigned)made->of[1]->least;
        made->least = (uint8_t)(least < UINT8_MAX ? least : UINT8_MAX);
    }
    return made;
}

/* The type with the spelling as its name: it is written so again. */
static const qsm_type *named(parser *p, const qsm_type *type, const char *name, size_t size)
{
    if (strlen(type->name) == size && memcmp(type->name, name, size) == 0)
        return type;
    qsm_type *made = qsm__arena_take(p->arena, sizeof *made);
    char *copy = qsm__arena_take(p->arena, size + 1);
    if (made == NULL || copy == NULL)
        return fail(p, qsm__type_no_memory);
    memcpy(copy, name, size);
    copy[size] = '\0';
    *made = *type;
    made->name = copy;
    made->aliases = NULL;
    made->id = QSM_TYPE_USER;
    made->id_qt5 = made->id_qt4 = made->id_qt3 = 0;
    return made;
}

/* QFlags<E>: as an int, whatever E is. */
static const qsm_type *parse_flags(parser *p)
{
    const char *close = memchr(p->at, '>', (size_t)(p->end - p->at));
    if (close == NULL)
        return fail(p, "the types of a template are not complete");
    if (!is_identifier(p->at + 1, (size_t)(close - p->at - 1)))
        return fail(p, "no such type");
    p->at = close + 1;
    return qsm__type_by_name(p->set, "int", 3);
}

static const qsm_type *parse_named_template(parser *p, const qsm_type *base, const char *name)
{
    if (base == NULL || base->kind != QSM_KIND_TEMPLATE)
        return fail(p, "no such template");
    const qsm_type *type = parse_template(p, base);
    return type != NULL ? named(p, type, name, (size_t)(p->at - name)) : NULL;
}

static const qsm_type *parse(parser *p)
{
    skip_blanks(p);
    const char *name = p->at;
    size_t length = name_length(p);
    if (length == 0)
        return fail(p, "a name of a type is missing");
    if (++p->depth > MOST_NESTED)
        return fail(p, "too many types within each other");
    p->at += length;
    skip_blanks(p);
    const qsm_type *type = qsm__type_by_name(p->set, name, length);
    bool open = p->at < p->end && *p->at == '<';
    if (open && length == 6 && memcmp(name, "QFlags", 6) == 0)
        type = parse_flags(p);
    else if (open)
        type = parse_named_template(p, type, name);
    else if (type == NULL)
        type = enum_type(p, name, length);
    else if (type->kind == QSM_KIND_TEMPLATE)
        type = fail(p, "a template without types");
    if (type != NULL && type->code == NULL)
        type = fail(p, "the type is known, but qsm does not read it yet");
    skip_blanks(p);
    p->depth--;
    return type;
}

const qsm_type *qsm__type_of_name(const qsm_type_set *set, struct qsm_arena *arena,
                                  const char *name, size_t size, bool spelled, const char **problem)
{
    parser p = {.set = set, .arena = arena, .at = name, .end = name + size};
    const qsm_type *type =
        size <= QSM_TYPE_MOST_NAME ? parse(&p) : fail(&p, "the name of the type is too long");
    if (type != NULL && p.at != p.end)
        type = fail(&p, "something follows the name of the type");
    if (type != NULL && (spelled || type->of[0] != NULL))
        type = named(&p, type, name, size);
    *problem = p.problem;
    return type;
}
