/* SPDX-License-Identifier: MIT */
/*
 * Trees with a limit of memory that grows step by step: each piece of memory is missing once, and
 * the call fails without any harm. And what values of each kind mean for order and equality.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/gui_values.h>
#include <qsm/values.h>

#include "trees.h"
#include "value/coder.h"
#include "value/tree.h"

static const char everything[] =
    "{\"metatype\":\"QVariantMap\",\"value\":{\"pairs\":["
    "[\"list\",{\"metatype\":\"QVariantList\",\"value\":[{\"metatype\":null,\"value\":null},"
    "{\"metatype\":\"QVariant\",\"value\":{\"metatype\":\"int\",\"value\":3}}]}],"
    "[\"ch\\u00e4r\",{\"metatype\":\"QChar\",\"value\":{\"u16\":65}}],"
    "[\"real\",{\"metatype\":\"double\",\"value\":1.5}],"
    "[\"null\",{\"metatype\":\"QString\",\"value\":null,\"isNull\":true}],"
    "[\"bytes\",{\"metatype\":\"QByteArray\",\"value\":{\"hex\":\"00ff10\"}}],"
    "[\"rect\",{\"metatype\":\"QRect\",\"value\":{\"x\":1,\"y\":2,\"w\":3,\"h\":4}}],"
    "[\"names\",{\"metatype\":\"QStringList\",\"value\":[\"a\",null,\"\"]}],"
    "[\"pair\",{\"metatype\":\"std::pair<int,QString>\",\"value\":[1,\"x\"]}],"
    "[\"typed\",{\"metatype\":\"QMap<int,QList<QByteArray>>\",\"value\":{\"pairs\":"
    "[[-1,[{\"hex\":\"00ff\"},null]],[7,[]]]}}]]}}";

static qsm_tree *text_tree;  /* everything as JSON */
static qsm_tree *value_tree; /* and as a value */

static bool parse(qsm_tree *tree)
{
    const char *problem;
    size_t at;
    return qsm__json_parse(everything, strlen(everything), qsm_tree_root(tree), &problem, &at);
}

static bool to_value(qsm_tree *tree)
{
    const char *problem;
    return json_to_value(qsm_tree_root(tree), NULL, qsm_tree_root(text_tree), &problem);
}

static bool from_value(qsm_tree *tree)
{
    const char *problem;
    return qsm__json_from_value(qsm_tree_root(tree), NULL, qsm_tree_root(value_tree), &problem);
}

static bool assign(qsm_tree *tree)
{
    return qsm_variant_assign(qsm_tree_root(tree), qsm_tree_root(value_tree));
}

static bool build(qsm_tree *tree)
{
    static const qsm_rect rect = {1, 2, 3, 4};
    qsm_bytes bytes = {"abc", 3};
    qsm_variant *map = qsm_tree_root(tree);
    bool ok = qsm_variant_set_map(map);
    char key[8];
    for (int i = 20; i > 0 && ok; i--) {
        (void)snprintf(key, sizeof key, "k%d", i);
        ok = qsm_variant_set_text(qsm_variant_insert(map, key), qsm_text_of("value"));
    }
    ok = ok && qsm_variant_sort(map, 0x060000) && qsm_variant_remove(map, 0) &&
         qsm_variant_set_bytes(qsm_variant_child(map, 0), bytes) &&
         qsm_variant_set_rect(qsm_variant_child(map, 1), &rect) &&
         qsm_variant_set_list(qsm_variant_child(map, 2));
    for (int i = 0; i < 9 && ok; i++)
        ok = qsm_variant_append(qsm_variant_child(map, 2)) != NULL;
    return ok && qsm_variant_set_string_list(qsm_variant_child(map, 3)) &&
           qsm_variant_set_hash(qsm_variant_child(map, 4));
}

static bool read_back(qsm_tree *tree)
{
    qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
    limits.memory = tree->arena.limit;
    qsm_data_stream *out = written(qsm_tree_root(value_tree), 0);
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(in, &limits));
    bool ok = qsm_data_stream_read_variant(in, qsm_tree_root(tree));
    if (!ok) {
        CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
        CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(in), "memory than the limit"));
    }
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    return ok;
}

static void each_size(bool (*call)(qsm_tree *tree), size_t most)
{
    size_t limit = 1;
    for (bool ok = false; !ok && limit < most; limit += 8) {
        qsm_tree *tree = new_tree();
        tree->arena.limit = limit;
        ok = call(tree);
        qsm_tree_free(tree);
    }
    CU_ASSERT_TRUE(limit > 100 && limit < most);
}

