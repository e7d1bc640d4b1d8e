/* SPDX-License-Identifier: MIT */
/*
 * The text of QSettings: limits, text as numbers and bools, memory that is out.
 * unit.settings_text has the forms.
 */
#include <qsm/memory.h>
#include <qsm/settings_text.h>

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "failing_memory.h"
#include "suite.h"

enum { QT_5 = 0x050f08, LARGE = 65536 };

static qsm_tree *tree;

static qsm_variant *root(void)
{
    return qsm_tree_root(tree);
}

static void expect_limit(const char *text, size_t size, const qsm_data_stream_limits *limits,
                         const char *wanted)
{
    char *message;
    CU_ASSERT_FALSE(qsm_settings_read_ini(text, size, limits, root(), &message));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(message);
    CU_ASSERT_PTR_NOT_NULL(strstr(message, wanted));
    qsm_free(message);
}

static void limits(void)
{
    static char text[200000];
    static const char nested[] = "a=@Variant(\\0\\0\\0\\t\\0\\0\\0\\x1\\0\\0\\0\\t\\0\\0\\0\\x1"
                                 "\\0\\0\\0\\t\\0\\0\\0\\0)";
    qsm_data_stream_limits few = QSM_INIT(qsm_data_stream_limits);
    qsm_data_stream_limits memory = QSM_INIT(qsm_data_stream_limits);
    qsm_data_stream_limits depth = QSM_INIT(qsm_data_stream_limits);
    few.elements = 3;
    memory.memory = 4096;
    depth.depth = 2;
    tree = qsm_tree_new();
    CU_ASSERT_TRUE(qsm_settings_read_ini("a=1,2", 5, &few, root(), NULL));
    expect_limit("a=1,2,3", 7, &few, "line 1: more keys and elements of lists than the limit");
    expect_limit("a=1\nb=1\nc=1\nd=1", 15, &few, "line 4: more keys and elements");
    few.elements = 1;
    expect_limit(nested, strlen(nested), &few, "more than 1 elements");
    expect_limit(nested, strlen(nested), &depth, "more than 2 containers within each other");
    CU_ASSERT_TRUE(qsm_settings_read_ini(nested, strlen(nested), NULL, root(), NULL));
    memset(text, ',', sizeof text);
    memcpy(text, "a=", 2);
    expect_limit(text, sizeof text, &memory, "line 1: the values need more memory than the limit");
    CU_ASSERT_TRUE(qsm_settings_read_ini(text, sizeof text, NULL, root(), NULL));
    CU_ASSERT_EQUAL(qsm_variant_count(qsm_variant_find(root(), "a")), sizeof text - 1);
    /* Lines without anything are as many keys; the name of the section is in each of them. */
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 2 == 0 ? '=' : '\n';
    CU_ASSERT_TRUE(qsm_settings_read_ini(text, sizeof text, NULL, root(), NULL));
    CU_ASSERT_EQUAL(qsm_variant_count(root()), 1);
    memset(text, 'x', sizeof text / 2);
    text[0] = '[';
    text[sizeof text / 2] = ']';
    expect_limit(text, sizeof text, NULL, "the values need more memory than the limit");
    qsm_tree_free(tree);
}

static void expect_numbers(const char *text, const int64_t *integer, const double *real)
{
    int64_t i = 77;
    double r = 77;
    CU_ASSERT_TRUE(qsm_variant_set_text(root(), qsm_text_of(text)));
    CU_ASSERT_EQUAL(qsm_settings_to_int64(root(), &i), integer != NULL);
    CU_ASSERT_EQUAL(i, integer != NULL ? *integer : 77);
    CU_ASSERT_EQUAL(qsm_settings_to_double(root(), &r), real != NULL);
    if (real != NULL && isnan(*real))
        CU_ASSERT_TRUE(isnan(r))
    else
        CU_ASSERT_TRUE(real != NULL ? r == *real : r == 77);
}

