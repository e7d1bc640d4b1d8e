/* SPDX-License-Identifier: MIT */
/* A table of fields, with the types that its names are. */
#ifndef QSM_VALUE_STRUCT_PLAN_H
#define QSM_VALUE_STRUCT_PLAN_H

#include <qsm/stream_struct.h>

#include "value/coder.h"

/* How a member has its value. */
typedef enum qsm_member_form {
    QSM_MEMBER_VALUE,  /* the C value of the type */
    QSM_MEMBER_ARRAY,  /* an array of them: type is that of the elements */
    QSM_MEMBER_NODE,   /* const qsm_variant * */
    QSM_MEMBER_STRUCT, /* the fields of `of` */
    QSM_MEMBER_STRUCTS /* an array of structs */
} qsm_member_form;

typedef struct qsm_plan_field {
    const qsm_field *field;
    const qsm_type *type;
    const struct qsm_plan *of;
    qsm_member_form form;
} qsm_plan_field;

typedef struct qsm_plan {
    const qsm_struct *table;
    qsm_plan_field *fields;
    size_t least; /* bytes on the wire */
    bool ready;   /* false: its fields are just looked at */
    struct qsm_plan *next;
} qsm_plan;

/* What a member of the forms ARRAY and STRUCTS has. */
typedef QSM_ARRAY(unsigned char) qsm_member_array;

/*
 * The plan of a table, in an arena. Types that are made from names live in the other: that of the
 * tree for values that are read. NULL: the status of the coder's stream says why.
 */
const qsm_plan *qsm__struct_plan(qsm_coder *c, const qsm_struct *table, qsm_arena *arena,
                                 qsm_arena *types);

#endif
