/* SPDX-License-Identifier: MIT */
/* QFont: its bits as members, its spacings as numbers. */
#include <string.h>

#include "stream/text.h"
#include "value/gui/gui.h"
#include "value/json/structs.h"

enum { UNIT = 64, NORMAL = 0, ITALIC = 1, OBLIQUE = 2, LETTERS = 4 };

/* The bits of the wire as members. */
typedef struct font_flags {
    uint8_t style;
    bool underline;
    bool overline;
    bool strike_out;
    bool fixed_pitch;
    bool kerning;
    uint8_t spacing_type;
    double letter_spacing;
    double word_spacing;
} font_flags;

static font_flags flags_of(const qsm_font *font)
{
    font_flags flags = {.style = font->bits & QSM_FONT_OBLIQUE  ? OBLIQUE
                                 : font->bits & QSM_FONT_ITALIC ? ITALIC
                                                                : NORMAL};
    flags.underline = font->bits & QSM_FONT_UNDERLINE;
    flags.overline = font->bits & QSM_FONT_OVERLINE;
    flags.strike_out = font->bits & QSM_FONT_STRIKE_OUT;
    flags.fixed_pitch = font->bits & QSM_FONT_FIXED_PITCH;
    flags.kerning = font->bits & QSM_FONT_KERNING;
    flags.spacing_type = (font->more_bits & QSM_FONT_ABSOLUTE_SPACING) != 0;
    flags.letter_spacing = font->letter_spacing / (double)UNIT;
    flags.word_spacing = font->word_spacing / (double)UNIT;
    return flags;
}

