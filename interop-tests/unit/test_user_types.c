/* SPDX-License-Identifier: MIT */
/*
 * The types of a program: which texts define one, their values in streams, trees and JSON, how long
 * they live, limits. Real Qt checks their bytes: differential.structs.
 */
#include <qsm/memory.h>
#include <qsm/stream_schema.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "some_types.h"

static void texts(void)
{
    static const char *const bad[][3] = {
        {"", "qint32 a", "\"\": this is no name of a type"},
        {"1a", "qint32 a", "\"1a\": this is no name of a type"},
        {"a b", "qint32 a", "\"a b\": this is no name of a type"},
        {"a<b", "qint32 a", "\"a<b\": this is no name of a type"},
        {"a>b<", "qint32 a", "\"a>b<\": this is no name of a type"},
        {"a,b", "qint32 a", "\"a,b\": this is no name of a type"},
        {"a\x01\"", "qint32 a", "\"a??\": this is no name of a type"},
        {"QString", "qint32 a", "\"QString\": this is a type of Qt"},
        {"quint8", "qint32 a", "\"quint8\": this is a type of Qt"},
        {"QList", "qint32 a", "\"QList\": this is a type of Qt"},
        {"Buffer", "qint32 a", "\"Buffer\": the type is already defined"},
        {"Level", "qint32", "\"Level\": the type is already defined"},
        {"A", "", "\"\": a type and a name are needed, such as qint32 id"},
        {"A", "qint32 a,", "\"\": a type and a name are needed, such as qint32 id"},
        {"A", "qint32 a, QString", "\"QString\": a type and a name are needed, such as qint32 id"},
        {"A", "qint32 a, QString 1",
         "\"QString 1\": a type and a name are needed, such as qint32 id"},
        {"A", "qint32 a, QString a", "\"a\": another field has this name"},
        {"A", "QVectr<int> a", "\"QVectr<int>\": no such template"},
        {"A", "QVectr<int>", "\"QVectr<int>\": no such template"},
        {"A", "QList<int a", "\"QList<int\": the types of a template are not complete"},
        {"A", "raw[16] a", "\"raw[16]\": no such type"},
        {"A", "void* a", "\"void*\": Qt has no stream operators for the type"},
        {"A", "A", "\"A\": the type would be itself"},
    };
    qsm_types *types = some_types();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        errno = 0;
        CU_ASSERT_FALSE(qsm_types_add(types, bad[i][0], bad[i][1]));
        CU_ASSERT_EQUAL(errno, EINVAL);
        expect_text(qsm_types_error_string(types), bad[i][2]);
    }
    add(types, "Pair<int>", "std::pair<int,int>");
    add(types, "A", "unsigned int a, Pair<int> b_2, QFlags<Qt::AlignmentFlag>c, long long d");
    qsm_types_free(types);
}

