/* SPDX-License-Identifier: MIT */
/* QPainterPath, QRegion. */
#include "value/gui/gui.h"
#include "value/json/structs.h"

enum { MOVE = 0 };

static bool path_element(qsm_json *j, void *item)
{
    qsm_path_element *element = item;
    qsm_json part;
    return qsm__json_item(j, 0, &part) && qsm__json_i32(&part, &element->type) &&
           qsm__json_item(j, 1, &part) && qsm__json_real(&part, &element->x) &&
           qsm__json_item(j, 2, &part) && qsm__json_real(&part, &element->y);
}

/* Where the last part of a path begins, which JSON does not say: with its last move. */
static int32_t last_move(const qsm_painter_path *path)
{
    size_t last = path->count;
    while (last > 0 && path->elements[last - 1].type != MOVE)
        last--;
    return last > 0 ? (int32_t)(last - 1) : 0;
}

static bool path_fields(qsm_json *j, qsm_painter_path *path)
{
    const void *elements = path->elements;
    qsm_json member;
    if (!qsm__json_member(j, "elements", &member) ||
        !qsm__json_items(&member, &elements, &path->count, sizeof *path->elements, path_element) ||
        !qsm__json_member_of(j, "fillRule", qsm__json_field_i32, &path->fill_rule))
        return false;
    path->elements = elements;
    int32_t start = last_move(path);
    if (j->making)
        path->start = start;
    return !qsm__json_has(j, "start", path->start != start) ||
           qsm__json_member_of(j, "start", qsm__json_field_i32, &path->start);
}

bool qsm__json_painter_path(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_painter_path copy = *(qsm_painter_path *)value;
    (void)type;
    return path_fields(j, j->making ? value : &copy);
}

static bool rect(qsm_json *j, void *item)
{
    return qsm__json_rect(j, NULL, item);
}

bool qsm__json_region(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_region *region = value;
    const void *rects = region->rects;
    size_t count = region->count;
    qsm_json member;
    (void)type;
    if (!qsm__json_member(j, "rects", &member) ||
        !qsm__json_items(&member, &rects, &count, sizeof *region->rects, rect))
        return false;
    if (j->making)
        *region = (qsm_region){rects, count};
    return true;
}