static bool spacing(qsm_json *j, double value, int32_t *units)
{
    double scaled = value * UNIT;
    if (!(scaled > INT32_MIN && scaled < INT32_MAX))
        return qsm__json_fail(j, "a spacing that a font can have is needed");
    *units = (int32_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    return true;
}

static bool use_flags(qsm_json *j, qsm_font *font, const font_flags *flags)
{
    static const uint8_t of_style[] = {0, QSM_FONT_ITALIC, QSM_FONT_ITALIC | QSM_FONT_OBLIQUE};
    if (flags->style > OBLIQUE)
        return qsm__json_fail(j, "the style of a font is 0, 1 or 2");
    font->bits = (uint8_t)(of_style[flags->style] | (flags->underline ? QSM_FONT_UNDERLINE : 0) |
                           (flags->overline ? QSM_FONT_OVERLINE : 0) |
                           (flags->strike_out ? QSM_FONT_STRIKE_OUT : 0) |
                           (flags->fixed_pitch ? QSM_FONT_FIXED_PITCH : 0) |
                           (flags->kerning ? QSM_FONT_KERNING : 0));
    font->more_bits = (uint8_t)((flags->fixed_pitch ? 0 : QSM_FONT_IGNORE_PITCH) |
                                (flags->spacing_type ? QSM_FONT_ABSOLUTE_SPACING : 0));
    return spacing(j, flags->letter_spacing, &font->letter_spacing) &&
           spacing(j, flags->word_spacing, &font->word_spacing);
}

static bool family(qsm_json *j, void *item)
{
    return qsm__json_text(j, item);
}

static bool print_further(qsm_json *j, const qsm_font *font)
{
    bool has_first = font->family_count > 0 && qsm__text_same(font->families[0], font->family);
    const void *items = has_first ? font->families + 1 : font->families;
    size_t count = font->family_count - has_first;
    return qsm__json_items(j, &items, &count, sizeof(qsm_text), family);
}

static bool make_further(qsm_json *j, qsm_font *font)
{
    const void *items = NULL;
    size_t count = 0;
    if (!qsm__json_items(j, &items, &count, sizeof(qsm_text), family) || count == 0)
        return *j->problem == NULL;
    qsm_text *all = qsm__arena_array(&j->tree->arena, count + 1, sizeof *all);
    if (all == NULL)
        return qsm__json_no_memory(j);
    all[0] = font->family;
    memcpy(all + 1, items, count * sizeof *all);
    font->families = all;
    font->family_count = count + 1;
    return true;
}

/* A tag is its four letters. */
static bool tag_name(qsm_json *j, uint32_t *tag)
{
    char letters[LETTERS + 1] = "";
    if (!j->making) {
        for (int i = 0; i < LETTERS; i++) {
            uint32_t letter = *tag >> (24 - 8 * i) & 0xff;
            letters[i] = (char)(letter > ' ' && letter < 0x7f ? letter : '?');
        }
        return qsm_variant_set_text(j->node, qsm_text_of(letters)) || qsm__json_no_memory(j);
    }
    qsm_text text = qsm_variant_text(j->node);
    if (text.size != LETTERS)
        return qsm__json_fail(j, "a tag of four letters is needed");
    *tag = 0;
    for (int i = 0; i < LETTERS; i++)
        *tag = *tag << 8 | (unsigned char)text.data[i];
    return true;
}

static bool font_tag(qsm_json *j, void *item)
{
    qsm_font_tag *tag = item;
    qsm_json part;
    return qsm__json_item(j, 0, &part) && tag_name(&part, &tag->tag) &&
           qsm__json_item(j, 1, &part) && qsm__json_real(&part, &tag->value);
}

static bool tags(qsm_json *j, const char *name, const qsm_font_tag **tags, size_t *count)
{
    const void *items = *tags;
    qsm_json member;
    if (!qsm__json_has(j, name, *count > 0))
        return true;
    if (!qsm__json_member(j, name, &member) ||
        !qsm__json_items(&member, &items, count, sizeof **tags, font_tag))
        return false;
    *tags = items;
    return true;
}

static bool font_fields(qsm_json *j, qsm_font *font)
{
    font_flags flags = flags_of(font);
    const qsm_json_field fields[] = {{"family", qsm__json_field_text, &font->family},
                                     {"styleName", qsm__json_field_text, &font->style_name},
                                     {"pointSizeF", qsm__json_field_real, &font->point_size},
                                     {"pixelSize", qsm__json_field_i32, &font->pixel_size},
                                     {"styleHint", qsm__json_field_u8, &font->style_hint},
                                     {"styleStrategy", qsm__json_field_u16, &font->style_strategy},
                                     {"weight", qsm__json_field_u16, &font->weight},
                                     {"style", qsm__json_field_u8, &flags.style},
                                     {"underline", qsm__json_field_bool, &flags.underline},
                                     {"overline", qsm__json_field_bool, &flags.overline},
                                     {"strikeOut", qsm__json_field_bool, &flags.strike_out},
                                     {"fixedPitch", qsm__json_field_bool, &flags.fixed_pitch},
                                     {"kerning", qsm__json_field_bool, &flags.kerning},
                                     {"stretch", qsm__json_field_u16, &font->stretch},
                                     {"letterSpacingType", qsm__json_field_u8, &flags.spacing_type},
                                     {"letterSpacing", qsm__json_field_real, &flags.letter_spacing},
                                     {"wordSpacing", qsm__json_field_real, &flags.word_spacing},
                                     {"hinting", qsm__json_field_u8, &font->hinting},
                                     {"capitalization", qsm__json_field_u8, &font->capitalization}};
    qsm_json member;
    font->size = sizeof *font;
    if (!qsm__json_fields(j, fields, sizeof fields / sizeof fields[0]) ||
        !qsm__json_member(j, "furtherFamilies", &member) ||
        !(j->making ? make_further(&member, font) : print_further(&member, font)))
        return false;
    return (!j->making || use_flags(j, font, &flags)) &&
           tags(j, "features", &font->features, &font->feature_count) &&
           tags(j, "axes", &font->axes, &font->axis_count);
}

bool qsm__json_font(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_font copy = *(qsm_font *)value;
    (void)type;
    return font_fields(j, j->making ? value : &copy);
}
