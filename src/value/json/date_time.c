/* SPDX-License-Identifier: MIT */
/* Dates and times: the number that counts, and the text of ISO 8601 for people. */
#include <stdio.h>
#include <string.h>

#include "value/core/core.h"
#include "value/core/date_time.h"
#include "value/json/structs.h"

enum { ISO_SIZE = 48 };

static bool print_text(qsm_json *j, const char *name, const char *text)
{
    qsm_json member;
    return qsm__json_member(j, name, &member) &&
           (qsm_variant_set_text(member.node, qsm_text_of(text)) || qsm__json_no_memory(j));
}

/* As Qt::ISODate: years 1-9999 only. */
static void date_text(qsm_date date, char *text)
{
    int year = 0;
    int month = 0;
    int day = 0;
    qsm_date_to_ymd(date, &year, &month, &day);
    text[0] = '\0';
    if (year >= 1 && year <= 9999)
        (void)snprintf(text, ISO_SIZE, "%04d-%02d-%02d", year, month, day);
}

bool qsm__json_date(qsm_json *j, const qsm_type *type, void *value)
{
    char iso[ISO_SIZE];
    qsm_json member;
    qsm_date *date = value;
    (void)type;
    if (qsm__json_null(j, !j->making && !qsm_date_is_valid(*date))) {
        if (j->making)
            *date = QSM_DATE_NULL;
        return true;
    }
    if (!j->making) {
        date_text(*date, iso);
        if (!print_text(j, "iso", iso))
            return false;
    }
    return qsm__json_member(j, "jd", &member) && qsm__json_i64(&member, &date->julian_day);
}

bool qsm__json_time(qsm_json *j, const qsm_type *type, void *value)
{
    char iso[ISO_SIZE];
    qsm_json member;
    qsm_time *time = value;
    int32_t ms = time->msecs;
    (void)type;
    if (qsm__json_null(j, !j->making && !qsm_time_is_valid(*time))) {
        if (j->making)
            *time = QSM_TIME_NULL;
        return true;
    }
    if (!j->making) {
        (void)snprintf(iso, sizeof iso, "%02d:%02d:%02d.%03d", ms / 3600000, ms / 60000 % 60,
                       ms / 1000 % 60, ms % 1000);
        if (!print_text(j, "iso", iso))
            return false;
    }
    return qsm__json_member(j, "ms", &member) && qsm__json_i32(&member, &time->msecs);
}

