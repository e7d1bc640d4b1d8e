/* SPDX-License-Identifier: MIT */
/*
 * QCursor, QIcon, QPicture. An icon is the name of an engine and the engine's bytes: without the
 * engine, nobody knows where they end. The two engines that Qt has itself are known.
 */
#include "value/core/core.h"
#include "value/gui/gui.h"

enum { BITMAP_SHAPE = 24, LAST_SHAPE = 21, ENTRY_LEAST = 20 };

_Static_assert(sizeof(qsm_icon_entry) <= QSM_ARRAY_ITEM, "the largest item");

static bool code_bitmap(qsm_coder *c, qsm_cursor *cursor)
{
    bool ok = true;
    if (qsm__since(c, QSM_DATA_STREAM_QT_4_0))
        ok = qsm__code_bool(c, &cursor->is_pixmap);
    ok = qsm__code_picture(c, &cursor->picture) && ok;
    bool has_mask = !cursor->is_pixmap || !qsm__since(c, QSM_DATA_STREAM_QT_4_0);
    if (has_mask)
        ok = qsm__code_picture(c, &cursor->mask) && ok;
    return qsm__code_point(c, &cursor->hot_spot) && ok;
}

bool qsm__code_cursor(qsm_coder *c, qsm_cursor *cursor)
{
    bool ok = qsm__code_i16(c, &cursor->shape);
    if (qsm__decoding(c))
        cursor->size = sizeof *cursor;
    if (cursor->shape == BITMAP_SHAPE)
        return code_bitmap(c, cursor) && ok;
    if (qsm__decoding(c) && (cursor->shape < 0 || cursor->shape > LAST_SHAPE)) {
        qsm__stream_odd(c->stream);
        cursor->shape = 0; /* as in Qt */
    }
    return ok;
}

static bool code_entry(qsm_coder *c, void *item)
{
    qsm_icon_entry *entry = item;
    bool ok = qsm__code_picture(c, &entry->pixmap);
    ok = qsm__code_text(c, &entry->file_name) && ok;
    ok = qsm__code_size(c, &entry->icon_size) && ok;
    ok = qsm__code_u32(c, &entry->mode) && ok;
    return qsm__code_u32(c, &entry->state) && ok;
}

static bool code_entries(qsm_coder *c, qsm_icon *icon)
{
    qsm_array entries = {icon->entries, icon->entry_count, sizeof(qsm_icon_entry), ENTRY_LEAST,
                         code_entry};
    int32_t count = entries.count < INT32_MAX ? (int32_t)entries.count : INT32_MAX;
    bool ok = qsm__code_i32(c, &count);
    ok = qsm__code_array_items(c, &entries, count > 0 ? (uint64_t)count : 0) && ok;
    if (qsm__decoding(c)) {
        if (count < 0)
            qsm__stream_odd(c->stream);
        icon->entries = entries.items;
        icon->entry_count = entries.count;
    }
    return ok;
}

/* Before version 8: one pixmap. */
static bool code_pixmap(qsm_coder *c, qsm_icon *icon)
{
    qsm_icon_entry first = {.mode = 0};
    if (!qsm__decoding(c) && icon->entry_count > 0)
        first = icon->entries[0];
    bool ok = qsm__code_picture(c, &first.pixmap);
    if (!qsm__decoding(c) || first.pixmap.size == 0)
        return ok;
    qsm_icon_entry *entry = qsm__code_memory(c, 1, sizeof *entry);
    if (entry == NULL)
        return false;
    *entry = first;
    icon->entries = entry;
    icon->entry_count = 1;
    return ok;
}

static bool is_engine(const qsm_icon *icon, const char *name)
{
    size_t size = strlen(name);
    return icon->engine.size == size && memcmp(icon->engine.data, name, size) == 0;
}

static bool code_engine(qsm_coder *c, qsm_icon *icon)
{
    size_t start = qsm__stream_position(c->stream);
    qsm_mode mode = c->mode;
    if (mode == QSM_MODE_SKIP)
        c->mode = QSM_MODE_READ; /* the name says what follows */
    bool ok = qsm__code_text(c, &icon->engine);
    c->mode = mode;
    if (!ok || icon->engine.data == NULL)
        return ok;
    if (is_engine(icon, "QPixmapIconEngine"))
        return code_entries(c, icon);
    if (is_engine(icon, "QIconLoaderEngine") || is_engine(icon, "QThemeIconEngine"))
        return qsm__code_text(c, &icon->theme_name);
    return qsm__coder_fail(
        c, qsm__decoding(c) ? QSM_DATA_STREAM_READ_CORRUPT_DATA : QSM_DATA_STREAM_WRITE_FAILED,
        start, "qsm does not support the engine of an icon");
}

bool qsm__code_icon(qsm_coder *c, qsm_icon *icon)
{
    if (qsm__decoding(c))
        *icon = (qsm_icon){.size = sizeof *icon};
    if (qsm__copying(c)) { /* engine and entries, whatever there is */
        bool ok = qsm__code_text(c, &icon->engine);
        ok = qsm__code_text(c, &icon->theme_name) && ok;
        return code_entries(c, icon) && ok;
    }
    if (qsm__since(c, QSM_DATA_STREAM_QT_4_3))
        return code_engine(c, icon);
    if (!qsm__since(c, QSM_DATA_STREAM_QT_4_2))
        return code_pixmap(c, icon);
    bool ok = code_entries(c, icon);
    if (qsm__decoding(c) && icon->entry_count > 0)
        icon->engine = (qsm_text){"QPixmapIconEngine", sizeof "QPixmapIconEngine" - 1};
    return ok;
}

/* QPicture: a size that does not grow, and the commands of the picture. */
bool qsm__code_drawing(qsm_coder *c, qsm_bytes *value)
{
    uint32_t size = (uint32_t)value->size;
    bool fits = value->size <= UINT32_MAX;
    if (!fits && !qsm__decoding(c))
        return qsm__coder_fail(c, QSM_DATA_STREAM_WRITE_FAILED, qsm__stream_position(c->stream),
                               "a QPicture of more than 4 GB");
    bool ok = qsm__code_u32(c, &size);
    if (!qsm__decoding(c))
        return (size == 0 || qsm_data_stream_write_raw_data(c->stream, value->data, size)) && ok;
    *value = (qsm_bytes){NULL, 0};
    if (!ok || size == 0)
        return ok;
    const unsigned char *in = qsm__stream_take(c->stream, size, "a picture");
    if (in == NULL || c->mode == QSM_MODE_SKIP)
        return in != NULL;
    unsigned char *copy = qsm__code_memory(c, (size_t)size + 1, 1);
    if (copy == NULL)
        return false;
    memcpy(copy, in, size);
    *value = (qsm_bytes){copy, size};
    return true;
}

QSM_TYPE_CODER(cursor, qsm_cursor)
QSM_TYPE_CODER(icon, qsm_icon)
QSM_TYPE_CODER(drawing, qsm_bytes)
