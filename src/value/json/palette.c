/* SPDX-License-Identifier: MIT */
/* QPalette: its brushes by group and role. QCursor, QIcon. */
#include <string.h>

#include "value/core/core.h"
#include "value/gui/gui.h"
#include "value/json/structs.h"

enum { GROUPS = 3, BITMAP_SHAPE = 24 };

static bool brush(qsm_json *j, void *item)
{
    return qsm__json_brush(j, NULL, item);
}

static bool print_groups(qsm_json *j, const qsm_palette *palette)
{
    for (size_t group = 0; group < GROUPS && palette->role_count > 0; group++) {
        const void *brushes = palette->brushes + group * palette->role_count;
        size_t count = palette->role_count;
        qsm_json item;
        if (!qsm__json_item(j, group, &item) ||
            !qsm__json_items(&item, &brushes, &count, sizeof(qsm_brush), brush))
            return false;
    }
    return true;
}

static bool make_groups(qsm_json *j, qsm_palette *palette)
{
    qsm_brush *all = NULL;
    for (size_t group = 0; group < GROUPS; group++) {
        const void *brushes = NULL;
        size_t count = 0;
        qsm_json item;
        if (!qsm__json_item(j, group, &item) ||
            !qsm__json_items(&item, &brushes, &count, sizeof(qsm_brush), brush))
            return false;
        if (group == 0) {
            palette->role_count = count;
            all = qsm__arena_array(&j->tree->arena, GROUPS * count + 1, sizeof *all);
            palette->brushes = all;
        }
        if (all == NULL)
            return qsm__json_no_memory(j);
        if (count != palette->role_count)
            return qsm__json_fail(j, "the groups of a palette have the same number of brushes");
        memcpy(all + group * count, brushes, count * sizeof *all);
    }
    return true;
}

bool qsm__json_palette(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_palette *palette = value;
    qsm_json groups;
    (void)type;
    if (!qsm__json_member(j, "groups", &groups))
        return false;
    if (!j->making)
        return print_groups(&groups, palette);
    palette->size = sizeof *palette;
    return make_groups(&groups, palette);
}

static bool point(qsm_json *j, void *value)
{
    return qsm__json_point(j, NULL, value);
}

static bool size(qsm_json *j, void *value)
{
    return qsm__json_size(j, NULL, value);
}

bool qsm__json_cursor(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_cursor copy = *(qsm_cursor *)value;
    qsm_cursor *cursor = j->making ? value : &copy;
    int32_t shape = cursor->shape;
    const qsm_json_field fields[] = {{"isPixmap", qsm__json_field_bool, &cursor->is_pixmap},
                                     {"picture", qsm__json_field_hex, &cursor->picture},
                                     {"mask", qsm__json_field_hex, &cursor->mask},
                                     {"hotSpot", point, &cursor->hot_spot}};
    (void)type;
    if (!qsm__json_member_of(j, "shape", qsm__json_field_i32, &shape))
        return false;
    cursor->size = sizeof *cursor;
    cursor->shape = (int16_t)shape;
    return cursor->shape != BITMAP_SHAPE || qsm__json_fields(j, fields, 4);
}

static bool entry(qsm_json *j, void *item)
{
    qsm_icon_entry *value = item;
    const qsm_json_field fields[] = {{"pixmap", qsm__json_field_hex, &value->pixmap},
                                     {"fileName", qsm__json_field_text, &value->file_name},
                                     {"size", size, &value->icon_size},
                                     {"mode", qsm__json_field_u32, &value->mode},
                                     {"state", qsm__json_field_u32, &value->state}};
    return qsm__json_fields(j, fields, 5);
}

bool qsm__json_icon(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_icon copy = *(qsm_icon *)value;
    qsm_icon *icon = j->making ? value : &copy;
    const void *entries = icon->entries;
    qsm_json member;
    (void)type;
    icon->size = sizeof *icon;
    if (qsm__json_null(j, icon->engine.data == NULL && icon->entry_count == 0))
        return true;
    if (!qsm__json_member_of(j, "engine", qsm__json_field_text, &icon->engine) ||
        !qsm__json_member_of(j, "theme", qsm__json_field_text, &icon->theme_name) ||
        !qsm__json_member(j, "entries", &member) ||
        !qsm__json_items(&member, &entries, &icon->entry_count, sizeof *icon->entries, entry))
        return false;
    icon->entries = entries;
    return true;
}
