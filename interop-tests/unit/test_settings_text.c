/* SPDX-License-Identifier: MIT */
/*
 * The text of QSettings: what its forms mean, what is written, errors with their lines.
 * unit.settings_limits has the limits; differential.settings holds all forms against a real Qt.
 */
#include <qsm/memory.h>
#include <qsm/settings_text.h>
#include <qsm/stream_schema.h>
#include <qsm/values.h>

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "suite.h"

enum { QT_5 = 0x050f08, QT_6 = 0x060402 };

static qsm_tree *tree;

static qsm_variant *root(void)
{
    return qsm_tree_root(tree);
}

static void expect(const char *is, const char *wanted)
{
    CU_ASSERT_STRING_EQUAL(is, wanted);
    if (strcmp(is, wanted) != 0)
        printf("\n    is:     %s\n    wanted: %s\n", is, wanted);
}

/* Reads a value, and gives its type and its JSON. */
static void expect_value(const char *text, const char *type, const char *json)
{
    char *message;
    bool ok = qsm_settings_read_value(text, strlen(text), NULL, root(), &message);
    char *is = qsm_variant_to_json(root());
    CU_ASSERT_TRUE(ok);
    CU_ASSERT_PTR_NULL(message);
    expect(qsm_variant_type_name(root()), type);
    expect(is, json);
    qsm_free(is);
    qsm_free(message);
}

static void expect_error(const char *text, const char *wanted)
{
    char *message;
    errno = 0;
    CU_ASSERT_FALSE(qsm_settings_read_value(text, strlen(text), NULL, root(), &message));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_EQUAL(qsm_variant_type(root()), QSM_VARIANT_INVALID);
    expect(message != NULL ? message : "none", wanted);
    qsm_free(message);
}

static void values(void)
{
    static const char *const forms[][3] = {
        {"", "QString", "\"\""},
        {"  a b  ", "QString", "\"a b\""},
        {"\" a \" \"b\"", "QString", "\" a b\""},
        {"\\a\\b\\f\\n\\r\\t\\v\\\"\\?\\'\\\\\\q\\", "QString",
         "\"\\u0007\\u0008\\u000c\\u000a\\u000d\\u0009\\u000b\\\"?'\\\\\""},
        {"\\x41\\x4g\\x20ac\\xd83d\\xde00\\xd800", "QString",
         "\"A\\u0004g\\u20ac\\ud83d\\ude00\\ud800\""},
        {"\\101\\0\\18\\x", "QString", "\"A\\u0000\\u00018\""},
        {"a\\x20 ", "QString", "\"a \""},
        {"a\\\n  b\\\r\n c\\\n\rd", "QString", "\"a  b cd\""},
        {"a, \"b,c\" ,, d", "QStringList", "[\"a\",\"b,c\",null,\"d\"]"},
        {",", "QStringList", "[\"\",null]"},
        {"@@a", "QString", "\"@a\""},
        {"@a", "QString", "\"@a\""},
        {"@", "QString", "\"@\""},
        {"@@Rect(1 2 3 4), @@", "QStringList", "[\"@Rect(1 2 3 4)\",\"@\"]"},
        {"@Rect(1 -2 3 4)", "QRect", "{\"x\":1,\"y\":-2,\"w\":3,\"h\":4}"},
        {"@Rect(1 2 3)", "QString", "\"@Rect(1 2 3)\""},
        {"@Rect(1 2 3 4 5)", "QString", "\"@Rect(1 2 3 4 5)\""},
        {"@Rect", "QString", "\"@Rect\""},
        {"@Size(+10 \\t2)", "QSize", "[10,2]"},
        {"@Size(x 99999999999)", "QSize", "[0,0]"},
        {"@Point(2147483648 -2147483648)", "QPoint", "[0,-2147483648]"},
        {"@Invalid()", "", "null"},
        {"@Invalid(1)", "QString", "\"@Invalid(1)\""},
        {"@String(@a\\0)", "QString", "\"@a\\u0000\""},
        {"@ByteArray(a\\0\\xff\\x20ac)", "QByteArray", "{\"hex\":\"6100ff3f\"}"},
        {"@Unknown(1)", "QString", "\"@Unknown(1)\""},
        {"@Variant(\\0\\0\\0\\x2\\0\\0\\0\\x5)", "int", "5"},
        {"@DateTime(\\0\\0\\0\\x10\\0\\0\\0\\0\\0\\0%=\\x8c\\0\\0\\0\\0\\x1)", "QDateTime",
         "{\"date\":{\"iso\":\"1970-01-01\",\"jd\":2440588},\"time\":{\"iso\":\"00:00:00.000\","
         "\"ms\":0},\"spec\":\"utc\"}"},
        {"1, @Point(1 2), @Invalid()", "QVariantList",
         "[{\"metatype\":\"QString\",\"value\":\"1\"},{\"metatype\":\"QPoint\",\"value\":[1,2]},"
         "{\"metatype\":null,\"value\":null}]"},
        {"Gr\xc3\xbc\xc3\x9f\x65 \xf0\x9f\x98\x80", "QString",
         "\"Gr\\u00fc\\u00dfe \\ud83d\\ude00\""},
        {"Gr\xfc\xdf\x65", "QString", "\"Gr\\u00fc\\u00dfe\""},
        {"\\\xc3\xa9", "QString", "\"\\ufffd\""},
    };
    tree = qsm_tree_new();
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        expect_value(forms[i][0], forms[i][1], forms[i][2]);
    expect_error("@Variant(\\0\\0\\0\\x2\\0\\0)",
                 "@Variant(...): byte 4: a value of 4 bytes: only 2 are left");
    expect_error("a, @Variant(\\0\\0\\x3\\xe7)",
                 "@Variant(...): byte 0: variant id 999 is no type of Qt 5.15");
    qsm_tree_free(tree);
}

