/* SPDX-License-Identifier: MIT */
#include "core_values.h"

#include <qsm/values.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value/core/date_time.h"

enum { QT_5_2 = QSM_DATA_STREAM_QT_5_2, DAY = 86400000 };

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void done(bool ok)
{
    if (!ok)
        exit(2);
}

static int between(generator *g, int first, int last)
{
    return first + (int)generator_below(g, (uint32_t)(last - first + 1));
}

/* Months in which no clock of the zones below is changed. */
static qsm_date plain_date(generator *g, int first_year, int last_year)
{
    static const int months[] = {1, 2, 5, 6, 7, 8, 9, 12};
    return qsm_date_from_ymd(between(g, first_year, last_year),
                             months[generator_below(g, COUNT(months))], between(g, 2, 27));
}

static qsm_time random_time(generator *g)
{
    if (generator_below(g, 10) == 0)
        return (qsm_time){-1};
    return (qsm_time){between(g, 0, DAY - 1)};
}

static bool set_date(generator *g, qsm_variant *v, int version)
{
    qsm_date date = plain_date(g, 1, 9999);
    uint32_t choice = generator_below(g, 12);
    if (choice == 0)
        date.julian_day = INT64_MIN;
    if (choice == 1 && version >= QSM_DATA_STREAM_QT_5_0)
        date.julian_day = generator_below(g, 2) ? 784354017364 : -784350574879;
    return qsm_variant_set_date(v, &date);
}

static bool set_time(generator *g, qsm_variant *v, int version)
{
    qsm_time time = random_time(g);
    (void)version;
    return qsm_variant_set_time(v, &time);
}

/* Without the system's data Qt makes an invalid zone of each id; Qt 5 crashes when it writes it. */
static bool has_zone_data(void)
{
    int32_t offset;
    return qsm__zone_data_offset(qsm_text_of("Europe/Paris"), 0, &offset);
}

static qsm_time_zone random_zone(generator *g)
{
    static const char *const ids[] = {"Europe/Paris", "America/New_York", "Asia/Kolkata"};
    qsm_time_zone zone = qsm_time_zone_utc();
    uint32_t choice = generator_below(g, 6);
    if (choice < COUNT(ids) && has_zone_data()) {
        zone.form = QSM_TIME_ZONE_IANA;
        zone.id = qsm_text_of(ids[choice]);
    } else if (choice == 3) {
        zone.id = zone.name = zone.abbreviation = zone.comment = qsm_text_of("UTC+05:30");
        zone.offset = 19800;
    } else if (choice == 4) {
        zone.id = qsm_text_of("My/Zone");
        zone.name = qsm_text_of("My Zone \xe2\x82\xac");
        zone.abbreviation = qsm_text_of("MYZ");
        zone.comment = qsm_text_of("a comment");
        zone.offset = between(g, -50000, 50000);
        zone.territory = 74;
    }
    return zone;
}

/* What versions below 15 do not keep is left out: Qt would write another kind of time. */
static bool set_date_time(generator *g, qsm_variant *v, int version)
{
    qsm_date_time value = {.spec = (qsm_time_spec)generator_below(g, version < QT_5_2 ? 2 : 4)};
    bool clocks = value.spec == QSM_TIME_SPEC_LOCAL_TIME || value.spec == QSM_TIME_SPEC_TIME_ZONE;
    value.date = clocks ? plain_date(g, 1971, 2036) : plain_date(g, 1, 9999);
    /* A null date with an offset loses it from Qt 6.5 on: unit.core_values has such. */
    if (generator_below(g, 10) == 0 && value.spec != QSM_TIME_SPEC_OFFSET_FROM_UTC)
        value.date.julian_day = INT64_MIN;
    value.time = random_time(g);
    if (value.spec == QSM_TIME_SPEC_OFFSET_FROM_UTC)
        value.offset = between(g, -50000, 50000);
    if (value.spec == QSM_TIME_SPEC_TIME_ZONE)
        value.zone = random_zone(g);
    return qsm_variant_set_date_time(v, &value);
}

static bool set_time_zone(generator *g, qsm_variant *v, int version)
{
    qsm_time_zone zone = random_zone(g);
    (void)version;
    return qsm_variant_set_time_zone(v, &zone);
}

static bool set_bit_array(generator *g, qsm_variant *v, int version)
{
    uint8_t bytes[8];
    qsm_bit_array bits = {bytes, generator_below(g, 60)};
    (void)version;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)generator_next(g);
    return qsm_variant_set_bit_array(v, &bits);
}

static const char *some_text(generator *g)
{
    static const char *const texts[] = {NULL, "a+", "^(\xc3\xa9|\xe2\x82\xac)*$",
                                        "x\xf0\x9f\x98\x80", "unbalanced ("};
    return texts[generator_below(g, COUNT(texts))];
}

