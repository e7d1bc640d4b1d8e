/* SPDX-License-Identifier: MIT */
/*
 * Bytes and calls that no honest program makes: nothing is read twice or out of place, and no wrong
 * bytes are written. Each case was wrong once.
 */
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qsm/gui_values.h>
#include <qsm/stream_schema.h>
#include <qsm/values.h>

#include "trees.h"
#include "value/coder.h"
#include "value/core/cbor_item.h"
#include "value/core/json_text.h"
#include "value/tree.h"

/* A transaction can go back to its start, a seek also to bytes before it: both keep their bytes. */
static void seek_before_transaction(void)
{
    char got[17] = "";
    qsm_data_stream *feed = qsm_data_stream_new_feed();
    CU_ASSERT_TRUE(qsm_data_stream_feed(feed, "abcdefgh", 8));
    CU_ASSERT_EQUAL(qsm_data_stream_skip_raw_data(feed, 6), 6);
    qsm_data_stream_start_transaction(feed);
    CU_ASSERT_TRUE(qsm_data_stream_seek(feed, 0));
    CU_ASSERT_TRUE(qsm_data_stream_feed(feed, "ijklmnop", 8));
    CU_ASSERT_EQUAL(qsm_data_stream_position(feed), 0);
    CU_ASSERT_EQUAL(qsm_data_stream_read_raw_data(feed, got, 16), 16);
    CU_ASSERT_STRING_EQUAL(got, "abcdefghijklmnop");
    CU_ASSERT_TRUE(qsm_data_stream_commit_transaction(feed));
    qsm_data_stream_free(feed);
}

static void seek_in_measurer(void)
{
    qsm_data_stream *measurer = qsm_data_stream_new_measurer();
    CU_ASSERT_TRUE(qsm_data_stream_write_raw_data(measurer, "", 1));
    CU_ASSERT_TRUE(qsm_data_stream_write_uint64(measurer, 1));
    CU_ASSERT_TRUE(qsm_data_stream_seek(measurer, 4));
    CU_ASSERT_EQUAL(qsm_data_stream_size(measurer), 9);
    CU_ASSERT_TRUE(qsm_data_stream_write_uint16(measurer, 1));
    CU_ASSERT_EQUAL(qsm_data_stream_position(measurer), 6);
    CU_ASSERT_TRUE(qsm_data_stream_write_raw_data(measurer, "a", 1));
    CU_ASSERT_EQUAL(qsm_data_stream_size(measurer), 9);
    CU_ASSERT_TRUE(qsm_data_stream_write_raw_data(measurer, "abcd", 4));
    CU_ASSERT_EQUAL(qsm_data_stream_size(measurer), 11);
    qsm_data_stream_free(measurer);
}

/* Bytes that end within a character: the memory behind them is another's. */
static void text_cut_short(void)
{
    char *one = malloc(1);
    char *other = malloc(1);
    CU_ASSERT_TRUE_FATAL(one != NULL && other != NULL);
    *one = '\xf0';
    *other = '\xed';
    qsm_text a = {one, 1};
    qsm_text b = {other, 1};
    CU_ASSERT_EQUAL(qsm_text_compare(a, b), -qsm_text_compare(b, a));
    free(one);
    free(other);
}

/* The first error has no place in the value that is read behind it. */
static void place_of_older_error(void)
{
    static const unsigned char list[] = {0, 0, 0, 1, 0, 0, 0, 9, 0};
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(list, sizeof list);
    char *text = NULL;
    CU_ASSERT_FALSE(qsm_data_stream_read_string(in, &text, NULL)); /* one byte is odd */
    CU_ASSERT_TRUE(qsm_data_stream_seek(in, 0));
    CU_ASSERT_FALSE(qsm_data_stream_read_value(in, "QStringList", qsm_tree_root(tree)));
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_path(in), "");
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(in),
                           "byte 0: a string of 1 bytes, an odd number");
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}

/* A key in a message: no character in it changes what a terminal or a reader sees. */
static void keys_in_paths(void)
{
    static const char *const keys[][2] = {
        {"a\xe2\x80\xae"
         "b",
         "[\"a\\xe2\\x80\\xaeb\"]"},               /* the direction of text */
        {"\xc2\x9b", "[\"\\xc2\\x9b\"]"},          /* a control of 8 bits */
        {"\xed\xa0\x80", "[\"\\xed\\xa0\\x80\"]"}, /* half of a pair */
        {"gr\xc3\xb6\xc3\x9f"
         "e",
         "gr\xc3\xb6\xc3\x9f"
         "e"}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        qsm_tree *tree = new_tree();
        qsm_data_stream *out = qsm_data_stream_new_buffer();
        CU_ASSERT_TRUE(qsm_data_stream_write_count(out, 1));
        CU_ASSERT_TRUE(qsm_data_stream_write_text(out, qsm_text_of(keys[i][0])));
        qsm_data_stream *in =
            qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
        CU_ASSERT_FALSE(qsm_data_stream_read_value(in, "QVariantMap", qsm_tree_root(tree)));
        CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_path(in), keys[i][1]);
        qsm_data_stream_free(in);
        qsm_data_stream_free(out);
        qsm_tree_free(tree);
    }
}

