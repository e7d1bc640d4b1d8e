/* SPDX-License-Identifier: MIT */
/* Trees: values and their conversions, paths, changes, copies, equality, each allocation failing.
 */
#include <qsm/stream_schema.h>
#include <qsm/variant.h>

#include <errno.h>
#include <math.h>
#include <string.h>

#include "failing_memory.h"
#include "trees.h"
#include "value/number.h"

static void conversions(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *v = qsm_tree_root(tree);
    bool truth = true;
    int32_t i32 = 42;
    uint32_t u32 = 42;
    int64_t i64 = 42;
    uint64_t u64 = 42;
    double real = 42;
    CU_ASSERT_FALSE(qsm_variant_to_int32(v, &i32));
    CU_ASSERT_TRUE(qsm_variant_is_null(v));
    CU_ASSERT_TRUE(qsm_variant_set_double(v, -3.0));
    CU_ASSERT_FALSE(qsm_variant_is_null(v));
    CU_ASSERT_TRUE(qsm_variant_to_int32(v, &i32) && i32 == -3);
    CU_ASSERT_FALSE(qsm_variant_to_uint32(v, &u32) || qsm_variant_to_uint64(v, &u64));
    CU_ASSERT_TRUE(qsm_variant_set_double(v, 0.5));
    CU_ASSERT_FALSE(qsm_variant_to_int64(v, &i64) || qsm_variant_to_bool(v, &truth));
    CU_ASSERT_TRUE(qsm_variant_to_double(v, &real) && real == 0.5);
    CU_ASSERT_TRUE(qsm_variant_set_double(v, (double)NAN));
    CU_ASSERT_FALSE(qsm_variant_to_int64(v, &i64) || qsm_variant_to_uint64(v, &u64));
    CU_ASSERT_TRUE(qsm_variant_set_double(v, 18446744073709551616.0));
    CU_ASSERT_FALSE(qsm_variant_to_int64(v, &i64) || qsm_variant_to_uint64(v, &u64));
    CU_ASSERT_TRUE(qsm_variant_set_uint64(v, UINT64_MAX));
    CU_ASSERT_FALSE(qsm_variant_to_int64(v, &i64) || qsm_variant_to_double(v, &real));
    CU_ASSERT_TRUE(qsm_variant_to_uint64(v, &u64) && u64 == UINT64_MAX);
    CU_ASSERT_TRUE(qsm_variant_set_int64(v, INT64_MIN));
    CU_ASSERT_FALSE(qsm_variant_to_int32(v, &i32) || qsm_variant_to_double(v, &real));
    CU_ASSERT_TRUE(qsm_variant_to_int64(v, &i64) && i64 == INT64_MIN);
    CU_ASSERT_TRUE(qsm_variant_set_uint32(v, UINT32_MAX));
    CU_ASSERT_FALSE(qsm_variant_to_int32(v, &i32));
    CU_ASSERT_TRUE(qsm_variant_to_uint32(v, &u32) && u32 == UINT32_MAX);
    CU_ASSERT_TRUE(qsm_variant_set_bool(v, true));
    CU_ASSERT_TRUE(qsm_variant_to_int32(v, &i32) && i32 == 1);
    CU_ASSERT_TRUE(qsm_variant_set_int32(v, 2));
    CU_ASSERT_FALSE(qsm_variant_to_bool(v, &truth));
    CU_ASSERT_EQUAL(i32, 1);
    CU_ASSERT_TRUE(qsm_variant_set_text(v, qsm_text_of("12")));
    CU_ASSERT_FALSE(qsm_variant_to_int32(v, &i32)); /* text is no number */
    CU_ASSERT_STRING_EQUAL(qsm_variant_text(v).data, "12");
    CU_ASSERT_PTR_NULL(qsm_variant_bytes(v).data);
    qsm_bytes bytes = {"a\0b", 3};
    CU_ASSERT_TRUE(qsm_variant_set_bytes(v, bytes));
    CU_ASSERT_EQUAL(qsm_variant_bytes(v).size, 3);
    CU_ASSERT_PTR_NULL(qsm_variant_text(v).data);
    CU_ASSERT_EQUAL(qsm_variant_type(v), QSM_VARIANT_BYTE_ARRAY);
    CU_ASSERT_STRING_EQUAL(qsm_variant_type_name(v), "QByteArray");
    CU_ASSERT_EQUAL(qsm_variant_offset(v, NULL), SIZE_MAX);
    errno = 0;
    CU_ASSERT_FALSE(qsm_variant_set_text(v, qsm_text_of("\xff")));
    CU_ASSERT_EQUAL(errno, EINVAL);
    qsm_tree_free(tree);
}

