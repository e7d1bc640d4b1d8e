/* SPDX-License-Identifier: MIT */
/* ICC profiles of RGB displays, byte for byte as Qt 6.4.2 writes them. */
#ifndef QSM_IMAGE_ICC_WRITE_PROFILE_H
#define QSM_IMAGE_ICC_WRITE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QSM_ICC_LARGEST = 512 };

/* A profile in memory. size is 0 if the colour space has none. */
typedef struct qsm_icc_profile {
    unsigned char data[QSM_ICC_LARGEST];
    size_t size;
} qsm_icc_profile;

/* sRGB (IEC 61966-2-1). */
void qsm__icc_write_srgb(qsm_icc_profile *profile);

/*
 * A colour space with a gamma: encoding is 100000 times the exponent of encoding (PNG gAMA), above
 * 0. chromaticities: those of qsm__icc_chromaticities_exist(), or NULL for the primaries of sRGB.
 */
void qsm__icc_write_gamma(qsm_icc_profile *profile, uint32_t encoding,
                          const uint32_t *chromaticities);

#endif
