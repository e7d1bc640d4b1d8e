/* SPDX-License-Identifier: MIT */
#include "left_out.h"

#include <qsm/gui_values.h>

#include <string.h>

#include "value_types.h"

static bool is_radial(const qsm_brush *brush)
{
    return brush != NULL && brush->gradient != NULL && brush->gradient->type == 1;
}

/* Whether Qt can write a value of QtGui in another way than it stood there: such bytes come from no
 * Qt, or it moves the focal point of a gradient. */
bool is_moved(const qsm_variant *v, bool canonical)
{
    v = qsm__variant_innermost(v);
    const qsm_brush *brush = qsm_variant_brush(v);
    const qsm_pen *pen = qsm_variant_pen(v);
    if (pen != NULL)
        brush = pen->brush;
    bool radial = is_radial(brush);
    const qsm_palette *palette = qsm_variant_palette(v);
    for (size_t i = 0; palette != NULL && i < 3 * palette->role_count; i++)
        radial = radial || is_radial(&palette->brushes[i]);
    bool gui = qsm_variant_type(v) >= QSM_VARIANT_FONT;
    for (size_t i = 0; i < qsm_variant_count(v); i++) {
        if (is_moved(qsm_variant_at(v, i), canonical))
            return true;
    }
    return radial || (gui && !canonical && !qsm__is_container(v->type));
}

/* Whether one of the ids can stand among the bytes. */
static bool has_id(const settings *s, const unsigned char *data, size_t size, const uint32_t *ids,
                   size_t count)
{
    for (size_t at = 0; at + 4 <= size && value_types[s->type].has_variants; at++) {
        uint32_t id = 0;
        for (size_t i = 0; i < 4; i++)
            id = id << 8 | data[s->little ? at + 3 - i : at + i];
        for (size_t i = 0; i < count; i++) {
            if (id == ids[i])
                return true;
        }
    }
    return false;
}

static bool is_unknown(const qsm_brush *brush)
{
    enum { LAST_STYLE = 17, TEXTURE = 24 };
    return brush != NULL && brush->style > LAST_STYLE && brush->style != TEXTURE;
}

static bool has_unknown_brush(const qsm_variant *v)
{
    v = qsm__variant_innermost(v);
    const qsm_pen *pen = qsm_variant_pen(v);
    const qsm_palette *palette = qsm_variant_palette(v);
    bool found = is_unknown(qsm_variant_brush(v)) || (pen != NULL && is_unknown(pen->brush));
    for (size_t i = 0; palette != NULL && i < 3 * palette->role_count; i++)
        found = found || is_unknown(&palette->brushes[i]);
    for (size_t i = 0; i < qsm_variant_count(v) && !found; i++)
        found = has_unknown_brush(qsm_variant_at(v, i));
    return found;
}

/* Qt 6.4 crashes when it writes a font that has read an empty list of families. */
bool has_nameless_font(const settings *s, const qsm_variant *v)
{
    v = qsm__variant_innermost(v);
    const qsm_font *font = qsm_variant_font(v);
    bool concerned = s->qt >= 0x060000 && s->qt < 0x060700;
    bool found = concerned && font != NULL && font->family_count == 0;
    for (size_t i = 0; concerned && i < qsm_variant_count(v) && !found; i++)
        found = has_nameless_font(s, qsm_variant_at(v, i));
    return found;
}

/* Qt 6.11 crashes when it reads a brush of a style that it does not know, as 18. What failed has no
 * brush left that could be looked at. */
bool has_strange_brush(const settings *s, const qsm_variant *v, bool ok, const unsigned char *data,
                       size_t size)
{
    static const uint32_t ids[] = {66, 68, 76, 77, 0x1002, 0x1004, 0x100c};
    if (s->qt < 0x060900)
        return false;
    const char *name = value_types[s->type].name;
    bool can = strcmp(name, "QList<QBrush>") == 0 || strcmp(name, "QList<QPen>") == 0 ||
               has_id(s, data, size, ids, sizeof ids / sizeof ids[0]);
    return can && (!ok || has_unknown_brush(v));
}

