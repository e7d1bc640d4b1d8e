/* SPDX-License-Identifier: MIT */
/*
 * Values in streams: names of types, limits, where an error is, the table of types. The
 * bytes are those of the vectors (unit.value_vectors).
 */
#include <qsm/variant.h>

#include <stdio.h>
#include <string.h>

#include "trees.h"
#include "value/coder.h"

/* What the paths of errors say is what qsm_variant_path() takes. */
static void expect_error(const char *bytes, size_t size, int qt, qsm_data_stream_status_code status,
                         const char *text)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, size);
    qsm_data_stream_set_qt_version(in, qt);
    CU_ASSERT_FALSE(qsm_data_stream_read_variant(in, qsm_tree_root(tree)));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), status);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(in), text);
    if (strcmp(qsm_data_stream_error_string(in), text) != 0)
        printf("\n    %s", qsm_data_stream_error_string(in));
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}

#define MAP_OF_ONE "\0\0\0\x08\0\0\0\0\1"
#define LIST_OF_TWO "\0\0\0\x09\0\0\0\0\2"
#define NULL_INT "\0\0\0\2\0\0\0\0\1"

static void errors(void)
{
    const qsm_data_stream_status_code CORRUPT = QSM_DATA_STREAM_READ_CORRUPT_DATA;
    const qsm_data_stream_status_code PAST = QSM_DATA_STREAM_READ_PAST_END;
    static const char in_map[] = MAP_OF_ONE "\0\0\0\2\0a" LIST_OF_TWO NULL_INT "\0\0\3\xe7\0";
    expect_error(in_map, sizeof in_map - 1, 0, CORRUPT,
                 "byte 33, a[1]: variant id 999 is no type of Qt 6.4");
    static const char strange[] = MAP_OF_ONE "\0\0\0\6\0.\0\"\0\1\0\0\0\2\0\0\0";
    expect_error(strange, sizeof strange - 1, 0, PAST,
                 "byte 24, [\".\\\"\\x01\"]: a value of 4 bytes: only 2 are left");
    static const char key[] = MAP_OF_ONE "\0\0\0\3";
    expect_error(key, sizeof key - 1, 0, CORRUPT,
                 "byte 9, [0]: a string of 3 bytes, an odd number");
    static const char name[] = "\0\1\0\0\0\0\0\0\4No\n\0";
    expect_error(name, sizeof name - 1, 0, CORRUPT, "byte 0: type \"No?\": no such type");
    static const char model[] = "\0\0\0\x2a\0";
    expect_error(model, sizeof model - 1, 0, CORRUPT,
                 "byte 5: type QModelIndex: Qt has no stream operators for it");
    static const char vertical[] = "\0\1\0\0\0\0\0\0\x10Qt::Orientation";
    expect_error(vertical, sizeof vertical, 0x050f08, CORRUPT,
                 "byte 0: Qt 5 writes no value for the type \"Qt::Orientation\"");
    expect_error("\0\0", 2, 0, PAST, "byte 0: a value of 4 bytes: only 2 are left");
    static const char cut[] = "\0\1\0\0\0\0\0\0\x10Qt";
    expect_error(cut, sizeof cut - 1, 0, PAST,
                 "byte 9: the name of a type of 16 bytes: only 2 are left");
}

/* A long path is cut at its end; a long key, too. */
static void long_paths(void)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    char key[300];
    memset(key, 'k', sizeof key - 1);
    key[sizeof key - 1] = '\0';
    for (int i = 0; i < 20; i++) {
        qsm_data_stream_write_raw_data(out, MAP_OF_ONE, 9);
        qsm_data_stream_write_string(out, key);
    }
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    CU_ASSERT_FALSE(qsm_data_stream_read_variant(in, qsm_tree_root(tree)));
    const char *path = qsm_data_stream_error_path(in);
    CU_ASSERT_TRUE(strlen(path) > 150);
    CU_ASSERT_STRING_EQUAL(path + strlen(path) - 3, "...");
    CU_ASSERT_EQUAL(strncmp(path, "kkk", 3), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(in), path));
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