static void memory(void)
{
    text_tree = new_tree();
    value_tree = new_tree();
    CU_ASSERT_TRUE_FATAL(parse(text_tree) && to_value(value_tree));
    each_size(parse, 1 << 17);
    each_size(to_value, 1 << 17);
    each_size(from_value, 1 << 17);
    each_size(assign, 1 << 16);
    each_size(build, 1 << 16);
    qsm_tree_free(text_tree);
    text_tree = NULL;
    /* Types that stand by their names need more than the limit of the tree says: see read_back().
     */
    static const char plain[] = "{\"metatype\":\"QVariantList\",\"value\":["
                                "{\"metatype\":\"QString\",\"value\":\"some text\"},"
                                "{\"metatype\":\"QByteArray\",\"value\":{\"hex\":\"00ff10\"}},"
                                "{\"metatype\":\"QVariant\",\"value\":{\"metatype\":\"int\","
                                "\"value\":3}},"
                                "{\"metatype\":\"QRectF\",\"value\":{\"x\":1,\"y\":2,\"w\":3,"
                                "\"h\":4}},"
                                "{\"metatype\":\"QStringList\",\"value\":[\"a\",null,\"\"]}]}";
    made(value_tree, "QVariant", plain);
    each_size(read_back, 1 << 16);
    qsm_tree_free(value_tree);
}

/* Keys of each kind: pairs are inserted in order, and sorted both ways. */
static void keys(void)
{
    static const char *const maps[][3] = {
        {"QMap<QByteArray,int>",
         "[[{\"hex\":\"02\"},1],[{\"hex\":\"01ff\"},2],[{\"hex\":\"01\"},3]]",
         "[[{\"hex\":\"01\"},3],[{\"hex\":\"01ff\"},2],[{\"hex\":\"02\"},1]]"},
        {"QMap<bool,int>", "[[true,1],[false,2]]", "[[false,2],[true,1]]"},
        {"QMap<uint,int>", "[[3000000000,1],[2,2],[1,3]]", "[[1,3],[2,2],[3000000000,1]]"},
        {"QMap<qlonglong,int>", "[[5,1],[-5,2]]", "[[-5,2],[5,1]]"},
        {"QMap<double,int>", "[[2.5,1],[-1.5,2]]", "[[-1.5,2],[2.5,1]]"},
        {"QMap<QString,int>", "[[\"b\",1],[\"a\",2],[\"ab\",3]]",
         "[[\"a\",2],[\"ab\",3],[\"b\",1]]"}};
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        char text[2][200];
        qsm_tree *one = new_tree();
        qsm_tree *other = new_tree();
        for (int j = 0; j < 2; j++)
            (void)snprintf(text[j], sizeof text[j], "{\"pairs\":%s}", maps[i][j + 1]);
        qsm_variant *map = made(one, maps[i][0], text[0]);
        qsm_variant *sorted = made(other, maps[i][0], text[1]);
        CU_ASSERT_TRUE(qsm_variant_equals(map, sorted));
        CU_ASSERT_TRUE(qsm_variant_sort(map, 0x060000));
        for (size_t k = 0; k < qsm_variant_count(map); k++)
            CU_ASSERT_TRUE(qsm_variant_equals(qsm_variant_key(map, k), qsm_variant_key(sorted, k)));
        CU_ASSERT_TRUE(qsm_variant_sort(map, 0x050f00));
        CU_ASSERT_TRUE(qsm_variant_equals(qsm_variant_key(map, 0),
                                          qsm_variant_key(sorted, qsm_variant_count(map) - 1)));
        qsm_tree_free(one);
        qsm_tree_free(other);
    }
}

static void structs(void)
{
    qsm_tree *one = new_tree();
    qsm_tree *other = new_tree();
    qsm_variant *a = qsm_tree_root(one);
    qsm_variant *b = qsm_tree_root(other);
    qsm_rect rect = {1, 2, 3, 4};
    qsm_rect_f rect_f = {1, 2, 3, 4};
    CU_ASSERT_TRUE(qsm_variant_set_rect(a, &rect) && qsm_variant_set_rect(b, &rect));
    CU_ASSERT_TRUE(qsm_variant_equals(a, b));
    rect.width = 5;
    CU_ASSERT_TRUE(qsm_variant_set_rect(b, &rect));
    CU_ASSERT_FALSE(qsm_variant_equals(a, b));
    CU_ASSERT_TRUE(qsm_variant_set_rect_f(a, &rect_f) && qsm_variant_assign(b, a));
    CU_ASSERT_TRUE(qsm_variant_equals(a, b));
    /* Keys that have no order stay as they are. */
    qsm_variant *map =
        made(one, "QMap<QPoint,int>", "{\"pairs\":[[{\"x\":2,\"y\":2},1],[{\"x\":1,\"y\":1},2]]}");
    qsm_point point = {0, 0};
    CU_ASSERT_TRUE(qsm_variant_sort(map, 0x060000));
    CU_ASSERT_TRUE(qsm_variant_to_point(qsm_variant_key(map, 0), &point) && point.x == 2);
    qsm_tree_free(one);
    qsm_tree_free(other);
}

