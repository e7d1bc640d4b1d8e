/* SPDX-License-Identifier: MIT */
/*
 * C structs by a table of their fields: each form of a member both ways, tables that are wrong,
 * damaged bytes, limits, each allocation failing. Real Qt checks the bytes:
 * differential.structs.
 */
#include <qsm/stream_struct.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "expect_text.h"
#include "failing_memory.h"

typedef struct place {
    qsm_point at;
    qsm_text name;
} place;

static const qsm_field place_fields[] = {QSM_FIELD(place, at, "QPoint"),
                                         QSM_FIELD(place, name, "QString")};
static const qsm_struct place_struct = QSM_STRUCT(place, place_fields);

/* A tree of itself. */
typedef struct knot {
    int32_t number;
    QSM_ARRAY(struct knot) children;
} knot;

static const qsm_struct knot_struct;
static const qsm_field knot_fields[] = {QSM_FIELD(knot, number, "qint32"),
                                        QSM_FIELD_LIST(knot, children, knot_struct)};
static const qsm_struct knot_struct = QSM_STRUCT(knot, knot_fields);

typedef struct all {
    char before;
    bool truth;
    uint8_t small;
    int32_t number;
    double real;
    qsm_bytes bytes;
    QSM_ARRAY(qsm_text) texts;
    QSM_ARRAY(uint16_t) numbers;
    QSM_ARRAY(qsm_date_time) times;
    const qsm_variant *any;
    const qsm_variant *map;
    const qsm_variant *list;
    place home;
    QSM_ARRAY(place) places;
    qsm_color color;
    knot tree;
} all;

static const qsm_field all_fields[] = {
    QSM_FIELD(all, truth, "bool"),
    QSM_FIELD(all, small, "Level"),
    QSM_FIELD(all, number, "qint32"),
    QSM_FIELD(all, real, "double"),
    QSM_FIELD(all, bytes, "QByteArray"),
    QSM_FIELD(all, texts, "QStringList"),
    QSM_FIELD(all, numbers, "QList<quint16>"),
    QSM_FIELD(all, times, "QList<QDateTime>"),
    QSM_FIELD(all, any, "QVariant"),
    QSM_FIELD(all, map, "QMap<int,QString>"),
    QSM_FIELD(all, list, "QList<quint8>"),
    QSM_FIELD_STRUCT(all, home, place_struct),
    QSM_FIELD_LIST(all, places, place_struct),
    QSM_FIELD(all, color, "QColor"),
    QSM_FIELD_STRUCT(all, tree, knot_struct),
};
static const qsm_struct all_struct = QSM_STRUCT(all, all_fields);

/* What they are on the wire. */
static const char all_bytes[] = "\1\7\xff\xff\xff\xfe\x3f\xf8\0\0\0\0\0\0\0\0\0\1a"
                                "\0\0\0\2\0\0\0\2\0b\xff\xff\xff\xff"
                                "\0\0\0\1\1\2"
                                "\0\0\0\1\0\0\0\0\0\x25\x3d\x8c\0\0\0\5\1"
                                "\0\0\0\2\0\0\0\0\x9"
                                "\0\0\0\1\0\0\0\3\0\0\0\2\0c"
                                "\0\0\0\2\x8\x9"
                                "\0\0\0\1\0\0\0\2\0\0\0\0"
                                "\0\0\0\1\0\0\0\3\0\0\0\4\0\0\0\2\0d"
                                "\1\xff\xff\1\2\3\4\5\6\0\0"
                                "\0\0\0\1\0\0\0\1\0\0\0\2\0\0\0\0";

static qsm_types *levels(void)
{
    qsm_types *types = qsm_types_new();
    CU_ASSERT_TRUE_FATAL(qsm_types_add(types, "Level", "quint8"));
    CU_ASSERT_TRUE_FATAL(qsm_types_add(types, "Pair", "qint32 a, QString b"));
    return types;
}

static qsm_data_stream *reader(const void *bytes, size_t size, const qsm_types *types)
{
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    qsm_data_stream_set_types(in, types);
    return in;
}

