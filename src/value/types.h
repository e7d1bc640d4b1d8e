/* SPDX-License-Identifier: MIT */
/*
 * The one table of types. Variant ids, names of schemas, names in JSON, `qsm stream types` and the
 * tables of the documentation come from it. types.c holds the rows.
 *
 * To add a type: its row in types.c, its coder in core/ or gui/, its JSON function in json/.
 */
#ifndef QSM_VALUE_TYPES_H
#define QSM_VALUE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct qsm_arena;
struct qsm_coder;
struct qsm_type;

/*
 * Reads, writes, measures or skips one value. value points to the C value of type->size
 * bytes; it is all zeros before it is read.
 */
typedef bool qsm_code(struct qsm_coder *coder, const struct qsm_type *type, void *value);

/* What the getters of a tree, equality and order can do with a C value. */
typedef enum qsm_kind {
    QSM_KIND_INVALID,  /* Qt has no stream operators */
    QSM_KIND_NOTHING,  /* std::nullptr_t: 0 bytes */
    QSM_KIND_BOOL,     /* bool */
    QSM_KIND_SIGNED,   /* int8_t to int64_t, by type->size */
    QSM_KIND_UNSIGNED, /* uint8_t to uint64_t, by type->size */
    QSM_KIND_FLOAT,    /* float, double by type->size */
    QSM_KIND_TEXT,     /* qsm_text */
    QSM_KIND_BYTES,    /* qsm_bytes */
    QSM_KIND_LIST,     /* qsm_items of type->of[0] */
    QSM_KIND_MAP,      /* qsm_items: key, value, key, value... of type->of[0] and of[1] */
    QSM_KIND_HASH,     /* the same; the order means nothing */
    QSM_KIND_PAIR,     /* qsm_items: two */
    QSM_KIND_RECORD,   /* qsm_items: the fields of a user type, type->record */
    QSM_KIND_VARIANT,  /* qsm_variant *: a QVariant within a QVariant */
    QSM_KIND_STRUCT,   /* a struct of values.h or gui_values.h */
    QSM_KIND_TEMPLATE, /* QList: of[0] (and of[1]) are filled in by a name */
    QSM_KIND_UNDEFINED /* a user type that others use, and that the program has not added */
} qsm_kind;

/* A row. Rows of types.c are constant; types made from names live in an arena. */
typedef struct qsm_type {
    const char *name;    /* as QMetaType of Qt 6 says it */
    const char *aliases; /* other names, separated by commas; NULL: none */
    int32_t id;          /* Qt 6: stream versions >= 20; QSM_TYPE_USER: by name */
    int16_t id_qt5;      /* versions 13-19; 0: by name */
    int16_t id_qt4;      /* versions 7-12; 0: by name */
    int16_t id_qt3;      /* versions 1-6; 0: none, an invalid variant is written */
    int32_t since;       /* the first Qt that knows the id of version 20; before: by name */
    uint8_t kind;        /* qsm_kind */
    uint8_t least;       /* the fewest bytes that a value has on the wire; see qsm__type_least() */
    uint8_t size;        /* of the C value */
    bool pointers;       /* the C value points into the arena */
    uint8_t becomes;     /* templates: the kind of the type that is made of it */
    uint8_t columns;     /* QGenericMatrix; of[0] is float or double */
    uint8_t rows;
    uint8_t bare_before;             /* at versions below this, a value can have no bytes */
    qsm_code *code;                  /* NULL: Qt cannot stream the type */
    const struct qsm_type *of[2];    /* element; key and value; NULL in the rows of templates */
    const struct qsm_record *record; /* RECORD: value/user_types.h */
} qsm_type;

#define QSM_TYPE_USER 0x10000 /* the id of types that have a name only */

/* The longest name of a type. */
#define QSM_TYPE_MOST_NAME 512

/* The largest C value. A caller that skips values has this much memory for one. */
#define QSM_TYPE_MOST_BYTES 248

typedef enum qsm_user_type_search {
    QSM_USER_TYPE_UNSEEN,
    QSM_USER_TYPE_OPEN, /* what it consists of is being looked at */
    QSM_USER_TYPE_ENDS
} qsm_user_type_search;

/* A type of the program. It never moves, and lives as long as its set. */
typedef struct qsm_user_type {
    qsm_type type;
    const qsm_type *base; /* of an alias: the other type */
    struct qsm_user_type *next;
    qsm_user_type_search search; /* of the last look for a type without an end */
} qsm_user_type;

/*
 * All types of Qt: an array by id, then the types without one. And those of a program, if there are
 * any: then the set is the beginning of its qsm_types.
 */
typedef struct qsm_type_set {
    const qsm_type *core; /* by id */
    size_t core_count;
    const qsm_type *gui; /* by id - QSM_TYPE_FIRST_GUI */
    size_t gui_count;
    const qsm_type *named;
    size_t named_count;
    qsm_user_type *user;     /* the newest first */
    struct qsm_types *owner; /* NULL: only the types of Qt */
    /* While types are added: makes a type for a name that is not known. NULL: there is none. */
    const qsm_type *(*unknown)(const struct qsm_type_set *set, const char *name, size_t size);
} qsm_type_set;

#define QSM_TYPE_FIRST_GUI 0x1000

/* The rows of types.c. Coders get it as coder->types: so the table needs the coders, not they it.
 */
extern const qsm_type_set qsm__qt_types;

/* The row of an id at a stream version of a Qt release. NULL: there is no such id. */
const qsm_type *qsm__type_by_id(const qsm_type_set *set, uint32_t id, int version, int qt);

/*
 * The id of a type at a stream version, and for Qt 5 or 6 where they differ. QSM_TYPE_USER when it
 * is written by name; -1 when it cannot be written.
 */
int32_t qsm__type_id(const qsm_type *type, int version, int qt);

/* The id that says that a name follows. */
uint32_t qsm__type_user_id(int version);

/* The length of the first of aliases; a comma or the end follows. */
size_t qsm__type_alias_length(const char *alias);

/* The row with a name or alias, not a template. NULL: none. The name need not end with a NUL. */
const qsm_type *qsm__type_by_name(const qsm_type_set *set, const char *name, size_t size);

/* The type of a program with a name, also if it is undefined. NULL: none. */
const qsm_type *qsm__type_of_user(const qsm_type_set *set, const char *name, size_t size);

/*
 * The type that a name of C++ describes: "QMap<int, QList<QVariant> >". A template, and with
 * `spelled` every type, keeps the spelling as its name, in the arena: so a QVariant is written
 * again as it was read. NULL: *problem says why; qsm__type_no_memory: no memory.
 */
extern const char qsm__type_no_memory[];
const qsm_type *qsm__type_of_name(const qsm_type_set *set, struct qsm_arena *arena,
                                  const char *name, size_t size, bool spelled,
                                  const char **problem);

/* The fewest bytes of a value at a stream version. */
static inline size_t qsm__type_least(const qsm_type *type, int version)
{
    return version < type->bare_before ? 0 : type->least;
}

/* The rows at index 0, 1... of all, for tools and tests. NULL: a gap; *more: there are others. */
const qsm_type *qsm__type_at(const qsm_type_set *set, size_t index, bool *more);

/* Whether a type is a row of the table or of the program, and not made from a name. */
bool qsm__type_is_row(const qsm_type_set *set, const qsm_type *type);

/* Whether a row is a type that can be read and written, not a template and not without a coder. */
static inline bool qsm__type_is_supported(const qsm_type *type)
{
    return type->code != NULL;
}

#endif