static void nothing_given(void)
{
    qsm_types *types = some_types();
    errno = 0;
    CU_ASSERT_FALSE(qsm_types_add(NULL, "A", "int a"));
    CU_ASSERT_FALSE(qsm_types_add(types, NULL, "int a"));
    CU_ASSERT_FALSE(qsm_types_add(types, "A", NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    expect_text(qsm_types_error_string(NULL), "");
    qsm_types_free(NULL);
    errno = 0;
    qsm_data_stream_set_types(NULL, types);
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
    CU_ASSERT_FALSE(qsm_variant_set_type(NULL, types, "Level"));
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
    CU_ASSERT_FALSE(qsm_variant_convert(NULL, types, "Level"));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_PTR_NULL(qsm_schema_new_with_types(NULL, types));
    qsm_types_free(types);
}

/* A type that contains itself has no end; a chain and a crowd have limits. What fails, is not
 * there. */
static void nested(void)
{
    char name[16];
    char field[64] = "Leaf a";
    static const char problem[] = ": the type contains itself, or more than 32 types within each "
                                  "other, or more than 60000 values";
    qsm_types *types = qsm_types_new();
    CU_ASSERT_FALSE(qsm_types_add(types, "A", "A a"));
    CU_ASSERT_TRUE(qsm_types_add(types, "B", "C c, int i"));
    expect_text(qsm_types_error_string(types),
                "\"C\": another type uses this type, but it is not defined");
    CU_ASSERT_TRUE(qsm_types_add(types, "D", "C"));
    CU_ASSERT_FALSE(qsm_types_add(types, "D", "int"));
    expect_text(qsm_types_error_string(types), "\"D\": the type is already defined");
    CU_ASSERT_FALSE(qsm_types_add(types, "C", "std::pair<int,B> b"));
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_types_error_string(types), problem));
    CU_ASSERT_FALSE(qsm_types_add(types, "C", "D d"));
    add(types, "C", "QList<B> b");
    CU_ASSERT_TRUE(qsm_types_add(types, "E", "F")); /* an alias of what comes */
    static const char *const endless[] = {"E", "QList<E>", "QMap<int,QList<E>>",
                                          "std::pair<E,int>"};
    for (size_t i = 0; i < sizeof endless / sizeof endless[0]; i++) {
        CU_ASSERT_FALSE(qsm_types_add(types, "F", endless[i]));
        CU_ASSERT_PTR_NOT_NULL(strstr(qsm_types_error_string(types), problem));
    }
    add(types, "F", "QList<E> e"); /* a class of C++ can have such a field */
    for (int i = 0; i < 32; i++) { /* the innermost comes last */
        (void)snprintf(name, sizeof name, "N%d", i);
        CU_ASSERT_TRUE(qsm_types_add(types, name, field));
        (void)snprintf(field, sizeof field, "N%d a", i);
    }
    CU_ASSERT_FALSE(qsm_types_add(types, "Leaf", "int i"));
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_types_error_string(types), problem));
    CU_ASSERT_TRUE(qsm_types_add(types, "Leaf", "quint8"));
    add(types, "D0", "int i, int j");
    for (int i = 1; i < 15; i++) {
        (void)snprintf(name, sizeof name, "D%d", i);
        (void)snprintf(field, sizeof field, "std::pair<D%d,D%d> a", i - 1, i - 1);
        add(types, name, field);
    }
    CU_ASSERT_FALSE(qsm_types_add(types, "D15", "D14 a, D14 b"));
    CU_ASSERT_FALSE(qsm_types_add(types, "D15", "D14 a, std::pair<D14,D14> b, D14 c, D14 d"));
    add(types, "D15", "D14 a");
    qsm_types_free(types);
}

static void many_fields(void)
{
    enum { MANY = 1001, EACH = 10 };
    static char text[MANY * EACH + 1];
    size_t before_last = 0;
    for (size_t i = 0; i < MANY; i++) {
        before_last = strlen(text);
        (void)snprintf(text + before_last, EACH, "%sint a%03zx", i > 0 ? "," : "", i);
    }
    qsm_types *types = qsm_types_new();
    CU_ASSERT_FALSE(qsm_types_add(types, "Large", text));
    expect_text(qsm_types_error_string(types), "\"int a000\": more than 1000 fields");
    text[before_last] = '\0';
    add(types, "Large", text);
    qsm_schema *schema = qsm_schema_new_with_types("QList<Large>", types);
    expect_text(qsm_schema_error_string(schema), "");
    /* Many are claimed: nothing is allocated for them. */
    static const unsigned char bytes[] = {0x7f, 0xff, 0xff, 0xff, 0, 0, 0};
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes);
    CU_ASSERT_FALSE(qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree)));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_PAST_END);
    expect_text(qsm_data_stream_error_path(in), "[0][0].a000");
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    qsm_schema_free(schema);
    qsm_types_free(types);
}