static void expect_values(const all *a)
{
    int32_t nine = 0;
    CU_ASSERT_EQUAL(a->before, 'x');
    CU_ASSERT_TRUE(a->truth && a->small == 7 && a->number == -2 && a->real == 1.5);
    CU_ASSERT_TRUE(a->bytes.size == 1 && *(const char *)a->bytes.data == 'a');
    CU_ASSERT_EQUAL_FATAL(a->texts.count, 2);
    expect_text(a->texts.data[0].data, "b");
    CU_ASSERT_PTR_NULL(a->texts.data[1].data);
    CU_ASSERT_TRUE(a->numbers.count == 1 && a->numbers.data[0] == 0x102);
    CU_ASSERT_TRUE(a->times.count == 1 && a->times.data[0].date.julian_day == 0x253d8c &&
                   a->times.data[0].time.msecs == 5);
    CU_ASSERT_TRUE(qsm_variant_to_int32(a->any, &nine) && nine == 9);
    expect_text(qsm_variant_text(qsm_variant_at(a->map, 0)).data, "c");
    CU_ASSERT_EQUAL(qsm_variant_count(a->list), 2);
    CU_ASSERT_TRUE(a->home.at.x == 1 && a->home.at.y == 2 && a->home.name.size == 0);
    CU_ASSERT_TRUE(a->places.count == 1 && a->places.data[0].at.y == 4);
    expect_text(a->places.data[0].name.data, "d");
    CU_ASSERT_EQUAL(a->color.alpha, 0xffff);
    CU_ASSERT_TRUE(a->tree.number == 1 && a->tree.children.count == 1 &&
                   a->tree.children.data[0].number == 2 &&
                   a->tree.children.data[0].children.count == 0);
}

static void both_ways(void)
{
    all a = {.before = 'x'};
    qsm_types *types = levels();
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = reader(all_bytes, sizeof all_bytes - 1, types);
    CU_ASSERT_TRUE(qsm_data_stream_read_struct(in, &all_struct, &a, tree));
    expect_text(qsm_data_stream_error_string(in), "");
    CU_ASSERT_TRUE_FATAL(qsm_data_stream_at_end(in));
    expect_values(&a);
    CU_ASSERT_EQUAL(qsm_data_stream_size_of_struct(in, &all_struct, &a), sizeof all_bytes - 1);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_data_stream_set_types(out, types);
    CU_ASSERT_TRUE(qsm_data_stream_write_struct(out, &all_struct, &a));
    expect_text(qsm_data_stream_error_string(out), "");
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), sizeof all_bytes - 1);
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(out), all_bytes, sizeof all_bytes - 1), 0);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_types_free(types);
    qsm_tree_free(tree);
}

/* Each length of the bytes: an error, and what came before. */
static void cut_short(void)
{
    qsm_types *types = levels();
    for (size_t size = 0; size < sizeof all_bytes - 1; size++) {
        all a = {.before = 'x'};
        qsm_tree *tree = qsm_tree_new();
        unsigned char *copy = malloc(size + 1); /* so that a step too far is seen */
        memcpy(copy, all_bytes, size);
        qsm_data_stream *in = reader(copy, size, types);
        CU_ASSERT_FALSE(qsm_data_stream_read_struct(in, &all_struct, &a, tree));
        CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_PAST_END);
        CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
        CU_ASSERT_TRUE(a.truth == (size > 0));
        CU_ASSERT_TRUE(a.tree.children.count == 0);
        qsm_data_stream_free(in);
        qsm_tree_free(tree);
        free(copy);
    }
    qsm_types_free(types);
}

typedef struct odd {
    int64_t eight;
    qsm_bytes two_words;
    knot more;
} odd;

static const qsm_field itself_fields[1];
static const qsm_struct itself = {itself_fields, 1, 16};
static const qsm_field itself_fields[1] = {{"again", NULL, 0, 16, &itself}};
static const qsm_struct empty = {itself_fields, 0, 16};

