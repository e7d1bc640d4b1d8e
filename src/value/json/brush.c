/* SPDX-License-Identifier: MIT */
/* QBrush with its gradient, QPen. */
#include "value/gui/gui.h"
#include "value/json/structs.h"

enum { LINEAR, RADIAL, STYLE_TEXTURE = 24 };

static bool color(qsm_json *j, void *value)
{
    return qsm__json_color(j, NULL, value);
}

static bool point_f(qsm_json *j, void *value)
{
    return qsm__json_point_f(j, NULL, value);
}

static bool transform(qsm_json *j, void *value)
{
    return qsm__json_transform(j, NULL, value);
}

static bool stop(qsm_json *j, void *item)
{
    qsm_gradient_stop *value = item;
    qsm_json part;
    return qsm__json_item(j, 0, &part) && qsm__json_real(&part, &value->position) &&
           qsm__json_item(j, 1, &part) && color(&part, &value->color);
}

static bool shape(qsm_json *j, qsm_gradient *value)
{
    const qsm_json_field linear[] = {{"start", point_f, &value->points[0]},
                                     {"finalStop", point_f, &value->points[1]}};
    const qsm_json_field radial[] = {{"center", point_f, &value->points[0]},
                                     {"focalPoint", point_f, &value->points[1]},
                                     {"radius", qsm__json_field_real, &value->radius},
                                     {"focalRadius", qsm__json_field_real, &value->focal_radius}};
    const qsm_json_field conical[] = {{"center", point_f, &value->points[0]},
                                      {"angle", qsm__json_field_real, &value->angle}};
    if (value->type == LINEAR)
        return qsm__json_fields(j, linear, 2);
    return value->type == RADIAL ? qsm__json_fields(j, radial, 4) : qsm__json_fields(j, conical, 2);
}

static bool gradient(qsm_json *j, qsm_gradient *value)
{
    const qsm_json_field fields[] = {
        {"type", qsm__json_field_i32, &value->type},
        {"spread", qsm__json_field_i32, &value->spread},
        {"coordinateMode", qsm__json_field_i32, &value->coordinate_mode},
        {"interpolation", qsm__json_field_i32, &value->interpolation}};
    const void *stops = value->stops;
    qsm_json member;
    if (!qsm__json_fields(j, fields, 4) || !qsm__json_member(j, "stops", &member) ||
        !qsm__json_items(&member, &stops, &value->stop_count, sizeof *value->stops, stop))
        return false;
    value->stops = stops;
    return shape(j, value);
}

static bool gradient_of(qsm_json *j, qsm_brush *brush)
{
    qsm_json member;
    if (j->making ? !qsm__json_has(j, "gradient", false) : brush->gradient == NULL)
        return true;
    if (!qsm__json_member(j, "gradient", &member))
        return false;
    qsm_gradient value = QSM_INIT(qsm_gradient);
    if (!j->making) {
        value = *brush->gradient;
        return gradient(&member, &value);
    }
    qsm_gradient *made = qsm__arena_zero(&j->tree->arena, sizeof *made);
    if (made == NULL)
        return qsm__json_no_memory(j);
    made->size = sizeof *made;
    brush->gradient = made;
    return gradient(&member, made);
}

static bool brush_fields(qsm_json *j, qsm_brush *brush)
{
    const qsm_json_field fields[] = {{"style", qsm__json_field_u8, &brush->style},
                                     {"color", color, &brush->color},
                                     {"transform", transform, &brush->transform}};
    brush->size = sizeof *brush;
    if (!qsm__json_fields(j, fields, 3) || !gradient_of(j, brush))
        return false;
    return !qsm__json_has(j, "texture", brush->style == STYLE_TEXTURE) ||
           qsm__json_member_of(j, "texture", qsm__json_field_hex, &brush->texture);
}

bool qsm__json_brush(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_brush copy = *(qsm_brush *)value;
    (void)type;
    return j->making ? brush_fields(j, value) : brush_fields(j, &copy);
}

static bool brush_of(qsm_json *j, qsm_pen *pen)
{
    qsm_brush *made = qsm__arena_zero(&j->tree->arena, sizeof *made);
    if (made == NULL)
        return qsm__json_no_memory(j);
    if (!j->making && pen->brush != NULL)
        *made = *pen->brush;
    if (j->making)
        pen->brush = made;
    return brush_fields(j, made);
}

static bool dash(qsm_json *j, void *item)
{
    return qsm__json_real(j, item);
}

static bool dashes(qsm_json *j, qsm_pen *pen)
{
    const void *items = pen->dashes;
    if (!qsm__json_items(j, &items, &pen->dash_count, sizeof(double), dash))
        return false;
    pen->dashes = items;
    return true;
}

/* Only Qt 5 writes more than the width says: then it stands in JSON, too. */
static bool default_width(qsm_json *j, qsm_pen *pen)
{
    bool usual = pen->width >= 1 && pen->width <= 1;
    bool is_usual = pen->default_width == usual;
    if (j->making)
        pen->default_width = usual;
    return !qsm__json_has(j, "defaultWidth", !is_usual) ||
           qsm__json_member_of(j, "defaultWidth", qsm__json_field_bool, &pen->default_width);
}

static bool pen_fields(qsm_json *j, qsm_pen *pen)
{
    const qsm_json_field fields[] = {{"style", qsm__json_field_u8, &pen->style},
                                     {"cap", qsm__json_field_u16, &pen->cap},
                                     {"join", qsm__json_field_u16, &pen->join},
                                     {"cosmetic", qsm__json_field_bool, &pen->cosmetic},
                                     {"width", qsm__json_field_real, &pen->width},
                                     {"miterLimit", qsm__json_field_real, &pen->miter_limit},
                                     {"dashOffset", qsm__json_field_real, &pen->dash_offset}};
    qsm_json member;
    pen->size = sizeof *pen;
    return qsm__json_fields(j, fields, 7) && qsm__json_member(j, "brush", &member) &&
           brush_of(&member, pen) && qsm__json_member(j, "dashPattern", &member) &&
           dashes(&member, pen) && default_width(j, pen);
}

bool qsm__json_pen(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_pen copy = *(qsm_pen *)value;
    (void)type;
    return pen_fields(j, j->making ? value : &copy);
}
