/* SPDX-License-Identifier: MIT */
/* Points, sizes, rectangles, lines, margins. At version 1, integers have 2 bytes. */
#include "value/core/core.h"

/* Two or four integers. Coders of 2 bytes cut off the high ones, as Qt does. */
static bool code_short_ints(qsm_coder *c, int32_t *values, size_t count)
{
    bool ok = true;
    if (c->version != QSM_DATA_STREAM_QT_1_0)
        return qsm__code_i32s(c, values, count);
    for (size_t i = 0; i < count; i++) {
        int16_t value = (int16_t)values[i];
        ok = qsm__code_i16(c, &value) && ok;
        values[i] = value;
    }
    return ok;
}

bool qsm__code_point(qsm_coder *c, qsm_point *point)
{
    int32_t values[2] = {point->x, point->y};
    bool ok = code_short_ints(c, values, 2);
    *point = (qsm_point){values[0], values[1]};
    return ok;
}

bool qsm__code_size(qsm_coder *c, qsm_size *size)
{
    int32_t values[2] = {size->width, size->height};
    bool ok = code_short_ints(c, values, 2);
    *size = (qsm_size){values[0], values[1]};
    return ok;
}

/* The edge on the other side, and back: Qt computes with wrapping integers. */
static int32_t last(int32_t first, int32_t length)
{
    return (int32_t)((uint32_t)first + (uint32_t)length - 1);
}

static int32_t length(int32_t first, int32_t end)
{
    return (int32_t)((uint32_t)end - (uint32_t)first + 1);
}

bool qsm__code_rect(qsm_coder *c, qsm_rect *rect)
{
    int32_t edges[4] = {rect->x, rect->y, last(rect->x, rect->width), last(rect->y, rect->height)};
    bool ok = code_short_ints(c, edges, 4);
    rect->x = edges[0];
    rect->y = edges[1];
    rect->width = length(edges[0], edges[2]);
    rect->height = length(edges[1], edges[3]);
    return ok;
}

bool qsm__code_line(qsm_coder *c, qsm_line *line)
{
    int32_t values[4] = {line->x1, line->y1, line->x2, line->y2};
    bool ok = code_short_ints(c, values, 4);
    *line = (qsm_line){values[0], values[1], values[2], values[3]};
    return ok;
}

bool qsm__code_margins(qsm_coder *c, qsm_margins *margins)
{
    int32_t values[4] = {margins->left, margins->top, margins->right, margins->bottom};
    bool ok = qsm__code_i32s(c, values, 4);
    *margins = (qsm_margins){values[0], values[1], values[2], values[3]};
    return ok;
}

bool qsm__code_point_f(qsm_coder *c, qsm_point_f *point)
{
    bool ok = qsm__code_real(c, &point->x);
    return qsm__code_real(c, &point->y) && ok;
}

bool qsm__code_size_f(qsm_coder *c, qsm_size_f *size)
{
    bool ok = qsm__code_real(c, &size->width);
    return qsm__code_real(c, &size->height) && ok;
}

static bool code_four(qsm_coder *c, double *one, double *two, double *three, double *four)
{
    bool ok = qsm__code_real(c, one);
    ok = qsm__code_real(c, two) && ok;
    ok = qsm__code_real(c, three) && ok;
    return qsm__code_real(c, four) && ok;
}

bool qsm__code_rect_f(qsm_coder *c, qsm_rect_f *rect)
{
    return code_four(c, &rect->x, &rect->y, &rect->width, &rect->height);
}

bool qsm__code_line_f(qsm_coder *c, qsm_line_f *line)
{
    return code_four(c, &line->x1, &line->y1, &line->x2, &line->y2);
}

bool qsm__code_margins_f(qsm_coder *c, qsm_margins_f *margins)
{
    return code_four(c, &margins->left, &margins->top, &margins->right, &margins->bottom);
}

QSM_TYPE_CODER(point, qsm_point)
QSM_TYPE_CODER(point_f, qsm_point_f)
QSM_TYPE_CODER(size, qsm_size)
QSM_TYPE_CODER(size_f, qsm_size_f)
QSM_TYPE_CODER(rect, qsm_rect)
QSM_TYPE_CODER(rect_f, qsm_rect_f)
QSM_TYPE_CODER(line, qsm_line)
QSM_TYPE_CODER(line_f, qsm_line_f)
QSM_TYPE_CODER(margins, qsm_margins)
QSM_TYPE_CODER(margins_f, qsm_margins_f)
