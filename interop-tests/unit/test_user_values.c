/* SPDX-License-Identifier: MIT */
/*
 * Values of the types of a program: new ones, conversions, values and JSON that do not fit. Each
 * allocation fails once.
 */
#include <qsm/memory.h>
#include <qsm/stream_schema.h>
#include <qsm/values.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "failing_memory.h"
#include "some_types.h"

static qsm_variant *part(qsm_variant *value, const char *name)
{
    return qsm_variant_insert(value, name);
}

/* A value that a program builds. */
static void building(void)
{
    qsm_types *types = some_types();
    CU_ASSERT_TRUE(qsm_types_add(types, "Half", "std::pair<int,Lost> lost"));
    qsm_tree *tree = qsm_tree_new();
    qsm_variant *root = qsm_tree_root(tree);
    CU_ASSERT_TRUE(qsm_variant_set_type(root, types, "Alias"));
    CU_ASSERT_TRUE(qsm_variant_set_int32(part(part(root, "buffer"), "id"), 5));
    CU_ASSERT_TRUE(qsm_variant_set_int32(part(root, "any"), 6));
    char *json = qsm_variant_to_json(root);
    expect_text(json, "{\"buffer\":{\"id\":5,\"type\":0,\"name\":null},\"level\":0,\"notes\":"
                      "{\"pairs\":[]},\"any\":{\"metatype\":\"int\",\"value\":6}}");
    qsm_free(json);
    CU_ASSERT_TRUE(qsm_variant_set_int32(part(root, "level"), 6));
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_FALSE(qsm_data_stream_write_value(out, root));
    expect_text(qsm_data_stream_error_string(out), "byte 10, level: int where Level is needed");
    CU_ASSERT_TRUE(qsm_variant_convert(part(root, "level"), types, "Level"));
    qsm_data_stream_reset_status(out);
    CU_ASSERT_TRUE(qsm_data_stream_write_value(out, root));
    qsm_data_stream_free(out);
    static const char *const bad[] = {"Lost", "Nobody", "QList", "Half", NULL};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        errno = 0;
        CU_ASSERT_FALSE(qsm_variant_set_type(root, types, bad[i]));
        CU_ASSERT_EQUAL(errno, EINVAL);
        errno = 0;
        CU_ASSERT_FALSE(qsm_variant_convert(root, types, bad[i]));
        CU_ASSERT_EQUAL(errno, EINVAL);
    }
    expect_text(qsm_variant_type_name(root), "Alias");
    CU_ASSERT_TRUE(qsm_variant_set_type(root, NULL, "std::pair<int,QString>"));
    CU_ASSERT_EQUAL(qsm_variant_count(root), 2);
    qsm_tree_free(tree);
    qsm_types_free(types);
}

/* JSON of a QVariant, the type that it becomes, JSON then; NULL: it does not. */
static void convert(const char *json, const char *type, const char *wanted)
{
    qsm_types *types = some_types();
    qsm_schema *schema = qsm_schema_new_with_types("QVariant", types);
    qsm_tree *tree = qsm_tree_new();
    char whole[400];
    char *message;
    (void)snprintf(whole, sizeof whole, "[%s]", json);
    CU_ASSERT_TRUE_FATAL(
        qsm_schema_from_json(schema, whole, strlen(whole), qsm_tree_root(tree), &message));
    qsm_variant *value = qsm_variant_child(qsm_tree_root(tree), 0);
    errno = 0;
    bool ok = qsm_variant_convert(value, types, type);
    CU_ASSERT_EQUAL(ok, wanted != NULL);
    CU_ASSERT_EQUAL(errno, ok ? 0 : EINVAL);
    char *now = qsm_variant_to_json(value);
    expect_text(now, wanted != NULL ? wanted : json);
    if (ok)
        expect_text(qsm_variant_type_name(value), type);
    qsm_free(now);
    qsm_tree_free(tree);
    qsm_schema_free(schema);
    qsm_types_free(types);
}

