/* SPDX-License-Identifier: MIT */
/*
 * QtCore's classes beyond their bytes (unit.value_vectors): the calendar, rules of zones, calls of
 * the structs, errors.
 */
#include <qsm/values.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "trees.h"
#include "value/core/date_time.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void calendar(void)
{
    static const struct {
        int year, month, day;
        int64_t julian_day;
    } dates[] = {{1970, 1, 1, 2440588}, {2000, 2, 29, 2451604},  {1582, 10, 15, 2299161},
                 {1, 1, 1, 1721426},    {-1, 12, 31, 1721425},   {-44, 3, 15, 1705428},
                 {-4714, 11, 24, 0},    {9999, 12, 31, 5373484}, {1900, 3, 1, 2415080},
                 {400, 12, 31, 1867522}};
    for (size_t i = 0; i < COUNT(dates); i++) {
        int year = 0;
        int month = 0;
        int day = 0;
        qsm_date date = qsm_date_from_ymd(dates[i].year, dates[i].month, dates[i].day);
        CU_ASSERT_EQUAL(date.julian_day, dates[i].julian_day);
        CU_ASSERT_TRUE(qsm_date_to_ymd(date, &year, &month, &day));
        CU_ASSERT_TRUE(year == dates[i].year && month == dates[i].month && day == dates[i].day);
    }
    for (int64_t at = -2000000; at < 6000000; at += 997) {
        int part[3];
        CU_ASSERT_TRUE(qsm_date_to_ymd((qsm_date){at}, &part[0], &part[1], &part[2]));
        CU_ASSERT_EQUAL(qsm_date_from_ymd(part[0], part[1], part[2]).julian_day, at);
    }
    static const int wrong[][3] = {{0, 1, 1},    {2023, 2, 29}, {1900, 2, 29}, {2024, 13, 1},
                                   {2024, 0, 1}, {2024, 4, 31}, {2024, 1, 0}};
    for (size_t i = 0; i < COUNT(wrong); i++)
        CU_ASSERT_FALSE(
            qsm_date_is_valid(qsm_date_from_ymd(wrong[i][0], wrong[i][1], wrong[i][2])));
    int kept = 7;
    CU_ASSERT_TRUE(qsm_date_to_ymd(qsm_date_from_ymd(2024, 2, 29), NULL, &kept, NULL) && kept == 2);
    kept = 7;
    CU_ASSERT_FALSE(qsm_date_to_ymd((qsm_date){INT64_MAX}, &kept, &kept, &kept));
    CU_ASSERT_EQUAL(kept, 7);
    CU_ASSERT_EQUAL(qsm_time_from_hms(23, 59, 59, 999).msecs, 86399999);
    CU_ASSERT_EQUAL(qsm_time_from_hms(24, 0, 0, 0).msecs, -1);
    CU_ASSERT_EQUAL(qsm_time_from_hms(0, 60, 0, 0).msecs, -1);
}

static void moments(void)
{
    int64_t msecs = 5;
    qsm_date_time value = qsm_date_time_from_msecs(-1);
    CU_ASSERT_TRUE(value.date.julian_day == 2440587 && value.time.msecs == 86399999);
    CU_ASSERT_TRUE(qsm_date_time_to_msecs(&value, &msecs));
    CU_ASSERT_EQUAL(msecs, -1);
    value.spec = QSM_TIME_SPEC_OFFSET_FROM_UTC;
    value.offset = 3600;
    CU_ASSERT_TRUE(qsm_date_time_to_msecs(&value, &msecs) && msecs == -3600001);
    value.spec = QSM_TIME_SPEC_TIME_ZONE;
    value.zone = qsm_time_zone_utc();
    CU_ASSERT_TRUE(qsm_date_time_to_msecs(&value, &msecs) && msecs == -1);
    value.zone = (qsm_time_zone){.form = QSM_TIME_ZONE_IANA, .id = qsm_text_of("UTC-03:30")};
    CU_ASSERT_TRUE(qsm_date_time_to_msecs(&value, &msecs) && msecs == 12599999);
    static const char *const strange[] = {
        "../../../etc/passwd", "/etc/localtime", "No/Such", "", "a\nb", "UTC+1", "Europe"};
    for (size_t i = 0; i < COUNT(strange); i++) {
        errno = 0;
        value.zone.id = qsm_text_of(strange[i]);
        CU_ASSERT_FALSE(qsm_date_time_to_msecs(&value, &msecs));
        CU_ASSERT_EQUAL(errno, EINVAL);
    }
    value.spec = QSM_TIME_SPEC_UTC;
    value.date.julian_day = INT64_MIN;
    CU_ASSERT_FALSE(qsm_date_time_to_msecs(&value, &msecs));
    CU_ASSERT_FALSE(qsm_date_time_to_msecs(NULL, &msecs));
    CU_ASSERT_EQUAL(msecs, 12599999);
}

