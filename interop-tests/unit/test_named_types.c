/* SPDX-License-Identifier: MIT */
/* Types that have a name only: addresses, revisions, matrices, items of views, the meta data of a
 * cache. Their bytes, their JSON, and what is none of them. Real Qt reads them in
 * differential.values.*. */
#include <qsm/gui_values.h>
#include <qsm/stream_schema.h>
#include <qsm/values.h>

#include "failing_memory.h"
#include "trees.h"

typedef struct sample {
    const char *type;
    const char *json;
    const char *bytes;
    size_t size;
} sample;

#define SAMPLE(type, json, bytes)                                                                  \
    {                                                                                              \
        type, json, bytes, sizeof(bytes) - 1                                                       \
    }
#define ROLE "\0\0\0\1\0\0\0\2\0\0\0\0\7"
#define ROLE_JSON "[1,{\"metatype\":\"int\",\"value\":7}]"
#define NO_SCOPE "\xff\xff\xff\xff"
#define ADDRESS(json, bytes) SAMPLE("QHostAddress", json, "\1" bytes)
#define NULL_DATE "\x80\0\0\0\0\0\0\0\xff\xff\xff\xff\1"
#define NULL_DATE_JSON "{\"date\":null,\"time\":null,\"spec\":\"utc\"}"

static const sample samples[] = {
    SAMPLE("QHostAddress", "\"\"", "\xff"),
    SAMPLE("QHostAddress", "\"any\"", "\2"),
    SAMPLE("QHostAddress", "\"127.0.0.1\"", "\0\x7f\0\0\1"),
    SAMPLE("QHostAddress", "\"255.254.10.0\"", "\0\xff\xfe\x0a\0"),
    ADDRESS("\"::\"", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" NO_SCOPE),
    ADDRESS("\"1:2:3:4:5:6:7:8\"", "\0\1\0\2\0\3\0\4\0\5\0\6\0\7\0\x08" NO_SCOPE),
    ADDRESS("\"1:0:3:4:5:6:7:8\"", "\0\1\0\0\0\3\0\4\0\5\0\6\0\7\0\x08" NO_SCOPE),
    ADDRESS("\"1:0:0:4::8\"", "\0\1\0\0\0\0\0\4\0\0\0\0\0\0\0\x08" NO_SCOPE),
    ADDRESS("\"1::\"", "\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0" NO_SCOPE),
    ADDRESS("\"::ffff:102:abcd\"", "\0\0\0\0\0\0\0\0\0\0\xff\xff\1\2\xab\xcd" NO_SCOPE),
    ADDRESS("\"fe80::1%\"", "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0"),
    ADDRESS("\"fe80::1%e\"", "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\2\0e"),
    SAMPLE("QTypeRevision", "{\"major\":2,\"minor\":15}", "\2\x0f"),
    SAMPLE("QTypeRevision", "{\"major\":null,\"minor\":1}", "\xff\1"),
    SAMPLE("QVariant::Type", "10", "\0\0\0\x0a"),
    SAMPLE("QMatrix2x2", "{\"columns\":2,\"rows\":2,\"rowMajor\":[1,0,0,-2]}",
           "\x3f\xf0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xc0\0\0\0\0\0\0\0"),
    SAMPLE("QGenericMatrix<1, 1, double>", "{\"columns\":1,\"rows\":1,\"rowMajor\":[0.1]}",
           "\x3f\xb9\x99\x99\x99\x99\x99\x9a"),
    SAMPLE("QListWidgetItem", "[" ROLE_JSON "]", "\0\0\0\1" ROLE),
    SAMPLE("QTableWidgetItem", "[]", "\0\0\0\0"),
    SAMPLE("QStandardItem", "[[" ROLE_JSON "],33]", "\0\0\0\1" ROLE "\0\0\0\x21"),
    SAMPLE("QTreeWidgetItem", "[[[" ROLE_JSON "],[]],[{\"metatype\":null,\"value\":null}]]",
           "\0\0\0\2\0\0\0\1" ROLE "\0\0\0\0\0\0\0\1\0\0\0\0\1"),
    SAMPLE("QNetworkCacheMetaData",
           "[\"a:b\",[" NULL_DATE_JSON ",[" NULL_DATE_JSON ",[true,[{\"pairs\":[" ROLE_JSON
           "]},[[{\"hex\":\"41\"},{\"hex\":\"\"}]]]]]]]",
           "\0\0\0\3a:b" NULL_DATE NULL_DATE "\1\0\0\0\1" ROLE "\0\0\0\1\0\0\0\1A\0\0\0\0")};

static void check_sample(const sample *s)
{
    char json[300];
    qsm_tree *tree = new_tree();
    qsm_tree *other = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(s->bytes, s->size);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE(qsm_data_stream_read_value(in, s->type, qsm_tree_root(tree)));
    CU_ASSERT_TRUE(qsm_data_stream_at_end(in) && qsm_data_stream_canonical(in));
    json_of(qsm_tree_root(tree), json);
    if (strcmp(json, s->json) != 0)
        printf("\n    %s\n    %s", json, s->json);
    CU_ASSERT_STRING_EQUAL(json, s->json);
    CU_ASSERT_TRUE(qsm_data_stream_write_value(out, made(other, s->type, s->json)));
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), s->size);
    CU_ASSERT_TRUE(memcmp(qsm_data_stream_data(out), s->bytes, s->size) == 0);
    CU_ASSERT_TRUE(qsm_variant_equals(qsm_tree_root(tree), qsm_tree_root(other)));
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(other);
    qsm_tree_free(tree);
}