/* JSON, bytes, values, JSON. The types and the schema are freed first. */
static void round_trip(const char *text, const char *json, const char *bytes, size_t size)
{
    char *message = NULL;
    qsm_types *types = some_types();
    qsm_schema *schema = qsm_schema_new_with_types(text, types);
    qsm_tree *tree = qsm_tree_new();
    qsm_tree *copy = qsm_tree_new();
    qsm_variant *list = qsm_tree_root(tree);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    expect_text(qsm_schema_error_string(schema), "");
    CU_ASSERT_TRUE(qsm_schema_from_json(schema, json, strlen(json), list, &message));
    expect_text(message != NULL ? message : "", "");
    CU_ASSERT_TRUE(qsm_data_stream_write_schema(out, schema, list));
    expect_text(qsm_data_stream_error_string(out), "");
    CU_ASSERT_EQUAL_FATAL(qsm_data_stream_size(out), size);
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(out), bytes, size), 0);
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, size);
    CU_ASSERT_TRUE(qsm_data_stream_read_schema(in, schema, list));
    expect_text(qsm_data_stream_error_string(in), "");
    CU_ASSERT_TRUE(qsm_data_stream_at_end(in) && qsm_data_stream_canonical(in));
    qsm_data_stream_free(in);
    qsm_schema_free(schema);
    qsm_types_free(types);
    CU_ASSERT_TRUE(qsm_variant_assign(qsm_tree_root(copy), list));
    CU_ASSERT_TRUE(qsm_variant_equals(qsm_tree_root(copy), list));
    qsm_tree_free(tree); /* the copy holds the types, too */
    char *one = qsm_variant_to_json(qsm_variant_at(qsm_tree_root(copy), 0));
    CU_ASSERT_PTR_NOT_NULL_FATAL(one);
    char whole[600];
    (void)snprintf(whole, sizeof whole, "[%s]", one);
    expect_text(whole, json);
    qsm_free(one);
    qsm_free(message);
    qsm_data_stream_free(out);
    qsm_tree_free(copy);
}

#define ROUND_TRIP(types, json, bytes) round_trip(types, json, bytes, sizeof(bytes) - 1)

static void values(void)
{
    ROUND_TRIP("Buffer", "[{\"id\":1,\"type\":2,\"name\":{\"hex\":\"61\"}}]",
               "\0\0\0\1\0\2\0\0\0\1a");
    ROUND_TRIP("Node", "[{\"name\":\"a\",\"children\":[{\"name\":null,\"children\":[]}]}]",
               "\0\0\0\2\0a\0\0\0\1\xff\xff\xff\xff\0\0\0\0");
    ROUND_TRIP("QVariant", "[{\"metatype\":\"Level\",\"value\":7}]", "\0\1\0\0\0\0\0\0\6Level\0\7");
    ROUND_TRIP("QVariant",
               "[{\"metatype\":\"Buffer\",\"value\":{\"id\":-1,\"type\":2,\"name\":null}}]",
               "\0\1\0\0\0\0\0\0\7Buffer\0\xff\xff\xff\xff\0\2\xff\xff\xff\xff");
    ROUND_TRIP("QVariant", "[{\"metatype\":\"QMap<int,Level>\",\"value\":{\"pairs\":[[1,2]]}}]",
               "\0\1\0\0\0\0\0\0\x10QMap<int,Level>\0\0\0\0\1\0\0\0\1\2");
    ROUND_TRIP("QMap<Level,QList<Node> >", "[{\"pairs\":[[3,[{\"name\":\"\",\"children\":[]}]]]}]",
               "\0\0\0\1\3\0\0\0\1\0\0\0\0\0\0\0\0");
    ROUND_TRIP("Alias",
               "[{\"buffer\":{\"id\":1,\"type\":2,\"name\":null},\"level\":3,\"notes\":{\"pairs\":"
               "[[4,null]]},\"any\":{\"metatype\":\"Qt::Orientation\",\"value\":2}}]",
               "\0\0\0\1\0\2\xff\xff\xff\xff\3\0\0\0\1\0\0\0\4\xff\xff\xff\xff"
               "\0\1\0\0\0\0\0\0\x10Qt::Orientation\0\0\0\0\2");
}

