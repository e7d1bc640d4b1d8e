/* SPDX-License-Identifier: MIT */
/* QBrush with its gradient or texture. The versions add fields; Qt 3 knows no gradients. */
#include "value/core/core.h"
#include "value/gui/gui.h"

enum { STYLE_LINEAR = 15, STYLE_CONICAL = 17, STYLE_TEXTURE = 24, OBJECT_BOUNDING = 2 };
enum { LAST_SPREAD = 2, LAST_MODE = 3, LAST_INTERPOLATION = 1 };
enum { TYPE_LINEAR, TYPE_RADIAL, TYPE_CONICAL, STOP_LEAST = 12 };

static bool is_gradient(uint8_t style)
{
    return style >= STYLE_LINEAR && style <= STYLE_CONICAL;
}

static bool code_stop(qsm_coder *c, void *item)
{
    qsm_gradient_stop *stop = item;
    bool ok = qsm__code_real(c, &stop->position);
    return qsm__code_color(c, &stop->color) && ok;
}

/* Black and white, where the program has set none. */
static const qsm_gradient_stop default_stops[2] = {
    {0, {QSM_COLOR_RGB, 65535, {0, 0, 0, 0}}},
    {1, {QSM_COLOR_RGB, 65535, {65535, 65535, 65535, 0}}}};

static bool code_stops(qsm_coder *c, qsm_gradient *gradient)
{
    qsm_array stops = {gradient->stops, gradient->stop_count, sizeof(qsm_gradient_stop), STOP_LEAST,
                       code_stop};
    if (!qsm__decoding(c) && stops.count == 0) {
        stops.items = default_stops;
        stops.count = 2;
    }
    bool ok = qsm__code_array(c, &stops);
    if (qsm__decoding(c)) {
        gradient->stops = stops.items;
        gradient->stop_count = stops.count;
        if (ok && stops.count == 0)
            qsm__stream_odd(c->stream);
    }
    return ok;
}

static bool code_radial(qsm_coder *c, qsm_gradient *gradient)
{
    bool ok = qsm__code_point_f(c, &gradient->points[0]);
    ok = qsm__code_point_f(c, &gradient->points[1]) && ok;
    ok = qsm__code_real(c, &gradient->radius) && ok;
    if (qsm__since(c, QSM_DATA_STREAM_QT_6_0))
        ok = qsm__code_real(c, &gradient->focal_radius) && ok;
    return ok;
}

static bool code_shape(qsm_coder *c, qsm_gradient *gradient)
{
    if (gradient->type == TYPE_RADIAL)
        return code_radial(c, gradient);
    bool ok = qsm__code_point_f(c, &gradient->points[0]);
    if (gradient->type == TYPE_LINEAR)
        return qsm__code_point_f(c, &gradient->points[1]) && ok;
    return qsm__code_real(c, &gradient->angle) && ok;
}

/* Before 5.12, Qt had one mode that depends on the object. */
static bool code_mode(qsm_coder *c, int32_t *mode)
{
    bool is_old = !qsm__since(c, QSM_DATA_STREAM_QT_5_12);
    int32_t wire = is_old && *mode > OBJECT_BOUNDING ? OBJECT_BOUNDING : *mode;
    bool ok = qsm__code_i32(c, &wire);
    if (!qsm__decoding(c))
        return ok;
    *mode = wire;
    if (is_old && wire > OBJECT_BOUNDING)
        qsm__stream_odd(c->stream);
    return ok;
}

static bool code_gradient(qsm_coder *c, qsm_gradient *gradient)
{
    bool ok = qsm__code_i32(c, &gradient->type);
    if (qsm__since(c, QSM_DATA_STREAM_QT_4_3)) {
        ok = qsm__code_i32(c, &gradient->spread) && ok;
        ok = code_mode(c, &gradient->coordinate_mode) && ok;
    }
    if (qsm__since(c, QSM_DATA_STREAM_QT_4_5))
        ok = qsm__code_i32(c, &gradient->interpolation) && ok;
    ok = code_stops(c, gradient) && ok;
    return code_shape(c, gradient) && ok;
}