/* A text that has no room within the limit is not converted first. */
static void long_text(void)
{
    enum { LARGE = 1 << 20, LIMIT = 4096 };
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    char *text = calloc(1, LARGE + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memset(text, 'x', LARGE);
    CU_ASSERT_TRUE(qsm_data_stream_write_string(out, text));
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
    limits.memory = LIMIT;
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(in, &limits));
    qsm_tree *tree = new_tree();
    CU_ASSERT_FALSE(qsm_data_stream_read_value(in, "QString", qsm_tree_root(tree)));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
    CU_ASSERT((size_t)(tree->arena.end - tree->arena.at) < LARGE);
    qsm_tree_free(tree);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    free(text);
}

/* Sizes that no memory has, and a step back over whole blocks. */
static void arenas(void)
{
    qsm_arena arena = {0};
    errno = 0;
    CU_ASSERT_PTR_NULL(qsm__arena_array(&arena, SIZE_MAX / 8, 16));
    CU_ASSERT_PTR_NULL(qsm__arena_take(&arena, SIZE_MAX / 2));
    CU_ASSERT_EQUAL(errno, ENOMEM);
    CU_ASSERT_PTR_NOT_NULL(qsm__arena_take(&arena, 100));
    qsm_arena before = arena;
    for (int i = 0; i < 10; i++)
        CU_ASSERT_PTR_NOT_NULL(qsm__arena_take(&arena, 5000));
    qsm__arena_back(&arena, &before);
    CU_ASSERT_EQUAL(arena.used, before.used);
    CU_ASSERT_PTR_EQUAL(arena.at, before.at);
    qsm__arena_free(&arena);
}