/* A stream with types knows the names in its variants; one without does not. */
static void streams(void)
{
    static const char bytes[] = "\0\1\0\0\0\0\0\0\7Buffer\0\0\0\0\1\0\2\0\0\0\1a";
    qsm_types *types = some_types();
    qsm_types *others = some_types();
    qsm_tree *tree = qsm_tree_new();
    qsm_variant *root = qsm_tree_root(tree);
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes - 1);
    CU_ASSERT_FALSE(qsm_data_stream_read_variant(in, root));
    expect_text(qsm_data_stream_error_string(in), "byte 0: type \"Buffer\": no such type");
    qsm_data_stream_reset_status(in);
    qsm_data_stream_set_types(in, types);
    qsm_data_stream_set_types(in, others);
    qsm_data_stream_set_types(in, NULL);
    qsm_data_stream_set_types(in, types);
    qsm_types_free(types);
    qsm_data_stream_seek(in, 0);
    CU_ASSERT_TRUE(qsm_data_stream_read_variant(in, root));
    int32_t id = 0;
    size_t size;
    CU_ASSERT_EQUAL(qsm_variant_type(root), QSM_VARIANT_USER);
    expect_text(qsm_variant_type_name(root), "Buffer");
    CU_ASSERT_EQUAL(qsm_variant_count(root), 3);
    CU_ASSERT_TRUE(qsm_variant_to_int32(qsm_variant_path(root, "id"), &id) && id == 1);
    expect_text(qsm_variant_key_text(root, 2).data, "name");
    CU_ASSERT_PTR_NULL(qsm_variant_key(root, 3));
    CU_ASSERT_PTR_NULL(qsm_variant_find(root, "other"));
    CU_ASSERT_EQUAL(qsm_variant_offset(qsm_variant_at(root, 1), &size), 20);
    CU_ASSERT_EQUAL(size, 2);
    CU_ASSERT_PTR_NULL(qsm_variant_insert(root, "other"));
    CU_ASSERT_PTR_NULL(qsm_variant_append(root));
    CU_ASSERT_FALSE(qsm_variant_remove(root, 0));
    CU_ASSERT_FALSE(qsm_variant_sort(root, 0x060400));
    CU_ASSERT_EQUAL(qsm_data_stream_size_of_variant(in, root), sizeof bytes - 1);
    /* A value by its name; the same again in another tree, which has two sets then. */
    qsm_data_stream_seek(in, 16);
    qsm_tree *other = qsm_tree_new();
    CU_ASSERT_TRUE(qsm_variant_set_list(qsm_tree_root(other)));
    qsm_variant *second = qsm_variant_append(qsm_tree_root(other));
    CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "Buffer", second));
    CU_ASSERT_TRUE(
        qsm_variant_set_type(qsm_variant_append(qsm_tree_root(other)), others, "Buffer"));
    CU_ASSERT_TRUE(qsm_variant_assign(qsm_variant_append(qsm_tree_root(other)), root));
    qsm_types_free(others);
    qsm_data_stream_free(in);
    CU_ASSERT_TRUE(qsm_variant_equals(second, qsm_variant_at(qsm_tree_root(other), 2)));
    CU_ASSERT_FALSE(qsm_variant_equals(second, qsm_variant_at(qsm_tree_root(other), 1)));
    qsm_tree_free(tree);
    qsm_tree_clear(other);
    qsm_tree_free(other);
}

/* Qt 5 writes no value for an enum; a program that has registered it does. */
static void enums(void)
{
    static const char bytes[] = "\0\0\4\0\0\0\0\0\x10Qt::Orientation\0\0\0\0\2";
    qsm_types *types = some_types();
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes - 1);
    qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_5_15);
    CU_ASSERT_FALSE(qsm_data_stream_read_variant(in, qsm_tree_root(tree)));
    expect_text(qsm_data_stream_error_string(in),
                "byte 0: Qt 5 writes no value for the type \"Qt::Orientation\"");
    qsm_data_stream_reset_status(in);
    qsm_data_stream_seek(in, 0);
    qsm_data_stream_set_types(in, types);
    int32_t value = 0;
    CU_ASSERT_TRUE(qsm_data_stream_read_variant(in, qsm_tree_root(tree)));
    CU_ASSERT_TRUE(qsm_variant_to_int32(qsm_tree_root(tree), &value) && value == 2);
    expect_text(qsm_variant_type_name(qsm_tree_root(tree)), "Qt::Orientation");
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    qsm_types_free(types);
}

static void read_damaged(const char *text, const char *bytes, size_t size, const char *path,
                         const char *error)
{
    qsm_types *types = some_types();
    CU_ASSERT_TRUE(qsm_types_add(types, "Half", "int i, QList<Lost> lost, quint8 after"));
    qsm_schema *schema = qsm_schema_new_with_types(text, types);
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, size);
    CU_ASSERT_FALSE(qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree)));
    expect_text(qsm_data_stream_error_path(in), path);
    expect_text(qsm_data_stream_error_string(in), error);
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    qsm_schema_free(schema);
    qsm_types_free(types);
}

