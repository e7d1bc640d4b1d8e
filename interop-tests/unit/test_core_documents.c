/* SPDX-License-Identifier: MIT */
/*
 * JSON and CBOR that a stream carries: what Qt accepts (tried with 5.15.8 and 6.4.2, which agree);
 * diagnostic notation; the forms of QtCore's classes in JSON.
 */
#include <qsm/values.h>

#include <stdio.h>
#include <string.h>

#include "trees.h"
#include "value/core/cbor_item.h"
#include "value/core/json_text.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

typedef struct bytes {
    const char *data;
    size_t size;
    bool good;
} bytes;
#define GOOD(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1, true                                                               \
    }
#define BAD(text)                                                                                  \
    {                                                                                              \
        text, sizeof(text) - 1, false                                                              \
    }

static const bytes json_texts[] = {
    GOOD("[]"),
    GOOD("{}"),
    GOOD("[] "),
    GOOD(" \t\r\n[]"),
    GOOD("[1.]"),
    GOOD("[.5]"),
    GOOD("[-0]"),
    GOOD("[0e-999]"),
    GOOD("[1E+5]"),
    GOOD("[1e308]"),
    GOOD("[\"\\x\"]"),
    GOOD("[\"\x01\"]"),
    GOOD("[\"\\ud800\"]"),
    GOOD("[\"a\0b\"]"),
    GOOD("\xef\xbb\xbf[]"),
    GOOD("{\"a\" : 1 }"),
    GOOD("[\"\xef\xbf\xbe\"]"),
    GOOD("[99999999999999999999999999999999999999999999999999999999]"),
    GOOD("[0.00000000000000000000000000000000000000000000000000000001]"),
    GOOD("[true,false,null]"),
    BAD("[1e320]"),
    BAD("[1e-400]"),
    BAD("[-]"),
    BAD("[1e]"),
    BAD("[00]"),
    BAD("[01]"),
    BAD("[-.e1]"),
    BAD("[.]"),
    BAD("[1e5,]"),
    BAD("[\"\xff\"]"),
    BAD("[nullx]"),
    BAD("{\"a\":1,}"),
    BAD("{,}"),
    BAD("[]x"),
    BAD("\0[]"),
    BAD("[\"\xed\xa0\x80\"]"),
    BAD("[\"\\\xc3\xa9\"]"),
    BAD("[1 2]"),
    BAD("[\"\xf4\x90\x80\x80\"]"),
    BAD("[\"\xc0\x80\"]"),
    BAD("[+1]"),
    BAD("[tru]"),
    BAD("1"),
    BAD("\"a\""),
    BAD("["),
    BAD("{"),
    BAD("[\""),
    BAD("[\"\\"),
    BAD("[\"\\u12\"]"),
    BAD("[\"\\u12g4\"]"),
    BAD("{\"a\"}"),
    BAD("{\"a\":}"),
    BAD("{1:2}"),
    BAD("[1"),
    BAD(""),
    BAD("[1}"),
    BAD("[1e999999999]")};

