/* SPDX-License-Identifier: MIT */
#include "image/png/read_chunk_rules.h"

#include <string.h>

bool qsm__png_chunk_fail(qsm_png *png, const qsm_png_chunk *part, const char *why)
{
    return qsm__png_fail(png, "%s chunk at byte %zu: %s", part->name, part->at, why);
}

void qsm__png_chunk_warn(qsm_png *png, const qsm_png_chunk *part, const char *why)
{
    qsm__png_warn(png, "%s chunk at byte %zu: %s", part->name, part->at, why);
}

static bool read_palette(qsm_png *png, const qsm_png_chunk *part, const unsigned char *data)
{
    int most =
        png->header.color_type == QSM_PNG_INDEXED ? 1 << png->header.depth : QSM_PNG_MAX_PALETTE;
    int count = (int)part->size / 3;
    if (count == 0)
        return qsm__png_chunk_fail(png, part, "the palette is empty");
    png->palette_count = count < most ? count : most;
    memcpy(png->palette, data, (size_t)png->palette_count * 3);
    return true;
}

static bool read_transparency(qsm_png *png, const qsm_png_chunk *part, const unsigned char *data)
{
    bool fits = false;
    if (png->header.color_type == QSM_PNG_GRAY)
        fits = part->size == 2;
    else if (png->header.color_type == QSM_PNG_RGB)
        fits = part->size == 6;
    else if (png->header.color_type == QSM_PNG_INDEXED)
        fits = part->size > 0 && part->size <= (uint32_t)png->palette_count;
    if (!fits) {
        qsm__png_chunk_warn(png, part, "does not fit the colour type; ignored");
        png->seen &= ~part->kind; /* a later tRNS may fit, as with Qt */
        return true;
    }
    png->transparency_size = (int)part->size;
    memcpy(png->transparency, data, part->size);
    return true;
}

/* Two's complement, independent of the host. */
static int32_t to_signed(uint32_t value)
{
    return value <= INT32_MAX ? (int32_t)value : (int32_t)(value - INT32_MAX - 1) + INT32_MIN;
}

static bool read_dots(qsm_png *png, const qsm_png_chunk *part, const unsigned char *data)
{
    (void)part;
    if (data[8] == 1) {
        png->dots_x = to_signed(qsm__png_u32(data));
        png->dots_y = to_signed(qsm__png_u32(data + 4));
    }
    return true;
}

/* The negative of INT32_MIN does not exist. Qt's PNG library gives 0. */
static int32_t offset_value(const unsigned char *data)
{
    int32_t value = to_signed(qsm__png_u32(data));
    return value == INT32_MIN ? 0 : value;
}

static bool read_offset(qsm_png *png, const qsm_png_chunk *part, const unsigned char *data)
{
    (void)part;
    if (data[8] == 0) {
        png->offset_x = offset_value(data);
        png->offset_y = offset_value(data + 4);
    }
    return true;
}

/* A warning, if there is one. */
static bool warn_if(qsm_png *png, const qsm_png_chunk *part, const char *why)
{
    if (why != NULL)
        qsm__png_chunk_warn(png, part, why);
    return true;
}

static bool read_gamma(qsm_png *png, const qsm_png_chunk *part, const unsigned char *data)
{
    return warn_if(png, part, qsm__png_color_gamma(&png->color, qsm__png_u32(data)));
}

static bool read_intent(qsm_png *png, const qsm_png_chunk *part, const unsigned char *data)
{
    return warn_if(png, part, qsm__png_color_srgb(&png->color, data[0]));
}

static bool read_chromaticities(qsm_png *png, const qsm_png_chunk *part, const unsigned char *data)
{
    uint32_t values[8];
    for (size_t i = 0; i < 8; i++)
        values[i] = qsm__png_u32(data + 4 * i);
    return warn_if(png, part, qsm__png_color_primaries(&png->color, values));
}

/* ---- the table of chunks --------------------------------------------------------------------- */

/* All chunks except IHDR, IDAT and IEND. The index in this table is the bit in qsm_png.seen. */
static const qsm_png_chunk_rule chunk_rules[] = {
    {QSM_PNG_PLTE, 0, QSM_PNG_BEFORE_IDAT | QSM_PNG_ONCE | QSM_PNG_ANY_SIZE, read_palette},
    {QSM_PNG_TRNS, 0, QSM_PNG_BEFORE_IDAT | QSM_PNG_ONCE | QSM_PNG_ANY_SIZE, read_transparency},
    {QSM_PNG_PHYS, 9, QSM_PNG_BEFORE_IDAT | QSM_PNG_ONCE, read_dots},
    {QSM_PNG_OFFS, 9, QSM_PNG_BEFORE_IDAT | QSM_PNG_ONCE, read_offset},
    /* color_chunks.c says what a second one of these does. */
    {QSM_PNG_TYPE('g', 'A', 'M', 'A'), 4, QSM_PNG_BEFORE_PALETTE | QSM_PNG_BEFORE_IDAT, read_gamma},
    {QSM_PNG_TYPE('s', 'R', 'G', 'B'), 1, QSM_PNG_BEFORE_PALETTE | QSM_PNG_BEFORE_IDAT,
     read_intent},
    {QSM_PNG_TYPE('c', 'H', 'R', 'M'), 32, QSM_PNG_BEFORE_PALETTE | QSM_PNG_BEFORE_IDAT,
     read_chromaticities},
    {QSM_PNG_ICCP, 0,
     QSM_PNG_BEFORE_PALETTE | QSM_PNG_BEFORE_IDAT | QSM_PNG_DEFER | QSM_PNG_ANY_SIZE, NULL},
    {QSM_PNG_TEXT, 0, QSM_PNG_DEFER | QSM_PNG_ANY_SIZE, NULL},
    {QSM_PNG_ZTXT, 0, QSM_PNG_DEFER | QSM_PNG_ANY_SIZE, NULL},
    {QSM_PNG_ITXT, 0, QSM_PNG_DEFER | QSM_PNG_ANY_SIZE, NULL},
};

const qsm_png_chunk_rule *qsm__png_find_rule(qsm_png_chunk *part)
{
    for (size_t i = 0; i < sizeof chunk_rules / sizeof chunk_rules[0]; i++) {
        if (chunk_rules[i].type == part->type) {
            part->kind = 1U << i;
            return &chunk_rules[i];
        }
    }
    return NULL;
}
