/* SPDX-License-Identifier: MIT */
/* Matrices and vectors: arrays of numbers. */
#include "value/gui/gui.h"
#include "value/json/structs.h"

QSM_JSON_NUMBERS(transform, qsm_transform, qsm__json_reals, double, &v->m[0][0], &v->m[0][1],
                 &v->m[0][2], &v->m[1][0], &v->m[1][1], &v->m[1][2], &v->m[2][0], &v->m[2][1],
                 &v->m[2][2])
QSM_JSON_NUMBERS(matrix, qsm_matrix, qsm__json_reals, double, &v->m11, &v->m12, &v->m21, &v->m22,
                 &v->dx, &v->dy)
QSM_JSON_NUMBERS(vector2d, qsm_vector2d, qsm__json_realfs, float, &v->x, &v->y)
QSM_JSON_NUMBERS(vector3d, qsm_vector3d, qsm__json_realfs, float, &v->x, &v->y, &v->z)
QSM_JSON_NUMBERS(vector4d, qsm_vector4d, qsm__json_realfs, float, &v->x, &v->y, &v->z, &v->w)

bool qsm__json_matrix4x4(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_matrix4x4 *matrix = value;
    float *fields[16];
    qsm_json rows;
    (void)type;
    for (size_t i = 0; i < 16; i++)
        fields[i] = &matrix->m[i / 4][i % 4];
    return qsm__json_member(j, "rows", &rows) && qsm__json_realfs(&rows, fields, 16);
}

bool qsm__json_quaternion(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_quaternion *quaternion = value;
    float *const xyz[] = {&quaternion->x, &quaternion->y, &quaternion->z};
    qsm_json member;
    (void)type;
    return qsm__json_member(j, "scalar", &member) &&
           qsm__json_realf(&member, &quaternion->scalar) && qsm__json_member(j, "xyz", &member) &&
           qsm__json_realfs(&member, xyz, 3);
}

static bool is_size(qsm_json *j, const char *name, uint8_t wanted)
{
    qsm_json member;
    uint8_t size = wanted;
    return qsm__json_member(j, name, &member) && qsm__json_u8(&member, &size) &&
           (size == wanted || qsm__json_fail(j, "the type has other columns or rows"));
}

bool qsm__json_generic_matrix(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_generic_matrix *matrix = value;
    double *fields[16];
    qsm_json numbers;
    size_t count = (size_t)type->columns * type->rows;
    matrix->columns = type->columns;
    matrix->rows = type->rows;
    for (size_t i = 0; i < count; i++)
        fields[i] = &matrix->m[i / type->columns][i % type->columns];
    return is_size(j, "columns", type->columns) && is_size(j, "rows", type->rows) &&
           qsm__json_member(j, "rowMajor", &numbers) && qsm__json_reals(&numbers, fields, count);
}
