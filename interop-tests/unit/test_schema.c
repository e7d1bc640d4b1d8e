/* SPDX-License-Identifier: MIT */
/*
 * Schemas: what is one and what is not, their values in streams both ways, events, JSON. The bytes
 * of the types themselves are those of the vectors (unit.value_vectors).
 */
#include <qsm/memory.h>
#include <qsm/stream_schema.h>
#include <qsm/values.h>

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "expect_text.h"
#include "trees.h"

static qsm_schema *schema_of(const char *text)
{
    qsm_schema *schema = qsm_schema_new(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(schema);
    return schema;
}

static void texts(void)
{
    static const char *const good[] = {
        "qint32",
        " quint32 , QString,\n\tQMap< QString , QList<QVariant> > ",
        "raw[1],cstring,raw[ 16 ]",
        "repeat(qint32,QString)",
        "QByteArray,repeat(sized32(QVariant))",
        "sized16(qint8),sized32(sized64(repeat(QString))),QPoint",
        "Qt::Orientation,QFlags<Qt::AlignmentFlag>,unsigned int,const char*",
    };
    static const char *const bad[][2] = {
        {"", "character 1: a type is missing"},
        {"qint32,", "character 8: a type is missing"},
        {"qint32,,QString", "character 8: a type is missing"},
        {"qint32 QString", "character 1, \"qint32 QString\": no such type"},
        {"qint32, QStrin", "character 9, \"QStrin\": no such type"},
        {"QList", "character 1, \"QList\": a template without types"},
        {"QList<int", "character 1, \"QList<int\": the types of a template are not complete"},
        {"QMap<int>", "character 1, \"QMap<int>\": the types of a template are not complete"},
        {"raw[]", "character 1, \"raw[\": a number of bytes is needed: raw[16]"},
        {"raw[0]", "character 1, \"raw[0\": a number of bytes is needed: raw[16]"},
        {"raw[4", "character 1, \"raw[4\": a number of bytes is needed: raw[16]"},
        {"raw[99999999999999999999999]",
         "character 5, \"99999999999999999999999\": too many bytes"},
        {"raw", "character 1, \"raw\": no such type"},
        {"repeat()", "character 8: a type is missing"},
        {"repeat(int", "character 11: a comma or ) is needed"},
        {"repeat(int),int", "character 13, \"int\": nothing can follow repeat(...)"},
        {"sized16(repeat(int),int)", "character 21, \"int\": nothing can follow repeat(...)"},
        {"repeat(sized16(repeat(int)))",
         "character 16, \"repeat\": only one repeat(...) can be in a schema"},
        {"repeat(std::nullptr_t)",
         "character 1, \"repeat\": values without bytes would be repeated for ever"},
        {"sized8(int)",
         "character 1, \"sized8\": only repeat, sized16, sized32 and sized64 have parentheses"},
        {"int)", "character 4, \")\": a comma is needed"},
        {"in\x01t", "character 1, \"in?t\": no such type"},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        qsm_schema *schema = schema_of(good[i]);
        expect_text(qsm_schema_error_string(schema), "");
        qsm_schema_free(schema);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        qsm_schema *schema = schema_of(bad[i][0]);
        expect_text(qsm_schema_error_string(schema), bad[i][1]);
        qsm_schema_free(schema);
    }
    errno = 0;
    CU_ASSERT_PTR_NULL(qsm_schema_new(NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    expect_text(qsm_schema_error_string(NULL), "");
    qsm_schema_free(NULL);
}

/* Too deep, too many: an error, and no crash. */
static void large_texts(void)
{
    enum { MANY = 70000 };
    static char text[8 * MANY + 1];
    for (size_t i = 0; i < 20; i++)
        memcpy(text + 8 * i, "sized16(", 8);
    qsm_schema *schema = schema_of(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_schema_error_string(schema), "too many parentheses"));
    qsm_schema_free(schema);
    for (size_t i = 0; i < MANY; i++)
        memcpy(text + 8 * i, "quint16,", 8);
    schema = schema_of(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_schema_error_string(schema), "more than 60000 types"));
    qsm_schema_free(schema);
}

static qsm_data_stream *from_json(const qsm_schema *schema, qsm_variant *list, const char *json)
{
    char *message;
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE(qsm_schema_from_json(schema, json, strlen(json), list, &message));
    if (message != NULL)
        printf("\n    %s", message);
    CU_ASSERT_PTR_NULL(message);
    CU_ASSERT_TRUE(qsm_data_stream_write_schema(out, schema, list));
    expect_text(qsm_data_stream_error_string(out), "");
    return out;
}

/* JSON, bytes, values, JSON; a measurer counts the same. */
static void round_trip(const char *types, const char *json, const char *bytes, size_t size)
{
    qsm_tree *tree = new_tree();
    qsm_variant *list = qsm_tree_root(tree);
    qsm_schema *schema = schema_of(types);
    qsm_data_stream *out = from_json(schema, list, json);
    qsm_data_stream *measurer = qsm_data_stream_new_measurer();
    CU_ASSERT_EQUAL_FATAL(qsm_data_stream_size(out), size);
    CU_ASSERT_TRUE(size == 0 || memcmp(qsm_data_stream_data(out), bytes, size) == 0);
    CU_ASSERT_TRUE(qsm_data_stream_write_schema(measurer, schema, list));
    CU_ASSERT_EQUAL(qsm_data_stream_size(measurer), size);
    qsm_data_stream_free(measurer);
    qsm_data_stream *in = qsm_data_stream_new_reader(qsm_data_stream_data(out), size);
    CU_ASSERT_TRUE(qsm_data_stream_read_schema(in, schema, list));
    CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
    CU_ASSERT_TRUE(qsm_data_stream_canonical(in));
    qsm_schema_free(schema); /* the values do not need it */
    char text[512] = "[";
    for (size_t i = 0; i < qsm_variant_count(list); i++) {
        char *one = qsm_variant_to_json(qsm_variant_at(list, i));
        CU_ASSERT_PTR_NOT_NULL_FATAL(one);
        (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i > 0 ? "," : "",
                       one);
        qsm_free(one);
    }
    expect_text(strcat(text, "]"), json);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

#define ROUND_TRIP(types, json, bytes) round_trip(types, json, bytes, sizeof(bytes) - 1)

static void values(void)
{
    ROUND_TRIP("qint32,QString", "[1,\"a\"]", "\0\0\0\1\0\0\0\2\0a");
    ROUND_TRIP("QVariant,quint8", "[{\"metatype\":\"int\",\"value\":7},8]",
               "\0\0\0\2\0\0\0\0\7\x08");
    ROUND_TRIP("QVariant", "[{\"metatype\":null,\"value\":null}]", "\0\0\0\0\1");
    ROUND_TRIP("QVariant",
               "[{\"metatype\":\"QVariant\",\"value\":{\"metatype\":\"bool\",\"value\":true}}]",
               "\0\0\0\x29\0\0\0\0\1\0\1");
    ROUND_TRIP("raw[3],cstring,cstring", "[{\"hex\":\"000102\"},{\"hex\":\"61\"},null]",
               "\0\1\2\0\0\0\2a\0\0\0\0\0");
    ROUND_TRIP("QMap<int,QList<QVariant>>",
               "[{\"pairs\":[[1,[{\"metatype\":\"char\",\"value\":2}]]]}]",
               "\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\x22\0\2");
    ROUND_TRIP("QPoint,QChar", "[[1,-1],{\"u16\":65}]", "\0\0\0\1\xff\xff\xff\xff\0A");
    ROUND_TRIP("quint8,repeat(quint8,quint16)", "[9,1,2,3,4]", "\x09\1\0\2\3\0\4");
    ROUND_TRIP("repeat(quint8)", "[]", "");
    ROUND_TRIP("sized16(QString),quint8", "[\"a\",5]", "\0\6\0\0\0\2\0a\5");
    ROUND_TRIP("sized32(sized64(quint8),quint8)", "[1,2]", "\0\0\0\x0a\0\0\0\0\0\0\0\1\1\2");
    ROUND_TRIP("quint8,sized32(repeat(quint8,quint8)),quint16", "[7,1,2,3,4,515]",
               "\7\0\0\0\4\1\2\3\4\2\3");
    ROUND_TRIP("repeat(sized16(quint8,raw[2]))", "[1,{\"hex\":\"0203\"},4,{\"hex\":\"0506\"}]",
               "\0\3\1\2\3\0\3\4\5\6");
}

/* Where each value stood, and the type by the text of the schema. */
static void places(void)
{
    static const char bytes[] = "\0\2\0\0\0\2\0\0\0\0\7\0\0\0\1\0\0\0\5ab\0\0\0\3";
    static const struct {
        const char *type;
        size_t offset;
        size_t size;
    } wanted[] = {
        {"quint16", 0, 2}, {"QVariant", 2, 9}, {"QList<qint32>", 11, 8}, {"raw[2]", 19, 2}};
    qsm_tree *tree = new_tree();
    const qsm_variant *list = qsm_tree_root(tree);
    qsm_schema *schema = schema_of("quint16, QVariant,QList<qint32>, raw[2]");
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes - 1);
    CU_ASSERT_TRUE(qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree)));
    CU_ASSERT_EQUAL(qsm_data_stream_position(in), 21);
    CU_ASSERT_EQUAL_FATAL(qsm_variant_count(list), 4);
    for (size_t i = 0; i < 4; i++) {
        size_t size;
        const qsm_variant *value = qsm_variant_at(list, i);
        CU_ASSERT_EQUAL(qsm_variant_offset(value, &size), wanted[i].offset);
        CU_ASSERT_EQUAL(size, wanted[i].size);
        expect_text(qsm_schema_type_name(schema, value), wanted[i].type);
    }
    int32_t number = 0;
    CU_ASSERT_TRUE(qsm_variant_to_int32(qsm_variant_path(list, "[1]"), &number));
    CU_ASSERT_EQUAL(number, 7);
    CU_ASSERT_EQUAL(qsm_variant_type(qsm_variant_at(list, 1)), QSM_VARIANT_VARIANT);
    expect_text(qsm_variant_type_name(qsm_variant_at(list, 0)), "ushort");
    expect_text(qsm_schema_type_name(schema, qsm_variant_path(list, "[2][0]")), "int");
    expect_text(qsm_schema_type_name(schema, NULL), "");
    qsm_data_stream_free(in);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
}