static const char file[] = "; a comment\n"
                           "no value, no section\n"
                           "top=1 ; a comment\r\n"
                           "\n"
                           "[window]\r"
                           "geometry=@ByteArray(\\x1\\xd9)\n"
                           "pos=@Point(3 4)\n"
                           "  si\\ze = 2 \n"
                           "=none\n"
                           "[ %General ]\n"
                           "a%20b%U20AC%zz%U12=1, \\\n 2\n"
                           "[GENERAL]\n"
                           "top = \"2\n3\"\n"
                           "\xc3\xa9=yes\n"
                           "[arr]\n"
                           "1\\v=x\n"
                           "size=1";

static void files(void)
{
    static const char *const wanted[][2] = {
        {"General/a b\xe2\x82\xac%zz%U12", "[\"1\",\" 2\"]"},
        {"arr/1/v", "\"x\""},
        {"arr/size", "\"1\""},
        {"top", "\"2\\u000a3\""},
        {"window/", "\"none\""},
        {"window/geometry", "{\"hex\":\"01d9\"}"},
        {"window/pos", "[3,4]"},
        {"window/si/ze", "\"2\""},
        {"\xc3\xa9", "\"yes\""},
    };
    size_t count = sizeof wanted / sizeof wanted[0];
    size_t size;
    tree = qsm_tree_new();
    CU_ASSERT_TRUE(qsm_settings_read_ini(file, strlen(file), NULL, root(), NULL));
    CU_ASSERT_EQUAL_FATAL(qsm_variant_count(root()), count);
    for (size_t i = 0; i < count; i++) {
        char *json = qsm_variant_to_json(qsm_variant_at(root(), i));
        expect(qsm_variant_key_text(root(), i).data, wanted[i][0]);
        expect(json, wanted[i][1]);
        qsm_free(json);
    }
    size_t at = qsm_variant_offset(qsm_variant_find(root(), "window/pos"), &size);
    CU_ASSERT_EQUAL(at, (size_t)(strstr(file, "@Point") - file));
    CU_ASSERT_EQUAL(size, strlen("@Point(3 4)"));
    /* What a program adds comes to its place. */
    CU_ASSERT_TRUE(qsm_variant_set_bool(qsm_variant_insert(root(), "m"), true));
    expect(qsm_variant_key_text(root(), 3).data, "m");
    CU_ASSERT_TRUE(qsm_settings_read_ini("a=1\\", 4, NULL, root(), NULL));
    CU_ASSERT_STRING_EQUAL(qsm_variant_text(qsm_variant_find(root(), "a")).data, "1");
    /* A byte order mark; nothing at all. */
    CU_ASSERT_TRUE(qsm_settings_read_ini("\xef\xbb\xbfk=1", 6, NULL, root(), NULL));
    CU_ASSERT_PTR_NOT_NULL(qsm_variant_find(root(), "k"));
    CU_ASSERT_TRUE(qsm_settings_read_ini(NULL, 0, NULL, root(), NULL));
    CU_ASSERT_EQUAL(qsm_variant_type(root()), QSM_VARIANT_MAP);
    CU_ASSERT_EQUAL(qsm_variant_count(root()), 0);
    qsm_tree_free(tree);
}