static bool read_limited(const void *data, size_t size, const qsm_data_stream_limits *limits,
                         const char *text)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(data, size);
    qsm_data_stream_set_limits(in, limits);
    bool ok = qsm_data_stream_read_variant(in, qsm_tree_root(tree));
    if (!ok) {
        CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
        CU_ASSERT_PTR_NOT_NULL(strstr(qsm_data_stream_error_string(in), text));
    }
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    return ok;
}

/* Lists within lists, then an int. */
static size_t nested(unsigned char *out, size_t depth)
{
    for (size_t i = 0; i < depth; i++)
        memcpy(out + 9 * i, "\0\0\0\x09\0\0\0\0\1", 9);
    memcpy(out + 9 * depth, NULL_INT, 9);
    return 9 * depth + 9;
}

static void limits(void)
{
    static unsigned char bytes[9 * 200001];
    qsm_data_stream_limits limit = QSM_INIT(qsm_data_stream_limits);
    CU_ASSERT_TRUE(read_limited(bytes, nested(bytes, 100), NULL, ""));
    CU_ASSERT_FALSE(read_limited(bytes, nested(bytes, 101), NULL, "more than 100 containers"));
    CU_ASSERT_FALSE(read_limited(bytes, nested(bytes, 200000), NULL, "more than 100 containers"));
    limit.depth = 2000;
    CU_ASSERT_TRUE(read_limited(bytes, nested(bytes, 2000), &limit, ""));
    limit.depth = 3;
    CU_ASSERT_FALSE(read_limited(bytes, nested(bytes, 4), &limit, "more than 3 containers"));
    limit = (qsm_data_stream_limits)QSM_INIT(qsm_data_stream_limits);
    limit.elements = 3;
    CU_ASSERT_TRUE(read_limited(bytes, nested(bytes, 3), &limit, ""));
    CU_ASSERT_FALSE(read_limited(bytes, nested(bytes, 4), &limit, "more than 3 elements"));
    limit.elements = 0;
    limit.memory = 400;
    CU_ASSERT_FALSE(read_limited(bytes, nested(bytes, 50), &limit, "more memory than the limit"));
    limit.memory = 20000;
    CU_ASSERT_TRUE(read_limited(bytes, nested(bytes, 50), &limit, ""));
    /* Values without bytes: 4294967294 of them. */
    static const char endless[] = "\0\1\0\0\0\0\0\0\x16QList<std::nullptr_t>\0\xff\xff\xff\xfe";
    CU_ASSERT_FALSE(read_limited(endless, sizeof endless - 1, NULL, "limit"));
}

/* A count of a stranger allocates nothing that the bytes cannot fill. */
static void large_counts(void)
{
    static const char wire[] = "\0\0\0\x08\0\x7f\xff\xff\xff\0\0\0\2\0a\0\0\0\2\0\0\0\0\1";
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(wire, sizeof wire - 1);
    CU_ASSERT_FALSE(qsm_data_stream_read_variant(in, qsm_tree_root(tree)));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), QSM_DATA_STREAM_READ_PAST_END);
    CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
    CU_ASSERT_EQUAL(qsm_variant_type(qsm_tree_root(tree)), QSM_VARIANT_MAP);
    CU_ASSERT_EQUAL(qsm_variant_count(qsm_tree_root(tree)), 0);
    CU_ASSERT_TRUE(tree->arena.used < 1000);
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}

