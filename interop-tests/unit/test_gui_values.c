/* SPDX-License-Identifier: MIT */
/*
 * The functions of qsm/gui_values.h, copies of values with parts, damaged bytes. Pictures:
 * unit.gui_pictures. The bytes of Qt: unit.value_vectors.
 */
#include <qsm/gui_values.h>

#include "failing_memory.h"
#include "trees.h"

enum { NEWEST = QSM_DATA_STREAM_QT_6_11, QT_6 = 0x060b02 };

static void colors(void)
{
    static const struct {
        qsm_color color;
        uint8_t rgba[4];
    } known[] = {
        {{QSM_COLOR_RGB, 0x8080, {0xffff, 0x1212, 0, 0}}, {255, 0x12, 0, 0x80}},
        {{QSM_COLOR_HSV, 65535, {0, 65535, 65535, 0}}, {255, 0, 0, 255}},
        {{QSM_COLOR_HSV, 65535, {6000, 65535, 65535, 0}}, {255, 255, 0, 255}},
        {{QSM_COLOR_HSV, 65535, {12000, 65535, 65535, 0}}, {0, 255, 0, 255}},
        {{QSM_COLOR_HSV, 65535, {18000, 65535, 65535, 0}}, {0, 255, 255, 255}},
        {{QSM_COLOR_HSV, 65535, {24000, 65535, 65535, 0}}, {0, 0, 255, 255}},
        {{QSM_COLOR_HSV, 65535, {30000, 65535, 65535, 0}}, {255, 0, 255, 255}},
        {{QSM_COLOR_HSV, 65535, {65535, 0, 0x4040, 0}}, {0x40, 0x40, 0x40, 255}},
        {{QSM_COLOR_HSL, 65535, {12000, 65535, 32768, 0}}, {0, 255, 0, 255}},
        {{QSM_COLOR_HSL, 65535, {24000, 65535, 0xc000, 0}}, {128, 128, 255, 255}},
        {{QSM_COLOR_HSL, 65535, {65535, 0, 0x4040, 0}}, {0x40, 0x40, 0x40, 255}},
        {{QSM_COLOR_CMYK, 65535, {65535, 0, 0, 0}}, {0, 255, 255, 255}},
        {{QSM_COLOR_EXTENDED_RGB, 0x3c00, {0x3c00, 0xbc00, 0x4400, 0}}, {255, 0, 255, 255}},
        {{QSM_COLOR_EXTENDED_RGB, 0x7e00, {0x7e00, 0, 0, 0}}, {0, 0, 0, 0}}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        uint8_t rgba[4];
        CU_ASSERT_TRUE(qsm_color_to_rgba(&known[i].color, rgba));
        CU_ASSERT_TRUE(memcmp(rgba, known[i].rgba, 4) == 0);
    }
    uint8_t same[4] = {1, 2, 3, 4};
    qsm_color odd = {.spec = 6};
    CU_ASSERT_FALSE(qsm_color_to_rgba(&odd, same));
    odd.spec = QSM_COLOR_INVALID;
    CU_ASSERT_FALSE(qsm_color_to_rgba(&odd, same));
    CU_ASSERT_FALSE(qsm_color_to_rgba(NULL, same) || qsm_color_to_rgba(&odd, NULL));
    CU_ASSERT_TRUE(same[0] == 1 && same[3] == 4);
    qsm_color made_color = qsm_color_from_rgba(255, 0x12, 0, 0x80);
    CU_ASSERT_TRUE(made_color.spec == QSM_COLOR_RGB && made_color.alpha == 0x8080);
    CU_ASSERT_TRUE(
        memcmp(made_color.component, known[0].color.component, sizeof made_color.component) == 0);
}

#define SAME_BYTES(a, b) (memcmp(&(a), &(b), sizeof(a)) == 0)
/* A colour has a byte that belongs to no field. */
#define SAME_COLOR(a, b)                                                                           \
    ((a).spec == (b).spec && (a).alpha == (b).alpha && SAME_BYTES((a).component, (b).component))
