/* SPDX-License-Identifier: MIT */
#include "gui_random.h"

#include <qsm/gui_values.h>
#include <qsm/image_file.h>

#include <stdlib.h>
#include <string.h>

#include "value/gui/gui.h"

typedef struct maker {
    generator *g;
    qsm_tree *tree;
    int version; /* of the stream */
} maker;

/* Zeros in the tree. */
static void *take(const maker *m, size_t count, size_t size)
{
    void *memory = qsm__arena_array(&m->tree->arena, count + 1, size);
    if (memory == NULL)
        exit(2);
    return memory;
}

static uint32_t below(const maker *m, uint32_t limit)
{
    return generator_below(m->g, limit);
}

static double small_real(const maker *m)
{
    return ((double)below(m, 20001) - 10000) / 16;
}

static void reals(const maker *m, double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = below(m, 4) == 0 ? small_real(m) * 1e30 : small_real(m);
}

static void floats(const maker *m, float *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = (float)small_real(m);
}

static void color(const maker *m, void *value)
{
    qsm_color *c = value;
    c->spec = (uint8_t)below(m, 6);
    c->alpha = (uint16_t)generator_next(m->g);
    for (int i = 0; i < 4; i++)
        c->component[i] = (uint16_t)generator_next(m->g);
    bool has_hue = c->spec == QSM_COLOR_HSV || c->spec == QSM_COLOR_HSL;
    if (has_hue)
        c->component[0] = below(m, 5) == 0 ? 65535 : (uint16_t)below(m, 36000);
    if (c->spec == QSM_COLOR_EXTENDED_RGB) { /* no NaN */
        c->alpha &= 0xbbff;
        for (int i = 0; i < 3; i++)
            c->component[i] &= 0xbbff;
    }
}

/* PNG files exactly as Qt writes them, so that Qt gives them back. Opaque: a QPixmap keeps that. */
static qsm_bytes png(const maker *m)
{
    enum { FILES = 4 };
    static qsm_bytes files[FILES];
    uint32_t choice = below(m, FILES);
    if (files[choice].data != NULL)
        return files[choice];
    void *data = NULL;
    size_t size;
    qsm_image *image = qsm_image_new_size(1 + (int)choice, 3, QSM_IMAGE_FORMAT_RGB32);
    generate_pixels(m->g, image);
    if (!qsm_image_write_png(image, QSM_IMAGE_EXACT, &data, &size))
        exit(2);
    qsm_image_free(image);
    files[choice] = (qsm_bytes){data, size};
    return files[choice];
}

static const qsm_gradient *gradient(const maker *m, int32_t type)
{
    qsm_gradient *made = take(m, 1, sizeof *made);
    *made = (qsm_gradient)QSM_INIT(qsm_gradient);
    made->type = type;
    made->spread = (int32_t)below(m, 3);
    made->coordinate_mode = (int32_t)below(m, 4);
    made->interpolation = (int32_t)below(m, 2);
    uint32_t count = 1 + below(m, 4);
    qsm_gradient_stop *stops = take(m, count, sizeof *stops);
    for (uint32_t i = 0; i < count; i++) {
        stops[i].position = i / 4.0 + below(m, 4) / 16.0;
        color(m, &stops[i].color);
    }
    made->stops = stops;
    made->stop_count = count;
    reals(m, &made->points[0].x, 2);
    reals(m, &made->points[1].x, 2);
    made->points[1] = type == 1 ? made->points[0] : made->points[1]; /* Qt moves others */
    made->radius = below(m, 1000) / 8.0;
    made->focal_radius = below(m, 100) / 8.0;
    made->angle = small_real(m);
    return made;
}

static void brush(const maker *m, void *value)
{
    qsm_brush *made = value;
    made->size = sizeof *made;
    made->style = (uint8_t)below(m, 18);
    reals(m, &made->transform.m[0][0], 9);
    if (m->version >= QSM_DATA_STREAM_QT_3_1 && below(m, 16) == 0) {
        made->style = 24;
        made->texture = png(m);
    }
    if (made->style < 15 || made->style == 24) {
        color(m, &made->color);
        return;
    }
    made->color.alpha = 65535; /* invalid */
    made->gradient = gradient(m, made->style - 15);
}