static void names(void)
{
    static const char *const good[] = {"int",
                                       "qint32",
                                       "QString",
                                       "QList<int>",
                                       "QVector< QList<QString> >",
                                       "QMap<QString, QList<QVariant> >",
                                       "QHash<int,QByteArray>",
                                       "std::pair<int,QString>",
                                       "QPair<QVariant,QVariant>",
                                       "QMultiMap<uint,qlonglong>",
                                       "QSet<int>",
                                       "Qt::Orientation",
                                       "QFlags<Qt::AlignmentFlag>",
                                       "unsigned int",
                                       "const char*",
                                       " int "};
    static const char *const bad[] = {
        "", "int>", "QList", "QList<", "QList<int", "QList<>", "QList<int,int>", "QMap<int>",
        "QMap<int,int,int>", "QList<Nobody>", "Nobody", "Nobody<int>", "int<int>", "QFlags<X",
        "QList<int>>", "QList<int> x", "QModelIndex", "Qt::",
        /* the parentheses: one string, not two without a comma */
        ("QList<QList<QList<QList<QList<QList<QList<QList<QList<QList<QList<QList<QList<QList<"
         "QList<"
         "QList<int> > > > > > > > > > > > > > > >")};
    qsm_tree *tree = new_tree();
    const char *problem;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        const qsm_type *type = qsm__type_of_name(&qsm__qt_types, &tree->arena, good[i],
                                                 strlen(good[i]), true, &problem);
        CU_ASSERT_PTR_NOT_NULL_FATAL(type);
        CU_ASSERT_STRING_EQUAL(type->name, good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CU_ASSERT_PTR_NULL(qsm__type_of_name(&qsm__qt_types, &tree->arena, bad[i], strlen(bad[i]),
                                             true, &problem));
        CU_ASSERT_PTR_NOT_NULL(problem);
    }
    qsm_tree_free(tree);
}

/* Ids and names of the table are distinct, and rows stand where ids say. */
static void the_table(void)
{
    static const int versions[] = {5, 9, 15, 20};
    bool more = true;
    size_t rows = 0;
    for (size_t i = 0; more; i++) {
        const qsm_type *type = qsm__type_at(&qsm__qt_types, i, &more);
        if (type == NULL)
            continue;
        rows++;
        CU_ASSERT_PTR_EQUAL(qsm__type_by_name(&qsm__qt_types, type->name, strlen(type->name)),
                            type);
        for (size_t v = 0; v < 4; v++) {
            int32_t id = qsm__type_id(type, versions[v], 0x050f00);
            bool in_qt5 = type->id >= 64 || type->id_qt5 != 0;
            if (id > 0 && id != QSM_TYPE_USER && in_qt5)
                CU_ASSERT_PTR_EQUAL(
                    qsm__type_by_id(&qsm__qt_types, (uint32_t)id, versions[v], 0x050f00), type);
        }
        CU_ASSERT_TRUE(type->code == NULL || type->size <= QSM_TYPE_MOST_BYTES);
    }
    CU_ASSERT_TRUE(rows > 90);
}

static void odd_bytes(void)
{
    static const struct {
        const char *wire;
        size_t size;
        bool canonical;
    } known[] = {{"\0\0\0\1\0\1", 6, true}, {"\0\0\0\1\0\2", 6, false}, {"\0\0\0\1\2\1", 6, false},
                 {"\0\0\0\0\1", 5, true},   {"\0\0\0\0\0", 5, false},   {"\0\0\0\x2b\0", 5, false}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        qsm_tree *tree = new_tree();
        qsm_data_stream *in = qsm_data_stream_new_reader(known[i].wire, known[i].size);
        CU_ASSERT_TRUE(qsm_data_stream_read_variant(in, qsm_tree_root(tree)));
        CU_ASSERT_EQUAL(qsm_data_stream_canonical(in), known[i].canonical);
        qsm_data_stream *out = written(qsm_tree_root(tree), 0);
        bool same = qsm_data_stream_size(out) == known[i].size &&
                    memcmp(qsm_data_stream_data(out), known[i].wire, known[i].size) == 0;
        CU_ASSERT_EQUAL(same, known[i].canonical);
        qsm_data_stream_free(out);
        qsm_data_stream_free(in);
        qsm_tree_free(tree);
    }
}

