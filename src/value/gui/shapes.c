/* SPDX-License-Identifier: MIT */
/* QPainterPath and QRegion. */
#include "value/core/core.h"
#include "value/gui/gui.h"

enum { MOVE = 0, LAST_TYPE = 3, ELEMENT_LEAST = 12 };

enum { QT_6_11 = 0x060b00 }; /* knows two fill rules only; 6.8 keeps any number */

#define LARGEST 1e128 /* Qt drops a path with larger coordinates */

static bool code_element(qsm_coder *c, void *item)
{
    qsm_path_element *element = item;
    bool ok = qsm__code_i32(c, &element->type);
    ok = qsm__code_real(c, &element->x) && ok;
    return qsm__code_real(c, &element->y) && ok;
}

/* A path of one move draws nothing: Qt writes it as empty. */
static bool is_empty(const qsm_painter_path *path)
{
    return path->count == 0 || (path->count == 1 && path->elements[0].type == MOVE);
}

static bool is_valid(const qsm_painter_path *path)
{
    for (size_t i = 0; i < path->count; i++) {
        const qsm_path_element *element = &path->elements[i];
        bool finite = element->x > -LARGEST && element->x < LARGEST && element->y > -LARGEST &&
                      element->y < LARGEST;
        if (!finite)
            return false;
    }
    return true;
}

/* Whether Qt writes what was read. */
static void check_path(qsm_coder *c, qsm_painter_path *path)
{
    bool odd = is_empty(path);
    if (!is_valid(path) || path->count == 0) {
        *path = (qsm_painter_path){NULL, 0, 0, 0};
        odd = true;
    }
    bool two_rules = c->qt >= QT_6_11 && !qsm__copying(c);
    if (two_rules && path->fill_rule != 0 && path->fill_rule != 1) {
        path->fill_rule = 0;
        odd = true;
    }
    for (size_t i = 0; i < path->count; i++)
        odd = odd || path->elements[i].type < MOVE || path->elements[i].type > LAST_TYPE;
    if (odd)
        qsm__stream_odd(c->stream);
}

/* Qt reads on without bytes, for as long as the count says. */
static bool decode_elements(qsm_coder *c, qsm_array *elements, int32_t count)
{
    size_t left;
    uint64_t wanted = count > 0 ? (uint64_t)count : 0;
    size_t start = qsm__stream_position(c->stream);
    if (qsm__least_fits(c, wanted, ELEMENT_LEAST) == wanted)
        return qsm__code_array_items(c, elements, wanted);
    qsm__stream_unread(c->stream, &left);
    qsm__stream_skip(c->stream, left);
    return qsm__coder_fail(c, QSM_DATA_STREAM_READ_PAST_END, start,
                           "a path of %ld elements: more than the bytes that are left",
                           (long)count);
}

bool qsm__code_painter_path(qsm_coder *c, qsm_painter_path *path)
{
    qsm_array elements = {path->elements, path->count, sizeof(qsm_path_element), ELEMENT_LEAST,
                          code_element};
    bool too_many = !qsm__decoding(c) && path->count > INT32_MAX;
    int32_t count = qsm__decoding(c) || is_empty(path) || too_many ? 0 : (int32_t)path->count;
    if (too_many)
        return qsm__coder_fail(c, QSM_DATA_STREAM_WRITE_FAILED, qsm__stream_position(c->stream),
                               "more elements than a QPainterPath has");
    bool ok = qsm__code_i32(c, &count);
    if (count == 0)
        return ok;
    ok = (qsm__decoding(c) ? decode_elements(c, &elements, count)
                           : qsm__code_array_items(c, &elements, (uint64_t)count)) &&
         ok;
    ok = qsm__code_i32(c, &path->start) && ok;
    ok = qsm__code_i32(c, &path->fill_rule) && ok;
    if (!qsm__decoding(c))
        return ok;
    path->elements = elements.items;
    path->count = elements.count;
    if (ok)
        check_path(c, path);
    return ok;
}

QSM_TYPE_CODER(painter_path, qsm_painter_path)