/* How many values are there after an error, with the one that failed. */
static void expect_error(const char *types, const char *bytes, size_t size, size_t count,
                         qsm_data_stream_status_code status, const char *text)
{
    qsm_tree *tree = new_tree();
    qsm_schema *schema = schema_of(types);
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, size);
    CU_ASSERT_FALSE(qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree)));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), status);
    CU_ASSERT_EQUAL(qsm_variant_count(qsm_tree_root(tree)), count);
    expect_text(qsm_data_stream_error_string(in), text);
    qsm_data_stream_free(in);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
}

#define EXPECT_ERROR(types, bytes, count, status, text)                                            \
    expect_error(types, bytes, sizeof(bytes) - 1, count, QSM_DATA_STREAM_##status, text)

static void errors(void)
{
    EXPECT_ERROR("quint8,qint32", "\1\2\3", 2, READ_PAST_END,
                 "byte 1, [1]: a value of 4 bytes: only 2 are left");
    EXPECT_ERROR("QVariantMap", "\0\0\0\1\0\0\0\2\0a\0\0\3\xe7\0", 1, READ_CORRUPT_DATA,
                 "byte 10, [0].a: variant id 999 is no type of Qt 6.4");
    EXPECT_ERROR("quint8,raw[4]", "\1\2\3", 2, READ_PAST_END,
                 "byte 1, [1]: raw[4]: only 2 are left");
    EXPECT_ERROR("repeat(quint16)", "\1\2\3\4\5", 3, READ_PAST_END,
                 "byte 4, [2]: a value of 2 bytes: only 1 are left");
    EXPECT_ERROR("sized16(quint8)", "\0", 0, READ_PAST_END,
                 "byte 0, [0]: a value of 2 bytes: only 1 are left");
    EXPECT_ERROR("quint8,sized32(quint8)", "\1\0\0\0\2\1", 1, READ_PAST_END,
                 "byte 1, [1]: sized32(...) of 2 bytes: only 1 are left");
    EXPECT_ERROR("sized16(quint8)", "\0\2\1\2", 1, READ_CORRUPT_DATA,
                 "byte 0, [1]: sized16(...) of 2 bytes: its values take only 1");
    /* What is cut by a number of bytes will not come. */
    EXPECT_ERROR("sized16(quint16),quint8", "\0\1\1\2\3", 1, READ_CORRUPT_DATA,
                 "byte 2, [0]: a value of 2 bytes: only 1 are left");
    EXPECT_ERROR("sized64(quint8)", "\xff\xff\xff\xff\xff\xff\xff\xff\1", 0, READ_PAST_END,
                 "byte 0, [0]: sized64(...) of 18446744073709551615 bytes: only 1 are left");
    EXPECT_ERROR("raw[1000000000]", "\1", 1, READ_PAST_END,
                 "byte 0, [0]: raw[1000000000]: only 1 are left");
    EXPECT_ERROR("QStrin", "\1", 0, READ_CORRUPT_DATA,
                 "byte 0: character 1, \"QStrin\": no such type");
}

static void expect_unwritten(const char *types, const qsm_variant *list, const char *text)
{
    qsm_schema *schema = schema_of(types);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_FALSE(qsm_data_stream_write_schema(out, schema, list));
    CU_ASSERT_EQUAL(qsm_data_stream_status(out), QSM_DATA_STREAM_WRITE_FAILED);
    expect_text(qsm_data_stream_error_string(out), text);
    qsm_data_stream_free(out);
    qsm_schema_free(schema);
}

static void refused_values(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *list = qsm_tree_root(tree);
    expect_unwritten("int", list, "byte 0: a list of values is needed");
    CU_ASSERT_TRUE(qsm_variant_set_list(list));
    expect_unwritten("int", list, "byte 0: 0 values; the types need 1");
    CU_ASSERT_TRUE(qsm_variant_set_text(qsm_variant_append(list), qsm_text_of("a")));
    expect_unwritten("int", list, "byte 0, [0]: QString where int is needed");
    expect_unwritten("raw[2]", list, "byte 0, [0]: raw[2] needs a QByteArray of 2 bytes");
    expect_unwritten("nothing", list, "byte 0: character 1, \"nothing\": no such type");
    CU_ASSERT_TRUE(qsm_variant_set_int32(qsm_variant_append(list), 1));
    expect_unwritten("QString,repeat(int,int)", list,
                     "byte 0: 2 values; the types need 1, and 2 for each repetition");
    char *large = calloc(1, 70000);
    CU_ASSERT_PTR_NOT_NULL_FATAL(large);
    CU_ASSERT_TRUE(qsm_variant_set_list(list));
    CU_ASSERT_TRUE(qsm_variant_set_bytes(qsm_variant_append(list), (qsm_bytes){large, 70000}));
    expect_unwritten("sized16(QByteArray)", list, "byte 0: sized16(...): 70004 bytes are too many");
    free(large);
    qsm_tree_free(tree);
}

/* A list that a program builds: QVariants as they are. */
static void built(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *list = qsm_tree_root(tree);
    qsm_schema *schema = schema_of("QVariant,QPoint");
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    const qsm_point point = {1, 2};
    CU_ASSERT_TRUE(qsm_variant_set_list(list));
    CU_ASSERT_TRUE(qsm_variant_set_int32(qsm_variant_append(list), 3));
    CU_ASSERT_TRUE(qsm_variant_set_point(qsm_variant_append(list), &point));
    CU_ASSERT_TRUE(qsm_data_stream_write_schema(out, schema, list));
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), 17);
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(out), "\0\0\0\2\0\0\0\0\3\0\0\0\1\0\0\0\2", 17), 0);
    CU_ASSERT_FALSE(qsm_data_stream_write_schema(out, NULL, list));
    CU_ASSERT_FALSE(qsm_data_stream_write_schema(out, schema, NULL));
    CU_ASSERT_FALSE(qsm_data_stream_read_schema(NULL, schema, list));
    CU_ASSERT_FALSE(qsm_data_stream_read_events(out, schema, NULL, NULL));
    qsm_data_stream_free(out);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
}