#define SAME_STRUCT_BY(same, name, qt_name, ...)                                                   \
    do {                                                                                           \
        const qsm_##name value = __VA_ARGS__;                                                      \
        qsm_##name read;                                                                           \
        qsm_tree *tree = new_tree();                                                               \
        qsm_variant *root = qsm_tree_root(tree);                                                   \
        CU_ASSERT_TRUE(qsm_variant_set_##name(root, &value));                                      \
        CU_ASSERT_STRING_EQUAL(qsm_variant_type_name(root), qt_name);                              \
        memset(&read, 0, sizeof read);                                                             \
        CU_ASSERT_TRUE(qsm_variant_to_##name(root, &read));                                        \
        CU_ASSERT_TRUE(same(read, value));                                                         \
        qsm_data_stream *out = qsm_data_stream_new_buffer();                                       \
        CU_ASSERT_TRUE(qsm_data_stream_write_##name(out, &value));                                 \
        qsm_data_stream *in =                                                                      \
            qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));      \
        CU_ASSERT_TRUE(qsm_data_stream_read_##name(in, &read));                                    \
        CU_ASSERT_TRUE(qsm_data_stream_at_end(in));                                                \
        CU_ASSERT_TRUE(same(read, value));                                                         \
        CU_ASSERT_FALSE(qsm_data_stream_read_##name(in, NULL));                                    \
        CU_ASSERT_FALSE(qsm_variant_set_##name(NULL, &value));                                     \
        CU_ASSERT_FALSE(qsm_variant_to_##name(NULL, &read));                                       \
        qsm_variant_set_int32(root, 1);                                                            \
        CU_ASSERT_FALSE(qsm_variant_to_##name(root, &read));                                       \
        qsm_data_stream_free(in);                                                                  \
        qsm_data_stream_free(out);                                                                 \
        qsm_tree_free(tree);                                                                       \
    } while (0)

#define SAME_STRUCT(name, qt_name, ...) SAME_STRUCT_BY(SAME_BYTES, name, qt_name, __VA_ARGS__)

static void plain_structs(void)
{
    SAME_STRUCT_BY(SAME_COLOR, color, "QColor", {.spec = 9, .alpha = 1, .component = {2, 3, 4, 5}});
    SAME_STRUCT(transform, "QTransform", {.m = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}});
    SAME_STRUCT(matrix, "QMatrix", {1, 2, 3, 4, 5, 6});
    SAME_STRUCT(matrix4x4, "QMatrix4x4", {.m = {{1, 2, 3, 4}, {5}, {0, 6}, {0, 0, 7, 8}}});
    SAME_STRUCT(vector2d, "QVector2D", {1.5F, -2});
    SAME_STRUCT(vector3d, "QVector3D", {1.5F, -2, 3});
    SAME_STRUCT(vector4d, "QVector4D", {1.5F, -2, 3, 4});
    SAME_STRUCT(quaternion, "QQuaternion", {1, 2, 3, 4});
    SAME_STRUCT(key_sequence, "QKeySequence", {{0x04000053, 0x41}, 2});
    SAME_STRUCT(size_policy, "QSizePolicy", {15, 1, 31, 255, 2, true, false, true});
    qsm_text_length length = {1, 2.5};
    qsm_tree *tree = new_tree();
    CU_ASSERT_TRUE(qsm_variant_set_text_length(qsm_tree_root(tree), &length));
    length.value = 0;
    CU_ASSERT_TRUE(qsm_variant_to_text_length(qsm_tree_root(tree), &length));
    CU_ASSERT_TRUE(length.type == 1 && length.value == 2.5);
    qsm_tree_free(tree);
}

/* A pen with all that it can have. */
static bool set_rich_pen(qsm_variant *variant)
{
    static const double dashes[] = {1, 2.5, 3, 4};
    static const qsm_gradient_stop stops[] = {{0, {QSM_COLOR_RGB, 65535, {1, 2, 3, 0}}},
                                              {0.75, {QSM_COLOR_HSV, 9, {100, 2, 3, 0}}}};
    qsm_gradient gradient = QSM_INIT(qsm_gradient);
    gradient.type = 1;
    gradient.stops = stops;
    gradient.stop_count = 2;
    gradient.radius = 4;
    qsm_brush brush = QSM_INIT(qsm_brush);
    brush.style = 16;
    brush.color.alpha = 65535;
    brush.gradient = &gradient;
    qsm_pen pen = QSM_INIT(qsm_pen);
    pen.style = 6;
    pen.cap = 32;
    pen.join = 128;
    pen.width = 1;
    pen.default_width = true;
    pen.miter_limit = 2;
    pen.brush = &brush;
    pen.dashes = dashes;
    pen.dash_count = 4;
    return qsm_variant_set_pen(variant, &pen);
}

static void check_rich_pen(const qsm_variant *variant)
{
    const qsm_pen *pen = qsm_variant_pen(variant);
    CU_ASSERT_PTR_NOT_NULL_FATAL(pen);
    CU_ASSERT_TRUE(pen->style == 6 && pen->cap == 32 && pen->join == 128 && pen->default_width);
    CU_ASSERT_TRUE(pen->dash_count == 4 && pen->dashes[1] == 2.5);
    CU_ASSERT_TRUE(pen->brush->style == 16 && pen->brush->transform.m[1][1] == 1);
    const qsm_gradient *gradient = pen->brush->gradient;
    CU_ASSERT_PTR_NOT_NULL_FATAL(gradient);
    CU_ASSERT_TRUE(gradient->stop_count == 2 && gradient->stops[1].position == 0.75 &&
                   gradient->stops[1].color.component[0] == 100 && gradient->radius == 4);
}

/* A copy is complete: the first tree can go. */
static void copies(void)
{
    qsm_tree *tree = new_tree();
    qsm_tree *other = new_tree();
    CU_ASSERT_TRUE_FATAL(set_rich_pen(qsm_tree_root(tree)));
    check_rich_pen(qsm_tree_root(tree));
    CU_ASSERT_TRUE(qsm_variant_assign(qsm_tree_root(other), qsm_tree_root(tree)));
    CU_ASSERT_TRUE(qsm_variant_equals(qsm_tree_root(other), qsm_tree_root(tree)));
    qsm_tree_free(tree);
    check_rich_pen(qsm_tree_root(other));
    qsm_pen changed = *qsm_variant_pen(qsm_tree_root(other));
    changed.width = 2;
    CU_ASSERT_TRUE(qsm_variant_set_pen(qsm_tree_root(other), &changed)); /* parts of the old one */
    check_rich_pen(qsm_tree_root(other));
    CU_ASSERT_TRUE(qsm_variant_pen(qsm_tree_root(other))->width == 2);
    CU_ASSERT_PTR_NULL(qsm_variant_brush(qsm_tree_root(other)));
    CU_ASSERT_PTR_NULL(qsm_variant_pen(NULL));
    qsm_tree_free(other);
}

static bool set_rich_font(qsm_variant *variant)
{
    const qsm_text families[] = {qsm_text_of("A"), qsm_text_of("B")};
    const qsm_font_tag features[] = {{0x6c696761, 3}};
    const qsm_font_tag axes[] = {{0x77676874, 550.5}};
    qsm_font font = QSM_INIT(qsm_font);
    font.family = families[0];
    font.style_name = qsm_text_of("Bold");
    font.families = families;
    font.family_count = 2;
    font.point_size = 10.5;
    font.pixel_size = -1;
    font.weight = 700;
    font.bits = QSM_FONT_KERNING;
    font.features = features;
    font.feature_count = 1;
    font.axes = axes;
    font.axis_count = 1;
    return qsm_variant_set_font(variant, &font);
}

static void fonts(void)
{
    qsm_tree *tree = new_tree();
    CU_ASSERT_TRUE_FATAL(set_rich_font(qsm_tree_root(tree)));
    qsm_data_stream *out = written(qsm_tree_root(tree), QT_6);
    qsm_tree_clear(tree);
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    CU_ASSERT_TRUE(qsm_data_stream_read_variant(in, qsm_tree_root(tree)));
    const qsm_font *font = qsm_variant_font(qsm_tree_root(tree));
    CU_ASSERT_PTR_NOT_NULL_FATAL(font);
    CU_ASSERT_STRING_EQUAL(font->family.data, "A");
    CU_ASSERT_TRUE(font->family_count == 2 && font->weight == 700 && font->point_size == 10.5);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

/* Each weight of Qt 5 comes back, though it is another number here. */
static void weights(void)
{
    for (unsigned legacy = 0; legacy < 100; legacy++) {
        unsigned char bytes[] = {0, 0, 0, 0,    0xff, 0xff, 0xff, 0xff, 0x40, 0x24, 0, 0, 0,
                                 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 5,    0,    1,    0, 0, 0x10,
                                 0, 0, 1, 0,    0,    0,    0,    0,    0,    0,    0, 0, 0};
        bytes[24] = (unsigned char)legacy;
        qsm_tree *tree = new_tree();
        qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes);
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_5_12);
        qsm_data_stream_set_version(out, QSM_DATA_STREAM_QT_5_12);
        CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "QFont", qsm_tree_root(tree)));
        CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
        CU_ASSERT_TRUE(qsm_data_stream_write_value(out, qsm_tree_root(tree)));
        CU_ASSERT_TRUE(memcmp(qsm_data_stream_data(out), bytes, sizeof bytes) == 0);
        qsm_data_stream_free(in);
        qsm_data_stream_free(out);
        qsm_tree_free(tree);
    }
}

/* Programs of other releases: shorter structs, longer ones, and structs without a size. */
static void sizes(void)
{
    struct {
        qsm_brush brush;
        char more[8];
    } longer = {.brush = QSM_INIT(qsm_brush)};
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    longer.brush.style = 1;
    longer.brush.size = offsetof(qsm_brush, gradient);
    CU_ASSERT_TRUE(qsm_variant_set_brush(root, &longer.brush));
    CU_ASSERT_TRUE(qsm_variant_brush(root)->size == sizeof(qsm_brush));
    CU_ASSERT_TRUE(qsm_variant_brush(root)->style == 1);
    longer.brush.size = sizeof longer;
    CU_ASSERT_TRUE(qsm_variant_set_brush(root, &longer.brush));
    longer.more[7] = 1;
    errno = 0;
    CU_ASSERT_FALSE(qsm_variant_set_brush(root, &longer.brush));
    CU_ASSERT_EQUAL(errno, EINVAL);
    qsm_pen pen = {.size = 0};
    qsm_font font = {.size = 0};
    CU_ASSERT_FALSE(qsm_variant_set_pen(root, &pen));
    CU_ASSERT_FALSE(qsm_variant_set_font(root, &font));
    qsm_gradient gradient = {.size = 0};
    qsm_brush brush = QSM_INIT(qsm_brush);
    brush.gradient = &gradient;
    CU_ASSERT_FALSE(qsm_variant_set_brush(root, &brush));
    gradient = (qsm_gradient)QSM_INIT(qsm_gradient);
    gradient.stop_count = 1;
    CU_ASSERT_FALSE(qsm_variant_set_brush(root, &brush));
    pen = (qsm_pen)QSM_INIT(qsm_pen);
    pen.dash_count = 1;
    CU_ASSERT_FALSE(qsm_variant_set_pen(root, &pen));
    pen.dash_count = 0;
    CU_ASSERT_TRUE(qsm_variant_set_pen(root, &pen)); /* a brush of Qt's default */
    CU_ASSERT_TRUE(qsm_variant_pen(root)->brush->style == 1);
    font = (qsm_font)QSM_INIT(qsm_font);
    font.family = qsm_text_of("\xff");
    CU_ASSERT_FALSE(qsm_variant_set_font(root, &font));
    font.family = qsm_text_of("A");
    font.family_count = 1;
    CU_ASSERT_FALSE(qsm_variant_set_font(root, &font));
    CU_ASSERT_FALSE(qsm_variant_set_brush(NULL, &brush) || qsm_variant_set_pen(root, NULL));
    CU_ASSERT_PTR_NOT_NULL(qsm_variant_pen(root)); /* is what it was */
    qsm_tree_free(tree);
}

static void shapes(void)
{
    const qsm_path_element elements[] = {{0, 1, 2}, {1, 3, 4}};
    const qsm_painter_path path = {elements, 2, 0, 1};
    const qsm_rect rects[] = {{0, 0, 10, 3}, {0, 3, 10, 5}};
    const qsm_region region = {rects, 2};
    const qsm_point points[] = {{1, 2}, {3, 4}, {5, 6}};
    const qsm_point_f points_f[] = {{1.5, 2}};
    qsm_point point;
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    CU_ASSERT_TRUE(qsm_variant_set_painter_path(root, &path));
    CU_ASSERT_TRUE(qsm_variant_painter_path(root)->elements[1].y == 4);
    CU_ASSERT_TRUE(qsm_variant_painter_path(root)->fill_rule == 1);
    CU_ASSERT_TRUE(qsm_variant_set_region(root, &region));
    CU_ASSERT_TRUE(qsm_variant_region(root)->count == 2);
    CU_ASSERT_TRUE(qsm_variant_region(root)->rects[1].height == 5);
    CU_ASSERT_PTR_NULL(qsm_variant_painter_path(root));
    CU_ASSERT_TRUE(qsm_variant_set_polygon(root, points, 3));
    CU_ASSERT_EQUAL(qsm_variant_count(root), 3);
    CU_ASSERT_TRUE(qsm_variant_to_point(qsm_variant_at(root, 2), &point) && point.y == 6);
    qsm_data_stream *out = written(root, QT_6);
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), 4 + 1 + 4 + 3 * 8);
    qsm_data_stream_free(out);
    CU_ASSERT_TRUE(qsm_variant_set_polygon_f(root, points_f, 1));
    CU_ASSERT_STRING_EQUAL(qsm_variant_type_name(root), "QPolygonF");
    const qsm_painter_path no_path = {NULL, 1, 0, 0};
    const qsm_region no_region = {NULL, 1};
    CU_ASSERT_FALSE(qsm_variant_set_painter_path(root, &no_path));
    CU_ASSERT_FALSE(qsm_variant_set_region(root, &no_region));
    const qsm_region large_region = {region.rects, ((size_t)1 << 26) + 1};
    CU_ASSERT_FALSE(qsm_variant_set_region(root, &large_region));
    CU_ASSERT_FALSE(qsm_variant_set_polygon(root, NULL, 1));
    CU_ASSERT_FALSE(qsm_variant_set_polygon(NULL, points, 1));
    qsm_tree_free(tree);
}