/* Numbers of 16 bits, all of them. */
static void halves(void)
{
    unsigned wrong = 0;
    for (uint32_t bits = 0; bits <= 0xffff; bits++) {
        double value = qsm__double_of_half((uint16_t)bits);
        bool nan = (bits & 0x7fff) > 0x7c00;
        wrong += nan != (value != value);
        wrong += !nan && qsm__half_of_double(value) != bits;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_EQUAL(qsm__double_of_half(0x3555), 0.333251953125);
    CU_ASSERT_EQUAL(qsm__half_of_double(1.0 / 3), 0x3555);
    CU_ASSERT_EQUAL(qsm__half_of_double(65520), 0x7c00);
    CU_ASSERT_EQUAL(qsm__half_of_double(65519), 0x7bff);
    CU_ASSERT_EQUAL(qsm__half_of_double(1e300), 0x7c00);
}

static void nothing_given(void)
{
    int32_t number = 5;
    CU_ASSERT_EQUAL(qsm_variant_type(NULL), QSM_VARIANT_INVALID);
    CU_ASSERT_STRING_EQUAL(qsm_variant_type_name(NULL), "");
    CU_ASSERT_TRUE(qsm_variant_is_null(NULL));
    CU_ASSERT_FALSE(qsm_variant_to_int32(NULL, &number));
    CU_ASSERT_EQUAL(number, 5);
    CU_ASSERT_PTR_NULL(qsm_variant_text(NULL).data);
    CU_ASSERT_PTR_NULL(qsm_variant_bytes(NULL).data);
    CU_ASSERT_EQUAL(qsm_variant_count(NULL), 0);
    CU_ASSERT_PTR_NULL(qsm_variant_at(NULL, 0));
    CU_ASSERT_PTR_NULL(qsm_variant_key(NULL, 0));
    CU_ASSERT_PTR_NULL(qsm_variant_path(NULL, "a"));
    CU_ASSERT_TRUE(qsm_variant_equals(NULL, NULL));
    errno = 0;
    CU_ASSERT_FALSE(qsm_variant_set_int32(NULL, 1) || qsm_variant_set_list(NULL) ||
                    qsm_variant_set_invalid(NULL) || qsm_variant_set_text(NULL, qsm_text_of("")) ||
                    qsm_variant_assign(NULL, NULL) || qsm_variant_remove(NULL, 0) ||
                    qsm_variant_sort(NULL, 0));
    qsm_bytes none = {NULL, 0};
    CU_ASSERT_FALSE(qsm_variant_set_bytes(NULL, none));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_PTR_NULL(qsm_variant_append(NULL));
    CU_ASSERT_PTR_NULL(qsm_variant_insert(NULL, "a"));
    CU_ASSERT_PTR_NULL(qsm_variant_child(NULL, 0));
    CU_ASSERT_PTR_NULL(qsm_tree_root(NULL));
    qsm_tree_clear(NULL);
    qsm_tree_free(NULL);
    qsm_tree *tree = new_tree();
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_FALSE(qsm_data_stream_write_variant(out, NULL) ||
                    qsm_data_stream_read_variant(out, NULL) ||
                    qsm_data_stream_write_variant(NULL, qsm_tree_root(tree)) ||
                    qsm_data_stream_read_variant(NULL, qsm_tree_root(tree)) ||
                    qsm_data_stream_write_value(NULL, qsm_tree_root(tree)) ||
                    qsm_data_stream_read_value(out, NULL, qsm_tree_root(tree)));
    CU_ASSERT_EQUAL(qsm_data_stream_size_of_variant(NULL, qsm_tree_root(tree)), SIZE_MAX);
    CU_ASSERT_FALSE(qsm_data_stream_write_value(out, qsm_tree_root(tree))); /* invalid */
    CU_ASSERT_EQUAL(qsm_data_stream_status(out), QSM_DATA_STREAM_WRITE_FAILED);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

static void paths(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    qsm_variant_set_map(root);
    qsm_variant *windows = qsm_variant_insert(root, "windows");
    qsm_variant_set_list(windows);
    qsm_variant_append(windows);
    qsm_variant *second = qsm_variant_append(windows);
    qsm_variant_set_map(second);
    qsm_variant_set_text(qsm_variant_insert(second, "title"), qsm_text_of("t"));
    qsm_variant_set_int32(qsm_variant_insert(second, "a.b\"c]\\"), 7);
    static const char *const good[] = {"windows[1].title", "[\"windows\"][1][\"title\"]"};
    for (size_t i = 0; i < 2; i++) {
        const qsm_variant *title = qsm_variant_path(root, good[i]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(title);
        CU_ASSERT_STRING_EQUAL(qsm_variant_text(title).data, "t");
    }
    CU_ASSERT_PTR_NOT_NULL(qsm_variant_path(root, "windows[1][\"a.b\\\"c]\\\\\"]"));
    CU_ASSERT_PTR_EQUAL(qsm_variant_path(root, ""), root);
    static const char *const bad[] = {"windows[2]",
                                      "windows[-1]",
                                      "windows[",
                                      "windows[1",
                                      "windows[1].",
                                      ".windows",
                                      "windows..x",
                                      "windows]",
                                      "windows[1]x",
                                      "windows[x]",
                                      "[\"windows]",
                                      "[\"windows\"",
                                      "windows[99999999999999999999999]",
                                      "nothing",
                                      "windows[\"a\"]"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_PTR_NULL(qsm_variant_path(root, bad[i]));
    CU_ASSERT_PTR_NULL(qsm_variant_path(root, NULL));
    CU_ASSERT_PTR_NULL(qsm_variant_find(root, NULL));
    qsm_tree_free(tree);
}

static void changes(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *map = qsm_tree_root(tree);
    static const char *const keys[] = {"m", "b", "z", "\xee\x80\x80", "\xf0\x9f\x98\x80", "", "b"};
    CU_ASSERT_TRUE(qsm_variant_set_map(map));
    for (int i = 0; i < 7; i++)
        CU_ASSERT_TRUE(qsm_variant_set_int32(qsm_variant_insert(map, keys[i]), i));
    CU_ASSERT_EQUAL(qsm_variant_count(map), 6);
    static const char *const ascending[] = {"", "b", "m", "z", "\xf0\x9f\x98\x80", "\xee\x80\x80"};
    for (int qt = 5; qt <= 6; qt++) {
        qsm_tree *other = new_tree();
        qsm_data_stream *out = written(map, qt << 16);
        qsm_data_stream *in =
            qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
        CU_ASSERT_TRUE(qsm_data_stream_read_variant(in, qsm_tree_root(other)));
        for (size_t i = 0; i < 6; i++)
            CU_ASSERT_STRING_EQUAL(qsm_variant_key_text(qsm_tree_root(other), i).data,
                                   ascending[qt == 6 ? i : 5 - i]);
        CU_ASSERT_TRUE(qsm_variant_equals(map, qsm_tree_root(other)));
        qsm_variant_set_int32(qsm_variant_insert(qsm_tree_root(other), "b"), 9);
        CU_ASSERT_FALSE(qsm_variant_equals(map, qsm_tree_root(other)));
        /* A map that was read keeps its order; new keys come last, until it is sorted. */
        qsm_variant_set_int32(qsm_variant_insert(qsm_tree_root(other), "a"), 1);
        CU_ASSERT_STRING_EQUAL(qsm_variant_key_text(qsm_tree_root(other), 6).data, "a");
        CU_ASSERT_TRUE(qsm_variant_sort(qsm_tree_root(other), 0x060000));
        CU_ASSERT_STRING_EQUAL(qsm_variant_key_text(qsm_tree_root(other), 1).data, "a");
        CU_ASSERT_TRUE(qsm_variant_sort(qsm_tree_root(other), 0x050f00));
        CU_ASSERT_STRING_EQUAL(qsm_variant_key_text(qsm_tree_root(other), 5).data, "a");
        qsm_data_stream_free(in);
        qsm_data_stream_free(out);
        qsm_tree_free(other);
    }
    CU_ASSERT_TRUE(qsm_variant_remove(map, 1));
    CU_ASSERT_PTR_NULL(qsm_variant_find(map, "b"));
    CU_ASSERT_FALSE(qsm_variant_remove(map, 5));
    errno = 0;
    CU_ASSERT_PTR_NULL(qsm_variant_append(map));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_PTR_NULL(qsm_variant_child(map, 5));
    CU_ASSERT_PTR_NULL(qsm_variant_insert(map, "\xff"));
    CU_ASSERT_PTR_NULL(qsm_variant_insert(qsm_variant_child(map, 0), "a"));
    CU_ASSERT_FALSE(qsm_variant_sort(qsm_variant_child(map, 0), 0));
    qsm_tree_free(tree);
}

/* Nodes do not move, whatever is added around them. */
static void nodes_stay(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *list = made(tree, "QVariantList", "[{\"metatype\":\"int\",\"value\":5}]");
    qsm_variant *first = qsm_variant_child(list, 0);
    for (int i = 0; i < 1000; i++)
        CU_ASSERT_TRUE(qsm_variant_set_int32(qsm_variant_append(list), i));
    CU_ASSERT_PTR_EQUAL(qsm_variant_child(list, 0), first);
    CU_ASSERT_TRUE(qsm_variant_remove(list, 1));
    int32_t value = 0;
    CU_ASSERT_TRUE(qsm_variant_to_int32(qsm_variant_at(list, 1), &value) && value == 1);
    CU_ASSERT_TRUE(qsm_variant_to_int32(first, &value) && value == 5);
    /* An element of a list has the type of the list when it is written. */
    CU_ASSERT_TRUE(qsm_variant_set_string_list(list));
    qsm_variant_set_int32(qsm_variant_append(list), 1);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_FALSE(qsm_data_stream_write_variant(out, list));
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(out),
                           "byte 9, [0]: int where QString is needed");
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

static const char everything[] =
    "{\"metatype\":\"QVariantMap\",\"value\":{\"pairs\":["
    "[\"classes\",{\"metatype\":\"QVariantList\",\"value\":[{\"metatype\":\""
    "QDateTime\",\"value\":{\"date\":{\"iso\":\"2024-12-31\",\"jd\":2460676}"
    ",\"time\":{\"iso\":\"00:00:00.001\",\"ms\":1},\"spec\":\"zone\",\"zone\":{"
    "\"custom\":{\"id\":\"My/Zone\",\"offset\":60,\"name\":\"n\",\"abbreviatio"
    "n\":\"a\",\"territory\":0,\"comment\":null}},\"offset\":60}},{\"metaty"
    "pe\":\"QTimeZone\",\"value\":{\"id\":\"UTC\"}},{\"metatype\":\"QBitArray"
    "\",\"value\":{\"bits\":\"1011\"}},{\"metatype\":\"QUrl\",\"value\":\"a:b\"}"
    ",{\"metatype\":\"QLocale\",\"value\":\"de_DE\"},{\"metatype\":\"QRegula"
    "rExpression\",\"value\":{\"pattern\":\"a\",\"options\":1}},{\"metatype"
    "\":\"QJsonValue\",\"value\":{\"jsonvalue\":{\"json\":\"[1]\"}}},{\"metat"
    "ype\":\"QJsonDocument\",\"value\":{\"json\":\"{}\"}},{\"metatype\":\"QCb"
    "orValue\",\"value\":{\"diag\":\"[\\\"a\\\", 1]\"}},{\"metatype\":\"QVersio"
    "nNumber\",\"value\":[6,4]},{\"metatype\":\"QEasingCurve\",\"value\":{"
    "\"type\":45,\"period\":0.5,\"amplitude\":1,\"overshoot\":2,\"bezierCu"
    "rves\":[[0.5,1]],\"tcbPoints\":[]}}]}],"
    "[\"list\",{\"metatype\":\"QVariantList\",\"value\":[{\"metatype\":null,\"value\":null},"
    "{\"metatype\":\"QVariant\",\"value\":{\"metatype\":\"int\",\"value\":3}}]}],"
    "[\"names\",{\"metatype\":\"QStringList\",\"value\":[\"a\",null,\"\"]}],"
    "[\"pair\",{\"metatype\":\"std::pair<int,QString>\",\"value\":[1,\"x\"]}],"
    "[\"typed\",{\"metatype\":\"QMap<int,QList<QByteArray>>\",\"value\":{\"pairs\":"
    "[[-1,[{\"hex\":\"00ff\"},null]],[7,[]]]}}]]}}";

static void copies(void)
{
    qsm_tree *one = new_tree();
    qsm_tree *other = new_tree();
    qsm_variant *from = made(one, "QVariant", everything);
    qsm_variant *to = qsm_tree_root(other);
    CU_ASSERT_TRUE(qsm_variant_assign(to, from));
    CU_ASSERT_TRUE(qsm_variant_equals(to, from));
    qsm_data_stream *first = written(from, 0);
    qsm_tree_free(one); /* the copy has nothing of it */
    qsm_data_stream *second = written(to, 0);
    CU_ASSERT_EQUAL(qsm_data_stream_size(first), qsm_data_stream_size(second));
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(first), qsm_data_stream_data(second),
                           qsm_data_stream_size(first)),
                    0);
    /* Into a part of itself, and a part of it into itself. */
    CU_ASSERT_TRUE(qsm_variant_assign(qsm_variant_insert(to, "self"), to));
    CU_ASSERT_EQUAL(qsm_variant_count(qsm_variant_path(to, "self.self")), 0);
    CU_ASSERT_EQUAL(qsm_variant_count(qsm_variant_path(to, "self")), 6);
    CU_ASSERT_TRUE(qsm_variant_assign(to, qsm_variant_path(to, "self.names")));
    CU_ASSERT_EQUAL(qsm_variant_type(to), QSM_VARIANT_STRING_LIST);
    CU_ASSERT_EQUAL(qsm_variant_count(to), 3);
    CU_ASSERT_TRUE(qsm_variant_assign(to, to));
    CU_ASSERT_TRUE(qsm_variant_assign(to, NULL));
    CU_ASSERT_EQUAL(qsm_variant_type(to), QSM_VARIANT_INVALID);
    qsm_data_stream_free(first);
    qsm_data_stream_free(second);
    qsm_tree_free(other);
}

static void equality(void)
{
    static const char *const different[] = {
        "{\"metatype\":\"int\",\"value\":0}",
        "{\"metatype\":\"uint\",\"value\":0}",
        "{\"metatype\":\"double\",\"value\":0}",
        "{\"metatype\":\"double\",\"value\":\"-0\"}",
        "{\"metatype\":\"QString\",\"value\":\"\"}",
        "{\"metatype\":\"QString\",\"value\":null}",
        "{\"metatype\":null,\"value\":null}",
        "{\"metatype\":\"QByteArray\",\"value\":null}",
        "{\"metatype\":\"QVariantList\",\"value\":[]}",
        "{\"metatype\":\"std::nullptr_t\",\"value\":null}",
        "{\"metatype\":\"int\",\"value\":0,\"isNull\":true}",
        "{\"metatype\":\"QVariant\",\"value\":{\"metatype\":\"int\",\"value\":0}}",
        "{\"metatype\":\"QVariantMap\",\"value\":{\"pairs\":[[\"a\",{\"metatype\":\"int\","
        "\"value\":0}]]}}",
        "{\"metatype\":\"QVariantMap\",\"value\":{\"pairs\":[[\"b\",{\"metatype\":\"int\","
        "\"value\":0}]]}}",
        "{\"metatype\":\"QMultiMap<int,int>\",\"value\":{\"insertedInThisOrder\":[[1,1],[1,2],[0,0]"
        "]}}",
        "{\"metatype\":\"QMultiMap<int,int>\",\"value\":{\"insertedInThisOrder\":[[1,2],[1,1],[0,0]"
        "]}}"};
    enum { COUNT = sizeof different / sizeof different[0] };
    qsm_tree *trees[COUNT][2];
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < 2; j++) {
            trees[i][j] = new_tree();
            made(trees[i][j], "QVariant", different[i]);
        }
    }
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++)
            CU_ASSERT_EQUAL(
                qsm_variant_equals(qsm_tree_root(trees[i][0]), qsm_tree_root(trees[j][1])), i == j);
    }
    for (int i = 0; i < COUNT; i++) {
        qsm_tree_free(trees[i][0]);
        qsm_tree_free(trees[i][1]);
    }
}

