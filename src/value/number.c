/* SPDX-License-Identifier: MIT */
#include "value/number.h"

#include <math.h>
#include <string.h>

static int64_t load_signed(const void *value, size_t size)
{
    int8_t one;
    int16_t two;
    int32_t four;
    int64_t eight;
    switch (size) {
    case 1:
        memcpy(&one, value, 1);
        return one;
    case 2:
        memcpy(&two, value, 2);
        return two;
    case 4:
        memcpy(&four, value, 4);
        return four;
    default:
        memcpy(&eight, value, 8);
        return eight;
    }
}

static uint64_t load_unsigned(const void *value, size_t size)
{
    uint64_t mask = size < 8 ? ((uint64_t)1 << (8 * size)) - 1 : UINT64_MAX;
    return (uint64_t)load_signed(value, size) & mask;
}

static void store_integer(void *value, size_t size, uint64_t integer)
{
    uint8_t one = (uint8_t)integer;
    uint16_t two = (uint16_t)integer;
    uint32_t four = (uint32_t)integer;
    if (size == 1)
        memcpy(value, &one, 1);
    else if (size == 2)
        memcpy(value, &two, 2);
    else if (size == 4)
        memcpy(value, &four, 4);
    else
        memcpy(value, &integer, 8);
}

/* IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
enum { HALF_EXPONENT = 0x1f, HALF_FRACTION = 0x3ff, HALF_BIAS = 15, HALF_BITS = 10 };

double qsm__double_of_half(uint16_t half)
{
    int exponent = half >> HALF_BITS & HALF_EXPONENT;
    double fraction = half & HALF_FRACTION;
    double sign = half & 0x8000 ? -1 : 1;
    if (exponent == HALF_EXPONENT)
        return fraction != 0 ? (double)NAN : sign * (double)INFINITY;
    if (exponent == 0)
        return sign * ldexp(fraction, 1 - HALF_BIAS - HALF_BITS);
    return sign * ldexp(fraction + (1 << HALF_BITS), exponent - HALF_BIAS - HALF_BITS);
}

uint16_t qsm__half_of_double(double value)
{
    uint16_t sign = signbit(value) ? 0x8000 : 0;
    int exponent;
    if (isnan(value))
        return sign | 0x7e00;
    if (value == 0 || isinf(value))
        return value == 0 ? sign : sign | 0x7c00;
    (void)frexp(value, &exponent);
    exponent += HALF_BIAS - 1;
    /* The fraction with its leading bit, or what is left of it below the smallest exponent. */
    int shift = exponent > 0 ? exponent : 1;
    double scaled = nearbyint(ldexp(fabs(value), HALF_BIAS + HALF_BITS - shift));
    uint32_t bits = (uint32_t)scaled + (exponent > 0 ? (uint32_t)(exponent - 1) << HALF_BITS : 0);
    return (uint16_t)(sign | (bits < 0x7c00 ? bits : 0x7c00));
}

static double load_real(const void *value, size_t size)
{
    float single;
    double wide;
    uint16_t half;
    if (size == sizeof half) {
        memcpy(&half, value, sizeof half);
        return qsm__double_of_half(half);
    }
    if (size == sizeof wide) {
        memcpy(&wide, value, sizeof wide);
        return wide;
    }
    memcpy(&single, value, sizeof single);
    return (double)single;
}

qsm_number qsm__number_of(const qsm_type *type, const void *value)
{
    qsm_number number = {.form = QSM_NUMBER_NONE};
    if (type == NULL || value == NULL)
        return number;
    if (type->kind == QSM_KIND_SIGNED) {
        number.form = QSM_NUMBER_SIGNED;
        number.is_signed = load_signed(value, type->size);
    } else if (type->kind == QSM_KIND_UNSIGNED || type->kind == QSM_KIND_BOOL) {
        number.form = QSM_NUMBER_UNSIGNED;
        number.is_unsigned = load_unsigned(value, type->size);
    } else if (type->kind == QSM_KIND_FLOAT) {
        number.form = QSM_NUMBER_REAL;
        number.real = load_real(value, type->size);
    }
    return number;
}