/* Whether an id of a type that the peer has registered can stand in the bytes: just behind the id
 * that says that a name follows. Another process has others there. */
bool has_own_id(const settings *s, const unsigned char *data, size_t size)
{
    uint32_t user = s->qt < 0x060000 ? 1024 : QSM_TYPE_USER;
    uint32_t moved = s->version < QSM_DATA_STREAM_QT_5_0 ? 97 : 0;
    for (size_t at = 0; at + 4 <= size; at++) {
        uint32_t id = 0;
        for (size_t i = 0; i < 4; i++)
            id = id << 8 | data[s->little ? at + 3 - i : at + i];
        /* With the two high bits, which Qt 5 has no room for, it takes the user id in another way.
         */
        uint32_t own = (id & 0x3fffffff) - moved;
        if (own - user - 1 < 64 || (s->qt < 0x060000 && id >> 30 != 0 && (id & 0xffff00) == 0) ||
            (own == user && id > own) || (moved > 0 && id == user))
            return true;
    }
    return false;
}

/* Within a QVariant, a QPolygon whose count is too large ends the Qt program, or takes it many
 * seconds. Versions 7 to 12 have the ids of later ones, and 97 more. */
bool has_polygon(const settings *s, const unsigned char *data, size_t size)
{
    static const uint32_t ids[] = {71,      86,     QSM_VARIANT_POLYGON, QSM_VARIANT_POLYGON_F,
                                   71 + 97, 86 + 97};
    return has_id(s, data, size, ids, 6);
}

/* Memory for the elements of a list comes first. Where QtWidgets and QtGui read the list, the
 * program ends without it. */
bool counts_too_much(const settings *s, const unsigned char *data, size_t size)
{
    enum { MUCH = 0x02000000 };
    uint32_t count = 0;
    size_t last = value_types[s->type].lists;
    for (size_t at = 0; at < last && at + 4 <= size; at++) {
        count = 0;
        for (size_t i = 0; i < 4; i++)
            count = count << 8 | data[s->little ? at + 3 - i : at + i];
        if (count >= MUCH)
            return true;
    }
    return false;
}

static bool has_number(const unsigned char *data, size_t size, unsigned char id)
{
    const unsigned char ids[2][4] = {{0, 0, 0, id}, {id, 0, 0, 0}};
    for (size_t at = 0; at + 4 <= size; at++) {
        if (memcmp(data + at, ids[0], 4) == 0 || memcmp(data + at, ids[1], 4) == 0)
            return true;
    }
    return false;
}

/* Whether Qt may crash: of a damaged QEasingCurve; Qt 5 of a kind of time that it does not know, at
 * version 13. */
bool may_crash(const settings *s, const unsigned char *data, size_t size)
{
    bool time = s->type == DATE_TIME ||
                strcmp(value_types[s->type].name, "QNetworkCacheMetaData") == 0 ||
                has_number(data, size, QSM_VARIANT_DATE_TIME);
    return has_number(data, size, QSM_VARIANT_EASING_CURVE) ||
           (time && s->version == QSM_DATA_STREAM_QT_5_0);
}

bool lost_its_place(const settings *s, const char *error)
{
    return s->qt < 0x060000 && strstr(error, "a picture: ") != NULL;
}

bool has_picture(const unsigned char *data, size_t size)
{
    return size > 0 && memmem(data, size, "\x89PNG", 4) != NULL;
}

bool has_unsupported(const settings *s, const unsigned char *data, size_t size)
{
    for (size_t at = 0; at + 4 <= size; at++) {
        uint32_t id = 0;
        for (size_t i = 0; i < 4; i++)
            id = id << 8 | data[s->little ? at + 3 - i : at + i];
        const qsm_type *type = qsm__type_by_id(&qsm__qt_types, id, s->version, s->qt);
        if (type != NULL && !qsm__type_is_supported(type))
            return true;
    }
    return false;
}
