/* SPDX-License-Identifier: MIT */
/* qsm/gui_values.h: values with parts of their own size. They are copied into their tree. */
#include <qsm/gui_values.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "abi/struct_size.h"
#include "value/gui/gui.h"
#include "value/tree.h"

enum { IMAGE = 0x06, PIXMAP = 0x01, POLYGON = 0x07, POLYGON_F = 0x16 };

static bool refuse(int error)
{
    errno = error;
    return false;
}

/* The value may be a part of the variant: the copy is made before anything is overwritten. */
static bool set(qsm_variant *variant, const char *name, const void *value)
{
    const qsm_type *type = qsm__type_by_name(&qsm__qt_types, name, strlen(name));
    qsm_variant made;
    qsm__variant_reset(&made, variant->tree);
    if (qsm__variant_become(&made, type) == NULL || !qsm__variant_copy_struct(&made, value))
        return refuse(ENOMEM);
    *variant = made;
    return true;
}

static bool given(const qsm_variant *variant, const void *value)
{
    return (variant != NULL && value != NULL) || refuse(EINVAL);
}

/* A program's structs, of this library's size. */
typedef struct parts {
    qsm_brush brush;
    qsm_gradient gradient;
} parts;

static bool is_zero(const qsm_transform *transform)
{
    for (size_t i = 0; i < 9; i++) {
        if (transform->m[i / 3][i % 3] < 0 || transform->m[i / 3][i % 3] > 0)
            return false;
    }
    return true;
}