static void wrong_tables(void)
{
    static const struct {
        qsm_field field;
        const char *problem;
    } wrong[] = {
        {{NULL, "int", 0, 4, NULL}, "\"\": a name and a type are needed"},
        {{"a", NULL, 0, 4, NULL}, "\"a\": a name and a type are needed"},
        {{"a", "int", 1, sizeof(odd), NULL}, "\"a\": the member is not within the struct"},
        {{"a", "int", sizeof(odd) + 1, 0, NULL}, "\"a\": the member is not within the struct"},
        {QSM_FIELD(odd, eight, "QStrin"), "\"eight\": QStrin: no such type"},
        {QSM_FIELD(odd, eight, "qint32"), "\"eight\": int needs a member of 4 bytes; it has 8"},
        {QSM_FIELD(odd, eight, "std::nullptr_t"), "\"eight\": the type has no value"},
        {QSM_FIELD(odd, eight, "QList"), "\"eight\": QList: a template without types"},
        {{"a", "QList", 0, 4, &place_struct}, NULL},
        {QSM_FIELD_STRUCT(odd, two_words, itself), "\"again\": the struct contains itself"},
        {QSM_FIELD_STRUCT(odd, two_words, empty), "\"\": there are no fields"},
        {{"a", "QSet", 0, 8, &place_struct}, "\"a\": only a QList has a table for its elements"},
        {QSM_FIELD_STRUCT(odd, eight, place_struct), NULL},
        {QSM_FIELD(odd, more, "QVariant"), NULL},
        {QSM_FIELD(odd, more, "QStringList"), NULL},
    };
    odd o = {0};
    qsm_tree *tree = qsm_tree_new();
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const qsm_struct table = {&wrong[i].field, 1, sizeof(odd)};
        char text[300];
        qsm_data_stream *in = reader(all_bytes, sizeof all_bytes - 1, NULL);
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        errno = 0;
        CU_ASSERT_FALSE(qsm_data_stream_read_struct(in, &table, &o, tree));
        CU_ASSERT_EQUAL(errno, EINVAL);
        CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_CORRUPT_DATA);
        CU_ASSERT_EQUAL(qsm_data_stream_position(in), 0);
        (void)snprintf(text, sizeof text, "byte 0: the table of a struct: field %s",
                       wrong[i].problem != NULL ? wrong[i].problem : "");
        if (wrong[i].problem != NULL)
            expect_text(qsm_data_stream_error_string(in), text);
        else
            CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(in), "needs a member of"));
        CU_ASSERT_FALSE(qsm_data_stream_write_struct(out, &table, &o));
        CU_ASSERT_EQUAL(qsm_data_stream_status(out), QSM_DATA_STREAM_WRITE_FAILED);
        CU_ASSERT_EQUAL(qsm_data_stream_size_of_struct(out, &table, &o), SIZE_MAX);
        qsm_data_stream_free(in);
        qsm_data_stream_free(out);
    }
    qsm_tree_free(tree);
}

static void without_a_tree(void)
{
    static const qsm_field point[] = {QSM_FIELD(place, at, "QPoint")};
    static const qsm_struct plain = QSM_STRUCT(place, point);
    place p;
    qsm_data_stream *in = reader("\0\0\0\1\0\0\0\2\0\0\0\0", 12, NULL);
    CU_ASSERT_TRUE(qsm_data_stream_read_struct(in, &plain, &p, NULL));
    CU_ASSERT_EQUAL(p.at.y, 2);
    CU_ASSERT_FALSE(qsm_data_stream_read_struct(in, &place_struct, &p, NULL));
    expect_text(qsm_data_stream_error_string(in),
                "byte 8: the table of a struct: field \"name\": it points to memory of a tree; no "
                "tree was given");
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_read_struct(in, NULL, &p, NULL));
    CU_ASSERT_FALSE(qsm_data_stream_read_struct(in, &plain, NULL, NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_read_struct(NULL, &plain, &p, NULL));
    CU_ASSERT_FALSE(qsm_data_stream_write_struct(NULL, &plain, &p));
    CU_ASSERT_EQUAL(qsm_data_stream_size_of_struct(NULL, &plain, &p), SIZE_MAX);
    CU_ASSERT_EQUAL(errno, EINVAL);
    qsm_data_stream_free(in);
}

