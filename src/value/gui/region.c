/* SPDX-License-Identifier: MIT */
/*
 * QRegion: a byte array with a command: one rectangle, or (from version 2 on) a list of them. At
 * version 1 a region of several rectangles is a tree: a union of two regions, each a byte array.
 * Qt also reads commands that it does not write; qsm does not.
 */
#include "value/core/core.h"
#include "value/gui/gui.h"

enum { RECT = 1, UNION = 6, RECTS = 10, WORD = 4, RECT_LEAST = 8, RECT_BYTES = 16 };

static bool code_rect(qsm_coder *c, void *item)
{
    return qsm__code_rect(c, item);
}

static bool unknown_command(qsm_coder *c, size_t start)
{
    return qsm__coder_fail(c, QSM_DATA_STREAM_READ_CORRUPT_DATA, start,
                           "qsm does not support this command of a QRegion");
}

static size_t rect_bytes(const qsm_coder *c)
{
    return c->version == QSM_DATA_STREAM_QT_1_0 ? RECT_LEAST : RECT_BYTES;
}

/* Unions, then the rectangles: each union holds all that follow but the last. */
static bool encode_tree(qsm_coder *c, const qsm_region *region)
{
    enum { ONE = 2 * WORD + RECT_LEAST };
    bool ok = true;
    uint32_t both = UNION;
    uint32_t one = RECT;
    uint32_t size = WORD + RECT_LEAST;
    for (size_t i = region->count - 1; i > 0 && ok; i--) {
        uint32_t whole = (uint32_t)(WORD + RECT_LEAST + i * (2 * WORD + ONE));
        ok = qsm__code_u32(c, &whole) && qsm__code_u32(c, &both);
    }
    for (size_t i = 0; i < region->count && ok; i++) {
        qsm_rect rect = region->rects[i];
        ok = qsm__code_u32(c, &size) && qsm__code_u32(c, &one) && qsm__code_rect(c, &rect);
    }
    return ok;
}

static bool encode(qsm_coder *c, qsm_array *rects, const qsm_region *region)
{
    uint32_t none = 0;
    uint32_t command = RECTS;
    uint32_t count = (uint32_t)region->count;
    uint32_t size = 2 * WORD + RECT_BYTES * count;
    if (region->count > UINT32_MAX / RECT_BYTES / 2)
        return qsm__coder_fail(c, QSM_DATA_STREAM_WRITE_FAILED, qsm__stream_position(c->stream),
                               "more rectangles than a QRegion has");
    if (count == 0)
        return qsm__code_u32(c, &none);
    if (c->version == QSM_DATA_STREAM_QT_1_0)
        return encode_tree(c, region);
    bool ok = qsm__code_u32(c, &size) && qsm__code_u32(c, &command) && qsm__code_u32(c, &count);
    return ok && qsm__code_array_items(c, rects, count);
}

/* Where a tree is read. */
typedef struct walk {
    uint32_t open; /* rectangles that must follow */
    uint32_t size; /* of the next command, if it was read already */
    bool has_size;
} walk;

/* A rectangle behind its unions. */
static bool decode_leaf(qsm_coder *c, qsm_rect *rect, walk *w)
{
    uint32_t command = UNION;
    size_t start = qsm__stream_position(c->stream);
    while (command == UNION) {
        if (!qsm__coder_element(c))
            return false;
        if ((!w->has_size && !qsm__code_u32(c, &w->size)) || !qsm__code_u32(c, &command))
            return false;
        w->has_size = false;
        w->open += command == UNION;
    }
    w->open--;
    if (command != RECT || w->size != WORD + rect_bytes(c))
        return unknown_command(c, start);
    return qsm__code_rect(c, rect);
}

