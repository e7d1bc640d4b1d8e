/* SPDX-License-Identifier: MIT */
/* The types of a program: the inside of qsm_types. */
#ifndef QSM_VALUE_USER_TYPES_H
#define QSM_VALUE_USER_TYPES_H

#include <stdatomic.h>

#include <qsm/stream_schema.h>

#include "stream/stream.h"
#include "value/tree.h"

typedef struct qsm_record_field {
    const qsm_type *type;
    qsm_variant key; /* the name, as a key of a map is a value */
} qsm_record_field;

/* The fields of a user type, in the order of the stream. */
typedef struct qsm_record {
    const qsm_record_field *fields;
    size_t count;
    unsigned height;         /* records and pairs directly within each other */
    size_t leaves;           /* values directly within it, at all depths */
    struct qsm_types *owner; /* what holds the types */
} qsm_record;

struct qsm_types {
    qsm_type_set set; /* comes first: a set with an owner is the owner */
    qsm_arena arena;
    atomic_size_t holders; /* the program, streams, schemas and trees */
    char error[256];
};

/* Whoever has a pointer to a type of the set holds the set. Both accept NULL. */
struct qsm_types *qsm__types_hold(struct qsm_types *types);
void qsm__types_release(struct qsm_types *types);

/* The set of a program's types; NULL: the types of Qt. */
const qsm_type_set *qsm__types_set(const struct qsm_types *types);

/* The types of a stream. */
static inline const qsm_type_set *qsm__types_of_stream(const qsm_data_stream *stream)
{
    return stream->types != NULL ? (const qsm_type_set *)stream->types : &qsm__qt_types;
}

/* For sets that are only held or released, which changes no type. */
static inline struct qsm_types *qsm__types_mutable(const struct qsm_types *types)
{
    union {
        const struct qsm_types *from;
        struct qsm_types *to;
    } pointer = {.from = types};
    return pointer.to;
}

#endif