static int64_t utc(int year, int month, int day, int hour, int minute)
{
    return (qsm_date_from_ymd(year, month, day).julian_day - QSM_DATE_EPOCH) * 86400 + hour * 3600 +
           minute * 60;
}

static void rules(void)
{
    const struct {
        const char *rule;
        int64_t utc;
        int32_t offset;
    } cases[] = {{"CET-1CEST,M3.5.0,M10.5.0/3", utc(2050, 3, 27, 0, 59), 3600},
                 {"CET-1CEST,M3.5.0,M10.5.0/3", utc(2050, 3, 27, 1, 0), 7200},
                 {"CET-1CEST,M3.5.0,M10.5.0/3", utc(2050, 10, 30, 0, 59), 7200},
                 {"CET-1CEST,M3.5.0,M10.5.0/3", utc(2050, 10, 30, 1, 0), 3600},
                 {"EST5EDT,M3.2.0,M11.1.0", utc(2050, 3, 13, 7, 0), -14400},
                 {"EST5EDT,M3.2.0,M11.1.0", utc(2050, 3, 13, 6, 59), -18000},
                 {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", utc(2050, 1, 1, 0, 0), 39600},
                 {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", utc(2050, 7, 1, 0, 0), 37800},
                 {"IST-1GMT0,M10.5.0,M3.5.0/1", utc(2050, 1, 1, 0, 0), 0},
                 {"IST-1GMT0,M10.5.0,M3.5.0/1", utc(2050, 7, 1, 0, 0), 3600},
                 {"A0B,J60,J300", utc(2052, 3, 1, 2, 0), 3600}, /* 1 March in leap years, too */
                 {"A0B,J60,J300", utc(2052, 2, 29, 3, 0), 0},
                 {"A0B,59,300", utc(2052, 2, 29, 2, 0), 3600}, /* day 59 is 29 February */
                 {"A0B,59/-1:30:15,300", utc(2052, 2, 28, 22, 30), 3600},
                 {"<-03>3", utc(2050, 1, 1, 0, 0), -10800}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        int32_t offset = 1;
        CU_ASSERT_TRUE(qsm__zone_rule_offset(cases[i].rule, cases[i].utc, &offset));
        CU_ASSERT_EQUAL(offset, cases[i].offset);
        if (offset != cases[i].offset)
            printf("\n    %s at %lld: %d", cases[i].rule, (long long)cases[i].utc, (int)offset);
    }
    static const char *const wrong[] = {"",
                                        "CET",
                                        "<CET",
                                        "CET-1CEST,M3.5.0",
                                        "CET-1CEST,M3.5",
                                        "CET-1CEST,M13.5.0,M10.5.0",
                                        "CET-1CEST,x,y",
                                        "CET-1CEST,",
                                        "CET-1CEST",
                                        "CET-999",
                                        "CET-1CEST,M3.5.0/,M10.5.0",
                                        "CET-1CEST,J999,J1"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        int32_t offset;
        CU_ASSERT_FALSE(qsm__zone_rule_offset(wrong[i], utc(2050, 1, 1, 0, 0), &offset));
    }
}

static qsm_date_time in_zone(const char *id)
{
    qsm_date_time value = {.date = {2460676}, .spec = QSM_TIME_SPEC_TIME_ZONE};
    value.zone.form = QSM_TIME_ZONE_IANA;
    value.zone.id = qsm_text_of(id);
    return value;
}

/* Version 13 has Universal Time. */
static void no_zone_data(void)
{
    qsm_date_time value = in_zone("No/Such");
    qsm_data_stream *out = qsm_data_stream_new_buffer();
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    qsm_data_stream_set_version(out, QSM_DATA_STREAM_QT_5_0);
    CU_ASSERT_FALSE(qsm_data_stream_write_date_time(out, &value));
    CU_ASSERT_EQUAL(qsm_data_stream_status(out), QSM_DATA_STREAM_WRITE_FAILED);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(out),
                           "byte 0: QDateTime: version 13 has Universal Time, and there is no time "
                           "zone data for the zone");
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), 0);
    qsm_data_stream_free(out);
}

