/* SPDX-License-Identifier: MIT */
#include "image/png/read_metadata.h"

#include <string.h>

#include "image/icc/colorants.h"
#include "image/icc/write_profile.h"
#include "image/image_parts.h"
#include "image/png/read_text.h"

static uint32_t gray_color(unsigned gray)
{
    return 0xFF000000U | gray << 16U | gray << 8U | gray;
}

/*
 * Mono from gray: colour 0 is white. As in Qt, transparent white is 0x00FFFFFF, transparent black
 * is 0.
 */
static int gray_bit_table(const qsm_png *png, uint32_t *table)
{
    table[0] = 0xFFFFFFFFU;
    table[1] = 0xFF000000U;
    if (png->transparency_size == 0)
        return 2;
    unsigned key = qsm__png_u16(png->transparency);
    if (key == 0)
        table[1] = 0;
    else if (key == 1)
        table[0] = 0x00FFFFFFU;
    return 2;
}

static int gray_table(const qsm_png *png, uint32_t *table)
{
    unsigned count = 1U << (unsigned)png->header.depth;
    if (png->header.depth == 1)
        return gray_bit_table(png, table);
    for (unsigned i = 0; i < count; i++)
        table[i] = gray_color(i * 255 / (count - 1));
    if (png->transparency_size != 0) {
        unsigned key = qsm__png_u16(png->transparency);
        if (key < count)
            table[key] = 0;
    }
    return (int)count;
}

static int palette_table(const qsm_png *png, uint32_t *table)
{
    int count = png->palette_count;
    for (int i = 0; i < count; i++) {
        const unsigned char *rgb = png->palette + (ptrdiff_t)i * 3;
        uint32_t alpha = i < png->transparency_size ? png->transparency[i] : 255;
        table[i] = alpha << 24U | (uint32_t)rgb[0] << 16U | (uint32_t)rgb[1] << 8U | rgb[2];
    }
    if (png->header.depth == 1 && count == 1) {
        table[1] = 0xFFFFFFFFU;
        return 2;
    }
    return count;
}

static bool apply_table(const qsm_png *png, qsm_image *image)
{
    uint32_t table[QSM_PNG_MAX_PALETTE];
    int count = png->header.color_type == QSM_PNG_INDEXED ? palette_table(png, table)
                                                          : gray_table(png, table);
    return qsm_image_set_color_table(image, table, count);
}

/*
 * The profile that Qt makes of the colour space; also for a gray image, which is not written with
 * it. False: no memory.
 */
static bool make_profile(qsm_image *image)
{
    const qsm_color_space *space = &image->color_space;
    bool is_srgb = space->source == QSM_COLOR_SPACE_SRGB;
    qsm_icc_profile profile;
    if (is_srgb)
        qsm__icc_write_srgb(&profile);
    else
        qsm__icc_write_gamma(&profile, space->gamma,
                             space->has_chromaticities ? space->chromaticities : NULL);
    if (profile.size == 0)
        image->color_space = qsm__no_color_space;
    return qsm__image_set_profile(image, is_srgb ? "sRGB" : "Custom", profile.data, profile.size);
}

/* sRGB replaces gamma. Chromaticities that do not exist are not used with a gamma. */
static qsm_color_space space_of(const qsm_png_color_chunks *chunks)
{
    qsm_color_space space = chunks->space;
    space.size = sizeof space;
    if (space.source == QSM_COLOR_SPACE_NONE && space.gamma != 0)
        space.source = QSM_COLOR_SPACE_GAMMA;
    if (space.source == QSM_COLOR_SPACE_GAMMA && space.has_chromaticities &&
        !qsm__icc_chromaticities_exist(space.chromaticities)) {
        memset(space.chromaticities, 0, sizeof space.chromaticities);
        space.has_chromaticities = false;
    }
    return space;
}

/* A profile that was set before replaces the other chunks. False: no memory. */
static bool apply_color_space(const qsm_png_color_chunks *chunks, qsm_image *image)
{
    if (chunks->refused)
        return qsm_image_set_icc_profile(image, NULL, NULL, 0);
    if (image->icc_profile != NULL)
        return true;
    image->color_space = space_of(chunks);
    return image->color_space.source == QSM_COLOR_SPACE_NONE || make_profile(image);
}

bool qsm__png_apply_metadata(qsm_png *png, const qsm_image_limits *limits, qsm_image *image)
{
    bool tabled =
        image->format == QSM_IMAGE_FORMAT_MONO || image->format == QSM_IMAGE_FORMAT_INDEXED8;
    if (tabled && !apply_table(png, image))
        return false;
    if (png->dots_x != 0)
        image->dots_per_meter_x = png->dots_x;
    if (png->dots_y != 0)
        image->dots_per_meter_y = png->dots_y;
    image->offset_x = png->offset_x;
    image->offset_y = png->offset_y;
    return qsm__png_apply_deferred(png, limits, image) && apply_color_space(&png->color, image);
}
