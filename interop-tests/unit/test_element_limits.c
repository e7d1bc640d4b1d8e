/* SPDX-License-Identifier: MIT */
/* The limit on elements: a tree, events and a feed count the same values. */
#include "reader_scene.h"

/* Whether the values are read with this limit: as a tree, as events, and from a feed. */
static bool reads_tree(const char *types, const char *bytes, size_t size, size_t elements)
{
    qsm_data_stream_limits limits = {.size = sizeof limits, .elements = elements};
    scene s = begin(types, qsm_data_stream_new_reader(bytes, size));
    qsm_tree *tree = qsm_tree_new();
    qsm_data_stream_set_limits(s.in, &limits);
    bool ok = qsm_data_stream_read_schema(s.in, s.schema, qsm_tree_root(tree));
    CU_ASSERT_TRUE(ok || qsm_data_stream_status(s.in) == QSM_DATA_STREAM_SIZE_LIMIT_EXCEEDED);
    qsm_tree_free(tree);
    end(&s);
    return ok;
}

static bool reads_events(const char *types, const char *bytes, size_t size, size_t elements)
{
    qsm_data_stream_limits limits = {.size = sizeof limits, .elements = elements};
    scene s = begin(types, qsm_data_stream_new_reader(bytes, size));
    qsm_data_stream_set_limits(s.in, &limits);
    bool ok = pull(&s) == QSM_EVENT_END_OF_DATA;
    end(&s);
    s = begin(types, qsm_data_stream_new_feed());
    qsm_data_stream_set_limits(s.in, &limits);
    for (size_t i = 0; i < size; i++)
        (void)feed(&s, bytes + i, 1);
    qsm_stream_reader_set_complete(s.reader);
    CU_ASSERT_EQUAL(pull(&s) == QSM_EVENT_END_OF_DATA, ok);
    end(&s);
    return ok;
}

/* The least limit with which values are read is their number, for a tree as for events. */
static void expect_elements(const char *types, const char *bytes, size_t size, size_t count)
{
    for (size_t i = 1; i <= count + 1; i++) {
        CU_ASSERT_EQUAL(reads_tree(types, bytes, size, i), i >= count);
        CU_ASSERT_EQUAL(reads_events(types, bytes, size, i), i >= count);
    }
}

/* A class of the program: its fields count. */
static void elements_of_records(void)
{
    static const char bytes[] = "\1\0\0\0\2\2\3";
    for (size_t limit = 1; limit < 8; limit++) {
        qsm_data_stream_limits limits = {.size = sizeof limits, .elements = limit};
        qsm_types *types = qsm_types_new();
        qsm_tree *tree = qsm_tree_new();
        CU_ASSERT_TRUE_FATAL(qsm_types_add(types, "Row", "quint8 id,QList<quint8> cells"));
        qsm_schema *schema = qsm_schema_new_with_types("Row", types);
        qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes - 1);
        qsm_data_stream_set_limits(in, &limits);
        bool read = qsm_data_stream_read_schema(in, schema, qsm_tree_root(tree));
        qsm_data_stream_reset_status(in);
        CU_ASSERT_TRUE(qsm_data_stream_seek(in, 0));
        trace_clear(&t);
        CU_ASSERT_EQUAL(qsm_data_stream_read_events(in, schema, trace_function, &t), read);
        CU_ASSERT_EQUAL(read, limit >= 5);
        qsm_data_stream_free(in);
        qsm_schema_free(schema);
        qsm_tree_free(tree);
        qsm_types_free(types);
    }
}

static void counted_elements(void)
{
#define COUNT(types, bytes, count) expect_elements(types, bytes, sizeof(bytes) - 1, count)
    COUNT("quint8", "\1", 1);
    COUNT("quint8,raw[2],quint8", "\1\2\3\4", 3);
    COUNT("repeat(quint8)", "\1\2\3", 3);
    COUNT("sized16(quint8,quint8)", "\0\2\1\2", 2);
    COUNT("QList<quint8>", "\0\0\0\3\1\2\3", 4);
    COUNT("QList<QList<quint8>>,quint8", "\0\0\0\2\0\0\0\1\1\0\0\0\2\1\2\3", 7);
    COUNT("QMap<quint8,quint8>", "\0\0\0\2\1\2\3\4", 3);
    COUNT("QMap<quint8,QList<quint8>>", "\0\0\0\1\1\0\0\0\1\1", 3);
    COUNT("std::pair<quint8,quint8>", "\1\2", 2);
    COUNT("QList<std::pair<quint8,quint8>>", "\0\0\0\1\1\2", 3);
    COUNT("QVariant", "\0\0\0\2\0\0\0\0\1", 1);
    COUNT("QVariantList", "\0\0\0\1\0\0\0\x09\0\0\0\0\1\0\0\0\2\0\0\0\0\1", 3);
    COUNT("QPolygon", "\0\0\0\1\0\0\0\1\0\0\0\1", 2);
#undef COUNT
}

QSM_SUITE("element_limits", {"counted elements", counted_elements},
          {"classes of the program", elements_of_records})
