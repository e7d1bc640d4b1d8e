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
    bool is_qt = length > sizeof qt - 1 && memcmp(name, qt, sizeof qt - 1) == 0;
    if (is_qt && !is_identifier(name, length))
        return fail(p, "no such type");
    if (!is_qt) {
        const qsm_type *made =
            p->set->unknown != NULL ? p->set->unknown(p->set, name, length) : NULL;
        return made != NULL ? made : fail(p, "no such type");
    }
    return qsm__type_by_name(p->set, "int", 3);
}

/* A pair has no count: its fewest bytes are those of its two values. */
static void measure_pair(qsm_type *pair)
{
    const qsm_type *const *of = pair->of;
    unsigned least = of[0]->least + (unsigned)of[1]->least;
    pair->least = (uint8_t)(least < UINT8_MAX ? least : UINT8_MAX);
    pair->bare_before =
        of[0]->bare_before > of[1]->bare_before ? of[0]->bare_before : of[1]->bare_before;
}

static const qsm_type *parse(parser *p);

/* One of the numbers of a QGenericMatrix, behind < or a comma. 0: it is none. */
static uint8_t parse_size(parser *p)
{
    p->at++;
    skip_blanks(p);
    bool fits = p->at < p->end && *p->at >= '1' && *p->at <= '4';
    uint8_t size = fits ? (uint8_t)(*p->at++ - '0') : 0;
    skip_blanks(p);
    return p->at < p->end && *p->at == ',' ? size : 0;
}

/* QGenericMatrix<2, 3, float>: the columns, the rows, and the type of the numbers. */
static const qsm_type *parse_matrix(parser *p, qsm_type *made)
{
    static const char wanted[] =
        "a QGenericMatrix needs 1 to 4 columns, 1 to 4 rows, and float or double";
    made->columns = parse_size(p);
    made->rows = made->columns > 0 ? parse_size(p) : 0;
    if (made->rows == 0)
        return fail(p, wanted);
    p->at++; /* the comma */
    made->of[0] = parse(p);
    bool closed = p->at < p->end && *p->at == '>';
    if (made->of[0] == NULL || !closed || made->of[0]->kind != QSM_KIND_FLOAT ||
        made->of[0]->size < sizeof(float))
        return fail(p, wanted);
    p->at++;
    made->least = (uint8_t)(4 * made->columns * made->rows);
    return made;
}

/* The types of a template, which stands before `<`. */
static const qsm_type *parse_template(parser *p, const qsm_type *base)
{
    qsm_type *made = qsm__arena_zero(p->arena, sizeof *made);
    if (made == NULL)
        return fail(p, qsm__type_no_memory);
    *made = *base;
    made->kind = base->becomes;
    if (made->kind == QSM_KIND_STRUCT)
        return parse_matrix(p, made);
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
    if (base->becomes == QSM_KIND_PAIR)
        measure_pair(made);
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

/* The length of a name with the types of its template, up to > or , . */
static size_t whole_length(const parser *p)
{
    size_t length = 0;
    unsigned open = 0;
    for (; p->at + length < p->end; length++) {
        char c = p->at[length];
        if (open == 0 && (c == ',' || c == '>'))
            break;
        open += c == '<';
        open -= c == '>';
    }
    while (length > 0 && p->at[length - 1] == ' ')
        length--;
    return length;
}

/* A type of the program: its name can look like a template, or like an enum of Qt. */
static const qsm_type *parse_user(parser *p)
{
    size_t length = p->set->user != NULL ? whole_length(p) : 0;
    const qsm_type *type = length > 0 ? qsm__type_of_user(p->set, p->at, length) : NULL;
    if (type != NULL)
        p->at += length;
    return type;
}

static const qsm_type *parse_other(parser *p)
{
    const char *name = p->at;
    size_t length = name_length(p);
    if (length == 0)
        return fail(p, "a name of a type is missing");
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
    return type;
}

static const qsm_type *parse(parser *p)
{
    skip_blanks(p);
    if (++p->depth > MOST_NESTED)
        return fail(p, "too many types within each other");
    const qsm_type *type = parse_user(p);
    if (type == NULL)
        type = parse_other(p);
    bool undefined = type != NULL && type->kind == QSM_KIND_UNDEFINED;
    if (undefined && p->set->unknown == NULL)
        type = fail(p, "other types use the type, but it is not defined");
    else if (type != NULL && type->code == NULL && !undefined)
        type = fail(p, "Qt has no stream operators for the type");
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