static bool same_text(qsm_text a, qsm_text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* Whether a zone of an offset is what Qt makes of its id. */
static bool is_plain(const qsm_time_zone *zone)
{
    int32_t offset;
    return qsm__time_zone_is_utc_id(zone->id, &offset) && offset == zone->offset &&
           same_text(zone->id, zone->name) && same_text(zone->id, zone->abbreviation) &&
           zone->territory == 0 && same_text(zone->id, zone->comment);
}

static bool named_text(qsm_json *j, const char *name, qsm_text *text)
{
    qsm_json member;
    return qsm__json_member(j, name, &member) && qsm__json_text(&member, text);
}

static bool json_custom(qsm_json *j, qsm_time_zone *zone)
{
    qsm_json custom;
    qsm_json member;
    zone->form = QSM_TIME_ZONE_FIXED;
    return qsm__json_member(j, "custom", &custom) && named_text(&custom, "id", &zone->id) &&
           qsm__json_member(&custom, "offset", &member) && qsm__json_i32(&member, &zone->offset) &&
           named_text(&custom, "name", &zone->name) &&
           named_text(&custom, "abbreviation", &zone->abbreviation) &&
           qsm__json_member(&custom, "territory", &member) &&
           qsm__json_i32(&member, &zone->territory) &&
           named_text(&custom, "comment", &zone->comment);
}

static const char *const light[] = {
    [QSM_TIME_ZONE_UTC] = "QTimeZone::UTC", [QSM_TIME_ZONE_LOCAL_TIME] = "QTimeZone::LocalTime"};

/* The form of a zone that has only an id. */
static bool make_by_id(qsm_json *j, qsm_time_zone *zone)
{
    if (!qsm__json_text(j, &zone->id))
        return false;
    zone->form = QSM_TIME_ZONE_IANA;
    for (size_t i = QSM_TIME_ZONE_UTC; i <= QSM_TIME_ZONE_LOCAL_TIME; i++) {
        if (same_text(zone->id, qsm_text_of(light[i])))
            *zone = (qsm_time_zone){.form = (qsm_time_zone_form)i};
    }
    if (qsm__time_zone_is_utc_id(zone->id, &zone->offset)) {
        zone->form = QSM_TIME_ZONE_FIXED;
        zone->name = zone->abbreviation = zone->comment = zone->id;
    }
    return true;
}

static bool has_id_only(const qsm_time_zone *zone)
{
    return zone->form != QSM_TIME_ZONE_AHEAD_OF_UTC &&
           (zone->form != QSM_TIME_ZONE_FIXED || is_plain(zone));
}

static bool json_id(qsm_json *j, qsm_time_zone *zone)
{
    if (j->making)
        return make_by_id(j, zone);
    bool is_light = zone->form == QSM_TIME_ZONE_UTC || zone->form == QSM_TIME_ZONE_LOCAL_TIME;
    qsm_text id = is_light ? qsm_text_of(light[zone->form]) : zone->id;
    return qsm__json_text(j, &id);
}

bool qsm__json_time_zone(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_json member;
    qsm_time_zone *zone = value;
    (void)type;
    if (qsm__json_null(j, zone->form == QSM_TIME_ZONE_INVALID))
        return true;
    if (qsm__json_has(j, "id", has_id_only(zone)))
        return qsm__json_member(j, "id", &member) && json_id(&member, zone);
    if (qsm__json_has(j, "aheadOfUtcBy", zone->form == QSM_TIME_ZONE_AHEAD_OF_UTC)) {
        zone->form = QSM_TIME_ZONE_AHEAD_OF_UTC;
        return qsm__json_member(j, "aheadOfUtcBy", &member) &&
               qsm__json_i32(&member, &zone->offset);
    }
    return json_custom(j, zone);
}

/* The zone of a date-time: its id, or what a QTimeZone has; and its offset, if it is known. */
static bool json_zone(qsm_json *j, qsm_date_time *value)
{
    qsm_json member;
    int64_t clock = 0;
    int32_t offset = 0;
    qsm_time_zone *zone = &value->zone;
    if (!qsm__json_member(j, "zone", &member))
        return false;
    bool by_id = j->making ? qsm_variant_text(member.node).data != NULL
                           : zone->form != QSM_TIME_ZONE_INVALID && has_id_only(zone);
    if (!(by_id ? json_id(&member, zone) : qsm__json_time_zone(&member, NULL, zone)))
        return false;
    if (j->making || !qsm__date_time_clock(value, &clock) ||
        !qsm__time_zone_offset(zone, clock / 1000 - (clock % 1000 < 0), &offset))
        return true;
    return qsm__json_member(j, "offset", &member) && qsm__json_i32(&member, &offset);
}

static bool json_spec(qsm_json *j, qsm_time_spec *spec)
{
    static const char *const names[] = {"local", "utc", "offset", "zone"};
    qsm_json member;
    if (!j->making)
        return print_text(j, "spec", names[*spec]);
    if (!qsm__json_member(j, "spec", &member))
        return false;
    qsm_text name = qsm_variant_text(member.node);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        *spec = (qsm_time_spec)i;
        if (name.data != NULL && strcmp(name.data, names[i]) == 0)
            return true;
    }
    return qsm__json_fail(j, "the spec of a QDateTime is local, utc, offset or zone");
}

bool qsm__json_date_time(qsm_json *j, const qsm_type *type, void *value)
{
    qsm_json member;
    qsm_date_time *v = value;
    bool is_null = v->date.julian_day == INT64_MIN && v->time.msecs == -1 &&
                   v->spec == QSM_TIME_SPEC_LOCAL_TIME;
    (void)type;
    if (qsm__json_null(j, !j->making && is_null)) {
        if (j->making)
            *v = (qsm_date_time){.date = QSM_DATE_NULL, .time = QSM_TIME_NULL};
        return true;
    }
    if (!qsm__json_member(j, "date", &member) || !qsm__json_date(&member, NULL, &v->date) ||
        !qsm__json_member(j, "time", &member) || !qsm__json_time(&member, NULL, &v->time) ||
        !json_spec(j, &v->spec))
        return false;
    if (v->spec == QSM_TIME_SPEC_TIME_ZONE)
        return json_zone(j, v);
    return v->spec != QSM_TIME_SPEC_OFFSET_FROM_UTC ||
           (qsm__json_member(j, "offset", &member) && qsm__json_i32(&member, &v->offset));
}