static void conversions(void)
{
    convert("{\"metatype\":\"int\",\"value\":7}", "Level", "7");
    convert("{\"metatype\":\"int\",\"value\":256}", "Level", NULL);
    convert("{\"metatype\":\"double\",\"value\":2}", "ushort", "2");
    convert("{\"metatype\":\"double\",\"value\":2.5}", "ushort", NULL);
    convert("{\"metatype\":\"QString\",\"value\":\"a\"}", "QUrl", "\"a\"");
    convert("{\"metatype\":\"QString\",\"value\":\"a\"}", "Level", NULL);
    convert("{\"metatype\":\"QPoint\",\"value\":[1,2]}", "QSize", NULL);
    convert("{\"metatype\":\"QPoint\",\"value\":[1,2]}", "QPoint", "[1,2]");
    convert("{\"metatype\":null,\"value\":null}", "Level", NULL);
    convert("{\"metatype\":\"QVariantList\",\"value\":[{\"metatype\":\"int\",\"value\":7}]}",
            "QList<Level>", "[7]");
    convert("{\"metatype\":\"QVariantList\",\"value\":[{\"metatype\":null,\"value\":null}]}",
            "QList<Level>", NULL);
    convert("{\"metatype\":\"QMap<QString,int>\",\"value\":{\"pairs\":[[\"a\",1]]}}",
            "QHash<QString,Level>", "{\"pairs\":[[\"a\",1]]}");
    convert("{\"metatype\":\"QMap<QString,int>\",\"value\":{\"pairs\":[[\"a\",1]]}}", "Buffer",
            NULL);
    convert("{\"metatype\":\"QMap<QString,int>\",\"value\":{\"pairs\":[[\"a\",1],[\"b\",1],[\"id\","
            "1]]}}",
            "Buffer", NULL);
    convert(
        "{\"metatype\":\"QVariantMap\",\"value\":{\"pairs\":[[\"id\",{\"metatype\":\"qlonglong\","
        "\"value\":5}],[\"name\",{\"metatype\":\"QByteArray\",\"value\":null}],[\"type\","
        "{\"metatype\":\"int\",\"value\":6}]]}}",
        "Buffer", "{\"id\":5,\"type\":6,\"name\":null}");
    convert(
        "{\"metatype\":\"QVariantMap\",\"value\":{\"pairs\":[[\"id\",{\"metatype\":\"qlonglong\","
        "\"value\":5}],[\"name\",{\"metatype\":\"QByteArray\",\"value\":null}],[\"type\","
        "{\"metatype\":\"int\",\"value\":-6}]]}}",
        "Buffer", NULL);
}

/* JSON that does not fit, and where. */
static void wrong_json(void)
{
    static const char *const wrong[][2] = {
        {"[{\"id\":1,\"type\":2}]", "[0].name, Buffer: a member of an object is missing"},
        {"[{\"id\":1,\"type\":-2,\"name\":null}]", "[0].type, Buffer: "},
        {"[[1]]", "[0].id, Buffer: a member of an object is missing"},
    };
    qsm_types *types = some_types();
    qsm_schema *schema = qsm_schema_new_with_types("Buffer", types);
    qsm_tree *tree = qsm_tree_new();
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char *message;
        CU_ASSERT_FALSE(qsm_schema_from_json(schema, wrong[i][0], strlen(wrong[i][0]),
                                             qsm_tree_root(tree), &message));
        CU_ASSERT_EQUAL(strncmp(message, wrong[i][1], strlen(wrong[i][1])), 0);
        qsm_free(message);
    }
    qsm_tree_free(tree);
    qsm_schema_free(schema);
    qsm_types_free(types);
}

/* A value of another type, and one whose fields another set has. */
static void wrong_values(void)
{
    qsm_types *types = some_types();
    qsm_types *others = qsm_types_new();
    add(others, "Buffer", "qint32 id");
    qsm_tree *tree = qsm_tree_new();
    qsm_schema *schema = qsm_schema_new_with_types("Buffer", types);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE(qsm_variant_set_list(qsm_tree_root(tree)));
    qsm_variant *value = qsm_variant_append(qsm_tree_root(tree));
    CU_ASSERT_TRUE(qsm_variant_set_type(value, types, "Node"));
    CU_ASSERT_FALSE(qsm_data_stream_write_schema(out, schema, qsm_tree_root(tree)));
    expect_text(qsm_data_stream_error_string(out), "byte 0, [0]: Node where Buffer is needed");
    qsm_data_stream_reset_status(out);
    CU_ASSERT_TRUE(qsm_variant_set_int32(value, 1));
    CU_ASSERT_FALSE(qsm_data_stream_write_schema(out, schema, qsm_tree_root(tree)));
    qsm_data_stream_reset_status(out);
    CU_ASSERT_TRUE(qsm_variant_set_type(value, others, "Buffer"));
    CU_ASSERT_FALSE(qsm_data_stream_write_schema(out, schema, qsm_tree_root(tree)));
    expect_text(qsm_data_stream_error_string(out), "byte 0, [0]: Buffer: fields are missing");
    qsm_data_stream_free(out);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
    qsm_types_free(others);
    qsm_types_free(types);
}

