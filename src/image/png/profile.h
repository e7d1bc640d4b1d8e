/* SPDX-License-Identifier: MIT */
/* ICC profiles as chunks carry them; shared by reading and writing. */
#ifndef QSM_IMAGE_PNG_PROFILE_H
#define QSM_IMAGE_PNG_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether an ICC profile is whole and made for the kind of image: what Qt's PNG library asks of one
 * before it writes it or hands it on.
 */
bool qsm__png_profile_fits(const unsigned char *profile, size_t size, int color_type);

#endif