static void bytes_and_json(void)
{
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        check_sample(&samples[i]);
}

/* JSON that is no such value. */
static void bad_json(void)
{
    static const char *const bad[][2] = {
        {"QHostAddress", "null"},
        {"QHostAddress", "5"},
        {"QHostAddress", "\"x\""},
        {"QHostAddress", "\"1.2.3\""},
        {"QHostAddress", "\"1.2.3.\""},
        {"QHostAddress", "\"1.2.3.256\""},
        {"QHostAddress", "\"1.2.3.4.5\""},
        {"QHostAddress", "\"1.2.3.4444\""},
        {"QHostAddress", "\":\""},
        {"QHostAddress", "\":::\""},
        {"QHostAddress", "\"1:2\""},
        {"QHostAddress", "\"1:2:\""},
        {"QHostAddress", "\"1::2::3\""},
        {"QHostAddress", "\"12345::\""},
        {"QHostAddress", "\"g::\""},
        {"QHostAddress", "\"1:2:3:4:5:6:7:8:9\""},
        {"QHostAddress", "\"1:2:3:4:5:6:7:8::\""},
        {"QTypeRevision", "{\"major\":1}"},
        {"QTypeRevision", "{\"minor\":1}"},
        {"QTypeRevision", "{\"major\":256,\"minor\":1}"},
        {"QMatrix2x2", "{\"columns\":3,\"rows\":2,\"rowMajor\":[1,0,0,-2]}"},
        {"QMatrix2x2", "{\"columns\":2,\"rows\":1,\"rowMajor\":[1,0,0,-2]}"},
        {"QMatrix2x2", "{\"columns\":2,\"rows\":2,\"rowMajor\":[1,0,0]}"},
        {"QMatrix2x2", "{\"columns\":2,\"rows\":2}"},
        {"QMatrix2x2", "{\"columns\":2}"},
        {"QMatrix2x2", "[]"},
        {"QStandardItem", "[[]]"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char *message = NULL;
        char text[100];
        qsm_tree *tree = new_tree();
        qsm_schema *schema = qsm_schema_new(bad[i][0]);
        snprintf(text, sizeof text, "[%s]", bad[i][1]);
        bool ok = qsm_schema_from_json(schema, text, strlen(text), qsm_tree_root(tree), &message);
        if (ok)
            printf("\n    %s %s", bad[i][0], bad[i][1]);
        CU_ASSERT_FALSE(ok);
        CU_ASSERT_PTR_NOT_NULL(message);
        qsm_free(message);
        qsm_schema_free(schema);
        qsm_tree_free(tree);
    }
}

/* Names of a QGenericMatrix, and others that Qt has no such types for. */
static void names(void)
{
    static const char matrix[] =
        "a QGenericMatrix needs 1 to 4 columns, 1 to 4 rows, and float or double";
    static const char *const bad[][2] = {{"QGenericMatrix", "a template without types"},
                                         {"QGenericMatrix<", matrix},
                                         {"QGenericMatrix<0,1,float>", matrix},
                                         {"QGenericMatrix<5,1,float>", matrix},
                                         {"QGenericMatrix<12,1,float>", matrix},
                                         {"QGenericMatrix<1,1>", matrix},
                                         {"QGenericMatrix<1,1,", "a name of a type is missing"},
                                         {"QGenericMatrix<1,1,int>", matrix},
                                         {"QGenericMatrix<1,1,qfloat16>", matrix},
                                         {"QGenericMatrix<1,1,float", matrix},
                                         {"QModelIndex", "Qt has no stream operators for the type"},
                                         {"QGradient", "no such type"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *problem = NULL;
        qsm_tree *tree = new_tree();
        CU_ASSERT_PTR_NULL(qsm__type_of_name(&qsm__qt_types, &tree->arena, bad[i][0],
                                             strlen(bad[i][0]), false, &problem));
        CU_ASSERT_PTR_NOT_NULL_FATAL(problem);
        CU_ASSERT_STRING_EQUAL(problem, bad[i][1]);
        qsm_tree_free(tree);
    }
}

/* A matrix of other columns and rows does not stand for another, and a float keeps 24 bits. */
static void matrices(void)
{
    const volatile float tenth = 0.1F; /* a constant may have more digits than a float */
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_schema *schema = qsm_schema_new("QMatrix2x3");
    qsm_generic_matrix matrix = {3, 2, {{1, 2, 3}, {0.1, 5, 6}}};
    CU_ASSERT_TRUE(qsm_variant_set_list(root));
    CU_ASSERT_TRUE(qsm_variant_set_generic_matrix(qsm_variant_append(root), &matrix));
    CU_ASSERT_STRING_EQUAL(qsm_variant_type_name(qsm_variant_at(root, 0)),
                           "QGenericMatrix<3,2,float>");
    CU_ASSERT_FALSE(qsm_data_stream_write_schema(out, schema, root));
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(out),
                           "byte 0, [0]: QGenericMatrix<3,2,float> where QMatrix2x3 is needed");
    qsm_data_stream_free(out);
    out = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE(qsm_data_stream_write_value(out, qsm_variant_at(root, 0)));
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), 48);
    qsm_data_stream *in = qsm_data_stream_new_reader(qsm_data_stream_data(out), 48);
    CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "QMatrix3x2", root));
    CU_ASSERT_TRUE(qsm_data_stream_canonical(in));
    CU_ASSERT_TRUE(qsm_variant_to_generic_matrix(root, &matrix));
    CU_ASSERT_TRUE(matrix.columns == 3 && matrix.rows == 2);
    CU_ASSERT_EQUAL(matrix.m[1][0], (double)tenth);
    qsm_data_stream_free(in);
    in = qsm_data_stream_new_reader("\x3f\xb9\x99\x99\x99\x99\x99\x9a", 8); /* 0.1 */
    CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "QGenericMatrix<1,1,float>", root));
    CU_ASSERT_FALSE(qsm_data_stream_canonical(in));
    CU_ASSERT_TRUE(qsm_variant_to_generic_matrix(root, &matrix));
    CU_ASSERT_EQUAL(matrix.m[0][0], (double)tenth);
    const qsm_generic_matrix bad[] = {{0, 1, {{0}}}, {5, 1, {{0}}}, {1, 0, {{0}}}, {1, 5, {{0}}}};
    for (size_t i = 0; i < 4; i++)
        CU_ASSERT_FALSE(qsm_variant_set_generic_matrix(root, &bad[i]));
    CU_ASSERT_FALSE(qsm_variant_set_generic_matrix(NULL, &matrix));
    CU_ASSERT_FALSE(qsm_variant_set_generic_matrix(root, NULL));
    CU_ASSERT_FALSE(qsm_variant_to_generic_matrix(root, NULL));
    qsm_variant_set_int32(root, 1);
    CU_ASSERT_FALSE(qsm_variant_to_generic_matrix(root, &matrix));
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
}

