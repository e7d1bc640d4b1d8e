/* SPDX-License-Identifier: MIT */
#include "image/png/profile.h"

#include <string.h>

#include "image/png/png.h"

/* Whether all tags are within the profile. */
static bool tags_fit(const unsigned char *profile, size_t size)
{
    enum { TAGS = 132, TAG_SIZE = 12 };
    size_t count = qsm__png_u32(profile + TAGS - 4);
    if (count > (size - TAGS) / TAG_SIZE)
        return false;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *tag = profile + TAGS + i * TAG_SIZE;
        size_t at = qsm__png_u32(tag + 4);
        if (at > size || qsm__png_u32(tag + 8) > size - at)
            return false;
    }
    return true;
}

/* Whether the header is that of a device: its intent, class and connection space are. */
static bool header_fits(const unsigned char *profile)
{
    enum { MOST_INTENT = 0xFFFE };
    bool other_class = memcmp(profile + 12, "abst", 4) == 0 || memcmp(profile + 12, "link", 4) == 0;
    bool known_space = memcmp(profile + 20, "XYZ ", 4) == 0 || memcmp(profile + 20, "Lab ", 4) == 0;
    return qsm__png_u32(profile + 64) <= MOST_INTENT && !other_class && known_space;
}

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
    return memcmp(profile + 36, "acsp", 4) == 0 && header_fits(profile) &&
           tags_fit(profile, size) && ((color_type & QSM_PNG_COLOR) != 0 ? color : gray);
}