/* Qt 6.5 has zones without an id; for older ones they are written as these write them. */
static void light_zones(void)
{
    static const char *const json[] = {"{\"id\":\"UTC\"}", "{\"id\":\"UTC-00:45\"}"};
    for (int i = 0; i < 2; i++) {
        char text[300];
        qsm_time_zone zone = {.form = i == 0 ? QSM_TIME_ZONE_UTC : QSM_TIME_ZONE_AHEAD_OF_UTC,
                              .offset = -2700};
        qsm_tree *tree = new_tree();
        for (int qt = 0x060402; qt < 0x060b00; qt += 0x000500) {
            qsm_time_zone back;
            qsm_data_stream *out = qsm_data_stream_new_buffer();
            qsm_data_stream_set_qt_version(out, qt);
            CU_ASSERT_TRUE(qsm_data_stream_write_time_zone(out, &zone));
            qsm_data_stream *in =
                qsm_data_stream_new_reader(qsm_data_stream_data(out), qsm_data_stream_size(out));
            qsm_data_stream_set_qt_version(in, qt);
            CU_ASSERT_TRUE(qsm_data_stream_read_time_zone(in, tree, &back));
            CU_ASSERT_TRUE(qsm_data_stream_at_end(in));
            CU_ASSERT_EQUAL(back.form, qt < 0x060500 ? QSM_TIME_ZONE_FIXED : zone.form);
            CU_ASSERT_TRUE(qsm_variant_set_time_zone(qsm_tree_root(tree), &back));
            json_of(qsm_tree_root(tree), text);
            if (qt < 0x060500)
                CU_ASSERT_STRING_EQUAL(text, json[i]);
            qsm_data_stream_free(in);
            qsm_data_stream_free(out);
        }
        qsm_tree_free(tree);
    }
}

/* The tree has its own copy of what a struct points to. */
static void copies(void)
{
    char id[] = "Asia/Tokyo";
    uint8_t bits[] = {0xff, 0xff};
    qsm_tree *tree = new_tree();
    qsm_tree *other = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    qsm_date_time time = in_zone(id);
    CU_ASSERT_TRUE(qsm_variant_set_date_time(root, &time));
    id[0] = 'X';
    CU_ASSERT_TRUE(qsm_variant_to_date_time(root, &time));
    CU_ASSERT_STRING_EQUAL(time.zone.id.data, "Asia/Tokyo");
    CU_ASSERT_TRUE(qsm_variant_assign(qsm_tree_root(other), root));
    CU_ASSERT_TRUE(qsm_variant_equals(qsm_tree_root(other), root));
    qsm_bit_array array = {bits, 11};
    CU_ASSERT_TRUE(qsm_variant_set_bit_array(root, &array));
    bits[0] = 0;
    CU_ASSERT_TRUE(qsm_variant_to_bit_array(root, &array));
    CU_ASSERT_TRUE(array.count == 11 && array.bytes[0] == 0xff && array.bytes[1] == 7);
    CU_ASSERT_FALSE(qsm_variant_to_date_time(root, &time));
    qsm_regular_expression bad = {qsm_text_of("\xff"), 0};
    errno = 0;
    CU_ASSERT_FALSE(qsm_variant_set_regular_expression(root, &bad));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_TRUE(qsm_variant_to_bit_array(root, &array));     /* nothing has changed */
    static const qsm_reg_exp constant = {{"a", 1}, 1, 2, true}; /* is not written to */
    CU_ASSERT_TRUE(qsm_variant_set_reg_exp(qsm_tree_root(other), &constant));
    qsm_json_value value = {.type = (qsm_json_value_type)9};
    CU_ASSERT_FALSE(qsm_variant_set_json_value(root, &value));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_FALSE(qsm_variant_set_json_value(NULL, &value));
    CU_ASSERT_FALSE(qsm_variant_set_bit_array(root, NULL));
    qsm_data_stream *in = qsm_data_stream_new_reader("\0\0\0\0", 4);
    errno = 0;
    CU_ASSERT_FALSE(qsm_data_stream_read_bit_array(in, NULL, &array));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_FALSE(qsm_data_stream_read_bit_array(NULL, tree, &array));
    qsm_data_stream_free(in);
    qsm_tree_free(other);
    qsm_tree_free(tree);
}

