/* SPDX-License-Identifier: MIT */
/* Matrices and vectors: numbers in a row. */
#include "value/gui/gui.h"

static bool code_floats(qsm_coder *c, float *const *values, size_t count)
{
    bool ok = true;
    for (size_t i = 0; i < count; i++)
        ok = qsm__code_realf(c, values[i]) && ok;
    return ok;
}

bool qsm__code_transform(qsm_coder *c, qsm_transform *value)
{
    bool ok = true;
    for (size_t i = 0; i < 3; i++)
        ok = qsm__code_reals(c, value->m[i], 3) && ok;
    return ok;
}

/* Version 1 has single precision. */
static bool code_old(qsm_coder *c, double *value)
{
    float single = (float)*value;
    bool ok = qsm__code_realf(c, &single);
    *value = (double)single;
    return ok;
}

bool qsm__code_matrix(qsm_coder *c, qsm_matrix *value)
{
    double *const fields[] = {&value->m11, &value->m12, &value->m21,
                              &value->m22, &value->dx,  &value->dy};
    bool ok = true;
    for (size_t i = 0; i < 6; i++) {
        bool old = c->version == QSM_DATA_STREAM_QT_1_0;
        ok = (old ? code_old(c, fields[i]) : qsm__code_real(c, fields[i])) && ok;
    }
    return ok;
}

bool qsm__code_matrix4x4(qsm_coder *c, qsm_matrix4x4 *value)
{
    bool ok = true;
    for (size_t i = 0; i < 16; i++)
        ok = qsm__code_realf(c, &value->m[i / 4][i % 4]) && ok;
    return ok;
}

bool qsm__code_vector2d(qsm_coder *c, qsm_vector2d *value)
{
    return code_floats(c, (float *[]){&value->x, &value->y}, 2);
}

bool qsm__code_vector3d(qsm_coder *c, qsm_vector3d *value)
{
    return code_floats(c, (float *[]){&value->x, &value->y, &value->z}, 3);
}

bool qsm__code_vector4d(qsm_coder *c, qsm_vector4d *value)
{
    return code_floats(c, (float *[]){&value->x, &value->y, &value->z, &value->w}, 4);
}

bool qsm__code_quaternion(qsm_coder *c, qsm_quaternion *value)
{
    return code_floats(c, (float *[]){&value->scalar, &value->x, &value->y, &value->z}, 4);
}

static double as_float(double value)
{
    return qsm__double_of(qsm__widen(qsm__narrow(qsm__double_bits(value))));
}

/* Qt writes the numbers of a QGenericMatrix as double, and keeps what a float has of them. */
static bool code_element(qsm_coder *c, double *value, bool single)
{
    double wire = single ? as_float(*value) : *value;
    bool ok = qsm__code_real(c, &wire);
    *value = single ? as_float(wire) : wire;
    if (qsm__double_bits(*value) != qsm__double_bits(wire))
        qsm__stream_odd(c->stream);
    return ok;
}

/* The type says how many columns and rows there are, and whether they are float. */
bool qsm__type_generic_matrix(qsm_coder *c, const qsm_type *type, void *value)
{
    qsm_generic_matrix *matrix = value;
    bool single = type->of[0]->size == sizeof(float);
    bool ok = true;
    matrix->columns = type->columns;
    matrix->rows = type->rows;
    for (size_t row = 0; row < matrix->rows; row++) {
        for (size_t column = 0; column < matrix->columns; column++)
            ok = code_element(c, &matrix->m[row][column], single) && ok;
    }
    return ok;
}

QSM_TYPE_CODER(transform, qsm_transform)
QSM_TYPE_CODER(matrix, qsm_matrix)
QSM_TYPE_CODER(matrix4x4, qsm_matrix4x4)
QSM_TYPE_CODER(vector2d, qsm_vector2d)
QSM_TYPE_CODER(vector3d, qsm_vector3d)
QSM_TYPE_CODER(vector4d, qsm_vector4d)
QSM_TYPE_CODER(quaternion, qsm_quaternion)