/* What cannot be written, and where. */
static void wrong_values(void)
{
    static const qsm_text bad = {"\xff", 1};
    static const place with_bad = {{0, 0}, {"\xff", 1}};
    qsm_types *types = levels();
    for (int i = 0; i < 5; i++) {
        static const char *const errors[] = {
            ", texts[0]: ", ", places[0].name: ",
            "byte 35, map: an invalid value where QMap<int,QString> is needed",
            ", numbers: ", ", map: int where QMap<int,QString> is needed"};
        all a = {.before = 'x'};
        qsm_tree *tree = qsm_tree_new();
        qsm_variant *list = qsm_tree_root(tree);
        CU_ASSERT_TRUE(qsm_variant_set_container(list, "QList<quint8>"));
        qsm_tree *other = qsm_tree_new();
        a.list = list;
        a.map = qsm_tree_root(other);
        CU_ASSERT_TRUE(qsm_variant_set_container(qsm_tree_root(other), "QMap<int,QString>"));
        if (i == 0) {
            a.texts.data = &bad;
            a.texts.count = 1;
        } else if (i == 1) {
            a.places.data = &with_bad;
            a.places.count = 1;
        } else if (i == 2) {
            a.map = NULL;
        } else if (i == 3) {
            a.numbers.count = 1;
        } else {
            CU_ASSERT_TRUE(qsm_variant_set_int32(qsm_tree_root(other), 1));
        }
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        qsm_data_stream_set_types(out, types);
        CU_ASSERT_FALSE(qsm_data_stream_write_struct(out, &all_struct, &a));
        CU_ASSERT_EQUAL(qsm_data_stream_status(out), QSM_DATA_STREAM_WRITE_FAILED);
        bool named = strstr(qsm_data_stream_error_string(out), errors[i]) != NULL;
        CU_ASSERT_TRUE(named);
        if (!named)
            printf("\n    %s", qsm_data_stream_error_string(out));
        qsm_data_stream_free(out);
        qsm_tree_free(tree);
        qsm_tree_free(other);
    }
    qsm_types_free(types);
}

/* Counts of strangers, depth, elements, memory. */
static void limits(void)
{
    static unsigned char deep[8 * 200];
    for (size_t i = 0; i < 200; i++)
        deep[8 * i + 7] = 1;
    knot k = {0};
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = reader(deep, sizeof deep, NULL);
    CU_ASSERT_FALSE(qsm_data_stream_read_struct(in, &knot_struct, &k, tree));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(in), "more than 100 containers"));
    qsm_data_stream_free(in);
    in = reader("\0\0\0\1\x7f\xff\xff\xff\0\0\0\1", 12, NULL);
    CU_ASSERT_FALSE(qsm_data_stream_read_struct(in, &knot_struct, &k, tree));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_PAST_END);
    expect_text(qsm_data_stream_error_path(in), "children[0].children");
    CU_ASSERT_EQUAL(k.children.count, 0);
    qsm_data_stream_limits small = QSM_INIT(qsm_data_stream_limits);
    small.elements = 1;
    static const char three[] = "\0\0\0\1\0\0\0\3\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\0";
    qsm_data_stream_free(in);
    in = reader(three, sizeof three - 1, NULL);
    CU_ASSERT_TRUE(qsm_data_stream_set_limits(in, &small));
    CU_ASSERT_FALSE(qsm_data_stream_read_struct(in, &knot_struct, &k, tree));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
    CU_ASSERT_EQUAL(k.children.count, 0);
    qsm_data_stream_free(in);
    /* Steps of memory: each gives an error, until there is enough. */
    qsm_types *types = levels();
    bool done = false;
    for (size_t memory = 8; !done && memory < 10000; memory += 8) {
        all a = {.before = 'x'};
        qsm_tree_clear(tree);
        small.elements = 0;
        small.memory = memory;
        in = reader(all_bytes, sizeof all_bytes - 1, types);
        CU_ASSERT_TRUE(qsm_data_stream_set_limits(in, &small));
        done = qsm_data_stream_read_struct(in, &all_struct, &a, tree);
        if (!done)
            CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
        qsm_data_stream_free(in);
    }
    CU_ASSERT_TRUE(done);
    qsm_types_free(types);
    qsm_tree_free(tree);
}

static bool try_both(void)
{
    all a = {.before = 'x'};
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream *in = qsm_data_stream_new_reader(all_bytes, sizeof all_bytes - 1);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_types *types = qsm_types_new();
    bool ok = tree != NULL && in != NULL && out != NULL && types != NULL &&
              qsm_types_add(types, "Level", "quint8");
    if (ok) {
        qsm_data_stream_set_types(in, types);
        qsm_data_stream_set_types(out, types);
        ok = qsm_data_stream_read_struct(in, &all_struct, &a, tree) &&
             qsm_data_stream_write_struct(out, &all_struct, &a) &&
             qsm_data_stream_size_of_struct(in, &all_struct, &a) == sizeof all_bytes - 1;
    }
    qsm_types_free(types);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
    return ok;
}

static void memory(void)
{
    fail_each(try_both);
}

QSM_SUITE("C structs", {"both ways", both_ways}, {"cut short", cut_short},
          {"wrong tables", wrong_tables}, {"without a tree", without_a_tree},
          {"wrong values", wrong_values}, {"limits", limits}, {"memory", memory})