static bool set_regular_expression(generator *g, qsm_variant *v, int version)
{
    qsm_regular_expression value = {qsm_text_of(some_text(g)), generator_below(g, 0x80)};
    (void)version;
    return qsm_variant_set_regular_expression(v, &value);
}

static bool set_reg_exp(generator *g, qsm_variant *v, int version)
{
    qsm_reg_exp value = {qsm_text_of(some_text(g)), (uint8_t)generator_below(g, 2),
                         (uint8_t)generator_below(g, 6), generator_below(g, 2)};
    (void)version;
    return qsm_variant_set_reg_exp(v, &value);
}

static bool set_url(generator *g, qsm_variant *v, int version)
{
    static const char *const urls[] = {NULL,
                                       "http://example.com/a%20b?q=1#frag",
                                       "file:///tmp/x.txt",
                                       "https://user:pw@host:8080/%C3%A9/",
                                       "mailto:joe@example.org",
                                       "relative/path",
                                       "a/b:c"};
    (void)version;
    return qsm_variant_set_text_as(v, "QUrl", qsm_text_of(urls[generator_below(g, COUNT(urls))]));
}

static bool set_locale(generator *g, qsm_variant *v, int version)
{
    static const char *const names[] = {"C", "en_US", "de_DE", "zh_TW", "es_419", "haw_US"};
    (void)version;
    return qsm_variant_set_text_as(v, "QLocale",
                                   qsm_text_of(names[generator_below(g, COUNT(names))]));
}

static const char *const objects[] = {"{}", "{\"a\":1,\"b\":[true,null,\"x\"]}",
                                      "{\"n\":{\"k\":\"\xc3\xa9\"},\"pi\":3.5}"};
static const char *const arrays[] = {"[]", "[1,2,3]", "[\"s\",{\"o\":false}]", "[-1.25,1e+300]"};

static qsm_bytes json_of(const char *text)
{
    return (qsm_bytes){text, text != NULL ? strlen(text) : 0};
}

static bool set_json_document(generator *g, qsm_variant *v, int version)
{
    const char *texts[] = {NULL, objects[generator_below(g, COUNT(objects))],
                           arrays[generator_below(g, COUNT(arrays))]};
    (void)version;
    return qsm_variant_set_bytes_as(v, "QJsonDocument", json_of(texts[generator_below(g, 3)]));
}

static bool set_json_object(generator *g, qsm_variant *v, int version)
{
    (void)version;
    return qsm_variant_set_bytes_as(v, "QJsonObject",
                                    json_of(objects[generator_below(g, COUNT(objects))]));
}

static bool set_json_array(generator *g, qsm_variant *v, int version)
{
    (void)version;
    return qsm_variant_set_bytes_as(v, "QJsonArray",
                                    json_of(arrays[generator_below(g, COUNT(arrays))]));
}

static bool set_json_value(generator *g, qsm_variant *v, int version)
{
    static const double numbers[] = {0, 3.5, -1, 1e300, 16777217};
    qsm_json_value value = {.type = (qsm_json_value_type)generator_below(g, 7)};
    (void)version;
    if (value.type > QSM_JSON_VALUE_OBJECT)
        value.type = QSM_JSON_VALUE_UNDEFINED;
    value.boolean = generator_below(g, 2);
    value.number = numbers[generator_below(g, COUNT(numbers))];
    value.text = qsm_text_of(generator_below(g, 2) ? "" : "text \xe2\x82\xac");
    value.json = json_of(value.type == QSM_JSON_VALUE_ARRAY ? arrays[1] : objects[1]);
    return qsm_variant_set_json_value(v, &value);
}

typedef struct cbor {
    const char *bytes;
    size_t size;
} cbor;
#define CBOR(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
static const cbor cbor_arrays[] = {CBOR("\x80"), CBOR("\x84\x01\x63two\x03\xf5"),
                                   CBOR("\x82\xfb\x40\x0a\0\0\0\0\0\0\x80")};
static const cbor cbor_maps[] = {CBOR("\xa0"), CBOR("\xa2\x61k\x03\x02\x61v"),
                                 CBOR("\xa1\x61z\x80")};
static const cbor cbor_values[] = {
    CBOR("\xf7"),      CBOR("\x19\x7f\xff"), CBOR("\x6cna\xc3\xafve caf\xc3\xa9"),
    CBOR("\x45Hello"), CBOR("\x20"),         CBOR("\xf6"),
    CBOR("\xf8\x40")};

