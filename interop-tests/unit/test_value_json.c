/* SPDX-License-Identifier: MIT */
/* JSON text, and JSON that is no value of a type. The forms of values: unit.value_vectors. */
#include <stdlib.h>
#include <string.h>

#include "trees.h"

static void json_texts(void)
{
    static const char *const same[] = {"null",
                                       "true",
                                       "false",
                                       "0",
                                       "-1",
                                       "9223372036854775807",
                                       "18446744073709551615",
                                       "1.5",
                                       "1e-07",
                                       "1e+300",
                                       "0.1",
                                       "123456.5",
                                       "0.30000000000000004",
                                       "4.35",
                                       "2.2250738585072014e-308",
                                       "1e-310",
                                       "5e-324",
                                       "-1.7976931348623157e+308",
                                       "\"plain, then \\u00e4 and\\\"plain\"",
                                       "{\"a \\\\ b\":\"\\u007f\"}",
                                       "[]",
                                       "{}",
                                       "[1,[2,{\"a\":null}]]",
                                       "\"\\u0000\\ud800x\\\\\\\"\"",
                                       "{\"b\":1,\"a\":2}"};
    static const char *const bad[] = {
        "",        "nul",       "[1",          "[1,",      "[1 2]",      "{",
        "{\"a\"",  "{\"a\":",   "{1:2}",       "{\"a\":1", "{\"a\":1,}", "\"",
        "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"",   "\"\xff\"",   "1x",
        "\"a",     "\"\\",      "\"a\\\"",     "\"\xc3\"", "-",          "+1",
        "1 2",     "--1",       "1e",          "]"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        qsm_tree *tree = new_tree();
        const char *problem;
        size_t at;
        CU_ASSERT_TRUE_FATAL(
            qsm__json_parse(same[i], strlen(same[i]), qsm_tree_root(tree), &problem, &at));
        char *text = qsm__json_print(qsm_tree_root(tree), &at);
        CU_ASSERT_STRING_EQUAL(text, same[i]);
        CU_ASSERT_EQUAL(at, strlen(same[i]));
        free(text);
        qsm_tree_free(tree);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        qsm_tree *tree = new_tree();
        const char *problem;
        size_t at;
        CU_ASSERT_FALSE(
            qsm__json_parse(bad[i], strlen(bad[i]), qsm_tree_root(tree), &problem, &at));
        CU_ASSERT_PTR_NOT_NULL(problem);
        CU_ASSERT_TRUE(at <= strlen(bad[i]));
        qsm_tree_free(tree);
    }
    static char deep[1000];
    memset(deep, '[', sizeof deep);
    qsm_tree *tree = new_tree();
    const char *problem;
    size_t at;
    CU_ASSERT_FALSE(qsm__json_parse(deep, sizeof deep, qsm_tree_root(tree), &problem, &at));
    qsm_tree_free(tree);
}

static void json_that_does_not_fit(void)
{
    static const char *const bad[][2] = {
        {"int", "\"x\""},
        {"int", "2147483648"},
        {"int", "1.5"},
        {"bool", "2"},
        {"uint", "-1"},
        {"quint64", "\"18446744073709551616\""},
        {"qint64", "\"-9223372036854775809\""},
        {"QString", "1"},
        {"QByteArray", "{}"},
        {"QByteArray", "{\"hex\":\"0\"}"},
        {"QByteArray", "{\"hex\":\"0g\"}"},
        {"QChar", "65"},
        {"QList<int>", "1"},
        {"QList<int>", "[true,[]]"},
        {"QVariantPair", "[1]"},
        {"QMap<int,int>", "[]"},
        {"QMap<int,int>", "{\"pairs\":[[1]]}"},
        {"QVariant", "{}"},
        {"QVariant", "{\"metatype\":1}"},
        {"QVariant", "{\"metatype\":\"No\",\"value\":1}"},
        {"QVariant", "{\"metatype\":\"int\"}"},
        {"QVariant", "{\"metatype\":\"int\",\"value\":1,\"isNull\":3}"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        qsm_tree *tree = new_tree();
        qsm_tree *scratch = new_tree();
        const char *problem;
        size_t at;
        const qsm_type *type = qsm__type_of_name(&qsm__qt_types, &tree->arena, bad[i][0],
                                                 strlen(bad[i][0]), false, &problem);
        CU_ASSERT_TRUE_FATAL(
            qsm__json_parse(bad[i][1], strlen(bad[i][1]), qsm_tree_root(scratch), &problem, &at));
        CU_ASSERT_FALSE(json_to_value(qsm_tree_root(tree), type, qsm_tree_root(scratch), &problem));
        CU_ASSERT_PTR_NOT_NULL(problem);
        qsm_tree_free(tree);
        qsm_tree_free(scratch);
    }
}

QSM_SUITE("JSON of values", {"JSON", json_texts},
          {"JSON that does not fit", json_that_does_not_fit})