/* Headers as Qt does not write them, and how Qt reads them. */
static void headers(void)
{
    static const struct {
        int version;
        int qt;
        const char *bytes;
        size_t size;
        int status;
        bool canonical;
    } cases[] = {
        {20, 0x060402, "\0\0\0\2\0\0\0\0\7", 9, 0, true},
        {20, 0x060402, "\0\0\0\2\2\0\0\0\7", 9, 0, false},        /* flag */
        {20, 0x060402, "\0\1\0\0\0\xff\xff\xff\xff", 9, 2, true}, /* no name */
        {20, 0x060402, "\0\1\0\0\0\0\0\0\020Q", 10, 1, true},     /* cut short */
        {20, 0x060402, "\0\1\0\0\0\0\0\0\010QString\0\0\0\0\0", 21, 0, false},
        {20, 0x060402, "\0\1\0\0\0\0\0\0\012QString  \0\0\0\0\0", 23, 0, false},
        {20, 0x060402, "\0\0\0\0\0", 5, 0, false}, /* invalid, not null */
        {12, 0x060402, "\0\0\4\0\0\0\0\0\010QString\0\0\0\0\0", 21, 0, false},
        {12, 0x060402, "\0\0\0\040\0\0\0\0\0\0\0\0\7", 13, 0, false}, /* id of version 13 */
        {12, 0x060402, "\0\0\0\0\1\0\0\0\0", 9, 0, false},            /* empty, not null */
        {3, 0x060402, "\0\0\0\012\0\0\0\0", 8, 2, false},             /* a colour */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        qsm_tree *tree = new_tree();
        qsm_data_stream *in = qsm_data_stream_new_reader(cases[i].bytes, cases[i].size);
        CU_ASSERT_PTR_NOT_NULL_FATAL(in);
        qsm_data_stream_set_version(in, cases[i].version);
        qsm_data_stream_set_qt_version(in, cases[i].qt);
        qsm_data_stream_read_variant(in, qsm_tree_root(tree));
        if ((int)qsm_data_stream_status(in) != cases[i].status ||
            qsm_data_stream_canonical(in) != cases[i].canonical)
            printf("case %zu: %s ", i, qsm_data_stream_error_string(in));
        CU_ASSERT_EQUAL((int)qsm_data_stream_status(in), cases[i].status);
        CU_ASSERT_EQUAL(qsm_data_stream_canonical(in), cases[i].canonical);
        qsm_data_stream_free(in);
        qsm_tree_free(tree);
    }
}

/* A value of a type, after an error that was there before. */
static int status_of(const char *type, const char *bytes, size_t size, int before)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(bytes, size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    qsm_data_stream_set_status(in, (qsm_data_stream_status_code)before);
    qsm_data_stream_read_value(in, type, qsm_tree_root(tree));
    int status = (int)qsm_data_stream_status(in);
    if (status == 0 && strcmp(type, "const char*") == 0)
        status = qsm_data_stream_canonical(in) ? 0 : 100;
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
    return status;
}

static void status_of_values(void)
{
    static char boxes[1000];
    static const char box[] = {0, 0, 0, 41, 0};
    for (size_t i = 0; i < sizeof boxes; i++)
        boxes[i] = box[i % 5];
    CU_ASSERT_EQUAL(status_of("QVariant", boxes, sizeof boxes, 0),
                    QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
    CU_ASSERT_EQUAL(status_of("const char*", "\0\0", 2, 0), QSM_DATA_STREAM_READ_PAST_END);
    CU_ASSERT_EQUAL(status_of("const char*", "\0\0\0\2a\0", 6, 0), 0);
    CU_ASSERT_EQUAL(status_of("const char*", "\0\0\0\2ab", 6, 0), 100);
    /* A list reads on after an older error, which then comes back. */
    CU_ASSERT_EQUAL(
        status_of("QList<int>", "\0\0\0\1\0\0\0\5", 8, QSM_DATA_STREAM_READ_CORRUPT_DATA),
        QSM_DATA_STREAM_READ_CORRUPT_DATA);
}

QSM_SUITE("variants in streams", {"errors", errors}, {"long paths", long_paths}, {"limits", limits},
          {"large counts", large_counts}, {"names of types", names},
          {"the table of types", the_table}, {"odd bytes", odd_bytes},
          {"headers of variants", headers}, {"status of values", status_of_values})