static void host_addresses(void)
{
    static char scope[] = "eth0";
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_host_address address = {.protocol = QSM_HOST_ADDRESS_IPV6, .ipv6 = {0xfe, 0x80, [15] = 1}};
    address.scope_id = qsm_text_of(scope);
    CU_ASSERT_TRUE(qsm_variant_set_host_address(root, &address));
    CU_ASSERT_TRUE(qsm_data_stream_write_host_address(out, &address));
    scope[0] = 'x'; /* the variant has a copy */
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    CU_ASSERT_TRUE(qsm_data_stream_read_host_address(in, tree, &address));
    CU_ASSERT_STRING_EQUAL(address.scope_id.data, "eth0");
    CU_ASSERT_TRUE(qsm_variant_to_host_address(root, &address));
    CU_ASSERT_STRING_EQUAL(address.scope_id.data, "eth0");
    CU_ASSERT_EQUAL(address.ipv6[15], 1);
    address.protocol = 5;
    CU_ASSERT_FALSE(qsm_variant_set_host_address(root, &address));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_FALSE(qsm_data_stream_write_host_address(out, &address));
    CU_ASSERT_EQUAL(qsm_data_stream_status(out), QSM_DATA_STREAM_WRITE_FAILED);
    qsm_data_stream_free(in);
    in = qsm_data_stream_new_reader("\5", 1);
    CU_ASSERT_FALSE(qsm_data_stream_read_host_address(in, tree, &address));
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(in),
                           "byte 0: a QHostAddress: 5 is no protocol of Qt");
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_CORRUPT_DATA);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