/* Reading, copying, JSON and writing, each with every allocation failing once. */
static unsigned char wire[2000];
static size_t wire_size;

static bool try_reading(void)
{
    bool ok = false;
    qsm_tree *tree = qsm_tree_new();
    qsm_tree *other = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(wire, wire_size);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    if (tree != NULL && other != NULL && in != NULL && out != NULL)
        ok = qsm_data_stream_read_variant(in, qsm_tree_root(tree)) &&
             qsm_variant_assign(qsm_tree_root(other), qsm_tree_root(tree)) &&
             qsm_data_stream_write_variant(out, qsm_tree_root(other)) &&
             qsm_data_stream_size(out) == wire_size &&
             qsm_data_stream_size_of_variant(out, qsm_tree_root(other)) == wire_size;
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
    qsm_tree_free(other);
    return ok;
}

static bool try_json(void)
{
    bool ok = false;
    size_t at;
    const char *problem;
    qsm_tree *tree = qsm_tree_new();
    qsm_tree *value = qsm_tree_new();
    if (tree != NULL && value != NULL &&
        qsm__json_parse(everything, strlen(everything), qsm_tree_root(tree), &problem, &at) &&
        json_to_value(qsm_tree_root(value), NULL, qsm_tree_root(tree), &problem)) {
        qsm_tree_clear(tree);
        char *text = NULL;
        if (qsm__json_from_value(qsm_tree_root(tree), NULL, qsm_tree_root(value), &problem))
            text = qsm__json_print(qsm_tree_root(tree), &at);
        ok = text != NULL && strcmp(text, everything) == 0;
        free(text);
    }
    qsm_tree_free(tree);
    qsm_tree_free(value);
    return ok;
}

