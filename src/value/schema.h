/* SPDX-License-Identifier: MIT */
/* The inside of qsm_schema. */
#ifndef QSM_VALUE_SCHEMA_H
#define QSM_VALUE_SCHEMA_H

#include <qsm/stream_schema.h>

#include "value/tree.h"

typedef enum qsm_step_kind {
    QSM_STEP_VALUE,  /* a value of a type */
    QSM_STEP_RAW,    /* bytes without a length */
    QSM_STEP_REPEAT, /* the steps up to `end`, again and again */
    QSM_STEP_SIZED   /* a number of bytes, then the steps up to `end` */
} qsm_step_kind;

/* A part of a schema. Groups are followed by their steps. */
typedef struct qsm_step {
    uint8_t kind;         /* qsm_step_kind */
    uint8_t width;        /* SIZED: bytes of the number */
    uint16_t slot;        /* VALUE, RAW: its number, from 0 on */
    size_t bytes;         /* RAW */
    size_t end;           /* REPEAT, SIZED: index of the first step behind the group */
    const qsm_type *type; /* VALUE; RAW: QByteArray */
    const char *text;     /* VALUE, RAW: as the schema says it */
} qsm_step;

struct qsm_schema {
    qsm_arena arena;
    const qsm_type_set *types; /* those of Qt, or of the program: then the schema holds them */
    qsm_step *steps;
    size_t count;
    const qsm_step **slots; /* the steps VALUE and RAW */
    size_t slot_count;
    size_t repeat_first; /* the slots of repeat(...): from here */
    size_t repeat_end;   /* to here; equal: there is none */
    char error[160];
};

/* Whether it is a schema. False with EINVAL for NULL. */
bool qsm__schema_is_given(const qsm_schema *schema);

/*
 * Makes the list empty, and gives the types of the slots: what is made of names lives in the tree
 * of the list, so that the values do not need the schema. NULL with ENOMEM.
 */
const qsm_type **qsm__schema_begin(const qsm_schema *schema, qsm_variant *list);

/*
 * Whether a list of this many values fits, and how often the values of repeat(...) are there. If
 * not, message receives why.
 */
bool qsm__schema_rounds(const qsm_schema *schema, size_t count, size_t *rounds, char *message,
                        size_t size);

/* The slot of a value, if there are this many rounds. */
const qsm_step *qsm__schema_slot(const qsm_schema *schema, size_t index, size_t rounds);

/* Puts a QVariant into a QVariant: the place of a QVariant in the list. False with ENOMEM. */
bool qsm__variant_box(qsm_variant *variant, const qsm_variant *inner);

#endif