/* Memory comes in blocks: this many bytes before them, and another step is the one that fails. */
enum { MOST_SHIFT = 1800, SHIFT_STEP = 8, NAME = 160 };
static size_t shift;
static char letters[MOST_SHIFT + 1];

/* Names and types that take memory. */
static bool take_memory(qsm_types *types)
{
    char name[40];
    bool ok = qsm_types_add(types, letters + MOST_SHIFT - 1 - shift % NAME, "int");
    for (size_t i = 0; i < shift / NAME && ok; i++) {
        (void)snprintf(name, sizeof name, "Before%zu", i);
        ok = qsm_types_add(types, name, "int");
    }
    return ok;
}

static bool try_types(void)
{
    qsm_types *types = qsm_types_new();
    bool ok = types != NULL && take_memory(types);
    static char name[16];
    for (int i = 0; i < 40 && ok; i++) {
        (void)snprintf(name, sizeof name, "Type%d", i);
        errno = 0;
        ok = qsm_types_add(types, name, "qint32 id, QMap<int,Later> map, QList<Later> list");
        CU_ASSERT_TRUE(ok || (errno == ENOMEM && failed));
        if (!ok)
            expect_text(qsm_types_error_string(types), "no memory");
    }
    qsm_types_free(types);
    return ok;
}

static qsm_types *both[2];

/* Two sets in a tree; reading, making, converting, writing. */
static bool try_values(void)
{
    static const char bytes[] = "\0\1\0\0\0\0\0\0\7Buffer\0\0\0\0\1\0\2\0\0\0\1a";
    qsm_tree *tree = qsm_tree_new();
    qsm_schema *schema = qsm_schema_new_with_types("QVariant", both[0]);
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes - 1);
    bool ok = tree != NULL && schema != NULL && in != NULL &&
              qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree));
    qsm_variant *value = ok ? qsm_variant_append(qsm_tree_root(tree)) : NULL;
    ok = value != NULL && qsm_variant_set_text(value, (qsm_text){letters, shift});
    for (int i = 0; i < 8 && ok; i++)
        ok = qsm_variant_set_type(value, both[1], "Alias") &&
             qsm_variant_convert(value, both[1], "Net::Server");
    qsm_data_stream_free(in);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
    return ok;
}

/* A second set in a tree without memory. */
static bool try_second_set(void)
{
    qsm_date_time value;
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader("\0\0\0", 3);
    bool ok = tree != NULL && in != NULL;
    if (ok) {
        CU_ASSERT_FALSE(qsm_variant_set_type(qsm_tree_root(tree), both[0], "Nobody"));
        qsm_data_stream_set_types(in, both[1]);
        CU_ASSERT_FALSE(qsm_data_stream_read_date_time(in, tree, &value));
        ok = qsm_data_stream_status(in) == QSM_DATA_STREAM_READ_PAST_END;
        if (!ok)
            expect_text(qsm_data_stream_error_string(in), "byte 0: no memory for the types");
    }
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    return ok;
}

/* JSON of many values: memory is taken at each step of one of them. */
static bool try_json(void)
{
    static char json[40 * 100 + 2];
    char *message = NULL;
    qsm_tree *tree = qsm_tree_new();
    qsm_schema *schema = qsm_schema_new_with_types("QList<Buffer>", both[0]);
    (void)strcpy(json, "[[");
    for (int i = 0; i < 100; i++)
        (void)strcat(json, i > 0 ? ",{\"id\":1,\"type\":2,\"name\":null}"
                                 : "{\"id\":1,\"type\":2,\"name\":null}");
    (void)strcat(json, "]]");
    bool ok = tree != NULL && schema != NULL &&
              qsm_schema_from_json(schema, json, strlen(json), qsm_tree_root(tree), &message);
    qsm_variant *list = ok ? qsm_variant_child(qsm_tree_root(tree), 0) : NULL;
    ok = ok && qsm_variant_convert(list, both[1], "QList<Buffer>");
    qsm_free(message);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
    return ok;
}

static void memory(void)
{
    const long before = alive; /* a static CUnit has blocks, too */
    both[0] = some_types();
    both[1] = some_types();
    memset(letters, 'a', MOST_SHIFT);
    for (shift = 0; shift < MOST_SHIFT; shift += SHIFT_STEP) {
        fail_each(try_types);
        fail_each(try_values);
    }
    fail_each(try_second_set);
    fail_each(try_json);
    qsm_types_free(both[0]);
    qsm_types_free(both[1]);
    CU_ASSERT_EQUAL(alive, before);
}

QSM_SUITE("values of the types of the program", {"building", building},
          {"conversions", conversions}, {"wrong JSON", wrong_json}, {"wrong values", wrong_values},
          {"memory", memory})