/* Large enough for many blocks of memory. */
static bool try_values(void)
{
    static char scope[1000];
    const char *problem;
    qsm_generic_matrix matrix = {4, 4, {{1, 2, 3, 4}}};
    qsm_host_address address = {.protocol = QSM_HOST_ADDRESS_IPV6};
    memset(scope, 's', sizeof scope - 1);
    address.scope_id = qsm_text_of(scope);
    qsm_tree *tree = qsm_tree_new();
    qsm_tree *json = qsm_tree_new();
    bool ok = tree != NULL && json != NULL && qsm_variant_set_list(qsm_tree_root(tree));
    for (int i = 0; i < 12 && ok; i++) {
        qsm_variant *root = qsm_tree_root(tree);
        ok = qsm_variant_set_generic_matrix(qsm_variant_append(root), &matrix) &&
             qsm_variant_set_host_address(qsm_variant_append(root), &address);
    }
    ok = ok && qsm__json_from_value(qsm_tree_root(json), NULL, qsm_tree_root(tree), &problem);
    if (ok)
        qsm_tree_clear(tree);
    ok = ok && json_to_value(qsm_tree_root(tree), NULL, qsm_tree_root(json), &problem);
    qsm_tree_free(tree);
    qsm_tree_free(json);
    return ok;
}

/* A message means that the JSON is wrong, none that memory is out. */
static bool try_bad_json(void)
{
    static const char text[] = "[{\"columns\":2,\"rows\":2,\"rowMajor\":[1,0,0]}]";
    char *message = NULL;
    qsm_tree *tree = qsm_tree_new();
    qsm_schema *schema = tree != NULL ? qsm_schema_new("QMatrix2x2") : NULL;
    if (schema != NULL) {
        CU_ASSERT_FALSE(
            qsm_schema_from_json(schema, text, strlen(text), qsm_tree_root(tree), &message));
        CU_ASSERT_EQUAL(errno, message != NULL ? EINVAL : ENOMEM);
    }
    bool ok = message != NULL;
    qsm_free(message);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
    return ok;
}

static void out_of_memory(void)
{
    fail_each(try_values);
    fail_each(try_bad_json);
}

QSM_SUITE("types that have a name only", {"bytes and JSON", bytes_and_json},
          {"JSON that does not fit", bad_json}, {"names", names}, {"matrices", matrices},
          {"addresses", host_addresses}, {"out of memory", out_of_memory})