static void pen(const maker *m, void *value)
{
    qsm_pen *made = value;
    qsm_brush *fill = take(m, 1, sizeof *fill);
    made->size = sizeof *made;
    made->style = (uint8_t)below(m, 7);
    made->cap = (uint16_t)(below(m, 3) << 4);
    made->join = (uint16_t)(below(m, 2) ? below(m, 3) << 6 : 0x100);
    made->cosmetic = below(m, 2);
    made->default_width = below(m, 2);
    made->width = below(m, 3) == 0 ? below(m, 2) : below(m, 1000) / 8.0;
    made->miter_limit = small_real(m);
    made->dash_offset = small_real(m);
    brush(m, fill);
    made->brush = fill;
    uint32_t count = made->style > 1 ? below(m, 5) : 0;
    double *dashes = take(m, count, sizeof *dashes);
    for (uint32_t i = 0; i < count; i++)
        dashes[i] = 0.5 + below(m, 40) / 4.0;
    made->dashes = dashes;
    made->dash_count = count;
}

static qsm_text name(const maker *m)
{
    static const char *const names[] = {"Helvetica", "DejaVu Sans", "\xe5\xae\x8b\xe4\xbd\x93",
                                        "A"};
    return qsm_text_of(names[below(m, 4)]);
}

static void font(const maker *m, void *value)
{
    static const uint8_t styles[] = {0, QSM_FONT_ITALIC, QSM_FONT_ITALIC | QSM_FONT_OBLIQUE};
    qsm_font *made = value;
    made->size = sizeof *made;
    made->family = name(m);
    uint32_t count = below(m, 4);
    qsm_text *families = take(m, count, sizeof *families);
    for (uint32_t i = 0; i < count; i++)
        families[i] = i == 0 ? made->family : name(m);
    made->families = families;
    made->family_count = count;
    if (below(m, 3) == 0)
        made->style_name = name(m);
    bool pixels = below(m, 2);
    made->point_size = pixels ? -1 : (double)(1 + below(m, 400)) / 4;
    made->pixel_size = pixels ? (int32_t)(1 + below(m, 300)) : -1;
    made->weight = (uint16_t)(1 + below(m, 1000));
    made->stretch = (uint16_t)below(m, 4001);
    made->style_strategy = (uint16_t)generator_next(m->g);
    made->style_hint = (uint8_t)below(m, 9);
    made->bits = (uint8_t)(styles[below(m, 3)] | (generator_next(m->g) & 0x5e));
    made->more_bits = (uint8_t)below(m, 4);
    made->hinting = (uint8_t)below(m, 4);
    made->capitalization = (uint8_t)below(m, 5);
    made->letter_spacing = (int32_t)below(m, 10000) - 5000;
    made->word_spacing = (int32_t)below(m, 10000) - 5000;
}

static void path(const maker *m, void *value)
{
    qsm_painter_path *made = value;
    uint32_t count = below(m, 6);
    qsm_path_element *elements = take(m, count, sizeof *elements);
    for (uint32_t i = 0; i < count; i++) {
        elements[i].type = i == 0 ? 0 : (int32_t)below(m, 2);
        reals(m, &elements[i].x, 2);
    }
    if (count == 1)
        elements[0].type = 1; /* Qt writes one move as an empty path */
    made->elements = elements;
    made->count = count;
    made->start = count > 0 ? (int32_t)below(m, count) : 0;
    made->fill_rule = count > 0 ? (int32_t)below(m, 2) : 0;
}

/* Rectangles below each other: Qt makes others into such ones. */
static void region(const maker *m, void *value)
{
    qsm_region *made = value;
    uint32_t count = below(m, m->version == 1 ? 2 : 4); /* Qt does not read several at version 1 */
    qsm_rect *rects = take(m, count, sizeof *rects);
    int32_t y = (int32_t)below(m, 100) - 50;
    for (uint32_t i = 0; i < count; i++) {
        rects[i] = (qsm_rect){(int32_t)below(m, 100) - 50, y, 1 + (int32_t)below(m, 50),
                              1 + (int32_t)below(m, 20)};
        y += rects[i].height + 1 + (int32_t)below(m, 5);
    }
    made->rects = rects;
    made->count = count;
}