static const bytes cbor_items[] = {GOOD("\x01"),
                                   GOOD("\x9f\xff"),
                                   GOOD("\x9f\x01\xff"),
                                   GOOD("\xbf\x01\x02\xff"),
                                   GOOD("\x5f\x41"
                                        "a\xff"),
                                   GOOD("\x7f\xff"),
                                   GOOD("\xf8\x20"),
                                   GOOD("\xf9\x3c\0"),
                                   GOOD("\xc0\x61"
                                        "a"),
                                   GOOD("\x3b\xff\xff\xff\xff\xff\xff\xff\xff"),
                                   GOOD("\x18\x05"),
                                   GOOD("\xe0"),
                                   GOOD("\xf4"),
                                   GOOD("\x5f\x40\xff"),
                                   GOOD("\xbf\xff"),
                                   GOOD("\xfb\x7f\xf0\0\0\0\0\0\0"),
                                   BAD(""),
                                   BAD("\x1c"),
                                   BAD("\x1f"),
                                   BAD("\xff"),
                                   BAD("\xbf\x01\xff"),
                                   BAD("\x5f\x61"
                                       "a\xff"),
                                   BAD("\x5f\x5f\xff\xff"),
                                   BAD("\x61\xff"),
                                   BAD("\x63\xed\xa0\x80"),
                                   BAD("\xf8\x10"),
                                   BAD("\xf8\x14"),
                                   BAD("\xfc"),
                                   BAD("\xc1"),
                                   BAD("\xc1\xff"),
                                   BAD("\x81"),
                                   BAD("\x81\xff"),
                                   BAD("\x9b\xff\xff\xff\xff\xff\xff\xff\xff"),
                                   BAD("\x5b\xff\xff\xff\xff\xff\xff\xff\xff"),
                                   BAD("\x9a\x7f\xff\xff\xff"),
                                   BAD("\xdf\x01"),
                                   BAD("\xa1\x01"),
                                   BAD("\xa1\x01\xff"),
                                   BAD("\xf8"),
                                   BAD("\x7f\x61\xc3\x61\xa9\xff"),
                                   BAD("\x3f"),
                                   BAD("\xbf\x01\x02\x03\xff")};

static void documents(void)
{
    char nested[2 * 1025];
    for (size_t i = 0; i < COUNT(json_texts); i++) {
        const bytes *of = &json_texts[i];
        bool good = qsm__json_text_form((const unsigned char *)of->data, of->size) != '\0';
        CU_ASSERT_EQUAL(good, of->good);
        if (good != of->good)
            printf("\n    %s", of->data);
    }
    for (size_t i = 0; i < COUNT(cbor_items); i++) {
        const bytes *of = &cbor_items[i];
        bool good = qsm__cbor_item_size((const unsigned char *)of->data, of->size) == of->size;
        CU_ASSERT_EQUAL(good && of->size > 0, of->good);
        if (good != of->good && of->size > 0)
            printf("\n    CBOR %zu", i);
    }
    const unsigned char *at = (const unsigned char *)nested;
    memset(nested, '[', 1025);
    memset(nested + 1025, ']', 1025);
    CU_ASSERT_EQUAL(qsm__json_text_form(at, 2050), '\0');
    CU_ASSERT_EQUAL(qsm__json_text_form(at + 1, 2048), '[');
    memset(nested, 0x81, 1025);
    nested[1024] = (char)0x80;
    CU_ASSERT_EQUAL(qsm__cbor_item_size(at, 1025), 0);
    CU_ASSERT_EQUAL(qsm__cbor_item_size(at + 1, 1024), 1024);
    memset(nested, 0xc1, 1025);
    nested[1025] = 1;
    CU_ASSERT_EQUAL(qsm__cbor_item_size(at, 1026), 0);
    CU_ASSERT_EQUAL(qsm__cbor_item_size(at + 1, 1025), 1025);
}

