/* SPDX-License-Identifier: MIT */
/* Numbers of any width in a C value. */
#ifndef QSM_VALUE_NUMBER_H
#define QSM_VALUE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "value/types.h"

/* A number: of the kinds BOOL, SIGNED, UNSIGNED and FLOAT. */
typedef struct qsm_number {
    enum { QSM_NUMBER_NONE, QSM_NUMBER_SIGNED, QSM_NUMBER_UNSIGNED, QSM_NUMBER_REAL } form;
    int64_t is_signed;
    uint64_t is_unsigned;
    double real;
} qsm_number;

/* NONE if the type is no number. */
qsm_number qsm__number_of(const qsm_type *type, const void *value);

/* Stores a number if the type holds it without loss. */
bool qsm__number_store(const qsm_type *type, void *value, const qsm_number *number);

/* Conversions that lose nothing; else false. */
bool qsm__number_to_i64(const qsm_number *number, int64_t *value);
bool qsm__number_to_u64(const qsm_number *number, uint64_t *value);
bool qsm__number_to_double(const qsm_number *number, double *value);

/* IEEE 754 binary16, rounded to the nearest. */
double qsm__double_of_half(uint16_t half);
uint16_t qsm__half_of_double(double value);

/* By value. Both have the type. A NaN is equal to everything, as for Qt's operator<. */
int qsm__compare_numbers(const qsm_type *type, const void *one, const void *other);

#endif