static qsm_data_stream *icon_at(int version)
{
    qsm_icon icon = QSM_INIT(qsm_icon);
    qsm_tree *tree = new_tree();
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    icon.engine = qsm_text_of("QIconLoaderEngine");
    icon.theme_name = qsm_text_of("edit-copy");
    CU_ASSERT_TRUE(qsm_variant_set_icon(qsm_tree_root(tree), &icon));
    qsm_data_stream_set_version(out, version);
    CU_ASSERT_TRUE(qsm_data_stream_write_variant(out, qsm_tree_root(tree)));
    qsm_tree_free(tree);
    return out;
}

/* Copies within the library have a version of their own. No stream can have it. */
static void version_of_copies(void)
{
    qsm_data_stream *newest = icon_at(QSM_DATA_STREAM_QT_6_11);
    qsm_data_stream *copy = icon_at(QSM_VERSION_COPY);
    CU_ASSERT_EQUAL_FATAL(qsm_data_stream_size(copy), qsm_data_stream_size(newest));
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(copy), qsm_data_stream_data(newest),
                           qsm_data_stream_size(newest)),
                    0);
    qsm_data_stream_free(newest);
    qsm_data_stream_free(copy);
}

/* The name of the engine says what must be skipped. */
static void skipped_icon(void)
{
    qsm_coder c;
    qsm_variant node;
    qsm_tree *tree = new_tree();
    qsm_data_stream *out = icon_at(QSM_DATA_STREAM_QT_6_0);
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_6_0);
    qsm__variant_reset(&node, tree);
    qsm__coder_begin(&c, in, QSM_MODE_SKIP, &qsm__qt_types, tree);
    CU_ASSERT_TRUE(qsm__code_variant(&c, &node) && qsm__coder_end(&c));
    CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

/* A pair whose values were not read is no pair of no bytes. */
static void half_pair(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *pair = qsm_tree_root(tree);
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_TRUE(qsm_variant_set_container(pair, "std::pair<int,int>"));
    CU_ASSERT_FALSE(qsm_data_stream_write_value(out, pair));
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(out),
                           "byte 0: a pair without its two values");
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

/* What is left of a value for which there was no memory can be compared, printed and copied. */
static void rest_of_value(void)
{
    static const char bytes[] = "\0\1\0\0\0\0\0\0\x1d"
                                "std::pair<QVariant,QVariant>\0"
                                "\0\0\0\x29\0\0\0\0\2\0\0\0\0\1"
                                "\0\0\0\x29\0\0\0\0\2\0\0\0\0\2";
    bool ok = false;
    for (size_t limit = 1; !ok && limit < 4096; limit += 8) {
        qsm_data_stream_limits limits = QSM_INIT(qsm_data_stream_limits);
        qsm_tree *tree = new_tree();
        qsm_tree *other = new_tree();
        qsm_variant *root = qsm_tree_root(tree);
        qsm_data_stream *in = qsm_data_stream_new_reader(bytes, sizeof bytes - 1);
        limits.memory = limit;
        CU_ASSERT_TRUE(qsm_data_stream_set_limits(in, &limits));
        ok = qsm_data_stream_read_variant(in, root);
        CU_ASSERT_TRUE(qsm_variant_equals(root, root));
        char *json = qsm_variant_to_json(root);
        CU_ASSERT_PTR_NOT_NULL(json);
        free(json);
        CU_ASSERT_TRUE(qsm_variant_assign(qsm_tree_root(other), root));
        qsm_data_stream_free(in);
        qsm_tree_free(tree);
        qsm_tree_free(other);
    }
    CU_ASSERT_TRUE(ok);
}

