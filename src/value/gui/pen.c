/* SPDX-License-Identifier: MIT */
/* QPen: before version 7 a width of 8 bits and a colour, then a brush and dashes. */
#include "value/gui/gui.h"

enum {
    STYLE_MASK = 0x0f,
    CAP_MASK = 0x30,
    JOIN_MASK = 0x1c0,
    SOLID = 1,
    STYLES = 6,
    REAL_LEAST = 4
};

static bool code_dash(qsm_coder *c, void *item)
{
    return qsm__code_real(c, item);
}

/* The pattern of a style that the program has not changed. */
static qsm_array pattern(uint8_t style)
{
    static const double lengths[] = {4, 2, 1, 2, 1, 2};
    static const struct {
        uint8_t first;
        uint8_t count;
    } of_style[STYLES] = {{0, 0}, {0, 0}, {0, 2}, {2, 2}, {0, 4}, {0, 6}};
    qsm_array dashes = {NULL, 0, sizeof(double), REAL_LEAST, code_dash};
    if (style < STYLES) {
        dashes.items = lengths + of_style[style].first;
        dashes.count = of_style[style].count;
    }
    return dashes;
}

static bool code_dashes(qsm_coder *c, qsm_pen *pen)
{
    qsm_array dashes = pattern(pen->style);
    if (!qsm__decoding(c) && pen->dash_count > 0 && pen->style > SOLID) {
        dashes.items = pen->dashes;
        dashes.count = pen->dash_count;
    }
    bool ok = qsm__code_array(c, &dashes);
    if (qsm__decoding(c)) {
        if (ok && (dashes.count > 0) != (pattern(pen->style).count > 0) && pen->style < STYLES)
            qsm__stream_odd(c->stream);
        pen->dashes = dashes.items;
        pen->dash_count = dashes.count;
    }
    return ok;
}

/* Style, cap and join: they share their bits, of which old versions have fewer. */
static bool code_bits(qsm_coder *c, qsm_pen *pen)
{
    uint16_t bits =
        (uint16_t)((pen->style & STYLE_MASK) | (pen->cap & CAP_MASK) | (pen->join & JOIN_MASK));
    bool ok;
    if (qsm__since(c, QSM_DATA_STREAM_QT_4_3)) {
        ok = qsm__code_u16(c, &bits);
        ok = qsm__code_bool(c, &pen->cosmetic) && ok;
    } else {
        uint8_t few = (uint8_t)(qsm__since(c, QSM_DATA_STREAM_QT_2_1) ? bits : bits & STYLE_MASK);
        ok = qsm__code_u8(c, &few);
        bits = few;
    }
    if (!qsm__decoding(c))
        return ok;
    if ((bits & ~(STYLE_MASK | CAP_MASK | JOIN_MASK)) != 0)
        qsm__stream_odd(c->stream);
    pen->style = (uint8_t)(bits & STYLE_MASK);
    pen->cap = bits & CAP_MASK;
    pen->join = bits & JOIN_MASK;
    return ok;
}

/* Versions without the flag: as if the width was never set. */
static bool is_one(double width)
{
    return width >= 1 && width <= 1;
}

static const qsm_brush solid_black = {.size = sizeof(qsm_brush),
                                      .style = SOLID,
                                      .color = {QSM_COLOR_RGB, 65535, {0, 0, 0, 0}},
                                      .transform = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}};

/* The brush of the pen, into memory of its own. */
static bool keep_brush(qsm_coder *c, qsm_pen *pen, const qsm_brush *brush)
{
    qsm_brush *kept = qsm__code_memory(c, 1, sizeof *kept);
    if (kept == NULL)
        return false;
    *kept = *brush;
    pen->brush = kept;
    return true;
}

static bool code_old_width(qsm_coder *c, qsm_pen *pen)
{
    bool small = pen->width > -1e9 && pen->width < 1e9;
    uint8_t width = small ? (uint8_t)(int32_t)(pen->width + (pen->width < 0 ? -0.5 : 0.5)) : 0;
    bool ok = qsm__code_u8(c, &width);
    if (qsm__decoding(c))
        pen->width = width;
    return ok;
}

/* Width and brush, as they were before Qt 4. */
static bool code_old(qsm_coder *c, qsm_pen *pen)
{
    qsm_brush brush = pen->brush != NULL ? *pen->brush : solid_black;
    bool ok = code_old_width(c, pen);
    ok = qsm__code_color(c, &brush.color) && ok;
    if (!qsm__decoding(c))
        return ok;
    pen->miter_limit = 2;
    pen->default_width = is_one(pen->width);
    return keep_brush(c, pen, &brush) && ok;
}

static bool code_brush(qsm_coder *c, qsm_pen *pen)
{
    qsm_brush brush = {.size = sizeof brush};
    if (!qsm__decoding(c))
        brush = pen->brush != NULL ? *pen->brush : solid_black;
    bool ok = qsm__code_brush(c, &brush);
    return (!qsm__decoding(c) || keep_brush(c, pen, &brush)) && ok;
}

/* Qt 5 has noted whether the width was set; Qt 6 whether it is 0. */
static bool code_default_width(qsm_coder *c, qsm_pen *pen)
{
    bool flag = pen->default_width;
    if (c->qt >= QSM_QT_6 && !qsm__copying(c))
        flag = pen->width < 1e-12 && pen->width > -1e-12;
    bool computed = flag;
    bool ok = qsm__code_bool(c, &flag);
    if (!qsm__decoding(c))
        return ok;
    pen->default_width = flag;
    if (c->qt < QSM_QT_6 || qsm__copying(c))
        return ok;
    if (flag != computed)
        qsm__stream_odd(c->stream);
    pen->default_width = is_one(pen->width);
    return ok;
}

bool qsm__code_pen(qsm_coder *c, qsm_pen *pen)
{
    bool ok = code_bits(c, pen);
    if (qsm__decoding(c))
        pen->size = sizeof *pen;
    if (!qsm__since(c, QSM_DATA_STREAM_QT_4_0))
        return code_old(c, pen) && ok;
    ok = qsm__code_real(c, &pen->width) && ok;
    ok = code_brush(c, pen) && ok;
    ok = qsm__code_real(c, &pen->miter_limit) && ok;
    ok = code_dashes(c, pen) && ok;
    if (qsm__since(c, QSM_DATA_STREAM_QT_4_3))
        ok = qsm__code_real(c, &pen->dash_offset) && ok;
    if (qsm__since(c, QSM_DATA_STREAM_QT_5_0))
        ok = code_default_width(c, pen) && ok;
    else if (qsm__decoding(c))
        pen->default_width = is_one(pen->width);
    return ok;
}

QSM_TYPE_CODER(pen, qsm_pen)
