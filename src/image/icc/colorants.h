/* SPDX-License-Identifier: MIT */
/* The matrix of an RGB colour space, as an ICC profile has it. */
#ifndef QSM_IMAGE_ICC_COLORANTS_H
#define QSM_IMAGE_ICC_COLORANTS_H

#include <stdbool.h>
#include <stdint.h>

/* A number of ICC.1:2010, 4.6 s15Fixed16Number: 65536 is 1. */
typedef int32_t qsm_icc_number;

/* X, Y, Z of the three primaries, relative to D50, and of the white point, which is not adapted. */
typedef struct qsm_icc_colorants {
    qsm_icc_number red[3];
    qsm_icc_number green[3];
    qsm_icc_number blue[3];
    qsm_icc_number white[3];
} qsm_icc_colorants;

/* The primaries of sRGB (IEC 61966-2-1). */
extern const qsm_icc_colorants qsm__icc_srgb_colorants;

/*
 * Whether chromaticities describe colours that exist: x and y of white, red, green and blue, times
 * 100000, as in the PNG chunk cHRM.
 */
bool qsm__icc_chromaticities_exist(const uint32_t chromaticities[8]);

/*
 * Computes the colorants. False if the primaries are nearly on a line, or if a number is too large
 * for a profile.
 */
bool qsm__icc_colorants_compute(const uint32_t chromaticities[8], qsm_icc_colorants *colorants);

/* A number for a profile, rounded as Qt 6.4 rounds it. False if it is too large. */
bool qsm__icc_number(float value, qsm_icc_number *number);

#endif