/* Not even one that cannot be written. */
static void written_is_unchanged(void)
{
    enum { NO_TYPE = 77 };
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    qsm_json_value *value = qsm__variant_become(root, &qsm__qt_types.core[QSM_VARIANT_JSON_VALUE]);
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    value->type = (qsm_json_value_type)NO_TYPE;
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_FALSE(qsm_data_stream_write_variant(out, root));
    CU_ASSERT_EQUAL(value->type, NO_TYPE);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

static void expect_no_type(const char *name)
{
    const char *problem = NULL;
    qsm_tree *tree = new_tree();
    CU_ASSERT_PTR_NULL(
        qsm__type_of_name(&qsm__qt_types, &tree->arena, name, strlen(name), true, &problem));
    CU_ASSERT_PTR_NOT_NULL_FATAL(problem);
    CU_ASSERT_STRING_EQUAL(problem, "no such type");
    qsm_tree_free(tree);
}

/* Names come from strangers, and are printed. */
static void names_of_types(void)
{
    expect_no_type("Qt::\x1b[2J");
    expect_no_type("Qt::\xff");
    expect_no_type("QFlags<Qt::A\n>");
    expect_no_type("QFlags<>");
    /* The fewest bytes of a type are no number that wraps to 0. */
    qsm_schema *schema = qsm_schema_new("repeat(std::pair<std::pair<QMatrix4x4,QMatrix4x4>,"
                                        "std::pair<QMatrix4x4,QMatrix4x4>>)");
    CU_ASSERT_STRING_EQUAL(qsm_schema_error_string(schema), "");
    qsm_schema_free(schema);
}

/* The tree is emptied before it is read into: then its texts are gone. */
static void name_in_tree(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    qsm_data_stream *in = qsm_data_stream_new_reader("\0\0\0\1\0\0\0\1\0\0\0\5", 12);
    CU_ASSERT_TRUE(qsm_variant_set_text(root, qsm_text_of("QList<QList<int>>")));
    CU_ASSERT_TRUE(qsm_data_stream_read_value(in, qsm_variant_text(root).data, root));
    CU_ASSERT_STRING_EQUAL(qsm_variant_type_name(root), "QList<QList<int>>");
    int32_t five = 0;
    CU_ASSERT_TRUE(qsm_variant_to_int32(qsm_variant_path(root, "[0][0]"), &five) && five == 5);
    char longest[700];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    CU_ASSERT_FALSE(qsm_data_stream_read_value(in, longest, root));
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(in),
                           "byte 12: the name of the type is too long");
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}

static void expect_refused(const char *types, const char *json)
{
    char *message = NULL;
    qsm_tree *tree = new_tree();
    qsm_schema *schema = qsm_schema_new(types);
    CU_ASSERT_FALSE(
        qsm_schema_from_json(schema, json, strlen(json), qsm_tree_root(tree), &message));
    CU_ASSERT_PTR_NOT_NULL(message);
    free(message);
    qsm_schema_free(schema);
    qsm_tree_free(tree);
}

static void numbers_out_of_range(void)
{
    expect_refused("quint64", "[\"99999999999999999999\"]");
    expect_refused("qint64", "[\"-9223372036854775809\"]");
    expect_refused("QCborValue", "[{\"diag\":\"99999999999999999999\"}]");
}

static void keys_without_end(void)
{
    qsm_tree *tree = new_tree();
    qsm_key_sequence keys = {{1, 2, 3, 4}, 1000};
    CU_ASSERT_TRUE(qsm_variant_set_key_sequence(qsm_tree_root(tree), &keys));
    char *json = qsm_variant_to_json(qsm_tree_root(tree));
    CU_ASSERT_PTR_NOT_NULL_FATAL(json);
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "[1,2,3,4]"));
    free(json);
    qsm_tree_free(tree);
}

/* Before version 7, Qt writes no gradients and reads them. A stop has 12 bytes there. */
static void old_gradient(void)
{
    enum { STOPS = 20, LINEAR = 15 };
    qsm_tree *tree = new_tree();
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    qsm_data_stream_set_version(out, QSM_DATA_STREAM_QT_3_3);
    qsm_data_stream_write_uint8(out, LINEAR);
    qsm_data_stream_write_uint32(out, 0xff000000);
    qsm_data_stream_write_int32(out, 0);
    qsm_data_stream_write_count(out, STOPS);
    for (int i = 0; i < STOPS; i++) {
        qsm_data_stream_write_double(out, i / 20.0);
        qsm_data_stream_write_uint32(out, 0xff000000);
    }
    for (int i = 0; i < 4; i++)
        qsm_data_stream_write_double(out, i);
    qsm_data_stream *in =
        qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
    qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_3_3);
    CU_ASSERT_TRUE(qsm_data_stream_read_value(in, "QBrush", qsm_tree_root(tree)));
    CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
    const qsm_brush *brush = qsm_variant_brush(qsm_tree_root(tree));
    CU_ASSERT_PTR_NOT_NULL_FATAL(brush);
    CU_ASSERT_PTR_NOT_NULL_FATAL(brush->gradient);
    CU_ASSERT_EQUAL(brush->gradient->stop_count, STOPS);
    qsm_data_stream_free(in);
    qsm_data_stream_free(out);
    qsm_tree_free(tree);
}