static bool hear(void *context, const qsm_event *event)
{
    (void)context;
    return event->depth < 10;
}

static bool try_schema(void)
{
    static const char json[] = "[1,[{\"pairs\":[[2,\"a\"]]}],{\"metatype\":\"int\",\"value\":1},"
                               "{\"hex\":\"00\"},5]";
    bool ok = false;
    qsm_tree *tree = qsm_tree_new();
    qsm_schema *schema =
        qsm_schema_new("int,QList<QMap<int,QString>>,QVariant,raw[1],sized16(int)");
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    if (tree != NULL && schema != NULL && out != NULL &&
        qsm_schema_from_json(schema, json, strlen(json), qsm_tree_root(tree), NULL) &&
        qsm_data_stream_write_schema(out, schema, qsm_tree_root(tree))) {
        qsm_data_stream *in =
            qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
        ok = in != NULL && qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree)) &&
             qsm_data_stream_seek(in, 0) && qsm_data_stream_read_events(in, schema, hear, NULL);
        char *text = ok ? qsm_variant_to_json(qsm_tree_root(tree)) : NULL;
        ok = ok && text != NULL;
        free(text);
        qsm_data_stream_free(in);
    }
    qsm_data_stream_free(out);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
    return ok;
}

static bool try_building(void)
{
    qsm_tree *tree = qsm_tree_new();
    if (tree == NULL)
        return false;
    qsm_variant *map = qsm_tree_root(tree);
    bool ok = qsm_variant_set_map(map);
    char key[] = "k00";
    for (int i = 0; i < 99 && ok; i++) {
        key[1] = (char)('0' + i / 10);
        key[2] = (char)('0' + i % 10);
        ok = qsm_variant_set_text(qsm_variant_insert(map, key), qsm_text_of(key));
    }
    ok = ok && qsm_variant_sort(map, 0) && qsm_variant_remove(map, 0);
    static char large[70000];
    qsm_bytes bytes = {large, sizeof large};
    ok = ok && qsm_variant_set_bytes(qsm_variant_child(map, 1), bytes) &&
         qsm_variant_path(map, "[\"k05\"]") != NULL;
    qsm_tree_free(tree);
    return ok;
}

static void out_of_memory(void)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *out = written(made(tree, "QVariant", everything), 0);
    wire_size = qsm_data_stream_size(out);
    CU_ASSERT_TRUE_FATAL(wire_size <= sizeof wire);
    memcpy(wire, qsm_data_stream_data(out), wire_size);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
    fail_each(try_reading);
    fail_each(try_json);
    fail_each(try_schema);
    fail_each(try_building);
}

QSM_SUITE("variants", {"conversions", conversions}, {"numbers of 16 bits", halves},
          {"nothing given", nothing_given}, {"paths", paths}, {"changes", changes},
          {"nodes stay", nodes_stay}, {"copies", copies}, {"equality", equality},
          {"out of memory", out_of_memory})