bool qsm__number_to_i64(const qsm_number *number, int64_t *value)
{
    const double limit = 9223372036854775808.0; /* 2^63 */
    if (number->form == QSM_NUMBER_SIGNED) {
        *value = number->is_signed;
        return true;
    }
    if (number->form == QSM_NUMBER_UNSIGNED && number->is_unsigned <= INT64_MAX) {
        *value = (int64_t)number->is_unsigned;
        return true;
    }
    if (number->form != QSM_NUMBER_REAL || !(number->real >= -limit && number->real < limit) ||
        (double)(int64_t)number->real != number->real)
        return false;
    *value = (int64_t)number->real;
    return true;
}

bool qsm__number_to_u64(const qsm_number *number, uint64_t *value)
{
    const double limit = 18446744073709551616.0; /* 2^64 */
    if (number->form == QSM_NUMBER_UNSIGNED) {
        *value = number->is_unsigned;
        return true;
    }
    if (number->form == QSM_NUMBER_SIGNED && number->is_signed >= 0) {
        *value = (uint64_t)number->is_signed;
        return true;
    }
    if (number->form != QSM_NUMBER_REAL || !(number->real >= 0 && number->real < limit) ||
        (double)(uint64_t)number->real != number->real)
        return false;
    *value = (uint64_t)number->real;
    return true;
}

bool qsm__number_to_double(const qsm_number *number, double *value)
{
    const int64_t exact = (int64_t)1 << 53; /* integers up to here are doubles */
    int64_t integer;
    if (number->form == QSM_NUMBER_REAL) {
        *value = number->real;
        return true;
    }
    if (!qsm__number_to_i64(number, &integer) || integer > exact || integer < -exact)
        return false;
    *value = (double)integer;
    return true;
}

static bool store_real(const qsm_type *type, void *value, const qsm_number *number)
{
    double real;
    if (!qsm__number_to_double(number, &real))
        return false;
    if (type->size == sizeof real) {
        memcpy(value, &real, sizeof real);
        return true;
    }
    if (type->size == sizeof(uint16_t)) {
        uint16_t half = qsm__half_of_double(real);
        memcpy(value, &half, sizeof half);
        return true;
    }
    float single = (float)real;
    memcpy(value, &single, sizeof single);
    return true;
}

bool qsm__number_store(const qsm_type *type, void *value, const qsm_number *number)
{
    int64_t is_signed;
    uint64_t is_unsigned;
    if (type->kind == QSM_KIND_FLOAT)
        return store_real(type, value, number);
    unsigned char kept[8];
    memcpy(kept, value, type->size);
    if (type->kind == QSM_KIND_SIGNED && qsm__number_to_i64(number, &is_signed)) {
        store_integer(value, type->size, (uint64_t)is_signed);
        if (load_signed(value, type->size) == is_signed)
            return true;
    } else if (type->kind != QSM_KIND_SIGNED && qsm__number_to_u64(number, &is_unsigned)) {
        store_integer(value, type->size, is_unsigned);
        if (load_unsigned(value, type->size) == is_unsigned &&
            (type->kind != QSM_KIND_BOOL || is_unsigned <= 1))
            return true;
    }
    memcpy(value, kept, type->size);
    return false;
}

int qsm__compare_numbers(const qsm_type *type, const void *one, const void *other)
{
    qsm_number left = qsm__number_of(type, one);
    qsm_number right = qsm__number_of(type, other);
    if (left.form == QSM_NUMBER_SIGNED)
        return (left.is_signed > right.is_signed) - (left.is_signed < right.is_signed);
    if (left.form == QSM_NUMBER_UNSIGNED)
        return (left.is_unsigned > right.is_unsigned) - (left.is_unsigned < right.is_unsigned);
    return (left.real > right.real) - (left.real < right.real);
}