static void numbers(void)
{
    static const char *const none[] = {"",    " ",    "x",   "1x",   "e5",       ".",  "1e",
                                       "1e+", "0x10", "--1", "1..2", "infinity", "1 2"};
    char longest[500];
    tree = qsm_tree_new();
    expect_numbers("5", &(int64_t){5}, &(double){5});
    expect_numbers(" -5\n", &(int64_t){-5}, &(double){-5});
    expect_numbers("+5", &(int64_t){5}, &(double){5});
    expect_numbers("9223372036854775807", &(int64_t){INT64_MAX}, &(double){9223372036854775808.0});
    expect_numbers("9223372036854775808", NULL, &(double){9223372036854775808.0});
    expect_numbers("1.5", NULL, &(double){1.5});
    expect_numbers("-.5e-1", NULL, &(double){-0.05});
    expect_numbers("1E3", NULL, &(double){1000});
    expect_numbers("1e999999999999", NULL, &(double){(double)INFINITY});
    expect_numbers("inf", NULL, &(double){(double)INFINITY});
    expect_numbers("-inf", NULL, &(double){(double)-INFINITY});
    expect_numbers("nan", NULL, &(double){(double)NAN});
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        expect_numbers(none[i], NULL, NULL);
    memset(longest, '1', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    expect_numbers(longest, NULL, NULL);
    qsm_tree_free(tree);
}

static void bools_and_lists(void)
{
    bool truth = true;
    int64_t integer = 0;
    double real = 0;
    tree = qsm_tree_new();
    CU_ASSERT_FALSE(qsm_settings_to_bool(NULL, &truth));
    CU_ASSERT_FALSE(qsm_settings_to_int64(NULL, &integer));
    CU_ASSERT_FALSE(qsm_settings_to_double(NULL, &real));
    CU_ASSERT_EQUAL(qsm_settings_text_count(NULL), 0);
    static const char *const are_false[] = {"", "0", "false", "FALSE"};
    static const char *const are_true[] = {"true", "1", "00", "falsx", "x"};
    for (size_t i = 0; i < 4; i++) {
        qsm_variant_set_text(root(), qsm_text_of(are_false[i]));
        CU_ASSERT_TRUE(qsm_settings_to_bool(root(), &truth) && !truth);
    }
    for (size_t i = 0; i < 5; i++) {
        qsm_variant_set_text(root(), qsm_text_of(are_true[i]));
        CU_ASSERT_TRUE(qsm_settings_to_bool(root(), &truth) && truth);
    }
    CU_ASSERT_EQUAL(qsm_settings_text_count(root()), 1);
    CU_ASSERT_STRING_EQUAL(qsm_settings_text_at(root(), 0).data, "x");
    CU_ASSERT_PTR_NULL(qsm_settings_text_at(root(), 1).data);
    qsm_variant_set_int32(root(), 1);
    CU_ASSERT_TRUE(qsm_settings_to_bool(root(), &truth) && truth);
    CU_ASSERT_TRUE(qsm_settings_to_int64(root(), &integer) && integer == 1);
    CU_ASSERT_TRUE(qsm_settings_to_double(root(), &real) && real == 1);
    CU_ASSERT_EQUAL(qsm_settings_text_count(root()), 0);
    CU_ASSERT_PTR_NULL(qsm_settings_text_at(root(), 0).data);
    CU_ASSERT_TRUE(qsm_settings_read_value("a, b", 4, NULL, root(), NULL));
    CU_ASSERT_EQUAL(qsm_settings_text_count(root()), 2);
    CU_ASSERT_STRING_EQUAL(qsm_settings_text_at(root(), 1).data, "b");
    CU_ASSERT_FALSE(qsm_settings_to_bool(root(), &truth));
    qsm_tree_free(tree);
}

static const char some[] = "[s]\na=1, @Size(1 2), @Rect(1 2 3 4), @String(x)\nb=@ByteArray(x)\nc=\n"
                           "d=@Variant(\\0\\0\\0\\x2\\0\\0\\0\\x5)\ne=,\ne=x\nf=@Point(1 2)\n"
                           "g=@Rect(1 2 3 4)\n";

static bool read_some(void)
{
    char *message;
    qsm_tree *own = qsm_tree_new();
    if (own == NULL)
        return false;
    bool ok = qsm_settings_read_ini(some, strlen(some), NULL, qsm_tree_root(own), &message);
    CU_ASSERT_PTR_NULL(message);
    CU_ASSERT_TRUE(ok || errno == ENOMEM);
    qsm_tree_free(own);
    return ok;
}

static bool read_many(void)
{
    static char text[4000];
    qsm_tree *own = qsm_tree_new();
    if (own == NULL)
        return false;
    memset(text, ',', sizeof text);
    memcpy(text, "a=", 2);
    for (size_t i = sizeof text / 2; i < sizeof text; i++)
        text[i] = i % 2 == 0 ? '=' : '\n';
    bool ok = qsm_settings_read_ini(text, sizeof text, NULL, qsm_tree_root(own), NULL);
    qsm_tree_free(own);
    return ok;
}

static bool read_one(void)
{
    qsm_tree *own = qsm_tree_new();
    bool ok = own != NULL && qsm_settings_read_value("a, b", 4, NULL, qsm_tree_root(own), NULL);
    qsm_tree_free(own);
    return ok;
}

static bool read_damaged(void)
{
    char *message = NULL;
    qsm_tree *own = qsm_tree_new();
    if (own == NULL)
        return false;
    CU_ASSERT_FALSE(qsm_settings_read_ini("[", 1, NULL, qsm_tree_root(own), &message));
    bool ok = message != NULL;
    CU_ASSERT_EQUAL(errno, ok ? EINVAL : ENOMEM);
    qsm_free(message);
    qsm_tree_free(own);
    return ok;
}

static bool write_some(void)
{
    char *text = qsm_settings_write_ini(root(), QT_5, NULL, NULL);
    bool ok = text != NULL;
    CU_ASSERT_TRUE(ok || errno == ENOMEM);
    qsm_free(text);
    return ok;
}

static bool write_refused(void)
{
    char *message;
    CU_ASSERT_PTR_NULL(qsm_settings_write_ini(root(), QT_5, NULL, &message));
    bool ok = message != NULL;
    CU_ASSERT_EQUAL(errno, ok ? EINVAL : ENOMEM);
    qsm_free(message);
    return ok;
}

/* Texts that are larger than a block of memory, so that each place needs one of its own. */
static size_t put_large(char *text, const char *before, const char *after)
{
    size_t at = strlen(before);
    memcpy(text, before, at);
    memset(text + at, 'x', LARGE);
    memcpy(text + at + LARGE, after, strlen(after) + 1);
    return at + LARGE + strlen(after);
}

static bool read_large(const char *before, const char *after)
{
    static char text[LARGE + 100];
    size_t size = put_large(text, before, after);
    qsm_tree *own = qsm_tree_new();
    bool ok = own != NULL && qsm_settings_read_ini(text, size, NULL, qsm_tree_root(own), NULL);
    CU_ASSERT_TRUE(ok || errno == ENOMEM);
    qsm_tree_free(own);
    return ok;
}

static bool read_large_text(void)
{
    return read_large("k=", "");
}

static bool read_large_key(void)
{
    return read_large("k", "=1");
}

static bool read_large_element(void)
{
    return read_large("k=a, ", ", b");
}

static bool read_large_bytes(void)
{
    return read_large("k=@ByteArray(", ")");
}

static bool read_large_stream(void)
{
    return read_large("k=@Variant(\\0\\0\\0\\f\\0\\x1\\0\\0", ")");
}

static bool read_many_keys(void)
{
    static char text[LARGE];
    qsm_tree *own = qsm_tree_new();
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 2 == 0 ? '=' : '\n';
    bool ok =
        own != NULL && qsm_settings_read_ini(text, sizeof text, NULL, qsm_tree_root(own), NULL);
    CU_ASSERT_TRUE(ok || errno == ENOMEM);
    qsm_tree_free(own);
    return ok;
}

static void memory(void)
{
    static const char large[LARGE];
    fail_each(read_some);
    fail_each(read_many);
    fail_each(read_one);
    fail_each(read_damaged);
    fail_each(read_large_text);
    fail_each(read_large_key);
    fail_each(read_large_element);
    fail_each(read_large_bytes);
    fail_each(read_large_stream);
    fail_each(read_many_keys);
    tree = qsm_tree_new();
    CU_ASSERT_TRUE(qsm_settings_read_ini(some, strlen(some), NULL, root(), NULL));
    qsm_variant_set_hash(qsm_variant_insert(root(), "s/hash"));
    qsm_variant_set_bytes(qsm_variant_insert(root(), "s/large"), (qsm_bytes){large, LARGE});
    fail_each(write_some);
    qsm_variant_set_map(root());
    qsm_variant_set_int32(qsm_variant_insert(root(), "/a"), 1);
    fail_each(write_refused);
    qsm_tree_free(tree);
}

QSM_SUITE("settings limits", {"limits", limits}, {"text as a number", numbers},
          {"text as a bool, and lists", bools_and_lists}, {"memory that is out", memory})