/* At version 1. Commands are taken as they come; at the end, the number of bytes must fit. */
static bool decode_tree(qsm_coder *c, qsm_region *region, size_t start, size_t bytes)
{
    walk w = {.open = 1, .size = (uint32_t)bytes, .has_size = true};
    size_t room = bytes / (2 * WORD + RECT_LEAST) + 1;
    qsm_rect *rects = qsm__code_memory(c, room, sizeof *rects);
    bool ok = rects != NULL;
    for (size_t i = 0; i < room && w.open > 0 && ok; i++) {
        ok = decode_leaf(c, &rects[i], &w);
        region->count += ok;
    }
    region->rects = rects;
    if (ok && (w.open > 0 || qsm__stream_position(c->stream) - start != bytes + WORD))
        return unknown_command(c, start);
    return ok;
}

static bool decode_rects(qsm_coder *c, qsm_array *rects, size_t start, uint64_t bytes)
{
    uint32_t command = 0;
    uint32_t count = 1;
    if (!qsm__code_u32(c, &command))
        return false;
    uint64_t header = WORD;
    if (command == RECT) {
        qsm__stream_odd(c->stream);
    } else if (command == RECTS && bytes >= (uint64_t)2 * WORD) {
        header += WORD;
        if (!qsm__code_u32(c, &count))
            return false;
    }
    bool known = command == RECT || command == RECTS;
    if (!known || bytes != header + (uint64_t)count * rect_bytes(c))
        return unknown_command(c, start);
    return qsm__code_array_items(c, rects, count);
}

static bool decode(qsm_coder *c, qsm_array *rects, qsm_region *region)
{
    uint64_t bytes;
    size_t left;
    size_t start = qsm__stream_position(c->stream);
    *region = (qsm_region){NULL, 0};
    if (!qsm__stream_read_count(c->stream, &bytes))
        return false;
    if (bytes == QSM_STREAM_NULL_COUNT)
        qsm__stream_odd(c->stream);
    if (bytes == QSM_STREAM_NULL_COUNT || bytes == 0)
        return true;
    size_t first = qsm__stream_position(c->stream);
    qsm__stream_unread(c->stream, &left);
    if (bytes > left)
        return qsm__stream_take(c->stream, bytes, "a region") != NULL;
    if (c->version == QSM_DATA_STREAM_QT_1_0)
        return decode_tree(c, region, start, (size_t)bytes);
    bool ok = bytes >= WORD ? decode_rects(c, rects, start, bytes) : unknown_command(c, start);
    size_t used = qsm__stream_position(c->stream) - first;
    if (used < bytes) /* Qt takes the bytes first, and then looks into them */
        qsm__stream_skip(c->stream, (size_t)bytes - used);
    region->rects = rects->items;
    region->count = rects->count;
    return ok;
}

/* Whether Qt takes it for empty: also if its right or bottom edge is no int. */
static bool is_empty(const qsm_rect *rect)
{
    return rect->width <= 0 || rect->height <= 0 ||
           (int64_t)rect->x + rect->width - 1 > INT32_MAX ||
           (int64_t)rect->y + rect->height - 1 > INT32_MAX;
}

/* Whether the rectangles are as Qt has them: in rows from top to bottom, and none is empty. */
static bool in_order(const qsm_region *region)
{
    for (size_t i = 0; i < region->count; i++) {
        const qsm_rect *now = &region->rects[i];
        const qsm_rect *last = now - 1;
        if (is_empty(now))
            return false;
        if (i == 0)
            continue;
        bool below = now->y >= (int64_t)last->y + last->height;
        bool beside = now->y == last->y && now->height == last->height &&
                      now->x > (int64_t)last->x + last->width;
        if (!below && !beside)
            return false;
    }
    return true;
}

bool qsm__code_region(qsm_coder *c, qsm_region *region)
{
    qsm_array rects = {region->rects, region->count, sizeof(qsm_rect), RECT_LEAST, code_rect};
    if (!qsm__decoding(c))
        return encode(c, &rects, region);
    /* Qt reads the bytes with a stream of their own: an older error does not end that. */
    qsm_data_stream_status_code older;
    if (!qsm__coder_enter(c, &older))
        return false;
    bool ok = decode(c, &rects, region);
    qsm__coder_leave(c, older);
    if (ok && !in_order(region))
        qsm__stream_odd(c->stream);
    return ok;
}

QSM_TYPE_CODER(region, qsm_region)