/* A damaged element, when the values are only skipped: the same status and position. */
static void skipped(void)
{
    static const struct {
        const char *type;
        const char *bytes;
        size_t size;
        size_t elements; /* the limit; 0: none */
        int status;
    } cases[] = {{"QStringList", "\0\0\0\2\0\0\0\1x", 9, 0, 2},
                 {"QStringList", "\0\0\0\2\0\0\0\2\0x", 10, 0, 1},
                 {"QList<int>", "\0\0\0\3\0\0\0\2\0\0\0\2\0\0\0\2", 16, 2, 4},
                 {"QList<std::pair<int,int>>", "\0\0\0\1\0\0\0\2\0\0", 10, 0, 1},
                 {"QMap<QString,int>", "\0\0\0\1\0\0\0\1\0\0\0\1", 12, 0, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int status[2];
        size_t position[2];
        for (int skip = 0; skip < 2; skip++) {
            qsm_tree *tree = new_tree();
            qsm_coder c;
            const char *problem;
            qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
            limits.elements = cases[i].elements;
            qsm_data_stream *in = qsm_data_stream_new_reader(cases[i].bytes, cases[i].size);
            CU_ASSERT_TRUE_FATAL(qsm_data_stream_set_limits(in, &limits));
            const qsm_type *type = qsm__type_of_name(&qsm__qt_types, &tree->arena, cases[i].type,
                                                     strlen(cases[i].type), false, &problem);
            qsm__coder_begin(&c, in, skip ? QSM_MODE_SKIP : QSM_MODE_READ, &qsm__qt_types, tree);
            CU_ASSERT_FALSE(qsm__code_slot(&c, type, qsm_tree_root(tree)) && qsm__coder_end(&c));
            status[skip] = (int)qsm_data_stream_status(in);
            position[skip] = qsm_data_stream_position(in);
            qsm_data_stream_free(in);
            qsm_tree_free(tree);
        }
        CU_ASSERT_EQUAL(status[0], cases[i].status);
        CU_ASSERT_EQUAL(status[1], cases[i].status);
        CU_ASSERT_EQUAL(position[0], position[1]);
    }
}

/* The four functions of a struct: through a stream, and through a value of its type. */
#define CHECK_STRUCT(name, qt_name, ...)                                                           \
    do {                                                                                           \
        static const qsm_##name given = __VA_ARGS__;                                               \
        qsm_##name got;                                                                            \
        qsm_tree *tree = new_tree();                                                               \
        qsm_variant *value = qsm_tree_root(tree);                                                  \
        qsm_data_stream *out = qsm_data_stream_new_buffer();                                       \
        CU_ASSERT_TRUE(qsm_data_stream_write_##name(out, &given));                                 \
        qsm_data_stream *in =                                                                      \
            qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));      \
        CU_ASSERT_TRUE(qsm_data_stream_read_##name(in, &got) && qsm_data_stream_at_end(in));       \
        CU_ASSERT_EQUAL(memcmp(&got, &given, sizeof given), 0);                                    \
        CU_ASSERT_FALSE(qsm_data_stream_read_##name(in, &got)); /* nothing is left */              \
        CU_ASSERT_TRUE(qsm_variant_set_##name(value, &given));                                     \
        CU_ASSERT_STRING_EQUAL(qsm_variant_type_name(value), qt_name);                             \
        CU_ASSERT_TRUE(qsm_variant_to_##name(value, &got));                                        \
        CU_ASSERT_EQUAL(memcmp(&got, &given, sizeof given), 0);                                    \
        CU_ASSERT_TRUE(qsm_variant_set_int32(value, 1));                                           \
        CU_ASSERT_FALSE(qsm_variant_to_##name(value, &got) || qsm_variant_to_##name(NULL, &got));  \
        errno = 0;                                                                                 \
        CU_ASSERT_FALSE(qsm_variant_set_##name(value, NULL) ||                                     \
                        qsm_data_stream_write_##name(out, NULL));                                  \
        CU_ASSERT_EQUAL(errno, EINVAL);                                                            \
        errno = 0;                                                                                 \
        CU_ASSERT_FALSE(qsm_data_stream_read_##name(NULL, &got) ||                                 \
                        qsm_data_stream_write_##name(NULL, &given));                               \
        CU_ASSERT_EQUAL(errno, EINVAL);                                                            \
        qsm_data_stream_free(in);                                                                  \
        qsm_data_stream_free(out);                                                                 \
        qsm_tree_free(tree);                                                                       \
    } while (0)

static void plain_structs(void)
{
    CHECK_STRUCT(point, "QPoint", {1, -2});
    CHECK_STRUCT(point_f, "QPointF", {1.5, -2});
    CHECK_STRUCT(size, "QSize", {-1, 7});
    CHECK_STRUCT(size_f, "QSizeF", {-1, 7.25});
    CHECK_STRUCT(rect, "QRect", {1, 2, 3, -4});
    CHECK_STRUCT(rect_f, "QRectF", {1, 2, 3.5, -4});
    CHECK_STRUCT(line, "QLine", {1, 2, 3, 4});
    CHECK_STRUCT(line_f, "QLineF", {1, 2.5, 3, 4});
    CHECK_STRUCT(margins, "QMargins", {1, 2, 3, 4});
    CHECK_STRUCT(margins_f, "QMarginsF", {1, 2, 3, 4.5});
    CHECK_STRUCT(uuid, "QUuid", {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255}});
}

/* NULL in each place of the functions of a struct. */
#define NULLS_OF(name, qt_name)                                                                    \
    qsm_##name value;                                                                              \
    qsm_tree *tree = new_tree();                                                                   \
    qsm_variant *root = qsm_tree_root(tree);                                                       \
    const qsm_type *type = qsm__type_by_name(&qsm__qt_types, qt_name, strlen(qt_name));            \
    CU_ASSERT_PTR_NOT_NULL_FATAL(type);                                                            \
    CU_ASSERT_PTR_NOT_NULL_FATAL(qsm__variant_become(root, type));                                 \
    CU_ASSERT_TRUE(qsm_variant_to_##name(root, &value));                                           \
    errno = 0;                                                                                     \
    CU_ASSERT_FALSE(qsm_variant_to_##name(root, NULL) || qsm_variant_to_##name(NULL, &value) ||    \
                    qsm_variant_set_##name(root, NULL) || qsm_variant_set_##name(NULL, &value) ||  \
                    qsm_data_stream_write_##name(NULL, &value) ||                                  \
                    qsm_data_stream_write_##name(stream, NULL));                                   \
    CU_ASSERT_EQUAL(errno, EINVAL)

#define NULLS(name, qt_name)                                                                       \
    do {                                                                                           \
        NULLS_OF(name, qt_name);                                                                   \
        CU_ASSERT_FALSE(qsm_data_stream_read_##name(NULL, &value) ||                               \
                        qsm_data_stream_read_##name(stream, NULL) ||                               \
                        qsm_data_stream_read_##name(stream, &value)); /* there are no bytes */     \
        CU_ASSERT_TRUE(qsm_variant_set_##name(root, &value));                                      \
        qsm_tree_free(tree);                                                                       \
    } while (0)

#define NULLS_OF_TREE(name, qt_name)                                                               \
    do {                                                                                           \
        NULLS_OF(name, qt_name);                                                                   \
        CU_ASSERT_FALSE(qsm_data_stream_read_##name(NULL, tree, &value) ||                         \
                        qsm_data_stream_read_##name(stream, NULL, &value) ||                       \
                        qsm_data_stream_read_##name(stream, tree, NULL) ||                         \
                        qsm_data_stream_read_##name(stream, tree, &value));                        \
        qsm_tree_free(tree);                                                                       \
    } while (0)

static void nulls(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader(NULL, 0);
    NULLS(point, "QPoint");
    NULLS(point_f, "QPointF");
    NULLS(size, "QSize");
    NULLS(size_f, "QSizeF");
    NULLS(rect, "QRect");
    NULLS(rect_f, "QRectF");
    NULLS(line, "QLine");
    NULLS(line_f, "QLineF");
    NULLS(margins, "QMargins");
    NULLS(margins_f, "QMarginsF");
    NULLS(uuid, "QUuid");
    NULLS(date, "QDate");
    NULLS(time, "QTime");
    NULLS(color, "QColor");
    NULLS(transform, "QTransform");
    NULLS(matrix, "QMatrix");
    NULLS(matrix4x4, "QMatrix4x4");
    NULLS(vector2d, "QVector2D");
    NULLS(vector3d, "QVector3D");
    NULLS(vector4d, "QVector4D");
    NULLS(quaternion, "QQuaternion");
    NULLS(key_sequence, "QKeySequence");
    NULLS(text_length, "QTextLength");
    NULLS(size_policy, "QSizePolicy");
    qsm_data_stream_free(stream);
}

static void nulls_of_trees(void)
{
    qsm_data_stream *stream = qsm_data_stream_new_reader(NULL, 0);
    NULLS_OF_TREE(date_time, "QDateTime");
    NULLS_OF_TREE(time_zone, "QTimeZone");
    NULLS_OF_TREE(bit_array, "QBitArray");
    NULLS_OF_TREE(regular_expression, "QRegularExpression");
    NULLS_OF_TREE(reg_exp, "QRegExp");
    NULLS_OF_TREE(json_value, "QJsonValue");
    NULLS_OF_TREE(easing_curve, "QEasingCurve");
    qsm_data_stream_free(stream);
}

/* A number is read also under an older error, which its reading reports. */
#define UNDER_ERROR(name, c_type)                                                                  \
    do {                                                                                           \
        c_type number = 0;                                                                         \
        CU_ASSERT_TRUE(qsm_data_stream_seek(in, 0));                                               \
        CU_ASSERT_FALSE(qsm_data_stream_read_##name(in, &number));                                 \
        CU_ASSERT_TRUE(number != 0);                                                               \
    } while (0)

static void older_error(void)
{
    static const char bytes[] = {1, 1, 1, 1, 1, 1, 1, 1};
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes);
    qsm_data_stream_set_status(in, QSM_DATA_STREAM_READ_CORRUPT_DATA);
    UNDER_ERROR(int8, int8_t);
    UNDER_ERROR(uint8, uint8_t);
    UNDER_ERROR(int16, int16_t);
    UNDER_ERROR(uint16, uint16_t);
    UNDER_ERROR(int32, int32_t);
    UNDER_ERROR(uint32, uint32_t);
    UNDER_ERROR(int64, int64_t);
    UNDER_ERROR(uint64, uint64_t);
    UNDER_ERROR(bool, bool);
    UNDER_ERROR(double, double);
    float small = 0;
    CU_ASSERT_TRUE(qsm_data_stream_seek(in, 0));
    CU_ASSERT_FALSE(qsm_data_stream_read_float(in, &small)); /* too small for a float */
    qsm_data_stream_free(in);
}

QSM_SUITE("memory of values", {"each size of memory", memory}, {"a long text", long_text},
          {"keys of each kind", keys}, {"structs", structs}, {"arenas", arenas},
          {"skipped", skipped}, {"the functions of a struct", plain_structs}, {"NULL", nulls},
          {"NULL, of trees", nulls_of_trees}, {"under an older error", older_error})
