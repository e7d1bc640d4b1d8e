/* SPDX-License-Identifier: MIT */
#include "image/png/profile.h"

#include <string.h>

#include "image/png/png.h"

bool qsm__png_profile_fits(const unsigned char *profile, size_t size, int color_type)
{
    enum { HEADER = 132 };
    if (size < HEADER || qsm__png_u32(profile) != size)
        return false;
    /* The size must be a multiple of 4 only since version 4 of ICC. */
    if (profile[8] > 3 && size % 4 != 0)
        return false;
    bool color = memcmp(profile + 16, "RGB ", 4) == 0;
    bool gray = memcmp(profile + 16, "GRAY", 4) == 0;
    return memcmp(profile + 36, "acsp", 4) == 0 &&
           ((color_type & QSM_PNG_COLOR) != 0 ? color : gray);
}