/* Bytes that arrive one after the other: a transaction waits for the rest. */
static void feed(void)
{
    static const char bytes[] = "\0\0\0\6\0\0\0\2\0a\7";
    qsm_tree *tree = new_tree();
    qsm_schema *schema = schema_of("sized32(QString),quint8");
    qsm_data_stream *in = qsm_data_stream_new_feed();
    for (size_t i = 0; i < sizeof bytes - 1; i++) {
        CU_ASSERT_TRUE(qsm_data_stream_feed(in, bytes + i, 1));
        qsm_data_stream_start_transaction(in);
        (void)qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree));
        bool whole = qsm_data_stream_commit_transaction(in);
        CU_ASSERT_EQUAL(whole, i == sizeof bytes - 2);
        CU_ASSERT_TRUE(whole || qsm_data_stream_status(in) == QSM_DATA_STREAM_READ_PAST_END);
    }
    CU_ASSERT_EQUAL(qsm_variant_count(qsm_tree_root(tree)), 2);
    qsm_data_stream_free(in);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
}

/* What was told, as text; it stops after *left events. */
typedef struct told {
    char text[1024];
    int left;
} told;

static bool note(void *context, const qsm_event *event)
{
    static const char *const kinds[] = {"", "value", "begin", "key", "end"};
    told *t = context;
    CU_ASSERT_EQUAL(event->size, sizeof *event);
    (void)sprintf(t->text + strlen(t->text), "%u %s %s%s@%zu", event->depth, kinds[event->kind],
                  event->is_variant ? "QVariant " : "", event->type, event->offset);
    if (event->kind == QSM_EVENT_BEGIN)
        (void)sprintf(t->text + strlen(t->text), "x%d%s", (int)event->count,
                      event->has_keys ? "k" : "");
    else
        (void)sprintf(t->text + strlen(t->text), "+%zu", event->bytes);
    char *json = event->value != NULL ? qsm_variant_to_json(event->value) : NULL;
    (void)sprintf(t->text + strlen(t->text), " %s;", json != NULL ? json : "");
    qsm_free(json);
    return t->left-- > 0;
}