#define DAMAGED(text, bytes, path, error) read_damaged(text, bytes, sizeof(bytes) - 1, path, error)

static void damaged(void)
{
    DAMAGED("Buffer", "\0\0\0\1\0", "[0].type",
            "byte 4, [0].type: a value of 2 bytes: only 1 are left");
    DAMAGED("Alias", "\0\0\0\1\0\2\0\0\0\5a", "[0].buffer.name",
            "byte 10, [0].buffer.name: a byte array of 5 bytes: only 1 are left");
    DAMAGED("Node", "\0\0\0\0\0\0\0\1\0\0\0\1a", "[0].children[0].name",
            "byte 8, [0].children[0].name: a string of 1 bytes, an odd number");
    DAMAGED("Half", "\0\0\0\1\0\0\0\1\0", "[0].lost[0]",
            "byte 8, [0].lost[0]: type Lost: the program uses it, but does not define it");
    DAMAGED("Lost", "\0", "",
            "byte 0: character 1, \"Lost\": other types use the type, but it is not defined");
}

/* Recursion ends at the limit of depth. */
static void depth(void)
{
    enum { LEVELS = 200 };
    static unsigned char bytes[8 * LEVELS];
    for (size_t i = 0; i < LEVELS; i++)
        bytes[8 * i + 7] = 1;
    qsm_types *types = some_types();
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes);
    qsm_data_stream_set_types(in, types);
    CU_ASSERT_FALSE(qsm_data_stream_read_value(in, "Node", qsm_tree_root(tree)));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(in), "more than 100 containers"));
    qsm_data_stream_reset_status(in);
    qsm_data_stream_seek(in, 0);
    qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
    limits.elements = 2;
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(in, &limits));
    CU_ASSERT_FALSE(qsm_data_stream_read_value(in, "Alias", qsm_tree_root(tree)));
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(in), "more than 2 elements"));
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    qsm_types_free(types);
}

/* What is told of a value. */
typedef struct heard {
    char text[400];
} heard;

static bool hear(void *context, const qsm_event *event)
{
    heard *l = context;
    size_t size = strlen(l->text);
    static const char *const kinds[] = {"?", "value", "begin", "key", "end"};
    char *json = event->kind != QSM_EVENT_BEGIN && event->kind != QSM_EVENT_END
                     ? qsm_variant_to_json(event->value)
                     : NULL;
    (void)snprintf(l->text + size, sizeof l->text - size, "%s %s %zu+%zu%s%s %s\n",
                   kinds[event->kind], event->type, event->offset, event->bytes,
                   event->has_keys ? " keys" : "", event->is_variant ? " variant" : "",
                   json != NULL ? json : "");
    qsm_free(json);
    return true;
}

static void events(void)
{
    static const char bytes[] = "\0\1\0\0\0\0\0\0\7Buffer\0\0\0\0\1\0\2\0\0\0\1a\0\0\0\1\7";
    heard l = {""};
    qsm_types *types = some_types();
    qsm_schema *schema = qsm_schema_new_with_types("QVariant,QList<Level>", types);
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes - 1);
    CU_ASSERT_TRUE(qsm_data_stream_read_events(in, schema, hear, &l));
    expect_text(l.text, "begin Buffer 0+16 keys variant \n"
                        "key QString 16+0 \"id\"\nvalue int 16+4 1\n"
                        "key QString 20+0 \"type\"\nvalue ushort 20+2 2\n"
                        "key QString 22+0 \"name\"\nvalue QByteArray 22+5 {\"hex\":\"61\"}\n"
                        "end Buffer 0+27 variant \n"
                        "begin QList<Level> 27+4 \nvalue Level 31+1 7\nend QList<Level> 27+5 \n");
    qsm_data_stream_free(in);
    qsm_schema_free(schema);
    qsm_types_free(types);
}

QSM_SUITE("types of the program", {"texts", texts}, {"nothing given", nothing_given},
          {"types within each other", nested}, {"many fields", many_fields}, {"values", values},
          {"streams", streams}, {"enums", enums}, {"damaged", damaged}, {"depth", depth},
          {"events", events})