/* JSON that comes back as it is. */
static void json_forms(void)
{
    static const struct {
        const char *type;
        const char *json;
    } forms[] = {
        {"QCborValue",
         "{\"diag\":\"{\\\"k\\\": [-1, 24, 256, 65536, 4294967296, -18446744073709551615]}\"}"},
        {"QCborValue", "{\"diag\":\"1(2.0)\"}"},
        {"QCborValue",
         "{\"diag\":\"[simple(0), simple(255), inf, -inf, nan, 1e+300, null, true, false]\"}"},
        {"QCborValue", "{\"diag\":\"h'00ff'\"}"},
        {"QCborValue", "{\"diag\":\"<invalid>\"}"},
        {"QCborValue", "{\"diag\":\"\\\"a\\\\\\\"\\\\\\\\\\\\u00E9\\\"\"}"},
        {"QCborValue", "{\"hex\":\"1805\"}"}, /* five, in two bytes */
        {"QCborArray", "{\"hex\":\"9fff\"}"},
        {"QCborValue", "{\"hex\":\"f93c00\"}"},
        {"QJsonValue", "{\"jsonvalue\":{\"string\":\"null\"}}"},
        {"QJsonValue", "{\"jsonvalue\":{\"number\":\"nan\"}}"},
        {"QJsonValue", "{\"jsonvalue\":{\"string\":null}}"},
        {"QTimeZone", "{\"aheadOfUtcBy\":90}"},
        {"QTimeZone", "{\"id\":\"QTimeZone::UTC\"}"},
        {"QTimeZone", "{\"id\":\"QTimeZone::LocalTime\"}"},
        {"QTimeZone", "{\"id\":\"UTC-03:30\"}"},
        {"QDateTime", "{\"date\":null,\"time\":null,\"spec\":\"utc\"}"},
        {"QDateTime", "{\"date\":null,\"time\":{\"iso\":\"00:00:00.001\",\"ms\":1},\"spec\":"
                      "\"zone\",\"zone\":null}"},
        {"QBitArray", "{\"bits\":\"0101010101\"}"},
        {"QEasingCurve", "{\"type\":46,\"period\":0.5,\"amplitude\":1,\"overshoot\":2,"
                         "\"bezierCurves\":[],\"tcbPoints\":[[1,2,3,4,5]]}"}};
    static const struct {
        const char *type;
        const char *json;
    } wrong[] = {{"QCborValue", "{\"diag\":\"[1\"}"},
                 {"QCborValue", "{\"diag\":\"-0\"}"},
                 {"QCborValue", "{\"diag\":\"h'0'\"}"},
                 {"QCborValue", "{\"diag\":\"simple(24)\"}"},
                 {"QCborValue", "{\"diag\":\"1 2\"}"},
                 {"QCborValue", "{\"diag\":\"\\\"\"}"},
                 {"QCborValue", "{\"diag\":\"{1}\"}"},
                 {"QCborValue", "{\"diag\":\"999999999999999999999\"}"},
                 {"QCborValue", "{\"diag\":7}"},
                 {"QBitArray", "{\"bits\":\"012\"}"},
                 {"QDate", "{\"iso\":\"2024-01-01\"}"},
                 {"QTime", "{}"},
                 {"QDateTime", "{\"date\":null,\"time\":null,\"spec\":\"summer\"}"},
                 {"QTimeZone", "{\"custom\":{\"id\":1}}"},
                 {"QJsonValue", "{\"jsonvalue\":[]}"},
                 {"QEasingCurve", "{\"type\":29,\"period\":1}"}};
    char text[300];
    for (size_t i = 0; i < COUNT(forms); i++) {
        qsm_tree *tree = new_tree();
        json_of(made(tree, forms[i].type, forms[i].json), text);
        CU_ASSERT_STRING_EQUAL(text, forms[i].json);
        if (strcmp(text, forms[i].json) != 0)
            printf("\n    %s: %s", forms[i].json, text);
        qsm_tree_free(tree);
    }
    for (size_t i = 0; i < COUNT(wrong); i++) {
        const char *problem = NULL;
        size_t offset;
        qsm_tree *tree = new_tree();
        qsm_tree *value = new_tree();
        const qsm_type *type =
            qsm__type_by_name(&qsm__qt_types, wrong[i].type, strlen(wrong[i].type));
        CU_ASSERT_TRUE(qsm__json_parse(wrong[i].json, strlen(wrong[i].json), qsm_tree_root(tree),
                                       &problem, &offset));
        CU_ASSERT_FALSE(json_to_value(qsm_tree_root(value), type, qsm_tree_root(tree), &problem));
        if (problem == NULL)
            printf("\n    %s", wrong[i].json);
        CU_ASSERT_PTR_NOT_NULL(problem);
        qsm_tree_free(tree);
        qsm_tree_free(value);
    }
}

QSM_SUITE("JSON and CBOR in streams", {"what Qt accepts", documents}, {"forms in JSON", json_forms})