static void text_and_bytes(void)
{
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    qsm_bytes json = {"[1]", 3};
    CU_ASSERT_TRUE(qsm_variant_set_text_as(root, "QUrl", qsm_text_of("a:b")));
    CU_ASSERT_STRING_EQUAL(qsm_variant_type_name(root), "QUrl");
    CU_ASSERT_STRING_EQUAL(qsm_variant_text(root).data, "a:b");
    CU_ASSERT_TRUE(qsm_variant_set_bytes_as(root, "QJsonArray", json));
    CU_ASSERT_EQUAL(qsm_variant_type(root), QSM_VARIANT_JSON_ARRAY);
    CU_ASSERT_EQUAL(qsm_variant_bytes(root).size, 3);
    errno = 0;
    CU_ASSERT_FALSE(qsm_variant_set_text_as(root, "QJsonArray", qsm_text_of("")));
    CU_ASSERT_EQUAL(errno, EINVAL);
    CU_ASSERT_FALSE(qsm_variant_set_bytes_as(root, "QUrl", json));
    CU_ASSERT_FALSE(qsm_variant_set_bytes_as(root, NULL, json));
    CU_ASSERT_FALSE(qsm_variant_set_text_as(NULL, "QUrl", qsm_text_of("")));
    CU_ASSERT_FALSE(qsm_variant_set_text_as(root, "QUrl", qsm_text_of("\xff")));
    CU_ASSERT_EQUAL(qsm_variant_type(root), QSM_VARIANT_JSON_ARRAY);
    qsm_tree_free(tree);
}

static void containers(void)
{
    static const char wanted[] = "\0\1\0\0\0\0\0\0\x0fQVersionNumber\0\0\0\0\2\0\0\0\6\0\0\0\4";
    qsm_tree *tree = new_tree();
    qsm_variant *root = qsm_tree_root(tree);
    CU_ASSERT_TRUE(qsm_variant_set_container(root, "QVersionNumber"));
    CU_ASSERT_TRUE(qsm_variant_set_int32(qsm_variant_append(root), 6));
    CU_ASSERT_TRUE(qsm_variant_set_int32(qsm_variant_append(root), 4));
    qsm_data_stream *out = written(root, 0);
    CU_ASSERT_EQUAL(qsm_data_stream_size(out), sizeof wanted - 1);
    CU_ASSERT_EQUAL(memcmp(qsm_data_stream_data(out), wanted, sizeof wanted - 1), 0);
    qsm_data_stream_free(out);
    CU_ASSERT_TRUE(qsm_variant_set_container(root, "QMap<QString, QList<int>>"));
    CU_ASSERT_PTR_NOT_NULL(qsm_variant_insert(root, "a"));
    static const char *const wrong[] = {NULL, "int", "QList", "QList<", "QDate", ""};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        errno = 0;
        CU_ASSERT_FALSE(qsm_variant_set_container(root, wrong[i]));
        CU_ASSERT_EQUAL(errno, EINVAL);
    }
    CU_ASSERT_FALSE(qsm_variant_set_container(NULL, "QList<int>"));
    CU_ASSERT_EQUAL(qsm_variant_count(root), 1);
    qsm_tree_free(tree);
}