static bool take_brush(parts *p, const qsm_brush *value)
{
    if (!qsm__struct_read(&p->brush, sizeof p->brush, value))
        return false;
    if (is_zero(&p->brush.transform))
        p->brush.transform = (qsm_transform){{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    if (p->brush.gradient == NULL)
        return true;
    if (!qsm__struct_read(&p->gradient, sizeof p->gradient, p->brush.gradient))
        return false;
    p->brush.gradient = &p->gradient;
    return p->gradient.stops != NULL || p->gradient.stop_count == 0 || refuse(EINVAL);
}

const qsm_brush *qsm_variant_brush(const qsm_variant *variant)
{
    return qsm__variant_coded(variant, qsm__type_brush);
}

bool qsm_variant_set_brush(qsm_variant *variant, const qsm_brush *value)
{
    parts p;
    return given(variant, value) && take_brush(&p, value) && set(variant, "QBrush", &p.brush);
}

const qsm_pen *qsm_variant_pen(const qsm_variant *variant)
{
    return qsm__variant_coded(variant, qsm__type_pen);
}

bool qsm_variant_set_pen(qsm_variant *variant, const qsm_pen *value)
{
    parts p;
    qsm_pen pen;
    if (!given(variant, value) || !qsm__struct_read(&pen, sizeof pen, value))
        return false;
    if (pen.brush != NULL && !take_brush(&p, pen.brush))
        return false;
    if (pen.brush != NULL)
        pen.brush = &p.brush;
    if (pen.dashes == NULL && pen.dash_count > 0)
        return refuse(EINVAL);
    return set(variant, "QPen", &pen);
}

const qsm_font *qsm_variant_font(const qsm_variant *variant)
{
    return qsm__variant_coded(variant, qsm__type_font);
}

static bool is_font(const qsm_font *font)
{
    bool ok = qsm_text_is_valid(font->family) && qsm_text_is_valid(font->style_name) &&
              (font->families != NULL || font->family_count == 0) &&
              (font->features != NULL || font->feature_count == 0) &&
              (font->axes != NULL || font->axis_count == 0);
    for (size_t i = 0; i < font->family_count && ok; i++)
        ok = qsm_text_is_valid(font->families[i]);
    return ok || refuse(EINVAL);
}

bool qsm_variant_set_font(qsm_variant *variant, const qsm_font *value)
{
    qsm_font font;
    return given(variant, value) && qsm__struct_read(&font, sizeof font, value) && is_font(&font) &&
           set(variant, "QFont", &font);
}

const qsm_painter_path *qsm_variant_painter_path(const qsm_variant *variant)
{
    return qsm__variant_coded(variant, qsm__type_painter_path);
}

bool qsm_variant_set_painter_path(qsm_variant *variant, const qsm_painter_path *value)
{
    if (!given(variant, value))
        return false;
    if ((value->elements == NULL && value->count > 0) || value->count > INT32_MAX)
        return refuse(EINVAL);
    return set(variant, "QPainterPath", value);
}

const qsm_region *qsm_variant_region(const qsm_variant *variant)
{
    return qsm__variant_coded(variant, qsm__type_region);
}

bool qsm_variant_set_region(qsm_variant *variant, const qsm_region *value)
{
    enum { MOST = 1 << 26 }; /* their bytes are counted in 32 bits */
    if (!given(variant, value))
        return false;
    if ((value->rects == NULL && value->count > 0) || value->count > MOST)
        return refuse(EINVAL);
    return set(variant, "QRegion", value);
}

const qsm_palette *qsm_variant_palette(const qsm_variant *variant)
{
    return qsm__variant_coded(variant, qsm__type_palette);
}

bool qsm_variant_set_palette(qsm_variant *variant, const qsm_palette *value)
{
    enum { GROUPS = 3, MOST_ROLES = 22 };
    qsm_palette palette;
    qsm_brush brushes[GROUPS * MOST_ROLES];
    parts p[GROUPS * MOST_ROLES];
    if (!given(variant, value) || !qsm__struct_read(&palette, sizeof palette, value))
        return false;
    if (palette.role_count > MOST_ROLES || (palette.role_count > 0 && palette.brushes == NULL))
        return refuse(EINVAL);
    const unsigned char *at = (const unsigned char *)palette.brushes;
    for (size_t i = 0; i < GROUPS * palette.role_count; i++) {
        size_t size; /* of the program's brushes */
        memcpy(&size, palette.brushes, sizeof size);
        if (!take_brush(&p[i], (const qsm_brush *)(const void *)(at + i * size)))
            return false;
        brushes[i] = p[i].brush;
    }
    palette.brushes = brushes;
    return set(variant, "QPalette", &palette);
}

const qsm_cursor *qsm_variant_cursor(const qsm_variant *variant)
{
    return qsm__variant_coded(variant, qsm__type_cursor);
}

bool qsm_variant_set_cursor(qsm_variant *variant, const qsm_cursor *value)
{
    qsm_cursor cursor;
    return given(variant, value) && qsm__struct_read(&cursor, sizeof cursor, value) &&
           set(variant, "QCursor", &cursor);
}

const qsm_icon *qsm_variant_icon(const qsm_variant *variant)
{
    return qsm__variant_coded(variant, qsm__type_icon);
}

bool qsm_variant_set_icon(qsm_variant *variant, const qsm_icon *value)
{
    qsm_icon icon;
    if (!given(variant, value) || !qsm__struct_read(&icon, sizeof icon, value))
        return false;
    bool ok = qsm_text_is_valid(icon.engine) && qsm_text_is_valid(icon.theme_name) &&
              (icon.entries != NULL || icon.entry_count == 0) && icon.entry_count <= INT32_MAX;
    for (size_t i = 0; i < icon.entry_count && ok; i++)
        ok = qsm_text_is_valid(icon.entries[i].file_name);
    return ok ? set(variant, "QIcon", &icon) : refuse(EINVAL);
}

/* A list of points: rows of the table, so each point is a value. */
static bool set_points(qsm_variant *variant, unsigned row, const void *points, size_t count)
{
    const qsm_type *type = &qsm__qt_types.gui[row];
    if (variant == NULL || (points == NULL && count > 0))
        return refuse(EINVAL);
    if (!qsm__variant_set_items(variant, type))
        return false;
    qsm_items *items = qsm__variant_items(variant);
    if (count > 0 && qsm__items_add(items, variant->tree, count) == NULL)
        return refuse(ENOMEM);
    for (size_t i = 0; i < count; i++) {
        qsm_variant *node = qsm__items_at(items, i);
        void *value = qsm__variant_become(node, type->of[0]); /* a point fits into its node */
        memcpy(value, (const unsigned char *)points + i * type->of[0]->size, type->of[0]->size);
    }
    return true;
}

bool qsm_variant_set_polygon(qsm_variant *variant, const qsm_point *points, size_t count)
{
    return set_points(variant, POLYGON, points, count);
}

bool qsm_variant_set_polygon_f(qsm_variant *variant, const qsm_point_f *points, size_t count)
{
    return set_points(variant, POLYGON_F, points, count);
}

bool qsm_variant_to_generic_matrix(const qsm_variant *variant, qsm_generic_matrix *value)
{
    const qsm_generic_matrix *found = qsm__variant_coded(variant, qsm__type_generic_matrix);
    if (found != NULL && value != NULL)
        *value = *found;
    return found != NULL && value != NULL;
}

bool qsm_variant_set_generic_matrix(qsm_variant *variant, const qsm_generic_matrix *value)
{
    char name[sizeof "QGenericMatrix<4,4,float>"];
    const char *problem;
    if (!given(variant, value))
        return false;
    if (value->columns < 1 || value->columns > 4 || value->rows < 1 || value->rows > 4)
        return refuse(EINVAL);
    (void)snprintf(name, sizeof name, "QGenericMatrix<%u,%u,float>", value->columns & 7U,
                   value->rows & 7U);
    const qsm_type *type = qsm__type_of_name(&qsm__qt_types, &variant->tree->arena, name,
                                             strlen(name), false, &problem);
    qsm_generic_matrix copy = *value; /* which may be that of the variant */
    void *memory = type != NULL ? qsm__variant_become(variant, type) : NULL;
    if (memory == NULL)
        return refuse(ENOMEM);
    memcpy(memory, &copy, sizeof copy);
    return true;
}

static bool set_picture(qsm_variant *variant, unsigned row, qsm_bytes png)
{
    if (variant == NULL || (png.data == NULL && png.size > 0))
        return refuse(EINVAL);
    qsm_bytes copy = {NULL, 0};
    if (png.size > 0) {
        void *memory =
            png.size < SIZE_MAX ? qsm__arena_zero(&variant->tree->arena, png.size + 1) : NULL;
        if (memory == NULL)
            return refuse(ENOMEM);
        memcpy(memory, png.data, png.size);
        copy = (qsm_bytes){memory, png.size};
    }
    void *value = qsm__variant_become(variant, &qsm__qt_types.gui[row]);
    memcpy(value, &copy, sizeof copy);
    return true;
}

bool qsm_variant_set_image_png(qsm_variant *variant, qsm_bytes png)
{
    return set_picture(variant, IMAGE, png);
}

bool qsm_variant_set_pixmap_png(qsm_variant *variant, qsm_bytes png)
{
    return set_picture(variant, PIXMAP, png);
}