/* Whether the stops are as Qt has them: from 0 to 1, each at a place of its own. */
static bool in_order(const qsm_gradient *gradient)
{
    double last = -1;
    for (size_t i = 0; i < gradient->stop_count; i++) {
        double position = gradient->stops[i].position;
        if (!(position >= 0 && position <= 1 && position > last))
            return false;
        last = position;
    }
    return true;
}

static bool is_known(const qsm_gradient *gradient)
{
    return gradient->spread >= 0 && gradient->spread <= LAST_SPREAD &&
           gradient->coordinate_mode >= 0 && gradient->coordinate_mode <= LAST_MODE &&
           gradient->interpolation >= 0 && gradient->interpolation <= LAST_INTERPOLATION;
}

/* A type that Qt does not know is conical. The type decides about the style; there is no colour. */
static void settle(qsm_coder *c, qsm_brush *brush, qsm_gradient *gradient)
{
    static const qsm_color none = {.spec = QSM_COLOR_INVALID, .alpha = 65535};
    const qsm_color *color = &brush->color;
    bool odd = color->spec != none.spec || color->alpha != none.alpha ||
               memcmp(color->component, none.component, sizeof none.component) != 0;
    if (gradient->type < TYPE_LINEAR || gradient->type > TYPE_CONICAL) {
        odd = true;
        gradient->type = TYPE_CONICAL;
    }
    uint8_t style = (uint8_t)(STYLE_LINEAR + gradient->type);
    if (odd || !is_known(gradient) || style != brush->style || !in_order(gradient))
        qsm__stream_odd(c->stream);
    brush->style = style;
    brush->color = none;
}

static bool decode_gradient(qsm_coder *c, qsm_brush *brush)
{
    qsm_gradient scratch = QSM_INIT(qsm_gradient);
    bool ok = code_gradient(c, &scratch);
    settle(c, brush, &scratch);
    qsm_gradient *gradient = qsm__code_memory(c, 1, sizeof *gradient);
    if (gradient == NULL)
        return false;
    *gradient = scratch;
    brush->gradient = gradient;
    return ok;
}

/* A gradient whose style says so without one: Qt's default gradient of this type. */
static bool encode_gradient(qsm_coder *c, const qsm_brush *brush)
{
    qsm_gradient gradient = QSM_INIT(qsm_gradient);
    gradient.type = brush->style - STYLE_LINEAR;
    if (brush->gradient != NULL)
        gradient = *brush->gradient;
    return code_gradient(c, &gradient);
}

static bool code_style(qsm_coder *c, uint8_t *style)
{
    uint8_t wire = *style;
    if (!qsm__since(c, QSM_DATA_STREAM_QT_4_0) && is_gradient(wire))
        wire = 0;
    bool ok = qsm__code_u8(c, &wire);
    if (qsm__decoding(c))
        *style = wire;
    return ok;
}

/* A brush without its texture paints nothing, so Qt takes it for one of no style. */
static bool code_texture(qsm_coder *c, qsm_brush *brush)
{
    bool ok = qsm__code_picture(c, &brush->texture);
    bool seen = qsm__decoding(c) && c->mode != QSM_MODE_SKIP && !qsm__copying(c);
    if (seen && brush->texture.size == 0) {
        qsm__stream_odd(c->stream);
        brush->style = 0;
    }
    return ok;
}

bool qsm__code_brush(qsm_coder *c, qsm_brush *brush)
{
    bool ok = code_style(c, &brush->style);
    ok = qsm__code_color(c, &brush->color) && ok;
    if (qsm__decoding(c)) {
        brush->size = sizeof *brush;
        for (size_t i = 0; i < 3; i++)
            brush->transform.m[i][i] = 1;
    }
    if (brush->style == STYLE_TEXTURE)
        ok = code_texture(c, brush) && ok;
    else if (is_gradient(brush->style) && qsm__decoding(c))
        ok = decode_gradient(c, brush) && ok; /* also before version 7: Qt reads it there */
    else if (is_gradient(brush->style) && qsm__since(c, QSM_DATA_STREAM_QT_4_0))
        ok = encode_gradient(c, brush) && ok;
    if (qsm__since(c, QSM_DATA_STREAM_QT_4_3))
        ok = qsm__code_transform(c, &brush->transform) && ok;
    return ok;
}

QSM_TYPE_CODER(brush, qsm_brush)