static void keys(const maker *m, void *value)
{
    qsm_key_sequence *made = value;
    made->count = below(m, 5);
    for (uint32_t i = 0; i < made->count; i++)
        made->keys[i] = 1 + below(m, 0x1fffffff);
}

static void text_length(const maker *m, void *value)
{
    qsm_text_length *made = value;
    made->type = (int32_t)below(m, 3);
    made->value = small_real(m);
}

static void picture(const maker *m, void *value)
{
    qsm_bytes *made = value;
    if (below(m, 2))
        *made = png(m);
}

/* All roles of the newest Qt: older versions write the first of them. */
static void palette(const maker *m, void *value)
{
    enum { ROLES = 22, GROUPS = 3 };
    qsm_palette *made = value;
    qsm_brush *brushes = take(m, (size_t)GROUPS * ROLES, sizeof *brushes);
    for (size_t i = 0; i < (size_t)GROUPS * ROLES; i++)
        brush(m, &brushes[i]);
    made->size = sizeof *made;
    made->brushes = brushes;
    made->role_count = ROLES;
}

static void cursor(const maker *m, void *value)
{
    qsm_cursor *made = value;
    made->size = sizeof *made;
    made->shape = (int16_t)below(m, 22);
    if (below(m, 3) > 0)
        return;
    made->shape = 24;
    made->is_pixmap = true;
    made->picture = png(m);
    made->hot_spot = (qsm_point){(int32_t)below(m, 2), (int32_t)below(m, 2)};
}

static void icon(const maker *m, void *value)
{
    qsm_icon *made = value;
    *made = (qsm_icon){.size = sizeof *made};
    uint32_t count = m->version >= QSM_DATA_STREAM_QT_4_3 ? below(m, 3) : 0;
    qsm_icon_entry *entries = take(m, count, sizeof *entries);
    for (uint32_t i = 0; i < count; i++) {
        entries[i].pixmap = png(m);
        entries[i].icon_size = (qsm_size){1 + (int32_t)below(m, 64), 1 + (int32_t)below(m, 64)};
        entries[i].mode = below(m, 4);
        entries[i].state = below(m, 2);
    }
    if (count > 0)
        made->engine = qsm_text_of("QPixmapIconEngine");
    made->entries = entries;
    made->entry_count = count;
}

static void transform(const maker *m, void *value)
{
    reals(m, value, 9);
}

static void matrix4x4(const maker *m, void *value)
{
    floats(m, value, 16);
}

static void vector2d(const maker *m, void *value)
{
    floats(m, value, 2);
}

static void vector3d(const maker *m, void *value)
{
    floats(m, value, 3);
}

static void vector4d(const maker *m, void *value)
{
    floats(m, value, 4);
}

bool random_gui(generator *g, qsm_tree *tree, const qsm_type *type, void *value, int version)
{
    static const struct {
        qsm_code *code;
        void (*make)(const maker *, void *);
    } makers[] = {{qsm__type_color, color},
                  {qsm__type_brush, brush},
                  {qsm__type_pen, pen},
                  {qsm__type_font, font},
                  {qsm__type_painter_path, path},
                  {qsm__type_region, region},
                  {qsm__type_key_sequence, keys},
                  {qsm__type_text_length, text_length},
                  {qsm__type_picture, picture},
                  {qsm__type_palette, palette},
                  {qsm__type_cursor, cursor},
                  {qsm__type_icon, icon},
                  {qsm__type_transform, transform},
                  {qsm__type_matrix4x4, matrix4x4},
                  {qsm__type_vector2d, vector2d},
                  {qsm__type_vector3d, vector3d},
                  {qsm__type_vector4d, vector4d},
                  {qsm__type_quaternion, vector4d}};
    const maker m = {g, tree, version};
    if (type->code == qsm__type_generic_matrix) {
        reals(&m, ((qsm_generic_matrix *)value)->m[0], 16);
        return true;
    }
    if (type->id == QSM_VARIANT_BITMAP)
        return true; /* null: Qt makes others black and white */
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        if (makers[i].code == type->code) {
            makers[i].make(&m, value);
            return true;
        }
    }
    return false;
}