/* What is read of bytes at version 20, as a type; the error's text, or the value's JSON. */
static void expect_read(const char *type, const char *data, size_t size, const char *wanted)
{
    char text[300];
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(data, size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    qsm_data_stream_set_version(in, QSM_DATA_STREAM_QT_6_0);
    if (qsm_data_stream_read_value(in, type, qsm_tree_root(tree)))
        json_of(qsm_tree_root(tree), text);
    else
        snprintf(text, sizeof text, "%s", qsm_data_stream_error_string(in));
    CU_ASSERT_STRING_EQUAL(text, wanted);
    if (strcmp(text, wanted) != 0)
        printf("\n    %s: %s", type, text);
    CU_ASSERT_FALSE(qsm_data_stream_canonical(in));
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}
#define EXPECT_READ(type, data, wanted) expect_read(type, data, sizeof(data) - 1, wanted)

/* Bytes that Qt does not write. */
static void strange(void)
{
    EXPECT_READ("QUrl", "\0\0\0\7a b\"\xe9%2", "\"a%20b%22%C3%A9%252\"");
    EXPECT_READ("QUrl", "\0\0\0\4a\0\x7f|", "\"a%00%7F%7C\"");
    EXPECT_READ("QUrl",
                "\0\0\0\3"
                "1:a",
                "null");
    EXPECT_READ("QUrl", "\0\0\0\3:/a", "null");
    EXPECT_READ("QUrl", "\0\0\0\6h\0://a", "null");
    EXPECT_READ("QUrl", "\0\0\0\5h\0/:a", "\"h%00/:a\"");
    EXPECT_READ("QUrl", "\0\0\0\5 a/:b", "\"%20a/:b\"");
    EXPECT_READ("QUrl", "\0\0\0\0", "null");
    EXPECT_READ("QLocale", "\0\0\0\6\0x\0x\0X", "\"C\"");
    EXPECT_READ("QLocale", "\0\0\0\x0a\0d\0e\0_\0d\0e", "\"C\"");
    EXPECT_READ("QLocale", "\xff\xff\xff\xff", "\"C\"");
    EXPECT_READ("QJsonObject", "\0\0\0\2[]", "{\"json\":\"{}\"}");
    EXPECT_READ("QJsonArray", "\0\0\0\0", "{\"json\":\"[]\"}");
    EXPECT_READ("QCborMap", "\0\0\0\1\x80", "{\"diag\":\"{}\"}");
    EXPECT_READ("QCborValue", "\0\0\0\2\x01\x02", "{\"diag\":\"1\"}");
    EXPECT_READ("QTime", "\x05\x26\x5c\0", "null");
    EXPECT_READ("QTimeZone", "\0\0\0\0", "{\"id\":\"UTC\"}");
    EXPECT_READ(
        "QDateTime", "\0\0\0\0\0\x25\x3d\x8c\xff\xff\xff\xff\1",
        "{\"date\":{\"iso\":\"1970-01-01\",\"jd\":2440588},\"time\":{\"iso\":\"00:00:00.000\","
        "\"ms\":0},\"spec\":\"utc\"}");
}

static void expect_error(const char *type, int version, const char *data, size_t size,
                         qsm_data_stream_status_code status, const char *wanted)
{
    qsm_tree *tree = new_tree();
    qsm_data_stream *in = qsm_data_stream_new_reader(data, size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    qsm_data_stream_set_version(in, version);
    CU_ASSERT_FALSE(qsm_data_stream_read_value(in, type, qsm_tree_root(tree)));
    CU_ASSERT_EQUAL(qsm_data_stream_status(in), status);
    CU_ASSERT_STRING_EQUAL(qsm_data_stream_error_string(in), wanted);
    if (strcmp(qsm_data_stream_error_string(in), wanted) != 0)
        printf("\n    %s", qsm_data_stream_error_string(in));
    qsm_data_stream_free(in);
    qsm_tree_free(tree);
}
#define EXPECT_ERROR(type, version, data, status, wanted)                                          \
    expect_error(type, version, data, sizeof(data) - 1, QSM_DATA_STREAM_##status, wanted)

static void errors(void)
{
    EXPECT_ERROR("QBitArray", 19, "\xff\xff\xff\xff", READ_CORRUPT_DATA,
                 "byte 0: a QBitArray of 4294967295 bits, more than the limit of Qt");
    EXPECT_ERROR("QBitArray", 20, "\xff\xff\xff\xff\xff\xff\xff\xff", SIZE_LIMIT_EXCEEDED,
                 "byte 0: a QBitArray of 18446744073709551615 bits, more than the limit of Qt");
    EXPECT_ERROR("QBitArray", 20, "\x7f\xff\xff\xff\xff\xff\xff\xff\0", READ_PAST_END,
                 "byte 8: a QBitArray of 1152921504606846976 bytes: only 1 are left");
    EXPECT_ERROR("QBitArray", 20, "\0\0\0\0\0\0\0\5\x20", READ_CORRUPT_DATA,
                 "byte 0: a QBitArray of 5 bits with bits behind its end");
    EXPECT_ERROR("QJsonDocument", 20,
                 "\0\0\0\1"
                 "1",
                 READ_CORRUPT_DATA, "byte 0: no JSON document");
    EXPECT_ERROR("QJsonValue", 20, "\6", READ_CORRUPT_DATA, "byte 0: type 6 is none of QJsonValue");
    EXPECT_ERROR("QCborValue", 20, "\0\0\0\1\xff", READ_CORRUPT_DATA, "byte 0: no CBOR item");
    static const char curve[] = "\x2d\0\0\0\0\0\0\0\0\1"
                                "\0\0\0\0\0\0\0\0"
                                "\0\0\0\0\0\0\0\0"
                                "\0\0\0\0\0\0\0\0"
                                "\x7f\xff\xff\xff"
                                "\0\0\0\0\0\0\0\0";
    EXPECT_ERROR("QEasingCurve", 20, curve, READ_PAST_END,
                 "byte 46: a value of 8 bytes: only 0 are left");
}

QSM_SUITE("QtCore's classes", {"calendar", calendar}, {"moments", moments},
          {"rules of zones", rules}, {"a zone without data", no_zone_data},
          {"zones of Qt 6.5", light_zones}, {"copies", copies},
          {"text and bytes as a type", text_and_bytes}, {"containers", containers},
          {"bytes that Qt does not write", strange}, {"errors", errors})