/* What a stream of the type gives. */
static qsm_data_stream_status_code read_as(const char *type, const void *data, size_t size,
                                           int version)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(data, size);
    qsm_data_stream_set_version(in, version);
    qsm_data_stream_read_value(in, type, qsm_tree_root(tree));
    qsm_data_stream_status_code status = qsm_data_stream_status(in);
    CU_ASSERT_TRUE(qsm_data_stream_position(in) <= size);
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    return status;
}

/* A palette of seven roles, written for versions with more: others stand for those it lacks. */
static bool set_palette(qsm_variant *variant)
{
    qsm_brush brushes[3 * 7];
    qsm_palette palette = QSM_INIT(qsm_palette);
    for (size_t i = 0; i < sizeof brushes / sizeof brushes[0]; i++) {
        brushes[i] = (qsm_brush)QSM_INIT(qsm_brush);
        brushes[i].style = (uint8_t)(i % 15);
    }
    palette.brushes = brushes;
    palette.role_count = 7;
    return qsm_variant_set_palette(variant, &palette);
}

static void palettes(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    CU_ASSERT_TRUE_FATAL(set_palette(root));
    CU_ASSERT_TRUE(qsm_variant_palette(root)->role_count >= 7);
    CU_ASSERT_EQUAL(qsm_variant_palette(root)->brushes[1].style, 1);
    qsm_data_stream *out = written(root, QT_6);
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    CU_ASSERT_TRUE(qsm_data_stream_read_variant(in, root));
    const qsm_palette *palette = qsm_variant_palette(root);
    CU_ASSERT_PTR_NOT_NULL_FATAL(palette);
    CU_ASSERT_EQUAL(palette->brushes[palette->role_count + 2].style, (7 + 2) % 15);
    CU_ASSERT_EQUAL(palette->brushes[palette->role_count - 2].style, 6); /* that of text */
    qsm_palette large = QSM_INIT(qsm_palette);
    large.role_count = 23;
    large.brushes = palette->brushes;
    CU_ASSERT_FALSE(qsm_variant_set_palette(root, &large));
    CU_ASSERT_FALSE(qsm_variant_set_palette(root, NULL));
    CU_ASSERT_PTR_NULL(qsm_variant_cursor(root));
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

/* Each value cut short at each byte, and each byte changed: no crash, and an end within the data.
 * Valgrind and the sanitizers look on. */
static void damaged(void)
{
    static bool (*const makers[])(qsm_variant *) = {set_rich_pen, set_rich_font, set_palette};
    static const char *const types[] = {"QPen", "QFont", "QPalette"};
    for (size_t m = 0; m < 3; m++) {
        for (int version = 7; version <= NEWEST; version += 4) {
            qsm_tree *tree = new_tree();
            qsm_data_stream *out = qsm_data_stream_new_buffer();
            CU_ASSERT_TRUE_FATAL(makers[m](qsm_tree_root(tree)));
            const char *type = types[m];
            qsm_data_stream_set_version(out, version);
            CU_ASSERT_TRUE(qsm_data_stream_write_value(out, qsm_tree_root(tree)));
            size_t size = qsm_data_stream_size(out);
            unsigned char *data = malloc(size);
            CU_ASSERT_PTR_NOT_NULL_FATAL(data);
            memcpy(data, qsm_data_stream_data(out), size);
            for (size_t cut = 0; cut < size; cut += m == 2 ? 61 : 1) {
                CU_ASSERT_EQUAL(read_as(type, data, cut, version), QSM_DATA_STREAM_READ_PAST_END);
                data[cut] ^= 0xff;
                read_as(type, data, size, version);
                data[cut] ^= 0xff;
            }
            CU_ASSERT_EQUAL(read_as(type, data, size, version), QSM_DATA_STREAM_OK);
            free(data);
            qsm_data_stream_free(out);
            qsm_tree_free(tree);
        }
    }
}

/* A small limit of memory is an error, not a crash. */
static void limits(void)
{
    static bool (*const makers[])(qsm_variant *) = {set_rich_pen, set_rich_font};
    for (size_t m = 0; m < 2; m++) {
        qsm_tree *tree = new_tree();
        CU_ASSERT_TRUE(makers[m](qsm_tree_root(tree)));
        qsm_data_stream *out = written(qsm_tree_root(tree), QT_6);
        for (size_t memory = 8; memory < 900; memory += 8) {
            qsm_data_stream *in =
                qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
            qsm_data_stream_limits limit = QSM_INIT(qsm_data_stream_limits);
            limit.memory = memory;
            qsm_data_stream_set_limits(in, &limit);
            qsm_data_stream_read_variant(in, qsm_tree_root(tree));
            qsm_data_stream_status_code status = qsm_data_stream_status(in);
            CU_ASSERT_TRUE(status == QSM_DATA_STREAM_OK ||
                           status == QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
            CU_ASSERT_TRUE(memory > 100 || status != QSM_DATA_STREAM_OK);
            qsm_data_stream_free(in);
        }
        qsm_data_stream_free(out);
        qsm_tree_free(tree);
    }
}

/* Values of all types with parts, set, copied, and as JSON. */
static bool try_values(void)
{
    static const qsm_point points[] = {{1, 2}, {3, 4}};
    static const qsm_bytes png = {"bytes", 5};
    const char *problem;
    qsm_tree *tree = qsm_tree_new();
    qsm_tree *other = qsm_tree_new();
    bool ok = tree != NULL && other != NULL && qsm_variant_set_list(qsm_tree_root(tree));
    for (int i = 0; i < 8 && ok; i++) {
        qsm_variant *root = qsm_tree_root(tree);
        ok = set_rich_pen(qsm_variant_append(root)) && set_rich_font(qsm_variant_append(root)) &&
             set_palette(qsm_variant_append(root)) &&
             qsm_variant_set_polygon(qsm_variant_append(root), points, 2) &&
             qsm_variant_set_image_png(qsm_variant_append(root), png);
    }
    ok = ok && qsm_variant_assign(qsm_tree_root(other), qsm_tree_root(tree));
    if (ok)
        qsm_tree_clear(tree);
    ok = ok && qsm__json_from_value(qsm_tree_root(tree), NULL, qsm_tree_root(other), &problem);
    if (ok)
        qsm_tree_clear(other);
    ok = ok && json_to_value(qsm_tree_root(other), NULL, qsm_tree_root(tree), &problem) &&
         qsm_variant_count(qsm_tree_root(other)) == 40;
    qsm_tree_free(tree);
    qsm_tree_free(other);
    return ok;
}

static void out_of_memory(void)
{
    fail_each(try_values);
}

QSM_SUITE("values of QtGui", {"colours", colors}, {"structs of numbers", plain_structs},
          {"copies", copies}, {"fonts", fonts}, {"weights of fonts", weights},
          {"structs of other releases", sizes}, {"shapes", shapes}, {"palettes", palettes},
          {"damaged bytes", damaged}, {"limits", limits}, {"out of memory", out_of_memory})
