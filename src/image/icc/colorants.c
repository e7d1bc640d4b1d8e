/* SPDX-License-Identifier: MIT */
/*
 * From the chromaticities of a PNG to the matrix of a profile. The primaries get the weights that
 * add up to white (SMPTE RP 177); then white is adapted to D50, the white of every profile, with
 * the Bradford matrix (ICC.1:2010, Annex E). Qt computes in single precision, from left to right.
 * The last bit depends on this: profiles must be equal byte for byte. So each step is a function
 * that rounds its result to a float, on every processor.
 */
#include "image/icc/colorants.h"

#include <math.h>
#include <string.h>

/* To Qt 5.15 and 6.4, primaries that are nearly on a line are no colour space. */
#define LEAST_DETERMINANT 0.00001F

enum { WHITE, RED, GREEN, BLUE, POINTS };

typedef struct matrix {
    float at[3][3]; /* row, column */
} matrix;

/* Measured on Qt 6.4: white is x 0.31271, y 0.32902. */
const qsm_icc_colorants qsm__icc_srgb_colorants = {
    .red = {28575, 14580, 913},
    .green = {25238, 46983, 6364},
    .blue = {9377, 3973, 46803},
    .white = {62287, 65536, 71362},
};

/* From X, Y, Z to the responses of the eye's cones, and back. */
static const matrix bradford = {
    {{0.8951F, 0.2664F, -0.1614F}, {-0.7502F, 1.7135F, 0.0367F}, {0.0389F, -0.0685F, 1.0296F}}};
static const matrix from_bradford = {{{0.9869929F, -0.1470543F, 0.1599627F},
                                      {0.4323053F, 0.5183603F, 0.0492912F},
                                      {-0.0085287F, 0.0400428F, 0.9684867F}}};

/* ---- single precision ------------------------------------------------------------------------ */

static float product(float one, float other)
{
    return (float)(one * other);
}

static float sum(float one, float other)
{
    return (float)(one + other);
}

static float ratio(float one, float other)
{
    return (float)(one / other);
}

static float sum_of_products(const float one[3], const float other[3])
{
    return sum(sum(product(one[0], other[0]), product(one[1], other[1])),
               product(one[2], other[2]));
}

static void apply(const matrix *factor, const float vector[3], float result[3])
{
    for (int row = 0; row < 3; row++)
        result[row] = sum_of_products(factor->at[row], vector);
}

static void multiply(const matrix *left, const matrix *right, matrix *result)
{
    for (int column = 0; column < 3; column++) {
        const float vector[3] = {right->at[0][column], right->at[1][column], right->at[2][column]};
        for (int row = 0; row < 3; row++)
            result->at[row][column] = sum_of_products(left->at[row], vector);
    }
}

/* The cofactor of a place: the determinant without its row and column. */
static float cofactor(const matrix *of, int row, int column)
{
    int down = (row + 1) % 3;
    int far_down = (row + 2) % 3;
    int right = (column + 1) % 3;
    int far_right = (column + 2) % 3;
    return sum(product(of->at[down][right], of->at[far_down][far_right]),
               -product(of->at[down][far_right], of->at[far_down][right]));
}

static float determinant(const matrix *of)
{
    const float first[3] = {of->at[0][0], of->at[1][0], of->at[2][0]};
    float cofactors[3];
    for (int row = 0; row < 3; row++)
        cofactors[row] = cofactor(of, row, 0);
    return sum_of_products(first, cofactors);
}

static void invert(const matrix *of, matrix *result)
{
    float scale = ratio(1.0F, determinant(of));
    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++)
            result->at[row][column] = product(cofactor(of, column, row), scale);
    }
}

/* ---- chromaticities -------------------------------------------------------------------------- */

static double real(uint32_t chromaticity)
{
    return chromaticity * 1e-5;
}

bool qsm__icc_chromaticities_exist(const uint32_t chromaticities[8])
{
    for (size_t i = 0; i < POINTS; i++) {
        double x = real(chromaticities[2 * i]);
        double y = real(chromaticities[2 * i + 1]);
        double both = (double)(x + y); /* 0.68 + 0.32 is 1, also where registers have more bits */
        if (x > 1 || y <= 0 || y > 1 || both > 1)
            return false;
    }
    return true;
}

/* X, Y, Z of a chromaticity, where Y is 1. */
static void xyz_of(double x, double y, float xyz[3])
{
    double rest = (double)(1.0 - x);
    rest = (double)(rest - y);
    xyz[0] = (float)(double)(x / y);
    xyz[1] = 1.0F;
    xyz[2] = (float)(double)(rest / y);
}

static bool is_nearly(const float one[3], const float other[3])
{
    for (int i = 0; i < 3; i++) {
        float difference = sum(one[i], -other[i]);
        if (!(fabsf(difference) < 1.0F / 2048))
            return false;
    }
    return true;
}

/* Adapts colours that were seen under white to D50. */
static void adapt(const float white[3], matrix *colors)
{
    float d50[3];
    float cones[3];
    float wanted[3];
    xyz_of(0.34567, 0.35850, d50);
    if (is_nearly(white, d50))
        return;
    apply(&bradford, white, cones);
    apply(&bradford, d50, wanted);
    matrix scaled = bradford;
    for (int row = 0; row < 3; row++) {
        float gain = ratio(wanted[row], cones[row]);
        for (int column = 0; column < 3; column++)
            scaled.at[row][column] = product(gain, bradford.at[row][column]);
    }
    matrix adaptation;
    matrix before = *colors;
    multiply(&from_bradford, &scaled, &adaptation);
    multiply(&adaptation, &before, colors);
}

/* Gives the columns of primaries the weights with which they add up to white. */
static void balance(const float white[3], matrix *primaries)
{
    matrix inverse;
    float weights[3];
    invert(primaries, &inverse);
    apply(&inverse, white, weights);
    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++)
            primaries->at[row][column] = product(primaries->at[row][column], weights[column]);
    }
}

bool qsm__icc_number(float value, qsm_icc_number *number)
{
    float scaled = sum(product(value, 65536.0F), 0.5F);
    /* Also false for what is no number. */
    if (!(scaled > -2147483648.0F && scaled < 2147483648.0F))
        return false;
    *number = (qsm_icc_number)scaled;
    return true;
}

bool qsm__icc_colorants_compute(const uint32_t chromaticities[8], qsm_icc_colorants *colorants)
{
    float white[3];
    matrix colors;
    xyz_of(real(chromaticities[0]), real(chromaticities[1]), white);
    for (size_t i = RED; i < POINTS; i++) {
        float xyz[3];
        xyz_of(real(chromaticities[2 * i]), real(chromaticities[2 * i + 1]), xyz);
        for (int row = 0; row < 3; row++)
            colors.at[row][i - RED] = xyz[row];
    }
    balance(white, &colors);
    adapt(white, &colors);
    bool good = fabsf(determinant(&colors)) > LEAST_DETERMINANT; /* false, too, if not a number */
    for (int row = 0; row < 3; row++) {
        good = good && qsm__icc_number(colors.at[row][0], &colorants->red[row]) &&
               qsm__icc_number(colors.at[row][1], &colorants->green[row]) &&
               qsm__icc_number(colors.at[row][2], &colorants->blue[row]) &&
               qsm__icc_number(white[row], &colorants->white[row]);
    }
    return good;
}
