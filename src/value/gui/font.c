/* SPDX-License-Identifier: MIT */
/* QFont: nearly each version has added a field. */
#include "value/gui/font.h"

enum {
    TENTHS = 10,
    DPI = 96,
    POINTS = 72,
    ANY_STYLE = 5,
    MOST_LEGACY = 99,
    UNKNOWN_BIT = 0x20,
    UNSET = -1
};

enum { STRETCH_BITS = 0xfff, WEIGHT_BITS = 0x3ff, HINTING_BITS = 3, CAPITALIZATION_BITS = 7 };

/* What a version without the fields means. */
static const qsm_font defaults = {.size = sizeof(qsm_font),
                                  .point_size = UNSET,
                                  .pixel_size = UNSET,
                                  .weight = 400,
                                  .style_strategy = 1,
                                  .style_hint = ANY_STYLE,
                                  .bits = QSM_FONT_KERNING,
                                  .more_bits = QSM_FONT_IGNORE_PITCH};

/* A size in points with one decimal, cut off. */
static int16_t tenths(double points)
{
    double size = points * TENTHS;
    if (size > INT16_MIN && size < INT16_MAX)
        return (int16_t)size;
    return UNSET * TENTHS;
}

/* The points of a size in pixels, for versions without pixels. */
static double points_of(const qsm_font *font)
{
    if (font->pixel_size < 0)
        return font->point_size;
    int64_t points = ((int64_t)font->pixel_size * POINTS + DPI / 2) / DPI;
    return (double)points;
}

static bool code_old_size(qsm_coder *c, qsm_font *font)
{
    bool has_pixels = qsm__since(c, QSM_DATA_STREAM_QT_3_0);
    int16_t points = tenths(has_pixels ? font->point_size : points_of(font));
    int16_t pixels = (int16_t)font->pixel_size;
    bool ok = qsm__code_i16(c, &points);
    if (has_pixels)
        ok = qsm__code_i16(c, &pixels) && ok;
    if (!qsm__decoding(c))
        return ok;
    if (!has_pixels && points < 0)
        qsm__stream_odd(c->stream); /* Qt computes another size from the pixels */
    font->point_size = points / (double)TENTHS;
    font->pixel_size = has_pixels ? pixels : UNSET;
    return ok;
}

static bool code_size(qsm_coder *c, qsm_font *font)
{
    if (!qsm__since(c, QSM_DATA_STREAM_QT_4_0))
        return code_old_size(c, font);
    bool ok = qsm__code_real(c, &font->point_size);
    return qsm__code_i32(c, &font->pixel_size) && ok;
}

static bool code_strategy(qsm_coder *c, qsm_font *font)
{
    if (qsm__since(c, QSM_DATA_STREAM_QT_5_4))
        return qsm__code_u16(c, &font->style_strategy);
    if (!qsm__since(c, QSM_DATA_STREAM_QT_3_1))
        return true;
    uint8_t few = (uint8_t)(font->style_strategy & 0xff);
    bool ok = qsm__code_u8(c, &few);
    if (qsm__decoding(c))
        font->style_strategy = few;
    return ok;
}

static bool code_weight(qsm_coder *c, qsm_font *font)
{
    if (qsm__since(c, QSM_DATA_STREAM_QT_6_0))
        return qsm__code_u16(c, &font->weight);
    uint8_t charset = 0;
    uint8_t old = qsm__font_legacy_weight(c->qt, font->weight);
    bool ok = qsm__code_u8(c, &charset);
    ok = qsm__code_u8(c, &old) && ok;
    if (!qsm__decoding(c))
        return ok;
    font->weight = qsm__font_weight(c->qt, old < MOST_LEGACY ? old : MOST_LEGACY);
    if (charset != 0 || qsm__font_legacy_weight(c->qt, font->weight) != old)
        qsm__stream_odd(c->stream);
    return ok;
}

static bool code_bits(qsm_coder *c, qsm_font *font)
{
    bool has_kerning = qsm__since(c, QSM_DATA_STREAM_QT_4_0);
    uint8_t bits = (uint8_t)(has_kerning ? font->bits : font->bits & ~QSM_FONT_KERNING);
    bool ok = qsm__code_u8(c, &bits);
    if (!qsm__decoding(c))
        return ok;
    uint8_t known = (uint8_t)(bits & ~UNKNOWN_BIT);
    if (known & QSM_FONT_OBLIQUE)
        known |= QSM_FONT_ITALIC;
    if (known != bits || (!has_kerning && (bits & QSM_FONT_KERNING)))
        qsm__stream_odd(c->stream);
    font->bits = (uint8_t)(has_kerning ? known : known | QSM_FONT_KERNING);
    return ok;
}

static bool code_names(qsm_coder *c, qsm_font *font)
{
    bool ok = qsm__code_text(c, &font->family);
    if (qsm__since(c, QSM_DATA_STREAM_QT_5_4))
        ok = qsm__code_text(c, &font->style_name) && ok;
    return ok;
}

static bool code_spacing(qsm_coder *c, qsm_font *font)
{
    bool ok = true;
    if (qsm__since(c, QSM_DATA_STREAM_QT_4_3))
        ok = qsm__code_u16(c, &font->stretch);
    if (qsm__since(c, QSM_DATA_STREAM_QT_4_4))
        ok = qsm__code_u8(c, &font->more_bits) && ok;
    if (qsm__since(c, QSM_DATA_STREAM_QT_4_5)) {
        ok = qsm__code_i32(c, &font->letter_spacing) && ok;
        ok = qsm__code_i32(c, &font->word_spacing) && ok;
    }
    if (qsm__since(c, QSM_DATA_STREAM_QT_5_4))
        ok = qsm__code_u8(c, &font->hinting) && ok;
    if (qsm__since(c, QSM_DATA_STREAM_QT_5_6))
        ok = qsm__code_u8(c, &font->capitalization) && ok;
    return ok;
}

/* Qt has fewer bits for some fields than the stream. */
static void settle(qsm_coder *c, qsm_font *font)
{
    qsm_font had = *font;
    font->stretch &= STRETCH_BITS;
    font->weight &= WEIGHT_BITS;
    font->more_bits &= QSM_FONT_IGNORE_PITCH | QSM_FONT_ABSOLUTE_SPACING;
    font->hinting &= HINTING_BITS;
    font->capitalization &= CAPITALIZATION_BITS;
    if (font->stretch != had.stretch || font->weight != had.weight ||
        font->more_bits != had.more_bits || font->hinting != had.hinting ||
        font->capitalization != had.capitalization)
        qsm__stream_odd(c->stream);
}

bool qsm__code_font(qsm_coder *c, qsm_font *font)
{
    if (qsm__decoding(c))
        *font = defaults;
    bool ok = code_names(c, font);
    ok = code_size(c, font) && ok;
    ok = qsm__code_u8(c, &font->style_hint) && ok;
    ok = code_strategy(c, font) && ok;
    ok = code_weight(c, font) && ok;
    ok = code_bits(c, font) && ok;
    ok = code_spacing(c, font) && ok;
    if (qsm__decoding(c))
        settle(c, font);
    return qsm__code_font_lists(c, font) && ok;
}

QSM_TYPE_CODER(font, qsm_font)