static void expect_events(const char *types, const char *bytes, size_t size, int most, bool ok,
                          const char *text)
{
    told t = {.left = most};
    qsm_schema *schema = schema_of(types);
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, size);
    CU_ASSERT_EQUAL(qsm_data_stream_read_events(in, schema, note, &t), ok);
    expect_text(t.text, text);
    qsm_data_stream_free(in);
    qsm_schema_free(schema);
}

static void events(void)
{
    static const char bytes[] = "\0\1\0\0\0\1\0\0\0\2\0a\0\0\0\x09\0\0\0\0\2\0\0\0\2\0\0\0\0\7"
                                "\0\0\0\0\1rw\0\0\0\3\0\0\0\0\5";
    static const char types[] = "quint16,QVariantMap,raw[2],QVariant";
    expect_events(types, bytes, sizeof bytes - 1, 100, true,
                  "0 value quint16@0+2 1;0 begin QVariantMap@2x1k ;1 key QString@6+6 \"a\";"
                  "1 begin QVariant QVariantList@12x2 ;2 value QVariant int@21+9 7;"
                  "2 value QVariant @30+5 null;1 end QVariant QVariantList@12+23 ;"
                  "0 end QVariantMap@2+33 ;0 value raw[2]@35+2 {\"hex\":\"7277\"};"
                  "0 value QVariant uint@37+9 5;");
    /* What comes before an error is told. */
    expect_events(types, bytes, 32, 100, false,
                  "0 value quint16@0+2 1;0 begin QVariantMap@2x1k ;1 key QString@6+6 \"a\";"
                  "1 begin QVariant QVariantList@12x2 ;2 value QVariant int@21+9 7;");
    expect_events(types, bytes, sizeof bytes - 1, 1, false,
                  "0 value quint16@0+2 1;0 begin QVariantMap@2x1k ;");
    expect_events(
        "std::pair<quint8,QMap<quint8,quint8>>", "\1\0\0\0\1\2\3", 7, 100, true,
        "0 begin std::pair<quint8,QMap<quint8,quint8>>@0x2 ;1 value uchar@0+1 1;"
        "1 begin QMap<quint8,quint8>@1x1k ;2 key uchar@5+1 2;2 value uchar@6+1 3;"
        "1 end QMap<quint8,quint8>@1+6 ;0 end std::pair<quint8,QMap<quint8,quint8>>@0+7 ;");
    expect_events("repeat(sized16(quint8,quint8))", "\0\2\1\2\0\2\3\4", 8, 100, true,
                  "0 value quint8@2+1 1;0 value quint8@3+1 2;0 value quint8@6+1 3;"
                  "0 value quint8@7+1 4;");
    expect_events("nothing", "", 0, 100, false, "");
}

