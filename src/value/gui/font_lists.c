/* SPDX-License-Identifier: MIT */
/*
 * The lists at the end of a font. Families: from version 20 on all with the first; at version 19
 * Qt 6 writes the others, and Qt 5 the list as the program has set it.
 */
#include "value/gui/font.h"

#include "stream/text.h"

enum { TEXT_LEAST = 4, TAG_LEAST = 8 };

static bool code_family(qsm_coder *c, void *item)
{
    return qsm__code_text(c, item);
}

static bool code_feature(qsm_coder *c, void *item)
{
    qsm_font_tag *tag = item;
    bool fits = tag->value >= 0 && tag->value <= UINT32_MAX;
    uint32_t value = fits ? (uint32_t)tag->value : 0;
    bool ok = qsm__code_u32(c, &tag->tag);
    ok = qsm__code_u32(c, &value) && ok;
    tag->value = value;
    return ok;
}

static bool code_axis(qsm_coder *c, void *item)
{
    qsm_font_tag *tag = item;
    float value = (float)tag->value;
    bool ok = qsm__code_u32(c, &tag->tag);
    ok = qsm__code_realf(c, &value) && ok;
    tag->value = (double)value;
    return ok;
}

static bool others_only(const qsm_coder *c)
{
    return c->qt >= QSM_QT_6 && !qsm__since(c, QSM_DATA_STREAM_QT_6_0);
}

/* What goes on the wire. */
static qsm_array encoded(const qsm_coder *c, const qsm_font *font)
{
    qsm_array families = {font->families, font->family_count, sizeof(qsm_text), TEXT_LEAST,
                          code_family};
    if (others_only(c) && families.count > 0) {
        families.items = font->families + 1;
        families.count--;
    }
    bool all = qsm__since(c, QSM_DATA_STREAM_QT_6_0) && !qsm__copying(c);
    if (all && families.count == 0 && font->family.data != NULL) {
        families.items = &font->family;
        families.count = 1;
    }
    return families;
}

/* The first family, then those that were read. */
static bool put_first(qsm_coder *c, qsm_font *font)
{
    qsm_text *all = qsm__code_memory(c, font->family_count + 1, sizeof *all);
    if (all == NULL)
        return false;
    all[0] = font->family;
    memcpy(all + 1, font->families, font->family_count * sizeof *all);
    font->families = all;
    font->family_count++;
    return true;
}

static bool decoded(qsm_coder *c, qsm_font *font)
{
    if (others_only(c))
        return font->family_count == 0 || put_first(c, font);
    if (!qsm__since(c, QSM_DATA_STREAM_QT_6_0) || qsm__copying(c))
        return true;
    qsm_text first = {NULL, 0};
    if (font->family_count > 0)
        first = font->families[0];
    if (!qsm__text_same(first, font->family))
        qsm__stream_odd(c->stream); /* Qt takes the list */
    font->family = first;
    return true;
}

static bool code_families(qsm_coder *c, qsm_font *font)
{
    qsm_array families = encoded(c, font);
    bool ok = qsm__code_array(c, &families);
    if (!qsm__decoding(c))
        return ok;
    font->families = families.items;
    font->family_count = families.count;
    return decoded(c, font) && ok;
}

static bool code_tags(qsm_coder *c, const qsm_font_tag **tags, size_t *count,
                      bool (*code)(qsm_coder *, void *))
{
    qsm_array array = {*tags, *count, sizeof **tags, TAG_LEAST, code};
    bool ok = qsm__code_array(c, &array);
    if (qsm__decoding(c)) {
        *tags = array.items;
        *count = array.count;
    }
    return ok;
}

bool qsm__code_font_lists(qsm_coder *c, qsm_font *font)
{
    bool ok = true;
    if (qsm__since(c, QSM_DATA_STREAM_QT_5_13))
        ok = code_families(c, font);
    if (qsm__since(c, QSM_DATA_STREAM_QT_6_6))
        ok = code_tags(c, &font->features, &font->feature_count, code_feature) && ok;
    if (qsm__since(c, QSM_DATA_STREAM_QT_6_7))
        ok = code_tags(c, &font->axes, &font->axis_count, code_axis) && ok;
    return ok;
}