/* JSON and CBOR of the greatest depth that Qt takes, in a thread whose stack is small. */
static void *check_deep(void *context)
{
    enum { DEPTH = 1024 };
    static unsigned char json[2 * (DEPTH + 1)];
    static unsigned char cbor[DEPTH + 2];
    static unsigned char maps[2 * DEPTH + 1]; /* {0: {0: ...}} without lengths */
    int *passed = context;
    memset(json, '[', DEPTH);
    memset(json + DEPTH, ']', DEPTH);
    *passed += qsm__json_text_form(json, (size_t)2 * DEPTH) == '[';
    memset(json, '[', DEPTH + 1);
    memset(json + DEPTH + 1, ']', DEPTH + 1);
    *passed += qsm__json_text_form(json, sizeof json) == '\0';
    memset(cbor, 0x81, DEPTH + 1);
    cbor[DEPTH] = 0;
    *passed += qsm__cbor_item_size(cbor, DEPTH + 1) == DEPTH + 1;
    cbor[DEPTH] = 0xc1; /* a tag within the last array */
    *passed += qsm__cbor_item_size(cbor, DEPTH + 2) == 0;
    memset(maps, 0xbf, sizeof maps);
    for (size_t i = 1; i < sizeof maps; i += 2)
        maps[i] = 0;
    *passed += qsm__cbor_item_size(maps, sizeof maps) == 0; /* they do not end */
    return NULL;
}

static void deep_documents(void)
{
    size_t small = 1 << 16;
    int passed = 0;
    pthread_t thread;
    pthread_attr_t attributes;
    CU_ASSERT_EQUAL_FATAL(pthread_attr_init(&attributes), 0);
    if (small < (size_t)PTHREAD_STACK_MIN)
        small = (size_t)PTHREAD_STACK_MIN;
    CU_ASSERT_EQUAL_FATAL(pthread_attr_setstacksize(&attributes, small), 0);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, &attributes, check_deep, &passed), 0);
    CU_ASSERT_EQUAL(pthread_join(thread, NULL), 0);
    CU_ASSERT_EQUAL(passed, 5);
    CU_ASSERT_EQUAL(pthread_attr_destroy(&attributes), 0);
}

/* What CBOR says about its items is true. */
static void items_of_cbor(void)
{
    static const struct {
        const char *bytes;
        size_t size;
        size_t item; /* 0: damaged */
    } cases[] = {{"\x82\1\2", 3, 3},
                 {"\x83\1\2", 3, 0},
                 {"\xa1\1\2", 3, 3},
                 {"\xa1\1", 2, 0},
                 {"\xa2\1\2\3", 4, 0},
                 {"\x9f\1\xff", 3, 3},
                 {"\x9f\1", 2, 0},
                 {"\xbf\1\2\xff", 4, 4},
                 {"\xbf\1\xff", 3, 0},
                 {"\xc1\x80\7", 3, 2},
                 {"\xc1", 1, 0},
                 {"\xff", 1, 0},
                 {"\x82\x80\xa0", 3, 3},
                 {"\xf8\x1f", 2, 0},
                 {"\xf8\x20", 2, 2},
                 {"\xbf\x80\xbf\xff\xff", 5, 5},
                 {"\xbb\xff\xff\xff\xff\xff\xff\xff\xff\0", 10, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CU_ASSERT_EQUAL(qsm__cbor_item_size((const unsigned char *)cases[i].bytes, cases[i].size),
                        cases[i].item);
}

QSM_SUITE("hostile values", {"a seek before a transaction", seek_before_transaction},
          {"a seek in a measurer", seek_in_measurer}, {"text that is cut short", text_cut_short},
          {"the place of an older error", place_of_older_error}, {"keys in paths", keys_in_paths},
          {"the version of copies", version_of_copies}, {"an icon is skipped", skipped_icon},
          {"a pair without values", half_pair}, {"the rest of a value", rest_of_value},
          {"what is written stays as it is", written_is_unchanged},
          {"names of types", names_of_types}, {"a name in the tree", name_in_tree},
          {"numbers out of range", numbers_out_of_range}, {"keys without an end", keys_without_end},
          {"a gradient of an old version", old_gradient}, {"deep documents", deep_documents},
          {"items of CBOR", items_of_cbor})
