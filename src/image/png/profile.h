/* SPDX-License-Identifier: MIT */
/* ICC profiles in chunks. Reading and writing share this. */
#ifndef QSM_IMAGE_PNG_PROFILE_H
#define QSM_IMAGE_PNG_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether an ICC profile is complete and fits the colour type. Qt's PNG library makes the same
 * check before it writes or returns a profile.
 */
bool qsm__png_profile_fits(const unsigned char *profile, size_t size, int color_type);

#endif