static void expect_refused(const char *types, const char *json, const char *text)
{
    char *message;
    qsm_tree *tree = new_tree();
    qsm_schema *schema = schema_of(types);
    errno = 0;
    CU_ASSERT_FALSE(
        qsm_schema_from_json(schema, json, strlen(json), qsm_tree_root(tree), &message));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(message);
    expect_text(message, text);
    qsm_free(message);
    CU_ASSERT_FALSE(qsm_schema_from_json(schema, json, strlen(json), qsm_tree_root(tree), NULL));
    qsm_schema_free(schema);
    qsm_tree_free(tree);
}

static void json(void)
{
    static const char dumped[] = "{\"values\":[{\"type\":\"int\",\"value\":1},{\"value\":\"a\"}],"
                                 "\"status\":\"Ok\",\"consumed\":10}";
    qsm_tree *tree = new_tree();
    qsm_schema *schema = schema_of("int,QString");
    qsm_data_stream_free(from_json(schema, qsm_tree_root(tree), dumped));
    CU_ASSERT_EQUAL(qsm_variant_count(qsm_tree_root(tree)), 2);
    errno = 0;
    CU_ASSERT_FALSE(qsm_schema_from_json(NULL, dumped, 1, qsm_tree_root(tree), NULL));
    CU_ASSERT_FALSE(qsm_schema_from_json(schema, NULL, 1, qsm_tree_root(tree), NULL));
    CU_ASSERT_FALSE(qsm_schema_from_json(schema, dumped, 1, NULL, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
    char *null = qsm_variant_to_json(NULL);
    expect_text(null, "null");
    qsm_free(null);
    expect_refused("int", "[1", "byte 2: an array needs , or ]");
    expect_refused("int", "[1]x", "byte 3: something follows the value");
    expect_refused("int", "1", "an array of values is needed, or what dump --json has printed");
    expect_refused("int", "{}", "an array of values is needed, or what dump --json has printed");
    expect_refused("int", "{\"values\":1}",
                   "an array of values is needed, or what dump --json has printed");
    expect_refused("int", "{\"values\":[1]}",
                   "[0], int: an object with the member \"value\" is needed");
    expect_refused("int", "{\"values\":[{\"value\":1}],\"status\":\"ReadPastEnd\"}",
                   "the values are those of a stream with an error: the last is not complete");
    expect_refused("int", "[]", "0 values; the types need 1");
    expect_refused("qint32,QString", "[1,2]", "[1], QString: a string is needed");
    expect_refused("quint8", "[256]", "[0], quint8: a number of this type is needed");
    expect_refused("raw[2]", "[{\"hex\":\"00\"}]",
                   "[0], raw[2]: another number of bytes is needed");
    expect_refused("int,QMap<QString,QList<quint8>>",
                   "[1,{\"pairs\":[[\"a.b\",[1,2]],[\"c\",[3,256]]]}]",
                   "[1].c[1], QMap<QString,QList<quint8>>: a number of this type is needed");
    expect_refused("QVariantMap",
                   "[{\"pairs\":[[\"a.b\",{\"metatype\":\"QPoint\",\"value\":[1]}]]}]",
                   "[0][\"a.b\"], QVariantMap: an element of an array is missing");
    expect_refused("QMap<int,int>", "[{\"pairs\":[[1,1],[\"x\",2]]}]",
                   "[0][1], QMap<int,int>: a number of this type is needed");
    expect_refused("nothing", "[1]", "character 1, \"nothing\": no such type");
}

static void table(void)
{
    qsm_stream_type type = QSM_INIT(qsm_stream_type);
    size_t count = 0;
    bool has_list = false;
    CU_ASSERT_TRUE(qsm_stream_type_at(0, &type));
    CU_ASSERT_STRING_EQUAL(type.name, "bool");
    CU_ASSERT_EQUAL(type.id_qt3, 18);
    CU_ASSERT_TRUE(type.is_supported && !type.is_template);
    for (; qsm_stream_type_at(count, &type); count++)
        has_list =
            has_list || (strcmp(type.name, "QList") == 0 && type.is_template && type.id == 0);
    CU_ASSERT_TRUE(count > 80);
    CU_ASSERT_TRUE(has_list);
    type.size = offsetof(qsm_stream_type, id); /* a program that knows less */
    type.id = 42;
    CU_ASSERT_TRUE(qsm_stream_type_at(1, &type));
    CU_ASSERT_STRING_EQUAL(type.aliases, "qint32");
    CU_ASSERT_EQUAL(type.id, 42);
    type.size = 0;
    CU_ASSERT_FALSE(qsm_stream_type_at(0, &type));
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
    CU_ASSERT_FALSE(qsm_stream_type_at(0, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
}

QSM_SUITE("schema", {"texts", texts}, {"large texts", large_texts}, {"values", values},
          {"places", places}, {"errors", errors}, {"refused values", refused_values},
          {"built", built}, {"feed", feed}, {"events", events}, {"json", json}, {"table", table})
