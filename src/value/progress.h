/* SPDX-License-Identifier: MIT */
/*
 * How far a value was skipped whose bytes have not all arrived. Each loop over elements notes the
 * element that it is at. When there are more bytes, the value is skipped anew: each loop goes on
 * where it was. So each byte is looked at about once, and not once each time that bytes arrive.
 *
 * The notes are numbered: loops get their numbers in the order in which they begin. The number of
 * a loop is free again when the loop around it goes on to its next element. So the same bytes give
 * the same numbers. After the first failure nothing is noted.
 */
#ifndef QSM_VALUE_PROGRESS_H
#define QSM_VALUE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct qsm_coder;

typedef struct qsm_progress_note {
    size_t start;    /* position where the loop began */
    uint64_t index;  /* of the element */
    size_t position; /* of the element */
    size_t elements; /* of all containers before the element */
} qsm_progress_note;

typedef struct qsm_progress {
    qsm_progress_note *notes;
    size_t capacity;
    size_t count; /* notes that hold */
    size_t next;  /* the number of the next loop */
    bool failed;  /* or memory is out */
} qsm_progress;

/* A loop that notes where it is. */
typedef struct qsm_loop {
    uint64_t first; /* the element to begin with */
    size_t start;   /* position of the loop */
    size_t number;  /* SIZE_MAX: nothing is noted */
} qsm_loop;

/* Before a value is skipped again. */
void qsm__progress_restart(qsm_progress *progress);

void qsm__progress_free(qsm_progress *progress);

/* Begins a loop, and moves the position to the element that it begins with. */
void qsm__progress_begin(struct qsm_coder *c, qsm_loop *loop);

/* Before each element, and with the number of them at the end: its position. */
void qsm__progress_note(struct qsm_coder *c, const qsm_loop *loop, uint64_t index, size_t position);

#endif