/* The text of a value for a Qt release. */
static void expect_text(int qt, const char *wanted)
{
    size_t size = 0;
    char *text = qsm_settings_write_value(root(), qt, &size, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_EQUAL(size, strlen(wanted));
    expect(text, wanted);
    qsm_free(text);
}

static void expect_real(double value, const char *qt5, const char *qt6)
{
    CU_ASSERT_TRUE(qsm_variant_set_double(root(), value));
    expect_text(QT_5, qt5);
    expect_text(QT_6, qt6);
}

static void expect_string(const char *string, size_t size, const char *qt5, const char *qt6)
{
    CU_ASSERT_TRUE(qsm_variant_set_text(root(), (qsm_text){string, size}));
    expect_text(QT_5, qt5);
    expect_text(QT_6, qt6);
}

static void written_values(void)
{
    tree = qsm_tree_new();
    expect_real(0, "0", "0");
    expect_real(-0.0, "0", "0");
    expect_real(-1.5, "-1.5", "-1.5");
    expect_real(1e5, "100000", "1e+05");
    expect_real(1e-4, "0.0001", "1e-04");
    expect_real(1.5e-5, "1.5e-05", "1.5e-05");
    expect_real(1234567890123456789012.0, "1234567890123456800000", "1234567890123456800000");
    expect_real(1.7976931348623157e308, "1.7976931348623157e+308", "1.7976931348623157e+308");
    expect_real((double)-INFINITY, "-inf", "-inf");
    expect_real((double)INFINITY, "inf", "inf");
    expect_real((double)NAN, "nan", "nan");
    expect_string(NULL, 0, "", "");
    expect_string("@a", 2, "@@a", "@@a");
    expect_string("@a\0b", 4, "@String(@a\\0\\x62)", "@String(@a\\0\\x62)");
    expect_string(" a", 2, "\" a\"", "\" a\"");
    expect_string("a=b;", 4, "\"a=b;\"", "\"a=b;\"");
    expect_string("\"\\\n\1"
                  "1\x7fg",
                  7, "\\\"\\\\\\n\\x1\\x31\\x7fg", "\\\"\\\\\\n\\x1\\x31\x7fg");
    expect_string("\xc3\xa4\xf0\x9f\x98\x80\x61", 7, "\\xe4\\xd83d\\xde00\\x61",
                  "\xc3\xa4\xf0\x9f\x98\x80\x61");
    expect_string("\xef\xbb\xbf\xed\xa0\x80g", 7, "\\xfeff\\xd800g", "\\xfeff\\xd800g");
    qsm_variant_set_int64(root(), INT64_MIN);
    expect_text(0, "-9223372036854775808");
    qsm_variant_set_uint64(root(), UINT64_MAX);
    expect_text(0, "18446744073709551615");
    qsm_variant_set_bool(root(), false);
    expect_text(0, "false");
    qsm_variant_set_invalid(root());
    expect_text(0, "@Invalid()");
    qsm_variant_set_string_list(root());
    expect_text(0, "@Invalid()");
    qsm_variant_set_text(qsm_variant_append(root()), qsm_text_of("a,b"));
    expect_text(0, "\"a,b\"");
    qsm_variant_set_text(qsm_variant_append(root()), qsm_text_of("c"));
    expect_text(0, "\"a,b\", c");
    qsm_variant_set_list(root());
    qsm_variant_set_int32(qsm_variant_append(root()), 1);
    expect_text(0, "@Variant(\\0\\0\\0\\t\\0\\0\\0\\x1\\0\\0\\0\\x2\\0\\0\\0\\x1)");
    qsm_variant_set_rect(qsm_variant_append(root()), &(qsm_rect){1, -2, 3, 4});
    qsm_variant_set_size(qsm_variant_append(root()), &(qsm_size){-1, 5});
    expect_text(0, "1, @Rect(1 -2 3 4), @Size(-1 5)");
    qsm_variant_set_point(root(), &(qsm_point){7, -8});
    expect_text(0, "@Point(7 -8)");
    qsm_variant_set_bytes(root(), (qsm_bytes){"a\xff;", 3});
    expect_text(QT_6, "\"@ByteArray(a\\xff;)\"");
    qsm_tree_free(tree);
}

static void written_files(void)
{
    static const char wanted[] = "[General]\n=none\nb=1\n\n"
                                 "[%25General]\nc=2\n\n"
                                 "[%General]\nd=3\n\n"
                                 "[a%20%E9]\nb\\c=4\n\n"
                                 "[a.b]\n%U20AC%UD83D%UDE00=5\n\n"
                                 "[%general]\ne=6\n\n"
                                 "[s]\n=7\nt%2F=8\n";
    static const char *const keys[] = {"general/e",      "a.b/\xe2\x82\xac\xf0\x9f\x98\x80",
                                       "a \xc3\xa9/b/c", "General/d",
                                       "%General/c",     "b"};
    size_t size;
    char *message;
    tree = qsm_tree_new();
    qsm_variant_set_hash(root());
    for (int i = 0; i < 6; i++)
        qsm_variant_set_int32(qsm_variant_insert(root(), keys[i]), 6 - i);
    qsm_variant_set_text(qsm_variant_insert(root(), ""), qsm_text_of("none"));
    qsm_variant_set_int32(qsm_variant_insert(root(), "s/"), 7);
    qsm_variant_set_int32(qsm_variant_insert(root(), "s/t/"), 8);
    char *text = qsm_settings_write_ini(root(), 0, &size, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    expect(text, wanted);
    CU_ASSERT_EQUAL(size, sizeof wanted - 1);
    CU_ASSERT_TRUE(qsm_settings_read_ini(text, size, NULL, root(), NULL));
    CU_ASSERT_EQUAL(qsm_variant_count(root()), 9);
    qsm_free(text);
    /* Nothing; of equal keys the last; the null string. */
    qsm_variant_set_map(root());
    text = qsm_settings_write_ini(root(), QT_5, &size, NULL);
    CU_ASSERT_EQUAL(size, 0);
    qsm_free(text);
    static const unsigned char twice[] =
        "\0\0\0\2\0\0\0\2\0a\0\0\0\2\0\0\0\0\1\0\0\0\2\0a\0\0\0\2\0\0\0\0\2";
    qsm_data_stream *stream = qsm_data_stream_new_reader(twice, sizeof twice - 1);
    CU_ASSERT_TRUE(qsm_data_stream_read_value(stream, "QVariantMap", root()));
    qsm_data_stream_free(stream);
    text = qsm_settings_write_ini(root(), QT_5, NULL, NULL);
    expect(text, "[General]\na=2\n");
    qsm_free(text);
    static const unsigned char null[] = "\0\0\0\1\xff\xff\xff\xff\0\0\0\0\1";
    stream = qsm_data_stream_new_reader(null, sizeof null - 1);
    CU_ASSERT_TRUE(qsm_data_stream_read_value(stream, "QVariantMap", root()));
    qsm_data_stream_free(stream);
    text = qsm_settings_write_ini(root(), QT_5, NULL, NULL);
    expect(text, "[General]\n=@Invalid()\n");
    qsm_free(text);
    /* What QSettings cannot have. */
    qsm_variant_set_map(root());
    qsm_variant_set_int32(qsm_variant_insert(root(), "/a"), 1);
    CU_ASSERT_PTR_NULL(qsm_settings_write_ini(root(), 0, &size, &message));
    CU_ASSERT_EQUAL(errno, EINVAL);
    expect(message, "key \"/a\": a key of QSettings does not begin with /");
    qsm_free(message);
    qsm_variant_set_map(root());
    qsm_variant_insert(root(),
                       "/2345678901234567890123456789012345678901234567890123456789\xc3\xa9");
    CU_ASSERT_PTR_NULL(qsm_settings_write_ini(root(), 0, &size, &message));
    expect(message, "key \"/2345678901234567890123456789012345678901234567890123456789\": "
                    "a key of QSettings does not begin with /");
    qsm_free(message);
    qsm_variant_set_map(root());
    qsm_variant_set_container(qsm_variant_insert(root(), "s/k"), "QList<int>");
    qsm_variant *list = qsm_variant_child(root(), 0);
    qsm_variant_set_text(qsm_variant_append(list), qsm_text_of("no int"));
    CU_ASSERT_PTR_NULL(qsm_settings_write_ini(root(), 0, &size, &message));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(strstr(message, "QString where int is needed"));
    message[strlen("key \"s/k\": @Variant(...): ")] = '\0';
    expect(message, "key \"s/k\": @Variant(...): ");
    qsm_free(message);
    qsm_tree_free(tree);
}

static void errors(void)
{
    static const char text[] = "a=1\r\n\r\n;\n[x\nb=@Variant(\\0)\nc=3\n";
    char *message;
    tree = qsm_tree_new();
    CU_ASSERT_FALSE(qsm_settings_read_ini(text, strlen(text), NULL, root(), &message));
    CU_ASSERT_EQUAL(errno, EINVAL);
    expect(message, "line 4: a section without ]");
    qsm_free(message);
    CU_ASSERT_EQUAL(qsm_variant_count(root()), 3);
    CU_ASSERT_EQUAL(qsm_variant_type(qsm_variant_find(root(), "x/b")), QSM_VARIANT_INVALID);
    CU_ASSERT_STRING_EQUAL(qsm_variant_text(qsm_variant_find(root(), "x/c")).data, "3");
    CU_ASSERT_FALSE(qsm_settings_read_ini("\na=1\\\n2\nb=@Variant(\\0)", 22, NULL, root(), NULL));
    CU_ASSERT_FALSE(
        qsm_settings_read_ini("\na=1\\\n2\nb=@Variant(\\0)", 22, NULL, root(), &message));
    expect(message, "line 4: @Variant(...): byte 0: a value of 4 bytes: only 1 are left");
    qsm_free(message);
    /* NULL. */
    qsm_data_stream_limits unset = {0};
    CU_ASSERT_FALSE(qsm_settings_read_ini("", 0, NULL, NULL, &message));
    CU_ASSERT_FALSE(qsm_settings_read_ini(NULL, 1, NULL, root(), NULL));
    CU_ASSERT_FALSE(qsm_settings_read_ini("", 0, &unset, root(), NULL));
    CU_ASSERT_FALSE(qsm_settings_read_value(NULL, 1, NULL, root(), NULL));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_TRUE(qsm_settings_read_value(NULL, 0, NULL, root(), NULL));
    CU_ASSERT_PTR_NULL(qsm_settings_write_ini(root(), 0, NULL, &message));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_PTR_NULL(message);
    CU_ASSERT_PTR_NULL(qsm_settings_write_ini(NULL, 0, NULL, NULL));
    char *invalid = qsm_settings_write_value(NULL, 0, NULL, NULL);
    expect(invalid, "@Invalid()");
    qsm_free(invalid);
    qsm_tree_free(tree);
}

QSM_SUITE("settings text", {"the forms of a value", values}, {"the lines of a file", files},
          {"a value as text", written_values}, {"a map as a file", written_files},
          {"errors", errors})