static bool set_cbor(generator *g, qsm_variant *v, const char *type, const cbor *some, size_t count)
{
    const cbor *one = &some[generator_below(g, (uint32_t)count)];
    qsm_bytes bytes = {one->bytes, one->size};
    return qsm_variant_set_bytes_as(v, type, bytes);
}

static bool set_cbor_value(generator *g, qsm_variant *v, int version)
{
    (void)version;
    return set_cbor(g, v, "QCborValue", cbor_values, COUNT(cbor_values));
}

static bool set_cbor_array(generator *g, qsm_variant *v, int version)
{
    (void)version;
    return set_cbor(g, v, "QCborArray", cbor_arrays, COUNT(cbor_arrays));
}

static bool set_cbor_map(generator *g, qsm_variant *v, int version)
{
    (void)version;
    return set_cbor(g, v, "QCborMap", cbor_maps, COUNT(cbor_maps));
}

static bool set_easing_curve(generator *g, qsm_variant *v, int version)
{
    enum { FIRST_CONFIG = 29, FIRST_BACK = 33, FIRST_BOUNCE = 37, LAST_CONFIG = 40, BEZIER = 45 };
    static const qsm_point_f points[] = {{0.25, 0.5}, {0.75, 0.125}, {1, 1}};
    qsm_easing_curve value = {.type = (uint8_t)generator_below(g, LAST_CONFIG + 2)};
    if (value.type > LAST_CONFIG)
        value.type = BEZIER;
    value.has_config = value.type >= FIRST_CONFIG;
    bool elastic = value.type >= FIRST_CONFIG && value.type < FIRST_BACK;
    bool back = value.type >= FIRST_BACK && value.type < FIRST_BOUNCE;
    /* Of these, Qt writes what the type does not use as the defaults. */
    value.period = elastic ? 0.25 : 0.3;
    value.amplitude = elastic || value.type >= FIRST_BOUNCE ? 1.5 : 1;
    value.overshoot = back ? -2 : 1.70158;
    value.bezier_curves = points;
    value.bezier_count = value.type == BEZIER && version >= QSM_DATA_STREAM_QT_5_13 ? 3 : 0;
    return qsm_variant_set_easing_curve(v, &value);
}

static bool set_host_address(generator *g, qsm_variant *v, int version)
{
    static const char *const scopes[] = {NULL, "eth0", "\xc3\xa9"};
    qsm_host_address value = {
        .protocol = (int8_t)between(g, QSM_HOST_ADDRESS_UNKNOWN, QSM_HOST_ADDRESS_ANY)};
    (void)version;
    value.ipv4 = generator_next(g);
    for (size_t i = 0; i < sizeof value.ipv6; i++)
        value.ipv6[i] = (uint8_t)generator_next(g);
    value.scope_id = qsm_text_of(scopes[generator_below(g, COUNT(scopes))]);
    return qsm_variant_set_host_address(v, &value);
}

static const struct {
    const char *name;
    bool (*set)(generator *g, qsm_variant *v, int version);
    bool changed; /* by Qt, if it is damaged */
} families[] = {{"QDate", set_date, false},
                {"QTime", set_time, false},
                {"QDateTime", set_date_time, false},
                {"QTimeZone", set_time_zone, true},
                {"QBitArray", set_bit_array, false},
                {"QUrl", set_url, true},
                {"QLocale", set_locale, true},
                {"QRegularExpression", set_regular_expression, true},
                {"QRegExp", set_reg_exp, true},
                {"QJsonDocument", set_json_document, true},
                {"QJsonObject", set_json_object, true},
                {"QJsonArray", set_json_array, true},
                {"QJsonValue", set_json_value, true},
                {"QCborValue", set_cbor_value, true},
                {"QCborArray", set_cbor_array, true},
                {"QCborMap", set_cbor_map, true},
                {"QHostAddress", set_host_address, false},
                {"QEasingCurve", set_easing_curve, true}};

bool core_random(generator *g, qsm_variant *v, const qsm_type *type, int version)
{
    for (size_t i = 0; i < COUNT(families); i++) {
        if (strcmp(families[i].name, type->name) != 0)
            continue;
        done(families[i].set(g, v, version));
        return true;
    }
    return false;
}

/* Zones with many rules: north and south, half hours, midnight, rules of all forms. Those of the
 * last two change at an hour beyond 23, which Qt 5 and 6.4 take for another. */
static const char *const clock_zones[] = {
    "Europe/Paris",  "America/New_York",  "Asia/Kolkata",     "Australia/Lord_Howe",
    "Asia/Tehran",   "America/Sao_Paulo", "Pacific/Auckland", "Africa/Casablanca",
    "Europe/Dublin", "America/Nuuk",      "America/Santiago", "Asia/Gaza"};
enum { STRANGE_ZONES = 2, FIRST_YEAR_OF_RULES = 2038, QT_5_15_8 = 0x050f08 };

