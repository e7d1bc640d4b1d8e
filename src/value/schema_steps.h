/* SPDX-License-Identifier: MIT */
/* The parts of a schema on the wire: what trees and events share. */
#ifndef QSM_VALUE_SCHEMA_STEPS_H
#define QSM_VALUE_SCHEMA_STEPS_H

#include "value/coder.h"
#include "value/schema.h"

/* The number before sizedN(...). */
bool qsm__sized_number(qsm_coder *c, const qsm_step *step, uint64_t *number);

/* Reports that the number at start is greater than the bytes that are left. Returns false. */
bool qsm__sized_beyond(qsm_coder *c, const qsm_step *step, size_t start, uint64_t number,
                       size_t left);

/* Reports that the values did not take the last `left` bytes of it. Returns false. */
bool qsm__sized_unfilled(qsm_coder *c, const qsm_step *step, size_t start, uint64_t number,
                         size_t left);

/*
 * Reports that a round of a repeat(...) had no bytes: such values would come for ever, as null
 * pictures of old versions. Returns false.
 */
bool qsm__repeat_no_progress(qsm_coder *c);

/* Bytes without a length. */
bool qsm__code_raw(qsm_coder *c, const qsm_step *step, qsm_variant *node);

/* Reports that the bytes of a raw[N] are not there. They are consumed. Returns false. */
bool qsm__raw_missing(qsm_coder *c, const qsm_step *step);

#endif