/* A file of zone data, up to its size here. */
static size_t zone_file(const char *folder, const char *id, unsigned char *data, size_t size)
{
    char path[400];
    (void)snprintf(path, sizeof path, "%s/%s", folder, id);
    FILE *file = fopen(path, "rb");
    size_t count = file != NULL ? fread(data, 1, size, file) : 0;
    if (file != NULL)
        (void)fclose(file);
    return count;
}

/* Whether the Qt process has the same data of a zone. It can live in another folder with a system
 * of its own: QSM_PEER_ZONES names the folder of its zones then. */
static bool has_same_zone(const char *id)
{
    enum { MOST = 8192 };
    static unsigned char own[MOST];
    static unsigned char other[MOST];
    const char *folder = getenv("QSM_PEER_ZONES");
    size_t size = zone_file("/usr/share/zoneinfo", id, own, MOST);
    return folder == NULL ||
           (size == zone_file(folder, id, other, MOST) && memcmp(own, other, size) == 0);
}

void core_random_clock(generator *g, qsm_variant *v, int qt)
{
    uint32_t zones = COUNT(clock_zones) - (qt < 0x060700 ? STRANGE_ZONES : 0);
    qsm_date_time value = {.spec = (qsm_time_spec)(3 * generator_below(g, 2))};
    /* Local time ends here. The rules for later years begin on a wrong day in Qt 5.15.2: an hour
     * off in New York from 2060-11-01 on, where the month begins on a Monday. */
    bool few = value.spec == QSM_TIME_SPEC_LOCAL_TIME || qt < QT_5_15_8;
    value.date.julian_day = qsm_date_from_ymd(1971, 1, 1).julian_day +
                            (int)generator_below(g, (few ? 65U : 129U) * 365);
    /* On the day of the first change that comes from a rule, 2038-03-28 in Paris and 2038-03-14 in
     * New York, Qt 5 and 6.4 are an hour off. */
    int64_t first = qsm_date_from_ymd(FIRST_YEAR_OF_RULES, 1, 1).julian_day;
    if (qt < 0x060700 && value.date.julian_day >= first && value.date.julian_day < first + 365)
        value.date.julian_day += 365;
    value.time.msecs = between(g, 4 * 3600000, DAY - 2 * 3600000);
    value.zone = random_zone(g);
    const char *id = clock_zones[generator_below(g, zones)];
    if (generator_below(g, 6) > 0 && has_zone_data() && has_same_zone(id)) {
        value.zone.form = QSM_TIME_ZONE_IANA;
        value.zone.id = qsm_text_of(id);
    }
    done(qsm_variant_set_date_time(v, &value));
}

/* Of two kinds of time that Qt does not know, it writes what it finds in its memory. */
static bool is_utc(const qsm_variant *v)
{
    qsm_date_time time;
    return qsm_variant_to_date_time(v, &time) && time.spec == QSM_TIME_SPEC_UTC;
}

/* Whether a value, or one in it, is so. */
static bool any(const qsm_variant *v, bool (*is)(const qsm_variant *))
{
    v = qsm__variant_innermost(v);
    if (v == NULL || v->type == NULL)
        return false;
    if (is(v))
        return true;
    for (size_t i = 0; i < qsm_variant_count(v); i++) {
        const qsm_variant *key = qsm_variant_key(v, i);
        if (any(qsm_variant_at(v, i), is) || (key != NULL && any(key, is)))
            return true;
    }
    return false;
}

static bool is_changed(const qsm_variant *v)
{
    int64_t clock;
    qsm_date_time time;
    if (qsm_variant_to_date_time(v, &time))
        return time.spec == QSM_TIME_SPEC_TIME_ZONE ||
               (time.date.julian_day != INT64_MIN && !qsm__date_time_clock(&time, &clock));
    for (size_t i = 0; i < COUNT(families); i++) {
        if (families[i].changed && strcmp(families[i].name, v->type->name) == 0)
            return true;
    }
    return false;
}

bool core_is_changed_by_qt(const qsm_variant *v, bool canonical)
{
    return any(v, is_changed) || (!canonical && any(v, is_utc));
}

static bool has_no_zone(const qsm_variant *v)
{
    int32_t offset;
    qsm_date_time time;
    qsm_time_zone zone;
    if (qsm_variant_to_date_time(v, &time) && time.spec == QSM_TIME_SPEC_TIME_ZONE)
        zone = time.zone;
    else if (!qsm_variant_to_time_zone(v, &zone))
        return false;
    return !qsm__time_zone_offset(&zone, 0, &offset);
}

bool core_crashes_qt5(const qsm_variant *v)
{
    return any(v, has_no_zone);
}
